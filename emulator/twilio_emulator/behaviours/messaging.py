# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messaging v1: services and their sender pools."""

from __future__ import annotations

import re
from typing import ClassVar

from ..errors import ApiError, invalid, not_found
from ..numbering import classify
from ..resources import JSON, Answer, Call, Resource
from ..state import AUTOCREATE, Account, Collection, World

POOL_LIMIT = 400  # docs
# docs: up to eleven letters, digits and blanks, one letter at least
_ALPHA_SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")


class Services(Resource):
    """Messaging services; friendly names need not be unique (docs)."""

    collection = "messaging_services"
    prefix = "MG"
    never_blank = frozenset({"FriendlyName"})
    defaults = {  # captured
        "inbound_method": "POST",
        "fallback_method": "POST",
        "sticky_sender": True,
        "mms_converter": True,
        "smart_encoding": True,
        "scan_message_content": "inherit",
        "fallback_to_long_code": True,
        "area_code_geomatch": True,
        "validity_period": 36000,
        "synchronous_validation": False,
        "usecase": "undeclared",
        "us_app_to_person_registered": False,
        "use_inbound_webhook_on_number": False,
    }

    def update(self, call: Call) -> Answer:
        """Change what was given; another way to handle inbound messages may end the one that nobody sees here."""
        answer = super().update(call)
        written = call.form.keys() & {"InboundRequestUrl", "UseInboundWebhookOnNumber"}
        if written and call.play("inbound_write_ends_autocreate") == "true":
            autocreate(call.account, call.argument("Sid"), False)
        return answer

    def gone(self, call: Call, record: JSON) -> None:
        """Detach the senders of the pool; they stay in the account (docs)."""
        for pool in (POOL_NUMBERS, POOL_SHORT_CODES, POOL_CHANNEL_SENDERS, ALPHA_SENDERS):
            members = call.account[pool.collection]
            for member in [one for one in members if one[pool.service_field] == record["sid"]]:
                members.remove(member["sid"])
        autocreate(call.account, record["sid"], False)


def autocreate(account: Account, service: str, on: bool) -> None:
    """Let a messaging service autocreate conversations or not, as a person does in the Console."""
    others = {sid for sid in account.console[AUTOCREATE] if sid != service}
    account.console[AUTOCREATE] = sorted(others | {service} if on else others)


class Pool(Resource):
    """Senders of a service."""

    service_field: ClassVar[str] = "service_sid"

    def service(self, call: Call) -> str:
        """Return the SID of the service in the path, or raise 404."""
        sid = next(value for name, value in call.arguments.items() if name.endswith("ServiceSid"))
        if sid not in call.account["messaging_services"]:
            raise not_found(call.path)
        return sid

    def records(self, call: Call) -> Collection:
        """Return the pools of all services, once the one in the path is known to exist."""
        self.service(call)
        return super().records(call)

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a sender is in this service."""
        return bool(record[self.service_field] == self.service(call))

    def find(self, call: Call) -> JSON:
        """Return the member that the path names, or raise 404."""
        record = super().find(call)
        if not self.matches(call, record):
            raise not_found(call.path)
        return record


class Members(Pool):
    """Senders that the account has: the SID of an element is the sender's own, and it is in one service only."""

    senders: ClassVar[str]  # the collection that they are taken from
    parameter: ClassVar[str]
    kind: ClassVar[str]

    def create(self, call: Call) -> Answer:
        """Put a sender into the service."""
        pool = self.records(call)
        service = self.service(call)
        sid = call.form[self.parameter]
        sender = call.account[self.senders].get(sid)
        if sender is None:
            raise invalid(f"{self.kind} {sid} is invalid", 21421)
        member = pool.get(sid)
        if member is not None and member[self.service_field] == service:
            raise ApiError(409, 21710, "Phone Number or Short Code is already in the Messaging Service.")
        if member is not None:
            raise ApiError(409, 21712, "Phone Number or Short Code is associated with another Messaging Service.")
        self.check_sender(sender)
        if sum(one[self.service_field] == service for one in pool) >= POOL_LIMIT:
            raise invalid(f"A Messaging Service has at most {POOL_LIMIT} {self.kind}s", 21714)
        return 201, self.join(call.world, call.account, sender, service)

    def check_sender(self, sender: JSON) -> None:
        """Raise what Twilio raises against a sender."""

    def join(self, world: World, account: Account, sender: JSON, service: str) -> JSON:
        """Put a sender into a service and return the element of its pool."""
        record = {
            "sid": sender["sid"],
            "account_sid": sender["account_sid"],
            self.service_field: service,
            **self.facts(sender),
            "date_created": world.clock.iso(),
            "date_updated": None,
            "url": f"https://messaging.twilio.com/v1/Services/{service}/{self.kind.replace(' ', '')}s/{sender['sid']}",
        }
        return account[self.collection].add(record)

    def facts(self, sender: JSON) -> JSON:
        """Return what an element of the pool shows of its sender."""
        raise NotImplementedError


class PoolNumbers(Members):
    """The numbers of a service."""

    collection, senders = "pool", "phone_numbers"
    parameter, kind = "PhoneNumberSid", "Phone Number"

    def check_sender(self, sender: JSON) -> None:
        """Raise 400 against a number that can not send messages."""
        if not (sender["capabilities"]["sms"] or sender["capabilities"]["mms"]):
            raise invalid("Phone Number does not have the SMS or MMS capability", 21715)

    def facts(self, sender: JSON) -> JSON:
        """Return number, country and capabilities, which are a list here (description)."""
        place = classify(sender["phone_number"])
        names = {"mms": "MMS", "sms": "SMS", "voice": "Voice"}
        return {
            "phone_number": sender["phone_number"],
            "country_code": place.iso_country if place else None,
            "capabilities": [name for key, name in names.items() if sender["capabilities"][key]],
        }


class PoolShortCodes(Members):
    """The short codes of a service."""

    collection, senders = "pool_short_codes", "short_codes"
    parameter, kind = "ShortCodeSid", "Short Code"

    def facts(self, sender: JSON) -> JSON:
        """Return code, country and capabilities."""
        capabilities = ["SMS", "MMS"]
        return {
            "short_code": sender["short_code"],
            "country_code": sender["country_code"],
            "capabilities": capabilities,
        }


class PoolChannelSenders(Members):
    """The WhatsApp, Messenger and RCS senders of a service."""

    collection, senders = "pool_channel_senders", "channel_senders"
    parameter, kind = "Sid", "Channel Sender"
    service_field = "messaging_service_sid"

    def facts(self, sender: JSON) -> JSON:
        """Return the sender and its channel."""
        return {name: sender[name] for name in ("sender", "sender_type", "country_code")}


class AlphaSenders(Pool):
    """Names instead of numbers: they are nobody's but the service's, for sending only."""

    collection = "alpha_senders"
    prefix = "AI"

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Hold a name against what Twilio takes, and give it to the service."""
        if not _ALPHA_SENDER.fullmatch(after["alpha_sender"]):
            raise invalid(f"Invalid parameter AlphaSender: {after['alpha_sender']}")
        service = self.service(call)
        for one in self.records(call):
            if (one["service_sid"], one["alpha_sender"].lower()) == (service, after["alpha_sender"].lower()):
                raise ApiError(409, 21710, f"{after['alpha_sender']} is already in the Messaging Service.")
        after |= {"service_sid": service, "capabilities": ["SMS"]}


SERVICES = Services()
POOL_NUMBERS = PoolNumbers()
POOL_SHORT_CODES = PoolShortCodes()
POOL_CHANNEL_SENDERS = PoolChannelSenders()
ALPHA_SENDERS = AlphaSenders()
ROUTES: dict[str, Resource] = {
    "/v1/Services": SERVICES,
    "/v1/Services/{Sid}": SERVICES,
    "/v1/Services/{ServiceSid}/PhoneNumbers": POOL_NUMBERS,
    "/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}": POOL_NUMBERS,
    "/v1/Services/{ServiceSid}/ShortCodes": POOL_SHORT_CODES,
    "/v1/Services/{ServiceSid}/ShortCodes/{Sid}": POOL_SHORT_CODES,
    "/v1/Services/{ServiceSid}/AlphaSenders": ALPHA_SENDERS,
    "/v1/Services/{ServiceSid}/AlphaSenders/{Sid}": ALPHA_SENDERS,
    "/v1/Services/{MessagingServiceSid}/ChannelSenders": POOL_CHANNEL_SENDERS,
    "/v1/Services/{MessagingServiceSid}/ChannelSenders/{Sid}": POOL_CHANNEL_SENDERS,
}
