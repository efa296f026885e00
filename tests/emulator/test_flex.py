# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flex Flows and the configuration of Flex."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

FLOWS, CONFIGURATION = "/flex-api/v1/FlexFlows", "/flex-api/v1/Configuration"
IS, FW, URL = "IS" + 32 * "a", "FW" + 32 * "b", "https://example.com/hook"
STUDIO = {"IntegrationType": "studio", "Integration.FlowSid": FW}
TASK = {
    "IntegrationType": "task",
    "Integration.WorkspaceSid": "WS" + 32 * "c",
    "Integration.WorkflowSid": "WW" + 32 * "d",
}


def form(**more: str) -> JSON:
    return {"FriendlyName": "desk", "ChatServiceSid": IS, "ChannelType": "sms", **STUDIO, **more}


def play(emulator: Running, **switches: str) -> None:
    emulator.control("POST", f"switches?account={emulator.account['sid']}", switches)


def test_a_flow_is_made_read_changed_and_deleted(emulator: Running) -> None:
    made = emulator.post(FLOWS, form(ContactIdentity="+14155552671", LongLived="true"), 201)
    sid = made["sid"]
    assert made == {
        "sid": sid,
        "account_sid": emulator.account["sid"],
        "friendly_name": "desk",
        "chat_service_sid": IS,
        "channel_type": "sms",
        "contact_identity": "+14155552671",
        "enabled": False,
        "integration_type": "studio",
        "integration": {"flow_sid": FW, "retry_count": 3},
        "long_lived": True,
        "janitor_enabled": False,
        "date_created": made["date_created"],
        "date_updated": None,
        "url": f"https://flex-api.twilio.com/v1/FlexFlows/{sid}",
    }
    assert emulator.get(f"{FLOWS}/{sid}") == made
    assert emulator.post(f"{FLOWS}/{sid}", {}) == made
    changed = emulator.post(f"{FLOWS}/{sid}", {"Enabled": "true", "ContactIdentity": ""})
    assert changed.pop("date_updated")
    assert changed == {name: one for name, one in made.items() if name != "date_updated"} | {
        "enabled": True,
        "contact_identity": None,
    }
    other = emulator.post(FLOWS, form(FriendlyName="other"), 201)
    assert [one["sid"] for one in emulator.get(f"{FLOWS}?FriendlyName=desk")["flex_flows"]] == [sid]
    assert [one["sid"] for one in emulator.get(FLOWS)["flex_flows"]] == [sid, other["sid"]]
    assert emulator.raw("DELETE", f"{FLOWS}/{sid}").status_code == 204
    emulator.refused(404, 20404, "DELETE", f"{FLOWS}/{sid}")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"FriendlyName": ""}, 20001),
        ({"ChatServiceSid": ""}, 20001),
        ({"ChannelType": "SMS"}, 20001),
        ({"IntegrationType": "Studio"}, 20001),
        ({"Integration.FlowSid": ""}, 45210),
        ({"IntegrationType": "external"}, 45210),
        ({"IntegrationType": "task", "Integration.WorkspaceSid": "WS" + 32 * "0"}, 45210),
        ({"Integration.RetryCount": "4"}, 20001),
        ({"Integration.Timeout": "0"}, 20001),
        ({"Enabled": "yes"}, 20001),
        ({"Nonsense": "x"}, 20001),
    ],
)
def test_what_is_no_flow_is_refused(emulator: Running, wrong: JSON, code: int) -> None:
    emulator.refused(400, code, "POST", FLOWS, form(**wrong))
    assert emulator.get(FLOWS)["flex_flows"] == []


@pytest.mark.parametrize("status", ["409", "400", "accepted"])
def test_a_contact_identity_has_one_flow(emulator: Running, status: str) -> None:
    play(emulator, duplicate_flex_flow=status)
    identity = {"ContactIdentity": "+14155552671"}
    first = emulator.post(FLOWS, form(**identity), 201)["sid"]
    emulator.post(f"{FLOWS}/{first}", {"Enabled": "true", **identity})  # it does not collide with itself
    emulator.post(FLOWS, form(ChannelType="whatsapp", **identity), 201)
    free = emulator.post(FLOWS, form(), 201)["sid"]
    emulator.post(FLOWS, form(), 201)  # nothing to collide with
    if status == "accepted":
        emulator.post(FLOWS, form(**identity), 201)
        emulator.post(f"{FLOWS}/{free}", identity)
        return
    emulator.refused(int(status), 45212, "POST", FLOWS, form(**identity))
    emulator.refused(int(status), 45202, "POST", f"{FLOWS}/{free}", identity)
    assert emulator.get(f"{FLOWS}/{free}")["contact_identity"] is None


@pytest.mark.parametrize("stale", ["kept", "cleared"])
def test_fields_of_another_type_may_linger(emulator: Running, stale: str) -> None:
    play(emulator, flex_flow_stale_fields=stale)
    sid = emulator.post(FLOWS, form(**{"Integration.RetryCount": "1"}), 201)["sid"]
    linger = {"flow_sid": FW, "retry_count": 1} if stale == "kept" else {}
    task = {name: TASK[f"Integration.{name.title().replace('_', '')}"] for name in ("workspace_sid", "workflow_sid")}
    defaults = {"channel": "default", "timeout": 86400, "priority": 0, "creation_on_message": False}
    assert emulator.post(f"{FLOWS}/{sid}", TASK)["integration"] == {**linger, **task, **defaults}
    # Who clears them gets rid of them in either case.
    blank = {"Integration.FlowSid": "", "Integration.RetryCount": ""}
    assert emulator.post(f"{FLOWS}/{sid}", blank)["integration"] == {**task, **defaults}
    emulator.refused(400, 45004, "POST", f"{FLOWS}/{sid}", {"Integration.WorkflowSid": ""})


def test_defaults_are_shown_or_not_and_enabled_is_either(emulator: Running) -> None:
    play(emulator, flex_flow_defaults="hidden", flex_flow_enabled="true")
    made = emulator.post(FLOWS, form(**TASK), 201)
    assert (sorted(made["integration"]), made["enabled"]) == (["flow_sid", "workflow_sid", "workspace_sid"], True)


def test_dangling_references_may_be_refused(emulator: Running) -> None:
    made = emulator.seed({"conversation_services": [{"friendly_name": "Flex"}]})
    play(emulator, unknown_references="rejected")
    emulator.refused(404, 20404, "POST", FLOWS, form())
    chat = made["conversation_services"]["Flex"]
    emulator.refused(404, 20404, "POST", FLOWS, form(ChatServiceSid=chat))
    emulator.post(FLOWS, form(ChatServiceSid=chat, IntegrationType="external", **{"Integration.Url": URL}), 201)


def test_an_account_has_flex_or_not(emulator: Running) -> None:
    emulator.refused(404, 45101, "GET", CONFIGURATION)
    made = emulator.seed(
        {
            "conversation_services": [{"friendly_name": "Flex"}],
            "messaging_services": [{"friendly_name": "pool"}],
            "flex": {"chat_service": "Flex", "messaging_service": "pool", "ui_version": "2.1.0"},
        }
    )
    found = emulator.get(f"{CONFIGURATION}?UiVersion=2")
    assert found["chat_service_instance_sid"] == made["conversation_services"]["Flex"]
    assert found["messaging_service_instance_sid"] == made["messaging_services"]["pool"]
    assert (found["account_sid"], found["status"], found["ui_version"]) == (made["sid"], "ok", "2.1.0")
    assert found["taskrouter_workspace_sid"][:2] == "WS"
    emulator.refused(405, 20004, "POST", CONFIGURATION, {})
    before = emulator.control("GET", "snapshot")
    emulator.seed({})
    emulator.refused(404, 45101, "GET", CONFIGURATION)
    emulator.control("POST", "snapshot", before)
    assert emulator.get(f"{CONFIGURATION}") == found


def test_seeded_flows_know_flex(emulator: Running) -> None:
    seed: JSON = {
        "conversation_services": [{"friendly_name": "Flex"}, {"friendly_name": "other"}],
        "studio_flows": [{"friendly_name": "Inbound"}],
        "flex": {"chat_service": "Flex"},
        "flex_flows": [
            {
                "friendly_name": "desk",
                "channel_type": "sms",
                "integration_type": "studio",
                "integration": {"studio_flow": "Inbound"},
            },
            {"friendly_name": "web", "channel_type": "web", "integration_type": "task", "chat_service": "other"},
        ],
    }
    made = emulator.seed(seed)
    desk, web = emulator.get(FLOWS)["flex_flows"]
    flex, services = emulator.get(CONFIGURATION), made["conversation_services"]
    assert (desk["sid"], desk["enabled"], desk["chat_service_sid"]) == (
        made["flex_flows"]["desk"],
        True,
        services["Flex"],
    )
    assert desk["integration"]["flow_sid"] == made["studio_flows"]["Inbound"]
    assert web["chat_service_sid"] == services["other"]
    assert web["integration"]["workspace_sid"] == flex["taskrouter_workspace_sid"]
    assert web["integration"]["workflow_sid"] == flex["taskrouter_target_workflow_sid"]


@pytest.mark.parametrize(
    ("account", "message"),
    [
        ({"flex": {}}, "accounts[0].flex: Flex has a chat_service"),
        ({"flex": {"chat_service": "x"}}, "accounts[0].flex.chat_service: 0 of the account's conversation_services"),
        ({"flex": {"chat": "x"}}, "there is no chat"),
        ({"flex_flows": ["x"]}, "accounts[0].flex_flows[0] is a mapping"),
        ({"flex_flows": [{"friendly_name": "x", "channel_type": "sms"}]}, "ChatServiceSid"),
        ({"flex_flows": [{"integration": {"flow": "x"}}]}, "there is no flow"),
        (
            {"proxy_services": [{"unique_name": "x", "phone_numbers": ["+15551234567"]}]},
            "phone_numbers[0]: +15551234567",
        ),
        ({"proxy_services": [{"unique_name": "x", "handles": ["+15551234567"]}]}, "handles: +15551234567"),
        ({"proxy_services": [{}]}, "UniqueName"),
        ({"channel_senders": [{"sender": "whatsapp:+14155552671", "status": "GONE"}]}, "status is one of"),
        ({"channel_senders": [{"sender": "whatsapp:+14155552671", "webhook": {"url": "x"}}]}, "there is no url"),
        (
            {"channel_senders": [{"sender": "whatsapp:+14155552671", "webhook": {"callback_url": "x"}}]},
            "webhook.callback_url: x",
        ),
    ],
)
def test_a_seed_that_can_not_be_read_says_where(emulator: Running, account: JSON, message: str) -> None:
    before = emulator.control("GET", "snapshot")
    answer = emulator.control("POST", "seed", {"accounts": [{"friendly_name": "new", **account}]}, status=400)
    assert message in answer["error"]
    assert emulator.control("GET", "snapshot") == before
