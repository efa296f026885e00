# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhooks of Conversations for a whole account or one service: always there, blank until somebody sets them."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from .. import rules
from ..members import contradicting_members, members_option, merge_members
from ..recipes.webhook_filters import WebhookFilters
from ..resource import Field, Lookup, Resource, Wish, is_empty
from .conversation_service import CONVERSATION_SERVICE

BEFORE = (
    "onConversationAdd",
    "onConversationRemove",
    "onConversationUpdate",
    "onMessageAdd",
    "onMessageRemove",
    "onMessageUpdate",
    "onParticipantAdd",
    "onParticipantRemove",
    "onParticipantUpdate",
)
AFTER = (
    "onConversationAdded",
    "onConversationRemoved",
    "onConversationStateUpdated",
    "onConversationUpdated",
    "onDeliveryUpdated",
    "onMessageAdded",
    "onMessageRemoved",
    "onMessageUpdated",
    "onParticipantAdded",
    "onParticipantRemoved",
    "onParticipantUpdated",
)
OF_USERS = ("onUserAdded", "onUserUpdate", "onUserUpdated")


def calls_nobody(effective: Mapping[str, t.Any]) -> bool:
    """Without a URL filters choose nothing, unless Flex is who is called."""
    urls = (effective["pre_webhook_url"], effective["post_webhook_url"])
    return all(map(is_empty, urls)) and effective["target"] != "flex"


def belongs_to_the_account(wish: Wish) -> str | None:
    """A service has neither a target nor events of users."""
    if is_empty(wish.given.get("conversation_service_sid")):
        return None
    if wish.given.get("target"):
        return "target exists for the whole account only; leave it out for a service"
    asked = [name for names in (wish.given.get("filters") or {}).values() for name in names or ()]
    users = sorted(set(asked) & set(OF_USERS))
    return f"filters: {', '.join(users)} exist for the whole account only, not for a service" if users else None


def says_one_thing(wish: Wish) -> str | None:
    return contradicting_members("filters", wish.given.get("filters"))


def webhooks(sdk: t.Any, service: str) -> t.Any:
    return (sdk.conversations.v1.services(service) if service else sdk.conversations.v1).configuration.webhooks


CONVERSATIONS_WEBHOOK = Resource(
    kind="conversations_webhook",
    plural="conversations_webhooks",
    title="Conversations webhooks",
    prefix="",
    api=webhooks,
    keys=(),
    scope=("conversation_service_sid",),
    lookup=Lookup.SINGLETON,
    fields=(
        Field("conversation_service_sid", reference=CONVERSATION_SERVICE),
        Field("pre_webhook_url", rule=rules.url),
        Field("post_webhook_url", rule=rules.url),
        Field("method", choices=("GET", "POST"), same=rules.ignoring_case),
        Field(
            "filters",
            type="list",
            option=members_option((*BEFORE, *AFTER, *OF_USERS)),
            merged=merge_members,
            unordered=True,
            # Not promised by Twilio: the recipe tries.
            emptying=True,
            idle=calls_nobody,
        ),
        Field("target", choices=("webhook", "flex")),
    ),
    checks=(belongs_to_the_account, says_one_thing),
    states=("present",),
    recipe=WebhookFilters,
)
