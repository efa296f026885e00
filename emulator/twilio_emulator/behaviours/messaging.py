# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messaging v1: services and their sender pools."""

from __future__ import annotations

from ..errors import ApiError, invalid, not_found
from ..numbering import classify
from ..resources import JSON, Answer, Call, Resource
from ..state import Collection, World

POOL_LIMIT = 400  # docs


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

    def gone(self, call: Call, record: JSON) -> None:
        """Detach the numbers of the pool; they stay in the account (docs)."""
        pool = call.account["pool"]
        for member in [one for one in pool if one["service_sid"] == record["sid"]]:
            pool.remove(member["sid"])


class PoolNumbers(Resource):
    """The numbers of a service: the SID of an element is the number's own, and a number is in one service only."""

    collection = "pool"

    def service(self, call: Call) -> str:
        """Return the SID of the service in the path, or raise 404."""
        sid = call.argument("ServiceSid")
        if sid not in call.account["messaging_services"]:
            raise not_found(call.path)
        return sid

    def records(self, call: Call) -> Collection:
        """Return the pools of all services, once the one in the path is known to exist."""
        self.service(call)
        return super().records(call)

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a number is in this service."""
        return bool(record["service_sid"] == call.argument("ServiceSid"))

    def find(self, call: Call) -> JSON:
        """Return the member that the path names, or raise 404."""
        record = super().find(call)
        if not self.matches(call, record):
            raise not_found(call.path)
        return record

    def create(self, call: Call) -> Answer:
        """Put a number into the service."""
        pool = self.records(call)
        service = self.service(call)
        sid = call.form["PhoneNumberSid"]
        number = call.account["phone_numbers"].get(sid)
        if number is None:
            raise invalid(f"Phone Number {sid} is invalid", 21421)
        member = pool.get(sid)
        if member is not None and member["service_sid"] == service:
            raise ApiError(409, 21710, "Phone Number or Short Code is already in the Messaging Service.")
        if member is not None:
            raise ApiError(409, 21712, "Phone Number or Short Code is associated with another Messaging Service.")
        if not (number["capabilities"]["sms"] or number["capabilities"]["mms"]):
            raise invalid("Phone Number does not have the SMS or MMS capability", 21715)
        if sum(one["service_sid"] == service for one in pool) >= POOL_LIMIT:
            raise invalid(f"A Messaging Service has at most {POOL_LIMIT} Phone Numbers", 21714)
        record = member_of(call.world, number, service)
        self.locate(call, record)
        pool.add(record)
        return 201, record


def member_of(world: World, number: JSON, service: str) -> JSON:
    """Return a number as an element of a pool; capabilities are a list there (description)."""
    place = classify(number["phone_number"])
    names = {"mms": "MMS", "sms": "SMS", "voice": "Voice"}
    return {
        "sid": number["sid"],
        "account_sid": number["account_sid"],
        "service_sid": service,
        "phone_number": number["phone_number"],
        "country_code": place.iso_country if place else None,
        "capabilities": [name for key, name in names.items() if number["capabilities"][key]],
        "date_created": world.clock.iso(),
        "date_updated": None,
        "url": None,
    }


SERVICES = Services()
POOL_NUMBERS = PoolNumbers()
ROUTES: dict[str, Resource] = {
    "/v1/Services": SERVICES,
    "/v1/Services/{Sid}": SERVICES,
    "/v1/Services/{ServiceSid}/PhoneNumbers": POOL_NUMBERS,
    "/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}": POOL_NUMBERS,
}
