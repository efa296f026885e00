# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations with their participants, messages and webhooks as records: the API makes them, and so do messages."""

from __future__ import annotations

import re
from datetime import timedelta

from .state import JSON, Account, World
from .switches import setting

# What belongs to a conversation and goes with it.
PARTS = ("conversation_webhooks", "participants", "conversation_messages")


def default_service(account: Account) -> str | None:
    """Return the SID of the conversation service that a path without a service is about."""
    sid = account.conversations_configuration.get("default_chat_service_sid")
    return str(sid) if sid else None


def parts_of(account: Account, kind: str, conversation: JSON) -> list[JSON]:
    """Return what a conversation has of one kind of PARTS, in the order of its making."""
    return [one for one in account[kind] if one["conversation_sid"] == conversation["sid"]]


def role(world: World, service: str | None, kind: str) -> str:
    """Return the SID of a role that every conversation service has from the beginning."""
    return "RL" + world.digest(service or "", "role", kind)


def start_conversation(world: World, account: Account, service: str | None, given: JSON) -> JSON:
    """Add a conversation; ``given`` are fields of the answer, and ``lengths``: seconds by timer."""
    configuration = account.conversations_configuration
    lengths = {}
    for name in ("inactive", "closed"):
        length = duration(configuration.get(f"default_{name}_timer") or "")
        if length is not None:
            lengths[name] = length.total_seconds()
    conversation: JSON = {
        "sid": world.new_sid("CH", account),
        "account_sid": account.sid,
        "chat_service_sid": service,
        "messaging_service_sid": configuration.get("default_messaging_service_sid"),
        "friendly_name": None,
        "unique_name": None,
        "attributes": "{}",
        "state": "active",
        "timers": {},
        "bindings": {},
        "date_created": world.clock.iso(),
        "date_updated": None,
        # What Twilio does not show: the index of the next message, and how long the timers run.
        "next_index": 0,
        **given,
        "lengths": {**lengths, **given.get("lengths", {})},
    }
    start_timers(world, conversation)
    return account["conversations"].add(conversation)


def start_timers(world: World, conversation: JSON) -> None:
    """Let the timers of a conversation run from now on."""
    now, lengths = world.clock.now(), conversation["lengths"]
    conversation["timers"] = {
        f"date_{name}": (now + timedelta(seconds=lengths[name])).strftime("%Y-%m-%dT%H:%M:%SZ")
        for name in ("inactive", "closed")
        if name in lengths and conversation["state"] != "closed"
    }


def run_timers(world: World, account: Account) -> None:
    """Put conversations whose time has come into the state that they should be in."""
    now = world.clock.iso()
    for one in account["conversations"]:
        timers = one["timers"]
        if one["state"] == "active" and timers.get("date_inactive", "9") <= now:
            one["state"] = "inactive"
        if one["state"] != "closed" and timers.get("date_closed", "9") <= now:
            one |= {"state": "closed", "timers": {}}


def add_participant(world: World, account: Account, conversation: JSON, given: JSON) -> JSON:
    """Add a participant; ``given`` are fields of the answer."""
    service = conversation["chat_service_sid"]
    return account["participants"].add(
        {
            "sid": world.new_sid("MB", account),
            "account_sid": account.sid,
            "chat_service_sid": service,
            "conversation_sid": conversation["sid"],
            "identity": None,
            "attributes": "{}",
            "messaging_binding": None,
            "role_sid": role(world, service, "default_conversation_role_sid"),
            "date_created": world.clock.iso(),
            "date_updated": None,
            "last_read_message_index": None,
            "last_read_timestamp": None,
            **given,
        }
    )


def binding(address: str, proxy_address: str) -> JSON:
    """Return the messaging binding of a customer's address and the account's own."""
    channel, colon, _rest = address.partition(":")
    return {"type": channel if colon else "sms", "address": address, "proxy_address": proxy_address}


def holder(world: World, account: Account, address: str, proxy_address: str) -> tuple[JSON, JSON] | None:
    """Return the conversation that holds this pair, and its participant; a closed conversation holds none."""
    ignored = ("closed", "inactive" if setting(world, account, "inactive_conversation") == "ignored" else "closed")
    for one in account["participants"]:
        bound = one["messaging_binding"] or {}
        if (bound.get("address"), bound.get("proxy_address")) == (address, proxy_address):
            conversation = account["conversations"].get(one["conversation_sid"])
            if conversation is not None and conversation["state"] not in ignored:
                return conversation, one
    return None


def add_message(world: World, account: Account, conversation: JSON, given: JSON) -> JSON:
    """Add a message at the end of a conversation, which is active from then on; ``given`` are fields of the answer."""
    author = given["author"]
    participants = parts_of(account, "participants", conversation)
    bound = [(one["sid"], one["identity"], (one["messaging_binding"] or {}).get("address")) for one in participants]
    message: JSON = {
        "sid": world.new_sid("IM", account),
        "account_sid": account.sid,
        "chat_service_sid": conversation["chat_service_sid"],
        "conversation_sid": conversation["sid"],
        "index": conversation["next_index"],
        "body": None,
        "media": None,
        "attributes": "{}",
        "participant_sid": next((sid for sid, *names in bound if author in names), None),
        "delivery": None,
        "content_sid": None,
        "date_created": world.clock.iso(),
        "date_updated": None,
        **given,
    }
    conversation["next_index"] += 1
    conversation["state"] = "active"
    start_timers(world, conversation)
    return account["conversation_messages"].add(message)


def add_webhook(world: World, account: Account, conversation: JSON, given: JSON) -> JSON:
    """Add a webhook to a conversation; ``given`` are target and configuration, and ``origin``: api or address."""
    return account["conversation_webhooks"].add(
        {
            "sid": world.new_sid("WH", account),
            "account_sid": account.sid,
            "chat_service_sid": conversation["chat_service_sid"],
            "conversation_sid": conversation["sid"],
            "date_created": world.clock.iso(),
            "date_updated": None,
            **given,
        }
    )


def remove_conversation(account: Account, conversation: JSON) -> None:
    """Delete a conversation with all that is in it."""
    for kind in PARTS:
        for one in parts_of(account, kind, conversation):
            account[kind].remove(one["sid"])
    account["conversations"].remove(conversation["sid"])


def duration(text: str) -> timedelta | None:
    """Return an ISO 8601 duration without years and months, or None."""
    match = re.fullmatch(r"P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text)
    if match is None:
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
