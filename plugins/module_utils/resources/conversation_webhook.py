# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhooks of one conversation: they live and end with it, and there are at most five."""

from __future__ import annotations

import typing as t
from urllib.parse import quote

from .. import rules
from ..recipes.few_webhooks import FewWebhooks
from ..resource import Field, Resource, Wish
from .conversation import conversations
from .conversation_service import CONVERSATION_SERVICE
from .conversations_address import FILTERS
from .studio_flow import STUDIO_FLOW

TARGET = "target"


def triggers_are_few(wish: Wish) -> str | None:
    triggers = wish.given.get("configuration.triggers") or ()
    return f"configuration.triggers: Twilio takes at most 5, these are {len(triggers)}" if len(triggers) > 5 else None


def webhook_url(value: str) -> str | None:
    return rules.url(value) or rules.at_most(512)(value)


def webhooks(sdk: t.Any, service: str, conversation: str) -> t.Any:
    return conversations(sdk, service)(quote(conversation, safe="")).webhooks


CONVERSATION_WEBHOOK = Resource(
    kind="conversation_webhook",
    plural="conversation_webhooks",
    title="webhook",
    prefix="WH",
    api=webhooks,
    # Nothing is unique by Twilio's rules; a second one for the same flow or URL would only answer twice.
    keys=("configuration.flow_sid", "configuration.url"),
    scope=("conversation_service_sid", "conversation_sid"),
    page_size=5,
    fields=(
        Field("conversation_service_sid", reference=CONVERSATION_SERVICE),
        Field("conversation_sid", required=True),
        Field(TARGET, choices=("webhook", "trigger", "studio"), required=True, create_only=True),
        Field("configuration.flow_sid", when=(TARGET, "studio"), required=True, reference=STUDIO_FLOW),
        Field("configuration.replay_after", type="int", compare=False, create_only=True, rule=rules.between(0, 2**31)),
        Field("configuration.url", when=(TARGET, "webhook", "trigger"), required=True, rule=webhook_url),
        Field(
            "configuration.method",
            choices=("get", "post"),
            when=(TARGET, "webhook", "trigger"),
            same=rules.ignoring_case,
        ),
        Field(
            "configuration.filters",
            type="list",
            choices=FILTERS,
            when=(TARGET, "webhook"),
            required=True,
            unordered=True,
        ),
        Field("configuration.triggers", type="list", when=(TARGET, "trigger"), required=True, unordered=True),
    ),
    checks=(triggers_are_few,),
    recipe=FewWebhooks,
)
