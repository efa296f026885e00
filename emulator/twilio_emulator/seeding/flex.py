# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flex, its flows, and the Proxy services that lead to it."""

from __future__ import annotations

from typing import Any

from ..behaviours.proxy import handler, join, write
from .making import JSON, Maker, SeedError, mapping

_NAMES = {
    "chat_service": ("chat_service_instance_sid", "conversation_services"),
    "messaging_service": ("messaging_service_instance_sid", "messaging_services"),
}
_TASKROUTER = {
    "taskrouter_workspace_sid": "WS",
    "taskrouter_target_workflow_sid": "WW",
    "taskrouter_target_taskqueue_sid": "WQ",
    "taskrouter_offline_activity_sid": "WA",
}


def flex(maker: Maker, where: str, entry: Any) -> None:
    """Give the account Flex; ``chat_service`` and ``messaging_service`` are names, the rest fields of the answer."""
    fields = maker.operations["flex-api", "FetchConfiguration"].answer
    mapping(where, entry, frozenset({*_NAMES, *fields}))
    if not {"chat_service", "chat_service_instance_sid"} & entry.keys():
        raise SeedError(f"{where}: Flex has a chat_service")
    record: JSON = {
        "status": "ok",
        "flex_instance_sid": maker.world.new_sid("GO", maker.account),
        "flex_service_instance_sid": maker.world.new_sid("IS", maker.account),
        **{name: maker.world.new_sid(prefix, maker.account) for name, prefix in _TASKROUTER.items()},
        "date_created": maker.world.clock.iso(),
        "ui_version": "1.34.0",
        "attributes": {},
        **{name: value for name, value in entry.items() if name not in _NAMES},
    }
    for name, (field, collection) in _NAMES.items():
        if name in entry:
            record[field] = maker.named(f"{where}.{name}", collection, entry[name])
    maker.account.flex = record


def _chat_service(maker: Maker, where: str, fields: JSON, field: str) -> JSON:
    """Return fields with the SID of the chat service that they name, or else of Flex's."""
    sid = maker.account.flex.get("chat_service_instance_sid")
    if "chat_service" in fields:
        sid = maker.named(f"{where}.chat_service", "conversation_services", fields["chat_service"])
    return {field: sid, **{name: value for name, value in fields.items() if name != "chat_service"}}


def flex_flows(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a Flex Flow, enabled unless it says otherwise, and return its name and SID."""
    mapping(where, entry.get("integration", {}) if isinstance(entry, dict) else None, _INTEGRATION)
    fields = _chat_service(maker, where, {"enabled": True, **entry}, "chat_service_sid")
    integration = dict(fields.pop("integration", {}))
    if "studio_flow" in integration:
        name = integration.pop("studio_flow")
        integration["flow_sid"] = maker.named(f"{where}.integration.studio_flow", "studio_flows", name)
    if fields.get("integration_type") == "task":
        for name, field in (("workspace_sid", "workspace_sid"), ("workflow_sid", "target_workflow_sid")):
            integration.setdefault(name, maker.account.flex.get(f"taskrouter_{field}"))
    record = maker.make("flex-api", "CreateFlexFlow", where, {**fields, "integration": integration}, {})
    return record["friendly_name"], record["sid"]


_INTEGRATION = frozenset(
    {
        "studio_flow",
        "flow_sid",
        "url",
        "workspace_sid",
        "workflow_sid",
        "channel",
        "timeout",
        "priority",
        "creation_on_message",
        "retry_count",
    }
)


def proxy_services(maker: Maker, where: str, entry: Any) -> tuple[str, str]:
    """Make a Proxy service with its pool, let numbers and senders be handled by it, and return its name and SID."""
    if not isinstance(entry, dict):
        raise SeedError(f"{where} is a mapping")
    fields = {name: value for name, value in entry.items() if name not in ("phone_numbers", "handles")}
    fields = _chat_service(maker, where, fields, "chat_instance_sid")
    record = maker.make("proxy", "CreateService", where, fields, {})
    for index, member in enumerate(entry.get("phone_numbers", [])):
        place = f"{where}.phone_numbers[{index}]"
        member = {"phone_number": member} if isinstance(member, str) else member
        mapping(place, member, frozenset({"phone_number", "is_reserved", "in_use"}))
        number = maker.account["phone_numbers"].find(member.get("phone_number", ""))
        if number is None or number["sid"] in maker.account["proxy_numbers"]:
            raise SeedError(f"{place}: {member.get('phone_number')} is no number of the account that is free for it")
        reserved, in_use = bool(member.get("is_reserved")), int(member.get("in_use", 0))
        join(maker.world, maker.account, number, record["sid"], reserved, in_use)
    url = handler(maker.account, record["sid"])
    for name in entry.get("handles", []):
        number, sender = (maker.account[kind].find(name) for kind in ("phone_numbers", "channel_senders"))
        if number is not None:
            write(maker.account, number, {"sms_url": url, "sms_method": "POST"})
        elif sender is not None:
            sender["webhook"] |= {"callback_url": url, "callback_method": "POST"}
        else:
            raise SeedError(f"{where}.handles: {name} is no number or sender of the account")
    return record["unique_name"], record["sid"]
