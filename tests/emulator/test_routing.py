# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers a message."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from twilio.request_validator import RequestValidator

from ansible_collections.flexops.twilio.emulator.twilio_emulator.webhooks import on_loopback
from ansible_collections.flexops.twilio.tests.emulator.hooks import Hook
from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

CUSTOMER, NUMBER = "+13105550100", "+14155552671"
STUDIO = {"enabled": True, "type": "studio", "studio_flow": "Inbound", "conversation_service": "Flex"}
FAR = "https://example.com/sms"


def world(emulator: Running, sms_url: str = "", auto: JSON | None = None, service: JSON | None = None) -> JSON:
    seed: JSON = {
        "conversation_services": [{"friendly_name": "Flex"}],
        "studio_flows": [{"friendly_name": "Inbound"}],
        "default_conversation_service": "Flex",
        "phone_numbers": [{"phone_number": NUMBER, "sms_url": sms_url}],
    }
    if auto:
        seed["addresses"] = [{"type": "sms", "address": NUMBER, "auto_creation": auto}]
    if service is not None:
        seed["messaging_services"] = [{"friendly_name": "pool", "phone_numbers": [NUMBER], **service}]
    return emulator.seed(seed)


def send(emulator: Running, **more: str) -> JSON:
    report: JSON = emulator.control(
        "POST", "simulate/inbound-message", {"from": CUSTOMER, "to": NUMBER, "body": "Hello", **more}
    )
    return report


def kinds(report: JSON) -> list[str]:
    return [one["kind"] for one in report["handlers"]]


def test_an_address_hands_the_conversation_to_its_flow(emulator: Running) -> None:
    made = world(emulator, auto=STUDIO)
    report = send(emulator)
    execution = report["executions"][0]["sid"]
    assert report["executions"] == [{"sid": execution, "flow": "Inbound", "started": True}]
    assert report["handlers"] == [
        {
            "kind": "conversations_address",
            "event": "onMessageAdded",
            "type": "studio",
            "studio_flow": {"sid": made["studio_flows"]["Inbound"], "friendly_name": "Inbound"},
            "execution": {"sid": execution, "started": True},
            "flex_flow": None,
            "task": None,
            "url": None,
            "delivered": None,
            "parallel": False,
            "replayed": False,
            "again": False,
        }
    ]
    conversation = report["conversation"]
    assert (conversation["created"], conversation["state"]) == (True, "active")
    assert conversation["chat_service_sid"] == made["conversation_services"]["Flex"]
    assert conversation["sid"] in report["explanation"][0]


def test_the_second_message_goes_to_the_same_conversation(emulator: Running) -> None:
    world(emulator, auto=STUDIO)
    first, second = send(emulator), send(emulator)
    assert kinds(second) == ["active_conversation"]
    assert second["handlers"][0]["studio_flow"]["friendly_name"] == "Inbound"
    assert second["conversation"] == {"sid": first["conversation"]["sid"], "created": False, "state": "active"}
    assert second["executions"] == [{**first["executions"][0], "started": False}]
    other = send(emulator, **{"from": "+13105550101"})
    assert other["conversation"]["created"] is True


def test_deleting_the_service_ends_its_conversations(emulator: Running) -> None:
    made = world(emulator, auto=STUDIO)
    send(emulator)
    service = made["conversation_services"]["Flex"]
    assert emulator.raw("DELETE", f"/conversations/v1/Services/{service}").status_code == 204
    report = send(emulator)
    assert report["conversation"]["created"] is True
    assert f"Its conversation service {service} does not exist." in report["explanation"]


def test_the_default_type_makes_a_conversation_and_nothing_else(emulator: Running) -> None:
    made = world(emulator, auto={"enabled": True})
    report = send(emulator)
    assert (kinds(report), report["handlers"][0]["type"]) == (["conversations_address"], "default")
    assert report["conversation"]["chat_service_sid"] == made["conversation_services"]["Flex"]


def test_a_webhook_is_called_for_the_events_that_its_filters_name(emulator: Running, hook: Hook) -> None:
    filters = ["onParticipantAdded", "onMessageAdded", "onMessageRemoved"]
    world(emulator, auto={"enabled": True, "type": "webhook", "webhook_url": hook.url, "webhook_filters": filters})
    report = send(emulator)
    assert [call["form"]["EventType"] for call in hook.calls] == ["onParticipantAdded", "onMessageAdded"]
    message = hook.calls[1]["form"]
    assert (message["Body"], message["Author"], message["Index"]) == ("Hello", CUSTOMER, "0")
    assert message["ConversationSid"] == report["conversation"]["sid"]
    assert (report["handlers"][0]["delivered"]["status"], report["handlers"][0]["type"]) == (200, "webhook")
    send(emulator)
    assert [call["form"]["EventType"] for call in hook.calls[2:]] == ["onMessageAdded"]
    assert hook.calls[2]["form"]["Index"] == "1"


def test_a_webhook_whose_filters_name_nothing_is_not_called(emulator: Running, hook: Hook) -> None:
    auto = {"enabled": True, "type": "webhook", "webhook_url": hook.url, "webhook_filters": ["onMessageRemoved"]}
    world(emulator, auto=auto)
    report = send(emulator)
    assert hook.calls == []
    assert report["conversation"]["created"] is True
    assert any("names no event" in line or "name no event" in line for line in report["explanation"])


def test_the_numbers_own_handler_runs_in_parallel_unless_silenced(emulator: Running) -> None:
    world(emulator, sms_url=FAR, auto=STUDIO)
    report = send(emulator)
    assert kinds(report) == ["conversations_address", "number_webhook"]
    assert [one["parallel"] for one in report["handlers"]] == [False, True]
    assert kinds(send(emulator)) == ["active_conversation", "number_webhook"]
    emulator.control("POST", "switches", {"address_silences_number": "true"})
    assert kinds(send(emulator)) == ["active_conversation"]


def test_a_disabled_address_leaves_the_message_to_the_number(emulator: Running) -> None:
    world(emulator, sms_url=FAR, auto={**STUDIO, "enabled": False})
    report = send(emulator)
    assert (kinds(report), report["conversation"]) == (["number_webhook"], None)
    assert report["handlers"][0]["parallel"] is False
    assert "auto-creation is disabled" in report["explanation"][0]


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_a_webhook_on_loopback_is_called_with_a_valid_signature(emulator: Running, hook: Hook, method: str) -> None:
    made = world(emulator, sms_url=hook.url)
    emulator.post(
        f"/api/2010-04-01/Accounts/{{sid}}/IncomingPhoneNumbers/{made['phone_numbers'][NUMBER]}.json",
        {"SmsMethod": method},
    )
    report = send(emulator)
    call = hook.calls[0]
    url = f"http://{urlsplit(hook.url).netloc}{call['path']}"
    assert call["method"] == method
    assert RequestValidator(made["auth_token"]).validate(url, call["form"], call["signature"])
    parameters = {**dict(parse_qsl(urlsplit(url).query)), **call["form"]}
    assert parameters["a"] == "b"
    assert (parameters["From"], parameters["To"], parameters["Body"]) == (CUSTOMER, NUMBER, "Hello")
    assert parameters["MessageSid"].startswith("SM")
    delivered = report["handlers"][0]["delivered"]
    assert (delivered["status"], delivered["body"]) == (200, "<Response/>")


def test_a_webhook_that_nobody_answers_is_reported(emulator: Running) -> None:
    world(emulator, sms_url="http://127.0.0.1:1/")
    delivered = send(emulator)["handlers"][0]["delivered"]
    assert (delivered["status"], delivered["error"].partition(":")[0]) == (None, "ClientConnectorError")


def test_only_loopback_is_called(emulator: Running) -> None:
    world(emulator, sms_url=FAR)
    report = send(emulator)
    assert (report["handlers"][0]["url"], report["handlers"][0]["delivered"]) == (FAR, None)
    assert f"{FAR} is neither on loopback nor a Function, so it was not called." in report["explanation"]
    assert on_loopback("http://localhost:1/")
    assert on_loopback("http://[::1]:1/")
    assert not on_loopback("http://localhost.example.com/")
    assert not on_loopback("http://10.0.0.1/")


@pytest.mark.parametrize(
    ("service", "handlers"),
    [
        ({}, ["none"]),  # it drops the message
        ({"inbound_request_url": "https://example.com/in"}, ["messaging_service"]),
        ({"use_inbound_webhook_on_number": True}, ["number_webhook"]),
        (
            {"use_inbound_webhook_on_number": True, "inbound_request_url": "https://example.com/in"},
            ["number_webhook"],
        ),
    ],
)
def test_a_messaging_service_drops_calls_or_defers(emulator: Running, service: JSON, handlers: list[str]) -> None:
    world(emulator, sms_url=FAR, service=service)
    assert kinds(send(emulator)) == handlers


@pytest.mark.parametrize(("defers", "handlers"), [(False, 1), (True, 2)])
def test_an_address_comes_before_the_messaging_service(emulator: Running, defers: bool, handlers: int) -> None:
    world(emulator, sms_url=FAR, auto=STUDIO, service={"use_inbound_webhook_on_number": defers})
    report = send(emulator)
    assert report["handlers"][0]["kind"] == "conversations_address"
    assert len(report["handlers"]) == handlers


def test_nobody_answers(emulator: Running) -> None:
    world(emulator)
    report = send(emulator)
    assert (kinds(report), report["conversation"]) == (["none"], None)
    assert report["explanation"][-1] == "Nobody answers: the message is lost."


def test_a_flow_that_is_gone_or_does_not_listen_is_pointed_out(emulator: Running) -> None:
    made = world(emulator, auto=STUDIO)
    transitions = [{"event": "incomingConversationMessage"}]
    trigger = {"name": "Trigger", "type": "trigger", "transitions": transitions, "properties": {}}
    deaf = {"states": [trigger], "initial_state": "Trigger", "flags": {"allow_concurrent_calls": True}}
    auto = {"enabled": True, "type": "studio", "studio_flow": "Inbound"}
    for flow, problem in (
        ({"definition": {"description": "", **deaf}}, "The trigger of the Studio flow Inbound leads nowhere on"),
        ({"status": "draft"}, "The Studio flow Inbound was never published."),
    ):
        emulator.seed(
            {
                "phone_numbers": [NUMBER],
                "studio_flows": [{"friendly_name": "Inbound", **flow}],
                "addresses": [{"type": "sms", "address": NUMBER, "auto_creation": auto}],
            }
        )
        report = send(emulator)
        assert [one["execution"] for one in report["handlers"]] == [None]
        assert any(line.startswith(problem) for line in report["explanation"])
    gone = {"AutoCreation.StudioFlowSid": "FW" + 32 * "0"}
    emulator.post(f"/conversations/v1/Configuration/Addresses/{NUMBER}", gone)
    report = send(emulator, **{"from": "+13105550101"})
    assert report["handlers"][0]["studio_flow"] is None
    assert report["executions"] == []
    assert f"The Studio flow {'FW' + 32 * '0'} does not exist." in report["explanation"]
    assert made["sid"] == emulator.account["sid"]


def test_a_message_needs_a_sender_a_recipient_and_one_account(emulator: Running) -> None:
    world(emulator, sms_url=FAR)
    simulate = "simulate/inbound-message"
    emulator.control("POST", simulate, {"to": NUMBER}, status=400)
    emulator.control("POST", simulate, None, status=400)
    emulator.control("POST", simulate, {"from": CUSTOMER, "to": NUMBER, "deliver_twice": "false"}, status=400)
    unknown = {"from": CUSTOMER, "to": "+14155550000", "body": ""}
    assert "0 accounts know" in emulator.control("POST", simulate, unknown, status=400)["error"]
    known = emulator.control("POST", simulate, {**unknown, "account_sid": emulator.account["sid"]})
    assert kinds(known) == ["none"]
    assert "neither a number nor an address" in known["explanation"][0]
