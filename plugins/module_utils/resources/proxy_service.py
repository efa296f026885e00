# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxy services: read, to resolve names. Twilio lets nobody create them any more who does not have one."""

from __future__ import annotations

from ..resource import Field, Resource

PROXY_SERVICE = Resource(
    kind="proxy_service",
    plural="proxy_services",
    title="Proxy service",
    prefix="KS",
    api=lambda sdk: sdk.proxy.v1.services,
    keys=("unique_name",),
    nameless=("unique_name",),
    creating="",
    fields=(Field("unique_name"),),
)
