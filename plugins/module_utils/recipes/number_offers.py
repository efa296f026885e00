# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a search found, handed out so that no two purchases of a run try the same number."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Mapping

from ..client import Client
from ..resource import JSON
from .number_search import offers

SPARE = 20
"""Between a search and the purchase others buy too."""


class Offers:
    """One search for `count` purchases. taken: numbers that are not handed out; searches that overlap share it."""

    def __init__(self, client: Client, search: Mapping[str, object], count: int, taken: set[str]) -> None:
        self.client = client
        self.search = search
        self.count = count
        self.taken = taken
        self.waiting: deque[JSON] = deque()
        self.look()

    def look(self) -> None:
        self.waiting.extend(offers(self.client, self.search, self.count + SPARE))

    def next(self) -> JSON | None:
        """An offer not handed out before, after one more search if need be; None where there is none left."""
        for _search in range(2):
            while self.waiting:
                offer = self.waiting.popleft()
                if offer["phone_number"] not in self.taken:
                    self.taken.add(offer["phone_number"])
                    return offer
            self.look()
        return None

    def coming(self, count: int) -> list[JSON]:
        """Some that may be handed out next."""
        free = (offer for offer in self.waiting if offer["phone_number"] not in self.taken)
        return list(itertools.islice(free, count))


def is_offered(client: Client, search: Mapping[str, object], number: str) -> bool:
    found = offers(client, {**search, "contains": number.lstrip("+")}, 1)
    return any(offer["phone_number"] == number for offer in found)
