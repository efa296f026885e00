# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Twilio's SDK has what a route serves: a list or a context."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from twilio.rest import Client

SID = "AC" + 32 * "0"


def in_conversations(scope: str, base: Callable[[Client], Any]) -> dict[tuple[str, str], Callable[[Client], Any]]:
    """Return where the SDK has what is in a conversation service."""
    one = f"{scope}/Conversations/{{ConversationSid}}"
    return {
        ("conversations", f"{scope}/Conversations"): lambda c: base(c).conversations,
        ("conversations", f"{scope}/Conversations/{{Sid}}"): lambda c: base(c).conversations("CH"),
        ("conversations", f"{scope}/ParticipantConversations"): lambda c: base(c).participant_conversations,
        ("conversations", f"{one}/Webhooks"): lambda c: base(c).conversations("CH").webhooks,
        ("conversations", f"{one}/Webhooks/{{Sid}}"): lambda c: base(c).conversations("CH").webhooks("WH"),
        ("conversations", f"{one}/Participants"): lambda c: base(c).conversations("CH").participants,
        ("conversations", f"{one}/Participants/{{Sid}}"): lambda c: base(c).conversations("CH").participants("MB"),
        ("conversations", f"{one}/Messages"): lambda c: base(c).conversations("CH").messages,
        ("conversations", f"{one}/Messages/{{Sid}}"): lambda c: base(c).conversations("CH").messages("IM"),
    }


V2010 = "/2010-04-01/Accounts"
SDK: dict[tuple[str, str], Callable[[Client], Any]] = {
    ("api", f"{V2010}.json"): lambda c: c.api.v2010.accounts,
    ("api", f"{V2010}/{{Sid}}.json"): lambda c: c.api.v2010.accounts(SID),
    ("api", f"{V2010}/{{AccountSid}}/IncomingPhoneNumbers.json"): lambda c: c.incoming_phone_numbers,
    ("api", f"{V2010}/{{AccountSid}}/IncomingPhoneNumbers/{{Sid}}.json"): lambda c: c.incoming_phone_numbers("PN"),
    ("api", f"{V2010}/{{AccountSid}}/IncomingPhoneNumbers/Local.json"): lambda c: c.incoming_phone_numbers.local,
    ("api", f"{V2010}/{{AccountSid}}/IncomingPhoneNumbers/Mobile.json"): lambda c: c.incoming_phone_numbers.mobile,
    ("api", f"{V2010}/{{AccountSid}}/IncomingPhoneNumbers/TollFree.json"): (
        lambda c: c.incoming_phone_numbers.toll_free
    ),
    ("api", f"{V2010}/{{AccountSid}}/AvailablePhoneNumbers.json"): lambda c: c.available_phone_numbers,
    ("api", f"{V2010}/{{AccountSid}}/AvailablePhoneNumbers/{{CountryCode}}.json"): (
        lambda c: c.available_phone_numbers("US")
    ),
    ("api", f"{V2010}/{{AccountSid}}/AvailablePhoneNumbers/{{CountryCode}}/Local.json"): (
        lambda c: c.available_phone_numbers("US").local
    ),
    ("api", f"{V2010}/{{AccountSid}}/AvailablePhoneNumbers/{{CountryCode}}/Mobile.json"): (
        lambda c: c.available_phone_numbers("US").mobile
    ),
    ("api", f"{V2010}/{{AccountSid}}/AvailablePhoneNumbers/{{CountryCode}}/TollFree.json"): (
        lambda c: c.available_phone_numbers("US").toll_free
    ),
    ("messaging", "/v1/Services"): lambda c: c.messaging.v1.services,
    ("messaging", "/v1/Services/{Sid}"): lambda c: c.messaging.v1.services("MG"),
    ("messaging", "/v1/Services/{ServiceSid}/PhoneNumbers"): lambda c: c.messaging.v1.services("MG").phone_numbers,
    ("messaging", "/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}"): (
        lambda c: c.messaging.v1.services("MG").phone_numbers("PN")
    ),
    ("messaging", "/v1/Services/{ServiceSid}/ShortCodes"): lambda c: c.messaging.v1.services("MG").short_codes,
    ("messaging", "/v1/Services/{ServiceSid}/ShortCodes/{Sid}"): (
        lambda c: c.messaging.v1.services("MG").short_codes("SC")
    ),
    ("messaging", "/v1/Services/{ServiceSid}/AlphaSenders"): lambda c: c.messaging.v1.services("MG").alpha_senders,
    ("messaging", "/v1/Services/{ServiceSid}/AlphaSenders/{Sid}"): (
        lambda c: c.messaging.v1.services("MG").alpha_senders("AI")
    ),
    ("messaging", "/v1/Services/{MessagingServiceSid}/ChannelSenders"): (
        lambda c: c.messaging.v1.services("MG").channel_senders
    ),
    ("messaging", "/v1/Services/{MessagingServiceSid}/ChannelSenders/{Sid}"): (
        lambda c: c.messaging.v1.services("MG").channel_senders("XE")
    ),
    ("conversations", "/v1/Configuration"): lambda c: c.conversations.v1.configuration(),
    ("conversations", "/v1/Configuration/Addresses"): lambda c: c.conversations.v1.address_configurations,
    ("conversations", "/v1/Configuration/Addresses/{Sid}"): (lambda c: c.conversations.v1.address_configurations("IG")),
    ("conversations", "/v1/Configuration/Webhooks"): lambda c: c.conversations.v1.configuration.webhooks(),
    ("conversations", "/v1/Services"): lambda c: c.conversations.v1.services,
    ("conversations", "/v1/Services/{Sid}"): lambda c: c.conversations.v1.services("IS"),
    ("conversations", "/v1/Services/{ChatServiceSid}/Configuration"): (
        lambda c: c.conversations.v1.services("IS").configuration()
    ),
    ("conversations", "/v1/Services/{ChatServiceSid}/Configuration/Webhooks"): (
        lambda c: c.conversations.v1.services("IS").configuration.webhooks()
    ),
    ("messaging", "/v2/Channels/Senders"): lambda c: c.messaging.v2.channels_senders,
    ("messaging", "/v2/Channels/Senders/{Sid}"): lambda c: c.messaging.v2.channels_senders("XE"),
    ("flex-api", "/v1/Configuration"): lambda c: c.flex_api.v1.configuration(),
    ("flex-api", "/v1/FlexFlows"): lambda c: c.flex_api.v1.flex_flow,
    ("flex-api", "/v1/FlexFlows/{Sid}"): lambda c: c.flex_api.v1.flex_flow("FO"),
    ("pricing", "/v1/PhoneNumbers/Countries"): lambda c: c.pricing.v1.phone_numbers.countries,
    ("pricing", "/v1/PhoneNumbers/Countries/{IsoCountry}"): lambda c: c.pricing.v1.phone_numbers.countries("US"),
    ("proxy", "/v1/Services"): lambda c: c.proxy.v1.services,
    ("proxy", "/v1/Services/{Sid}"): lambda c: c.proxy.v1.services("KS"),
    ("proxy", "/v1/Services/{ServiceSid}/PhoneNumbers"): lambda c: c.proxy.v1.services("KS").phone_numbers,
    ("proxy", "/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}"): lambda c: c.proxy.v1.services("KS").phone_numbers("PN"),
    **in_conversations("/v1", lambda c: c.conversations.v1),
    **in_conversations("/v1/Services/{ChatServiceSid}", lambda c: c.conversations.v1.services("IS")),
    ("studio", "/v2/Flows"): lambda c: c.studio.v2.flows,
    ("studio", "/v2/Flows/{Sid}"): lambda c: c.studio.v2.flows("FW"),
    ("studio", "/v2/Flows/Validate"): lambda c: c.studio.v2.flow_validate,
    ("studio", "/v2/Flows/{Sid}/Revisions"): lambda c: c.studio.v2.flows("FW").revisions,
    ("studio", "/v2/Flows/{Sid}/Revisions/{Revision}"): lambda c: c.studio.v2.flows("FW").revisions("1"),
    ("studio", "/v2/Flows/{FlowSid}/Executions"): lambda c: c.studio.v2.flows("FW").executions,
    ("studio", "/v2/Flows/{FlowSid}/Executions/{Sid}"): lambda c: c.studio.v2.flows("FW").executions("FN"),
}


def _serverless(c: Client) -> Any:
    return c.serverless.v1.services("ZS")


_SERVICE = "/v1/Services/{ServiceSid}"
_ENVIRONMENT = f"{_SERVICE}/Environments/{{EnvironmentSid}}"
SDK |= {
    ("serverless", route): target
    for route, target in {
        "/v1/Services": lambda c: c.serverless.v1.services,
        "/v1/Services/{Sid}": _serverless,
        f"{_SERVICE}/Environments": lambda c: _serverless(c).environments,
        f"{_SERVICE}/Environments/{{Sid}}": lambda c: _serverless(c).environments("ZE"),
        f"{_ENVIRONMENT}/Variables": lambda c: _serverless(c).environments("ZE").variables,
        f"{_ENVIRONMENT}/Variables/{{Sid}}": lambda c: _serverless(c).environments("ZE").variables("ZV"),
        f"{_ENVIRONMENT}/Deployments": lambda c: _serverless(c).environments("ZE").deployments,
        f"{_ENVIRONMENT}/Deployments/{{Sid}}": lambda c: _serverless(c).environments("ZE").deployments("ZD"),
        f"{_SERVICE}/Functions": lambda c: _serverless(c).functions,
        f"{_SERVICE}/Functions/{{Sid}}": lambda c: _serverless(c).functions("ZH"),
        f"{_SERVICE}/Functions/{{FunctionSid}}/Versions": lambda c: _serverless(c).functions("ZH").function_versions,
        f"{_SERVICE}/Functions/{{FunctionSid}}/Versions/{{Sid}}": (
            lambda c: _serverless(c).functions("ZH").function_versions("ZN")
        ),
        f"{_SERVICE}/Functions/{{FunctionSid}}/Versions/{{Sid}}/Content": (
            lambda c: _serverless(c).functions("ZH").function_versions("ZN").function_version_content()
        ),
        f"{_SERVICE}/Assets": lambda c: _serverless(c).assets,
        f"{_SERVICE}/Assets/{{Sid}}": lambda c: _serverless(c).assets("ZH"),
        f"{_SERVICE}/Assets/{{AssetSid}}/Versions": lambda c: _serverless(c).assets("ZH").asset_versions,
        f"{_SERVICE}/Assets/{{AssetSid}}/Versions/{{Sid}}": (
            lambda c: _serverless(c).assets("ZH").asset_versions("ZN")
        ),
        f"{_SERVICE}/Builds": lambda c: _serverless(c).builds,
        f"{_SERVICE}/Builds/{{Sid}}": lambda c: _serverless(c).builds("ZB"),
        f"{_SERVICE}/Builds/{{Sid}}/Status": lambda c: _serverless(c).builds("ZB").build_status(),
    }.items()
}
