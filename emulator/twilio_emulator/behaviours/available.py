# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AvailablePhoneNumbers: what could be bought. A search reserves nothing, and its answers are not paged (captured)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from urllib.parse import urlencode

from ..errors import invalid, not_found
from ..numbering import COUNTRIES, Area, Number, catalogue, classify
from ..patterns import contains
from ..quirks import PAGE_SIZE
from ..resources import JSON, Answer, Call, Resource

_NAMES = {"local": "Local", "mobile": "Mobile", "toll_free": "TollFree"}
_MILES = 3959  # radius of the earth


class Countries(Resource):
    """The countries of the numbering plan."""

    def list(self, call: Call) -> Answer:
        """Answer with all countries."""
        base = call.path.removesuffix(".json")
        return 200, {"uri": call.path, "countries": [self.country(iso, f"{base}/{iso}") for iso in COUNTRIES]}

    def fetch(self, call: Call) -> Answer:
        """Answer with one country."""
        iso = call.argument("CountryCode")
        if iso not in COUNTRIES:
            raise not_found(call.path)
        return 200, self.country(iso, call.path.removesuffix(".json"))

    def country(self, iso: str, base: str) -> JSON:
        """Return what is said of a country."""
        country = COUNTRIES[iso]
        return {
            "country_code": iso,
            "country": country.name,
            "uri": f"{base}.json",
            "beta": all(kind.beta for kind in country.kinds.values()),
            "subresource_uris": {type_: f"{base}/{_NAMES[type_]}.json" for type_ in country.kinds},
        }


class Search(Resource):
    """The numbers of one type in one country that nobody holds."""

    def __init__(self, type_: str) -> None:
        self.type = type_

    def list(self, call: Call) -> Answer:
        """Answer with the first numbers that pass every filter."""
        iso, query = call.argument("CountryCode"), call.query
        if iso not in COUNTRIES or self.type not in COUNTRIES[iso].kinds:
            raise not_found(call.path)
        if "InRateCenter" in query and "InLata" not in query:
            raise invalid("InRateCenter requires InLata")
        area_code = str(query["AreaCode"]) if "AreaCode" in query else None
        pattern = contains(query["Contains"]) if "Contains" in query else None
        place = near(query)
        found: list[JSON] = []
        for number in self.stock(call, iso, area_code):
            if len(found) == query.get("PageSize", PAGE_SIZE):
                break
            if (
                passes(number, query)
                and (pattern is None or pattern.search(number.phone_number[1:]))
                and (place is None or miles(place, number.area) <= query.get("Distance", 25))
                and call.world.owner_of(number.phone_number) is None
            ):
                found.append(self.item(call, number))
        uri = f"{call.path}?{urlencode(query)}" if query else call.path
        return 200, {"uri": uri, "available_phone_numbers": found}

    def stock(self, call: Call, iso: str, area_code: str | None) -> Iterable[Number]:
        """Return the numbers in the order in which this search finds them."""
        numbers = catalogue(call.world.seed, iso, self.type, area_code)
        if call.play("stock_order") == "same":
            return numbers
        stock, counters = list(numbers), call.world.counters
        counters["searches"] = counters.get("searches", 0) + 1
        first = counters["searches"] % (len(stock) or 1)
        return stock[first:] + stock[:first]

    def item(self, call: Call, number: Number) -> JSON:
        """Return a number on offer; its place is written as strings, SMS and MMS in capitals (captured)."""
        area, upper = number.area, call.play("available_capability_case") == "upper"
        names = {"sms": "SMS", "mms": "MMS"} if upper else {}
        return {
            "friendly_name": number.friendly_name,
            "phone_number": number.phone_number,
            "lata": area.lata,
            "locality": area.locality,
            "rate_center": area.rate_center,
            "latitude": None if area.latitude is None else f"{area.latitude:.6f}",
            "longitude": None if area.longitude is None else f"{area.longitude:.6f}",
            "region": area.region,
            "postal_code": area.postal_code,
            "iso_country": number.iso_country,
            "address_requirements": number.kind.requirement,
            "beta": number.kind.beta,
            "capabilities": {names.get(name, name): able for name, able in number.capabilities.items()},
        }


def passes(number: Number, query: JSON) -> bool:
    """Whether a number passes the filters that look at one fact each."""
    area, requirement = number.area, number.kind.requirement
    wanted = {
        "SmsEnabled": number.capabilities["sms"],
        "MmsEnabled": number.capabilities["mms"],
        "VoiceEnabled": number.capabilities["voice"],
        "FaxEnabled": number.capabilities["fax"],
        "InPostalCode": area.postal_code,
        "InRegion": area.region,
        "InRateCenter": area.rate_center,
        "InLata": area.lata,
        "InLocality": area.locality,
    }
    excluded = (
        (query.get("ExcludeAllAddressRequired") and requirement != "none")
        or (query.get("ExcludeLocalAddressRequired") and requirement == "local")
        or (query.get("ExcludeForeignAddressRequired") and requirement == "foreign")
        or (query.get("Beta") is False and number.kind.beta)
    )
    return not excluded and all(query[name] == value for name, value in wanted.items() if name in query)


def near(query: JSON) -> tuple[float, float] | None:
    """Return the place that the search is around, as latitude and longitude; raises 400."""
    if not 0 <= query.get("Distance", 25) <= 500:
        raise invalid("Distance is at most 500 miles")
    if "NearLatLong" in query:
        try:
            latitude, longitude = (float(part) for part in query["NearLatLong"].split(","))
        except ValueError:
            raise invalid(f"Invalid parameter NearLatLong: {query['NearLatLong']}") from None
        return latitude, longitude
    if "NearNumber" in query:
        number = classify("+" + query["NearNumber"].strip().removeprefix("+"))
        if number is None or number.area.latitude is None or number.area.longitude is None:
            raise invalid(f"Invalid parameter NearNumber: {query['NearNumber']}")
        return number.area.latitude, number.area.longitude
    return None


def miles(place: tuple[float, float], area: Area) -> float:
    """Return the distance from a place to an area; areas without a place are out of reach."""
    if area.latitude is None or area.longitude is None:
        return math.inf
    one, other = math.radians(place[0]), math.radians(area.latitude)
    across = math.radians(area.longitude - place[1])
    cosine = math.sin(one) * math.sin(other) + math.cos(one) * math.cos(other) * math.cos(across)
    return _MILES * math.acos(min(1.0, max(-1.0, cosine)))


COUNTRIES_RESOURCE = Countries()
