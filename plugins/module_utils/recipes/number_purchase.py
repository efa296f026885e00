# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Buying a phone number once, and releasing one only on purpose.

Twilio has no idempotency key. So the name travels in the purchase itself, where the next run finds it; right before a
purchase it is looked for once more; a purchase whose answer was lost is looked up by its number and never sent again;
and after each one it is seen whether another run bought for the same name.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..client import Client
from ..errors import Conflict, LostAnswer, TwilioError
from ..plan import Change
from ..reading import find, index
from ..recipe import Recipe, keywords
from ..resource import JSON, UNKNOWN, Resource
from ..wait import SETTLE, wait_until
from .number_names import no_such_number
from .number_offers import Offers, is_offered
from .number_price import Price, Prices, too_much

NOT_AVAILABLE = 21422

MOST_CANDIDATES = 20
"""So many numbers in a row are not bought by others by chance: something else is wrong, and somebody should look."""


class NumberPurchase(Recipe):
    """offers: by search. first: by wish, the offer that it tries first. taken: numbers that a wish tries or has."""

    def __init__(self, client: Client, resource: Resource) -> None:
        super().__init__(client, resource)
        self.offers: dict[str, Offers] = {}
        self.first: dict[str, JSON] = {}
        self.taken: set[str] = set()
        self.prices = Prices(client)
        self.begun = client.clock.now()
        self.lock = threading.Lock()

    def prepare(self, changes: list[Change]) -> Mapping[int, str]:
        """Refuses purchases that were not allowed, that cost too much or that no offer can satisfy, before the first
        one is made. Puts what would be bought, and for how much, into their changes.
        """
        buying = [at for at, one in enumerate(changes) if one.action == "create" and number_of(one) != UNKNOWN]
        problems = {at: problem for at in buying if (problem := self.not_to_buy(changes[at]))}
        if not buying or problems:
            return problems
        most = lowest("max_purchases", [changes[at] for at in buying])
        if most is not None and len(buying) > most:
            names = ", ".join(key(changes[at]) for at in buying)
            return {buying[0]: f"{len(buying)} numbers would have to be bought ({names}), but max_purchases is {most}"}
        self.taken.update(number for at in buying if (number := number_of(changes[at])))
        problems = {at: problem for at in buying if (problem := self.choose(changes, at))}
        if problems:
            return problems
        costs = self.price(changes, buying)
        limit = lowest("max_monthly_price", [changes[at] for at in buying])
        problem = too_much(limit, costs, self.prices.unread) if limit is not None else None
        return {buying[0]: problem} if problem else {}

    def not_to_buy(self, change: Change) -> str | None:
        """Why a number that the account lacks is not bought."""
        number, name = number_of(change), change.wish.given.get("friendly_name")
        if not number and not change.wish.options.get("search"):
            return f"{no_such_number(self, change)}. To buy one, give search and allow_purchase: true"
        if change.wish.options.get("allow_purchase"):
            return None
        what = number or f"a number called {name!r}"
        return f"this account does not have {what}; it costs money, so it is bought only with allow_purchase: true"

    def choose(self, changes: Sequence[Change], at: int) -> str | None:
        """Finds what the wish will try first; else says why there is nothing."""
        change, number = changes[at], number_of(changes[at])
        search = change.wish.options.get("search") or {}
        if number and search and not is_offered(self.client, search, number):
            return f"{number} is not among the {search['type']} numbers that Twilio has on offer in {search['country']}"
        if number:
            self.first[key(change)] = {"phone_number": number}
            return None
        same = search_of(change)
        sharing = [other for other in changes if other.action == "create" and search_of(other) == same]
        if same not in self.offers:
            self.offers[same] = Offers(self.client, search, len(sharing), self.taken)
        offer = self.offers[same].next()
        if offer is None:
            offered = sum(key(other) in self.first for other in sharing)
            return f"{offered} numbers are on offer, {len(sharing)} are wanted: widen {search}"
        self.first[key(change)] = offer
        return None

    def price(self, changes: list[Change], buying: Sequence[int]) -> Mapping[str, Price | None]:
        """Says in each change what it will buy and for how much, and returns the prices by wish."""
        costs = {}
        for at in buying:
            change = changes[at]
            search = change.wish.options.get("search")
            price = self.prices.of(search["country"].upper(), search["type"]) if search else None
            costs[key(change)] = price
            number = number_of(change)
            others = [] if number else self.offers[search_of(change)].coming(2)
            candidates = [
                {
                    **{name: offer[name] for name in ("phone_number", "locality", "region") if offer.get(name)},
                    "monthly_price": float(price.amount) if price else None,
                    "currency": price.currency if price else None,
                }
                for offer in (self.first[key(change)], *others)
            ]
            which = candidates[0]["phone_number"] if number else f"{candidates[0]['phone_number']} or another on offer"
            changes[at] = replace(
                change,
                note=f"{which}, {price or 'price unknown'}",
                wish=replace(change.wish, remarks={**change.wish.remarks, "candidates": candidates}),
            )
        return costs

    def create(self, change: Change) -> JSON:
        if number := number_of(change):
            # There is only one, so it cannot be bought twice.
            return self.buy(change, number)
        clock = self.client.clock
        # A run that died a moment ago may have bought it, and reads lag behind writes.
        settled_at = self.begun + SETTLE
        offer: JSON | None = self.first[key(change)]
        tried = 0
        while offer and tried < MOST_CANDIDATES:
            tried += 1
            clock.sleep(max(0.0, settled_at - clock.now()))
            self.still_missing(change)
            # Ordering a number that the account has may change that one instead of being refused.
            if not self.owned(offer["phone_number"]):
                try:
                    return self.only_one(change, self.buy(change, offer["phone_number"]))
                except TwilioError as error:
                    if error.code != NOT_AVAILABLE:
                        raise
                    # Also what an order gets that reached Twilio twice: then the first one has bought it.
                    settled_at = clock.now() + SETTLE
            with self.lock:
                offer = self.offers[search_of(change)].next()
        raise TwilioError(f"others were faster with every number on offer ({tried} tried); nothing was bought")

    def still_missing(self, change: Change) -> None:
        """Raises a Conflict where another run has bought it since we looked, a WishError where several did."""
        live = find(self.resource, index(self.resource, self.read([change.wish])), change.wish)
        if live:
            raise Conflict(f"meanwhile another run bought {live['phone_number']} for it")

    def buy(self, change: Change, number: str) -> JSON:
        values = keywords(self.resource, {**change.sent, "phone_number": number})
        try:
            return self.client.create(f"buy phone number {number}", self.api, values)
        except LostAnswer as error:
            name = change.sent.get("friendly_name")
            try:
                # Nobody may order another number before this one is known to be ours or not: so as long as we have.
                patience = max(SETTLE, self.client.settings.retry_budget)
                owned = wait_until(lambda: self.owned(number), bool, patience, self.client.clock)
            except TwilioError:
                owned = []
            if owned and name in (None, owned[0].get("friendly_name")):
                return owned[0]
            known = f"{number} is in the account now, called {owned[0]['friendly_name']!r}" if owned else ""
            # No LostAnswer: nobody may take it for something that can be sent again.
            unknown = TwilioError(
                f"{error.reason}; {known or f'whether {number} was bought is not known yet'}. Nothing was ordered a"
                " second time. Run again in a minute: if it was bought, it is found and not bought again",
                status=error.status,
                request=error.request,
            )
            unknown.attempted = f"buy {number}"
            raise unknown from error

    def only_one(self, change: Change, bought: JSON) -> JSON:
        """What was bought, if no other run bought one for the same name; else an error that names them all."""
        mine = f"{bought['phone_number']} ({bought['sid']})"
        name = change.wish.given["friendly_name"]

        def named() -> list[JSON]:
            return [live for live in self.read([change.wish]) if live.get("friendly_name") == name]

        def with_mine(lives: list[JSON]) -> bool:
            return any(live["sid"] == bought["sid"] for live in lives)

        try:
            lives = wait_until(named, with_mine, SETTLE, self.client.clock)
            others = [f"{live['phone_number']} ({live['sid']})" for live in lives if live["sid"] != bought["sid"]]
            now = None if others or with_mine(lives) else self.client.fetch(f"read {mine}", self.api(bought["sid"]))
        except TwilioError as error:
            error.half_done = f"{mine} was bought for {name!r}; whether another run bought one too could not be read."
            raise
        if others:
            problem = (
                f"another run bought for {name!r} as well: {', '.join(others)}. Nothing was released: decide which"
                " one stays, and give the others another name or release them (state: absent, release: true)"
            )
        elif now and now.get("friendly_name") != name:
            problem = f"another run has called it {now.get('friendly_name')!r} since. Run again"
        else:
            return bought
        double = Conflict(problem)
        double.attempted, double.half_done = f"be sure of {mine}", f"{mine} was bought for {name!r}."
        raise double

    def owned(self, number: str) -> list[JSON]:
        lives = self.client.pages(
            f"look up phone number {number}",
            self.api,
            self.resource.page_size,
            ("phone_number", "friendly_name"),
            phone_number=number,
        )
        return [live for live in lives if live.get("phone_number") == number]


def number_of(change: Change) -> str:
    """The exact number that a wish names; "" where any that a search finds will do."""
    return str(change.wish.given.get("phone_number") or "")


def search_of(change: Change) -> str:
    """What wishes that share a search have in common."""
    return repr(sorted((change.wish.options.get("search") or {}).items()))


def key(change: Change) -> str:
    """What no other purchase of the run has."""
    return number_of(change) or str(change.wish.given["friendly_name"])


def lowest(option: str, changes: Sequence[Change]) -> float | None:
    """A limit of the run, of which each entry may have its own; None where nobody set one."""
    return min((limit for one in changes if (limit := one.wish.options.get(option)) is not None), default=None)
