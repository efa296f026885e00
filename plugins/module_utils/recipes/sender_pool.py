# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The senders of a messaging service, which Twilio keeps in collections beside it."""

from __future__ import annotations

import typing as t
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from ..client import Client
from ..errors import TwilioError
from ..plan import Change
from ..reading import index
from ..recipe import Recipe, keywords
from ..references import Unresolved
from ..resource import JSON, UNKNOWN, Resource, Wish

IDENTITY = {"phone_numbers": "phone_number", "alpha_senders": "alpha_sender"}
"""pool → the field of its members that says which sender it is."""


class SenderPool(Recipe):
    def __init__(self, client: Client, resource: Resource) -> None:
        super().__init__(client, resource)
        # (service, pool) → sender → SID
        self.members: dict[tuple[str, str], dict[str, str]] = {}
        self.numbers: dict[str, str] = {}

    def enrich(self, lives: Sequence[JSON], wishes: Sequence[Wish]) -> None:
        """Puts the senders into the services that the wishes mean, as far as they speak of senders."""
        world = index(self.resource, lives)
        meant = {
            live["sid"]
            for wish in wishes
            if (key := self.resource.key_of(wish))
            for live in world.get((key[0], str(key[1])), [])
        }
        asked = [pool for pool in IDENTITY if not wishes or any(pool in wish.given for wish in wishes)]
        for live in lives:
            if not wishes or live["sid"] in meant:
                live.update({pool: list(self.read_pool(live["sid"], pool)) for pool in asked})

    def read_pool(self, service: str, pool: str) -> dict[str, str]:
        found = self.client.pages(
            f"list the {words(pool)} of messaging service {service}", self.pool(service, pool), 1000, (IDENTITY[pool],)
        )
        self.members[service, pool] = {str(member[IDENTITY[pool]]): str(member["sid"]) for member in found}
        return self.members[service, pool]

    def prepare(self, changes: Sequence[Change]) -> Mapping[int, str]:
        """A number must be in no other service: Twilio says neither which nor what to do."""
        wanted = {at: self.added(change, "phone_numbers") for at, change in enumerate(changes)}
        if not any(wanted.values()):
            return {}
        account = self.client.sdk.api.v2010.account.incoming_phone_numbers
        self.numbers = {
            str(number["phone_number"]): str(number["sid"])
            for number in self.client.pages("list phone numbers", account, 1000, ("phone_number",))
        }
        holder = {
            number: service
            for service in self.client.pages("list messaging services", self.api, self.resource.page_size)
            for number in self.read_pool(service["sid"], "phone_numbers")
        }
        problems: dict[int, list[str]] = {}
        asked: dict[str, int] = {}
        for at, numbers in wanted.items():
            for number in numbers:
                if number in holder:
                    problems.setdefault(at, []).append(
                        f"phone_numbers: {number} is in messaging service {self.resource.name_of(holder[number])};"
                        " flexops.twilio.phone_number_messaging moves it"
                    )
                elif number != UNKNOWN and asked.setdefault(number, at) != at:
                    problems.setdefault(at, []).append(
                        f"phone_numbers: {changes[asked[number]].name} is to have {number} as well, and a number is in"
                        " one service at most"
                    )
        return {at: "; ".join(found) for at, found in problems.items()}

    def awaited(self, changes: Sequence[Change]) -> Mapping[int, Sequence[Unresolved]]:
        """Numbers that the account does not have; an earlier task of the same run may buy them."""
        return {
            at: [
                Unresolved("phone_numbers", number, f"this account does not have {number}")
                for number in self.added(change, "phone_numbers")
                if number not in self.numbers and number != UNKNOWN
            ]
            for at, change in enumerate(changes)
        }

    def create(self, change: Change) -> JSON:
        answer = self.client.create(change.doing, self.api, self.own(change))
        return self.with_senders(change, answer, f"{change.name} is created")

    def update(self, change: Change) -> JSON:
        own = self.own(change)
        answer = self.client.update(change.doing, self.api(change.sid), own) if own else dict(change.live or {})
        return self.with_senders(change, answer, f"{', '.join(own)} of {change.name} is written" if own else "")

    def own(self, change: Change) -> JSON:
        return keywords(self.resource, {name: value for name, value in change.sent.items() if name not in IDENTITY})

    def with_senders(self, change: Change, answer: JSON, written: str) -> JSON:
        """The service with its senders brought to what is asked: first out, then in, several at a time."""
        service = answer["sid"]
        out: dict[str, Callable[[], None]] = {}
        into: dict[str, Callable[[], None]] = {}
        for pool in IDENTITY:
            for sender in self.removed(change, pool):
                out[f"{sender} is out"] = partial(self.leave, service, pool, sender)
            for sender in self.added(change, pool):
                into[f"{sender} is in"] = partial(self.join, service, pool, sender)
        done = [written] if written else []
        for steps in (out, into):
            self.together(steps, done)
        kept = {pool: (change.live or {})[pool] for pool in IDENTITY if pool in (change.live or {})}
        return {**answer, **kept, **{pool: change.sent[pool] for pool in IDENTITY if pool in change.sent}}

    def together(self, steps: Mapping[str, Callable[[], None]], done: list[str]) -> None:
        """All the steps, as many at a time as the connection allows; what is done is told if one of them fails."""
        if not steps:
            return
        with ThreadPoolExecutor(max_workers=min(len(steps), self.client.settings.max_concurrency)) as pool:
            under_way = {what: pool.submit(step) for what, step in steps.items()}
        errors: list[TwilioError] = []
        for what, step in under_way.items():
            try:
                step.result()
                done.append(what)
            except TwilioError as error:
                errors.append(error)
        if errors:
            first, *others = errors
            first.reason += "".join(f"; nor {other.attempted}: {other.reason}" for other in others)
            first.half_done = f"{'; '.join(done)}." if done else ""
            raise first

    def join(self, service: str, pool: str, sender: str) -> None:
        keyword, value = (
            ("phone_number_sid", self.numbers[sender]) if pool == "phone_numbers" else ("alpha_sender", sender)
        )
        try:
            self.client.create(
                f"put {sender} into messaging service {service}", self.pool(service, pool), {keyword: value}
            )
        except TwilioError:
            # It may be there all the same: somebody was faster, or the answer was lost on the way.
            if sender not in self.read_pool(service, pool):
                raise

    def leave(self, service: str, pool: str, sender: str) -> None:
        member = self.pool(service, pool)(self.members[service, pool][sender])
        self.client.delete(f"take {sender} out of messaging service {service}", member)

    def added(self, change: Change, pool: str) -> list[str]:
        return [sender for sender in change.sent.get(pool, ()) if sender not in self.there(change, pool)]

    def removed(self, change: Change, pool: str) -> list[str]:
        return [
            sender for sender in self.there(change, pool) if pool in change.sent and sender not in change.sent[pool]
        ]

    def there(self, change: Change, pool: str) -> Sequence[str]:
        return (change.live or {}).get(pool) or ()

    def pool(self, service: str, pool: str) -> t.Any:
        return getattr(self.api(service), pool)


def words(pool: str) -> str:
    return pool.replace("_", " ")
