# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What carries messages: numbers and other senders, messaging services, addresses."""

from __future__ import annotations

from typing import Any

from ..behaviours.api import facts_of
from ..behaviours.messaging import POOL_CHANNEL_SENDERS, POOL_NUMBERS, POOL_SHORT_CODES, Members, autocreate
from ..behaviours.senders import TYPES, channel_of
from ..numbering import classify
from ..state import AUTOCREATE
from .making import JSON, Maker, SeedError, mapping


def phone_numbers(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a number of the account and return it and its SID."""
    if isinstance(entry, str):
        entry = {"phone_number": entry}
    phone_number = entry.get("phone_number") if isinstance(entry, dict) else None
    if not isinstance(phone_number, str) or not phone_number:
        raise SeedError(f"{where}: a number has a phone_number, a string in E.164")
    owner = maker.world.owner_of(phone_number) or maker.account
    if owner is not maker.account or maker.account["phone_numbers"].find(phone_number):
        raise SeedError(f"{where}: {phone_number} is in account {owner.sid} already")
    # Any number may be seeded, for sale or not.
    number = classify(phone_number)
    capabilities = {"voice": True, "sms": True, "mms": True, "fax": False}
    preset = {"friendly_name": phone_number, "capabilities": capabilities}
    preset |= facts_of(number) if number else {}
    record = maker.make("api", "CreateIncomingPhoneNumber", where, entry, preset)
    record["date_updated"] = record["date_created"]
    return record["phone_number"], record["sid"]


def short_codes(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a short code of the account and return it and its SID."""
    entry = {"short_code": entry} if isinstance(entry, str) else entry
    mapping(where, entry, frozenset({"sid", "short_code", "country_code"}))
    _alone(maker, where, "short_codes", "short_code", entry)
    record = {"sid": maker.world.new_sid("SC", maker.account), "account_sid": maker.account.sid, "country_code": "US"}
    maker.account["short_codes"].add({**record, **entry})
    return entry["short_code"], entry.get("sid", record["sid"])


def channel_senders(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a WhatsApp, Messenger or RCS sender of the account and return it and its SID."""
    entry = {"sender": entry} if isinstance(entry, str) else entry
    known = frozenset({"sid", "sender", "country_code", "status", "webhook", "profile", "configuration"})
    mapping(where, entry, known)
    facts = maker.operations["messaging", "FetchChannelsSender"].answer
    for name in ("webhook", "profile", "configuration"):
        mapping(f"{where}.{name}", entry.get(name, {}), frozenset(facts[name]["fields"]))
    if entry.get("status", "ONLINE") not in facts["status"]["enum"]:
        raise SeedError(f"{where}.status is one of {', '.join(facts['status']['enum'])}")
    if channel_of(str(entry.get("sender", ""))) not in TYPES:
        raise SeedError(f"{where}: a sender is whatsapp:+…, messenger:… or rcs:…")
    _alone(maker, where, "channel_senders", "sender", entry)
    fields = {name: value for name, value in entry.items() if name not in ("sender", "country_code")}
    preset = {"country_code": entry.get("country_code", "US"), "sender_id": entry["sender"]}
    record = maker.make("messaging", "CreateChannelsSender", where, fields, preset)
    return record["sender"], record["sid"]


def _alone(maker: Maker, where: str, collection: str, key: str, entry: JSON) -> None:
    if not isinstance(entry.get(key), str) or maker.account[collection].find(entry[key]):
        raise SeedError(f"{where}.{key} is a string that no other has")


def messaging_services(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a messaging service with its pool and return its name and SID."""
    if not isinstance(entry, dict):
        raise SeedError(f"{where} is a mapping")
    pools: dict[str, Members] = {pool.senders: pool for pool in (POOL_NUMBERS, POOL_SHORT_CODES, POOL_CHANNEL_SENDERS)}
    fields = {name: value for name, value in entry.items() if name not in (*pools, AUTOCREATE)}
    record = maker.make("messaging", "CreateService", where, fields, {})
    for name, pool in pools.items():
        for member in entry.get(name, []):
            sender = maker.account[name].find(member)
            if sender is None:
                kind = pool.kind.lower().removeprefix("phone ")
                raise SeedError(f"{where}.{name}: {member} is no {kind} of the account")
            if sender["sid"] in maker.account[pool.collection]:
                raise SeedError(f"{where}.{name}: {member} is in another messaging service")
            pool.join(maker.world, maker.account, sender, record["sid"])
    if not isinstance(entry.get(AUTOCREATE, False), bool):
        raise SeedError(f"{where}.{AUTOCREATE} is true or false")
    autocreate(maker.account, record["sid"], entry.get(AUTOCREATE, False))
    return record["friendly_name"], record["sid"]


def addresses(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make an address configuration and return the address and its SID."""
    if not isinstance(entry, dict):
        raise SeedError(f"{where} is a mapping")
    auto = dict(entry.get("auto_creation") or {})
    for name, collection in (("studio_flow", "studio_flows"), ("conversation_service", "conversation_services")):
        if name in auto:
            auto[f"{name}_sid"] = maker.named(f"{where}.auto_creation.{name}", collection, auto.pop(name))
    record = maker.make("conversations", "CreateConfigurationAddress", where, {**entry, "auto_creation": auto}, {})
    return record["address"], record["sid"]
