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
    not say where its messages come in, or says it twice.
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
    conversations_address:
      description: Entries for M(flexops.twilio.conversations_address), one for each channel.
      type: list
      elements: dict
"""

Channel = dict[str, t.Any]

UNKNOWN = "(known after apply)"
NUMBER_OPTIONS = ("phone_number", "search", "bundle_sid", "address_sid", "identity_sid")
ADDRESS_OPTIONS = ("type", "auto_creation", "address_country", "replace", "state")
PREFIX = {"whatsapp": "whatsapp:"}


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


def check(channels: Sequence[Mapping[str, t.Any]]) -> None:
    """All that is wrong, in one error."""
    problems = []
    names = [channel.get("name") for channel in channels]
    for at, channel in enumerate(channels):
        twice = bool(names[at]) and names[at] in names[:at]
        problem = problem_of(channel) or ("has the name of another channel" if twice else None)
        if problem:
            problems.append(f"channel {names[at]!r} {problem}" if names[at] else f"channel {at + 1} {problem}")
    if problems:
        raise AnsibleFilterError("messaging_channels: " + "; ".join(problems) + ".")


def complete(channel: Mapping[str, t.Any], defaults: Mapping[str, t.Any]) -> Channel:
    """A channel with its defaults, but for auto_creation: the module knows which of its options go together."""
    whole = {**{name: value for name, value in defaults.items() if name not in ("search", "auto_creation")}, **channel}
    if channel.get("search") is not None:
        whole["search"] = {**(defaults.get("search") or {}), **channel["search"]}
    return whole


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
    return {**named(channel, ADDRESS_OPTIONS), "address": channel.get("address") or f"{prefix}{found}"}


def channel_wishes(
    channels: Sequence[Mapping[str, t.Any]],
    defaults: Mapping[str, t.Any] | None = None,
    handler: Mapping[str, t.Any] | None = None,
    numbers: Sequence[Mapping[str, t.Any]] | None = None,
) -> dict[str, list[Channel]]:
    """See DOCUMENTATION."""
    check(channels)
    whole = [complete(channel, defaults or {}) for channel in channels]
    places = [at for at, channel in enumerate(whole) if has_number(channel)]
    if numbers is None:
        found = [whole[at].get("phone_number") or UNKNOWN for at in places]
    else:
        found = [(result.get("phone_number") or {}).get("phone_number") or UNKNOWN for result in numbers]
    number_at = dict(zip(places, found, strict=True))
    return {
        "phone_number": [number_entry(whole[at]) for at in places],
        "phone_number_messaging": [
            {**named(whole[at], ()), **(handler or {}), "phone_number": number_at[at]} for at in places
        ],
        "conversations_address": [address_entry(channel, number_at.get(at)) for at, channel in enumerate(whole)],
    }


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict[str, t.Any]:
        return {"channel_wishes": channel_wishes}
