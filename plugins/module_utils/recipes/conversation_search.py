# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finding conversations: by SID, unique name, or who takes part. Never by listing them: there may be thousands."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import WishError
from ..reading import read
from ..recipe import Recipe
from ..resource import JSON, Wish, dig


class ConversationSearch(Recipe):
    def read(self, wishes: Sequence[Wish]) -> list[JSON]:
        found = []
        for wish in wishes:
            key = self.resource.key_of(wish)
            if key is None or key[0] != "address":
                found += read(self.client, self.resource, [wish])
                continue
            for sid in self.open_ones(key[1], wish.options.get("proxy_address"), wish.label):
                found += [
                    {**live, "address": key[1]} for live in read(self.client, self.resource, [Wish({"sid": sid})])
                ]
        return found

    def open_ones(self, address: str, proxy_address: str | None, label: str) -> list[str]:
        """The SID of the conversation that a customer's next message would land in; none if it would create one."""
        service = self.resource.place[0]
        product = self.client.sdk.conversations.v1
        api = (product.services(service) if service else product).participant_conversations
        places = self.client.pages(
            f"look up the conversations of {address}", api, 50, ("conversation_sid",), address=address
        )
        places = [place for place in places if place.get("conversation_state") != "closed"]
        if proxy_address:
            binding = "participant_messaging_binding.proxy_address"
            places = [place for place in places if dig(place, binding) == proxy_address]
        if len(places) > 1:
            where = f"{label}: " if label else ""
            ours = [
                f"{place['conversation_sid']} (with {dig(place, 'participant_messaging_binding.proxy_address')},"
                f" since {place.get('conversation_date_created')})"
                for place in sorted(places, key=lambda place: str(place.get("conversation_date_created")), reverse=True)
            ]
            raise WishError(
                f"{where}{address} is in {len(places)} open conversations: {', '.join(ours)}. Give proxy_address, the"
                " address of ours that it writes to, or the sid"
            )
        return [str(place["conversation_sid"]) for place in places]
