# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts with everything in them, made from a description that a person can write.

Whatever the API itself could make is made by the API's own rules, so a seed can not hold what Twilio would refuse.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .behaviours import SERVED
from .behaviours.api import facts_of, new_account
from .behaviours.messaging import member_of
from .contract import Contract, field_name, read_form
from .errors import ApiError
from .numbering import classify, valid_area_code
from .resources import Call, Resource
from .state import Account, World
from .switches import SWITCHES, normal

JSON = dict[str, Any]

_SETTINGS = {name: switch.values[0] for name, switch in SWITCHES.items()}
_ACCOUNT = frozenset({"sid", "auth_token", "friendly_name", "type", "status", "owner_account_sid"})
_LISTS = ("conversation_services", "studio_flows", "phone_numbers", "messaging_services", "addresses")
_MORE = frozenset({"api_keys", "default_conversation_service", "default_messaging_service", "switches", "generate"})
_GENERATE = frozenset({"phone_numbers", "addresses", "sms_url", "messaging_service", "studio_flow"})
# Where the operation is whose parameters and answer fields a seeded record may have.
_OPERATIONS = {
    "conversation_services": ("conversations", "CreateService"),
    "studio_flows": ("studio", "FetchFlow"),
    "phone_numbers": ("api", "CreateIncomingPhoneNumber"),
    "messaging_services": ("messaging", "CreateService"),
    "addresses": ("conversations", "CreateConfigurationAddress"),
}


class SeedError(ValueError):
    """A seed that can not be read; the message says where and why."""


def plant(world: World, contract: Contract, seed: Any) -> JSON:
    """Make the accounts of a seed, each instead of the account of that name or SID, and return what was made.

    Nothing is changed when something is wrong with the seed: SeedError.
    """
    if not isinstance(seed, dict) or not isinstance(seed.get("accounts"), list) or seed.keys() - {"accounts"}:
        raise SeedError('a seed is {"accounts": [...]}')
    before = world.dump()
    made = []
    try:
        for index, wanted in enumerate(seed["accounts"]):
            made.append(_Planter(world, contract, wanted, f"accounts[{index}]").plant())
    except SeedError:
        world.load(before)
        raise
    return {"accounts": made}


class _Planter:
    """Makes one account."""

    def __init__(self, world: World, contract: Contract, wanted: Any, where: str) -> None:
        self.world = world
        self.wanted = wanted
        self.where = where
        self.operations = {(one.product, one.name): one for one in contract.operations}
        _mapping(where, wanted, _ACCOUNT | {*_LISTS} | _MORE)
        for name in _ACCOUNT & wanted.keys():
            if not isinstance(wanted[name], str):
                raise SeedError(f"{where}.{name} is a string")

    def plant(self) -> JSON:
        """Make the account and all that is in it, and return the SIDs by name."""
        self.account = self._account()
        made: JSON = {name: self.account.record[name] for name in ("sid", "auth_token", "friendly_name")}
        made["api_keys"] = [self._key(index, key) for index, key in enumerate(self.wanted.get("api_keys", []))]
        try:
            self.account.switches = normal(self.wanted.get("switches", {}))
        except ValueError as error:
            raise SeedError(f"{self.where}.switches: {error}") from None
        for name in _LISTS:
            entries = self.wanted.get(name, [])
            if not isinstance(entries, list):
                raise SeedError(f"{self.where}.{name} is a list")
            made[name] = {}
            for index, entry in enumerate(entries):
                key, sid = getattr(self, f"_{name}")(f"{self.where}.{name}[{index}]", entry)
                made[name][key] = sid
        self._defaults()
        for key, sid in self._generate(self.wanted.get("generate", {})):
            made["addresses" if sid.startswith("IG") else "phone_numbers"][key] = sid
        self.world.accounts[self.account.sid] = self.account
        return made

    def _account(self) -> Account:
        name = self.wanted.get("friendly_name") or self.wanted.get("sid") or self.where
        sid = self.wanted.get("sid") or "AC" + self.world.digest("account", name)
        record = new_account(self.world, sid, name, self.wanted.get("owner_account_sid"))
        if "status" in self.wanted and self.wanted["status"] not in ("active", "suspended", "closed"):
            raise SeedError(f"{self.where}.status is active, suspended or closed")
        record |= {name: self.wanted[name] for name in ("auth_token", "type", "status") if name in self.wanted}
        # The old account goes first: its numbers are free for the new one.
        self.world.accounts.pop(sid, None)
        return Account(record)

    def _key(self, index: int, key: Any) -> JSON:
        where = f"{self.where}.api_keys[{index}]"
        _mapping(where, key, frozenset({"sid", "secret", "kind"}))
        if not all(isinstance(value, str) for value in key.values()):
            raise SeedError(f"{where}: sid, secret and kind are strings")
        kind = key.get("kind", "standard")
        if kind not in ("standard", "main"):
            raise SeedError(f"{where}.kind is standard or main, not {kind}")
        sid = key.get("sid") or self.world.new_sid("SK", self.account)
        secret = key.get("secret") or self.world.digest("secret", sid)
        self.account.keys[sid] = {"secret": secret, "kind": kind}
        return {"sid": sid, "secret": secret, "kind": kind}

    def _conversation_services(self, where: str, entry: Any) -> tuple[str, str]:
        record = self._make("conversation_services", where, entry, {})
        return record["friendly_name"], record["sid"]

    def _studio_flows(self, where: str, entry: Any) -> tuple[str, str]:
        if not isinstance(entry, dict) or not entry.get("friendly_name"):
            raise SeedError(f"{where}: a flow has a friendly_name")
        preset = {
            "status": "published",
            "definition": FLOW,
            "revision": 1,
            "valid": True,
            "errors": [],
            "warnings": [],
        }
        record = self._make("studio_flows", where, entry, preset)
        record["webhook_url"] = f"https://webhooks.twilio.com/v1/Accounts/{self.account.sid}/Flows/{record['sid']}"
        return record["friendly_name"], record["sid"]

    def _phone_numbers(self, where: str, entry: Any) -> tuple[str, str]:
        if isinstance(entry, str):
            entry = {"phone_number": entry}
        phone_number = entry.get("phone_number") if isinstance(entry, dict) else None
        if not isinstance(phone_number, str) or not phone_number:
            raise SeedError(f"{where}: a number has a phone_number, a string in E.164")
        owner = self.world.owner_of(phone_number) or self.account
        if owner is not self.account or self.account["phone_numbers"].find(phone_number):
            raise SeedError(f"{where}: {phone_number} is in account {owner.sid} already")
        # Any number may be seeded, for sale or not.
        number = classify(phone_number)
        capabilities = {"voice": True, "sms": True, "mms": True, "fax": False}
        preset = {"friendly_name": phone_number, "capabilities": capabilities}
        preset |= facts_of(number) if number else {}
        record = self._make("phone_numbers", where, entry, preset)
        record["date_updated"] = record["date_created"]
        return record["phone_number"], record["sid"]

    def _messaging_services(self, where: str, entry: Any) -> tuple[str, str]:
        if not isinstance(entry, dict):
            raise SeedError(f"{where} is a mapping")
        members = entry.get("phone_numbers", [])
        fields = {name: value for name, value in entry.items() if name != "phone_numbers"}
        record = self._make("messaging_services", where, fields, {})
        for member in members:
            number = self.account["phone_numbers"].find(member)
            if number is None:
                raise SeedError(f"{where}.phone_numbers: {member} is no number of the account")
            if number["sid"] in self.account["pool"]:
                raise SeedError(f"{where}.phone_numbers: {member} is in another messaging service")
            self._join(number, record["sid"])
        return record["friendly_name"], record["sid"]

    def _join(self, number: JSON, service: str) -> None:
        member = member_of(self.world, number, service)
        member["url"] = f"https://messaging.twilio.com/v1/Services/{service}/PhoneNumbers/{number['sid']}"
        self.account["pool"].add(member)

    def _addresses(self, where: str, entry: Any) -> tuple[str, str]:
        if not isinstance(entry, dict):
            raise SeedError(f"{where} is a mapping")
        auto = dict(entry.get("auto_creation") or {})
        for name, collection in (("studio_flow", "studio_flows"), ("conversation_service", "conversation_services")):
            if name in auto:
                auto[f"{name}_sid"] = self._named(f"{where}.auto_creation.{name}", collection, auto.pop(name))
        record = self._make("addresses", where, {**entry, "auto_creation": auto}, {})
        return record["address"], record["sid"]

    def _named(self, where: str, collection: str, name: str) -> str:
        found = [one["sid"] for one in self.account[collection] if name in (one["friendly_name"], one["sid"])]
        if len(found) != 1:
            raise SeedError(f"{where}: {len(found)} of the account's {collection} are called {name}")
        return str(found[0])

    def _defaults(self) -> None:
        for kind, field, collection in (
            ("default_conversation_service", "default_chat_service_sid", "conversation_services"),
            ("default_messaging_service", "default_messaging_service_sid", "messaging_services"),
        ):
            if self.wanted.get(kind):
                sid = self._named(f"{self.where}.{kind}", collection, self.wanted[kind])
                self.account.conversations_configuration[field] = sid

    def _generate(self, wanted: Any) -> Iterator[tuple[str, str]]:
        where = f"{self.where}.generate"
        _mapping(where, wanted, _GENERATE)
        if not isinstance(wanted.get("phone_numbers", 0), int):
            raise SeedError(f"{where}.phone_numbers is a number")
        service = wanted.get("messaging_service")
        service = service and self._named(f"{where}.messaging_service", "messaging_services", service)
        auto: JSON = {"enabled": True, "type": "default"}
        if wanted.get("studio_flow"):
            auto = {**auto, "type": "studio", "studio_flow": wanted["studio_flow"], "studio_retry_count": 3}
        for phone_number in self._free_numbers(wanted.get("phone_numbers", 0)):
            entry = {"phone_number": phone_number, "sms_url": wanted.get("sms_url", "")}
            key, sid = self._phone_numbers(where, entry)
            yield key, sid
            if service:
                self._join(self.account["phone_numbers"].find(phone_number) or {}, service)
            if wanted.get("addresses"):
                yield self._addresses(where, {"type": "sms", "address": phone_number, "auto_creation": auto})

    def _free_numbers(self, count: int) -> Iterator[str]:
        """Yield numbers that nobody has, from area codes that the catalogue does not offer."""
        areas = (code for code in range(620, 1000) if valid_area_code(str(code)))
        for area, exchange, line in itertools.product(areas, range(200, 1000), range(10000)):
            if not count:
                return
            phone_number = f"+1{area}{exchange}{line:04d}"
            if not (self.account["phone_numbers"].find(phone_number) or self.world.owner_of(phone_number)):
                count -= 1
                yield phone_number

    def _make(self, collection: str, where: str, entry: Any, preset: JSON) -> JSON:
        """Make a record with the resource's own rules; fields that no parameter sets are taken as they are."""
        product, name = _OPERATIONS[collection]
        operation = self.operations[product, name]
        resource: Resource = SERVED[product, operation.route]
        path = operation.route.removesuffix("/{Sid}")
        if not isinstance(entry, dict):
            raise SeedError(f"{where} is a mapping")
        parameters = {field_name(parameter): parameter for parameter in operation.form}
        pairs, fixed = [], dict(preset)
        for field, value in _flat(entry):
            if field in parameters and value is not None:
                pairs += [(parameters[field], _text(one)) for one in (value if isinstance(value, list) else [value])]
            elif field.partition(".")[0] in operation.answer:
                fixed[field] = value
            elif field not in parameters:
                raise SeedError(f"{where}: there is no field {field}")
        try:
            form = read_form(operation, pairs, _SETTINGS)
            call = Call(
                world=self.world,
                account=self.account,
                principal=self.account,
                operation=operation,
                path=path.format(AccountSid=self.account.sid),
                arguments={},
                query={},
                form=form,
            )
            return resource.build(call, fixed)
        except ApiError as error:
            raise SeedError(f"{where}: {error.message} ({error.code})") from None


def _mapping(where: str, given: Any, known: frozenset[str]) -> None:
    if not isinstance(given, dict):
        raise SeedError(f"{where} is a mapping")
    strange = sorted(given.keys() - known)
    if strange:
        raise SeedError(f"{where}: there is no {', '.join(strange)}; known are {', '.join(sorted(known))}")


def _flat(entry: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in entry.items():
        if name == "auto_creation" and isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        else:
            yield prefix + name, value


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


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
