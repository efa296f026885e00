# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversation services with their webhooks, and conversations with what was said in them."""

from __future__ import annotations

from typing import Any

from .making import Maker, SeedError, mapping

_SERVICE = "conversation_service"
_NAMES = ("friendly_name", "unique_name", "attributes", "date_created")
_CONVERSATION = frozenset({*_NAMES, "from", "to", "messages", "state", _SERVICE})


def conversation_services(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a conversation service and return its name and SID."""
    if not isinstance(entry, dict):
        raise SeedError(f"{where} is a mapping")
    fields = {name: value for name, value in entry.items() if name != "webhooks"}
    record = maker.make("conversations", "CreateService", where, fields, {})
    if "webhooks" in entry:
        arguments = {"ChatServiceSid": record["sid"]}
        maker.ask("UpdateServiceWebhookConfiguration", f"{where}.webhooks", entry["webhooks"], arguments)
    return record["friendly_name"], record["sid"]


def conversations(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a conversation with a customer and what was said in it; returns its name or the customer, and its SID."""
    mapping(where, entry, _CONVERSATION)
    fields = {name: value for name, value in entry.items() if name not in ("from", "to", "messages", "state", _SERVICE)}
    scope, arguments = "", {}
    if _SERVICE in entry:
        sid = maker.named(f"{where}.{_SERVICE}", "conversation_services", entry[_SERVICE])
        scope, arguments = "Service", {"ChatServiceSid": sid}
    made = maker.ask(f"Create{scope}Conversation", where, fields, arguments)
    arguments = {**arguments, "ConversationSid": made["sid"], "Sid": made["sid"]}
    if "from" in entry or "to" in entry:
        bound = {"messaging_binding.address": entry.get("from"), "messaging_binding.proxy_address": entry.get("to")}
        maker.ask(f"Create{scope}ConversationParticipant", where, bound, arguments)
    if not isinstance(entry.get("messages", []), list):
        raise SeedError(f"{where}.messages is a list")
    for index, message in enumerate(entry.get("messages", [])):
        said = {"author": entry.get("from", "system"), "body": message} if isinstance(message, str) else message
        maker.ask(f"Create{scope}ConversationMessage", f"{where}.messages[{index}]", said, arguments)
    if "state" in entry:
        maker.ask(f"Update{scope}Conversation", where, {"state": entry["state"]}, arguments)
    return entry.get("unique_name") or entry.get("friendly_name") or entry.get("from") or made["sid"], made["sid"]
