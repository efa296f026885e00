# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What only a person sees and changes in Twilio's Console."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

NUMBER = "+14155552671"


def world(emulator: Running, **more: object) -> JSON:
    service = {"friendly_name": "pool", "phone_numbers": [NUMBER], "autocreate_conversation": True}
    return emulator.seed({"phone_numbers": [NUMBER], "messaging_services": [service], **more})


def send(emulator: Running) -> JSON:
    report: JSON = emulator.control("POST", "simulate/inbound-message", {"from": "+13105550100", "to": NUMBER})
    return report


@pytest.mark.parametrize("ends", [True, False])
def test_writing_inbound_settings_may_end_autocreation(emulator: Running, ends: bool) -> None:
    made = world(emulator, switches={"inbound_write_ends_autocreate": ends})
    service = made["messaging_services"]["pool"]
    path = f"/messaging/v1/Services/{service}"
    shown = emulator.control("GET", f"console?account={made['sid']}")
    assert shown == {
        "handle_inbound_messages_with_conversations": True,
        "autocreate_conversation": {service: True},
        "sender_callback_urls": {},
    }
    assert "autocreate_conversation" not in emulator.get(path)
    emulator.post(path, {"StickySender": "false", "StatusCallback": "https://example.com/"})
    assert emulator.control("GET", f"console?account={made['sid']}") == shown
    emulator.post(path, {"UseInboundWebhookOnNumber": "false"})
    after = emulator.control("GET", f"console?account={made['sid']}")["autocreate_conversation"]
    assert after == {service: not ends}
    assert send(emulator)["handlers"][0]["type"] == (None if ends else "autocreate")


def test_the_console_is_a_persons_and_says_what_it_does_not_have(emulator: Running) -> None:
    made = world(emulator)
    before = emulator.control("GET", "snapshot")
    path = f"console?account={made['sid']}"
    for body in ({"x": True}, {"autocreate_conversation": {"MG1": True}}, {"autocreate_conversation": True}):
        emulator.control("POST", path, body, status=400)
    emulator.control("POST", path, {"handle_inbound_messages_with_conversations": "yes"}, status=400)
    emulator.control("GET", "console", status=400)
    service = made["messaging_services"]["pool"]
    assert emulator.control("GET", "snapshot") == before
    emulator.control("POST", path, {"autocreate_conversation": {service: False}})
    assert send(emulator)["conversation"] is None
    emulator.control("POST", path, {"autocreate_conversation": {service: True}})
    assert send(emulator)["conversation"]["created"] is True


def test_the_webhook_of_a_sender_without_an_api_is_the_consoles(emulator: Running) -> None:
    made = emulator.seed({"channel_senders": ["messenger:1", "whatsapp:+14155552671"]})
    path = f"console?account={made['sid']}"
    sid = made["channel_senders"]["messenger:1"]
    others = {made["channel_senders"]["whatsapp:+14155552671"]: None}
    before = emulator.control("GET", "snapshot")
    for wrong in ({"XE1": "https://example.com/"}, {sid: "example.com"}, {sid: True}, True):
        emulator.control("POST", path, {"sender_callback_urls": wrong}, status=400)
    assert emulator.control("GET", "snapshot") == before
    said = emulator.control("POST", path, {"sender_callback_urls": {sid: "https://example.com/"}})
    assert said["sender_callback_urls"] == {sid: "https://example.com/", **others}
    message = {"from": "messenger:7", "to": "messenger:1", "body": "Hello"}
    report = emulator.control("POST", "simulate/inbound-message", message)
    assert [(one["kind"], one["url"]) for one in report["handlers"]] == [("sender_webhook", "https://example.com/")]
    said = emulator.control("POST", path, {"sender_callback_urls": {sid: ""}})
    assert said["sender_callback_urls"] == {sid: None, **others}
    report = emulator.control("POST", "simulate/inbound-message", message)
    assert [one["kind"] for one in report["handlers"]] == ["none"]
