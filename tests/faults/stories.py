# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The four stories: an account, and the playbooks that are run on it one after the other.

Each account also holds what is nobody's business of ours, of every kind that the playbook touches.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

JSON = dict[str, Any]
ROOT = Path(__file__).resolve().parent.parent.parent

OTHERS: JSON = {
    "studio_flows": [{"friendly_name": "Theirs"}],
    "conversation_services": [
        {"friendly_name": "Theirs", "webhooks": {"post_webhook_url": "https://example.com/theirs"}},
    ],
    "phone_numbers": [
        {"phone_number": "+14155550190", "friendly_name": "Not ours", "sms_url": "https://example.com/not-ours"},
        {"phone_number": "+14155550191", "friendly_name": "Not ours either", "voice_url": "https://example.com/calls"},
    ],
    "channel_senders": [
        {"sender": "whatsapp:+14155550190", "webhook": {"callback_url": "https://example.com/whatsapp"}},
    ],
    "messaging_services": [{"friendly_name": "Theirs", "phone_numbers": ["+14155550191"]}],
    "addresses": [
        {"address": "+14155550190", "type": "sms", "friendly_name": "Not ours"},
        {
            "address": "+14155550191",
            "type": "sms",
            "auto_creation": {"enabled": True, "type": "studio", "studio_flow": "Theirs"},
        },
    ],
    "serverless_services": [
        {
            "unique_name": "theirs",
            "environments": [{"unique_name": "production", "variables": {"FLOW_SID": "theirs"}}],
            "functions": [
                {
                    "path": "/on-conversation-added",
                    "visibility": "public",
                    "content": "exports.handler = (context, event, callback) => callback();",
                },
            ],
        },
    ],
}


@dataclass(frozen=True)
class Step:
    """One playbook. spoiled: whether faults meet it; else it is there for what comes before or after."""

    playbook: Path
    variables: JSON
    spoiled: bool = True


@dataclass(frozen=True)
class Story:
    """What is told. doubts: the emulator's switches that matter to it, with the ways in which they can be played.

    never_twice: where a second delivery is not played, as a regular expression; see README.md.
    """

    name: str
    account: JSON
    steps: tuple[Step, ...]
    doubts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def variant(self, at: int) -> JSON:
        """Return the switches of one of the worlds in which the story can be told; 0 are the defaults."""
        dice = random.Random(f"{self.name} {at}")
        return {name: dice.choice(values) for name, values in self.doubts.items()} if at else {}


def _account(**own: Any) -> JSON:
    """Return a seed with the story's own things, the others' among them."""
    together = dict(own)
    for name, entries in OTHERS.items():
        together[name] = [*own.get(name, []), *entries]
    return together


def _provision() -> Story:
    account = _account(
        studio_flows=[{"friendly_name": "Inbound"}, {"friendly_name": "Returns desk"}],
        conversation_services=[{"friendly_name": "Flex Chat Service"}],
        default_conversation_service="Flex Chat Service",
        conversations_webhook={"post_webhook_url": "https://example.com/events", "filters": ["onMessageAdded"]},
        phone_numbers=[
            {
                "phone_number": "+14155550100",
                "friendly_name": "Hotline",
                "sms_url": "https://demo.twilio.com/welcome/sms/reply",
                "voice_url": "https://example.com/voice",
            },
            {
                "phone_number": "+14155550101",
                "friendly_name": "Old name",
                "sms_url": "https://example.com/sms",
                "sms_fallback_url": "https://example.com/fallback",
            },
            "+14155550102",
            "+14155550103",
        ],
        messaging_services=[{"friendly_name": "Marketing", "phone_numbers": ["+14155550100"]}],
        addresses=[
            {
                "address": "+14155550102",
                "type": "sms",
                "auto_creation": {"enabled": True, "type": "studio", "studio_flow": "Inbound"},
            },
            {"address": "+14155550103", "type": "sms"},
        ],
    )
    channels = [
        {"name": "Support line", "phone_number": "+14155550100", "friendly_name": "Support line"},
        {
            "name": "Complaints",
            "phone_number": "+14155550101",
            "friendly_name": "Complaints",
            "auto_creation": {
                "type": "webhook",
                "webhook_url": "https://bot.example.com/sms",
                "webhook_filters": ["onMessageAdded", "onConversationRemoved"],
            },
        },
        {"name": "Quiet line", "phone_number": "+14155550102", "auto_creation": {"type": "default"}},
        {"name": "Closed line", "phone_number": "+14155550103", "state": "absent"},
        {"name": "Sales", "search": {"area_code": 415}},
        {"name": "Returns", "search": {"type": "toll_free"}, "auto_creation": {"studio_flow": "Returns desk"}},
        {"name": "New York", "search": {"area_code": 212}, "auto_creation": {"type": "default"}},
        {
            "name": "Page",
            "type": "messenger",
            "address": "messenger:1234567890",
            "auto_creation": {"type": "webhook", "webhook_url": "https://bot.example.com/page"},
        },
    ]
    variables = {
        "messaging_allow_purchase": True,
        # Several batches of each kind.
        "messaging_batch_size": 3,
        "messaging_defaults": {
            "search": {"country": "US"},
            "auto_creation": {"type": "studio", "studio_flow": "Inbound", "studio_retry_count": 3},
        },
        "messaging_channels": channels,
    }
    doubts = {
        "stale_type_fields": ("kept", "cleared"),
        "duplicate_address_status": ("409", "400"),
        "owned_number_purchase": ("rejected", "updates"),
        "fresh_sms_url": ("demo", "blank"),
        "empty_list": ("clears", "ignored"),
    }
    return Story("provision", account, (Step(ROOT / "playbooks" / "provision.yml", variables),), doubts)


def _bridge() -> Story:
    account = _account(
        conversation_services=[{"friendly_name": "Flex Chat Service"}],
        default_conversation_service="Flex Chat Service",
        conversations_webhook={
            "pre_webhook_url": "https://example.com/before",
            "post_webhook_url": "https://example.com/events?of=all",
            "method": "GET",
            "filters": ["onMessageAdd", "onMessageAdded"],
        },
    )
    playbook = ROOT / "tests" / "faults" / "bridge.yml"
    present = {
        "studio_bridge_flow": "Ours",
        "studio_bridge_transcript": True,
        "studio_bridge_replace_post_webhook_url": True,
        "bridge_greeting": "Good morning",
    }
    changed = {**present, "studio_bridge_transcript": False, "bridge_greeting": "Good evening"}
    steps = (
        Step(playbook, present),
        Step(playbook, changed),
        Step(playbook, {**changed, "studio_bridge_state": "absent"}),
    )
    doubts = {
        "duplicate_name_status": ("409", "400"),
        "build_polls": ("2", "0", "10"),
        "delete_live_function": ("rejected", "accepted"),
        "empty_list": ("clears", "rejected"),
        "flow_defaults": ("none", "added"),
    }
    return Story("bridge", account, steps, doubts)


def _flex() -> tuple[JSON, JSON]:
    """Return an account on Flex's legacy way, and what its migration is told."""
    account = _account(
        studio_flows=[{"friendly_name": "Inbound"}],
        conversation_services=[{"friendly_name": "Flex Chat Service"}],
        default_conversation_service="Flex Chat Service",
        flex={"chat_service": "Flex Chat Service"},
        phone_numbers=["+12125550301", "+12125550302", "+12125550303"],
        channel_senders=["whatsapp:+12125550304", "messenger:900300"],
        proxy_services=[
            {
                "unique_name": "Flex Proxy Service",
                "phone_numbers": [
                    {"phone_number": "+12125550301", "is_reserved": True},
                    "+12125550302",
                    "+12125550303",
                ],
                "handles": [
                    "+12125550301",
                    "+12125550302",
                    "+12125550303",
                    "whatsapp:+12125550304",
                    "messenger:900300",
                ],
            },
        ],
        flex_flows=[
            {
                "friendly_name": "By Studio",
                "channel_type": "sms",
                "contact_identity": "+12125550301",
                "integration_type": "studio",
                "integration": {"studio_flow": "Inbound", "retry_count": 2},
                "long_lived": True,
            },
            {
                "friendly_name": "By a bot",
                "channel_type": "sms",
                "contact_identity": "+12125550302",
                "integration_type": "external",
                "integration": {"url": "https://bot.example.com/messages"},
            },
            {
                "friendly_name": "By a task",
                "channel_type": "sms",
                "contact_identity": "+12125550303",
                "integration_type": "task",
            },
            {
                "friendly_name": "WhatsApp",
                "channel_type": "whatsapp",
                "contact_identity": "whatsapp:+12125550304",
                "integration_type": "studio",
                "integration": {"studio_flow": "Inbound", "retry_count": 3},
            },
            {
                "friendly_name": "Flex Web Channel",
                "channel_type": "web",
                "integration_type": "studio",
                "integration": {"studio_flow": "Inbound"},
            },
        ],
    )
    return account, {}


FLEX_DOUBTS = {
    "duplicate_address_status": ("409", "400"),
    "duplicate_flex_flow": ("409", "400"),
    "flex_flow_defaults": ("shown", "hidden"),
    "proxy_pool_add": ("takes_over", "leaves"),
    "proxy_pool_remove": ("leaves", "blanks"),
    "sender_objects": ("merged", "replaced"),
    "sender_polls": ("2", "0"),
}


def _migrate() -> Story:
    account, variables = _flex()
    steps = (
        Step(ROOT / "playbooks" / "migrate_flex_flows.yml", variables),
        # What the interrupted runs have noted is good for the way back.
        Step(ROOT / "playbooks" / "rollback.yml", {}, spoiled=False),
    )
    return Story("migrate", account, steps, FLEX_DOUBTS)


def _rollback() -> Story:
    account, variables = _flex()
    steps = (
        Step(ROOT / "playbooks" / "migrate_flex_flows.yml", variables, spoiled=False),
        Step(ROOT / "playbooks" / "rollback.yml", {}),
    )
    return Story("rollback", account, steps, FLEX_DOUBTS)


STORIES = (_provision(), _bridge(), _migrate(), _rollback())
