# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxy v1: services and the numbers in their pools."""

from __future__ import annotations

from ..errors import ApiError, invalid, not_found
from ..numbering import classify
from ..resources import JSON, Answer, Call, Resource
from ..state import Account, Collection, World

# docs: how many numbers of either kind a pool takes
LIMITS = {False: 500, True: 5000}
_MEDIA = {"sms": ("sms_inbound", "sms_outbound"), "mms": ("mms_inbound", "mms_outbound")}
_MEDIA |= {"voice": ("voice_inbound", "voice_outbound"), "fax": ("fax_inbound", "fax_outbound")}


def handler(account: Account, service: str, kind: str = "Message") -> str:
    """Return the URL by which Proxy takes the messages, or with ``Call`` the calls, of a number or sender. docs"""
    return f"https://webhooks.twilio.com/v1/Accounts/{account.sid}/Proxy/{service}/Webhooks/{kind}"


class Services(Resource):
    """Proxy services; Flex has one, which is bound to its chat service."""

    collection = "proxy_services"
    prefix = "KS"
    never_blank = frozenset({"UniqueName"})
    defaults = {
        "default_ttl": 0,
        "geo_match_level": "country",
        "number_selection_behavior": "prefer-sticky",
    }

    def create(self, call: Call) -> Answer:
        """Add a service, unless the account came after the end of sale."""
        if call.play("new_proxy_service") == "rejected":
            raise ApiError(403, 80506, "Proxy is not available to new customers")
        return super().create(call)

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Hold the names and chat services against those of the others: each is one service's only (docs)."""
        for one in self.records(call):
            if one["sid"] == after["sid"]:
                continue
            if one["unique_name"] == after["unique_name"]:
                raise ApiError(409, 80602, f"The unique name {after['unique_name']} is taken")
            if after["chat_instance_sid"] and one["chat_instance_sid"] == after["chat_instance_sid"]:
                raise ApiError(409, 20409, f"The chat service {after['chat_instance_sid']} is another service's")

    def gone(self, call: Call, record: JSON) -> None:
        """Let go of the numbers."""
        pool = call.account["proxy_numbers"]
        for one in [one for one in pool if one["service_sid"] == record["sid"]]:
            pool.remove(one["sid"])


class PhoneNumbers(Resource):
    """The pool of a service: the SID of an element is the number's own, and it is in one pool only."""

    collection = "proxy_numbers"

    def service(self, call: Call) -> str:
        """Return the SID of the service in the path, or raise 404."""
        sid = call.argument("ServiceSid")
        if sid not in call.account["proxy_services"]:
            raise not_found(call.path)
        return sid

    def records(self, call: Call) -> Collection:
        """Return the pools of all services, once the one in the path is known to exist."""
        self.service(call)
        return super().records(call)

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a number is in this service."""
        return bool(record["service_sid"] == self.service(call))

    def find(self, call: Call) -> JSON:
        """Return the number that the path names, or raise 404."""
        record = super().find(call)
        if not self.matches(call, record):
            raise not_found(call.path)
        return record

    def view(self, call: Call, record: JSON) -> JSON:
        """Return a number with the sessions that it is in right now."""
        return {**record, "in_use": record["in_use"] + sessions(call, record)}

    def create(self, call: Call) -> Answer:
        """Put a number into the pool, which is expected to take over how it is handled (inferred)."""
        pool, service = self.records(call), self.service(call)
        number = self.choose(call)
        member = pool.get(number["sid"])
        if member is not None and member["service_sid"] == service:
            raise ApiError(409, 80104, f"{number['phone_number']} is in the service already")
        if member is not None:
            raise ApiError(409, 80101, f"{number['phone_number']} is in another service")
        reserved = call.form.get("IsReserved") is True
        alike = [one for one in pool if (one["service_sid"], one["is_reserved"]) == (service, reserved)]
        if len(alike) >= LIMITS[reserved]:
            raise invalid(f"A service has at most {LIMITS[reserved]} numbers of this kind", 80622)
        record = join(call.world, call.account, number, service, reserved)
        if call.play("proxy_pool_add") == "takes_over":
            account = call.account
            taken = {"sms_url": handler(account, service), "voice_url": handler(account, service, "Call")}
            write(account, number, {**taken, "sms_method": "POST", "voice_method": "POST"})
        return 201, self.view(call, record)

    def choose(self, call: Call) -> JSON:
        """Return the account's number that is asked for, by SID or by itself; raises 400 or 404."""
        sid, phone_number = call.form.get("Sid", ""), call.form.get("PhoneNumber", "")
        if not sid and not phone_number:
            raise invalid("Missing required parameter Sid or PhoneNumber in the post body")
        numbers = call.account["phone_numbers"]
        found = numbers.get(sid) if sid else numbers.find(phone_number)
        if found is not None and phone_number in ("", found["phone_number"]):
            return found
        if sid and not any(sid in one["phone_numbers"] for one in call.world.accounts.values()):
            raise ApiError(404, 80301, f"The number {sid} was not found")
        raise invalid(f"{phone_number or sid} does not belong to the account", 80601)

    def delete(self, call: Call) -> Answer:
        """Take a number out of the pool, unless somebody talks over it."""
        record = self.find(call)
        if self.view(call, record)["in_use"]:
            raise ApiError(409, 80611, f"{record['phone_number']} is in active sessions")
        number = call.account["phone_numbers"].get(record["sid"])
        own = {name: handler(call.account, record["service_sid"], kind) for name, kind in _URLS.items()}
        if number is not None and call.play("proxy_pool_remove") == "blanks":
            write(call.account, number, {name: "" for name, url in own.items() if number[name] == url})
        return super().delete(call)


_URLS = {"sms_url": "Message", "voice_url": "Call"}


def write(account: Account, number: JSON, fields: JSON) -> None:
    """Change a number as Proxy does, behind its owner's back."""
    account["phone_numbers"].replace({**number, **fields})


def sessions(call: Call, record: JSON) -> int:
    """Return how many open Flex chats go over a number, where they count as Proxy's sessions (inferred)."""
    if call.play("flex_chat_in_use") == "false":
        return 0
    wanted = (record["phone_number"], "active")
    return sum((one["recipient"], one["status"]) == wanted for one in call.account["flex_channels"])


def join(world: World, account: Account, number: JSON, service: str, reserved: bool, in_use: int = 0) -> JSON:
    """Put a number into a pool and return the pool's element."""
    place = classify(number["phone_number"])
    can = {name: number["capabilities"].get(medium, False) for medium, names in _MEDIA.items() for name in names}
    return account["proxy_numbers"].add(
        {
            "sid": number["sid"],
            "account_sid": account.sid,
            "service_sid": service,
            "date_created": world.clock.iso(),
            "date_updated": None,
            "phone_number": number["phone_number"],
            "friendly_name": number["friendly_name"],
            "iso_country": place.iso_country if place else None,
            "capabilities": {**can, "sip_trunking": can["voice_inbound"]},
            "url": f"https://proxy.twilio.com/v1/Services/{service}/PhoneNumbers/{number['sid']}",
            "is_reserved": reserved,
            "in_use": in_use,
        }
    )


SERVICES = Services()
PHONE_NUMBERS = PhoneNumbers()
ROUTES: dict[str, Resource] = {
    "/v1/Services": SERVICES,
    "/v1/Services/{Sid}": SERVICES,
    "/v1/Services/{ServiceSid}/PhoneNumbers": PHONE_NUMBERS,
    "/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}": PHONE_NUMBERS,
}
