# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The bridge as it is deployed: Twilio calls a Function, which calls Twilio."""

from __future__ import annotations

import json

import pytest

from ansible_collections.flexops.twilio.emulator.twilio_emulator import webhooks
from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

ALL = "/conversations/v1/Conversations"
CUSTOMER, NUMBER = "+13105550100", "+14155552671"
SOURCE = """
exports.handler = async (context, event, callback) => {
  console.log(`told of ${event.EventType}`);
  const { webhooks } = context.getTwilioClient().conversations.v1.conversations(event.ConversationSid);
  const there = await webhooks.list();
  if (!there.length) {
    await webhooks.create({
      target: 'studio', 'configuration.flowSid': context.FLOW_SID, 'configuration.replayAfter': 0,
    });
  }
  callback(null, { before: there.length });
};
"""


def world(emulator: Running, source: str = SOURCE, visibility: str = "protected") -> JSON:
    """Make an account with a bridge in it, whose Function is this."""
    flow = {"friendly_name": "Inbound", "sid": "FW" + 32 * "a"}
    environment = {"unique_name": "dev", "domain_suffix": "dev", "variables": {"FLOW_SID": flow["sid"]}}
    function = {"path": "/added", "visibility": visibility, "content": source}
    made = emulator.seed(
        {
            "conversation_services": [{"friendly_name": "Flex"}],
            "default_conversation_service": "Flex",
            "studio_flows": [flow],
            "phone_numbers": [NUMBER],
            "messaging_services": [
                {"friendly_name": "pool", "phone_numbers": [NUMBER], "autocreate_conversation": True}
            ],
            "serverless_services": [{"unique_name": "code", "environments": [environment], "functions": [function]}],
        }
    )
    domain = made["serverless_services"]["code"]["environments"]["dev"]["domain_name"]
    url = f"https://{domain}/added"
    emulator.post(f"{ALL}/Webhooks", {"PostWebhookUrl": url, "Filters": "onConversationAdded"})
    return {**made, "url": url}


def send(emulator: Running, **more: object) -> JSON:
    message = {"from": CUSTOMER, "to": NUMBER, "body": "Hello", **more}
    report: JSON = emulator.control("POST", "simulate/inbound-message", message)
    return report


def test_a_function_brings_the_flow_in_while_the_message_is_on_its_way(emulator: Running) -> None:
    made = world(emulator)
    emulator.control("DELETE", "journal")
    report = send(emulator)
    assert [one["kind"] for one in report["handlers"]] == ["messaging_service", "account_webhook", "studio"]
    told = report["handlers"][1]
    assert told["url"] == made["url"]
    delivered = told["delivered"]
    assert (delivered["status"], json.loads(delivered["body"])) == (200, {"before": 0}), delivered
    assert delivered["logs"] == ["told of onConversationAdded"]
    assert [one["started"] for one in report["executions"]] == [True]
    hooks = f"{ALL}/{report['conversation']['sid']}/Webhooks"
    asked = [(entry["method"], entry["path"], entry["status"]) for entry in emulator.journal()["entries"]]
    assert asked == [("GET", hooks, 200), ("POST", hooks, 201)]
    second = send(emulator)
    assert [one["kind"] for one in second["handlers"]] == ["studio"]
    assert second["executions"] == [{**report["executions"][0], "started": False}]


def test_a_function_that_is_called_twice_answers_twice(emulator: Running) -> None:
    world(emulator)
    report = send(emulator, deliver_twice=True)
    told = [one for one in report["handlers"] if one["kind"] == "account_webhook"]
    assert [(one["again"], json.loads(one["delivered"]["body"])["before"]) for one in told] == [(False, 0), (True, 1)]
    assert [one["started"] for one in report["executions"]] == [True]


def test_what_a_function_does_wrong_is_in_the_report(emulator: Running) -> None:
    world(emulator, "exports.handler = () => { console.error('oh'); throw new Error('no'); };")
    report = send(emulator)
    delivered = report["handlers"][1]["delivered"]
    assert delivered["status"] == 500
    assert "oh" in delivered["logs"]
    assert (report["executions"], report["conversation"]["created"]) == ([], True)


@pytest.mark.parametrize("path", ["/nothing", "/added"])
def test_a_function_that_is_not_there_is_not_found(emulator: Running, path: str) -> None:
    made = world(emulator, visibility="private")
    emulator.post(f"{ALL}/Webhooks", {"PostWebhookUrl": made["url"].replace("/added", path)})
    assert send(emulator)["handlers"][1]["delivered"]["status"] == 404


def test_a_function_has_five_seconds_to_answer_twilio(emulator: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhooks, "TIMEOUT", 0.2)
    world(emulator, "exports.handler = (context, event, callback) => setTimeout(callback, 1500);")
    delivered = send(emulator)["handlers"][1]["delivered"]
    assert (delivered["status"], delivered["error"]) == (None, "no answer within 0.2 seconds")


def test_the_hosts_of_strangers_are_not_called(emulator: Running) -> None:
    world(emulator)
    emulator.post(f"{ALL}/Webhooks", {"PostWebhookUrl": "https://code-1234-dev.twil.io/added"})
    report = send(emulator)
    assert report["handlers"][1]["delivered"] is None
    assert "is neither on loopback nor a Function" in report["explanation"][-2]
