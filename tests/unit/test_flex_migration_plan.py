# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What takes the place of each Flex Flow, what stays, and what stops everything."""

from __future__ import annotations

import copy

import pytest

from ansible_collections.flexops.twilio.plugins.filter.flex_migration_plan import flex_migration_plan

NUMBER = "+14155550123"
PROXY = "https://webhooks.twilio.com/v1/Accounts/AC" + "a" * 32 + "/Proxy/KS" + "b" * 32 + "/Webhooks/Message"
FLOW = {
    "sid": "FO1",
    "friendly_name": "Support",
    "chat_service_sid": "IS1",
    "channel_type": "sms",
    "contact_identity": NUMBER,
    "enabled": True,
    "integration_type": "studio",
    "integration": {"flow_sid": "FW1", "retry_count": 2, "url": None},
    "long_lived": False,
    "janitor_enabled": None,
    "date_created": "2020",
}
HANDLED = {
    "phone_number": NUMBER,
    "sms_url": PROXY,
    "sms_method": "POST",
    "sms_fallback_url": "",
    "sms_application_sid": "",
    "messaging_service": "",
    "voice_url": "https://example.com/voice",
}
MEMBER = {"phone_number": NUMBER, "is_reserved": True}
ADDRESS = {
    "sid": "IG1",
    "type": "sms",
    "address": NUMBER,
    "friendly_name": None,
    "auto_creation": {"enabled": True, "type": "studio", "studio_flow_sid": "FW1", "webhook_url": None},
}


def flow(**more):
    return {**copy.deepcopy(FLOW), **more}


def planned(*flows, contacts=("all",), addresses=(), numbers=(HANDLED,), pool=(MEMBER,), senders=(), **more):
    return flex_migration_plan(list(flows), list(addresses), list(numbers), list(pool), list(senders), contacts, **more)


def test_a_studio_flow_becomes_the_address_s_flow_with_its_retries():
    plan = planned(flow())
    assert (plan["left"], plan["problems"]) == ([], [])
    (move,) = plan["contacts"]
    assert (move["contact"], move["flex_flow_sid"], move["console"]) == (NUMBER, "FO1", False)
    assert move["address"] == {
        "type": "sms",
        "address": NUMBER,
        "friendly_name": "Support",
        "auto_creation": {
            "enabled": True,
            "type": "studio",
            "conversation_service_sid": "IS1",
            "studio_flow_sid": "FW1",
            "studio_retry_count": 2,
        },
    }


def test_what_was_before_is_what_a_way_back_needs_and_no_more():
    (move,) = planned(flow())["contacts"]
    assert move["before"] == {
        "flex_flow": {
            "friendly_name": "Support",
            "chat_service_sid": "IS1",
            "channel_type": "sms",
            "contact_identity": NUMBER,
            "enabled": True,
            "integration_type": "studio",
            "integration": {"flow_sid": "FW1", "retry_count": 2},
            "long_lived": False,
        },
        "address": None,
        "number": {
            "phone_number": NUMBER,
            "sms_url": PROXY,
            "sms_method": "POST",
            "sms_fallback_url": "",
            "sms_application_sid": "",
            "voice_url": "https://example.com/voice",
        },
        "pool": {"is_reserved": True},
        "sender": None,
    }


def test_an_external_flow_becomes_a_webhook_on_messages():
    (move,) = planned(flow(integration_type="external", integration={"url": "https://x.example.com/"}))["contacts"]
    auto = move["address"]["auto_creation"]
    assert (auto["type"], auto["webhook_url"], auto["webhook_method"]) == ("webhook", "https://x.example.com/", "post")
    assert auto["webhook_filters"] == ["onMessageAdded"]
    assert "studio_flow_sid" not in auto


def test_a_task_needs_a_flow():
    task = flow(integration_type="task", integration={"workspace_sid": "WS1", "workflow_sid": "WW1"})
    plan = planned(task)
    assert plan["contacts"] == []
    assert plan["left"] == [
        {
            "contact": NUMBER,
            "reason": "integration task makes a task without a Studio flow; name a flow with send-to-flex for it",
        }
    ]
    (move,) = planned(task, task_flows={NUMBER: "To Flex"})["contacts"]
    assert move["address"]["auto_creation"]["studio_flow_sid"] == "To Flex"


@pytest.mark.parametrize("identity", ["+14155550123", "whatsapp:+14155550123"])
def test_a_whatsapp_sender_moves_by_its_webhook(identity):
    sender = {"sender_id": "whatsapp:+14155550123", "webhook": {"callback_url": PROXY, "fallback_url": None}}
    (move,) = planned(flow(channel_type="whatsapp", contact_identity=identity), senders=[sender])["contacts"]
    assert move["contact"] == move["address"]["address"] == "whatsapp:+14155550123"
    assert move["address"]["type"] == "whatsapp"
    assert move["before"]["sender"] == {"webhook": {"callback_url": PROXY}}
    # The number of the same digits is another channel's.
    assert (move["before"]["number"], move["before"]["pool"]) == (None, None)


def test_a_messenger_page_keeps_a_webhook_that_only_the_console_knows():
    (move,) = planned(flow(channel_type="facebook", contact_identity="messenger:123"))["contacts"]
    assert (move["address"]["type"], move["console"]) == ("messenger", True)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"channel_type": "web", "contact_identity": None}, "channel web has no address"),
        ({"channel_type": "line", "contact_identity": "x"}, "channel line has no address"),
        ({"contact_identity": None}, "the flow has no contact_identity"),
        ({"enabled": False}, "the flow is disabled and answers nobody now"),
    ],
)
def test_what_cannot_move_stays_and_says_why(more, reason):
    plan = planned(flow(**more))
    assert plan["contacts"] == plan["problems"] == []
    assert plan["left"][0]["reason"].startswith(reason)


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"numbers": []}, "is no number of this account"),
        ({"numbers": [{**HANDLED, "sms_url": "https://example.com/sms"}]}, "is not handled by Flex Proxy"),
        ({"numbers": [{**HANDLED, "sms_url": ""}]}, "its sms_url is blank"),
        ({"numbers": [{**HANDLED, "messaging_service": "MG1"}]}, "is in messaging service MG1"),
        ({"numbers": [{**HANDLED, "sms_fallback_url": "https://a:********@b.example"}]}, "a URL contains a password"),
        (
            {"addresses": [{**ADDRESS, "auto_creation": {**ADDRESS["auto_creation"], "studio_flow_sid": "FW2"}}]},
            "has a Conversations address (IG1) that answers otherwise",
        ),
        ({"contacts": ["+1999"]}, "+1999: no Flex Flow has this contact"),
    ],
)
def test_a_surprise_stops_everything(more, problem):
    (found,) = planned(flow(), **more)["problems"]
    assert problem in found


def test_two_flows_of_one_contact_are_a_surprise():
    assert f"{NUMBER} has two Flex Flows, FO1 and FO2" in planned(flow(), flow(sid="FO2"))["problems"]


def test_an_address_that_does_the_same_or_creates_nothing_is_no_surprise():
    same = {**ADDRESS, "friendly_name": "Old"}
    idle = {**ADDRESS, "auto_creation": {"enabled": False, "type": "default"}}
    for address in (same, idle):
        plan = planned(flow(), addresses=[address])
        assert plan["problems"] == []
        assert plan["contacts"][0]["before"]["address"]["type"] == "sms"
    assert planned(flow(), addresses=[same])["contacts"][0]["before"]["address"]["auto_creation"] == {
        "enabled": True,
        "type": "studio",
        "studio_flow_sid": "FW1",
    }


def test_an_interrupted_run_goes_on_with_what_was_noted_first():
    noted = planned(flow())["contacts"][0]["before"]
    # By then the address answers, the handler is blank and the flow disabled.
    plan = planned(
        flow(enabled=False),
        addresses=[ADDRESS],
        numbers=[{**HANDLED, "sms_url": ""}],
        pool=[],
        before={NUMBER: noted},
    )
    assert (plan["left"], plan["problems"]) == ([], [])
    assert plan["contacts"][0]["before"] == noted


def test_a_contact_that_has_moved_is_neither_a_move_nor_a_surprise():
    noted = planned(flow())["contacts"][0]["before"]
    assert planned(contacts=[NUMBER], before={NUMBER: noted}) == {"contacts": [], "left": [], "problems": []}


def test_only_the_contacts_that_are_named_move():
    other = flow(sid="FO2", contact_identity="+14155550124")
    assert [move["contact"] for move in planned(flow(), other, contacts=[NUMBER])["contacts"]] == [NUMBER]
