# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations v1: the configuration, the addresses, the services and their configuration."""

from __future__ import annotations

import re
from datetime import timedelta

from ..contract import field_name
from ..conversations import duration, remove_conversation, role
from ..errors import ApiError, invalid, not_found
from ..resources import JSON, Answer, Call, Resource, shown

# The fields that matter to one type of auto-creation only.
TYPE_FIELDS = {
    "webhook": ("webhook_url", "webhook_method", "webhook_filters"),
    "studio": ("studio_flow_sid", "studio_retry_count"),
    "default": (),
}

_SHORT_CODE = re.compile(r"^\d{3,8}$")
# docs; rcs is inferred from the Senders API, gbm and chat are opaque
_FORMATS = {
    "sms": re.compile(r"^(\+[1-9]\d{6,14}|\d{3,8})$"),
    "whatsapp": re.compile(r"^whatsapp:\+[1-9]\d{6,14}$"),
    "messenger": re.compile(r"^messenger:\S+$"),
    "email": re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    "apple": re.compile(r"^urn:mbid:\S+$"),
    "rcs": re.compile(r"^rcs:\S+$"),
    "gbm": re.compile(r"^\S+$"),
    "chat": re.compile(r"^\S+$"),
}


class Addresses(Resource):
    """Address configurations: one for an address, found by SID or by the address itself."""

    collection = "addresses"
    prefix = "IG"
    defaults = {  # captured: every key, null where it does not apply, and one that is documented nowhere
        "auto_creation.enabled": False,
        "auto_creation.type": "default",
        "auto_creation.conversation_service_sid": None,
        "auto_creation.studio_flow_sid": None,
        "auto_creation.studio_retry_count": None,
        "auto_creation.webhook_url": None,
        "auto_creation.webhook_method": None,
        "auto_creation.webhook_filters": None,
        "auto_creation.binding_name": None,
    }

    def find(self, call: Call) -> JSON:
        """Return the configuration that the path names by SID or address, or raise 404."""
        name = call.argument("Sid")
        record = self.records(call).get(name) or self.records(call).find(name)
        if record is None:
            raise not_found(call.path)
        return record

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a configuration is of the type asked for."""
        return call.query.get("Type") in (None, record["type"])

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Hold address and auto-creation against what Twilio demands."""
        if before is None:
            self.check_address(call, after)
        auto = after["auto_creation"]
        if auto["webhook_method"]:
            auto["webhook_method"] = auto["webhook_method"].upper()  # captured
        # An empty list is kept as what it was before any was given.
        auto["webhook_filters"] = auto["webhook_filters"] or None
        changed = before is not None and before["auto_creation"]["type"] != auto["type"]
        if changed and call.play("stale_type_fields") == "cleared":
            for field in {name for fields in TYPE_FIELDS.values() for name in fields} - {*TYPE_FIELDS[auto["type"]]}:
                auto[field] = None
        if auto["type"] == "studio" and not auto["studio_flow_sid"]:
            raise invalid("Missing required parameter AutoCreation.StudioFlowSid in the post body")
        if auto["type"] == "webhook" and not auto["webhook_url"]:
            raise invalid("Missing required parameter AutoCreation.WebhookUrl in the post body")
        if call.play("unknown_references") == "rejected":
            known(call, "studio_flows", auto["studio_flow_sid"])
            known(call, "conversation_services", auto["conversation_service_sid"])

    def check_address(self, call: Call, record: JSON) -> None:
        """Raise what Twilio raises against a new address."""
        type_, address = record["type"], record["address"]
        if not _FORMATS[type_].match(address):
            raise invalid(f"Invalid parameter Address: {address} is no address of type {type_}")
        if type_ == "sms":
            if _SHORT_CODE.match(address):
                if not record["address_country"]:
                    raise invalid("Missing required parameter AddressCountry in the post body")
            elif call.account["phone_numbers"].find(address) is None:
                raise invalid(f"Invalid parameter Address: {address} does not belong to the account")
        if call.account["addresses"].find(address) is not None:
            status = int(call.play("duplicate_address_status"))
            code = 20409 if status == 409 else 20001
            raise ApiError(status, code, f"An address configuration for {address} already exists")


class Configuration(Resource):
    """The one configuration of an account."""

    _services = (
        ("DefaultChatServiceSid", "conversation_services"),
        ("DefaultMessagingServiceSid", "messaging_services"),
    )
    _timers = (("DefaultInactiveTimer", "inactive"), ("DefaultClosedTimer", "closed"))

    def find(self, call: Call) -> JSON:
        """Return the configuration, as Twilio shows it."""
        kept = call.account.conversations_configuration
        record = {**dict.fromkeys(call.operation.answer), **kept, "account_sid": call.account.sid}
        url = record["url"] = f"https://{call.operation.host}/v1/Configuration"
        record["links"] = {"service": None, "webhooks": f"{url}/Webhooks"}
        if record["default_chat_service_sid"]:
            service = f"https://{call.operation.host}/v1/Services/{record['default_chat_service_sid']}"
            record["links"]["service"] = f"{service}/Configuration"
        return record

    def update(self, call: Call) -> Answer:
        """Change what was given."""
        kept = dict(call.account.conversations_configuration)
        for parameter, collection in self._services:
            value = call.form.get(parameter)
            play = call.play("empty_default") if value == "" else ""
            if play == "rejected":
                raise invalid(f"Parameter {parameter} must not be empty")
            if value and call.play("unknown_references") == "rejected":
                known(call, collection, value)
            if value is not None and play != "ignored":
                kept[field_name(parameter)] = value or None
        for parameter, name in self._timers:
            value = call.form.get(parameter)
            if value:
                timer(parameter, value, name)
            if value is not None:
                kept[field_name(parameter)] = value or None
        call.account.conversations_configuration = kept
        return 200, self.find(call)


class Services(Resource):
    """Conversation services, also known as chat services; each carries its webhook and its configuration."""

    collection = "conversation_services"
    prefix = "IS"

    def build(self, call: Call, preset: JSON) -> JSON:
        """Add a service; what is not at its default is kept in two settings that are not shown here."""
        return super().build(call, {**preset, "webhooks": {}, "configuration": {}})

    def view(self, call: Call, record: JSON) -> JSON:
        """Return a service without its settings."""
        return shown(call, record)

    def gone(self, call: Call, record: JSON) -> None:
        """Delete the service's conversations; what refers to the service keeps doing so (seen)."""
        conversations = call.account["conversations"]
        for one in [one for one in conversations if one["chat_service_sid"] == record["sid"]]:
            remove_conversation(call.account, one)


class ServiceConfiguration(Resource):
    """The one configuration of a conversation service: roles, and whether reachability is known."""

    _roles = ("default_chat_service_role_sid", "default_conversation_creator_role_sid", "default_conversation_role_sid")

    def find(self, call: Call) -> JSON:
        """Return the configuration, as Twilio shows it."""
        service = service_of(call)
        url = f"https://{call.operation.host}/v1/Services/{service['sid']}/Configuration"
        return {
            "chat_service_sid": service["sid"],
            **{name: role(call.world, service["sid"], name) for name in self._roles},
            "reachability_enabled": False,
            **service["configuration"],
            "url": url,
            "links": {"notifications": f"{url}/Notifications", "webhooks": f"{url}/Webhooks"},
        }

    def update(self, call: Call) -> Answer:
        """Change what was given; an empty one goes back to what it was in the beginning."""
        service = service_of(call)
        for parameter, value in call.form.items():
            service["configuration"].pop(field_name(parameter), None)
            if value != "" and value != self.find(call)[field_name(parameter)]:
                service["configuration"][field_name(parameter)] = value
        return 200, self.find(call)


def service_of(call: Call) -> JSON:
    """Return the conversation service that the path names, or raise 404."""
    service = call.account["conversation_services"].get(call.argument("ChatServiceSid"))
    if service is None:
        raise not_found(call.path)
    return service


# docs: the shortest timers, and the codes of what is no duration and of what is too short
_TIMERS = {"inactive": (timedelta(minutes=1), 50375, 50379), "closed": (timedelta(minutes=10), 50376, 50380)}


def timer(parameter: str, text: str, name: str) -> timedelta:
    """Return how long a timer runs; raises 400 when it is no duration, or too short for ``name``."""
    shortest, malformed, too_short = _TIMERS[name]
    length = duration(text)
    if length is None:
        raise invalid(f"Invalid parameter {parameter}: {text}", malformed)
    if length < shortest:
        raise invalid(f"{parameter} is too short: {text}", too_short)
    return length


def known(call: Call, collection: str, sid: str | None) -> None:
    """Raise 404 when a SID is given that the account does not have."""
    if sid and sid not in call.account[collection]:
        raise ApiError(404, 20404, f"The requested resource {sid} was not found")
