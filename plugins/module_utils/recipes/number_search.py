# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searching the numbers that Twilio has on offer."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ..client import Client
from ..errors import NotFound, WishError
from ..resource import JSON
from ..rules import country, e164

TYPES = ("local", "mobile", "toll_free")

FLAGS = (
    "voice_enabled",
    "mms_enabled",
    "beta",
    "exclude_all_address_required",
    "exclude_local_address_required",
    "exclude_foreign_address_required",
)

SEARCH_OPTIONS: dict[str, dict[str, t.Any]] = {
    "country": {"type": "str", "required": True},
    "type": {"type": "str", "choices": list(TYPES), "default": "local"},
    "area_code": {"type": "int"},
    "contains": {"type": "str"},
    "in_region": {"type": "str"},
    "in_locality": {"type": "str"},
    "in_postal_code": {"type": "str"},
    "near_number": {"type": "str"},
    "distance": {"type": "int"},
    # A number that takes no SMS is of no use to this collection.
    "sms_enabled": {"type": "bool", "default": True},
    **{name: {"type": "bool"} for name in FLAGS},
}


NARROWING = ("area_code", "contains", "in_region", "in_locality", "in_postal_code", "near_number", "distance")
"""What chooses among numbers."""


def check_search(search: Mapping[str, t.Any]) -> str | None:
    """What is wrong with a search, or None."""
    problem = country(search["country"])
    if problem:
        return f"search.country: {problem}"
    north_american = search["country"].upper() in ("US", "CA")
    for name in ("area_code", "near_number", "distance", "in_region", "in_postal_code"):
        if search.get(name) is not None and not north_american:
            return f"search.{name} works only where country is US or CA"
    area_code, distance, near = search.get("area_code"), search.get("distance"), search.get("near_number")
    if area_code is not None and not 200 <= area_code <= 999:
        return f"search.area_code: {area_code} is not three digits"
    contains = search.get("contains")
    if contains is not None and not 2 <= len(contains) <= 16:
        return f"search.contains: {contains!r} is not 2 to 16 characters"
    if distance is not None and not near:
        return "search.distance needs search.near_number"
    if distance is not None and not 1 <= distance <= 500:
        return f"search.distance: {distance} is outside 1 to 500 miles"
    if near and (problem := e164(near)):
        return f"search.near_number: {problem}"
    return None


def offers(client: Client, search: Mapping[str, t.Any], count: int) -> list[JSON]:
    """About `count` numbers on offer, in Twilio's order. It is no reservation: somebody else may be faster."""
    filters = {name: value for name, value in search.items() if name not in ("country", "type") and value is not None}
    code = search["country"].upper()
    numbers = client.sdk.api.v2010.account.available_phone_numbers(code)
    api = getattr(numbers, search.get("type") or "local")
    try:
        return client.pages(
            f"search {search.get('type')} phone numbers on offer in {code}",
            api,
            min(1000, max(20, count)),
            ("phone_number",),
            **filters,
        )
    except NotFound as error:
        raise WishError(f"Twilio offers no {search.get('type')} numbers in {code}; try another type") from error


INFO_OPTIONS = {**SEARCH_OPTIONS, "limit": {"type": "int", "default": 20}}


def read_offers(client: Client, params: Mapping[str, t.Any]) -> JSON:
    """{available_phone_numbers}: what the info module shows."""
    search = {name: params[name] for name in SEARCH_OPTIONS}
    problem = check_search(search)
    if problem or not 1 <= params["limit"] <= 1000:
        raise WishError(
            problem.replace("search.", "") if problem else f"limit must be 1 to 1000, not {params['limit']}"
        )
    return {"available_phone_numbers": offers(client, search, params["limit"])[: params["limit"]]}
