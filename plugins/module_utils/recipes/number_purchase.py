# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Buying a phone number once, and releasing one only on purpose.

Twilio has no idempotency key. So the name travels in the purchase itself, where the next run finds it, and a purchase
whose answer was lost is looked up by its number and never sent again.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Mapping, Sequence

from ..client import Client
from ..errors import LostAnswer, TwilioError
from ..plan import Change
from ..recipe import Recipe, keywords
from ..resource import JSON, UNKNOWN, Resource
from ..wait import SETTLE, wait_until
from .number_names import no_such_number
from .number_search import offers

NOT_AVAILABLE = 21422

MOST_CANDIDATES = 20
"""So many numbers in a row are not bought by others by chance: something else is wrong, and somebody should look."""


class Offers:
    """What one search found, handed out so that no two purchases try the same number."""

    def __init__(self, client: Client, search: JSON, count: int) -> None:
        self.client = client
        self.search = search
        self.count = count
        self.lock = threading.Lock()
        self.tried: set[str] = set()
        self.waiting: deque[str] = deque()
        self.look()

    def look(self) -> None:
        # Some spare ones: between a search and the purchase others buy too.
        found = (offer["phone_number"] for offer in offers(self.client, self.search, self.count + 20))
        self.waiting.extend(number for number in found if number not in self.tried)

    def next(self) -> str | None:
        """A number not tried before, after one more search if need be; None where there is none left."""
        with self.lock:
            if not self.waiting:
                self.look()
            if not self.waiting:
                return None
            number = self.waiting.popleft()
            self.tried.add(number)
            return number


class NumberPurchase(Recipe):
    def __init__(self, client: Client, resource: Resource) -> None:
        super().__init__(client, resource)
        self.offers: dict[str, Offers] = {}

    def prepare(self, changes: Sequence[Change]) -> Mapping[int, str]:
        """Refuses a purchase that was not allowed or that no offer can satisfy, before the first one is made."""
        problems: dict[int, str] = {}
        wanted: dict[str, list[int]] = {}
        for at, change in enumerate(changes):
            if change.action != "create":
                continue
            problem = self.not_to_buy(change)
            if problem:
                problems[at] = problem
            elif change.wish.options.get("search"):
                wanted.setdefault(search_key(change), []).append(at)
        for key, positions in {} if problems else wanted.items():
            self.offers[key] = Offers(self.client, changes[positions[0]].wish.options["search"], len(positions))
            if len(self.offers[key].waiting) < len(positions):
                offered, search = len(self.offers[key].waiting), changes[positions[0]].wish.options["search"]
                problems[positions[0]] = f"{offered} numbers are on offer, {len(positions)} are wanted: widen {search}"
        return problems

    def not_to_buy(self, change: Change) -> str | None:
        """Why a number that the account lacks is not bought."""
        number, name = change.wish.given.get("phone_number"), change.wish.given.get("friendly_name")
        if not number and not change.wish.options.get("search"):
            return f"{no_such_number(self, change)}. To buy one, give search and allow_purchase: true"
        if number == UNKNOWN or change.wish.options.get("allow_purchase"):
            return None
        what = number or f"a number called {name!r}"
        return f"this account does not have {what}; it costs money, so it is bought only with allow_purchase: true"

    def create(self, change: Change) -> JSON:
        if not change.wish.options.get("search"):
            return self.buy(change, change.sent["phone_number"])
        stock = self.offers[search_key(change)]
        tried = 0
        while tried < MOST_CANDIDATES and (number := stock.next()):
            tried += 1
            try:
                return self.buy(change, number)
            except TwilioError as error:
                if error.code != NOT_AVAILABLE:
                    raise
        raise TwilioError(f"others were faster with every number on offer ({tried} tried); nothing was bought")

    def buy(self, change: Change, number: str) -> JSON:
        values = keywords(self.resource, {**change.sent, "phone_number": number})
        try:
            return self.client.create(f"buy phone number {number}", self.api, values)
        except LostAnswer as error:
            try:
                owned = wait_until(lambda: self.owned(number), bool, SETTLE, self.client.clock)
            except TwilioError:
                owned = []
            if owned:
                return owned[0]
            # No LostAnswer: nobody may take it for something that can be sent again.
            unknown = TwilioError(
                f"{error.reason}; whether {number} was bought is not known yet. It was not ordered a second time."
                " Run again in a minute: if it was bought, it is found and not bought again",
                status=error.status,
                request=error.request,
            )
            unknown.attempted = f"buy {number}"
            raise unknown from error

    def owned(self, number: str) -> list[JSON]:
        lives = self.client.pages(
            f"look up phone number {number}", self.api, self.resource.page_size, phone_number=number
        )
        return [live for live in lives if live.get("phone_number") == number]


def search_key(change: Change) -> str:
    return repr(sorted(change.wish.options["search"].items()))
