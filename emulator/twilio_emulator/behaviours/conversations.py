# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations v1: what is served where."""

from __future__ import annotations

from ..resources import Resource
from . import (
    conversations_configuration as configuration,
    conversations_records as records,
    conversations_webhooks as webhooks,
)

ADDRESSES = configuration.Addresses()
SERVICES = configuration.Services()
CONVERSATIONS = records.Conversations()
PARTS = (webhooks.ScopedWebhooks(), records.Participants(), records.Messages())
PARTICIPANT_CONVERSATIONS = records.ParticipantConversations()
_SERVICE = "/v1/Services/{ChatServiceSid}"

ROUTES: dict[str, Resource] = {
    "/v1/Configuration": configuration.Configuration(),
    "/v1/Configuration/Addresses": ADDRESSES,
    "/v1/Configuration/Addresses/{Sid}": ADDRESSES,
    "/v1/Configuration/Webhooks": webhooks.AccountWebhook(),
    "/v1/Services": SERVICES,
    "/v1/Services/{Sid}": SERVICES,
    f"{_SERVICE}/Configuration": configuration.ServiceConfiguration(),
    f"{_SERVICE}/Configuration/Webhooks": webhooks.ServiceWebhook(),
}
for _scope in ("/v1", _SERVICE):
    ROUTES[f"{_scope}/Conversations"] = ROUTES[f"{_scope}/Conversations/{{Sid}}"] = CONVERSATIONS
    ROUTES[f"{_scope}/ParticipantConversations"] = PARTICIPANT_CONVERSATIONS
    for _part in PARTS:
        _route = f"{_scope}/Conversations/{{ConversationSid}}/{_part.name}"
        ROUTES[_route] = ROUTES[f"{_route}/{{Sid}}"] = _part
