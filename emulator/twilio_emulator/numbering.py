# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of the world, as far as the emulator sells them: a small numbering plan and a catalogue made from it.

Prices, requirements and localities are plausible, not a price list: they give a test something to assert.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True)
class Area:
    """A place that numbers belong to; ``prefix`` starts the national number."""

    prefix: str
    locality: str | None = None
    region: str | None = None
    lata: str | None = None
    rate_center: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    postal_code: str | None = None


@dataclass(frozen=True)
class Kind:
    """One type of number in one country."""

    areas: tuple[Area, ...]
    digits: int = 10
    requirement: str = "none"  # any, local, foreign: an address is needed to buy
    bundle: bool = False  # a regulatory bundle is needed as well
    price: str = "1.15"  # US dollars a month
    sms: bool = True
    mms: bool = False
    beta: bool = False


@dataclass(frozen=True)
class Country:
    """A country's calling code and its types of numbers: local, mobile, toll_free."""

    name: str
    code: str
    kinds: dict[str, Kind]


def _areas(*prefixes: str) -> tuple[Area, ...]:
    return tuple(Area(prefix) for prefix in prefixes)


_US = (
    Area("201", "Jersey City", "NJ", "224", "JERSEYCITY", 40.73, -74.08, "07302"),
    Area("206", "Seattle", "WA", "674", "SEATTLE", 47.61, -122.33, "98101"),
    Area("212", "New York", "NY", "132", "NWYRCYZN01", 40.71, -74.01, "10001"),
    Area("213", "Los Angeles", "CA", "730", "LSAN DA 01", 34.05, -118.24, "90012"),
    Area("303", "Denver", "CO", "656", "DENVER", 39.74, -104.99, "80202"),
    Area("305", "Miami", "FL", "460", "MIAMI", 25.76, -80.19, "33128"),
    Area("312", "Chicago", "IL", "358", "CHICAGO", 41.88, -87.63, "60601"),
    Area("404", "Atlanta", "GA", "438", "ATLANTA", 33.75, -84.39, "30303"),
    Area("415", "San Francisco", "CA", "722", "SNFC CNTRL", 37.78, -122.42, "94103"),
    Area("503", "Portland", "OR", "672", "PORTLAND", 45.52, -122.68, "97204"),
    Area("510", "Oakland", "CA", "722", "OKLD MN-PD", 37.80, -122.27, "94607"),
    Area("512", "Austin", "TX", "558", "AUSTIN", 30.27, -97.74, "78701"),
    Area("602", "Phoenix", "AZ", "666", "PHOENIX", 33.45, -112.07, "85004"),
    Area("617", "Boston", "MA", "128", "BOSTON", 42.36, -71.06, "02108"),
    Area("702", "Las Vegas", "NV", "721", "LAS VEGAS", 36.17, -115.14, "89101"),
    Area("713", "Houston", "TX", "560", "HOUSTON", 29.76, -95.37, "77002"),
    Area("808", "Hilo", "HI", "834", "HILO", 19.72, -155.09, "96720"),
    Area("919", "Raleigh", "NC", "426", "RALEIGH", 35.78, -78.64, "27601"),
)
_CA = (
    Area("416", "Toronto", "ON", "888", "TORONTO", 43.65, -79.38, "M5H"),
    Area("514", "Montreal", "QC", "888", "MONTREAL", 45.50, -73.57, "H2Y"),
    Area("604", "Vancouver", "BC", "888", "VANCOUVER", 49.28, -123.12, "V5K"),
)
_CANADIAN = re.compile(
    "204|226|236|249|250|263|289|306|343|354|365|367|368|382|403|416|418|428|431|437|438|450|468|474|506|514|519|548|"
    "579|581|584|587|604|613|639|647|672|683|705|709|742|753|778|780|782|807|819|825|867|873|879|902|905"
)
_TOLL_FREE = _areas("800", "833", "844", "855", "866", "877", "888")

COUNTRIES = {
    "US": Country(
        "United States", "1", {"local": Kind(_US, mms=True), "toll_free": Kind(_TOLL_FREE, price="2.15", mms=True)}
    ),
    "CA": Country("Canada", "1", {"local": Kind(_CA, mms=True)}),
    "GB": Country(
        "United Kingdom",
        "44",
        {
            "local": Kind(_areas("20", "121", "131", "161"), requirement="any", sms=False),
            "mobile": Kind(_areas("74", "75", "77", "78", "79"), requirement="any"),
            "toll_free": Kind(_areas("800", "808"), requirement="any", price="2.15", sms=False),
        },
    ),
    "IE": Country("Ireland", "353", {"mobile": Kind(_areas("83", "85", "87"), 9, "any", price="3.00")}),
    "DE": Country(
        "Germany",
        "49",
        {
            "local": Kind(_areas("30", "40", "89"), 10, "local", bundle=True, sms=False),
            "mobile": Kind(_areas("151", "157", "171"), 11, "any", bundle=True, price="4.25"),
        },
    ),
    "FR": Country(
        "France",
        "33",
        {
            "local": Kind(_areas("1", "4", "9"), 9, "local", bundle=True, sms=False),
            "mobile": Kind(_areas("6", "7"), 9, "any", bundle=True, price="1.15"),
        },
    ),
    "NL": Country("Netherlands", "31", {"mobile": Kind(_areas("6"), 9, "any", price="6.00")}),
    "SE": Country("Sweden", "46", {"mobile": Kind(_areas("70", "73", "76"), 9, "none", price="3.00", beta=True)}),
    "AU": Country(
        "Australia",
        "61",
        {
            "local": Kind(_areas("2", "3", "7", "8"), 9, "any", price="3.00", sms=False),
            "mobile": Kind(_areas("4"), 9, "any", price="6.50"),
            "toll_free": Kind(_areas("1800"), 10, "any", price="16.00", sms=False),
        },
    ),
}

# Twilio's own magic numbers for test purchases. docs
UNAVAILABLE, INVALID, FOR_SALE = "+15005550000", "+15005550001", "+15005550006"
EMPTY_AREA_CODE = "533"

_PER_AREA = 60


@dataclass(frozen=True)
class Number:
    """A telephone number and what the numbering plan says of it."""

    phone_number: str
    iso_country: str
    type: str
    kind: Kind
    area: Area

    @property
    def friendly_name(self) -> str:
        """Return the number as people of its country write it."""
        national = self.phone_number.removeprefix("+" + COUNTRIES[self.iso_country].code)
        if self.phone_number.startswith("+1"):
            return f"({national[:3]}) {national[3:6]}-{national[6:]}"
        return f"0{national}"

    @property
    def capabilities(self) -> dict[str, bool]:
        """Return what the number can do; one number in eight cannot do MMS."""
        mms = self.kind.mms and int(self.phone_number[-2:]) % 8 != 7
        return {"voice": True, "sms": self.kind.sms, "mms": mms, "fax": False}


def valid_area_code(code: str) -> bool:
    """Whether a number can be asked for by this US or Canadian area code."""
    return bool(re.fullmatch(r"[2-9][0-8]\d", code)) and code[1:] != "11" and code not in ("500", "555")


def classify(phone_number: str) -> Number | None:
    """Return what the plan says of an E.164 number, or None when no country of the plan has it."""
    if phone_number.startswith("+1"):
        return _north_american(phone_number)
    for iso, country in COUNTRIES.items():
        national = phone_number.removeprefix("+" + country.code)
        if national == phone_number:
            continue
        for type_, kind in country.kinds.items():
            for area in kind.areas:
                if national.startswith(area.prefix) and len(national) == kind.digits:
                    return Number(phone_number, iso, type_, kind, area)
    return None


def _north_american(phone_number: str) -> Number | None:
    code = phone_number[2:5]
    if len(phone_number) != 12 or not (valid_area_code(code) or phone_number == FOR_SALE):
        return None
    iso = "CA" if _CANADIAN.fullmatch(code) else "US"
    type_ = "toll_free" if code in {area.prefix for area in _TOLL_FREE} else "local"
    kind = COUNTRIES[iso].kinds[type_]
    area = next((area for area in kind.areas if area.prefix == code), Area(code))
    return Number(phone_number, iso, type_, kind, area)


def catalogue(seed: str, iso: str, type_: str, area_code: str | None = None) -> Iterator[Number]:
    """Yield the numbers on offer, the same for the same seed; an area code without a known place has numbers too."""
    kind = COUNTRIES[iso].kinds[type_]
    areas = kind.areas
    if area_code is not None:
        areas = tuple(area for area in areas if area.prefix == area_code)
        ours = valid_area_code(area_code) and bool(_CANADIAN.fullmatch(area_code)) == (iso == "CA")
        if not areas and ours and type_ == "local" and area_code != EMPTY_AREA_CODE:
            areas = (Area(area_code),)
    for area in areas:
        for phone_number in _numbers(seed, COUNTRIES[iso].code, area.prefix, kind.digits):
            yield Number(phone_number, iso, type_, kind, area)


@lru_cache(maxsize=2000)
def _numbers(seed: str, code: str, prefix: str, digits: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for index in range(_PER_AREA):
        digest = hashlib.blake2b(f"{seed}/{code}{prefix}/{index}".encode(), digest_size=8).digest()
        rest = f"{int.from_bytes(digest, 'big'):020d}"[-(digits - len(prefix)) :]
        if code == "1":  # an exchange starts with 2 to 9, and 555 is for films
            rest = str(2 + int(rest[0]) % 3) + rest[1:]
        found[f"+{code}{prefix}{rest}"] = None
    return tuple(found)
