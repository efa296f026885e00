# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations: ours to find, to close and to delete; customers' messages create them."""

from __future__ import annotations

import typing as t

from .. import rules
from ..recipes.conversation_search import ConversationSearch
from ..resource import SID, Field, Lookup, Resource, Wish, is_empty
from .conversation_service import CONVERSATION_SERVICE

SHORT_CODE = 8
"""The longest number that is dialled without a country."""


def says_what_for(wish: Wish) -> str | None:
    """Closing is final, so it is never a default."""
    if wish.state == "closed" and "state" not in wish.given:
        return "give state: closed ends the conversation and keeps it, absent deletes it with all its messages"
    return None


def names_are_names(wish: Wish) -> str | None:
    """What looks like something else would just not be found, and that is no error here."""
    name = str(wish.given.get("unique_name") or "")
    if SID.fullmatch(name):
        return f"unique_name: {name} is a SID, give it as sid"
    ends = {"address": wish.given.get("address"), "proxy_address": wish.options.get("proxy_address")}
    if ends["proxy_address"] and is_empty(ends["address"]):
        return "proxy_address only narrows address: give the customer's address as well"
    for end, value in ends.items():
        if value and len(value) > SHORT_CODE and value.isdigit():
            return f"{end}: {rules.e164(value)}"
    return None


def conversations(sdk: t.Any, service: str) -> t.Any:
    """Of a service; of the account's default one where the service is blank."""
    return (sdk.conversations.v1.services(service) if service else sdk.conversations.v1).conversations


CONVERSATION = Resource(
    kind="conversation",
    plural="conversations",
    title="conversation",
    prefix="CH",
    api=conversations,
    keys=("unique_name", "address"),
    nameless=("unique_name", "address"),
    scope=("conversation_service_sid",),
    lookup=Lookup.DIRECT,
    page_size=100,
    creating="",
    fields=(
        Field("conversation_service_sid", reference=CONVERSATION_SERVICE),
        Field("state", option={"type": "str", "choices": ["closed", "absent"]}),
    ),
    options={"proxy_address": {"type": "str"}},
    checks=(says_what_for, names_are_names),
    states=("closed", "absent"),
    recipe=ConversationSearch,
)
