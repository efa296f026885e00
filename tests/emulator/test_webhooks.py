# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Webhooks at three levels: what may be configured, and how they are called."""

from __future__ import annotations

from typing import Any

import pytest
from twilio.request_validator import RequestValidator

from ansible_collections.flexops.twilio.emulator.twilio_emulator import webhooks
from ansible_collections.flexops.twilio.tests.emulator.hooks import Hook
from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

ACCOUNT = "/conversations/v1/Configuration/Webhooks"
ALL = "/conversations/v1/Conversations"
URL = "https://example.com/hook"
CUSTOMER, NUMBER = "+13105550100", "+14155552671"
FLOW = "FW" + 32 * "a"


@pytest.fixture
def world(emulator: Running) -> Running:
    emulator.seed(
        {
            "conversation_services": [{"friendly_name": "Flex"}],
            "default_conversation_service": "Flex",
            "phone_numbers": [NUMBER],
            "studio_flows": [{"friendly_name": "Inbound"}],
        }
    )
    return emulator


def service_path(world: Running) -> str:
    return f"/conversations/v1/Services/{world.account['conversation_services']['Flex']}/Configuration/Webhooks"


def conversation(world: Running, *messages: str) -> str:
    """Start a conversation and return its path."""
    path = f"{ALL}/{world.post(ALL, {}, 201)['sid']}"
    for text in messages:
        world.post(f"{path}/Messages", {"Body": text, "Author": CUSTOMER}, 201)
    return path


def announced(world: Running, method: str, path: str, form: Any = None) -> JSON:
    """Make a request whose change webhooks are told of."""
    answer = world.raw(method, path, form, headers={"X-Twilio-Webhook-Enabled": "true"})
    assert answer.status_code in (200, 201, 204), answer.text
    body: JSON = answer.json() if answer.content else {}
    return body


def test_an_unconfigured_webhook_is_shown_as_it_was_captured(world: Running) -> None:
    account, service = world.get(ACCOUNT), world.get(service_path(world))
    assert account.pop("url") == "https://conversations.twilio.com/v1/Configuration/Webhooks"
    assert account == {
        "account_sid": world.account["sid"],
        "filters": [],
        "method": "POST",
        "target": "webhook",
        "pre_webhook_url": None,
        "post_webhook_url": None,
    }
    assert service == {
        "account_sid": world.account["sid"],
        "chat_service_sid": world.account["conversation_services"]["Flex"],
        "filters": None,
        "method": None,
        "pre_webhook_url": None,
        "post_webhook_url": None,
        "url": f"https://conversations.twilio.com/v1{service_path(world)[17:]}",
    }


@pytest.mark.parametrize("level", ["account", "service"])
def test_filters_are_replaced_and_blanks_lead_back_to_the_beginning(world: Running, level: str) -> None:
    path = ACCOUNT if level == "account" else service_path(world)
    before, untouched = world.control("GET", "snapshot"), world.get(path)
    form = {"PostWebhookUrl": URL, "PreWebhookUrl": URL, "Method": "get"}
    made = world.post(path, {**form, "Filters": ["onMessageAdded", "onConversationAdd"]})
    assert (made["post_webhook_url"], made["method"]) == (URL, "GET")
    assert made["filters"] == ["onMessageAdded", "onConversationAdd"]
    assert world.post(path, {"Filters": ["onConversationAdded"]})["filters"] == ["onConversationAdded"]
    kept = world.post(path, {"PreWebhookUrl": ""})
    assert (kept["pre_webhook_url"], kept["post_webhook_url"], kept["filters"]) == (None, URL, ["onConversationAdded"])
    world.post(path, {"PostWebhookUrl": "", "Method": ""})
    assert world.post(path, {"Filters": ""}) == untouched
    assert world.control("GET", "snapshot") == before


@pytest.mark.parametrize("play", ["clears", "ignored", "rejected"])
def test_an_empty_list_of_filters_is_played_three_ways(world: Running, play: str) -> None:
    world.control("POST", "switches", {"empty_list": play})
    world.post(ACCOUNT, {"Filters": ["onMessageAdded"]})
    if play == "rejected":
        world.refused(400, 20001, "POST", ACCOUNT, {"Filters": ""})
    else:
        assert world.post(ACCOUNT, {"Filters": ""})["filters"] == ([] if play == "clears" else ["onMessageAdded"])


def test_what_a_webhook_can_not_be_is_refused(world: Running) -> None:
    for form in (
        {"Filters": ["onMessageSent"]},
        {"Filters": ["onmessageadded"]},
        {"PostWebhookUrl": "example.com"},
        {"Method": "PUT"},
        {"Target": "studio"},
        {"FriendlyName": "x"},
    ):
        world.refused(400, 20001, "POST", ACCOUNT, form)
    assert world.post(ACCOUNT, {"Filters": ["onUserAdded"], "Target": "flex"})["target"] == "flex"
    world.refused(400, 20001, "POST", service_path(world), {"Filters": ["onUserAdded"]})
    world.refused(400, 20001, "POST", service_path(world), {"Target": "flex"})
    world.refused(404, 20404, "GET", service_path(world).replace("Services/IS", "Services/IT"))
    world.refused(405, 20004, "DELETE", ACCOUNT)


def test_the_other_path_of_the_accounts_webhook_leads_to_the_same(world: Running) -> None:
    alias = "/conversations/v1/Conversations/Webhooks"
    assert world.post(alias, {"PostWebhookUrl": URL}) == world.get(ACCOUNT) == world.get(alias)


def test_the_sdk_sets_the_webhooks(world: Running) -> None:
    client = world.sdk().conversations.v1
    client.configuration.webhooks().update(post_webhook_url=URL, filters=["onConversationAdded"], method="POST")
    assert client.configuration.webhooks().fetch().filters == ["onConversationAdded"]
    sid = world.account["conversation_services"]["Flex"]
    client.services(sid).configuration.webhooks().update(pre_webhook_url=URL, filters=["onMessageAdd"])
    assert client.services(sid).configuration.webhooks().fetch().pre_webhook_url == URL


STUDIO = {"Target": "studio", "Configuration.FlowSid": FLOW}
WEBHOOK = {"Target": "webhook", "Configuration.Url": URL, "Configuration.Filters": ["onMessageAdded"]}
TRIGGER = {"Target": "trigger", "Configuration.Url": URL, "Configuration.Triggers": ["help", "agent"]}


@pytest.mark.parametrize(
    ("form", "configuration"),
    [
        (STUDIO, {"flow_sid": FLOW}),
        ({**STUDIO, "Configuration.ReplayAfter": "0"}, {"flow_sid": FLOW, "replay_after": 0}),
        (WEBHOOK, {"url": URL, "method": "post", "filters": ["onMessageAdded"]}),
        ({**WEBHOOK, "Configuration.Method": "GET"}, {"url": URL, "method": "get", "filters": ["onMessageAdded"]}),
        (TRIGGER, {"url": URL, "method": "post", "triggers": ["help", "agent"]}),
    ],
)
def test_a_conversations_webhook_has_what_its_target_needs(world: Running, form: JSON, configuration: JSON) -> None:
    path = conversation(world)
    made = world.post(f"{path}/Webhooks", form, 201)
    assert (made["target"], made["configuration"]) == (form["Target"], configuration)
    assert made["url"] == f"https://conversations.twilio.com{path[14:]}/Webhooks/{made['sid']}"
    assert world.get(f"{path}/Webhooks/{made['sid']}") == made
    assert made["date_updated"] is None


@pytest.mark.parametrize(
    ("code", "form"),
    [
        (20001, {}),
        (20001, {"Target": "flex"}),
        (20001, {"Target": "studio"}),
        (20001, {**WEBHOOK, "Configuration.Url": ""}),
        (20001, {**WEBHOOK, "Configuration.Url": "example.com"}),
        (50372, {**WEBHOOK, "Configuration.Url": "https://example.com/" + 500 * "x"}),
        (50370, {"Target": "webhook", "Configuration.Url": URL}),
        (20001, {**WEBHOOK, "Configuration.Filters": ["onConversationAdded"]}),
        (50371, {"Target": "trigger", "Configuration.Url": URL}),
        (50362, {**TRIGGER, "Configuration.Triggers": list("abcdef")}),
        (20001, {**STUDIO, "Configuration.ReplayAfter": "-1"}),
    ],
)
def test_a_conversations_webhook_that_lacks_something_is_refused(world: Running, code: int, form: JSON) -> None:
    path = f"{conversation(world)}/Webhooks"
    world.refused(400, code, "POST", path, form)
    assert world.get(path)["webhooks"] == []


def test_a_conversation_has_five_webhooks_at_most(world: Running) -> None:
    path = f"{conversation(world)}/Webhooks"
    hooks = [world.post(path, STUDIO, 201)["sid"] for _index in range(5)]
    world.refused(400, 50361, "POST", path, STUDIO)
    page = world.get(path)
    assert ([one["sid"] for one in page["webhooks"]], page["meta"]["page_size"]) == (hooks, 5)
    world.refused(400, 20007, "GET", f"{path}?PageSize=6")
    assert world.raw("DELETE", f"{path}/{hooks[0]}").status_code == 204
    world.refused(404, 20404, "DELETE", f"{path}/{hooks[0]}")
    world.post(path, STUDIO, 201)


def test_target_and_replay_can_not_be_changed(world: Running) -> None:
    path = f"{conversation(world)}/Webhooks"
    made = world.post(path, WEBHOOK, 201)
    one = f"{path}/{made['sid']}"
    world.refused(400, 20001, "POST", one, {"Target": "studio"})
    world.refused(400, 20001, "POST", one, {"Configuration.ReplayAfter": "0"})
    world.refused(400, 50370, "POST", one, {"Configuration.Filters": ""})
    changed = world.post(one, {"Configuration.Url": f"{URL}/2", "Configuration.Method": "GET"})
    assert changed["configuration"] == {"url": f"{URL}/2", "method": "get", "filters": ["onMessageAdded"]}
    world.control("POST", "switches", {"scoped_webhook_method": "upper"})
    assert world.post(one, {"Configuration.Method": "get"})["configuration"]["method"] == "GET"
    world.control("POST", "switches", {"unknown_references": "rejected"})
    world.refused(404, 20404, "POST", path, STUDIO)


def test_a_replay_gives_a_flow_the_messages_from_an_index_on(world: Running) -> None:
    flow = world.account["studio_flows"]["Inbound"]
    path = conversation(world, "one", "two", "three")
    form = {"Target": "studio", "Configuration.FlowSid": flow}
    world.post(f"{path}/Webhooks", form, 201)
    assert world.get(f"/studio/v2/Flows/{flow}/Executions")["executions"] == []
    world.post(f"{path}/Webhooks", {**form, "Configuration.ReplayAfter": "1"}, 201)
    executions = world.get(f"/studio/v2/Flows/{flow}/Executions")["executions"]
    assert [one["contact_channel_address"] for one in executions] == [path.rpartition("/")[2]]
    kept = world.control("GET", "snapshot")["accounts"][0]["collections"]["studio_executions"]["records"][0][1]
    messages = [one["sid"] for one in world.get(f"{path}/Messages")["messages"]]
    assert kept["messages"] == messages[1:]


def test_a_replay_calls_a_webhook_with_the_messages_from_an_index_on(world: Running, hook: Hook) -> None:
    path = conversation(world, "one", "two", "three")
    world.post(f"{path}/Webhooks", {**WEBHOOK, "Configuration.Url": hook.url, "Configuration.ReplayAfter": "1"}, 201)
    assert [call["form"]["Body"] for call in hook.wait(2)] == ["two", "three"]


def test_a_change_through_the_api_is_announced_only_when_asked_for(world: Running, hook: Hook) -> None:
    every = ["onConversationAdded", "onConversationUpdated", "onConversationStateUpdated"]
    every += [f"on{what}{verb}" for what in ("Participant", "Message") for verb in ("Added", "Updated", "Removed")]
    world.post(ACCOUNT, {"PostWebhookUrl": hook.url, "Filters": [*every, "onConversationRemoved"]})
    path = f"{conversation(world, 'quiet')}"
    world.post(path, {"FriendlyName": "quiet"})
    made = announced(world, "POST", ALL, {"FriendlyName": "loud"})
    path = f"{ALL}/{made['sid']}"
    participant = announced(world, "POST", f"{path}/Participants", {"Identity": "anna"})
    announced(world, "POST", f"{path}/Participants/{participant['sid']}", {"Attributes": '{"a": 1}'})
    message = announced(world, "POST", f"{path}/Messages", {"Body": "Hello", "Author": "anna"})
    announced(world, "POST", f"{path}/Messages/{message['sid']}", {"Body": "Good-bye"})
    announced(world, "DELETE", f"{path}/Messages/{message['sid']}")
    announced(world, "DELETE", f"{path}/Participants/{participant['sid']}")
    announced(world, "POST", path, {"State": "closed"})
    announced(world, "POST", path, {})
    announced(world, "DELETE", path)
    assert sorted(call["form"]["EventType"] for call in hook.wait(10)) == sorted([*every, "onConversationRemoved"])
    told = {call["form"]["EventType"]: call["form"] for call in hook.calls}
    assert {form["ConversationSid"] for form in told.values()} == {made["sid"]}
    assert {form["Source"] for form in told.values()} == {"API"}
    assert told["onMessageAdded"]["Body"] == "Hello"
    assert told["onMessageAdded"]["ParticipantSid"] == participant["sid"]
    assert told["onParticipantAdded"]["Identity"] == "anna"
    assert told["onConversationStateUpdated"]["State"] == "closed"


def test_the_services_webhook_overrides_the_accounts(world: Running, hook: Hook) -> None:
    world.post(ACCOUNT, {"PostWebhookUrl": f"{hook.base}/account", "Filters": ["onConversationAdded"]})
    announced(world, "POST", ALL, {})
    assert [call["path"] for call in hook.wait(1)] == ["/account"]
    world.post(service_path(world), {"PostWebhookUrl": f"{hook.base}/service", "Filters": ["onMessageAdded"]})
    made = announced(world, "POST", ALL, {})
    announced(world, "POST", f"{ALL}/{made['sid']}/Messages", {"Body": "x"})
    assert [call["path"] for call in hook.wait(2)] == ["/account", "/service"]
    world.post(service_path(world), {"PostWebhookUrl": ""})
    announced(world, "POST", ALL, {})
    assert [call["path"] for call in hook.wait(3)] == ["/account", "/service", "/account"]


def test_keywords_call_a_trigger(world: Running, hook: Hook) -> None:
    path = conversation(world)
    world.post(f"{path}/Webhooks", {**TRIGGER, "Configuration.Url": hook.url}, 201)
    for text in ("Hello", "I need HELP", "good-bye"):
        announced(world, "POST", f"{path}/Messages", {"Body": text})
    announced(world, "POST", f"{path}/Messages", {"Body": "an agent"})
    assert [call["form"]["Body"] for call in hook.wait(2)] == ["I need HELP", "an agent"]


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_every_call_is_a_form_with_a_valid_signature(world: Running, hook: Hook, method: str) -> None:
    world.post(ACCOUNT, {"PostWebhookUrl": hook.url, "Filters": ["onMessageAdded"], "Method": method})
    path = conversation(world)
    announced(world, "POST", f"{path}/Messages", {"Body": "Grüße & + = %", "Author": "anna"})
    call = hook.wait(1)[0]
    assert call["method"] == method
    assert call["form"] == {} or call["type"] == "application/x-www-form-urlencoded"
    validator = RequestValidator(world.account["auth_token"])
    assert validator.validate(call["url"], call["form"], call["signature"])
    assert not validator.validate(call["url"], {**call["form"], "Body": "forged"}, call["signature"])
    assert not RequestValidator("another").validate(call["url"], call["form"], call["signature"])


def test_a_webhook_has_five_seconds(world: Running, hook: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    assert webhooks.TIMEOUT == 5
    monkeypatch.setattr(webhooks, "TIMEOUT", 0.2)
    hook.seconds = 0.5
    world.seed({"phone_numbers": [{"phone_number": NUMBER, "sms_url": hook.url}]})
    report = world.control("POST", "simulate/inbound-message", {"from": CUSTOMER, "to": NUMBER})
    delivered = report["handlers"][0]["delivered"]
    assert (delivered["status"], delivered["error"]) == (None, "no answer within 0.2 seconds")
