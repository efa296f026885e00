# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations: addresses, configuration, services."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

ADDRESSES = "/conversations/v1/Configuration/Addresses"
CONFIGURATION = "/conversations/v1/Configuration"
SERVICES = "/conversations/v1/Services"
NUMBER = "+14155552671"
FLOW, OTHER_FLOW = "FW" + 32 * "a", "FW" + 32 * "b"
STUDIO = {"AutoCreation.Enabled": "true", "AutoCreation.Type": "studio", "AutoCreation.StudioFlowSid": FLOW}
WEBHOOK = {"AutoCreation.Type": "webhook", "AutoCreation.WebhookUrl": "https://example.com/"}
BLANK = {
    "enabled": False,
    "type": "default",
    "conversation_service_sid": None,
    "studio_flow_sid": None,
    "studio_retry_count": None,
    "webhook_url": None,
    "webhook_method": None,
    "webhook_filters": None,
    "binding_name": None,
}


@pytest.fixture
def world(emulator: Running) -> Running:
    emulator.seed({"phone_numbers": [NUMBER, "+14155552672"]})
    return emulator


def create(world: Running, **more: Any) -> JSON:
    return world.post(ADDRESSES, {"Type": "sms", "Address": NUMBER, **more}, 201)


def test_a_new_address_is_disabled_and_padded_with_nulls(world: Running) -> None:
    address = create(world)
    assert address.pop("date_created").endswith("Z")
    sid = address["sid"]
    assert address == {
        "sid": sid,
        "account_sid": world.account["sid"],
        "type": "sms",
        "address": NUMBER,
        "friendly_name": None,
        "address_country": None,
        "auto_creation": BLANK,
        "date_updated": None,
        "url": f"https://conversations.twilio.com/v1/Configuration/Addresses/{sid}",
    }


def test_an_address_is_found_by_sid_and_by_itself_however_it_is_encoded(world: Running) -> None:
    address = create(world)
    whatsapp = world.post(ADDRESSES, {"Type": "whatsapp", "Address": f"whatsapp:{NUMBER}"}, 201)
    for name in (address["sid"], NUMBER, NUMBER.replace("+", "%2B")):
        assert world.get(f"{ADDRESSES}/{name}") == address
    for name in (f"whatsapp:{NUMBER}", f"whatsapp%3A%2B{NUMBER[1:]}"):
        assert world.get(f"{ADDRESSES}/{name}") == whatsapp
    world.refused(404, 20404, "GET", f"{ADDRESSES}/+14155552672")
    after = world.post(f"{ADDRESSES}/{NUMBER}", {"FriendlyName": "by number"})
    assert after["sid"] == address["sid"]
    assert world.raw("DELETE", f"{ADDRESSES}/{NUMBER}").status_code == 204
    world.refused(404, 20404, "DELETE", f"{ADDRESSES}/{address['sid']}")


def test_the_sdk_writes_and_reads_an_address(world: Running) -> None:
    made = world.sdk().conversations.v1.address_configurations.create(
        type="sms",
        address=NUMBER,
        auto_creation_enabled=True,
        auto_creation_type="webhook",
        auto_creation_webhook_url="https://example.com/",
        auto_creation_webhook_method="post",
        auto_creation_webhook_filters=["onMessageAdded", "onParticipantAdded"],
    )
    auto = world.sdk().conversations.v1.address_configurations(NUMBER).fetch().auto_creation
    assert auto == made.auto_creation
    assert auto["webhook_method"] == "POST"  # answers are in capitals
    assert auto["webhook_filters"] == ["onMessageAdded", "onParticipantAdded"]


@pytest.mark.parametrize("status", [409, 400])
def test_an_address_is_configured_once(world: Running, status: int) -> None:
    create(world)
    world.control("POST", "switches", {"duplicate_address_status": status})
    code = {409: 20409, 400: 20001}[status]
    world.refused(status, code, "POST", ADDRESSES, {"Type": "sms", "Address": NUMBER})


@pytest.mark.parametrize(
    ("type_", "good", "bad"),
    [
        ("whatsapp", "whatsapp:+14155552671", "+14155552671"),
        ("messenger", "messenger:123", "123"),
        ("email", "a@example.com", "example.com"),
        ("apple", "urn:mbid:abc", "abc"),
        ("rcs", "rcs:agent", "agent"),
        ("gbm", "opaque", "two words"),
        ("chat", "anything", "two words"),
        ("sms", NUMBER, "4155552671x"),
    ],
)
def test_each_type_has_its_format(world: Running, type_: str, good: str, bad: str) -> None:
    world.refused(400, 20001, "POST", ADDRESSES, {"Type": type_, "Address": bad})
    assert world.post(ADDRESSES, {"Type": type_, "Address": good}, 201)["type"] == type_


def test_the_type_is_read_without_its_case(world: Running) -> None:
    assert create(world, Type="SmS")["type"] == "sms"
    world.refused(400, 20001, "POST", ADDRESSES, {"Type": "fax", "Address": NUMBER})


def test_the_number_of_an_sms_address_belongs_to_the_account(world: Running) -> None:
    world.refused(400, 20001, "POST", ADDRESSES, {"Type": "sms", "Address": "+14155550000"})


def test_a_short_code_needs_its_country(world: Running) -> None:
    world.refused(400, 20001, "POST", ADDRESSES, {"Type": "sms", "Address": "12345"})
    world.refused(400, 20001, "POST", ADDRESSES, {"Type": "sms", "Address": "12345", "AddressCountry": "usa"})
    assert create(world, Address="12345", AddressCountry="US")["address_country"] == "US"


@pytest.mark.parametrize(
    "form",
    [
        {"AutoCreation.Type": "studio"},  # no flow
        {"AutoCreation.Type": "webhook"},  # no URL
        {**STUDIO, "AutoCreation.StudioFlowSid": "IG" + 32 * "a"},
        {**STUDIO, "AutoCreation.StudioFlowSid": "FW" + 31 * "a"},
        {**STUDIO, "AutoCreation.StudioRetryCount": "4"},
        {**STUDIO, "AutoCreation.StudioRetryCount": "-1"},
        {**STUDIO, "AutoCreation.StudioRetryCount": "three"},
        {**STUDIO, "AutoCreation.Enabled": "on"},
        {**WEBHOOK, "AutoCreation.WebhookUrl": "example.com"},
        {**WEBHOOK, "AutoCreation.WebhookMethod": "put"},
        {**WEBHOOK, "AutoCreation.WebhookFilters": ["onMessageAdded", "onConversationAdded"]},
        {"AutoCreation.Type": "flex"},
        {"AutoCreation.ConversationServiceSid": "MG" + 32 * "a"},
        {"FriendlyName": 257 * "x"},
    ],
)
def test_auto_creation_is_checked_when_it_is_made_and_when_it_is_changed(world: Running, form: JSON) -> None:
    world.refused(400, 20001, "POST", ADDRESSES, {"Type": "sms", "Address": NUMBER, **form})
    before = create(world)
    world.refused(400, 20001, "POST", f"{ADDRESSES}/{NUMBER}", form)
    assert world.get(f"{ADDRESSES}/{NUMBER}") == before


def test_type_and_address_can_not_be_changed(world: Running) -> None:
    create(world)
    for form in ({"Type": "sms"}, {"Address": NUMBER}, {"AddressCountry": "US"}):
        world.refused(400, 20001, "POST", f"{ADDRESSES}/{NUMBER}", form)


def test_an_update_is_partial_and_empty_clears(world: Running) -> None:
    service = "IS" + 32 * "a"
    create(world, FriendlyName="x", **STUDIO, **{"AutoCreation.ConversationServiceSid": service})
    disabled = world.post(f"{ADDRESSES}/{NUMBER}", {"AutoCreation.Enabled": "false"})
    assert disabled["auto_creation"] == {
        **BLANK,
        "type": "studio",
        "studio_flow_sid": FLOW,
        "conversation_service_sid": service,
    }
    assert disabled["date_updated"]
    cleared = world.post(f"{ADDRESSES}/{NUMBER}", {"FriendlyName": "", "AutoCreation.ConversationServiceSid": ""})
    assert (cleared["friendly_name"], cleared["auto_creation"]["conversation_service_sid"]) == (None, None)
    assert cleared["auto_creation"]["studio_flow_sid"] == FLOW


@pytest.mark.parametrize(("play", "flow"), [("kept", FLOW), ("cleared", None)])
def test_what_belongs_to_another_type_is_kept_or_cleared(world: Running, play: str, flow: str | None) -> None:
    world.control("POST", "switches", {"stale_type_fields": play})
    create(world, **STUDIO, **{"AutoCreation.StudioRetryCount": "3"})
    auto = world.post(f"{ADDRESSES}/{NUMBER}", WEBHOOK)["auto_creation"]
    assert (auto["type"], auto["webhook_url"], auto["studio_flow_sid"]) == ("webhook", "https://example.com/", flow)
    assert auto["studio_retry_count"] == (3 if flow else None)


def test_an_empty_list_clears_is_ignored_or_rejected(world: Running) -> None:
    create(world, **WEBHOOK, **{"AutoCreation.WebhookFilters": ["onMessageAdded"]})
    empty = {"AutoCreation.WebhookFilters": ""}
    world.control("POST", "switches", {"empty_list": "rejected"})
    world.refused(400, 20001, "POST", f"{ADDRESSES}/{NUMBER}", empty)
    world.control("POST", "switches", {"empty_list": "ignored"})
    kept = world.post(f"{ADDRESSES}/{NUMBER}", empty)
    assert kept["auto_creation"]["webhook_filters"] == ["onMessageAdded"]
    world.control("POST", "switches", {"empty_list": "clears"})
    assert world.post(f"{ADDRESSES}/{NUMBER}", empty)["auto_creation"]["webhook_filters"] is None


def test_an_empty_number_clears_or_is_rejected(world: Running) -> None:
    create(world, **STUDIO, **{"AutoCreation.StudioRetryCount": "3"})
    empty = {"AutoCreation.StudioRetryCount": ""}
    world.control("POST", "switches", {"empty_int": "rejected"})
    world.refused(400, 20001, "POST", f"{ADDRESSES}/{NUMBER}", empty)
    world.control("POST", "switches", {"empty_int": "clears"})
    assert world.post(f"{ADDRESSES}/{NUMBER}", empty)["auto_creation"]["studio_retry_count"] is None


def test_references_may_dangle_or_not(world: Running) -> None:
    create(world, **STUDIO)
    world.control("POST", "switches", {"unknown_references": "rejected"})
    world.refused(404, 20404, "POST", f"{ADDRESSES}/{NUMBER}", {"AutoCreation.StudioFlowSid": OTHER_FLOW})
    world.refused(404, 20404, "POST", CONFIGURATION, {"DefaultChatServiceSid": "IS" + 32 * "a"})


def test_addresses_are_listed_by_type_and_50_at_a_time(world: Running) -> None:
    sid = create(world)["sid"]
    world.post(ADDRESSES, {"Type": "whatsapp", "Address": f"whatsapp:{NUMBER}"}, 201)
    client = world.sdk().conversations.v1.address_configurations
    assert [one.sid for one in client.list(type="SMS", page_size=50)] == [sid]
    assert len(client.list(page_size=50)) == 2
    world.refused(400, 20001, "GET", f"{ADDRESSES}?Type=fax")
    world.refused(400, 20007, "GET", f"{ADDRESSES}?PageSize=51")


def test_the_configuration_is_one_and_partial(emulator: Running) -> None:
    sid = emulator.account["sid"]
    blank = {
        "account_sid": sid,
        "default_chat_service_sid": None,
        "default_messaging_service_sid": None,
        "default_inactive_timer": None,
        "default_closed_timer": None,
        "url": "https://conversations.twilio.com/v1/Configuration",
        "links": {"service": None, "webhooks": "https://conversations.twilio.com/v1/Configuration/Webhooks"},
    }
    assert emulator.get(CONFIGURATION) == blank
    service, messaging = "IS" + 32 * "a", "MG" + 32 * "a"
    after = emulator.post(CONFIGURATION, {"DefaultChatServiceSid": service})
    assert after["links"]["service"] == f"https://conversations.twilio.com/v1/Services/{service}/Configuration"
    timers = {"DefaultInactiveTimer": "PT1M", "DefaultClosedTimer": "P1DT1H", "DefaultMessagingServiceSid": messaging}
    emulator.sdk().conversations.v1.configuration().update(default_inactive_timer="PT2M")
    after = emulator.post(CONFIGURATION, timers)
    assert after["default_chat_service_sid"] == service
    assert (after["default_inactive_timer"], after["default_closed_timer"]) == ("PT1M", "P1DT1H")
    assert emulator.post(CONFIGURATION, {"DefaultClosedTimer": ""})["default_closed_timer"] is None


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"DefaultInactiveTimer": "1 minute"}, 50375),
        ({"DefaultInactiveTimer": "PT59S"}, 50379),
        ({"DefaultClosedTimer": "P"}, 50376),
        ({"DefaultClosedTimer": "PT9M"}, 50380),
    ],
)
def test_timers_are_durations_of_some_length(emulator: Running, form: dict[str, str], code: int) -> None:
    emulator.refused(400, code, "POST", CONFIGURATION, form)


def test_a_default_service_is_cleared_kept_or_not_to_be_cleared(emulator: Running) -> None:
    service = "IS" + 32 * "a"
    emulator.post(CONFIGURATION, {"DefaultChatServiceSid": service})
    empty = {"DefaultChatServiceSid": ""}
    emulator.control("POST", "switches", {"empty_default": "rejected"})
    emulator.refused(400, 20001, "POST", CONFIGURATION, empty)
    emulator.control("POST", "switches", {"empty_default": "ignored"})
    assert emulator.post(CONFIGURATION, empty)["default_chat_service_sid"] == service
    emulator.control("POST", "switches", {"empty_default": "clears"})
    assert emulator.post(CONFIGURATION, empty)["default_chat_service_sid"] is None


def test_services_are_made_and_deleted_and_leave_dangling_references(emulator: Running) -> None:
    service = emulator.post(SERVICES, {"FriendlyName": "Flex"}, 201)
    sid = service["sid"]
    assert service["links"]["configuration"] == f"https://conversations.twilio.com/v1/Services/{sid}/Configuration"
    assert (service["url"], service["date_updated"]) == (f"https://conversations.twilio.com/v1/Services/{sid}", None)
    emulator.post(CONFIGURATION, {"DefaultChatServiceSid": sid})
    assert [one.sid for one in emulator.sdk().conversations.v1.services.list(page_size=100)] == [sid]
    assert emulator.sdk().conversations.v1.services(sid).delete()
    emulator.refused(404, 20404, "GET", f"{SERVICES}/{sid}")
    assert emulator.get(CONFIGURATION)["default_chat_service_sid"] == sid
    emulator.refused(400, 20007, "GET", f"{SERVICES}?PageSize=101")
