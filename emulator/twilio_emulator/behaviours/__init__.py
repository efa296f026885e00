# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no description states: one module for each product."""

from __future__ import annotations

from . import api, conversations, messaging, studio

# (product, route) -> the resource that is served there.
SERVED = {
    (product, route): resource
    for product, module in (
        ("api", api),
        ("messaging", messaging),
        ("conversations", conversations),
        ("studio", studio),
    )
    for route, resource in module.ROUTES.items()
}
