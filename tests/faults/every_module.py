# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account that has something of everything, and good arguments for every module to work on it.

For tests of what holds for all modules alike. Names only, no SIDs: the arguments fit every account made from the seed.
"""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

JSON = dict[str, Any]

MODULES = sorted(path.stem for path in (Path(__file__).parents[2] / "plugins" / "modules").glob("*.py"))
"""All there are, so that a new one cannot be forgotten."""

FLOW: JSON = {
    "description": "Greets",
    "initial_state": "Trigger",
    "states": [
        {
            "name": "Trigger",
            "type": "trigger",
            "transitions": [{"event": "incomingConversationMessage", "next": "greet"}],
            "properties": {},
        },
        {
            "name": "greet",
            "type": "send-message",
            "transitions": [],
            "properties": {
                "from": "{{flow.channel.address}}",
                "to": "{{contact.channel.address}}",
                "service": "{{trigger.message.InstanceSid}}",
                "channel": "{{trigger.message.ChannelSid}}",
                "body": "Hello!",
            },
        },
    ],
}

CODE = "exports.handler = (context, event, callback) => callback(null, 'hello');"

ACCOUNT: JSON = {
    "friendly_name": "everything",
    "conversation_services": [{"friendly_name": "Flex"}, {"friendly_name": "Other"}],
    "default_conversation_service": "Flex",
    "studio_flows": [{"friendly_name": "Inbound", "status": "published"}, {"friendly_name": "Returns"}],
    "phone_numbers": [
        {"phone_number": "+12125550123", "friendly_name": "Support line", "sms_url": "https://example.com/sms"},
        {"phone_number": "+12125550124", "friendly_name": "Sales line"},
        {"phone_number": "+12125550125", "friendly_name": "Spare line"},
    ],
    "channel_senders": ["whatsapp:+12125550124", "whatsapp:+12125550125"],
    "messaging_services": [
        {"friendly_name": "pool", "phone_numbers": ["+12125550123"]},
        {"friendly_name": "empty"},
    ],
    "conversations_webhook": {"post_webhook_url": "https://example.com/hook", "filters": ["onMessageAdded"]},
    "conversations": [
        {
            "friendly_name": "Ada",
            "unique_name": "order-4711",
            "from": "+13105550100",
            "to": "+12125550123",
            "messages": ["Hello?", {"author": "agent", "body": "Good morning!"}],
        }
    ],
    "addresses": [
        {
            "type": "sms",
            "address": "+12125550123",
            "friendly_name": "Support line",
            "auto_creation": {"enabled": True, "type": "studio", "studio_flow": "Inbound"},
        },
        {"type": "sms", "address": "+12125550124", "auto_creation": {"enabled": True, "type": "default"}},
    ],
    "flex": {"chat_service": "Flex", "messaging_service": "pool", "ui_version": "1.34.0"},
    "flex_flows": [
        {
            "friendly_name": "Text messages",
            "channel_type": "sms",
            "contact_identity": "+12125550124",
            "integration_type": "studio",
            "integration": {"studio_flow": "Inbound", "retry_count": 3},
        }
    ],
    "proxy_services": [
        {"unique_name": "Flex Proxy Service", "phone_numbers": ["+12125550124"], "handles": ["+12125550124"]},
        {"unique_name": "Couriers", "chat_service": "Other"},
    ],
    "serverless_services": [
        {
            "unique_name": "bridge",
            "environments": [
                {"unique_name": "dev-environment", "domain_suffix": "dev", "variables": {"GREETING": "Hello"}}
            ],
            "functions": [{"path": "/hello", "visibility": "public", "content": CODE}],
            "assets": [{"path": "/robots.txt", "content": "Disallow: /", "content_type": "text/plain"}],
            "runtime": "node22",
            "deployed": True,
        }
    ],
}
"""A seed for the emulator."""

_ARGUMENTS: dict[str, list[JSON]] = {
    "account_info": [{}],
    "available_phone_number_info": [{"country": "US", "area_code": 415, "limit": 3}],
    "channel_sender": [
        {"sender_id": "whatsapp:+12125550124", "webhook": {"callback_url": "https://example.com/in"}},
        {"sender_id": "whatsapp:+12125550125", "webhook": {"fallback_url": "https://example.com/otherwise"}},
        {"sender_id": "whatsapp:+12125550124", "handler": "flex_proxy"},
        {
            "webhook": {"status_callback_url": "https://example.com/status"},
            "aggregate": [{"sender_id": "+12125550124"}, {"sender_id": "whatsapp:+12125550125"}],
        },
    ],
    "channel_sender_info": [{}, {"sender_id": "whatsapp:+12125550124"}],
    "conversation": [
        {"address": "+13105550100", "proxy_address": "+12125550123", "state": "absent"},
        {"unique_name": "order-4711", "state": "closed"},
        {"unique_name": "order-4712", "state": "absent"},
    ],
    "conversation_info": [{}, {"address": "+13105550100", "transcript": True}, {"unique_name": "order-4711"}],
    "conversation_webhook": [
        {"conversation_sid": "order-4711", "target": "studio", "configuration": {"flow": "Returns"}},
        {
            "conversation_sid": "order-4711",
            "target": "webhook",
            "aggregate": [
                {"configuration": {"url": "https://example.com/a", "filters": ["onMessageAdded"]}},
                {"configuration": {"url": "https://example.com/b", "filters": ["onMessageAdded"]}},
            ],
        },
        {"conversation_sid": "order-4711", "configuration": {"url": "https://example.com/a"}, "state": "absent"},
    ],
    "conversation_webhook_info": [{"conversation_sid": "order-4711"}],
    "conversations_address": [
        {"address": "+12125550125", "type": "sms", "auto_creation": {"type": "studio", "studio_flow": "Inbound"}},
        {"address": "+12125550123", "auto_creation": {"studio_flow": "Returns"}},
        {
            "address": "+12125550125",
            "type": "sms",
            "auto_creation": {
                "type": "webhook",
                "webhook_url": "https://example.com/bot",
                "webhook_filters": ["onMessageAdded"],
            },
        },
        {"address": "+12125550123", "friendly_name": "Support line"},
        {"address": "+12125550123", "state": "absent"},
        {
            "type": "sms",
            "friendly_name": "All alike",
            "aggregate": [{"address": "+12125550123"}, {"address": "+12125550124"}, {"address": "+12125550125"}],
        },
    ],
    "conversations_address_info": [{}, {"address": "+12125550123"}],
    "conversations_configuration": [{"default_chat_service": "Other", "default_closed_timer": "P1D"}],
    "conversations_configuration_info": [{}],
    "conversations_webhook": [
        {"post_webhook_url": "https://example.com/new", "filters": {"present": ["onConversationAdded"]}},
        {"post_webhook_url": "", "filters": {"absent": ["onMessageAdded"]}},
        {"conversation_service": "Other", "pre_webhook_url": "https://example.com/check"},
    ],
    "conversations_webhook_info": [{}, {"conversation_service": "Other"}],
    "flex_configuration_info": [{}],
    "flex_flow": [
        {
            "channel_type": "sms",
            "contact_identity": "+12125550125",
            "friendly_name": "New",
            "enabled": True,
            "integration_type": "studio",
            "integration": {"flow": "Inbound"},
        },
        {"channel_type": "sms", "contact_identity": "+12125550124", "enabled": False},
        {
            "channel_type": "sms",
            "contact_identity": "+12125550123",
            "friendly_name": "By a bot",
            "integration_type": "external",
            "integration": {"url": "https://example.com/flex"},
        },
        {"friendly_name": "Text messages", "state": "absent"},
        {
            "channel_type": "sms",
            "aggregate": [
                {"contact_identity": "+12125550124", "integration": {"retry_count": 1}},
                {"contact_identity": "+12125550123", "state": "absent"},
            ],
        },
    ],
    "flex_flow_info": [{}, {"channel_type": "sms", "contact_identity": "+12125550124"}],
    "messaging_service": [
        {"friendly_name": "new", "phone_numbers": {"present": ["+12125550125"]}},
        {"friendly_name": "pool", "sticky_sender": False, "phone_numbers": {"exactly": ["+12125550125"]}},
        {"friendly_name": "empty", "alpha_senders": {"present": ["Acme"]}},
        {
            "friendly_name": "empty",
            "inbound_request_url": "https://example.com/in",
            "fallback_url": "https://example.com/otherwise",
            "status_callback": "https://example.com/status",
        },
        {"friendly_name": "pool", "state": "absent"},
        {"smart_encoding": False, "aggregate": [{"friendly_name": "pool"}, {"friendly_name": "newer"}]},
    ],
    "messaging_service_info": [{}, {"friendly_name": "pool"}],
    "phone_number": [
        {"phone_number": "+12125550123", "friendly_name": "Front desk"},
        {"friendly_name": "Boston", "search": {"country": "US", "area_code": 617}, "allow_purchase": True},
        {"phone_number": "+12125550125", "state": "absent", "release": True},
        {
            "allow_purchase": True,
            "search": {"country": "US", "area_code": 415},
            "aggregate": [{"friendly_name": "One"}, {"friendly_name": "Two"}, {"friendly_name": "Support line"}],
        },
    ],
    "phone_number_info": [{}, {"friendly_name": "Sales line"}, {"phone_number": "+12125550123"}],
    "phone_number_messaging": [
        {"phone_number": "+12125550123", "sms_url": "", "messaging_service": ""},
        {
            "phone_number": "+12125550124",
            "sms_url": "https://example.com/in",
            "sms_fallback_url": "https://example.com/otherwise",
        },
        {"phone_number": "+12125550123", "messaging_service": "empty"},
        {"friendly_name": "Spare line", "handler": "flex_proxy"},
        {
            "messaging_service": "pool",
            "sms_method": "GET",
            "aggregate": [{"phone_number": "+12125550124"}, {"phone_number": "+12125550125"}],
        },
    ],
    "phone_number_messaging_info": [{}, {"phone_number": "+12125550123"}],
    "proxy_phone_number": [
        {"phone_number": "+12125550125"},
        {"phone_number": "+12125550124", "is_reserved": True},
        {"proxy_service": "Couriers", "phone_number": "+12125550123"},
        {"state": "absent", "aggregate": [{"phone_number": "+12125550124"}, {"phone_number": "+12125550125"}]},
    ],
    "proxy_phone_number_info": [{}, {"proxy_service": "Couriers"}],
    "serverless_deployment": [
        {
            "service": "fresh",
            "environment": "production",
            "runtime": "node22",
            "dependencies": {"twilio": "5.0.3"},
            "variables": {"GREETING": "Hello"},
            "functions": [{"path": "/hello", "visibility": "protected", "content": CODE}],
            "assets": [{"path": "/hours.json", "visibility": "private", "content": "{}"}],
        },
        {"service": "bridge", "functions": [{"path": "/hello", "content": CODE + "\n"}]},
        {"service": "bridge", "variables": {"GREETING": "Good day", "MORE": "1"}},
        {"service": "bridge", "functions": [{"path": "/hello", "state": "absent"}]},
        {"service": "bridge", "state": "absent"},
    ],
    "serverless_deployment_info": [{}, {"service": "bridge"}],
    "studio_flow": [
        {"friendly_name": "New", "status": "published", "definition": FLOW},
        {"friendly_name": "Inbound", "status": "published", "definition": FLOW, "commit_message": "Again"},
        {"friendly_name": "Inbound", "status": "published", "revision": 1},
        {"friendly_name": "Returns", "state": "absent"},
        {
            "status": "published",
            "aggregate": [{"friendly_name": "Inbound"}, {"friendly_name": "Newer", "definition": FLOW}],
        },
    ],
    "studio_flow_info": [{}, {"friendly_name": "Inbound"}],
}


def arguments(module: str) -> list[JSON]:
    """Return sets of good arguments for a module, without credentials; a KeyError where it has none yet."""
    return deepcopy(_ARGUMENTS[module])
