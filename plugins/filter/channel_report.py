# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each channel does now, a line each."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

DOCUMENTATION = r"""
name: channel_report
short_description: Say in a table what each channel does now
version_added: 0.1.0
author:
  - flexops (@flexops)
description:
  - The role C(flexops.twilio.messaging) ends with it.
options:
  _input:
    description: Results of M(flexops.twilio.conversations_address), one for each channel.
    type: list
    elements: dict
    required: true
  channels:
    description: The channels, in the same order.
    type: list
    elements: dict
    required: true
  defaults:
    description: Options of every channel that does not give them.
    type: dict
    default: {}
  handlers:
    description: Results of M(flexops.twilio.phone_number_messaging), in any order.
    type: list
    elements: dict
    default: []
"""

EXAMPLES = r"""
- name: What does each channel do now?
  ansible.builtin.debug:
    msg: "{{ addresses.results | flexops.twilio.channel_report(channels=channels) }}"
  vars:
    channels:
      - name: Support
        phone_number: "+14155550123"
    addresses:
      results:
        - changed: false
          conversations_address: {address: "+14155550123", auto_creation: {enabled: true, type: default}}
"""

RETURN = r"""
_value:
  description: A heading and a line for each channel, columns aligned.
  type: list
  elements: str
"""

HEADING = ("CHANNEL", "ADDRESS", "A NEW MESSAGE", "OWN HANDLER", "THIS RUN")


def creation_of(address: Mapping[str, t.Any], flow: str | None) -> str:
    """What a message from somebody new does."""
    creation = address.get("auto_creation") or {}
    if not creation.get("enabled"):
        return "creates no conversation"
    if creation.get("type") == "studio":
        return f"starts Studio flow {flow or creation.get('studio_flow_sid')}"
    if creation.get("type") == "webhook":
        return f"calls {creation.get('webhook_url')}"
    return "creates a conversation"


def handler_of(number: Mapping[str, t.Any] | None) -> str:
    """What else would answer."""
    if number is None:
        return "-"
    service = number.get("messaging_service")
    own = number.get("sms_application_sid") or number.get("sms_url")
    parts = ([str(own)] if own else []) + ([f"messaging service {service}"] if service else [])
    return ", ".join(parts) or "none"


def channel_report(
    results: Sequence[Mapping[str, t.Any]],
    channels: Sequence[Mapping[str, t.Any]],
    defaults: Mapping[str, t.Any] | None = None,
    handlers: Sequence[Mapping[str, t.Any]] = (),
) -> list[str]:
    """See DOCUMENTATION."""
    live = [result.get("phone_number_messaging") or {} for result in handlers]
    number_of = {number.get("phone_number"): (number, result) for number, result in zip(live, handlers, strict=True)}
    rows = [HEADING]
    for channel, result in zip(channels, results, strict=True):
        address = result.get("conversations_address") or {}
        shown = str(address.get("address") or channel.get("address") or channel.get("phone_number"))
        number, handling = number_of.get(shown.rpartition(":")[2], (None, {}))
        creation = {**((defaults or {}).get("auto_creation") or {}), **(channel.get("auto_creation") or {})}
        flow = creation.get("studio_flow") or creation.get("studio_flow_sid")
        does = creation_of(address, flow) if address else "meets no Conversations address"
        changed = result.get("changed") or handling.get("changed")
        rows.append(
            (str(channel.get("name") or "-"), shown, does, handler_of(number), "changed" if changed else "as it was")
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADING))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict[str, t.Any]:
        return {"channel_report": channel_report}
