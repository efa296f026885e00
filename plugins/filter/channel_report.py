# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each channel does now, a line each."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping, Sequence

from ansible_collections.flexops.twilio.plugins.filter.channel_wishes import by_flex_flow, complete

DOCUMENTATION = r"""
name: channel_report
short_description: Say in a table what each channel does now
version_added: 0.1.0
author:
  - flexops (@flexops)
description:
  - The role C(flexops.twilio.messaging) ends with it.
  - What is to be set by hand, in Twilio's Console, stands below the table.
options:
  _input:
    description:
      - Results of M(flexops.twilio.conversations_address), one for each channel, but for those that are routed by a
        Flex Flow and absent.
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
    description:
      - Results of M(flexops.twilio.phone_number_messaging), M(flexops.twilio.proxy_phone_number) and
        M(flexops.twilio.channel_sender), in any order.
    type: list
    elements: dict
    default: []
  flows:
    description: Results of M(flexops.twilio.flex_flow), one for each channel that is routed by a Flex Flow.
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
  description: A heading and a line for each channel, columns aligned; then what is left to do by hand.
  type: list
  elements: str
"""

HEADING = ("CHANNEL", "ADDRESS", "A NEW MESSAGE", "OWN HANDLER", "THIS RUN")

PROXY = re.compile(r"https://webhooks\.twilio\.com/v1/Accounts/AC\w{32}/Proxy/KS\w{32}/Webhooks/Message")


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


def integration_of(flow: Mapping[str, t.Any], options: Mapping[str, t.Any]) -> str:
    """What a message does that comes to a Flex Flow. options: those that it was asked for, which may have names."""
    if not flow:
        return "meets no Flex Flow"
    if flow.get("enabled") is False:
        return "meets a Flex Flow that is disabled"
    integration = flow.get("integration") or {}
    name = (options.get("integration") or {}).get("flow_sid") or integration.get("flow_sid")
    does = {
        "studio": f"starts Studio flow {name}",
        "external": f"calls {integration.get('url')}",
        "task": "makes a task",
    }
    return f"{does.get(str(flow.get('integration_type')), 'does nothing')}, by a Flex Flow"


def shown_url(url: str) -> str:
    return "Flex Proxy" if PROXY.fullmatch(url) else url


def handler_of(number: Mapping[str, t.Any] | None) -> str:
    """What else would answer."""
    if number is None:
        return "-"
    service = number.get("messaging_service")
    own = (
        number.get("sms_application_sid") or number.get("sms_url") or (number.get("webhook") or {}).get("callback_url")
    )
    parts = ([shown_url(str(own))] if own else []) + ([f"messaging service {service}"] if service else [])
    return ", ".join(parts) or "none"


def by_hand(name: str, shown: str, legacy: bool, handlers: t.Any) -> str:
    """What somebody has to see to in the Console."""
    found = PROXY.search(str(handlers))
    if not legacy:
        rest = "must be blank, or it may answer beside Conversations"
    elif found:
        rest = f"must be {found[0]}"
    else:
        rest = (
            "must be that of the Flex Proxy Service,"
            " https://webhooks.twilio.com/v1/Accounts/<account SID>/Proxy/<service SID>/Webhooks/Message"
        )
    webhook = f"the webhook for incoming messages of {name} ({shown})"
    return f"By hand, in Twilio's Console: {webhook} {rest}. No module can set it."


def channel_report(
    results: Sequence[Mapping[str, t.Any]],
    channels: Sequence[Mapping[str, t.Any]],
    defaults: Mapping[str, t.Any] | None = None,
    handlers: Sequence[Mapping[str, t.Any]] = (),
    flows: Sequence[Mapping[str, t.Any]] = (),
) -> list[str]:
    """See DOCUMENTATION."""
    found: dict[str, Mapping[str, t.Any]] = {}
    touched = set()
    for result in handlers:
        pooled = result.get("proxy_phone_number")
        live = result.get("phone_number_messaging") or result.get("channel_sender") or pooled or {}
        key = str(live.get("phone_number") or live.get("sender_id"))
        if not pooled:
            found[key] = live
        if result.get("changed"):
            touched.add(key)
    addresses, legacy_flows = iter(results), iter(flows)
    rows, notes = [HEADING], []
    for channel in channels:
        whole = complete(channel, defaults or {})
        legacy, absent = by_flex_flow(whole), whole.get("state") == "absent"
        parts = [next(legacy_flows)] if legacy else []
        parts += [] if legacy and absent else [next(addresses)]
        live = parts[0].get("flex_flow" if legacy else "conversations_address") or {}
        shown = str(
            live.get("contact_identity" if legacy else "address") or whole.get("address") or whole.get("phone_number")
        )
        # A WhatsApp sender has a handler of its own, a number's is for SMS.
        key = shown if legacy else shown.rpartition(":")[2]
        if legacy:
            does = integration_of(live, whole["flex_flow"])
        else:
            creation = {**((defaults or {}).get("auto_creation") or {}), **(channel.get("auto_creation") or {})}
            flow = creation.get("studio_flow") or creation.get("studio_flow_sid")
            does = creation_of(live, flow) if live else "meets no Conversations address"
        name = str(whole.get("name") or "-")
        console = not absent and key not in found and (legacy or whole.get("type") == "messenger")
        if console:
            notes.append(by_hand(name, shown, legacy, handlers))
        changed = key in touched or any(part.get("changed") for part in parts)
        own = "see below" if console else handler_of(found.get(key))
        rows.append((name, shown, does, own, "changed" if changed else "as it was"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADING))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return lines + notes


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict[str, t.Any]:
        return {"channel_report": channel_report}
