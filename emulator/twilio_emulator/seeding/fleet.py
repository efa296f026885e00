# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many numbers in one line, for measurements."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from ..behaviours.messaging import POOL_NUMBERS
from ..numbering import valid_area_code
from .making import JSON, Maker, SeedError, mapping
from .messages import addresses, phone_numbers

_KNOWN = frozenset({"phone_numbers", "addresses", "sms_url", "messaging_service", "studio_flow"})


def generate(maker: Maker, where: str, wanted: Any) -> Iterator[tuple[str, str]]:
    """Make the numbers, and an address for each if wanted; yield each with its SID."""
    mapping(where, wanted, _KNOWN)
    if not isinstance(wanted.get("phone_numbers", 0), int):
        raise SeedError(f"{where}.phone_numbers is a number")
    service = wanted.get("messaging_service")
    service = service and maker.named(f"{where}.messaging_service", "messaging_services", service)
    auto: JSON = {"enabled": True, "type": "default"}
    if wanted.get("studio_flow"):
        auto = {**auto, "type": "studio", "studio_flow": wanted["studio_flow"], "studio_retry_count": 3}
    for phone_number in _free_numbers(maker, wanted.get("phone_numbers", 0)):
        entry = {"phone_number": phone_number, "sms_url": wanted.get("sms_url", "")}
        key, sid = phone_numbers(maker, where, entry)
        yield key, sid
        number = maker.account["phone_numbers"].get(sid)
        if service and number:
            POOL_NUMBERS.join(maker.world, maker.account, number, service)
        if wanted.get("addresses"):
            yield addresses(maker, where, {"type": "sms", "address": phone_number, "auto_creation": auto})


def _free_numbers(maker: Maker, count: int) -> Iterator[str]:
    """Yield numbers that nobody has, from area codes that the catalogue does not offer."""
    areas = (code for code in range(620, 1000) if valid_area_code(str(code)))
    for area, exchange, line in itertools.product(areas, range(200, 1000), range(10000)):
        if not count:
            return
        phone_number = f"+1{area}{exchange}{line:04d}"
        if not (maker.account["phone_numbers"].find(phone_number) or maker.world.owner_of(phone_number)):
            count -= 1
            yield phone_number
