# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no description states: one module for each product."""

from __future__ import annotations

from ..quirks import UPLOAD
from . import api, conversations, flex, messaging, pricing, proxy, senders, serverless, serverless_code, studio

# (product, route) -> the resource that is served there.
SERVED = {
    (product, route): resource
    for product, routes in (
        ("api", api.ROUTES),
        ("messaging", messaging.ROUTES),
        ("messaging", senders.ROUTES),
        ("flex-api", flex.ROUTES),
        ("pricing", pricing.ROUTES),
        ("proxy", proxy.ROUTES),
        ("conversations", conversations.ROUTES),
        ("studio", studio.ROUTES),
        ("serverless", serverless.ROUTES),
        ("serverless", serverless_code.ROUTES),
        (UPLOAD, serverless_code.UPLOAD_ROUTES),
    )
    for route, resource in routes.items()
}
