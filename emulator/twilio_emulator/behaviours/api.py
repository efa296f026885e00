# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The 2010 API: accounts and the numbers in them."""

from __future__ import annotations

from ..errors import ApiError, invalid, not_found
from ..numbering import EMPTY_AREA_CODE, INVALID, UNAVAILABLE, Number, catalogue, classify, valid_area_code
from ..paging import page
from ..patterns import matches_number
from ..resources import JSON, Answer, Call, Resource, copy_of
from ..state import Account, World
from .available import COUNTRIES_RESOURCE, Search
from .pricing import price_of

DEMO_SMS_URL = "https://demo.twilio.com/welcome/sms/reply"  # seen on numbers bought by hand
DEMO_VOICE_URL = "https://demo.twilio.com/welcome/voice/"


class Accounts(Resource):
    """An account sees itself and its subaccounts."""

    def seen(self, call: Call) -> list[Account]:
        """Return the accounts that the caller may see."""
        return [call.principal, *call.world.children(call.principal.sid)]

    def one(self, call: Call) -> Account:
        """Return the account that the path names, or raise 404."""
        for account in self.seen(call):
            if account.sid == call.argument("Sid"):
                return account
        raise not_found(call.path)

    def list(self, call: Call) -> Answer:
        """Answer with a page of accounts."""
        name, status = call.query.get("FriendlyName"), call.query.get("Status")
        records = [
            account.record
            for account in self.seen(call)
            if name in (None, account.record["friendly_name"]) and status in (None, account.record["status"])
        ]
        rows = list(enumerate(records, start=1))
        return 200, page(call.operation.host, call.path, call.query, "accounts", rows, lambda record: record)

    def fetch(self, call: Call) -> Answer:
        """Answer with one account, its auth token included, as Twilio does."""
        return 200, self.one(call).record

    def create(self, call: Call) -> Answer:
        """Make a subaccount."""
        if call.principal.record["owner_account_sid"] != call.principal.sid:
            raise ApiError(403, 20003, "A subaccount can not have subaccounts")
        now = call.world.clock.now()
        name = call.form.get("FriendlyName") or f"SubAccount Created at {now:%Y-%m-%d %I:%M %p}"
        record = new_account(call.world, call.world.new_sid("AC"), name, call.principal.sid)
        call.world.accounts[record["sid"]] = Account(record)
        return 201, record

    def update(self, call: Call) -> Answer:
        """Rename an account; suspend, resume or close a subaccount."""
        account = self.one(call)
        status = call.form.get("Status") or account.record["status"]
        name = call.form.get("FriendlyName") or account.record["friendly_name"]
        if account.record["status"] == "closed" and status != "closed":
            raise invalid("A closed account can not be opened again", 21479)
        if status != account.record["status"]:
            if account.record["owner_account_sid"] == account.sid:
                raise invalid("The status of a parent account can not be changed", 21477)
            if call.principal is account:
                raise ApiError(403, 20003, "The status of a subaccount is its parent's to change")
        if call.form:
            now = call.world.clock.rfc2822()
            account.record |= {"status": status, "friendly_name": name, "date_updated": now}
        if status == "closed":  # docs: closing releases the numbers
            for number in [*account["phone_numbers"]]:
                release(call.world, account, number)
        return 200, account.record


def new_account(world: World, sid: str, friendly_name: str, owner: str | None = None) -> JSON:
    """Return the record of a new account; without an owner it is its own."""
    now = world.clock.rfc2822()
    base = f"/2010-04-01/Accounts/{sid}"
    return {
        "sid": sid,
        "owner_account_sid": owner or sid,
        "friendly_name": friendly_name,
        "status": "active",
        "type": "Full",
        "auth_token": world.digest("auth_token", sid),
        "date_created": now,
        "date_updated": now,
        "subresource_uris": {
            "available_phone_numbers": f"{base}/AvailablePhoneNumbers.json",
            "incoming_phone_numbers": f"{base}/IncomingPhoneNumbers.json",
        },
        "uri": f"{base}.json",
    }


class PhoneNumbers(Resource):
    """The numbers of an account, of all types or of one."""

    collection = "phone_numbers"
    prefix = "PN"
    defaults = {  # the description's examples mix "" and null exactly like this
        "address_requirements": "none",
        "api_version": "2010-04-01",
        "beta": False,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "origin": "twilio",
        "sms_application_sid": "",
        "sms_fallback_method": "POST",
        "sms_fallback_url": "",
        "sms_method": "POST",
        "sms_url": "",
        "status": "in-use",
        "status_callback": "",
        "status_callback_method": "POST",
        "voice_application_sid": "",
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_method": "POST",
        "voice_receive_mode": "voice",
        "type": "local",  # live answers have it, the description does not
    }

    def __init__(self, type_: str | None = None) -> None:
        self.type = type_

    def now(self, call: Call) -> str:
        """Return the time as the 2010 API writes it."""
        return call.world.clock.rfc2822()

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a number passes the filters; PhoneNumber is a pattern (docs)."""
        query = call.query
        return (
            self.type in (None, record["type"])
            and query.get("FriendlyName") in (None, record["friendly_name"])
            and query.get("Beta") in (None, record["beta"])
            and query.get("Origin") in (None, record["origin"])
            and ("PhoneNumber" not in query or matches_number(query["PhoneNumber"], record["phone_number"]))
        )

    def create(self, call: Call) -> Answer:
        """Buy a number."""
        number = self.choose(call)
        owner = call.world.owner_of(number.phone_number)
        if owner is call.account and call.play("owned_number_purchase") == "updates":
            return 201, self.change(call, call.account["phone_numbers"].find(number.phone_number) or {})
        if owner is not None:
            raise invalid(f"{number.phone_number} is not available", 21422)
        if number.kind.requirement != "none" and not call.form.get("AddressSid"):
            raise invalid("Phone Number Requires an Address but the 'AddressSid' parameter was empty.", 21631)
        if number.kind.bundle and not call.form.get("BundleSid"):
            raise invalid("Phone Number requires a Bundle but the 'BundleSid' parameter was empty.", 21649)
        preset = facts_of(number)
        if call.play("fresh_sms_url") == "demo":
            preset["voice_url"] = DEMO_VOICE_URL
            preset["sms_url"] = DEMO_SMS_URL if number.capabilities["sms"] else ""
        record = self.build(call, preset)
        record["date_updated"] = record["date_created"]
        purchase = {"phone_number": record["phone_number"], "sid": record["sid"]}
        cost = {"price": price_of(call.account, number), "currency": call.account.price_unit}
        call.account.purchases.append({**purchase, **cost, "at": call.world.clock.iso()})
        return 201, record

    def choose(self, call: Call) -> Number:
        """Return the number that is asked for, by itself or by its area code; raises 400."""
        wanted, area_code = call.form.get("PhoneNumber", ""), call.form.get("AreaCode", "")
        if area_code and self.type:
            raise invalid("AreaCode can not be used to buy a number of one type", 21457)
        if not wanted and not area_code:
            raise invalid("Missing required parameter PhoneNumber in the post body")
        if wanted:
            number = None if wanted == UNAVAILABLE else classify(wanted)
            if wanted == INVALID:
                raise invalid(f"{wanted} is not a valid number", 21421)
            if number is None:
                raise invalid(f"{wanted} is not available", 21422)
            if self.type not in (None, number.type):
                raise invalid(f"{wanted} is no {self.type} number", 21458)
            return number
        if not valid_area_code(area_code) and area_code != EMPTY_AREA_CODE:
            raise invalid(f"AreaCode {area_code} is not valid", 21451)
        for iso in ("US", "CA"):
            for number in catalogue(call.world.seed, iso, "local", area_code):
                if call.world.owner_of(number.phone_number) is None:
                    return number
        raise invalid(f"No phone numbers found in area code {area_code}", 21452)

    def apply(self, call: Call, record: JSON) -> None:
        """Lay the given parameters over a number; a blank name changes nothing (seen by the Terraform provider)."""
        name = record["friendly_name"]
        super().apply(call, record)
        record["friendly_name"] = record["friendly_name"] or name
        # AccountSid moves the number, it is no setting.
        record["account_sid"] = call.account.sid

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Hold the settings of a number against each other (docs)."""
        given = call.form
        if given.get("SmsUrl") and not after["capabilities"]["sms"]:
            raise invalid("This type of number can not receive SMS", 21407)
        if call.play("blank_primary_with_fallback") == "rejected":
            if after["sms_fallback_url"] and not (after["sms_url"] or after["sms_application_sid"]):
                raise invalid("SmsFallbackUrl requires an SmsUrl", 21406)
            if after["voice_fallback_url"] and not (after["voice_url"] or after["voice_application_sid"]):
                raise invalid("VoiceFallbackUrl requires a VoiceUrl", 21405)
        if given.get("TrunkSid"):
            after["voice_application_sid"] = ""
        elif given.get("VoiceApplicationSid"):
            after["trunk_sid"] = None
        after["emergency_address_status"] = "registered" if after["emergency_address_sid"] else "unregistered"

    def update(self, call: Call) -> Answer:
        """Change a number, or move it to another account of the family."""
        before = self.find(call)
        if not call.form:
            return 200, before
        target = call.form.get("AccountSid") or call.account.sid
        if target != call.account.sid:
            return 200, self.transfer(call, before, target)
        return 200, self.change(call, before)

    def change(self, call: Call, before: JSON) -> JSON:
        """Lay the given parameters over a number of the account and keep it."""
        after = copy_of(before)
        self.apply(call, after)
        self.check(call, before, after)
        after["date_updated"] = self.now(call)
        call.account["phone_numbers"].replace(after)
        return after

    def transfer(self, call: Call, before: JSON, target: str) -> JSON:
        """Move a number; its SID stays (inferred), its pool and its former account forget it."""
        family = {call.principal.sid, *(child.sid for child in call.world.children(call.principal.sid))}
        account = call.world.accounts.get(target)
        if call.principal.record["owner_account_sid"] != call.principal.sid:
            raise invalid("A subaccount can not transfer numbers", 21474)
        if account is None or target not in family or account.record["status"] != "active":
            raise invalid(f"{target} is no account that the number can be transferred to", 21470)
        after = self.change(call, before)
        forget(call.account, after["sid"])
        after["account_sid"] = target
        after["uri"] = f"/2010-04-01/Accounts/{target}/IncomingPhoneNumbers/{after['sid']}.json"
        return account["phone_numbers"].add(after)

    def delete(self, call: Call) -> Answer:
        """Release a number."""
        release(call.world, call.account, self.find(call))
        return 204, None

    def locate(self, call: Call, record: JSON) -> None:
        """Give a number its relative address; the typed routes lead to the same record."""
        base = f"/2010-04-01/Accounts/{record['account_sid']}/IncomingPhoneNumbers/{record['sid']}"
        record["uri"] = f"{base}.json"
        record["subresource_uris"] = {"assigned_add_ons": f"{base}/AssignedAddOns.json"}


def facts_of(number: Number) -> JSON:
    """Return the fields of a number that its numbering plan decides."""
    return {
        "phone_number": number.phone_number,
        "friendly_name": number.friendly_name,
        "capabilities": number.capabilities,
        "address_requirements": number.kind.requirement,
        "beta": number.kind.beta,
        "type": number.type,
    }


def forget(account: Account, sid: str) -> None:
    """Take a number out of an account, out of its messaging service and out of its Proxy pool."""
    account["phone_numbers"].remove(sid)
    for pool in ("pool", "proxy_numbers"):
        if sid in account[pool]:
            account[pool].remove(sid)


def release(world: World, account: Account, number: JSON) -> None:
    """Give a number back to Twilio."""
    forget(account, number["sid"])
    account.releases.append({"phone_number": number["phone_number"], "sid": number["sid"], "at": world.clock.iso()})


_BASE = "/2010-04-01/Accounts/{AccountSid}"
ACCOUNTS = Accounts()
PHONE_NUMBERS = PhoneNumbers()
ROUTES: dict[str, Resource] = {
    "/2010-04-01/Accounts.json": ACCOUNTS,
    "/2010-04-01/Accounts/{Sid}.json": ACCOUNTS,
    f"{_BASE}/IncomingPhoneNumbers.json": PHONE_NUMBERS,
    f"{_BASE}/IncomingPhoneNumbers/{{Sid}}.json": PHONE_NUMBERS,
    f"{_BASE}/IncomingPhoneNumbers/Local.json": PhoneNumbers("local"),
    f"{_BASE}/IncomingPhoneNumbers/Mobile.json": PhoneNumbers("mobile"),
    f"{_BASE}/IncomingPhoneNumbers/TollFree.json": PhoneNumbers("toll_free"),
    f"{_BASE}/AvailablePhoneNumbers.json": COUNTRIES_RESOURCE,
    f"{_BASE}/AvailablePhoneNumbers/{{CountryCode}}.json": COUNTRIES_RESOURCE,
    f"{_BASE}/AvailablePhoneNumbers/{{CountryCode}}/Local.json": Search("local"),
    f"{_BASE}/AvailablePhoneNumbers/{{CountryCode}}/Mobile.json": Search("mobile"),
    f"{_BASE}/AvailablePhoneNumbers/{{CountryCode}}/TollFree.json": Search("toll_free"),
}
