# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels of an inventory as entries for the modules."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

from ansible.errors import AnsibleFilterError

DOCUMENTATION = r"""
name: channel_wishes
short_description: Turn the channels of an inventory into entries for the modules
version_added: 0.1.0
author:
  - flexops (@flexops)
description:
  - The role C(flexops.twilio.messaging) works with it. Each list that it returns is the O(ignore:aggregate) of one
    module.
  - Options are handed over as they stand; the modules check them. What this filter refuses is a channel that does
    not say where its messages come in, or says it twice, and one that a Flex Flow cannot answer.
options:
  _input:
    description: Channels, as the role's O(ignore:messaging_channels) describes them.
    type: list
    elements: dict
    required: true
  defaults:
    description: Options of every channel that does not give them. A default C(search) fills in a channel's own search.
    type: dict
    default: {}
  handler:
    description: What M(flexops.twilio.phone_number_messaging) shall make of each number.
    type: dict
    default: {}
  numbers:
    description:
      - Results of M(flexops.twilio.phone_number) for RV(_value.phone_number), in their order.
      - Without them a number still to be found or bought is C((known after apply)), which the modules accept in
        check mode.
    type: list
    elements: dict
"""

EXAMPLES = r"""
- name: What would the modules be asked for?
  ansible.builtin.debug:
    msg: "{{ channels | flexops.twilio.channel_wishes(defaults={'type': 'sms'}) }}"
  vars:
    channels:
      - name: Support
        phone_number: "+14155550123"
        auto_creation: {type: studio, studio_flow: Inbound}
"""

RETURN = r"""
_value:
  description: Entries by module, and which channels have a number.
  type: dict
  contains:
    phone_number:
      description: Entries for M(flexops.twilio.phone_number), one for each channel that has a number and is present.
      type: list
      elements: dict
    phone_number_messaging:
      description: Entries for M(flexops.twilio.phone_number_messaging), one for each of RV(_value.phone_number).
      type: list
      elements: dict
    flex_flow:
      description: Entries for M(flexops.twilio.flex_flow), one for each channel that is routed by a Flex Flow.
      type: list
      elements: dict
    proxy_phone_number:
      description: Entries for M(flexops.twilio.proxy_phone_number), one for each number that is routed by a Flex Flow.
      type: list
      elements: dict
    channel_sender:
      description: Entries for M(flexops.twilio.channel_sender), one for each WhatsApp sender that is.
      type: list
      elements: dict
    conversations_address:
      description:
        - Entries for M(flexops.twilio.conversations_address), one for each channel, but for those that are routed by a
          Flex Flow and absent. Of those that are present none may have an address.
      type: list
      elements: dict
"""

Channel = dict[str, t.Any]

UNKNOWN = "(known after apply)"
NUMBER_OPTIONS = ("phone_number", "search", "bundle_sid", "address_sid", "identity_sid")
ADDRESS_OPTIONS = ("type", "auto_creation", "address_country", "replace", "state")
PREFIX = {"whatsapp": "whatsapp:"}

FLEX_CHANNELS = {"sms": "sms", "whatsapp": "whatsapp", "messenger": "facebook"}
"""What Flex Flows call the types of addresses that they can answer for."""

OF_THE_CHANNEL = ("channel_type", "contact_identity", "sid", "state")
"""Options of a Flex Flow that the channel decides."""

ALIASES = {"flow": "flow_sid", "chat_service": "chat_service_sid"}

PROXY_HANDLER = {"handler": "flex_proxy", "sms_method": "POST", "sms_application_sid": "", "messaging_service": ""}
"""An application or a messaging service would answer in place of the number's own handler."""


def by_flex_flow(channel: Mapping[str, t.Any]) -> bool:
    return channel.get("routing") == "flex_flow"


def flex_problem_of(channel: Mapping[str, t.Any]) -> str | None:
    """What keeps a Flex Flow from answering for a channel with its defaults, or None."""
    routing, kind = channel.get("routing") or "address", channel.get("type") or "sms"
    if routing not in ("address", "flex_flow"):
        return f"gives routing {routing!r}; it is address or flex_flow"
    if routing == "address":
        return None
    if kind not in FLEX_CHANNELS:
        return f"is of type {kind}, and routing flex_flow is for {', '.join(FLEX_CHANNELS)}"
    # A number yet to be bought has no sender: that takes a person in the Console.
    if kind == "whatsapp" and channel.get("search") is not None:
        return "gives search; with routing flex_flow a WhatsApp channel needs the phone_number or address of its sender"
    decided = [option for option in OF_THE_CHANNEL if option in (channel.get("flex_flow") or {})]
    return f"gives flex_flow.{decided[0]}, which follows from the channel itself" if decided else None


def problem_of(channel: Mapping[str, t.Any]) -> str | None:
    """What is wrong with a channel, or None."""
    # An empty search takes all of the default one.
    ways = [way for way in ("phone_number", "search") if channel.get(way) is not None]
    if len(ways) == 2:
        return "gives phone_number and search; one means that very number, the other any that fits"
    if not ways and not channel.get("address"):
        return "gives none of phone_number, search and address, so nothing says where its messages come in"
    if ways == ["search"] and channel.get("state") == "absent":
        return "is absent, so instead of a search it needs the phone_number or address that it had"
    if ways == ["search"] and not channel.get("name"):
        return "gives search and needs a name, by which later runs find the number that was bought"
    return None


def check(channels: Sequence[Mapping[str, t.Any]], whole: Sequence[Mapping[str, t.Any]]) -> None:
    """All that is wrong, in one error. whole: the channels with their defaults."""
    problems = []
    names = [channel.get("name") for channel in channels]
    for at, channel in enumerate(channels):
        twice = bool(names[at]) and names[at] in names[:at]
        problem = problem_of(channel) or flex_problem_of(whole[at])
        problem = problem or ("has the name of another channel" if twice else None)
        if problem:
            problems.append(f"channel {names[at]!r} {problem}" if names[at] else f"channel {at + 1} {problem}")
    if problems:
        raise AnsibleFilterError("messaging_channels: " + "; ".join(problems) + ".")


def complete(channel: Mapping[str, t.Any], defaults: Mapping[str, t.Any]) -> Channel:
    """A channel with its defaults, but for auto_creation: the module knows which of its options go together."""
    whole = {**{name: value for name, value in defaults.items() if name not in ("search", "auto_creation")}, **channel}
    if channel.get("search") is not None:
        whole["search"] = {**(defaults.get("search") or {}), **channel["search"]}
    whole["flex_flow"] = flex_options(channel.get("flex_flow") or {}, defaults.get("flex_flow") or {})
    return whole


def flex_options(own: Mapping[str, t.Any], defaults: Mapping[str, t.Any]) -> Channel:
    """Options of a Flex Flow with their defaults, key by key. The integration's are of use to their own type only."""
    own, defaults = ({ALIASES.get(name, name): value for name, value in some.items()} for some in (own, defaults))
    merged = {"enabled": True, **defaults, **own}
    parts = [own.get("integration") or {}]
    if merged.get("integration_type") == defaults.get("integration_type"):
        parts.insert(0, defaults.get("integration") or {})
    integration = {ALIASES.get(name, name): value for part in parts for name, value in part.items()}
    return {**merged, "integration": integration} if integration else merged


def has_number(channel: Mapping[str, t.Any]) -> bool:
    return channel.get("state") != "absent" and bool({"phone_number", "search"} & set(channel))


def named(channel: Mapping[str, t.Any], options: Sequence[str]) -> Channel:
    """Those options of the channel that it gives, and its name."""
    entry = {option: channel[option] for option in options if channel.get(option) is not None}
    name = channel.get("friendly_name") or channel.get("name")
    return {**entry, "friendly_name": name} if name else entry


def number_entry(channel: Channel) -> Channel:
    """A number that the account has keeps its name, unless the channel gives one for Twilio; a bought one needs it."""
    entry = named(channel, NUMBER_OPTIONS)
    if "search" not in entry and not channel.get("friendly_name"):
        entry.pop("friendly_name", None)
    return entry


def address_entry(channel: Channel, number: str | None) -> Channel:
    found = number or channel.get("phone_number")
    prefix = "" if found == UNKNOWN else PREFIX.get(channel.get("type", ""), "")
    address = channel.get("address") or f"{prefix}{found}"
    if by_flex_flow(channel):
        # What a Flex Flow answers nobody else shall.
        return {**named(channel, ("type", "address_country")), "address": address, "state": "absent"}
    return {**named(channel, ADDRESS_OPTIONS), "address": address}


def flow_entry(channel: Channel, address: str) -> Channel:
    kind = channel.get("type") or "sms"
    found = {"channel_type": FLEX_CHANNELS[kind], "contact_identity": address}
    if channel.get("state") == "absent":
        return {**found, "state": "absent"}
    return {**named(channel, ()), **channel["flex_flow"], **found}


def channel_wishes(
    channels: Sequence[Mapping[str, t.Any]],
    defaults: Mapping[str, t.Any] | None = None,
    handler: Mapping[str, t.Any] | None = None,
    numbers: Sequence[Mapping[str, t.Any]] | None = None,
) -> dict[str, list[Channel]]:
    """See DOCUMENTATION."""
    whole = [complete(channel, defaults or {}) for channel in channels]
    check(channels, whole)
    places = [at for at, channel in enumerate(whole) if has_number(channel)]
    if numbers is None:
        found = [whole[at].get("phone_number") or UNKNOWN for at in places]
    else:
        found = [(result.get("phone_number") or {}).get("phone_number") or UNKNOWN for result in numbers]
    number_at = dict(zip(places, found, strict=True))
    addresses = [address_entry(channel, number_at.get(at)) for at, channel in enumerate(whole)]
    flex = [at for at, channel in enumerate(whole) if by_flex_flow(channel)]
    present = [at for at in flex if whole[at].get("state") != "absent"]
    # Who is absent has none here. A number's own handler is about SMS; WhatsApp has it at the sender.
    proxied = [at for at in flex if at in number_at and (whole[at].get("type") or "sms") == "sms"]
    return {
        "phone_number": [number_entry(whole[at]) for at in places],
        "phone_number_messaging": [
            {
                **named(whole[at], ()),
                **(PROXY_HANDLER if at in proxied else handler or {}),
                "phone_number": number_at[at],
            }
            for at in places
        ],
        "flex_flow": [flow_entry(whole[at], addresses[at]["address"]) for at in flex],
        "proxy_phone_number": [{**named(whole[at], ()), "phone_number": number_at[at]} for at in proxied],
        "channel_sender": [
            {"sender_id": addresses[at]["address"], "handler": "flex_proxy"}
            for at in present
            if whole[at].get("type") == "whatsapp"
        ],
        "conversations_address": [entry for at, entry in enumerate(addresses) if at in present or at not in flex],
    }


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict[str, t.Any]:
        return {"channel_wishes": channel_wishes}
