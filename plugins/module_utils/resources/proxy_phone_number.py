# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers in the pool of a Proxy service, which for Flex UI 1.x is Flex's own."""

from __future__ import annotations

import typing as t

from .. import rules
from ..recipes.proxy_pool import ProxyPool
from ..resource import Field, Resource
from .proxy_service import PROXY_SERVICE


def members(sdk: t.Any, service: str) -> t.Any:
    return sdk.proxy.v1.services(service).phone_numbers


PROXY_PHONE_NUMBER = Resource(
    kind="proxy_phone_number",
    plural="proxy_phone_numbers",
    title="Proxy number",
    prefix="PN",
    api=members,
    keys=("phone_number", "friendly_name"),
    nameless=("friendly_name",),
    scope=("proxy_service_sid",),
    creating="add",
    fields=(
        Field("proxy_service_sid", reference=PROXY_SERVICE),
        Field("phone_number", create_only=True, rule=rules.e164),
        Field("is_reserved", type="bool"),
    ),
    recipe=ProxyPool,
)
