# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers a message when Flex's legacy way in does: Proxy, chat channels, Flex Flows."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.tests.emulator.hooks import Hook
from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

CUSTOMER, NUMBER, WHATSAPP, PAGE = "+13105550100", "+14155552671", "whatsapp:+14155552671", "messenger:1"
STUDIO = {"integration_type": "studio", "integration": {"studio_flow": "Inbound"}}
TASK = {"integration_type": "task", "integration": {"channel": "chat", "priority": 5}}
AUTO = {"enabled": True, "type": "studio", "studio_flow": "Inbound", "conversation_service": "Flex"}


def world(emulator: Running, *flows: JSON, handles: tuple[str, ...] = (NUMBER, WHATSAPP, PAGE), **more: JSON) -> JSON:
    return emulator.seed(
        {
            "conversation_services": [{"friendly_name": "Flex"}, {"friendly_name": "other"}],
            "studio_flows": [{"friendly_name": "Inbound"}],
            "phone_numbers": [NUMBER],
            "channel_senders": [WHATSAPP, PAGE],
            "flex": {"chat_service": "Flex"},
            "flex_flows": [{"friendly_name": f"desk {index}", **flow} for index, flow in enumerate(flows)],
            "proxy_services": [
                {"unique_name": "Flex Proxy Service", "phone_numbers": [NUMBER], "handles": list(handles)}
            ],
            **more,
        }
    )


def flow(integration: JSON, channel: str = "sms", identity: str = NUMBER, **more: JSON | bool | str) -> JSON:
    return {"channel_type": channel, "contact_identity": identity, **integration, **more}


def send(emulator: Running, to: str = NUMBER, sender: str = CUSTOMER, **more: bool) -> JSON:
    message = {"from": sender, "to": to, "body": "Hello", **more}
    report: JSON = emulator.control("POST", "simulate/inbound-message", message)
    return report


def answers(report: JSON) -> list[tuple[str, str | None, bool]]:
    return [(one["kind"], one["type"], one["parallel"]) for one in report["handlers"]]


def test_a_studio_flow_takes_the_chat(emulator: Running) -> None:
    made = world(emulator, flow(STUDIO))
    report = send(emulator)
    (row,) = report["handlers"]
    assert (row["kind"], row["type"], row["event"]) == ("flex_flow", "studio", "onMessageSent")
    assert row["flex_flow"] == {"sid": made["flex_flows"]["desk 0"], "friendly_name": "desk 0"}
    assert row["studio_flow"] == {"sid": made["studio_flows"]["Inbound"], "friendly_name": "Inbound"}
    assert report["executions"] == [{"sid": row["execution"]["sid"], "flow": "Inbound", "started": True}]
    assert report["conversation"] is None
    channel = report["flex_channel"]
    assert channel == {
        "sid": channel["sid"],
        "created": True,
        "chat_service_sid": made["conversation_services"]["Flex"],
    }
    path = f"/studio/v2/Flows/{made['studio_flows']['Inbound']}/Executions"
    (execution,) = emulator.get(path)["executions"]
    assert (execution["sid"], execution["contact_channel_address"]) == (row["execution"]["sid"], channel["sid"])
    trigger = execution["context"]["trigger"]["message"]
    assert (trigger["ChannelSid"], trigger["From"], trigger["Body"]) == (channel["sid"], CUSTOMER, "Hello")
    again = send(emulator)
    assert again["flex_channel"] == {**channel, "created": False}
    assert again["handlers"][0]["execution"] == {"sid": row["execution"]["sid"], "started": False}
    assert send(emulator, sender="+13105550101")["flex_channel"]["sid"] != channel["sid"]


def test_studio_is_started_by_its_own_event_for_chats(emulator: Running) -> None:
    transitions = [{"event": "incomingConversationMessage", "next": "wait"}, {"event": "incomingMessage"}]
    trigger = {"name": "Trigger", "type": "trigger", "transitions": transitions, "properties": {}}
    definition = emulator_definition(trigger)
    world(emulator, flow(STUDIO), studio_flows=[{"friendly_name": "Inbound", "definition": definition}])
    report = send(emulator)
    assert report["executions"] == []
    assert "The trigger of the Studio flow Inbound leads nowhere on incomingMessage." in report["explanation"]


def emulator_definition(trigger: JSON) -> JSON:
    properties = {"workflow": "WW" + 32 * "0", "channel": "TC" + 32 * "0", "attributes": "{}"}
    wait = {"name": "wait", "type": "send-to-flex", "transitions": [], "properties": properties}
    flags = {"allow_concurrent_calls": True}
    return {"description": "", "states": [trigger, wait], "initial_state": "Trigger", "flags": flags}


def test_an_external_url_is_called(emulator: Running, hook: Hook) -> None:
    world(emulator, flow({"integration_type": "external", "integration": {"url": hook.url}}))
    report = send(emulator)
    assert answers(report) == [("flex_flow", "external", False)]
    assert report["handlers"][0]["delivered"]["status"] == 200
    (call,) = hook.calls
    assert call["form"]["ChannelSid"] == report["flex_channel"]["sid"]
    assert (call["form"]["EventType"], call["form"]["Body"], call["form"]["Index"]) == ("onMessageSent", "Hello", "0")
    report = send(emulator, deliver_twice=True)
    assert [(one["again"], one["flex_flow"]["friendly_name"]) for one in report["handlers"]] == [
        (False, "desk 0"),
        (True, "desk 0"),
    ]
    assert [one["form"]["Index"] for one in hook.calls] == ["0", "1", "1"]


def test_a_task_is_made_once_for_a_contact(emulator: Running) -> None:
    world(emulator, flow(TASK))
    flex = emulator.get("/flex-api/v1/Configuration")
    first = send(emulator)["handlers"][0]
    assert (first["kind"], first["type"], first["task"]["started"]) == ("flex_flow", "task", True)
    assert first["task"]["workflow_sid"] == flex["taskrouter_target_workflow_sid"]
    assert (first["task"]["channel"], first["task"]["priority"], first["task"]["timeout"]) == ("chat", 5, 86400)
    again = send(emulator)["handlers"][0]["task"]
    assert again == {**first["task"], "started": False}


@pytest.mark.parametrize("long_lived", [True, False])
@pytest.mark.parametrize("integration", [STUDIO, TASK], ids=["studio", "task"])
def test_a_contact_ends_and_a_long_lived_channel_stays(emulator: Running, long_lived: bool, integration: JSON) -> None:
    made = world(emulator, flow(integration, long_lived=long_lived))
    first = send(emulator)
    channel = first["flex_channel"]["sid"]
    ended = emulator.control("POST", "simulate/flex-contact-ended", {"channel": channel})
    assert ended == {
        "sid": channel,
        "status": "active" if long_lived else "closed",
        "executions": [one["sid"] for one in first["executions"]],
    }
    path = f"/studio/v2/Flows/{made['studio_flows']['Inbound']}/Executions"
    assert {one["status"] for one in emulator.get(path)["executions"]} <= {"ended"}
    second = send(emulator)
    assert second["flex_channel"]["created"] is not long_lived
    assert (second["flex_channel"]["sid"] == channel) is long_lived
    assert (second["handlers"][0]["execution"] or second["handlers"][0]["task"])["started"] is True
    emulator.control("POST", "simulate/flex-contact-ended", {"channel": "CH1"}, status=400)


@pytest.mark.parametrize(
    ("flows", "why"),
    [
        ([flow(STUDIO, enabled=False)], "The Flex Flow desk 0 is disabled."),
        ([], f"no Flex Flow is for sms {NUMBER}"),
        ([flow(STUDIO, channel="whatsapp")], f"no Flex Flow is for sms {NUMBER}"),
        ([flow(STUDIO, chat_service="other")], "is bound to the chat service"),
        ([flow({})], "The Flex Flow desk 0 has no integration."),
    ],
)
def test_nobody_answers_when_no_flow_does(emulator: Running, flows: list[JSON], why: str) -> None:
    world(emulator, *flows)
    report = send(emulator)
    assert (answers(report), report["flex_channel"]) == ([("none", None, False)], None)
    assert any(why in line for line in report["explanation"]), report["explanation"]


def test_a_proxy_that_is_gone_or_another_accounts_answers_nobody(emulator: Running) -> None:
    made = world(emulator, flow(STUDIO))
    number = f"/api/2010-04-01/Accounts/{{sid}}/IncomingPhoneNumbers/{made['phone_numbers'][NUMBER]}.json"
    url = emulator.get(number)["sms_url"]
    for wrong in (url.replace(made["sid"], "AC" + 32 * "0"), url.replace("/Proxy/KS", "/Proxy/KS0")):
        emulator.post(number, {"SmsUrl": wrong})
        assert answers(send(emulator))[0][0] == ("none" if "KS0" not in wrong else "number_webhook")
    emulator.post(number, {"SmsUrl": url})
    assert answers(send(emulator))[0][0] == "flex_flow"
    service = made["proxy_services"]["Flex Proxy Service"]
    assert emulator.raw("DELETE", f"/proxy/v1/Services/{service}").status_code == 204
    report = send(emulator)
    assert answers(report) == [("none", None, False)]
    assert f"The handler is Proxy's, but the account has no Proxy service {service}." in report["explanation"]


@pytest.mark.parametrize(("channel", "identity"), [("whatsapp", WHATSAPP), ("facebook", PAGE)])
def test_senders_lead_to_the_flows_of_their_channel(emulator: Running, channel: str, identity: str) -> None:
    world(emulator, flow(STUDIO, channel=channel, identity=identity))
    report = send(emulator, to=identity, sender=identity[:-1] + "9")
    assert answers(report) == [("flex_flow", "studio", False)]
    assert answers(send(emulator)) == [("none", None, False)]


@pytest.mark.parametrize("channel", ["web", "line", "custom"])
def test_channels_without_a_sender_are_written_to_directly(emulator: Running, channel: str) -> None:
    made = world(emulator, flow(TASK, channel=channel, identity=f"{channel}:desk"), handles=())
    for to in (f"{channel}:desk", made["flex_flows"]["desk 0"]):
        assert answers(send(emulator, to=to, sender="somebody")) == [("flex_flow", "task", False)]
    world(emulator, flow(TASK, channel=channel, identity=f"{channel}:desk", enabled=False), handles=())
    assert answers(send(emulator, to=f"{channel}:desk")) == [("none", None, False)]


@pytest.mark.parametrize(("to", "channel", "type_"), [(NUMBER, "sms", "sms"), (WHATSAPP, "whatsapp", "whatsapp")])
def test_an_address_silences_flex_flows_or_both_answer(emulator: Running, to: str, channel: str, type_: str) -> None:
    address = {"type": type_, "address": to, "auto_creation": AUTO}
    world(emulator, flow(STUDIO, channel=channel, identity=to), addresses=[address])
    report = send(emulator, to=to)
    assert answers(report) == [("conversations_address", "studio", False), ("flex_flow", "studio", True)]
    assert len(report["executions"]) == 2  # the same flow, once for the conversation and once for the chat
    assert answers(send(emulator, to=to))[1] == ("flex_flow", "studio", True)
    emulator.control("POST", "switches", {"address_silences_number": "true"})
    report = send(emulator, to=to)
    assert (answers(report), report["flex_channel"]) == ([("active_conversation", "studio", False)], None)
    assert any("own handler is silenced" in line for line in report["explanation"])


@pytest.mark.parametrize(
    ("service", "handlers"),
    [
        ({}, "none"),  # it drops the message
        ({"inbound_request_url": "https://example.com/in"}, "messaging_service"),
        ({"use_inbound_webhook_on_number": True}, "flex_flow"),
    ],
)
@pytest.mark.parametrize(("to", "kind"), [(NUMBER, "phone_numbers"), (WHATSAPP, "channel_senders")])
def test_a_messaging_service_comes_before_a_handler_of_its_own(
    emulator: Running, service: JSON, handlers: str, to: str, kind: str
) -> None:
    flows = (flow(STUDIO), flow(STUDIO, channel="whatsapp", identity=WHATSAPP))
    world(emulator, *flows, messaging_services=[{"friendly_name": "pool", kind: [to], **service}])
    assert answers(send(emulator, to=to))[0][0] == handlers


def test_a_messaging_service_may_lead_to_proxy(emulator: Running) -> None:
    made = world(emulator, flow(STUDIO), messaging_services=[{"friendly_name": "pool", "phone_numbers": [NUMBER]}])
    number = f"/api/2010-04-01/Accounts/{{sid}}/IncomingPhoneNumbers/{made['phone_numbers'][NUMBER]}.json"
    url = emulator.get(number)["sms_url"]
    emulator.post(f"/messaging/v1/Services/{made['messaging_services']['pool']}", {"InboundRequestUrl": url})
    assert answers(send(emulator)) == [("flex_flow", "studio", False)]


def test_a_disabled_flow_gives_way_to_an_enabled_one(emulator: Running) -> None:
    made = world(emulator, flow(STUDIO, enabled=False))
    emulator.control("POST", "switches", {"duplicate_flex_flow": "accepted"})
    chat = made["conversation_services"]["Flex"]
    form = {"FriendlyName": "second", "ChatServiceSid": chat, "ChannelType": "sms", "ContactIdentity": NUMBER}
    form |= {"Enabled": "true", "IntegrationType": "external", "Integration.Url": "https://example.com/"}
    emulator.post("/flex-api/v1/FlexFlows", form, 201)
    assert answers(send(emulator)) == [("flex_flow", "external", False)]


@pytest.mark.parametrize("counts", ["false", "true"])
def test_an_open_chat_may_keep_its_number_in_the_pool(emulator: Running, counts: str) -> None:
    made = world(emulator, flow(STUDIO))
    emulator.control("POST", "switches", {"flex_chat_in_use": counts})
    path = f"/proxy/v1/Services/{made['proxy_services']['Flex Proxy Service']}/PhoneNumbers"
    one = f"{path}/{made['phone_numbers'][NUMBER]}"
    channel = send(emulator)["flex_channel"]["sid"]
    assert emulator.get(one)["in_use"] == (1 if counts == "true" else 0)
    if counts == "true":
        emulator.refused(409, 80611, "DELETE", one)
        emulator.control("POST", "simulate/flex-contact-ended", {"channel": channel})
    assert emulator.raw("DELETE", one).status_code == 204
    assert answers(send(emulator))[0][0] == "flex_flow"  # what leads to Proxy is the handler, not the pool


def test_a_chat_is_part_of_the_snapshot(emulator: Running) -> None:
    world(emulator, flow(TASK))
    first = send(emulator)
    snapshot = emulator.control("GET", "snapshot")
    send(emulator, sender="+13105550101")
    emulator.control("POST", "snapshot", snapshot)
    assert emulator.control("GET", "snapshot") == snapshot
    assert send(emulator)["flex_channel"] == {**first["flex_channel"], "created": False}
