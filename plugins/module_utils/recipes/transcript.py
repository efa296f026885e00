# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading conversations with what was said in them."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ..client import Client
from ..errors import BadAnswer, WishError
from ..plan import validate
from ..reading import index
from ..references import resolve
from ..resource import JSON, Wish, is_empty
from ..resources.conversation import CONVERSATION

FILTERS = {
    "start_date": {"type": "str"},
    "end_date": {"type": "str"},
    "state": {"type": "str", "choices": ["initializing", "inactive", "active", "closed"]},
}
INFO_OPTIONS = {
    "conversation_service_sid": {"type": "str", "aliases": ["conversation_service"]},
    **{name: {"type": "str"} for name in ("sid", "unique_name", "address", "proxy_address")},
    **FILTERS,
    "transcript": {"type": "bool", "default": False},
}


def read_conversations(client: Client, params: Mapping[str, t.Any]) -> JSON:
    """{conversations}: what the info module shows, each with its `messages` if the transcript is asked for."""
    names = ("sid", "unique_name", "address", "conversation_service_sid")
    given = {name: params[name] for name in names if not is_empty(params[name])}
    wish = Wish(given, state="absent", options={"proxy_address": params["proxy_address"]})
    if (CONVERSATION.key_of(wish) or params["proxy_address"]) and (problems := validate(CONVERSATION, [wish])):
        raise WishError(*problems)
    (wish,), _unresolved = resolve(client, CONVERSATION, [wish], tolerant=False)
    resource = CONVERSATION.within(CONVERSATION.place_of(wish))
    key = resource.key_of(wish)
    filters = {name: params[name] for name in FILTERS if params[name]}
    if key:
        lives = resource.recipe(client, resource).read([wish])
        lives = index(resource, lives).get((key[0], str(key[1])), [])
        lives = [live for live in lives if params["state"] in (None, live["state"])]
    else:
        lives = client.pages("list conversations", resource.api(client.sdk), resource.page_size, **filters)
    if params["transcript"]:
        for live in lives:
            messages = resource.api(client.sdk)(live["sid"]).messages
            found = client.pages(f"read the messages of conversation {live['sid']}", messages, 100)
            if not all(isinstance(message["index"], int) for message in found):
                raise BadAnswer(f"a message of conversation {live['sid']} has no index, so their order is not known")
            live["messages"] = sorted(found, key=lambda message: int(message["index"]))
    return {"conversations": lives}
