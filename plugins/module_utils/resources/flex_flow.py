# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flex Flows: how Flex UI 1.x takes a message in. One for each identity that customers write to."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping

from .. import rules
from ..recipes.flex_flows import FlexFlows
from ..resource import JSON, UNKNOWN, Field, Resource, Wish, is_empty
from .conversation_service import CONVERSATION_SERVICE
from .conversations_address import FORMATS, SHORT_CODE
from .studio_flow import STUDIO_FLOW

TYPE = "integration_type"
LONGEST = 2**31 - 1

# web needs no identity; it, line and custom take free identifiers.
IDENTITIES: dict[str, tuple[str, str]] = {
    "sms": (f"{FORMATS['sms'][0]}|{SHORT_CODE.pattern}", FORMATS["sms"][1]),
    "whatsapp": FORMATS["whatsapp"],
    "facebook": FORMATS["messenger"],
}


def spelled(values: JSON) -> JSON:
    """A WhatsApp number may stand there without its prefix."""
    if values.get("channel_type") == "whatsapp" and values.get("contact_identity"):
        return {**values, "contact_identity": rules.whatsapp(values["contact_identity"])}
    return values


def identity_problem(values: Mapping[str, t.Any]) -> str | None:
    """The identity must have the form of its channel: with another no message ever meets the flow."""
    channel, identity = values.get("channel_type"), values.get("contact_identity")
    if is_empty(identity) or identity == UNKNOWN or channel not in IDENTITIES:
        return None
    pattern, example = IDENTITIES[channel]
    if re.fullmatch(pattern, str(identity)):
        return None
    return f"contact_identity: {identity!r} is not one of channel_type {channel}; its form is that of {example}"


def has_the_form(wish: Wish) -> str | None:
    return identity_problem(wish.given)


def keeps_the_form(given: Mapping[str, t.Any], effective: Mapping[str, t.Any]) -> str | None:
    """Where only one of the two is asked for and the other is there."""
    return identity_problem(effective) if {"channel_type", "contact_identity"} & set(given) else None


def never_without(wish: Wish) -> str | None:
    blank = [name for name in ("friendly_name", "chat_service_sid") if wish.given.get(name) == ""]
    return f"{' and '.join(blank)} cannot be blank: a Flex Flow always has one" if blank else None


FLEX_FLOW = Resource(
    kind="flex_flow",
    plural="flex_flows",
    title="Flex Flow",
    prefix="FO",
    api=lambda sdk: sdk.flex_api.v1.flex_flow,
    # Names are not unique by Twilio's rules, and one may stand for several channels of the same line.
    together=(("channel_type", "contact_identity"), ("channel_type", "friendly_name")),
    keys=("friendly_name",),
    spelled=spelled,
    fields=(
        Field("friendly_name", required=True),
        Field("channel_type", choices=("web", "sms", "facebook", "whatsapp", "line", "custom"), required=True),
        Field("contact_identity"),
        Field("chat_service_sid", required=True, reference=CONVERSATION_SERVICE),
        Field("enabled", type="bool"),
        Field(TYPE, choices=("studio", "external", "task")),
        Field("integration.flow_sid", when=(TYPE, "studio"), required=True, reference=STUDIO_FLOW),
        Field("integration.url", when=(TYPE, "external"), required=True, rule=rules.url),
        Field("integration.retry_count", type="int", when=(TYPE, "studio", "external"), rule=rules.between(0, 3)),
        Field(
            "integration.workspace_sid",
            when=(TYPE, "task"),
            required=True,
            rule=rules.sid_of("WS", "a TaskRouter workspace"),
        ),
        Field(
            "integration.workflow_sid",
            when=(TYPE, "task"),
            required=True,
            rule=rules.sid_of("WW", "a TaskRouter workflow"),
        ),
        Field("integration.channel", when=(TYPE, "task")),
        Field("integration.timeout", type="int", when=(TYPE, "task"), rule=rules.between(1, LONGEST)),
        Field("integration.priority", type="int", when=(TYPE, "task"), rule=rules.between(0, LONGEST)),
        Field("integration.creation_on_message", type="bool", when=(TYPE, "task")),
        Field("long_lived", type="bool"),
        Field("janitor_enabled", type="bool"),
    ),
    checks=(never_without, has_the_form),
    rules=(keeps_the_form,),
    recipe=FlexFlows,
)
