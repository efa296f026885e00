# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds from a description."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

FULL: JSON = {
    "friendly_name": "prod",
    "api_keys": [{"sid": "SK" + 32 * "a", "secret": "s", "kind": "main"}],
    "conversation_services": [{"friendly_name": "Flex", "sid": "IS" + 32 * "a"}],
    "studio_flows": [{"friendly_name": "Inbound"}],
    "default_conversation_service": "Flex",
    "default_messaging_service": "pool",
    "phone_numbers": [
        "+14155552671",
        {"phone_number": "+15551234567", "sms_url": "https://example.com/", "beta": True},
    ],
    "messaging_services": [{"friendly_name": "pool", "sticky_sender": False, "phone_numbers": ["+14155552671"]}],
    "addresses": [
        {
            "type": "sms",
            "address": "+14155552671",
            "friendly_name": "Support",
            "auto_creation": {
                "enabled": True,
                "type": "studio",
                "studio_flow": "Inbound",
                "studio_retry_count": 3,
                "conversation_service": "Flex",
                "webhook_url": None,
            },
        },
        {
            "type": "whatsapp",
            "address": "whatsapp:+14155552671",
            "auto_creation": {"webhook_filters": ["onMessageAdded"]},
        },
    ],
    "switches": {"empty_list": "ignored"},
}


def test_everything_that_a_seed_names_is_there(emulator: Running) -> None:
    made = emulator.seed(FULL)
    assert made["api_keys"] == [{"sid": "SK" + 32 * "a", "secret": "s", "kind": "main"}]
    assert made["conversation_services"] == {"Flex": "IS" + 32 * "a"}
    assert set(made["phone_numbers"]) == {"+14155552671", "+15551234567"}
    number = emulator.get(
        f"/api/2010-04-01/Accounts/{{sid}}/IncomingPhoneNumbers/{made['phone_numbers']['+15551234567']}.json"
    )
    assert (number["sms_url"], number["beta"], number["friendly_name"]) == (
        "https://example.com/",
        True,
        "+15551234567",
    )
    address = emulator.get("/conversations/v1/Configuration/Addresses/+14155552671")
    assert address["sid"] == made["addresses"]["+14155552671"]
    assert address["auto_creation"]["studio_flow_sid"] == made["studio_flows"]["Inbound"]
    assert address["auto_creation"]["conversation_service_sid"] == made["conversation_services"]["Flex"]
    configuration = emulator.get("/conversations/v1/Configuration")
    assert configuration["default_chat_service_sid"] == made["conversation_services"]["Flex"]
    assert configuration["default_messaging_service_sid"] == made["messaging_services"]["pool"]
    pool = emulator.get(f"/messaging/v1/Services/{made['messaging_services']['pool']}/PhoneNumbers")["phone_numbers"]
    assert [one["phone_number"] for one in pool] == ["+14155552671"]
    assert pool[0]["url"].endswith(f"/PhoneNumbers/{pool[0]['sid']}")
    assert emulator.get(f"/messaging/v1/Services/{made['messaging_services']['pool']}")["sticky_sender"] is False
    assert emulator.control("GET", f"switches?account={made['sid']}")["switches"]["empty_list"] == "ignored"
    assert emulator.control("GET", "ledger")["purchases"] == []


def test_conversations_and_their_webhooks_are_there(emulator: Running) -> None:
    hook = {"post_webhook_url": "https://example.com/", "filters": ["onConversationAdded"], "method": "GET"}
    made = emulator.seed(
        {
            "phone_numbers": ["+14155552671"],
            "conversation_services": [{"friendly_name": "Flex", "webhooks": hook}, {"friendly_name": "other"}],
            "default_conversation_service": "Flex",
            "conversations_webhook": {**hook, "target": "flex"},
            "handle_inbound_messages_with_conversations": False,
            "conversations": [
                {
                    "friendly_name": "Ada",
                    "from": "+13105550100",
                    "to": "+14155552671",
                    "messages": ["Hello", {"author": "agent", "body": "Good morning"}],
                    "state": "closed",
                },
                {"unique_name": "desk", "conversation_service": "other", "messages": [{"body": "x"}]},
            ],
        }
    )
    base = "/conversations/v1"
    account = emulator.get(f"{base}/Configuration/Webhooks")
    assert {name: account[name] for name in (*hook, "target")} == {**hook, "target": "flex"}
    service = f"{base}/Services/{made['conversation_services']['Flex']}"
    assert {name: emulator.get(f"{service}/Configuration/Webhooks")[name] for name in hook} == hook
    assert "webhooks" not in emulator.get(service)
    ada = f"{base}/Conversations/{made['conversations']['Ada']}"
    assert emulator.get(ada)["state"] == "closed"
    assert emulator.get(f"{ada}/Participants")["participants"][0]["messaging_binding"]["address"] == "+13105550100"
    messages = emulator.get(f"{ada}/Messages")["messages"]
    assert [(one["author"], one["body"]) for one in messages] == [("+13105550100", "Hello"), ("agent", "Good morning")]
    other = f"{base}/Services/{made['conversation_services']['other']}/Conversations/desk"
    assert emulator.get(other)["sid"] == made["conversations"]["desk"]
    console = emulator.control("GET", f"console?account={made['sid']}")
    assert console["handle_inbound_messages_with_conversations"] is False


def test_a_seed_replaces_its_accounts_and_no_other(emulator: Running) -> None:
    first = emulator.seed(FULL)
    other = emulator.control(
        "POST", "seed", {"accounts": [{"friendly_name": "other", "phone_numbers": ["+12125550000"]}]}
    )
    assert emulator.seed(FULL) == first
    again = emulator.seed({"friendly_name": "prod"})
    assert (again["sid"], again["phone_numbers"]) == (first["sid"], {})
    accounts = {one["record"]["sid"]: one for one in emulator.control("GET", "snapshot")["accounts"]}
    assert len(accounts[other["accounts"][0]["sid"]]["collections"]["phone_numbers"]["records"]) == 1


def test_sid_and_token_can_be_given_and_a_subaccount_named(emulator: Running) -> None:
    parent = emulator.account["sid"]
    sid = "AC" + 32 * "b"
    made = emulator.seed({"sid": sid, "auth_token": "t", "owner_account_sid": parent, "type": "Trial"})
    assert (made["sid"], made["auth_token"]) == (sid, "t")
    account = emulator.get(f"/api/2010-04-01/Accounts/{sid}.json")
    assert (account["owner_account_sid"], account["type"]) == (parent, "Trial")


def test_a_fleet_is_generated(emulator: Running) -> None:
    made = emulator.seed(
        {
            "studio_flows": [{"friendly_name": "Inbound"}],
            "messaging_services": [{"friendly_name": "pool"}],
            "generate": {
                "phone_numbers": 100,
                "addresses": True,
                "studio_flow": "Inbound",
                "messaging_service": "pool",
                "sms_url": "https://example.com/",
            },
        }
    )
    assert len(made["phone_numbers"]) == len(made["addresses"]) == 100
    address = emulator.get(f"/conversations/v1/Configuration/Addresses/{next(iter(made['addresses']))}")
    assert address["auto_creation"]["studio_flow_sid"] == made["studio_flows"]["Inbound"]
    emulator.control("POST", "seed", {"accounts": [{"friendly_name": "second", "generate": {"phone_numbers": 100}}]})


@pytest.mark.parametrize(
    ("account", "message"),
    [
        ({"numbers": []}, "accounts[0]: there is no numbers"),
        ({"status": "gone"}, "accounts[0].status is active, suspended or closed"),
        ({"api_keys": [{"kind": "super"}]}, "accounts[0].api_keys[0].kind is standard or main"),
        ({"switches": {"x": 1}}, "accounts[0].switches: there is no switch x"),
        ({"sid": 1}, "accounts[0].sid is a string"),
        ({"api_keys": [{"secret": 1}]}, "accounts[0].api_keys[0]: sid, secret and kind are strings"),
        ({"phone_numbers": [{"phone_number": 14155552671}]}, "a string in E.164"),
        ({"generate": {"phone_numbers": "many"}}, "accounts[0].generate.phone_numbers is a number"),
        ({"phone_numbers": {}}, "accounts[0].phone_numbers is a list"),
        ({"phone_numbers": [{}]}, "accounts[0].phone_numbers[0]: a number has a phone_number"),
        ({"phone_numbers": ["4155552671"]}, "accounts[0].phone_numbers[0]: Invalid parameter PhoneNumber"),
        ({"phone_numbers": 2 * ["+14155552671"]}, "accounts[0].phone_numbers[1]: +14155552671 is in account"),
        ({"phone_numbers": [{"phone_number": "+14155552671", "colour": 1}]}, "there is no field colour"),
        ({"messaging_services": [{}]}, "Missing required parameter FriendlyName"),
        ({"messaging_services": ["x"]}, "accounts[0].messaging_services[0] is a mapping"),
        ({"messaging_services": [{"friendly_name": "x", "phone_numbers": ["+1"]}]}, "+1 is no number of the account"),
        ({"addresses": [{"type": "sms", "address": "+14155552671"}]}, "does not belong to the account"),
        (
            {"addresses": [{"type": "chat", "address": "x", "auto_creation": {"studio_flow": "y"}}]},
            "0 of the account's",
        ),
        ({"studio_flows": [{}]}, "a flow has a friendly_name"),
        ({"default_conversation_service": "x"}, "accounts[0].default_conversation_service: 0 of"),
        ({"generate": {"trunks": 1}}, "accounts[0].generate: there is no trunks"),
        ({"short_codes": [{"code": "12345"}]}, "accounts[0].short_codes[0]: there is no code"),
        ({"short_codes": 2 * ["12345"]}, "accounts[0].short_codes[1].short_code is a string that no other has"),
        ({"channel_senders": ["+14155552671"]}, "accounts[0].channel_senders[0]: a sender is whatsapp:+"),
        ({"messaging_services": [{"friendly_name": "x", "short_codes": ["1"]}]}, "1 is no short code of the account"),
        (
            {"messaging_services": [{"friendly_name": "x", "autocreate_conversation": "yes"}]},
            "accounts[0].messaging_services[0].autocreate_conversation is true or false",
        ),
        ({"handle_inbound_messages_with_conversations": 1}, "_with_conversations is true or false"),
        ({"conversations_webhook": {"filters": ["onX"]}}, "accounts[0].conversations_webhook: Invalid parameter"),
        ({"conversations_webhook": {"url": "x"}}, "accounts[0].conversations_webhook: there is no url"),
        (
            {"conversation_services": [{"friendly_name": "x", "webhooks": {"filters": ["onUserAdded"]}}]},
            "accounts[0].conversation_services[0].webhooks: Invalid parameter Filters: onUserAdded",
        ),
        ({"conversations": [{"from": "+13105550100"}]}, "accounts[0].conversations[0]: Missing required parameter"),
        ({"conversations": [{"messages": "x"}]}, "accounts[0].conversations[0].messages is a list"),
        ({"conversations": [{"messages": [{"text": "x"}]}]}, "accounts[0].conversations[0].messages[0]: there is no"),
        ({"conversations": [{"conversation_service": "x"}]}, "0 of the account's conversation_services"),
    ],
)
def test_a_seed_that_can_not_be_read_says_where_and_changes_nothing(
    emulator: Running, account: JSON, message: str
) -> None:
    before = emulator.control("GET", "snapshot")
    answer = emulator.control("POST", "seed", {"accounts": [{"friendly_name": "new", **account}]}, status=400)
    assert message in answer["error"]
    assert emulator.control("GET", "snapshot") == before


def test_a_seed_is_taken_as_a_whole_or_not_at_all(emulator: Running) -> None:
    emulator.seed({"phone_numbers": ["+14155552671"]})
    before = emulator.control("GET", "snapshot")
    good, bad = {"friendly_name": "test"}, {"friendly_name": "new", "phone_numbers": [""]}
    emulator.control("POST", "seed", {"accounts": [good, bad]}, status=400)
    assert emulator.control("GET", "snapshot") == before
    emulator.control("POST", "seed", {"accounts": [{**bad, **good}]}, status=400)
    assert emulator.control("GET", "snapshot") == before


@pytest.mark.parametrize("body", [None, [], {}, {"accounts": {}}, {"accounts": [], "more": 1}, {"accounts": [1]}])
def test_what_is_no_seed_is_refused(emulator: Running, body: object) -> None:
    emulator.control("POST", "seed", body, status=400)
