# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The form of a flow: as much of Twilio's own schema as is sure, so that a mistake is named before Twilio is asked.

Properties that are not listed pass: Twilio adds some every year, and judges them itself.
"""

from __future__ import annotations

import typing as t

TYPES = frozenset(
    {
        "add-member-to-chat-channel",
        "add-twiml-redirect",
        "capture-payments",
        "connect-call-to",
        "connect-virtual-agent",
        "connect-virtual-agent-v2",
        "create-chat-channel",
        "create-task",
        "enqueue-call",
        "fork-stream",
        "gather-input-on-call",
        "make-http-request",
        "make-outgoing-call-v1",
        "make-outgoing-call-v2",
        "record-call",
        "record-voicemail",
        "run-function",
        "run-function-v2",
        "run-subflow",
        "say-play",
        "send-and-wait-for-reply",
        "send-message",
        "send-to-flex",
        "set-variables",
        "split-based-on",
        "trigger",
        "understand",
        "update-sync-object",
    }
)
"""Widget types of Studio today. Another one may be newer than this list."""

TEXT = {"type": "string"}
FILLED = {"type": "string", "minLength": 1}
PAIRS = {"type": "array", "items": {"type": "object", "required": ["key", "value"]}}

PROPERTIES: dict[str, dict[str, t.Any]] = {
    "make-http-request": {"properties": {"url": FILLED, "parameters": PAIRS}, "required": ["url"]},
    "run-function": {"properties": {"url": FILLED, "parameters": PAIRS}, "required": ["url"]},
    "send-and-wait-for-reply": {"properties": {"body": TEXT, "timeout": FILLED}, "required": ["timeout"]},
    "send-message": {"properties": {"body": TEXT, "to": TEXT, "from": TEXT}},
    # That these two are there is a rule of its own, which says it in better words.
    "send-to-flex": {
        "properties": {"workflow": TEXT, "channel": TEXT, "attributes": TEXT, "priority": TEXT, "timeout": TEXT}
    },
    "set-variables": {"properties": {"variables": PAIRS}},
    "split-based-on": {"properties": {"input": FILLED}, "required": ["input"]},
}

CONDITION = {
    "type": "object",
    "required": ["friendly_name", "arguments", "type", "value"],
    "properties": {
        "friendly_name": TEXT,
        "type": FILLED,
        "value": TEXT,
        "arguments": {"type": "array", "items": TEXT},
    },
}

TRANSITION = {
    "type": "object",
    "required": ["event"],
    "properties": {"event": FILLED, "next": TEXT, "conditions": {"type": "array", "items": CONDITION}},
}

STATE = {
    "type": "object",
    "required": ["name", "type", "transitions"],
    "properties": {
        "name": FILLED,
        "type": FILLED,
        "transitions": {"type": "array", "items": TRANSITION},
        "properties": {"type": "object"},
    },
    "allOf": [
        {
            "if": {"required": ["type"], "properties": {"type": {"const": kind}}},
            "then": {"properties": {"properties": {"type": "object", **properties}}},
        }
        for kind, properties in PROPERTIES.items()
    ],
}

SCHEMA: dict[str, t.Any] = {
    "type": "object",
    "required": ["states"],
    "properties": {
        "description": TEXT,
        "initial_state": TEXT,
        "states": {"type": "array", "minItems": 1, "maxItems": 1000, "items": STATE},
        "flags": {
            "type": "object",
            "required": ["allow_concurrent_calls"],
            "properties": {"allow_concurrent_calls": {"type": "boolean"}},
        },
    },
}
"""JSON Schema, draft 7, of a flow without nulls."""
