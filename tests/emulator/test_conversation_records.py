# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations, their participants and messages."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

ALL = "/conversations/v1/Conversations"
SERVICES = "/conversations/v1/Services"
CUSTOMER, NUMBER = "+13105550100", "+14155552671"
PAIR = {"MessagingBinding.Address": CUSTOMER, "MessagingBinding.ProxyAddress": NUMBER}


@pytest.fixture
def world(emulator: Running) -> Running:
    emulator.seed(
        {
            "conversation_services": [{"friendly_name": "Flex"}, {"friendly_name": "other"}],
            "default_conversation_service": "Flex",
            "messaging_services": [{"friendly_name": "pool"}],
            "default_messaging_service": "pool",
            "phone_numbers": [NUMBER, "+14155552672"],
        }
    )
    return emulator


def start(world: Running, **more: Any) -> JSON:
    return world.post(ALL, more, 201)


def state(world: Running, conversation: JSON) -> str:
    return str(world.get(f"{ALL}/{conversation['sid']}")["state"])


def test_a_new_conversation_is_in_the_default_services(world: Running) -> None:
    conversation = start(world, FriendlyName="Test")
    sid, made = conversation["sid"], world.account
    assert conversation.pop("date_created").endswith("Z")
    url = f"https://conversations.twilio.com/v1/Conversations/{sid}"
    assert conversation == {
        "sid": sid,
        "account_sid": made["sid"],
        "chat_service_sid": made["conversation_services"]["Flex"],
        "messaging_service_sid": made["messaging_services"]["pool"],
        "friendly_name": "Test",
        "unique_name": None,
        "attributes": "{}",
        "state": "active",
        "timers": {},
        "bindings": {},
        "date_updated": None,
        "url": url,
        "links": {name: f"{url}/{name.title()}" for name in ("participants", "messages", "webhooks", "export")},
    }


def test_a_conversation_is_there_in_its_own_service_and_the_short_path_means_the_default_one(world: Running) -> None:
    services = world.account["conversation_services"]
    mine, other = (f"{SERVICES}/{services[name]}/Conversations" for name in ("Flex", "other"))
    here, there = start(world)["sid"], world.post(other, {}, 201)["sid"]
    assert world.get(f"{mine}/{here}")["url"] == f"https://conversations.twilio.com{mine[14:]}/{here}"
    assert [one["sid"] for one in world.get(ALL)["conversations"]] == [here]
    assert [one["sid"] for one in world.get(other)["conversations"]] == [there]
    for path in (f"{ALL}/{there}", f"{other}/{here}", f"{ALL}/{there}/Messages", f"{ALL}/{there}/Webhooks"):
        world.refused(404, 20404, "GET", path)
    world.refused(404, 20404, "GET", f"{SERVICES}/IS{32 * '0'}/Conversations")
    world.post("/conversations/v1/Configuration", {"DefaultChatServiceSid": services["other"]})
    assert world.get(f"{ALL}/{there}")["sid"] == there
    world.refused(404, 20404, "GET", f"{ALL}/{here}")


def test_a_unique_name_is_unique_in_its_service_and_names_the_conversation(world: Running) -> None:
    conversation = start(world, UniqueName="desk")
    assert world.get(f"{ALL}/desk")["sid"] == conversation["sid"]
    world.refused(409, 50353, "POST", ALL, {"UniqueName": "desk"})
    other = start(world)
    world.refused(409, 50353, "POST", f"{ALL}/{other['sid']}", {"UniqueName": "desk"})
    world.post(f"{ALL}/desk", {"UniqueName": "desk"})
    world.post(
        f"{SERVICES}/{world.account['conversation_services']['other']}/Conversations", {"UniqueName": "desk"}, 201
    )
    world.refused(400, 50390, "POST", ALL, {"UniqueName": "CH" + 32 * "a"})
    world.post(f"{ALL}/desk/Messages", {"Body": "by name"}, 201)
    assert world.raw("DELETE", f"{ALL}/desk").status_code == 204
    start(world, UniqueName="desk")


def test_closed_is_final_and_is_no_state_to_begin_with(world: Running) -> None:
    world.refused(400, 50384, "POST", ALL, {"State": "closed"})
    conversation = start(world)
    path = f"{ALL}/{conversation['sid']}"
    assert world.post(path, {"State": "closed"})["state"] == "closed"
    world.refused(400, 50377, "POST", path, {"State": "active"})
    for part, form in (("Participants", {"Identity": "anna"}), ("Messages", {"Body": "x"})):
        world.refused(400, 50377, "POST", f"{path}/{part}", form)
    assert world.post(path, {"FriendlyName": "done"})["state"] == "closed"


def test_attributes_are_json_and_blank_ones_are_empty(world: Running) -> None:
    conversation = start(world, Attributes='{"a": 1}')
    path = f"{ALL}/{conversation['sid']}"
    assert conversation["attributes"] == '{"a": 1}'
    world.refused(400, 20001, "POST", path, {"Attributes": "{a"})
    world.refused(400, 20001, "POST", ALL, {"Attributes": '"' + 16384 * "x" + '"'})
    assert world.post(path, {"Attributes": ""})["attributes"] == "{}"
    world.post(path, {"Bindings.Email.Address": "a@example.com"})
    assert world.get(path)["bindings"] == {"email": {"address": "a@example.com"}}
    assert start(world)["bindings"] == {}


def test_timers_close_a_conversation_and_need_a_state(world: Running) -> None:
    world.refused(400, 50382, "POST", ALL, {"Timers.Inactive": "PT5M"})
    world.refused(400, 50379, "POST", ALL, {"Timers.Inactive": "PT30S", "State": "active"})
    world.refused(400, 50376, "POST", ALL, {"Timers.Closed": "soon", "State": "active"})
    conversation = start(world, **{"Timers.Inactive": "PT5M", "Timers.Closed": "PT1H", "State": "active"})
    assert conversation["timers"].keys() == {"date_inactive", "date_closed"}
    world.control("POST", "clock", {"advance": 240})
    world.post(f"{ALL}/{conversation['sid']}/Messages", {"Body": "still here"}, 201)
    world.control("POST", "clock", {"advance": 240})
    assert state(world, conversation) == "active"
    world.control("POST", "clock", {"advance": 60})
    assert state(world, conversation) == "inactive"
    world.control("POST", "clock", {"advance": 3600})
    assert state(world, conversation) == "closed"
    world.control("POST", "clock", {"advance": -4140})


def test_the_accounts_timers_are_those_of_new_conversations(world: Running) -> None:
    before = start(world)
    world.post("/conversations/v1/Configuration", {"DefaultClosedTimer": "P1D"})
    assert start(world)["timers"].keys() == {"date_closed"}
    assert world.get(f"{ALL}/{before['sid']}")["timers"] == {}


def test_conversations_are_listed_by_state_and_day_in_either_order(world: Running) -> None:
    first, second = start(world)["sid"], start(world)["sid"]
    world.post(f"{ALL}/{first}", {"State": "closed"})

    def listed(query: str) -> list[str]:
        return [one["sid"] for one in world.get(f"{ALL}?{query}")["conversations"]]

    assert listed("") == [second, first]
    assert listed("PageSize=1") == [second]
    assert listed("State=closed") == [first]
    assert listed("StartDate=2020-01-01T00:00:00Z&EndDate=2020-12-31T00:00:00Z") == []
    assert listed("StartDate=2020-01-01T00:00:00Z") == [second, first]
    world.refused(400, 20001, "GET", f"{ALL}?StartDate=today")
    world.refused(400, 20007, "GET", f"{ALL}?PageSize=101")
    world.control("POST", "switches", {"conversations_order": "oldest_first"})
    assert listed("") == [first, second]
    assert [one.sid for one in world.sdk().conversations.v1.conversations.list(page_size=1)] == [first, second]


def test_a_pair_of_addresses_is_in_one_conversation_until_that_is_over(world: Running) -> None:
    for index in range(3):
        conversation, other = start(world)["sid"], start(world)["sid"]
        participants = f"{ALL}/{conversation}/Participants"
        participant = world.post(participants, PAIR, 201)
        assert participant["messaging_binding"] == {"type": "sms", "address": CUSTOMER, "proxy_address": NUMBER}
        assert participant["role_sid"].startswith("RL")
        refused = world.refused(409, 50416, "POST", f"{ALL}/{other}/Participants", PAIR)
        assert conversation in refused["message"]
        world.post(f"{ALL}/{other}/Participants", {**PAIR, "MessagingBinding.ProxyAddress": "+14155552672"}, 201)
        if index == 0:
            assert world.raw("DELETE", f"{ALL}/{conversation}").status_code == 204
        elif index == 1:
            world.post(f"{ALL}/{conversation}", {"State": "closed"})
        else:
            assert world.raw("DELETE", f"{participants}/{participant['sid']}").status_code == 204
        world.post(f"{ALL}/{other}/Participants", PAIR, 201)
        assert world.raw("DELETE", f"{ALL}/{other}").status_code == 204


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"MessagingBinding.Address": CUSTOMER},
        {**PAIR, "Identity": "anna"},
        {**PAIR, "MessagingBinding.ProxyAddress": "+14155559999"},
        {"Identity": "anna", "Attributes": "{"},
    ],
)
def test_a_participant_is_somebody(world: Running, form: JSON) -> None:
    world.refused(400, 20001, "POST", f"{ALL}/{start(world)['sid']}/Participants", form)


def test_an_identity_is_in_a_conversation_once(world: Running) -> None:
    participants = f"{ALL}/{start(world)['sid']}/Participants"
    anna = world.post(participants, {"Identity": "anna"}, 201)
    assert (anna["identity"], anna["messaging_binding"]) == ("anna", None)
    world.refused(409, 50433, "POST", participants, {"Identity": "anna"})
    world.post(f"{participants}/{anna['sid']}", {"Attributes": '{"x": 1}', "LastReadMessageIndex": "3"})
    assert world.get(f"{participants}/{anna['sid']}")["last_read_message_index"] == 3
    other = f"{ALL}/{start(world)['sid']}/Participants"
    world.refused(404, 20404, "GET", f"{other}/{anna['sid']}")
    world.refused(404, 20404, "DELETE", f"{other}/{anna['sid']}")
    assert world.get(other)["participants"] == []


def test_messages_keep_their_order_and_their_numbers(world: Running) -> None:
    path = f"{ALL}/{start(world)['sid']}"
    anna = world.post(f"{path}/Participants", {"Identity": "anna"}, 201)
    messages = [world.post(f"{path}/Messages", {"Body": text, "Author": "anna"}, 201) for text in ("one", "two")]
    assert world.raw("DELETE", f"{path}/Messages/{messages[1]['sid']}").status_code == 204
    third = world.post(f"{path}/Messages", {"Body": "three"}, 201)
    assert (third["index"], third["author"], third["participant_sid"]) == (2, "system", None)
    assert messages[0]["participant_sid"] == anna["sid"]

    def listed(query: str) -> list[str]:
        return [one["body"] for one in world.get(f"{path}/Messages?{query}")["messages"]]

    assert listed("") == listed("Order=asc") == ["one", "three"]
    assert listed("Order=desc") == ["three", "one"]
    sid = path.rpartition("/")[2]
    sdk = world.sdk().conversations.v1.conversations(sid).messages
    assert [one.body for one in sdk.list(order="desc", page_size=1)] == ["three", "one"]
    assert world.post(f"{path}/Messages/{third['sid']}", {"Body": "drei"})["body"] == "drei"
    world.refused(400, 20001, "POST", f"{path}/Messages", {"Author": "anna"})
    world.refused(400, 20001, "POST", f"{path}/Messages", {"Body": 1601 * "x"})
    world.refused(400, 20001, "POST", f"{path}/Messages", {"Body": "x", "DateCreated": "yesterday"})


def test_a_customer_is_found_in_all_conversations_of_a_service(world: Running) -> None:
    found = "/conversations/v1/ParticipantConversations"
    first, second = start(world, FriendlyName="first"), start(world)
    participant = world.post(f"{ALL}/{first['sid']}/Participants", PAIR, 201)
    world.post(f"{ALL}/{first['sid']}", {"State": "closed"})
    world.post(f"{ALL}/{second['sid']}/Participants", PAIR, 201)
    world.post(f"{ALL}/{second['sid']}/Participants", {"Identity": "anna"}, 201)
    both = world.get(f"{found}?Address=%2B{CUSTOMER[1:]}")["conversations"]
    assert [(one["conversation_sid"], one["conversation_state"]) for one in both] == [
        (first["sid"], "closed"),
        (second["sid"], "active"),
    ]
    assert (both[0]["conversation_friendly_name"], both[0]["participant_sid"]) == ("first", participant["sid"])
    assert both[0]["links"]["conversation"] == first["url"]
    assert [one["conversation_sid"] for one in world.get(f"{found}?Identity=anna")["conversations"]] == [second["sid"]]
    for query in ("", f"?Identity=anna&Address=%2B{CUSTOMER[1:]}"):
        world.refused(400, 50451, "GET", f"{found}{query}")
    other = f"{SERVICES}/{world.account['conversation_services']['other']}/ParticipantConversations"
    assert world.get(f"{other}?Identity=anna")["conversations"] == []


def test_what_is_in_a_conversation_goes_with_it(world: Running) -> None:
    before = world.control("GET", f"snapshot?account={world.account['sid']}")["accounts"][0]["collections"]
    for path in (ALL, f"{SERVICES}/{world.account['conversation_services']['Flex']}/Conversations"):
        sid = world.post(path, {}, 201)["sid"]
        world.post(f"{path}/{sid}/Participants", PAIR, 201)
        world.post(f"{path}/{sid}/Messages", {"Body": "x"}, 201)
        studio = {"Target": "studio", "Configuration.FlowSid": "FW" + 32 * "0"}
        world.post(f"{path}/{sid}/Webhooks", studio, 201)
        assert world.raw("DELETE", f"{path}/{sid}").status_code == 204
        world.refused(404, 20404, "GET", f"{path}/{sid}/Messages")
    after = world.control("GET", f"snapshot?account={world.account['sid']}")["accounts"][0]["collections"]
    assert {name: one["records"] for name, one in after.items()} == {
        name: one["records"] for name, one in before.items()
    }


def test_a_services_configuration_has_roles_and_goes_back_to_them(world: Running) -> None:
    path = f"{SERVICES}/{world.account['conversation_services']['other']}/Configuration"
    before = world.control("GET", "snapshot")
    fresh = world.get(path)
    assert fresh["reachability_enabled"] is False
    role = {"DefaultConversationRoleSid": "RL" + 32 * "a"}
    changed = world.post(path, {**role, "ReachabilityEnabled": "true"})
    assert (changed["reachability_enabled"], changed["default_conversation_role_sid"]) == (True, "RL" + 32 * "a")
    blank = {"DefaultConversationRoleSid": fresh["default_conversation_role_sid"], "ReachabilityEnabled": "false"}
    assert world.post(path, blank) == fresh
    assert world.control("GET", "snapshot") == before
    world.refused(404, 20404, "GET", f"{SERVICES}/IS{32 * '0'}/Configuration")
