# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The webhook of a channel's sender: listed by channel, written as JSON, and done only when Twilio says so."""

from __future__ import annotations

from collections.abc import Sequence

from ..client import Client
from ..errors import TwilioError, WishError
from ..plan import Change
from ..reading import read
from ..recipe import Recipe
from ..references import there_is
from ..resource import JSON, Resource, Wish, flatten, nest
from ..wait import wait_until
from .flex_proxy import FlexHandler

CHANNELS = ("whatsapp", "rcs")
"""Those whose senders Twilio lists."""

ONLINE, OFFLINE = "ONLINE", "OFFLINE"

PATIENCE = 120.0
"""Seconds that an update may take."""


class SenderWebhook(Recipe):
    def __init__(self, client: Client, resource: Resource) -> None:
        super().__init__(client, resource)
        self.handler = FlexHandler(client, "webhook.callback_url")

    def read(self, wishes: Sequence[Wish]) -> list[JSON]:
        """By SID where there is one, else the pages of the channels that are asked about."""
        keys = [key for wish in wishes if (key := self.resource.key_of(wish))]
        found = [
            live
            for name, sid in keys
            if name == "sid"
            for live in read(self.client, self.resource, [Wish({name: sid})])
        ]
        asked = {str(value).partition(":")[0] for name, value in keys if name != "sid"}
        for channel in CHANNELS:
            if channel in asked or not wishes:
                found += self.listed(channel)
        return found

    def listed(self, channel: str) -> list[JSON]:
        return self.client.pages(
            f"list {channel} senders", self.api, self.resource.page_size, self.resource.certain, channel=channel
        )

    def enrich(self, lives: Sequence[JSON], wishes: Sequence[Wish]) -> None:
        """The whole webhook goes with a write, so it must be known: a list may leave it out."""
        asked = {str(value) for wish in wishes for value in (self.resource.key_of(wish) or ())}
        for live in lives:
            if live.get("webhook") is None and {live["sid"], live["sender_id"]} & asked:
                live.update(self.look(live["sid"]))

    def wanted(self, wish: Wish, live: JSON | None) -> Wish:
        """Senders are made in the Console, so what is not there is a mistake, in check mode too."""
        if live is None:
            name = str(wish.given["sender_id"])
            known = [str(sender["sender_id"]) for channel in CHANNELS for sender in self.listed(channel)]
            raise WishError(
                f"this account has no channel sender {name!r}; {there_is(name, known)}. Senders are set up in Twilio's"
                " Console"
            )
        return self.handler.wanted(wish)

    def update(self, change: Change) -> JSON:
        """Sends the whole webhook, and waits until the sender answers with it."""
        # Not at the top: only modules that run have the SDK.
        from twilio.rest.messaging.v2.channels_sender import ChannelsSenderList as Requests

        before = str((change.live or {}).get("status"))
        # One that is not online, a draft say, does not become so by a webhook.
        usual = ONLINE if before.startswith(ONLINE) else before
        # Older versions make no object of a dictionary inside.
        webhook = Requests.MessagingV2ChannelsSenderWebhook(nest(change.sent)["webhook"])
        body = Requests.MessagingV2ChannelsSenderRequestsUpdate({"webhook": webhook})
        self.client.update(change.doing, self.api(change.sid), {"messaging_v2_channels_sender_requests_update": body})

        def arrived(live: JSON) -> bool:
            there = flatten(self.resource.fields, live)
            return live["status"] in (ONLINE, usual) and all(
                self.resource.field(name).equal(value, there[name]) for name, value in change.sent.items()
            )

        def over(live: JSON) -> bool:
            return arrived(live) or (live["status"] == OFFLINE != usual)

        try:
            live = wait_until(lambda: self.look(change.sid), over, PATIENCE, self.client.clock, interval=1.0)
            if not arrived(live):
                raise TwilioError(self.what_became(live))
        except TwilioError as error:
            error.attempted = error.attempted or change.doing
            error.half_done = f"Twilio took the new webhook of {change.name}."
            raise
        return live

    def look(self, sid: str) -> JSON:
        return self.client.fetch(f"read {self.resource.title} {sid}", self.api(sid))

    def what_became(self, live: JSON) -> str:
        """Of an update that did not arrive."""
        if live["status"] == OFFLINE:
            reasons = live.get("offline_reasons")
            return f"the sender went OFFLINE: {reasons or 'Twilio gives no reason'}"
        if live["status"] == ONLINE:
            return f"the sender is ONLINE, but after {PATIENCE:.0f} s still without what was sent"
        return f"after {PATIENCE:.0f} s the sender is still {live['status']}; the next run finds out what became of it"
