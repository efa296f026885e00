# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is told of what happens in a conversation, with which parameters, and what came of it.

An account's or service's webhook is told before (onMessageAdd) and after (onMessageAdded) the fact, a conversation's
own webhook only after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .conversations import parts_of
from .executions import hand_to_studio
from .quirks import BEFORE
from .state import JSON, Account, World


@dataclass(frozen=True)
class Notice:
    """A webhook that is to be told of an event."""

    account: Account
    conversation_sid: str
    kind: str
    type: str | None
    event: str | None
    url: str
    method: str
    parameters: JSON
    replayed: bool = False


def happened(kind: str, event: str | None, **more: Any) -> JSON:
    """Return what a report says of a handler that fired."""
    row = {
        "kind": kind,
        "event": event,
        "type": None,
        "studio_flow": None,
        "execution": None,
        "flex_flow": None,
        "task": None,
        "url": None,
        "delivered": None,
        "parallel": False,
        "replayed": False,
        "again": False,
    }
    return {**row, **more}


def about(account: Account, conversation: JSON, event: str, source: str, subject: JSON | None = None) -> JSON:
    """Return the parameters of an event; ``subject`` is the participant or message that it is about. docs"""
    record = subject or conversation
    fields: dict[str, Any] = {
        "EventType": event,
        "AccountSid": account.sid,
        "ChatServiceSid": conversation["chat_service_sid"],
        "ConversationSid": conversation.get("sid"),
        "Source": source,
        "RetryCount": 0,
        "DateCreated": record.get("date_created"),
        "DateUpdated": record.get("date_updated"),
        "Attributes": record.get("attributes"),
    }
    if "Participant" in event:
        fields |= {"ParticipantSid": record["sid"], "Identity": record["identity"], "RoleSid": record["role_sid"]}
        fields |= bound(record["messaging_binding"])
    else:
        fields["MessagingServiceSid"] = conversation["messaging_service_sid"]
    if "Message" in event:
        fields |= {"MessageSid": record.get("sid"), "Index": record.get("index"), "Body": record["body"]}
        fields |= {"Author": record["author"], "ParticipantSid": record["participant_sid"]}
    elif "Conversation" in event:
        fields |= {"State": conversation["state"], "FriendlyName": conversation["friendly_name"]}
        fields["UniqueName"] = conversation["unique_name"]
    return {name: str(value) for name, value in fields.items() if value is not None}


def bound(binding: JSON | None) -> JSON:
    """Return the parameters that a messaging binding makes."""
    names = {"type": "Type", "address": "Address", "proxy_address": "ProxyAddress"}
    return {f"MessagingBinding.{names[name]}": value for name, value in (binding or {}).items() if name in names}


def told(account: Account, conversation: JSON, event: str, parameters: JSON) -> list[Notice]:
    """Return the account's or the service's webhook when it wants this event; the service's overrides. docs"""
    service = account["conversation_services"].get(conversation["chat_service_sid"] or "")
    own = service["webhooks"] if service else {}
    kind, webhook = "account_webhook", account.conversations_webhook
    if own.get("pre_webhook_url") or own.get("post_webhook_url"):
        kind, webhook = "service_webhook", own
    url = webhook.get("pre_webhook_url" if event in BEFORE else "post_webhook_url")
    if not url or event not in (webhook.get("filters") or ()) or webhook.get("target") == "flex":
        return []
    method = webhook.get("method") or "POST"
    return [Notice(account, conversation.get("sid", ""), kind, "webhook", event, url, method, parameters)]


def heard(
    account: Account, conversation: JSON, hook: JSON, kind: str, event: str, parameters: JSON, *, replayed: bool = False
) -> Notice | None:
    """Return a conversation's own webhook when it wants this event; None for the others, and for Studio."""
    configuration = hook["configuration"]
    if hook["target"] == "webhook":
        wanted = event in (configuration.get("filters") or ())
    else:
        words = [word.lower() for word in configuration.get("triggers") or ()]
        body = parameters.get("Body", "").lower()
        wanted = hook["target"] == "trigger" and event == "onMessageAdded" and any(word in body for word in words)
    if not wanted:
        return None
    method = (configuration.get("method") or "POST").upper()
    sid, url = conversation["sid"], configuration["url"]
    return Notice(account, sid, kind, hook["target"], event, url, method, parameters, replayed)


def to_studio(
    world: World, account: Account, conversation: JSON, hook: JSON, kind: str, message: JSON, *, replayed: bool = False
) -> tuple[JSON, str]:
    """Hand a message to the flow of a Studio webhook; returns what a report says of it, and a sentence about it."""
    came = hand_to_studio(world, account, hook["configuration"]["flow_sid"], conversation, message)
    return taken(kind, "onMessageAdded", came, replayed=replayed), said(came, "conversation")


def said(came: JSON, what: str) -> str:
    """Return a sentence about what came of handing a message to Studio."""
    return came["problem"] or f"The Studio flow {came['friendly_name']} takes the {what}."


def taken(kind: str, event: str, came: JSON, **more: Any) -> JSON:
    """Return what a report says of a message that was handed to Studio."""
    flow = {"sid": came["flow_sid"], "friendly_name": came["friendly_name"]} if came["friendly_name"] else None
    execution = {"sid": came["execution_sid"], "started": came["started"]} if came["execution_sid"] else None
    return happened(kind, event, type="studio", studio_flow=flow, execution=execution, **more)


def announce(world: World, account: Account, conversation: JSON, event: str, subject: JSON | None = None) -> None:
    """Tell everybody who wants to know of a change that was made through the API, once it is answered."""
    parameters = about(account, conversation, event, "API", subject)
    world.outbox += told(account, conversation, event, parameters)
    for hook in parts_of(account, "conversation_webhooks", conversation):
        tell_hook(world, account, conversation, hook, event, parameters, subject)


def replay(world: World, account: Account, conversation: JSON, hook: JSON, first: int) -> None:
    """Give a new webhook of a conversation the messages from an index on."""
    for message in parts_of(account, "conversation_messages", conversation):
        if message["index"] >= first:
            parameters = about(account, conversation, "onMessageAdded", "API", message)
            tell_hook(world, account, conversation, hook, "onMessageAdded", parameters, message, replayed=True)


def tell_hook(
    world: World,
    account: Account,
    conversation: JSON,
    hook: JSON,
    event: str,
    parameters: JSON,
    subject: JSON | None,
    *,
    replayed: bool = False,
) -> None:
    """Tell one webhook of a conversation of an event: Studio at once, a URL once the request is answered."""
    if hook["target"] == "studio" and event == "onMessageAdded" and subject is not None:
        row, sentence = to_studio(world, account, conversation, hook, "studio", subject, replayed=replayed)
        report(world, conversation["sid"], row, sentence)
    notice = heard(account, conversation, hook, "conversation_webhook", event, parameters, replayed=replayed)
    if notice is not None:
        world.outbox.append(notice)


def report(world: World, conversation_sid: str, row: JSON, sentence: str | None = None) -> None:
    """Let those who watch a conversation know what fired."""
    for handlers, explanation in world.watched.get(conversation_sid, ()):
        handlers.append(row)
        if sentence:
            explanation.append(sentence)
