# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an account pays for numbers, where that is not what everybody pays."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from ..numbering import COUNTRIES
from ..state import Account
from .making import JSON, SeedError, mapping


def set_prices(account: Account, where: str, wanted: JSON) -> None:
    """Give an account its currency and its own prices, {"US": {"local": "0.90"}}; null: the price list has none."""
    account.price_unit = wanted.get("price_unit", account.price_unit)
    if not isinstance(account.price_unit, str) or not re.fullmatch("[A-Z]{3}", account.price_unit):
        raise SeedError(f"{where}.price_unit is a currency like USD")
    countries = wanted.get("prices", {})
    mapping(f"{where}.prices", countries, frozenset(COUNTRIES))
    for iso, given in countries.items():
        place = f"{where}.prices.{iso}"
        mapping(place, given, frozenset(COUNTRIES[iso].kinds))
        account.prices[iso] = {type_: _price(f"{place}.{type_}", value) for type_, value in given.items()}


def _price(where: str, value: Any) -> str | None:
    try:
        if value is None or 0 <= Decimal(str(value)) < Decimal("Infinity"):
            return None if value is None else str(value)
    except InvalidOperation:
        pass
    raise SeedError(f'{where} is a price like "1.15", or null')
