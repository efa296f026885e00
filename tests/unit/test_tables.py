# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every table against the SDK, which is generated from Twilio's own description of its API."""

from __future__ import annotations

import inspect

import pytest
from twilio.rest import Client
from twilio.rest.conversations.v1.address_configuration import AddressConfigurationInstance
from twilio.rest.flex_api.v1.configuration import ConfigurationInstance
from twilio.rest.flex_api.v1.flex_flow import FlexFlowInstance

from ansible_collections.flexops.twilio.plugins.module_utils.recipes.flex_configuration import SHOWN
from ansible_collections.flexops.twilio.plugins.module_utils.recipes.number_messaging import MEMBERSHIP
from ansible_collections.flexops.twilio.plugins.module_utils.recipes.number_search import SEARCH_OPTIONS, TYPES
from ansible_collections.flexops.twilio.plugins.module_utils.recipes.sender_pool import IDENTITY
from ansible_collections.flexops.twilio.plugins.module_utils.resource import Lookup
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversation import CONVERSATION
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversation_service import CONVERSATION_SERVICE
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversation_webhook import CONVERSATION_WEBHOOK
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_configuration import (
    CONVERSATIONS_CONFIGURATION,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_webhook import (
    CONVERSATIONS_WEBHOOK,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.flex_flow import FLEX_FLOW
from ansible_collections.flexops.twilio.plugins.module_utils.resources.messaging_service import MESSAGING_SERVICE
from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import (
    PHONE_NUMBER,
    PHONE_NUMBER_MESSAGING,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.proxy_phone_number import PROXY_PHONE_NUMBER
from ansible_collections.flexops.twilio.plugins.module_utils.resources.proxy_service import PROXY_SERVICE
from ansible_collections.flexops.twilio.plugins.module_utils.resources.studio_flow import STUDIO_FLOW

TABLES = [
    PHONE_NUMBER,
    PHONE_NUMBER_MESSAGING,
    CONVERSATIONS_ADDRESS,
    CONVERSATION_WEBHOOK,
    CONVERSATION_WEBHOOK.within(("IS" + "a" * 32, "CH" + "a" * 32)),
    CONVERSATIONS_WEBHOOK,
    CONVERSATIONS_CONFIGURATION,
    CONVERSATION,
    STUDIO_FLOW,
    CONVERSATION_SERVICE,
    MESSAGING_SERVICE,
    FLEX_FLOW,
    PROXY_SERVICE,
    PROXY_PHONE_NUMBER,
]
# The account-level twin of a scoped kind, which has every field.
TABLES = [table.within(tuple("" if at == 0 else "CH1" for at, _name in enumerate(table.scope))) for table in TABLES]
CREATED = [table for table in TABLES if table.creating and table.lookup is not Lookup.SINGLETON]
SDK = Client("AC" + "a" * 32, "token", environment={"TWILIO_": ""})
# Twilio keeps these beside the resource.
COLLECTIONS = {MEMBERSHIP, *IDENTITY}


def keywords(method):
    return set(inspect.signature(method).parameters)


def own_fields(table):
    return [field for field in table.fields if field.name not in COLLECTIONS]


def context(table):
    api = table.api(SDK)
    return api() if table.lookup is Lookup.SINGLETON else api("XX" + "a" * 32)


@pytest.mark.parametrize("table", CREATED, ids=lambda table: table.kind)
def test_each_field_is_a_keyword_of_create(table):
    assert {field.keyword for field in own_fields(table)} <= keywords(table.api(SDK).create)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.kind)
def test_create_only_means_in_create_and_not_in_update(table):
    update = keywords(context(table).update) if hasattr(context(table), "update") else set()
    for field in own_fields(table):
        assert field.create_only == (field.keyword not in update), field.name


@pytest.mark.parametrize("table", CREATED, ids=lambda table: table.kind)
def test_required_by_the_sdk_is_required_by_us(table):
    create = inspect.signature(table.api(SDK).create)
    required = {name for name, parameter in create.parameters.items() if parameter.default is parameter.empty}
    ours = {field.keyword for field in table.fields if field.required and not field.when}
    assert required == ours


def test_a_service_s_webhooks_take_what_the_account_s_take_but_for_the_target():
    of_a_service = CONVERSATIONS_WEBHOOK.within(("IS" + "a" * 32,))
    assert {field.keyword for field in own_fields(of_a_service)} - {"target"} <= keywords(context(of_a_service).update)


@pytest.mark.parametrize(
    ("table", "field", "enum"),
    [
        (CONVERSATIONS_ADDRESS, "type", AddressConfigurationInstance.Type),
        (CONVERSATIONS_ADDRESS, "auto_creation.type", AddressConfigurationInstance.AutoCreationType),
        (CONVERSATIONS_ADDRESS, "auto_creation.webhook_method", AddressConfigurationInstance.Method),
        (FLEX_FLOW, "channel_type", FlexFlowInstance.ChannelType),
        (FLEX_FLOW, "integration_type", FlexFlowInstance.IntegrationType),
    ],
)
def test_choices_are_the_enum(table, field, enum):
    values = {value for name, value in vars(enum).items() if not name.startswith("_")}
    assert set(table.field(field).choices) == values


def test_every_keyword_of_a_flex_flow_has_a_field():
    assert {field.keyword for field in FLEX_FLOW.fields} == keywords(FLEX_FLOW.api(SDK).create)


def test_what_is_shown_of_the_flex_configuration_is_in_it():
    empty = ConfigurationInstance(SDK.flex_api.v1, {})
    assert set(SHOWN) <= set(vars(empty))


@pytest.mark.parametrize("kind", TYPES)
def test_each_search_option_is_a_filter_of_each_type(kind):
    numbers = getattr(SDK.api.v2010.account.available_phone_numbers("US"), kind)
    assert set(SEARCH_OPTIONS) - {"country", "type"} <= keywords(numbers.page)


@pytest.mark.parametrize("table", [table for table in TABLES if table.keys], ids=lambda table: table.kind)
def test_filters_and_page_size_are_the_sdk_s(table):
    assert "page_size" in keywords(table.api(SDK).page)
    if table.lookup.name == "FILTER":
        assert set(table.keys) <= keywords(table.api(SDK).page)


@pytest.mark.parametrize("table", [PHONE_NUMBER, PHONE_NUMBER_MESSAGING], ids=lambda table: table.kind)
def test_nothing_of_voice_is_in_reach(table):
    assert not [field.name for field in table.fields if "voice" in field.name or "status_callback" in field.name]
