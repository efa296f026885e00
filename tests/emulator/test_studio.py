# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Studio flows, their revisions and their executions."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from twilio.base.exceptions import TwilioRestException

from ansible_collections.flexops.twilio.emulator.twilio_emulator.executions import hand_to_studio
from ansible_collections.flexops.twilio.emulator.twilio_emulator.seeding.studio import FLOW
from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

FLOWS = "/studio/v2/Flows"


def form(definition: Any = None, **more: str) -> JSON:
    """Return what a create sends; of the usual definition if no other is given."""
    return {
        "FriendlyName": "Inbound",
        "Status": "published",
        "Definition": json.dumps(FLOW if definition is None else definition),
        **more,
    }


def changed(change: Callable[[Any], Any]) -> Any:
    """Return the usual definition with a change."""
    definition = copy.deepcopy(FLOW)
    change(definition)
    return definition


def test_a_list_leaves_out_what_makes_flows_large(emulator: Running) -> None:
    flows = [{"friendly_name": "Inbound", "commit_message": "first"}, {"friendly_name": "B"}]
    sid = emulator.seed({"studio_flows": flows})["studio_flows"]["Inbound"]
    listed = emulator.get(FLOWS)["flows"][0]
    assert [listed[name] for name in ("definition", "commit_message", "valid", "errors", "warnings")] == 5 * [None]
    flow = emulator.sdk().studio.v2.flows(sid).fetch()
    assert (flow.definition, flow.commit_message, flow.valid, flow.errors) == (FLOW, "first", True, [])
    assert (flow.status, flow.revision, flow.friendly_name) == ("published", 1, "Inbound")
    assert flow.url == f"https://studio.twilio.com/v2/Flows/{sid}"
    assert flow.links["revisions"] == f"{flow.url}/Revisions"
    assert flow.webhook_url == f"https://webhooks.twilio.com/v1/Accounts/{emulator.account['sid']}/Flows/{sid}"
    emulator.refused(404, 20404, "GET", f"{FLOWS}/FW{32 * '0'}")


def test_what_is_seeded_is_held_to_twilios_rules(emulator: Running) -> None:
    seed = {"accounts": [{"studio_flows": [{"friendly_name": "x", "definition": {"states": []}}]}]}
    error = emulator.control("POST", "seed", seed, status=400)["error"]
    assert error == "accounts[0].studio_flows[0]: Flow definition is invalid (81022)"


def test_every_update_is_a_revision(emulator: Running) -> None:
    flows = emulator.sdk().studio.v2.flows
    flow = flows.create(friendly_name="Inbound", status="draft", definition=FLOW, commit_message="first")
    assert (flow.revision, flow.status, flow.date_updated) == (1, "draft", None)
    again = flows(flow.sid).update(status="draft")
    assert (again.revision, again.definition, again.commit_message) == (2, FLOW, "first")
    assert again.date_updated is not None
    second = changed(lambda d: d.update(description="second"))
    assert flows(flow.sid).update(status="published", definition=second, friendly_name="New").revision == 3
    fetched = flows(flow.sid).fetch()
    assert (fetched.revision, fetched.friendly_name, fetched.definition) == (3, "New", second)
    assert [one.revision for one in flows(flow.sid).revisions.list(page_size=2)] == [3, 2, 1]
    first = flows(flow.sid).revisions("1").fetch()
    assert (first.sid, first.status, first.friendly_name, first.definition) == (flow.sid, "draft", "Inbound", FLOW)
    assert first.url == f"{flow.url}/Revisions/1"


def test_a_draft_leaves_live_what_was_published(emulator: Running) -> None:
    sid = emulator.post(FLOWS, form(), 201)["sid"]
    draft = changed(lambda d: d.update(description="draft"))
    assert emulator.post(f"{FLOWS}/{sid}", form(draft, Status="draft"))["status"] == "draft"
    assert emulator.get(f"{FLOWS}/{sid}/Revisions/LatestPublished")["revision"] == 1
    latest = emulator.get(f"{FLOWS}/{sid}/Revisions/LatestRevision")
    assert (latest["revision"], latest["definition"]["description"]) == (2, "draft")
    # Publishing needs the status and nothing else.
    emulator.post(f"{FLOWS}/{sid}", {"Status": "published"})
    live = emulator.get(f"{FLOWS}/{sid}/Revisions/LatestPublished")
    assert (live["revision"], live["definition"]["description"]) == (3, "draft")


def test_a_revision_that_is_not_there(emulator: Running) -> None:
    sid = emulator.post(FLOWS, form(Status="draft"), 201)["sid"]
    emulator.refused(404, 20404, "GET", f"{FLOWS}/{sid}/Revisions/2")
    emulator.refused(404, 20404, "GET", f"{FLOWS}/{sid}/Revisions/LatestPublished")
    emulator.refused(400, 81021, "GET", f"{FLOWS}/{sid}/Revisions/newest")
    emulator.refused(404, 20404, "GET", f"{FLOWS}/FW{32 * '0'}/Revisions")


@pytest.mark.parametrize("missing", ["FriendlyName", "Status", "Definition"])
def test_what_a_flow_must_have(emulator: Running, missing: str) -> None:
    fields = form()
    del fields[missing]
    for path in (FLOWS, f"{FLOWS}/Validate"):
        body = emulator.refused(400, 20001, "POST", path, fields)
        assert body["message"] == f"Missing required parameter {missing} in the post body"


def test_what_an_update_must_have(emulator: Running) -> None:
    sid = emulator.post(FLOWS, form(), 201)["sid"]
    for refused in (
        {"FriendlyName": "New"},
        {"Status": "live"},
        {"Status": "draft", "CommitMessage": ""},
        {"Status": "draft", "FriendlyName": ""},
        {"Status": "draft", "Definition": "{"},
    ):
        emulator.refused(400, 20001, "POST", f"{FLOWS}/{sid}", refused)
    emulator.refused(400, 20001, "POST", f"{FLOWS}/Validate", form(CommitMessage=""))
    assert emulator.get(f"{FLOWS}/{sid}")["revision"] == 1


WRONG: dict[str, tuple[Any, str]] = {
    "no object": ([], "#"),
    "no states": (changed(lambda d: d.pop("states")), "#"),
    "empty": (changed(lambda d: d.update(states=[])), "#/states"),
    "no initial state": (changed(lambda d: d.pop("initial_state")), "#"),
    "initial state unknown": (changed(lambda d: d.update(initial_state="Start")), "#/initial_state"),
    "no flags": (changed(lambda d: d.pop("flags")), "#"),
    "empty flags": (changed(lambda d: d.update(flags={})), "#/flags"),
    "unknown widget": (changed(lambda d: d["states"][1].update(type="MessagePrompt")), "#/states/1/type"),
    "no name": (changed(lambda d: d["states"][1].pop("name")), "#/states/1"),
    "no properties": (changed(lambda d: d["states"][1].pop("properties")), "#/states/1"),
    "no channel": (changed(lambda d: d["states"][1]["properties"].pop("channel")), "#/states/1/properties"),
    "a sid": (changed(lambda d: d["states"][1].update(sid="FF1")), "#/states/1/sid"),
    "no event": (changed(lambda d: d["states"][1]["transitions"][0].pop("event")), "#/states/1/transitions/0"),
    "next is null": (
        changed(lambda d: d["states"][1]["transitions"][0].update(next=None)),
        "#/states/1/transitions/0/next",
    ),
    "dangling": (
        changed(lambda d: d["states"][0]["transitions"][2].update(next="gone")),
        "#/states/0/transitions/2/next",
    ),
    "twice": (changed(lambda d: d["states"].append(d["states"][1])), "#/states/2/name"),
    "too many": (changed(lambda d: d.update(states=d["states"] + [d["states"][1]] * 999)), "#/states"),
}


@pytest.mark.parametrize(("definition", "path"), WRONG.values(), ids=WRONG)
def test_a_wrong_definition_is_refused_with_its_place(emulator: Running, definition: Any, path: str) -> None:
    sid = emulator.post(FLOWS, form(), 201)["sid"]
    for target in (f"{FLOWS}/Validate", FLOWS, f"{FLOWS}/{sid}"):
        body = emulator.refused(400, 81022, "POST", target, form(definition, Status="draft"))
        assert [one["property_path"] for one in body["details"]["errors"]] == [path]
        assert all(one["message"] for one in body["details"]["errors"])
    assert emulator.get(f"{FLOWS}/{sid}")["revision"] == 1
    assert len(emulator.get(FLOWS)["flows"]) == 1


def test_a_legacy_export_is_refused(emulator: Running) -> None:
    transition = {"event": "incomingMessage", "conditions": [], "next": "FF1", "uuid": "u"}
    trigger = {"type": "InitialState", "name": "Trigger", "properties": {}, "transitions": [transition], "sid": "FF0"}
    body = emulator.refused(400, 81022, "POST", FLOWS, form({"states": [trigger]}))
    assert len(body["details"]["errors"]) == 5
    with pytest.raises(TwilioRestException) as refusal:
        emulator.sdk().studio.v2.flow_validate.update("x", "draft", {"states": [trigger]})
    assert refusal.value.details == body["details"]


def test_validating_saves_nothing(emulator: Running) -> None:
    assert emulator.post(f"{FLOWS}/Validate", form()) == {"valid": True}
    assert emulator.get(FLOWS)["flows"] == []
    emulator.refused(405, 20004, "GET", f"{FLOWS}/Validate")


def test_defaults_that_studio_may_add(emulator: Running) -> None:
    bare = {
        "states": [
            {"name": "Trigger", "type": "trigger", "transitions": []},
            {"name": "Bye", "type": "send-message", "transitions": [{"event": "failed"}], "properties": {"from": "x"}},
        ],
        "initial_state": "Trigger",
    }
    emulator.refused(400, 81022, "POST", FLOWS, form(bare))
    emulator.control("POST", "switches", {"flow_without_flags": "accepted"})
    assert emulator.post(FLOWS, form(bare), 201)["definition"] == bare
    emulator.control("POST", "switches", {"flow_defaults": "added"})
    saved = emulator.post(FLOWS, form(bare), 201)["definition"]
    assert (saved["description"], saved["flags"]) == ("A New Flow", {"allow_concurrent_calls": True})
    assert [one["event"] for one in saved["states"][1]["transitions"]] == ["failed", "sent"]
    assert len(saved["states"][0]["transitions"]) == 5
    assert saved["states"][1]["properties"] == {"offset": {"x": 0, "y": 0}, "from": "x"}


def test_reads_that_lag_behind_a_write(emulator: Running) -> None:
    sid = emulator.post(FLOWS, form(), 201)["sid"]
    emulator.control("POST", "faults", {"kind": "stale_read", "times": 1, "match": {"path": "/Flows/FW"}})
    assert emulator.post(f"{FLOWS}/{sid}", {"Status": "draft"})["revision"] == 2
    assert emulator.get(f"{FLOWS}/{sid}")["revision"] == 1
    assert emulator.get(f"{FLOWS}/{sid}")["revision"] == 2
    # One that was just made is not there yet.
    emulator.control("POST", "faults", {"kind": "stale_read", "times": 1, "match": {"path": "/Flows/FW"}})
    new = emulator.post(FLOWS, form(), 201)["sid"]
    emulator.refused(404, 20404, "GET", f"{FLOWS}/{new}")
    emulator.get(f"{FLOWS}/{new}")


def hand(emulator: Running, flow: str, index: int = 0, conversation: str = "CH1") -> JSON:
    """Give a conversation's message to a flow."""
    world = emulator.emulator.world
    message = {"sid": f"IM{index}", "index": index, "author": "+13105550100", "body": "Hello"}
    return hand_to_studio(world, world.accounts[emulator.account["sid"]], flow, {"sid": conversation}, message)


def test_one_conversation_has_one_execution(emulator: Running) -> None:
    sid = emulator.post(FLOWS, form(), 201)["sid"]
    first = hand(emulator, sid)
    execution = first["execution_sid"]
    assert first == {
        "flow_sid": sid,
        "friendly_name": "Inbound",
        "execution_sid": execution,
        "started": True,
        "event": "incomingConversationMessage",
        "first_widget": "send_to_flex",
        "problem": None,
    }
    assert hand(emulator, sid, 1) == {**first, "started": False}
    assert hand(emulator, sid, 0, "CH2")["execution_sid"] != execution
    listed = emulator.sdk().studio.v2.flows(sid).executions.list()
    assert [(one.contact_channel_address, one.status) for one in listed] == [("CH1", "active"), ("CH2", "active")]
    fetched = emulator.sdk().studio.v2.flows(sid).executions(execution).fetch()
    assert fetched.context["trigger"]["message"]["Body"] == "Hello"
    assert emulator.sdk().studio.v2.flows(sid).executions(execution).update(status="ended").status == "ended"
    assert len(emulator.get(f"{FLOWS}/{sid}/Executions?Status=active")["executions"]) == 1
    assert hand(emulator, sid, 2)["started"]


def test_what_runs_is_what_was_published(emulator: Running) -> None:
    sid = emulator.post(FLOWS, form(Status="draft"), 201)["sid"]
    assert hand(emulator, sid)["problem"] == "The Studio flow Inbound was never published."
    assert hand(emulator, f"FW{32 * '0'}")["problem"].endswith("does not exist.")
    deaf = changed(lambda d: d["states"][0]["transitions"][2].pop("next"))
    emulator.post(f"{FLOWS}/{sid}", form(deaf))
    emulator.post(f"{FLOWS}/{sid}", form(Status="draft"))
    report = hand(emulator, sid)
    assert (report["execution_sid"], report["started"]) == (None, False)
    assert report["problem"] == "The trigger of the Studio flow Inbound leads nowhere on incomingConversationMessage."
    emulator.post(f"{FLOWS}/{sid}", {"Status": "published"})
    assert hand(emulator, sid)["started"]


def test_an_execution_by_request(emulator: Running) -> None:
    sid = emulator.post(
        FLOWS, form(changed(lambda d: d["states"][0]["transitions"][3].update(next="send_to_flex"))), 201
    )["sid"]
    executions = emulator.sdk().studio.v2.flows(sid).executions
    made = executions.create(to="+13105550100", from_="+14155552671", parameters={"name": "Ada"})
    assert (made.status, made.contact_channel_address) == ("active", "+13105550100")
    assert made.context["trigger"]["request"]["parameters"] == {"name": "Ada"}
    contact = {"To": "+13105550100", "From": "+14155552671"}
    emulator.refused(409, 20409, "POST", f"{FLOWS}/{sid}/Executions", contact)
    emulator.refused(400, 20001, "POST", f"{FLOWS}/{sid}/Executions/{made.sid}", {"Status": "active"})
    other = emulator.post(FLOWS, form(), 201)["sid"]
    emulator.refused(404, 20404, "GET", f"{FLOWS}/{other}/Executions/{made.sid}")
    assert executions(made.sid).delete()
    assert executions.list() == []


def test_a_flow_takes_its_executions_along(emulator: Running) -> None:
    sid = emulator.post(FLOWS, form(), 201)["sid"]
    hand(emulator, sid)
    assert emulator.raw("DELETE", f"{FLOWS}/{sid}").status_code == 204
    emulator.refused(404, 20404, "GET", f"{FLOWS}/{sid}/Executions")
    emulator.refused(404, 20404, "DELETE", f"{FLOWS}/{sid}")
    account = emulator.emulator.world.accounts[emulator.account["sid"]]
    assert (len(account["studio_revisions"]), len(account["studio_executions"])) == (0, 0)
