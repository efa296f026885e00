# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to happen to each contact that a Flex Flow answers, so that an address answers it."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Mapping, Sequence

DOCUMENTATION = r"""
name: flex_migration_plan
short_description: Plan how contacts move from Flex Flows to Conversations addresses
version_added: 0.1.0
author:
  - flexops (@flexops)
description:
  - The role P(flexops.twilio.flex_migration#role) reads an account and hands what it found to this filter, which says
    for each Flex Flow what address takes its place, and what stood there before.
  - Decides nothing that the account does not show. What it cannot move is told with the reason, what it did not expect
    is a problem.
options:
  _input:
    description: The Flex Flows, as M(flexops.twilio.flex_flow_info) returns them.
    type: list
    elements: dict
    required: true
  addresses:
    description: RV(flexops.twilio.conversations_address_info#module:conversations_addresses).
    type: list
    elements: dict
    required: true
  numbers:
    description: RV(flexops.twilio.phone_number_messaging_info#module:phone_numbers_messaging).
    type: list
    elements: dict
    required: true
  pool:
    description: RV(flexops.twilio.proxy_phone_number_info#module:proxy_phone_numbers).
    type: list
    elements: dict
    required: true
  senders:
    description: RV(flexops.twilio.channel_sender_info#module:channel_senders).
    type: list
    elements: dict
    required: true
  contacts:
    description: The contact identities to move, or V(all) alone.
    type: list
    elements: str
    required: true
  task_flows:
    description: Contact identity to Studio flow, for flows whose integration is C(task).
    type: dict
    default: {}
  before:
    description: What an earlier run has noted of contacts, by identity. It is kept, whatever the account shows now.
    type: dict
    default: {}
"""

EXAMPLES = r"""
- name: What would move?
  ansible.builtin.debug:
    msg: "{{ flows.flex_flows | flexops.twilio.flex_migration_plan([], [], [], [], ['all']) }}"
"""

RETURN = r"""
_value:
  description: The plan.
  type: dict
  contains:
    contacts:
      description:
        - One entry for each contact that moves, in the order of the flows. C(contact), C(flex_flow_sid), C(address)
          (options of M(flexops.twilio.conversations_address)), C(before) (what stood there), and C(console), whether a
          webhook remains that only the Console can change.
      type: list
      elements: dict
    left:
      description: C(contact) and C(reason) of each that stays.
      type: list
      elements: dict
    problems:
      description: What was not expected, in sentences. Nothing moves while there is any.
      type: list
      elements: str
"""

JSON = dict[str, t.Any]

ADDRESS_TYPES = {"sms": "sms", "whatsapp": "whatsapp", "facebook": "messenger"}
PREFIXES = {"whatsapp": "whatsapp:", "facebook": "messenger:"}

OF_FLOW = (
    "friendly_name",
    "chat_service_sid",
    "channel_type",
    "contact_identity",
    "enabled",
    "integration_type",
    "integration",
    "long_lived",
    "janitor_enabled",
)
OF_NUMBER = (
    "phone_number",
    "sms_url",
    "sms_method",
    "sms_fallback_url",
    "sms_fallback_method",
    "sms_application_sid",
    # Never written: a number that joins a Proxy pool may lose it, and then somebody has to know what it was.
    "voice_url",
)
OF_ADDRESS = ("type", "address", "friendly_name", "auto_creation")

MASKED = "********"


def flex_migration_plan(
    flows: Sequence[JSON],
    addresses: Sequence[JSON],
    numbers: Sequence[JSON],
    pool: Sequence[JSON],
    senders: Sequence[JSON],
    contacts: Sequence[str],
    task_flows: Mapping[str, str] | None = None,
    before: Mapping[str, JSON] | None = None,
) -> JSON:
    """See DOCUMENTATION."""
    account = Account(addresses, numbers, pool, senders, task_flows or {}, before or {})
    plan: JSON = {"contacts": [], "left": [], "problems": []}
    wanted = None if list(contacts) == ["all"] else set(contacts)
    found: dict[str, str] = {}
    for flow in flows:
        contact = contact_of(flow)
        if wanted is not None and contact not in wanted:
            continue
        reason = account.stays(flow, contact)
        if reason:
            plan["left"].append({"contact": contact or flow["friendly_name"], "reason": reason})
            continue
        if contact in found:
            plan["problems"].append(f"{contact} has two Flex Flows, {found[contact]} and {flow['sid']}")
        found[contact] = flow["sid"]
        plan["problems"] += account.surprises(flow, contact)
        plan["contacts"].append(account.move(flow, contact))
    known = {*found, *(each["contact"] for each in plan["left"]), *account.before}
    plan["problems"] += [f"{contact}: no Flex Flow has this contact" for contact in sorted((wanted or set()) - known)]
    return plan


class Account:
    """What the account shows, by contact."""

    def __init__(
        self,
        addresses: Sequence[JSON],
        numbers: Sequence[JSON],
        pool: Sequence[JSON],
        senders: Sequence[JSON],
        task_flows: Mapping[str, str],
        before: Mapping[str, JSON],
    ) -> None:
        self.addresses = {str(each["address"]): each for each in addresses}
        self.numbers = {str(each["phone_number"]): each for each in numbers}
        self.pool = {str(each["phone_number"]): each for each in pool}
        self.senders = {str(each["sender_id"]): each for each in senders}
        self.task_flows = task_flows
        self.before = before

    def stays(self, flow: JSON, contact: str) -> str:
        """Why a flow cannot move; nothing if it can."""
        if flow["channel_type"] not in ADDRESS_TYPES:
            return f"channel {flow['channel_type']} has no address that a conversation could begin at"
        if not contact:
            return "the flow has no contact_identity"
        if not flow.get("enabled") and contact not in self.before:
            return "the flow is disabled and answers nobody now"
        if flow["integration_type"] == "task" and contact not in self.task_flows:
            return "integration task makes a task without a Studio flow; name a flow with send-to-flex for it"
        return ""

    def surprises(self, flow: JSON, contact: str) -> Iterator[str]:
        """What is not as a Flex Flow needs it, and was not so when an earlier run began."""
        if contact in self.before:
            return
        address = self.addresses.get(contact)
        wanted = self.address(flow, contact)
        if address and address["auto_creation"].get("enabled") and not same_answer(address, wanted):
            yield (
                f"{contact} has a Conversations address ({address.get('sid')}) that answers otherwise than the Flex"
                " Flow; delete or disable it if the Flex Flow is right"
            )
        if flow["channel_type"] == "sms":
            number = self.numbers.get(contact)
            if number is None:
                yield f"{contact} is no number of this account"
            elif not is_proxy(number.get("sms_url")):
                yield (
                    f"{contact} is not handled by Flex Proxy (its sms_url is {number.get('sms_url') or 'blank'}), so"
                    " its Flex Flow does not answer it now"
                )
            elif number.get("messaging_service"):
                yield f"{contact} is in messaging service {number['messaging_service']}, which decides who answers it"
        if flow["channel_type"] == "whatsapp" and contact not in self.senders:
            yield f"{contact} is no sender of this account"
        if MASKED in str(self.image(flow, contact)):
            yield f"{contact}: a URL contains a password, which must not stand in a file; change that first"

    def move(self, flow: JSON, contact: str) -> JSON:
        return {
            "contact": contact,
            "flex_flow_sid": flow["sid"],
            "address": self.address(flow, contact),
            "before": self.before.get(contact) or self.image(flow, contact),
            "console": flow["channel_type"] == "facebook",
        }

    def address(self, flow: JSON, contact: str) -> JSON:
        """The address that does what the flow does."""
        given = flow.get("integration") or {}
        auto: JSON = {"enabled": True, "conversation_service_sid": flow["chat_service_sid"]}
        if flow["integration_type"] == "external":
            auto |= {
                "type": "webhook",
                "webhook_url": given.get("url"),
                "webhook_method": "post",
                "webhook_filters": ["onMessageAdded"],
            }
        else:
            auto |= {"type": "studio", "studio_flow_sid": given.get("flow_sid") or self.task_flows.get(contact)}
            if given.get("retry_count") is not None:
                auto["studio_retry_count"] = given["retry_count"]
        return {
            "type": ADDRESS_TYPES[flow["channel_type"]],
            "address": contact,
            "friendly_name": flow["friendly_name"],
            "auto_creation": auto,
        }

    def image(self, flow: JSON, contact: str) -> JSON:
        """What stands there now, as far as a way back needs it."""
        number, member = self.numbers.get(contact), self.pool.get(contact)
        address, sender = self.addresses.get(contact), self.senders.get(contact)
        of_channel = flow["channel_type"]
        return {
            "flex_flow": given_of(flow, OF_FLOW),
            "address": given_of(address, OF_ADDRESS) if address else None,
            "number": given_of(number, OF_NUMBER) if number and of_channel == "sms" else None,
            "pool": {"is_reserved": bool(member.get("is_reserved"))} if member and of_channel == "sms" else None,
            "sender": {"webhook": given_of(sender.get("webhook") or {})} if sender else None,
        }


def contact_of(flow: JSON) -> str:
    """The contact identity in the spelling of addresses; blank where there is none."""
    identity = str(flow.get("contact_identity") or "")
    prefix = PREFIXES.get(flow["channel_type"], "")
    return identity if not identity or identity.startswith(prefix) else prefix + identity


def given_of(document: JSON, names: Sequence[str] | None = None) -> JSON:
    """What is set in a document, at every depth; options that were never set cannot be set to nothing."""
    return {
        name: given_of(value) if isinstance(value, dict) else value
        for name, value in document.items()
        if (names is None or name in names) and value is not None
    }


def is_proxy(url: t.Any) -> bool:
    return "/Proxy/KS" in str(url) and str(url).endswith("/Webhooks/Message")


def same_answer(address: JSON, wanted: JSON) -> bool:
    """Whether an address does already what is wanted of it."""
    live, asked = address["auto_creation"], wanted["auto_creation"]
    names = ("type", "webhook_url") if asked["type"] == "webhook" else ("type", "studio_flow_sid")
    return all(live.get(name) == asked.get(name) for name in names)


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict[str, t.Any]:
        return {"flex_migration_plan": flex_migration_plan}
