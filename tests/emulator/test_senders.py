# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""WhatsApp and RCS senders: JSON in, 202 out, and done some looks later."""

from __future__ import annotations

import json
from typing import Any

import pytest
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderContext

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

SENDERS = "/messaging/v2/Channels/Senders"
ONE, RCS, PAGE = "whatsapp:+15551230001", "rcs:desk", "messenger:1"
URL, OTHER = "https://example.com/in", "https://example.com/other"
NOTHING = {
    "callback_url": None,
    "callback_method": None,
    "fallback_url": None,
    "fallback_method": None,
    "status_callback_url": None,
    "status_callback_method": None,
}


@pytest.fixture
def sender(emulator: Running) -> str:
    """Return the path of a WhatsApp sender, beside two others of which one has no API."""
    webhook = {"callback_url": URL, "callback_method": "POST", "status_callback_url": OTHER}
    webhook["status_callback_method"] = "POST"
    made = emulator.seed({"channel_senders": [{"sender": ONE, "webhook": webhook}, RCS, PAGE]})
    return f"{SENDERS}/{made['channel_senders'][ONE]}"


def send(emulator: Running, path: str, document: Any, status: int = 202) -> JSON:
    text = document if isinstance(document, str) else json.dumps(document)
    answer = emulator.raw("POST", path, text, headers={"Content-Type": "application/json"})
    assert answer.status_code == status, answer.text
    body: JSON = answer.json()
    return body


def play(emulator: Running, **switches: str) -> None:
    emulator.control("POST", f"switches?account={emulator.account['sid']}", switches)


def test_a_list_is_of_one_channel_that_has_an_api(emulator: Running, sender: str) -> None:
    found = emulator.get(f"{SENDERS}?Channel=whatsapp")
    assert [one["sender_id"] for one in found["senders"]] == [ONE]
    assert (found["meta"]["key"], found["meta"]["page_size"]) == ("senders", 20)
    assert [one["sender_id"] for one in emulator.get(f"{SENDERS}?Channel=rcs")["senders"]] == [RCS]
    emulator.refused(400, 20001, "GET", SENDERS)
    emulator.refused(400, 20001, "GET", f"{SENDERS}?Channel=messenger")
    emulator.refused(404, 20404, "GET", f"{SENDERS}/{emulator.account['channel_senders'][PAGE]}")
    assert "sender" not in emulator.get(sender)


def test_a_sender_is_made_and_comes_online_with_the_looks(emulator: Running) -> None:
    made = send(emulator, SENDERS, {"sender_id": ONE, "webhook": {"callback_url": URL}, "friendly_name": None})
    assert (made["sid"][:2], made["status"], made["sender_id"]) == ("XE", "CREATING", ONE)
    assert made["webhook"] == {**NOTHING, "callback_url": URL, "callback_method": "POST"}
    path = f"{SENDERS}/{made['sid']}"
    assert [emulator.get(path)["status"] for _look in range(4)] == ["CREATING", "CREATING", "ONLINE", "ONLINE"]
    for wrong in ({"sender_id": "+15551230009"}, {"sender_id": "messenger:1"}, {}, {"sender_id": 7}):
        send(emulator, SENDERS, wrong, 400)
    send(emulator, SENDERS, {"sender_id": ONE}, 409)


@pytest.mark.parametrize(("polls", "looks"), [("0", 0), ("2", 2), ("never", 5)])
def test_an_update_is_done_after_some_looks(emulator: Running, sender: str, polls: str, looks: int) -> None:
    play(emulator, sender_polls=polls)
    said = send(emulator, sender, {"webhook": {"callback_url": OTHER}})
    assert (said["status"], said["webhook"]["callback_url"]) == ("ONLINE:UPDATING", OTHER)
    found = [emulator.get(sender)["status"] for _look in range(5)]
    assert found == looks * ["ONLINE:UPDATING"] + (5 - looks) * ["ONLINE"]


def test_once_it_is_done_nothing_remains_of_an_update(emulator: Running, sender: str) -> None:
    before = emulator.control("GET", "snapshot")
    send(emulator, sender, {"webhook": {"callback_url": OTHER}})
    assert emulator.control("GET", "snapshot") != before
    send(emulator, sender, {"webhook": {"callback_url": URL}})
    for _look in range(3):
        emulator.get(sender)
    assert emulator.control("GET", "snapshot") == before
    for nothing in ("", "{}", {"webhook": None}):
        assert send(emulator, sender, nothing)["status"] == "ONLINE"
    assert emulator.control("GET", "snapshot") == before


def test_a_sender_that_is_offline_stays_so(emulator: Running) -> None:
    made = emulator.seed({"channel_senders": [{"sender": ONE, "status": "OFFLINE"}]})
    path = f"{SENDERS}/{made['channel_senders'][ONE]}"
    assert send(emulator, path, {"webhook": {"callback_url": URL}})["status"] == "OFFLINE"
    assert emulator.get(path)["status"] == "OFFLINE"


@pytest.mark.parametrize("objects", ["merged", "replaced"])
@pytest.mark.parametrize("null", ["ignored", "clears"])
def test_an_object_is_merged_or_replaced(emulator: Running, sender: str, objects: str, null: str) -> None:
    play(emulator, sender_objects=objects, json_null=null)
    kept = {"status_callback_url": OTHER, "status_callback_method": "POST"} if objects == "merged" else {}
    webhook = send(emulator, sender, {"webhook": {"callback_url": "", "fallback_url": OTHER}})["webhook"]
    method = {"callback_method": "POST"} if objects == "merged" else {}
    assert webhook == {**NOTHING, **kept, **method, "fallback_url": OTHER, "fallback_method": "POST"}
    webhook = send(emulator, sender, {"webhook": {"fallback_url": None}})["webhook"]
    stays = OTHER if (objects, null) == ("merged", "ignored") else None
    assert webhook["fallback_url"] == stays


def test_only_whatsapp_changes_here(emulator: Running, sender: str) -> None:
    rcs = f"{SENDERS}/{emulator.account['channel_senders'][RCS]}"
    before = emulator.control("GET", "snapshot")
    send(emulator, rcs, {"webhook": {"callback_url": URL}}, 400)
    emulator.refused(400, 20001, "DELETE", rcs)
    for wrong in (
        {"webhook": {"callback_url": "example.com"}},
        {"webhook": {"callback_method": "GET"}},
        {"webhook": {"url": URL}},
        {"webhook": [URL]},
        {"webhook": {"callback_url": 7}},
        {"sender_id": ONE},
        "[]",
        "{",
    ):
        send(emulator, sender, wrong, 400)
    emulator.refused(415, 20001, "POST", sender, {"webhook": "x"})
    configuration = "/conversations/v1/Configuration"
    answer = emulator.raw("POST", configuration, "{}", headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["message"]) == (400, "POST /v1/Configuration takes no JSON")
    assert emulator.control("GET", "snapshot") == before
    play(emulator, unknown_parameters="ignore")
    assert send(emulator, sender, {"webhook": {"url": OTHER}})["webhook"]["callback_url"] == URL


def test_a_deleted_sender_leaves_its_messaging_service(emulator: Running) -> None:
    pool = {"friendly_name": "pool", "channel_senders": [ONE]}
    made = emulator.seed({"channel_senders": [ONE], "messaging_services": [pool]})
    path = f"/messaging/v1/Services/{made['messaging_services']['pool']}/ChannelSenders"
    assert [one["sender"] for one in emulator.get(path)["senders"]] == [ONE]
    assert emulator.raw("DELETE", f"{SENDERS}/{made['channel_senders'][ONE]}").status_code == 204
    assert emulator.get(path)["senders"] == []


def test_the_journal_has_the_json_without_its_secrets(emulator: Running, sender: str) -> None:
    emulator.control("DELETE", "journal")
    send(emulator, sender, {"configuration": {"verification_code": "123456", "waba_id": "1"}})
    send(emulator, sender, "{", 400)
    said = [(one["json"], one["write"]) for one in emulator.journal()["entries"]]
    assert said == [({"configuration": {"verification_code": "***", "waba_id": "1"}}, True), (None, True)]
    assert "123456" not in json.dumps(emulator.journal())


def test_twilios_own_client_updates_a_sender(emulator: Running, sender: str) -> None:
    request = ChannelsSenderContext.MessagingV2ChannelsSenderRequestsUpdate({"webhook": {"callback_url": OTHER}})
    sid = sender.rpartition("/")[2]
    said = emulator.sdk().messaging.v2.channels_senders(sid).update(request)
    assert (said.status, said.webhook["callback_url"]) == ("ONLINE:UPDATING", OTHER)
    assert said.webhook["status_callback_url"] == OTHER  # its nulls are no news
