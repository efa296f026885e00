# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations addresses (the API's AddressConfiguration): one for each address of an account."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping

from .. import rules
from ..resource import JSON, UNKNOWN, Field, Lookup, Resource, Wish
from .conversation_service import CONVERSATION_SERVICE
from .studio_flow import STUDIO_FLOW

TYPE = "auto_creation.type"

FILTERS = (
    "onMessageAdded",
    "onMessageUpdated",
    "onMessageRemoved",
    "onConversationUpdated",
    "onConversationStateUpdated",
    "onConversationRemoved",
    "onParticipantAdded",
    "onParticipantUpdated",
    "onParticipantRemoved",
    "onDeliveryUpdated",
)

# Formats by type: pattern and an example. chat and gbm take free identifiers.
FORMATS: dict[str, tuple[str, str]] = {
    "sms": (rules.E164.pattern, "+14155550123"),
    "whatsapp": (f"whatsapp:{rules.E164.pattern}", "whatsapp:+14155550123"),
    "messenger": (r"messenger:\S+", "messenger:1234567890"),
    "email": (r"[^@\s]+@[^@\s]+\.[^@\s]+", "help@example.com"),
    "rcs": (r"rcs:\S+", "rcs:my_agent"),
    "apple": (r"urn:mbid:\S+", "urn:mbid:0a1b2c3d"),
}
SHORT_CODE = re.compile(r"[0-9]{3,8}")


def format_problem(values: Mapping[str, t.Any]) -> str | None:
    """The address must have the form of its type: Twilio may take a wrong one, and then no message ever matches it."""
    kind, address = values.get("type"), values.get("address")
    if not address or address == UNKNOWN or kind not in FORMATS:
        return None
    if kind == "sms" and SHORT_CODE.fullmatch(address):
        return None if values.get("address_country") else f"the short code {address} needs address_country, such as US"
    pattern, example = FORMATS[kind]
    return (
        None
        if re.fullmatch(pattern, address)
        else f"{address!r} is not an address of type {kind}; its form is that of {example}"
    )


def has_the_form(wish: Wish) -> str | None:
    return format_problem(wish.given)


def keeps_the_form(given: Mapping[str, t.Any], effective: Mapping[str, t.Any]) -> str | None:
    """Where only one of the two is asked for and the other is there: before anything is replaced."""
    return format_problem(effective) if {"type", "address"} & set(given) else None


def spelled(given: JSON) -> JSON:
    """A WhatsApp number may stand there without its prefix."""
    if given.get("type") == "whatsapp" and given.get("address"):
        return {**given, "address": rules.whatsapp(given["address"])}
    return given


CONVERSATIONS_ADDRESS = Resource(
    kind="conversations_address",
    plural="conversations_addresses",
    title="Conversations address",
    prefix="IG",
    api=lambda sdk: sdk.conversations.v1.address_configurations,
    keys=("address",),
    lookup=Lookup.DIRECT,
    page_size=50,
    fields=(
        Field(
            "type",
            choices=("sms", "whatsapp", "messenger", "gbm", "email", "rcs", "apple", "chat"),
            required=True,
            create_only=True,
            same=rules.ignoring_case,
        ),
        Field("address", required=True, create_only=True),
        Field("friendly_name", rule=rules.at_most(256)),
        Field("address_country", create_only=True, rule=rules.country, same=rules.ignoring_case),
        # Without it Twilio creates an address that answers nobody.
        Field("auto_creation.enabled", type="bool", initial=True),
        Field(TYPE, choices=("webhook", "studio", "default")),
        Field("auto_creation.conversation_service_sid", reference=CONVERSATION_SERVICE),
        Field("auto_creation.webhook_url", when=(TYPE, "webhook"), required=True, rule=rules.url),
        Field(
            "auto_creation.webhook_method", choices=("get", "post"), when=(TYPE, "webhook"), same=rules.ignoring_case
        ),
        Field("auto_creation.webhook_filters", type="list", choices=FILTERS, when=(TYPE, "webhook"), unordered=True),
        Field("auto_creation.studio_flow_sid", when=(TYPE, "studio"), required=True, reference=STUDIO_FLOW),
        Field("auto_creation.studio_retry_count", type="int", when=(TYPE, "studio"), rule=rules.between(0, 3)),
    ),
    options={"replace": {"type": "bool", "default": False}},
    spelled=spelled,
    checks=(has_the_form,),
    rules=(keeps_the_form,),
)
