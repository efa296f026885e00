# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pricing v1: what a number costs a month, country by country, in the account that asks."""

from __future__ import annotations

import re

from ..errors import not_found
from ..numbering import COUNTRIES, Number
from ..paging import page
from ..resources import JSON, Answer, Call, Resource
from ..state import Account


class Countries(Resource):
    """The countries that have prices."""

    def list(self, call: Call) -> Answer:
        """Answer with a page of countries; their prices are in each one's own answer only."""
        priced = [iso for iso in COUNTRIES if prices(call.account, iso)]
        url = f"https://{call.operation.host}{call.path}"
        records = [{"country": COUNTRIES[iso].name, "iso_country": iso, "url": f"{url}/{iso}"} for iso in priced]
        rows = list(enumerate(records, start=1))
        return 200, page(call.operation.host, call.path, call.query, "countries", rows, lambda record: record)

    def fetch(self, call: Call) -> Answer:
        """Answer with the prices of a country. One that has none is no error: all its fields are null (docs)."""
        iso = call.argument("IsoCountry")
        listed = [self.item(call, *one) for one in prices(call.account, iso)]
        played = call.play("unpriced_country")
        if not re.fullmatch("[A-Z]{2}", iso) or (not listed and played == "not_found"):
            raise not_found(call.path)
        if not listed and played == "nulls":
            return 200, dict.fromkeys(call.operation.answer)
        unit = call.account.price_unit
        return 200, {
            "country": COUNTRIES[iso].name if iso in COUNTRIES else None,
            "iso_country": iso,
            "phone_number_prices": listed,
            "price_unit": unit.lower() if call.play("price_unit_case") == "lower" else unit,
            "url": f"https://{call.operation.host}{call.path}",
        }

    def item(self, call: Call, type_: str, base: str, current: str) -> JSON:
        """Return the price of one type of number: for everybody, and for this account."""
        written = call.play("price_values")
        return {
            "number_type": call.play("price_toll_free") if type_ == "toll_free" else type_,
            "base_price": float(base) if written == "number" else base,
            "current_price": {"text": current, "number": float(current), "null": None}[written],
        }


def prices(account: Account, iso: str) -> list[tuple[str, str, str]]:
    """Return the price list of a country: types, their prices for everybody, and for the account.

    Types that are in beta are not generally available, and so without a price (inferred), unless the account has one.
    """
    if iso not in COUNTRIES:
        return []
    own = account.prices.get(iso, {})
    listed = []
    for type_, kind in COUNTRIES[iso].kinds.items():
        current = own.get(type_, None if kind.beta else kind.price)
        if current is not None:
            listed.append((type_, kind.price, current))
    return listed


def price_of(account: Account, number: Number) -> str:
    """Return what a number costs an account a month, be it in the price list or not."""
    return account.prices.get(number.iso_country, {}).get(number.type) or number.kind.price


COUNTRIES_RESOURCE = Countries()
ROUTES: dict[str, Resource] = {
    "/v1/PhoneNumbers/Countries": COUNTRIES_RESOURCE,
    "/v1/PhoneNumbers/Countries/{IsoCountry}": COUNTRIES_RESOURCE,
}
