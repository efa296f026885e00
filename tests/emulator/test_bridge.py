# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bridge: a messaging service autocreates a conversation, and who is told of it brings a Studio flow in."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from ansible_collections.flexops.twilio.emulator.twilio_emulator import webhooks
from ansible_collections.flexops.twilio.tests.emulator.hooks import Hook
from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

ACCOUNT = "/conversations/v1/Configuration/Webhooks"
ALL = "/conversations/v1/Conversations"
CUSTOMER, NUMBER, FAR = "+13105550100", "+14155552671", "https://example.com/sms"
EVENTS = ["onConversationAdded", "onParticipantAdded", "onMessageAdded"]


def world(emulator: Running, **more: Any) -> JSON:
    seed: JSON = {
        "conversation_services": [{"friendly_name": "Flex"}],
        "default_conversation_service": "Flex",
        "studio_flows": [{"friendly_name": "Inbound"}, {"friendly_name": "Survey"}],
        "phone_numbers": [NUMBER],
        "messaging_services": [{"friendly_name": "pool", "phone_numbers": [NUMBER], "autocreate_conversation": True}],
    }
    return emulator.seed({**seed, **more})


def listen(emulator: Running, url: str, *filters: str, **more: str) -> None:
    emulator.post(ACCOUNT, {"PostWebhookUrl": url, "Filters": filters or EVENTS, **more})


def send(emulator: Running, body: str = "Hello", **more: Any) -> JSON:
    message = {"from": CUSTOMER, "to": NUMBER, "body": body, **more}
    report: JSON = emulator.control("POST", "simulate/inbound-message", message)
    return report


def kinds(report: JSON) -> list[tuple[str, str | None]]:
    return [(one["kind"], one["event"]) for one in report["handlers"]]


def bridge(emulator: Running, flow: str, *, careful: bool = True) -> Callable[[JSON], None]:
    """Return what a bridge does when it is told of a conversation: it adds a webhook that starts a flow."""

    def react(call: JSON) -> None:
        if call["form"]["EventType"] != "onConversationAdded":
            return
        hooks = emulator.sdk().conversations.v1.conversations(call["form"]["ConversationSid"]).webhooks
        if careful and any(one.configuration.get("flow_sid") == flow for one in hooks.list()):
            return
        hooks.create(target="studio", configuration_flow_sid=flow, configuration_replay_after=0)

    return react


def test_a_message_travels_over_the_bridge_and_the_next_one_follows(emulator: Running, hook: Hook) -> None:
    made = world(emulator)
    flow = made["studio_flows"]["Inbound"]
    hook.react = bridge(emulator, flow)
    listen(emulator, hook.url, "onConversationAdded")
    first = send(emulator)
    assert kinds(first) == [
        ("messaging_service", None),
        ("account_webhook", "onConversationAdded"),
        ("studio", "onMessageAdded"),
    ]
    studio = next(one for one in first["handlers"] if one["kind"] == "studio")
    assert (studio["studio_flow"], studio["replayed"], studio["parallel"]) == (
        {"sid": flow, "friendly_name": "Inbound"},
        True,
        False,
    )
    conversation = first["conversation"]
    assert (conversation["created"], conversation["chat_service_sid"]) == (True, made["conversation_services"]["Flex"])
    execution = studio["execution"]["sid"]
    assert first["executions"] == [{"sid": execution, "flow": "Inbound", "started": True}]
    assert first["explanation"] == [
        f"The messaging service pool creates the conversation {conversation['sid']}.",
        "The Studio flow Inbound takes the conversation.",
    ]

    second = send(emulator, "Anybody there?")
    assert second["conversation"] == {"sid": conversation["sid"], "created": False, "state": "active"}
    assert kinds(second) == [("studio", "onMessageAdded")]
    assert second["executions"] == [{"sid": execution, "flow": "Inbound", "started": False}]
    assert [one["body"] for one in emulator.get(f"{ALL}/{conversation['sid']}/Messages")["messages"]] == [
        "Hello",
        "Anybody there?",
    ]
    assert hook.events() == ["onConversationAdded"]
    assert send(emulator, **{"from": "+13105550101"})["conversation"]["created"] is True


@pytest.mark.parametrize(("careful", "hooks"), [(True, 1), (False, 2)])
def test_a_delivery_that_is_made_twice_shows_who_is_not_careful(
    emulator: Running, hook: Hook, careful: bool, hooks: int
) -> None:
    made = world(emulator)
    hook.react = bridge(emulator, made["studio_flows"]["Inbound"], careful=careful)
    listen(emulator, hook.url, "onConversationAdded")
    report = send(emulator, deliver_twice=True)
    deliveries = [one for one in report["handlers"] if one["kind"] == "account_webhook"]
    assert [one["again"] for one in deliveries] == [False, True]
    assert deliveries[0]["delivered"]["parameters"] == deliveries[1]["delivered"]["parameters"]
    assert len(report["executions"]) == 1
    assert len(emulator.get(f"{ALL}/{report['conversation']['sid']}/Webhooks")["webhooks"]) == hooks
    assert len([one for one in report["handlers"] if one["kind"] == "studio"]) == hooks


def test_everybody_is_told_in_order_with_what_twilio_tells(emulator: Running, hook: Hook) -> None:
    made = world(emulator)
    listen(emulator, hook.url, PreWebhookUrl=f"{hook.base}/pre")
    emulator.post(ACCOUNT, {"Filters": ["onConversationAdd", *EVENTS]})
    report = send(emulator)
    expected: list[tuple[str, str | None]] = [("account_webhook", event) for event in ["onConversationAdd", *EVENTS]]
    expected.insert(1, ("messaging_service", None))
    assert kinds(report) == expected
    assert [call["path"] for call in hook.calls] == ["/pre", *3 * ["/hook?a=b"]]
    asked, added, joined, said = (call["form"] for call in hook.calls)
    sid = report["conversation"]["sid"]
    conversation = emulator.get(f"{ALL}/{sid}")
    pair = {
        "MessagingBinding.Type": "sms",
        "MessagingBinding.Address": CUSTOMER,
        "MessagingBinding.ProxyAddress": NUMBER,
    }
    common = {"AccountSid": made["sid"], "ChatServiceSid": conversation["chat_service_sid"], "Source": "SMS"}
    common |= {"RetryCount": "0", "Attributes": "{}"}
    about = {**common, **pair, "MessagingServiceSid": made["messaging_services"]["pool"], "State": "active"}
    assert asked == {**about, "EventType": "onConversationAdd"}
    then = {"DateCreated": conversation["date_created"], "ConversationSid": sid}
    assert added == {**about, **then, "EventType": "onConversationAdded"}
    participant = emulator.get(f"{ALL}/{sid}/Participants")["participants"][0]
    assert joined == {
        **common,
        **pair,
        **then,
        "EventType": "onParticipantAdded",
        "ParticipantSid": participant["sid"],
        "RoleSid": participant["role_sid"],
    }
    message = emulator.get(f"{ALL}/{sid}/Messages")["messages"][0]
    assert said == {
        **common,
        **then,
        "EventType": "onMessageAdded",
        "MessagingServiceSid": made["messaging_services"]["pool"],
        "MessageSid": message["sid"],
        "Index": "0",
        "Body": "Hello",
        "Author": CUSTOMER,
        "ParticipantSid": participant["sid"],
    }
    for call in hook.calls:
        assert RequestValidator(made["auth_token"]).validate(call["url"], call["form"], call["signature"])


def test_filters_decide_and_flex_is_told_by_other_means(emulator: Running, hook: Hook) -> None:
    world(emulator)
    listen(emulator, hook.url, "onMessageAdded")
    report = send(emulator)
    assert kinds(report) == [("messaging_service", None), ("account_webhook", "onMessageAdded")]
    assert report["explanation"][-1] == "Nobody has brought a flow or a webhook in: the conversation waits."
    emulator.post(ACCOUNT, {"Target": "flex"})
    assert kinds(send(emulator)) == [("active_conversation", "onMessageAdded")]
    assert hook.events() == ["onMessageAdded"]


def test_the_webhook_of_the_conversations_service_is_told_instead(emulator: Running, hook: Hook) -> None:
    service = {"post_webhook_url": "https://example.com/", "filters": ["onConversationAdded"]}
    world(
        emulator,
        conversation_services=[{"friendly_name": "Flex", "webhooks": service}],
        conversations_webhook={"post_webhook_url": hook.url, "filters": EVENTS},
    )
    assert kinds(send(emulator)) == [("messaging_service", None), ("service_webhook", "onConversationAdded")]
    assert hook.calls == []


@pytest.mark.parametrize("status", [200, 403, 500])
def test_who_is_asked_before_can_be_against_it(emulator: Running, hook: Hook, status: int) -> None:
    made = world(emulator)
    before = emulator.control("GET", f"snapshot?account={made['sid']}")["accounts"][0]["collections"]
    emulator.post(ACCOUNT, {"PreWebhookUrl": hook.url, "Filters": ["onConversationAdd", "onMessageAdd"]})
    hook.status = status
    report = send(emulator)
    assert kinds(report)[0] == ("account_webhook", "onConversationAdd")
    assert (report["conversation"] is not None) == (status == 200)
    if status == 200:
        hook.status = 403
        refused = send(emulator, "spam")
        assert kinds(refused) == [("account_webhook", "onMessageAdd")]
        assert (refused["conversation"], hook.calls[1]["form"]["Body"]) == (None, "spam")
        assert len(emulator.get(f"{ALL}/{report['conversation']['sid']}/Messages")["messages"]) == 1
    else:
        assert "The webhook is against it (onConversationAdd): the message is dropped." in report["explanation"]
        assert emulator.control("GET", f"snapshot?account={made['sid']}")["accounts"][0]["collections"] == before


@pytest.mark.parametrize("gone", [False, True])
def test_a_conversation_may_change_while_somebody_is_asked(emulator: Running, hook: Hook, gone: bool) -> None:
    world(emulator)
    path = f"{ALL}/{send(emulator)['conversation']['sid']}"

    def react(_call: JSON) -> None:
        if gone:
            assert emulator.raw("DELETE", path).status_code == 204
        else:
            emulator.post(path, {"FriendlyName": "changed"})
            emulator.post(f"{path}/Messages", {"Body": "between"}, 201)

    hook.react = react
    emulator.post(ACCOUNT, {"PreWebhookUrl": hook.url, "Filters": "onMessageAdd"})
    report = send(emulator, "second")
    if gone:
        assert (report["conversation"], kinds(report)) == (None, [("account_webhook", "onMessageAdd")])
        records = emulator.control("GET", "snapshot")["accounts"][0]["collections"]["conversation_messages"]["records"]
        assert records == []
    else:
        emulator.post(f"{path}/Messages", {"Body": "third"}, 201)
        messages = emulator.get(f"{path}/Messages")["messages"]
        assert [(one["index"], one["body"]) for one in messages] == [
            (0, "Hello"),
            (1, "between"),
            (2, "second"),
            (3, "third"),
        ]


@pytest.mark.parametrize("play", ["proceeds", "drops"])
def test_who_is_asked_before_may_be_silent(
    emulator: Running, hook: Hook, play: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "TIMEOUT", 0.1)
    hook.seconds = 0.5
    world(emulator, switches={"silent_pre_webhook": play})
    emulator.post(ACCOUNT, {"PreWebhookUrl": hook.url, "Filters": ["onConversationAdd"]})
    report = send(emulator)
    assert (report["conversation"] is not None) == (play == "proceeds")


def test_an_address_and_a_bridge_run_in_parallel(emulator: Running, hook: Hook) -> None:
    auto = {"enabled": True, "type": "studio", "studio_flow": "Inbound"}
    made = world(emulator, addresses=[{"type": "sms", "address": NUMBER, "auto_creation": auto}])
    hook.react = bridge(emulator, made["studio_flows"]["Survey"])
    listen(emulator, hook.url, "onConversationAdded")
    report = send(emulator)
    flows = {one["studio_flow"]["friendly_name"]: one for one in report["handlers"] if one["studio_flow"]}
    assert {name: one["kind"] for name, one in flows.items()} == {
        "Inbound": "conversations_address",
        "Survey": "studio",
    }
    assert sorted(one["parallel"] for one in flows.values()) == [False, True]
    assert {one["flow"] for one in report["executions"]} == {"Inbound", "Survey"}
    assert {kind for kind, _event in kinds(send(emulator))} == {"active_conversation", "studio"}


def test_an_address_comes_before_the_messaging_service(emulator: Running) -> None:
    other = {"friendly_name": "other"}
    auto = {"enabled": True, "conversation_service": "other"}
    made = world(
        emulator,
        conversation_services=[{"friendly_name": "Flex"}, other],
        addresses=[{"type": "sms", "address": NUMBER, "auto_creation": auto}],
    )
    report = send(emulator)
    assert kinds(report) == [("conversations_address", "onMessageAdded")]
    assert report["conversation"]["chat_service_sid"] == made["conversation_services"]["other"]


def test_the_number_is_silent_while_its_service_autocreates(emulator: Running) -> None:
    service = {"friendly_name": "pool", "phone_numbers": [NUMBER], "use_inbound_webhook_on_number": True}
    numbers = [{"phone_number": NUMBER, "sms_url": FAR}]
    made = world(emulator, phone_numbers=numbers, messaging_services=[{**service, "autocreate_conversation": True}])
    assert kinds(send(emulator)) == [("messaging_service", None)]
    assert kinds(send(emulator)) == [("active_conversation", "onMessageAdded")]
    emulator.control("POST", f"console?account={made['sid']}", {"handle_inbound_messages_with_conversations": False})
    report = send(emulator, **{"from": "+13105550101"})
    assert (kinds(report), report["conversation"]) == ([("number_webhook", None)], None)
    assert "would autocreate a conversation" in report["explanation"][0]


def test_a_channel_sender_and_a_short_code_are_autocreated_for_as_well(emulator: Running) -> None:
    whatsapp = f"whatsapp:{NUMBER}"
    pool = {"friendly_name": "pool", "channel_senders": [whatsapp], "short_codes": ["12345"]}
    world(
        emulator,
        short_codes=["12345"],
        channel_senders=[whatsapp],
        messaging_services=[{**pool, "autocreate_conversation": True}],
    )
    sid = send(emulator, **{"from": f"whatsapp:{CUSTOMER}", "to": whatsapp})["conversation"]["sid"]
    binding = emulator.get(f"{ALL}/{sid}/Participants")["participants"][0]["messaging_binding"]
    assert binding == {"type": "whatsapp", "address": f"whatsapp:{CUSTOMER}", "proxy_address": whatsapp}
    assert send(emulator, to="12345")["conversation"]["created"] is True


@pytest.mark.parametrize("play", ["wakes", "ignored"])
def test_an_inactive_conversation_wakes_or_is_passed_over(emulator: Running, play: str) -> None:
    world(emulator, switches={"inactive_conversation": play})
    first = send(emulator)["conversation"]["sid"]
    emulator.post(f"{ALL}/{first}", {"State": "inactive"})
    listen(emulator, FAR, "onConversationStateUpdated")
    report = send(emulator)
    assert ("account_webhook", "onConversationStateUpdated") in kinds(report) or play == "ignored"
    second = report["conversation"]
    assert (second["sid"] == first, second["created"]) == ((True, False) if play == "wakes" else (False, True))
    assert second["state"] == "active"


def test_a_customer_starts_over_when_the_conversation_is_closed(emulator: Running) -> None:
    world(emulator)
    first = send(emulator)["conversation"]["sid"]
    emulator.post(f"{ALL}/{first}", {"State": "closed"})
    assert send(emulator)["conversation"]["created"] is True


def test_a_flow_that_is_added_without_replay_misses_the_first_message(emulator: Running, hook: Hook) -> None:
    made = world(emulator)

    def react(call: JSON) -> None:
        hooks = emulator.sdk().conversations.v1.conversations(call["form"]["ConversationSid"]).webhooks
        hooks.create(target="studio", configuration_flow_sid=made["studio_flows"]["Inbound"])

    hook.react = react
    listen(emulator, hook.url, "onConversationAdded")
    assert send(emulator)["executions"] == []
    assert [one["started"] for one in send(emulator)["executions"]] == [True]


def test_a_webhook_that_is_added_with_replay_is_in_the_report(emulator: Running, hook: Hook) -> None:
    world(emulator)

    def react(call: JSON) -> None:
        if call["form"]["EventType"] == "onConversationAdded":
            emulator.sdk().conversations.v1.conversations(call["form"]["ConversationSid"]).webhooks.create(
                target="webhook",
                configuration_url=f"{hook.base}/bot",
                configuration_filters=["onMessageAdded"],
                configuration_replay_after=0,
            )

    hook.react = react
    listen(emulator, hook.url, "onConversationAdded")
    report = send(emulator)
    bot = [one for one in report["handlers"] if one["kind"] == "conversation_webhook"]
    assert [(one["replayed"], one["delivered"]["status"]) for one in bot] == [(True, 200)]
    again = [one for one in send(emulator)["handlers"] if one["kind"] == "conversation_webhook"]
    assert [(one["replayed"], one["delivered"]["parameters"]["Index"]) for one in again] == [(False, "1")]


def test_nobody_waits_while_a_message_is_on_its_way(emulator: Running, hook: Hook) -> None:
    world(emulator)
    arrived, go = threading.Event(), threading.Event()

    def react(_call: JSON) -> None:
        arrived.set()
        assert go.wait(4)

    hook.react = react
    listen(emulator, hook.url, "onConversationAdded")
    reports: list[JSON] = []
    thread = threading.Thread(target=lambda: reports.append(send(emulator)))
    thread.start()
    assert arrived.wait(4)
    assert len(emulator.get(ALL)["conversations"]) == 1
    assert send(emulator, "second")["conversation"]["created"] is False
    go.set()
    thread.join(5)
    assert reports[0]["conversation"]["created"] is True
    assert emulator.emulator.world.watched == {}
