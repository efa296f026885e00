# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a number costs a month, as Twilio's Pricing API says it for this very account."""

from __future__ import annotations

import typing as t
from decimal import Decimal, InvalidOperation

from ..client import Client
from ..errors import BadAnswer, TwilioError


class Price(t.NamedTuple):
    """amount: a month. currency: ISO 4217, upper case."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} a month"


def plain_type(name: t.Any) -> str:
    """One spelling of "toll free", "toll_free" and "tollfree"."""
    return "".join(letter for letter in str(name).lower() if letter.isalpha())


class Prices:
    """Price lists by country, each read once. A list that cannot be read has no prices; `unread` says why."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.lists: dict[str, dict[str, Price]] = {}
        self.unread: dict[str, str] = {}

    def of(self, country: str, kind: str) -> Price | None:
        """The monthly price of a number of that kind: `local`, `mobile`, `toll_free`."""
        if country not in self.lists:
            self.lists[country] = self.read(country)
        return self.lists[country].get(plain_type(kind))

    def read(self, country: str) -> dict[str, Price]:
        try:
            # A key with few permissions may buy and not read prices: who set no limit is not stopped by that.
            answer = self.client.fetch(
                f"read what numbers cost in {country}", self.client.sdk.pricing.v1.phone_numbers.countries(country)
            )
            return prices_in(answer)
        except TwilioError as error:
            self.unread[country] = str(error)
            return {}


def prices_in(answer: t.Mapping[str, t.Any]) -> dict[str, Price]:
    """Kind → price. One that is no number is left out; a list that is none is a BadAnswer."""
    listed = answer.get("phone_number_prices") or []
    if not isinstance(listed, list):
        raise BadAnswer("the answer has no list of prices where it should be")
    found = {}
    for entry in listed:
        try:
            amount = Decimal(str(entry["current_price"]))
        except (InvalidOperation, LookupError, TypeError):
            continue
        if amount.is_finite() and amount >= 0:
            found[plain_type(entry.get("number_type"))] = Price(amount, str(answer.get("price_unit") or "").upper())
    return found


def too_much(limit: float, costs: t.Mapping[str, Price | None], unread: t.Mapping[str, str]) -> str | None:
    """What stands against buying numbers (wish → price) that may cost so much a month together, if anything does."""
    unknown = [name for name, price in costs.items() if price is None]
    if unknown:
        why = " ".join(unread.values()) or (
            "Twilio has no price for that kind of number; for an exact phone_number give search.country and search.type"
        )
        return f"what {', '.join(unknown)} would cost is not known, so max_monthly_price cannot be kept. {why}"
    known = [price for price in costs.values() if price]
    total = Price(sum((price.amount for price in known), Decimal(0)), known[0].currency)
    if total.amount > Decimal(str(limit)):
        return f"{', '.join(costs)} would cost {total}, but max_monthly_price is {limit}"
    return None
