# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Flex says of itself in an account: there is one configuration, and an account without Flex has none."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ..client import Client
from ..errors import NotFound
from ..resource import JSON

READING = "read the Flex configuration"

SHOWN = (
    "account_sid",
    "status",
    "ui_version",
    "flex_instance_sid",
    "chat_service_instance_sid",
    "flex_service_instance_sid",
    "messaging_service_instance_sid",
    "taskrouter_workspace_sid",
    "taskrouter_target_workflow_sid",
    "taskrouter_target_taskqueue_sid",
    "taskrouter_offline_activity_sid",
    "serverless_service_sids",
    "runtime_domain",
    "date_created",
    "date_updated",
)
"""What others are configured with. The rest is the look of the UI and attributes in which anything may stand."""


def flex_configuration(client: Client) -> JSON | None:
    """The account's Flex configuration, one read; None in an account without Flex."""
    try:
        return client.fetch(READING, client.sdk.flex_api.v1.configuration())
    except NotFound:
        return None


def flex_of(client: Client) -> JSON:
    """The same; a NotFound that says it in words where there is none."""
    configuration = flex_configuration(client)
    if configuration is None:
        error = NotFound(
            f"account {client.settings.account_sid} has no Flex: Twilio knows no Flex configuration of it."
            " Are these the credentials of the account that Flex was set up in?",
            status=404,
        )
        error.attempted = READING
        raise error
    return configuration


def read_configuration(client: Client, params: Mapping[str, t.Any]) -> JSON:
    """{flex_configuration}: the fields that are shown."""
    configuration = flex_of(client)
    return {"flex_configuration": {name: configuration.get(name) for name in SHOWN}}
