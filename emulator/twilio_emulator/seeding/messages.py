# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What carries messages: numbers, messaging services, conversation services, addresses."""

from __future__ import annotations

from typing import Any

from ..behaviours.api import facts_of
from ..behaviours.messaging import member_of
from ..numbering import classify
from .making import JSON, Maker, SeedError


def conversation_services(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a conversation service and return its name and SID."""
    record = maker.make("conversations", "CreateService", where, entry, {})
    return record["friendly_name"], record["sid"]


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


def messaging_services(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a messaging service with its pool and return its name and SID."""
    if not isinstance(entry, dict):
        raise SeedError(f"{where} is a mapping")
    members = entry.get("phone_numbers", [])
    fields = {name: value for name, value in entry.items() if name != "phone_numbers"}
    record = maker.make("messaging", "CreateService", where, fields, {})
    for member in members:
        number = maker.account["phone_numbers"].find(member)
        if number is None:
            raise SeedError(f"{where}.phone_numbers: {member} is no number of the account")
        if number["sid"] in maker.account["pool"]:
            raise SeedError(f"{where}.phone_numbers: {member} is in another messaging service")
        join(maker, number, record["sid"])
    return record["friendly_name"], record["sid"]


def join(maker: Maker, number: JSON, service: str) -> None:
    """Put a number into the pool of a messaging service."""
    member = member_of(maker.world, number, service)
    member["url"] = f"https://messaging.twilio.com/v1/Services/{service}/PhoneNumbers/{number['sid']}"
    maker.account["pool"].add(member)


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
