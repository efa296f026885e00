# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The webhooks of one conversation: Twilio allows five."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from ..client import Client
from ..errors import NotFound
from ..plan import Change
from ..recipe import Recipe
from ..resource import JSON, SID, UNKNOWN, Resource, Wish
from ..resources.conversation import conversations

MOST = 5


class FewWebhooks(Recipe):
    there = 0

    @classmethod
    def placed(cls, client: Client, resource: Resource, wishes: Sequence[Wish]) -> Sequence[Wish]:
        """One conversation may stand there by name and by SID."""
        places = dict.fromkeys(resource.place_of(wish) for wish in wishes)
        if len({bool(SID.fullmatch(conversation)) for *_service, conversation in places}) == 1:
            return wishes
        *_service, conversation = resource.scope
        sids = {place: sid_of(client, *place) for place in places}
        return [replace(wish, given={**wish.given, conversation: sids[resource.place_of(wish)]}) for wish in wishes]

    def enrich(self, lives: Sequence[JSON], wishes: Sequence[Wish]) -> None:
        """Answers spell keywords of a trigger under either name."""
        self.there = len(lives)
        for live in lives:
            configuration = live.get("configuration") or {}
            if live.get("target") == "trigger" and not configuration.get("triggers") and configuration.get("filters"):
                configuration["triggers"] = configuration.pop("filters")

    def prepare(self, changes: Sequence[Change]) -> Mapping[int, str]:
        removed = sum(change.action == "delete" for change in changes)
        created = [at for at, change in enumerate(changes) if change.action == "create"]
        too_many = self.there - removed + len(created) - MOST
        if too_many <= 0:
            return {}
        problem = f"the conversation has {self.there} webhooks and Twilio allows {MOST}: remove one first"
        return dict.fromkeys(created[-too_many:], problem)


def sid_of(client: Client, service: str, conversation: str) -> str:
    """Of a conversation that is called by its name; the name where there is none."""
    if SID.fullmatch(conversation) or UNKNOWN in (service, conversation):
        return conversation
    api = conversations(client.sdk, service)(quote(conversation, safe=""))
    try:
        return str(client.fetch(f"read conversation {conversation}", api)["sid"])
    except NotFound:
        return conversation
