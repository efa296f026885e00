# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flex v1: Flex Flows, which are the legacy way in, and the configuration, which is only read."""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import ApiError, invalid
from ..resources import JSON, Answer, Call, Resource
from .conversations_configuration import known

# What an integration of each type consists of: what it can not do without, and what it is without being told.
REQUIRED: Mapping[str | None, tuple[str, ...]] = {
    None: (),
    "studio": ("flow_sid",),
    "external": ("url",),
    "task": ("workspace_sid", "workflow_sid"),
}
DEFAULTS: Mapping[str | None, JSON] = {  # its prose
    None: {},
    "studio": {"retry_count": 3},
    "external": {"retry_count": 3},
    "task": {"channel": "default", "timeout": 86400, "priority": 0, "creation_on_message": False},
}


class FlexFlows(Resource):
    """Flex Flows: who answers a contact identity of a channel."""

    collection = "flex_flows"
    prefix = "FO"
    never_blank = frozenset({"FriendlyName", "ChatServiceSid", "ChannelType"})
    defaults = {"long_lived": False, "janitor_enabled": False}

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a flow has the name asked for."""
        return call.query.get("FriendlyName") in (None, record["friendly_name"])

    def apply(self, call: Call, record: JSON) -> None:
        """Lay the given parameters over a flow; what is cleared is not in its integration any more."""
        super().apply(call, record)
        integration = record["integration"] or {}
        record["integration"] = {name: value for name, value in integration.items() if value is not None}
        if record["enabled"] is None:
            record["enabled"] = call.play("flex_flow_enabled") == "true"

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Hold the integration against its type, and the flow against the others."""
        type_, integration = after["integration_type"], after["integration"]
        own = {*REQUIRED[type_], *DEFAULTS[type_]}
        if call.play("flex_flow_stale_fields") == "cleared":
            after["integration"] = integration = {name: one for name, one in integration.items() if name in own}
        if call.play("flex_flow_defaults") == "shown":
            after["integration"] = integration = {**DEFAULTS[type_], **integration}
        missing = [name for name in REQUIRED[type_] if not integration.get(name)]
        code = 45210 if before is None else 45004
        if missing:
            raise invalid(f"An integration of type {type_} needs {', '.join(missing)}", code)
        if call.play("unknown_references") == "rejected":
            known(call, "conversation_services", after["chat_service_sid"])
            known(call, "studio_flows", integration.get("flow_sid") if type_ == "studio" else None)
        self.check_alone(call, before, after)

    def check_alone(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Raise what Twilio raises against a second flow of the same contact identity."""
        status = call.play("duplicate_flex_flow")
        if status == "accepted" or not after["contact_identity"]:
            return
        wanted = (after["channel_type"], after["contact_identity"])
        for one in self.records(call):
            if (one["channel_type"], one["contact_identity"]) == wanted and one["sid"] != after["sid"]:
                code = 45212 if before is None else 45202
                raise ApiError(int(status), code, f"The Flex Flow {one['sid']} has {wanted[0]} {wanted[1]} already")


class Configuration(Resource):
    """The one configuration of Flex, for accounts that have Flex."""

    def fetch(self, call: Call) -> Answer:
        """Answer with the configuration; an account without Flex has none (its error: docs, the status: inferred)."""
        flex = call.account.flex
        if not flex:
            raise ApiError(404, 45101, "The account has no Flex configuration")
        url = f"https://{call.operation.host}{call.path}"
        whole = {**dict.fromkeys(call.operation.answer), **flex}
        return 200, {**whole, "account_sid": call.account.sid, "url": url}


FLEX_FLOWS = FlexFlows()
ROUTES: dict[str, Resource] = {
    "/v1/Configuration": Configuration(),
    "/v1/FlexFlows": FLEX_FLOWS,
    "/v1/FlexFlows/{Sid}": FLEX_FLOWS,
}
