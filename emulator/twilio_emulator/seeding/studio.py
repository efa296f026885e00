# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Studio flows."""

from __future__ import annotations

import json
from typing import Any

from .making import Maker, SeedError

# What a seeded flow does unless its definition is given: hand the conversation to Flex.
FLOW = {
    "description": "To Flex",
    "states": [
        {
            "name": "Trigger",
            "type": "trigger",
            "transitions": [
                {"event": "incomingMessage", "next": "send_to_flex"},
                {"event": "incomingCall"},
                {"event": "incomingConversationMessage", "next": "send_to_flex"},
                {"event": "incomingRequest"},
                {"event": "incomingParent"},
            ],
            "properties": {"offset": {"x": 0, "y": 0}},
        },
        {
            "name": "send_to_flex",
            "type": "send-to-flex",
            "transitions": [{"event": "callComplete"}, {"event": "failedToEnqueue"}, {"event": "callFailure"}],
            "properties": {
                "offset": {"x": 0, "y": 200},
                "workflow": "WW" + 32 * "0",
                "channel": "TC" + 32 * "0",
                "attributes": "{}",
                "priority": "0",
                "timeout": "3600",
            },
        },
    ],
    "initial_state": "Trigger",
    "flags": {"allow_concurrent_calls": True},
}


def studio_flows(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a flow and return its name and SID."""
    if not isinstance(entry, dict) or not entry.get("friendly_name"):
        raise SeedError(f"{where}: a flow has a friendly_name")
    fields = {"status": "published", "definition": FLOW, **entry}
    fields["definition"] = json.dumps(fields["definition"])
    record = maker.make("studio", "CreateFlow", where, fields, {})
    return record["friendly_name"], record["sid"]
