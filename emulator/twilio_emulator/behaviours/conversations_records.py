# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations v1: conversations, their participants and messages.

A path names a conversation service, or means the account's default one; what is in another service is not there.
"""

from __future__ import annotations

import json
from typing import ClassVar

from ..contract import moment
from ..conversations import (
    add_message,
    add_participant,
    binding,
    default_service,
    holder,
    parts_of,
    remove_conversation,
    role,
    run_timers,
    start_conversation,
    start_timers,
)
from ..errors import ApiError, invalid, not_found
from ..events import announce
from ..paging import page
from ..resources import JSON, Answer, Call, Resource, copy_of, links_of
from .conversations_configuration import known, service_of, timer


def scope(call: Call) -> str | None:
    """Return the SID of the conversation service that the path is about, or raise 404."""
    if "ChatServiceSid" in call.arguments:
        return str(service_of(call)["sid"])
    return default_service(call.account)


def base(call: Call) -> str:
    """Return the address that everything in the path's service is below."""
    service = f"/Services/{call.argument('ChatServiceSid')}" if "ChatServiceSid" in call.arguments else ""
    return f"https://{call.operation.host}/v1{service}"


def conversation_of(call: Call, parameter: str) -> JSON:
    """Return the conversation that the path names by SID or unique name, or raise 404."""
    run_timers(call.world, call.account)
    service, name = scope(call), call.argument(parameter)
    for one in call.account["conversations"]:
        if one["chat_service_sid"] == service and name in (one["sid"], one["unique_name"]):
            return one
    raise not_found(call.path)


def located(call: Call, record: JSON, url: str) -> JSON:
    """Return a record as the operation shows it, with its addresses below the path's service."""
    whole = {**record, "url": url, "links": links_of(call.operation, record)}
    return {name: whole[name] for name in call.operation.answer}


def check_attributes(record: JSON) -> None:
    """Raise 400 when the attributes are no JSON."""
    try:
        json.loads(record["attributes"])
    except ValueError:
        raise invalid("Invalid parameter Attributes: not a valid JSON string") from None


class Conversations(Resource):
    """Conversations of one service."""

    collection = "conversations"
    defaults = {"attributes": "{}", "state": "active"}

    def find(self, call: Call) -> JSON:
        """Return the conversation that the path names, or raise 404."""
        return conversation_of(call, "Sid")

    def list(self, call: Call) -> Answer:
        """Answer with a page of the service's conversations."""
        run_timers(call.world, call.account)
        scope(call)
        for name in ("StartDate", "EndDate"):
            if name in call.query and moment(call.query[name]) is None:
                raise invalid(f"Invalid parameter {name}: {call.query[name]}")
        return super().list(call)

    def backwards(self, call: Call) -> bool:
        """Whether the newest conversation comes first."""
        return call.play("conversations_order") == "newest_first"

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a conversation is in the service, in the state asked for, and of the days asked for."""
        day, query = record["date_created"][:10], call.query
        return (
            record["chat_service_sid"] == scope(call)
            and query.get("State") in (None, record["state"])
            and query.get("StartDate", day)[:10] <= day <= query.get("EndDate", day)[:10]
        )

    def view(self, call: Call, record: JSON) -> JSON:
        """Return a conversation as Twilio shows it."""
        return located(call, record, f"{base(call)}/Conversations/{record['sid']}")

    def create(self, call: Call) -> Answer:
        """Start a conversation."""
        service = scope(call)
        given: JSON = {
            "messaging_service_sid": call.account.conversations_configuration.get("default_messaging_service_sid"),
            "friendly_name": None,
            "unique_name": None,
            "attributes": "{}",
            "state": "active",
            "timers": {},
            "bindings": {},
            "date_created": None,
            "date_updated": None,
            "chat_service_sid": service,
        }
        self.apply(call, given)
        self.check(call, None, given)
        record = start_conversation(call.world, call.account, service, given)
        self.announced(call, record, "onConversationAdded")
        return 201, self.view(call, record)

    def update(self, call: Call) -> Answer:
        """Change what was given."""
        state = self.find(call)["state"]
        status, answer = super().update(call)
        after = self.find(call)
        if call.form:
            self.announced(call, after, "onConversationUpdated")
            if after["state"] != state:
                self.announced(call, after, "onConversationStateUpdated")
        return status, answer

    def delete(self, call: Call) -> Answer:
        """Delete a conversation with all that is in it."""
        record = self.find(call)
        self.announced(call, record, "onConversationRemoved")
        remove_conversation(call.account, record)
        return 204, None

    def announced(self, call: Call, record: JSON, event: str) -> None:
        """Tell webhooks of a change, if the request wants that."""
        if call.announced:
            announce(call.world, call.account, record, event)

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Hold a conversation against what Twilio demands."""
        after["date_created"] = after["date_created"] or self.now(call)
        check_attributes(after)
        name = after["unique_name"]
        if name and name[:2] == "CH" and len(name) == 34:
            raise invalid(f"Invalid parameter UniqueName: {name} looks like a SID", 50390)
        for one in call.account["conversations"]:
            same = name and (one["unique_name"], one["chat_service_sid"]) == (name, after["chat_service_sid"])
            if same and one["sid"] != after.get("sid"):
                raise ApiError(409, 50353, f"A conversation with the unique name {name} already exists")
        if before is None and after["state"] == "closed":
            raise invalid("A conversation can not be created closed", 50384)
        if before is not None and before["state"] == "closed" and after["state"] != "closed":
            raise invalid("A closed conversation stays closed", 50377)
        if call.play("unknown_references") == "rejected":
            known(call, "messaging_services", after["messaging_service_sid"])
        self.check_timers(call, before, after)

    def check_timers(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Turn the lengths of timers that were given into when they end."""
        lengths = dict(after.get("lengths", {}))
        for name in ("inactive", "closed"):
            text = after["timers"].pop(name, "")
            if f"Timers.{name.title()}" in call.form:
                lengths.pop(name, None)
                if text:
                    lengths[name] = timer(f"Timers.{name.title()}", text, name).total_seconds()
        if before is None and lengths and "State" not in call.form:
            raise invalid("Timers need a State", 50382)
        changed = before is None or lengths != before["lengths"] or after["state"] != before["state"]
        after["lengths"] = lengths
        if changed:
            start_timers(call.world, after)


class Part(Resource):
    """What belongs to a conversation."""

    name: ClassVar[str]  # as in the path
    event: ClassVar[str] = ""  # as in the events

    def list(self, call: Call) -> Answer:
        """Answer with a page of what the conversation has."""
        conversation_of(call, "ConversationSid")
        return super().list(call)

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a record is the conversation's, which is known to exist."""
        conversation = call.account["conversations"].get(record["conversation_sid"]) or {}
        return call.argument("ConversationSid") in (conversation["sid"], conversation["unique_name"])

    def find(self, call: Call) -> JSON:
        """Return the record that the path names, or raise 404."""
        conversation = conversation_of(call, "ConversationSid")
        record = super().find(call)
        if record["conversation_sid"] != conversation["sid"]:
            raise not_found(call.path)
        return record

    def view(self, call: Call, record: JSON) -> JSON:
        """Return a record as Twilio shows it."""
        url = f"{base(call)}/Conversations/{record['conversation_sid']}/{self.name}/{record['sid']}"
        return located(call, record, url)

    def update(self, call: Call) -> Answer:
        """Change what was given."""
        answer = super().update(call)
        if call.form:
            self.announced(call, self.find(call), "Updated")
        return answer

    def gone(self, call: Call, record: JSON) -> None:
        """Follow up on a deletion."""
        self.announced(call, record, "Removed")

    def announced(self, call: Call, record: JSON, verb: str) -> None:
        """Tell webhooks of a change, if the request wants that."""
        if call.announced and self.event:
            conversation = conversation_of(call, "ConversationSid")
            announce(call.world, call.account, conversation, f"on{self.event}{verb}", record)

    def open(self, call: Call) -> JSON:
        """Return the conversation that the path names, or raise 400 when nothing can be added to it any more."""
        conversation = conversation_of(call, "ConversationSid")
        if conversation["state"] == "closed":
            raise invalid("The conversation is closed", 50377)
        return conversation


class Participants(Part):
    """Who is in a conversation: an identity of a chat, or a customer's address behind one of the account's."""

    collection = "participants"
    name = "Participants"
    event = "Participant"
    defaults = {"attributes": "{}"}

    def create(self, call: Call) -> Answer:
        """Add a participant."""
        conversation = self.open(call)
        given: JSON = {
            "identity": None,
            "attributes": "{}",
            "messaging_binding": None,
            "role_sid": role(call.world, conversation["chat_service_sid"], "default_conversation_role_sid"),
            "date_created": self.now(call),
            "date_updated": None,
        }
        self.apply(call, given)
        self.check(call, None, given)
        record = add_participant(call.world, call.account, conversation, given)
        self.announced(call, record, "Added")
        return 201, self.view(call, record)

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Hold a participant against what Twilio demands, and give a binding its type."""
        check_attributes(after)
        bound = {name: value for name, value in (after["messaging_binding"] or {}).items() if value}
        address, proxy = bound.get("address"), bound.get("proxy_address")
        if address and after["identity"]:
            raise invalid("A participant has an Identity or a MessagingBinding.Address, not both")
        if not address and not after["identity"]:
            raise invalid("Missing required parameter Identity or MessagingBinding.Address in the post body")
        if not address:
            self.check_identity(call, before, after["identity"])
            after["messaging_binding"] = {**bound, "type": "sms"} if bound else None
            return
        if not proxy:
            raise invalid("Missing required parameter MessagingBinding.ProxyAddress in the post body")
        if proxy[0] == "+" and call.account["phone_numbers"].find(proxy) is None:
            raise invalid(f"Invalid parameter MessagingBinding.ProxyAddress: {proxy} does not belong to the account")
        held = holder(call.world, call.account, address, proxy)
        if held is not None and held[1]["sid"] != after.get("sid"):
            where = held[0]["sid"]
            raise ApiError(409, 50416, f"A binding for this participant and proxy address already exists in {where}")
        after["messaging_binding"] = binding(address, proxy)

    def check_identity(self, call: Call, before: JSON | None, identity: str) -> None:
        """Raise 409 when somebody of this identity is in the conversation."""
        for one in parts_of(call.account, self.collection, conversation_of(call, "ConversationSid")):
            if one["identity"] == identity and (before is None or one["sid"] != before["sid"]):
                raise ApiError(409, 50433, f"Participant {identity} already exists")


class Messages(Part):
    """What was said in a conversation, in order."""

    collection = "conversation_messages"
    name = "Messages"
    event = "Message"
    defaults = {"attributes": "{}", "author": "system"}

    def backwards(self, call: Call) -> bool:
        """Whether the last message comes first."""
        return bool(call.query.get("Order") == "desc")

    def create(self, call: Call) -> Answer:
        """Add a message."""
        conversation = self.open(call)
        if not any(call.form.get(name) for name in ("Body", "MediaSid", "ContentSid")):
            raise invalid("Missing required parameter Body, MediaSid or ContentSid in the post body")
        given: JSON = {
            "author": "system",
            "body": None,
            "attributes": "{}",
            "content_sid": None,
            "date_created": self.now(call),
            "date_updated": None,
        }
        self.apply(call, given)
        check_attributes(given)
        if call.form.get("MediaSid"):
            given["media"] = [{"sid": call.form["MediaSid"], "content_type": None, "filename": None, "size": None}]
        record = add_message(call.world, call.account, conversation, given)
        self.announced(call, record, "Added")
        return 201, self.view(call, record)

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Hold a changed message against what Twilio demands."""
        check_attributes(after)


class ParticipantConversations(Resource):
    """The conversations of a customer's address, or of an identity."""

    def list(self, call: Call) -> Answer:
        """Answer with a page of the service's conversations that somebody is in."""
        run_timers(call.world, call.account)
        if len(call.query.keys() & {"Address", "Identity"}) != 1:
            raise invalid("Exactly one of Address and Identity is needed", 50451)
        service, participants = scope(call), call.account["participants"]
        rows = []
        for one in participants:
            names = {"Address": (one["messaging_binding"] or {}).get("address"), "Identity": one["identity"]}
            wanted = all(call.query.get(name, value) == value for name, value in names.items())
            if wanted and one["chat_service_sid"] == service:
                rows.append((participants.number(one["sid"]), self.joined(call, one)))
        key = call.operation.items
        assert key is not None
        return 200, page(call.operation.host, call.path, call.query, key, rows, lambda row: row)

    def joined(self, call: Call, participant: JSON) -> JSON:
        """Return a participant together with the conversation that it is in."""
        conversation = call.account["conversations"].get(participant["conversation_sid"]) or {}
        url = f"{base(call)}/Conversations/{conversation['sid']}"
        names = ("friendly_name", "state", "timers", "attributes", "date_created", "date_updated", "unique_name")
        return {
            "account_sid": call.account.sid,
            "chat_service_sid": participant["chat_service_sid"],
            "conversation_sid": conversation["sid"],
            "conversation_created_by": "system",
            **{f"conversation_{name}": conversation[name] for name in names},
            "participant_sid": participant["sid"],
            "participant_user_sid": None,
            "participant_identity": participant["identity"],
            "participant_messaging_binding": copy_of(participant["messaging_binding"] or {}) or None,
            "links": {"participant": f"{url}/Participants/{participant['sid']}", "conversation": url},
        }
