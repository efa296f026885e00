# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The numbers of a Proxy service: the account's own numbers, each in the pool of one Proxy service at most.

Without a Proxy service that is named, it is Flex's.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..client import Client
from ..errors import Conflict, TwilioError, WishError
from ..plan import Change
from ..reading import find, index
from ..recipe import Recipe, keywords
from ..reconcile import read_settled
from ..references import Unresolved
from ..resource import JSON, UNKNOWN, Resource, Wish
from ..resources.phone_number import PHONE_NUMBER_MESSAGING
from ..resources.proxy_service import PROXY_SERVICE
from .flex_proxy import flex_proxy_service
from .number_names import number_to_come

HERE_ALREADY = 80104

WORDS: Mapping[int, str] = {
    80101: "it is in the pool of another Proxy service; take it out there first",
    80301: "Proxy does not know this number; it must be one of this account's",
    80601: "the number belongs to another account",
    80606: "the number belongs to another account",
    80611: "conversations are going on through this number; it can go when their Proxy sessions are closed",
    80622: "the pool is full: Proxy takes 500 numbers, and 5000 that are reserved",
}
"""Proxy's codes, in words that say what to do."""


class ProxyPool(Recipe):
    takes_sid = True

    def __init__(self, client: Client, resource: Resource) -> None:
        super().__init__(client, resource)
        # The account's numbers that may have to go in.
        self.numbers: dict[tuple[str, str], list[JSON]] = {}

    @classmethod
    def placed(cls, client: Client, resource: Resource, wishes: Sequence[Wish]) -> Sequence[Wish]:
        """Flex's Proxy service may stand there by its name as well as not at all."""
        places = {resource.place_of(wish) for wish in wishes}
        if ("",) not in places or len(places) == 1:
            return cls.in_one_pool(resource, wishes)
        given = {resource.scope[0]: flex_proxy_service(client)["sid"]}
        placed = [
            wish if resource.place_of(wish) != ("",) else replace(wish, given={**wish.given, **given})
            for wish in wishes
        ]
        return cls.in_one_pool(resource, placed)

    @staticmethod
    def in_one_pool(resource: Resource, wishes: Sequence[Wish]) -> Sequence[Wish]:
        """The wishes; a WishError where a number is to be in two pools."""
        first: dict[tuple[str, str], Wish] = {}
        for wish in wishes:
            key = resource.key_of(wish)
            if key is None or key[1] == UNKNOWN or wish.state == "absent":
                continue
            other = first.setdefault((key[0], str(key[1])), wish)
            if resource.place_of(other) != resource.place_of(wish):
                raise WishError(
                    f"{wish.label}: {key[0]} {key[1]} is to be in two Proxy services, as {other.label} says as well,"
                    " and a number is in one at most"
                )
        return wishes

    def read(self, wishes: Sequence[Wish]) -> list[JSON]:
        """The pool's members; of the Flex Proxy service where none is named."""
        if self.resource.place == ("",):
            service = str(flex_proxy_service(self.client)["sid"])
            self.resource = replace(self.resource, place=(service,), api=lambda sdk: self.pool(service))
        return super().read(wishes)

    def enrich(self, lives: Sequence[JSON], wishes: Sequence[Wish]) -> None:
        """Reads those of the account's numbers that shall go in."""
        there = index(self.resource, lives)
        keys = [self.resource.key_of(wish) for wish in wishes if wish.state == "present"]
        missing = [Wish({key[0]: key[1]}) for key in keys if key and key not in there]
        if not missing:
            return
        # A number that an earlier task has just bought gets a moment to appear.
        account = Recipe(self.client, PHONE_NUMBER_MESSAGING)
        found = account.read(missing) if self.client.transport.check else read_settled(account, missing)
        self.numbers = index(PHONE_NUMBER_MESSAGING, found)

    def wanted(self, wish: Wish, live: JSON | None) -> Wish:
        """With the number that is meant, if it has to go in; with a word on what may stand against taking it out."""
        if wish.state == "absent":
            if not live or not live.get("in_use"):
                return wish
            finding = (
                f"{live['phone_number']} serves {live['in_use']} open Proxy sessions: Twilio may refuse to let it go"
            )
            return replace(wish, remarks={"findings": [finding]})
        number = None if live else find(PHONE_NUMBER_MESSAGING, self.numbers, wish)
        return replace(wish, given={**wish.given, "phone_number": number["phone_number"]}) if number else wish

    def prepare(self, changes: Sequence[Change]) -> Mapping[int, str]:
        """A number is in one Proxy service at most."""
        wanted = {at: self.sid(change) for at, change in enumerate(changes) if change.action == "create"}
        if not wanted:
            return {}
        services = self.client.pages(
            f"list {PROXY_SERVICE.titles}", PROXY_SERVICE.api(self.client.sdk), PROXY_SERVICE.page_size
        )
        holder = {
            member["sid"]: service
            for service in services
            if service["sid"] not in self.resource.place
            for member in self.client.pages(
                f"list the numbers of Proxy service {service['sid']}", self.pool(service["sid"]), 1000
            )
        }
        problems = {}
        for at, number in wanted.items():
            if number in holder:
                problems[at] = (
                    f"{changes[at].effective['phone_number']} is in the pool of Proxy service"
                    f" {PROXY_SERVICE.name_of(holder[number])}, and a number is in one at most: take it out there first"
                )
        return problems

    def awaited(self, changes: Sequence[Change]) -> Mapping[int, Sequence[Unresolved]]:
        """Numbers are bought elsewhere, maybe by an earlier task of the same run."""
        account = Recipe(self.client, PHONE_NUMBER_MESSAGING)
        return {
            at: number_to_come(account, change)
            for at, change in enumerate(changes)
            if change.action == "create" and not self.sid(change)
        }

    def create(self, change: Change) -> JSON:
        own = {name: value for name, value in change.sent.items() if name != "phone_number"}
        try:
            return self.client.create(change.doing, self.api, {"sid": self.sid(change), **keywords(self.resource, own)})
        except TwilioError as error:
            if error.code == HERE_ALREADY:
                # Somebody was faster: the engine looks then, and compares.
                conflict = Conflict(error.reason, status=error.status, code=error.code, request=error.request)
                conflict.attempted = error.attempted
                raise conflict from error
            explain(error)
            raise

    def delete(self, change: Change) -> None:
        try:
            super().delete(change)
        except TwilioError as error:
            explain(error)
            raise

    def told(self, document: JSON | None) -> JSON | None:
        """With its SID in check mode too, which is the number's and so is known."""
        if document and document["sid"] == UNKNOWN:
            known = self.numbers.get(("phone_number", str(document["phone_number"])))
            return {**document, "sid": known[0]["sid"]} if known else document
        return document

    def sid(self, change: Change) -> str:
        """Of the number that is to go in; blank where it is not known yet."""
        found = self.numbers.get(("phone_number", str(change.effective["phone_number"])))
        return str(found[0]["sid"]) if found else ""

    def pool(self, service: str) -> t.Any:
        return self.client.sdk.proxy.v1.services(service).phone_numbers


def explain(error: TwilioError) -> None:
    """Puts what the code means behind what Twilio says."""
    if words := WORDS.get(error.code or 0):
        error.reason += f" ({words})"
