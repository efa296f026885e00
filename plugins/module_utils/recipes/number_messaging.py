# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers a number's messages: its own handler, and the messaging service whose pool holds it.

No field of a number names its service, so the pools are read: one page for each service, whatever the number of
numbers.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

from ..client import Client
from ..errors import NotFound, TwilioError
from ..plan import Change
from ..recipe import Recipe, keywords
from ..references import Unresolved
from ..resource import JSON, Resource, Wish
from ..resources.messaging_service import MESSAGING_SERVICE
from .flex_proxy import FlexHandler
from .number_names import number_to_come

MEMBERSHIP = "messaging_service"
ELSEWHERE = 21712


class NumberMessaging(Recipe):
    def __init__(self, client: Client, resource: Resource) -> None:
        super().__init__(client, resource)
        self.services: dict[str, str] = {}
        self.handler = FlexHandler(client, "sms_url")

    def wanted(self, wish: Wish, live: JSON | None) -> Wish:
        return self.handler.wanted(wish)

    def enrich(self, lives: Sequence[JSON], wishes: Sequence[Wish]) -> None:
        """Puts the SID of the holding service into each number, unless no wish asks about services."""
        if wishes and not any(MEMBERSHIP in wish.given for wish in wishes):
            return
        services = self.client.pages(
            "list messaging services", MESSAGING_SERVICE.api(self.client.sdk), MESSAGING_SERVICE.page_size
        )
        self.services = {service["sid"]: service["friendly_name"] for service in services}
        holder = {
            member["sid"]: service
            for service in self.services
            for member in self.client.pages(
                f"list the senders of messaging service {service}", self.pool(service), 1000
            )
        }
        for live in lives:
            live[MEMBERSHIP] = holder.get(live["sid"], "")

    def awaited(self, changes: Sequence[Change]) -> Mapping[int, Sequence[Unresolved]]:
        """Numbers are bought elsewhere, maybe by an earlier task of the same run."""
        return {at: number_to_come(self, change) for at, change in enumerate(changes) if change.action == "create"}

    def update(self, change: Change) -> JSON:
        """The handler first: a number that leaves a service is answered by its own handler from that moment on."""
        live = t.cast(JSON, change.live)
        result = dict(live)
        own = {name: value for name, value in change.sent.items() if name != MEMBERSHIP}
        if own:
            result |= self.client.update(change.doing, self.api(live["sid"]), keywords(self.resource, own))
        if MEMBERSHIP in change.sent:
            try:
                self.move(change.name, live["sid"], live.get(MEMBERSHIP) or "", change.sent[MEMBERSHIP])
            except TwilioError as error:
                written = f"{', '.join(own)} of {change.name} is written. " if own else ""
                error.half_done = written + error.half_done
                raise
            result[MEMBERSHIP] = change.sent[MEMBERSHIP]
        return result

    def move(self, name: str, number: str, old: str, new: str) -> None:
        """Out of one pool and into another takes two requests. If the second fails, the first is undone."""
        if old:
            self.client.delete(f"take {name} out of messaging service {self.called(old)}", self.pool(old)(number))
        if not new:
            return
        try:
            self.join(name, number, new)
        except TwilioError as error:
            if not old:
                raise
            try:
                self.join(name, number, old)
            except TwilioError as worse:
                error.half_done = (
                    f"the number was taken out of {self.called(old)} and could not be put back ({worse.reason}):"
                    " it is in no messaging service now, its own sms_url answers."
                )
            else:
                error.half_done = (
                    f"the number was taken out of {self.called(old)} and, after the failure, put back there."
                )
            raise

    def join(self, name: str, number: str, service: str) -> None:
        try:
            self.client.create(
                f"put {name} into messaging service {self.called(service)}",
                self.pool(service),
                {"phone_number_sid": number},
            )
        except TwilioError as error:
            if error.code == ELSEWHERE or not self.is_member(number, service):
                raise

    def is_member(self, number: str, service: str) -> bool:
        """Whether it is there all the same: it was there already, or the answer was lost on the way."""
        try:
            self.client.fetch(
                f"look for {number} in messaging service {self.called(service)}", self.pool(service)(number)
            )
        except NotFound:
            return False
        return True

    def pool(self, service: str) -> t.Any:
        return self.client.sdk.messaging.v1.services(service).phone_numbers

    def called(self, service: str) -> str:
        return f"{self.services.get(service, '')} ({service})".lstrip()
