# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing flows: what is asked of Twilio before and after, and when nothing is written at all."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import NotFound, TwilioError, WishError
from ansible_collections.flexops.twilio.plugins.module_utils.options import wishes_from
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.studio_flow import STUDIO_FLOW
from ansible_collections.flexops.twilio.plugins.module_utils.runner import facts_of, warnings_in

from .wire import error, page, scripted

FW, OTHER = "FW" + "1" * 32, "FW" + "2" * 32
NAME = "Inbound"
FLOW = json.loads((Path(__file__).parents[2] / "examples" / "flows" / "hotline_2020.json").read_text(encoding="utf-8"))
TEMPLATE = json.loads((Path(__file__).parents[2] / "examples" / "flows" / "flex.json").read_text(encoding="utf-8"))
VARIABLES = {"GREETING": "Hi", "WORKFLOW_SID": "WW" + "1" * 32, "TASK_CHANNEL_SID": "TC" + "1" * 32}
VALID = (200, {"valid": True})


def today(**changes):
    states = [
        {"name": "Trigger", "type": "trigger", "transitions": [{"event": "incomingMessage", "next": "hi"}]},
        {"name": "hi", "type": "send-message", "transitions": [], "properties": {"from": "x", "body": "Hi", **changes}},
    ]
    return {"states": states, "initial_state": "Trigger", "flags": {"allow_concurrent_calls": True}}


def row(sid=FW, name=NAME, **changes):
    """As a list shows it."""
    nothing = dict.fromkeys(("definition", "commit_message", "valid", "errors", "warnings"))
    return {"sid": sid, "friendly_name": name, "status": "published", "revision": 3, **nothing, **changes}


def whole(**changes):
    """As it is fetched and answered."""
    return {**row(), "definition": today(), "commit_message": "before", "valid": True, **changes}


def listed(*rows):
    return page("flows", *rows)


def run(*answers, check=False, state="present", variables=None, revision=None, **given):
    options = {name: value for name, value in (("variables", variables), ("revision", revision)) if value is not None}
    client, script = scripted(*answers, check=check, max_concurrency=1)
    wish = Wish({"friendly_name": NAME, **given} if "sid" not in given else given, state=state, options=options)
    (outcome,) = converge(client, STUDIO_FLOW, [wish], check=check)
    assert not script.answers, "not everything was asked"
    if outcome.error:
        raise outcome.error
    return outcome, script


def asked(script):
    return [
        f"{method} {urlsplit(url).path.removeprefix('/v2/')}".replace(FW, "FW") for method, url, _details in script.sent
    ]


def sent(script, at):
    form = dict(script.form(at))
    if "Definition" in form:
        form["Definition"] = json.loads(form["Definition"])
    return form


def test_a_flow_is_validated_written_and_read_until_others_read_it_too():
    made = whole(status="draft", revision=1)
    lag = error(404), (200, made), listed(), (200, made), listed(row())
    outcome, script = run(listed(), VALID, (201, made), *lag, definition=today(), status="draft")
    assert asked(script)[:3] == ["GET Flows", "POST Flows/Validate", "POST Flows"]
    assert asked(script)[3:] == ["GET Flows/FW", "GET Flows/FW", "GET Flows", "GET Flows/FW", "GET Flows"]
    assert sent(script, 1) == {"FriendlyName": NAME, "Status": "draft", "Definition": today()}
    assert sent(script, 2) == {**sent(script, 1), "CommitMessage": "Written by Ansible"}
    assert outcome.result["revision"] == 1


def test_json_text_is_written_as_the_dictionary_that_it_is():
    _outcome, script = run(
        listed(), VALID, (201, whole()), (200, whole()), listed(row()), definition=json.dumps(today()), status="draft"
    )
    assert sent(script, 2)["Definition"] == today()


def test_the_same_flow_written_otherwise_makes_no_revision():
    flow = today(media_url=None)
    flow["states"].reverse()
    flow["states"][0]["properties"]["offset"] = {"x": 10, "y": 20}
    flow["states"][1]["transitions"].append({"event": "incomingCall"})
    outcome, script = run(listed(row()), (200, whole()), definition=json.dumps(flow), status="published")
    assert asked(script) == ["GET Flows", "GET Flows/FW"]
    assert not outcome.changed
    assert outcome.result["definition"] == today()


def test_a_difference_is_one_update_with_the_status_that_there_is():
    live = whole(status="draft")
    after = whole(status="draft", revision=4, definition=today(body="Hello"))
    outcome, script = run(
        listed(row()), (200, live), VALID, (200, after), (200, live), (200, after), definition=today(body="Hello")
    )
    assert asked(script) == [
        "GET Flows",
        "GET Flows/FW",
        "POST Flows/Validate",
        "POST Flows/FW",
        "GET Flows/FW",
        "GET Flows/FW",
    ]
    assert sent(script, 2) == {"FriendlyName": NAME, "Status": "draft", "Definition": today(body="Hello")}
    assert sent(script, 3) == {
        "Status": "draft",
        "Definition": today(body="Hello"),
        "CommitMessage": "Written by Ansible",
    }
    assert outcome.change.diff["before"]["definition"] == {
        "widget hi": {"name": "hi", "type": "send-message", "properties": {"from": "x", "body": "Hi"}}
    }
    assert outcome.change.diff["after"]["definition"]["widget hi"]["properties"]["body"] == "Hello"


def test_publishing_sends_no_definition_and_needs_no_validation():
    after = whole(revision=4)
    _outcome, script = run(
        listed(row()), (200, whole(status="draft")), (200, after), (200, after), definition=today(), status="published"
    )
    assert asked(script)[2:] == ["POST Flows/FW", "GET Flows/FW"]
    assert sent(script, 2) == {"Status": "published", "CommitMessage": "Written by Ansible"}


def test_a_commit_message_travels_but_is_no_reason_to_write():
    outcome, _script = run(listed(row()), (200, whole()), commit_message="after", definition=today())
    assert not outcome.changed
    after = whole(revision=4)
    _outcome, script = run(
        listed(row()), (200, whole()), (200, after), (200, after), commit_message="after", status="draft"
    )
    assert sent(script, 2) == {"Status": "draft", "CommitMessage": "after"}


def test_a_blank_commit_message_is_none():
    after = whole(revision=4)
    _outcome, script = run(listed(row()), (200, whole()), (200, after), (200, after), commit_message="", status="draft")
    assert sent(script, 2)["CommitMessage"] == "Written by Ansible"


def test_renaming_waits_for_the_name_as_well():
    after = whole(revision=4, friendly_name="New")
    lag = (200, after), listed(row()), (200, after), listed(row(name="New"))
    _outcome, script = run((200, whole()), (200, after), *lag, sid=FW, friendly_name="New")
    assert asked(script)[:2] == ["GET Flows/FW", "POST Flows/FW"]
    assert sent(script, 1) == {
        "FriendlyName": "New",
        "Status": "published",
        "CommitMessage": "Written by Ansible",
    }


def test_waiting_ends():
    after = whole(revision=4)
    answers = [(200, whole())] * 5
    outcome, _script = run(listed(row()), (200, whole()), (200, after), *answers, status="draft")
    assert outcome.result["revision"] == 4


def test_what_fails_while_waiting_says_that_it_is_written():
    with pytest.raises(TwilioError) as failed:
        run(listed(row()), (200, whole()), (200, whole(revision=4)), error(403), status="draft")
    assert "Already done: update Studio flow Inbound" in str(failed.value)
    assert "succeeded; only reading it back did not" in str(failed.value)


REFUSAL = (
    400,
    {"code": 81022, "message": "Flow definition is invalid", "status": 400, "details": {"errors": [{"message": "no"}]}},
)


@pytest.mark.parametrize("check", [True, False])
def test_what_twilio_finds_stops_everything_in_check_mode_too(check):
    with pytest.raises(WishError) as refused:
        run(listed(), REFUSAL, check=check, definition=today(), status="draft")
    assert str(refused.value).startswith("Could not validate Studio flow Inbound: Flow definition is invalid")
    assert '"message": "no"' in str(refused.value)


def test_a_judgement_that_is_not_valid_counts_as_well():
    with pytest.raises(WishError, match="not valid"):
        run(listed(), (200, {"valid": False}), definition=today(), status="draft")


def test_a_validation_that_cannot_be_asked_is_no_judgement():
    with pytest.raises(TwilioError, match="Could not validate Studio flow Inbound"):
        run(listed(), error(403), definition=today(), status="draft")


def test_check_mode_validates_and_writes_nothing():
    outcome, script = run(listed(row()), (200, whole()), VALID, check=True, definition=today(body="Hello"))
    assert outcome.change.action == "update"
    assert [line for line in asked(script) if line.startswith("POST")] == ["POST Flows/Validate"]
    assert script.form()["Definition"]


def test_what_an_earlier_step_would_create_cannot_be_judged_yet():
    variables = {**VARIABLES, "WORKFLOW_SID": UNKNOWN}
    outcome, script = run(
        listed(), check=True, definition=copy.deepcopy(TEMPLATE), variables=variables, status="published"
    )
    assert asked(script) == ["GET Flows"]
    assert outcome.change.action == "create"


@pytest.mark.parametrize(
    ("definition", "variables", "said"),
    [
        ("{", {}, "definition is not JSON; line 1, column 2"),
        (TEMPLATE, {}, "widget 'to_agents' ($.states[2].properties.workflow): the placeholder <WORKFLOW_SID> is left"),
        (today(), {"GREETING": "Hi"}, "variables: GREETING fills nothing"),
    ],
)
def test_what_is_wrong_with_it_is_said_before_anything_is_sent(definition, variables, said):
    client, script = scripted(listed(), *[VALID] * ("GREETING" in variables), max_concurrency=1)
    wish = Wish({"friendly_name": NAME, "definition": definition, "status": "draft"}, options={"variables": variables})
    with pytest.raises(WishError) as refused:
        converge(client, STUDIO_FLOW, [wish], check=False)
    assert said in str(refused.value)
    assert set(asked(script)) <= {"GET Flows", "POST Flows/Validate"}


def test_a_new_flow_needs_a_definition_and_a_status():
    with pytest.raises(WishError) as refused:
        run(listed())
    assert refused.value.problems == ("a new Studio flow needs status", "a new Studio flow needs definition")


def test_variables_that_some_flow_of_the_task_uses_are_shared():
    client, script = scripted(listed(), VALID, VALID, check=True, max_concurrency=1)
    wishes = [
        Wish({"friendly_name": name, "definition": definition, "status": "draft"}, options={"variables": VARIABLES})
        for name, definition in (("One", TEMPLATE), ("Two", today()))
    ]
    assert [outcome.change.action for outcome in converge(client, STUDIO_FLOW, wishes, check=True)] == ["create"] * 2
    assert json.loads(script.form(1)["Definition"])["states"][2]["properties"]["workflow"] == VARIABLES["WORKFLOW_SID"]


def test_remarks_are_results_and_findings_warn_only_when_something_changes():
    made = whole(revision=1)
    outcome, script = run(listed(), VALID, (201, made), (200, made), listed(row()), definition=FLOW, status="draft")
    facts = facts_of(STUDIO_FLOW, outcome)
    assert facts["converted"][0] == "widget 'Trigger': InitialState became trigger"
    (warning,) = warnings_in(facts)
    assert warning == facts["findings"][0]
    assert warning.startswith("Studio flow Inbound: widget 'Trigger' ($.states[0].transitions): conversations go")
    written = sent(script, 2)["Definition"]
    outcome, _script = run(listed(row()), (200, whole(definition=written)), definition=FLOW)
    facts = facts_of(STUDIO_FLOW, outcome)
    assert not facts["changed"]
    assert facts["findings"]
    assert list(warnings_in(facts)) == []


def test_rolling_back_writes_an_old_definition_as_a_new_revision():
    old = today(body="Old")
    after = whole(revision=4, definition=old)
    outcome, script = run(
        listed(row()), (200, whole()), (200, whole(revision=1, definition=old)), VALID, (200, after), (200, after),
        revision=1,
    )  # fmt: skip
    assert asked(script) == [
        "GET Flows",
        "GET Flows/FW",
        "GET Flows/FW/Revisions/1",
        "POST Flows/Validate",
        "POST Flows/FW",
        "GET Flows/FW",
    ]
    assert sent(script, 4) == {
        "Status": "published",
        "Definition": old,
        "CommitMessage": "Written by Ansible: back to revision 1",
    }
    assert outcome.changed


def test_a_flow_that_is_back_already_is_not_written_again():
    old = today(body="Old")
    outcome, _script = run(
        listed(row()),
        (200, whole(revision=4, definition=old)),
        (200, whole(revision=1, definition=old)),
        revision=1,
    )
    assert not outcome.changed


def test_the_newest_revision_is_there_already():
    outcome, script = run(listed(row()), (200, whole()), revision=3)
    assert not outcome.changed
    assert len(script.sent) == 2


def test_a_revision_that_there_is_not():
    with pytest.raises(WishError, match=f"Studio flow Inbound .{FW}. has no revision 9; the newest is 3"):
        run(listed(row()), (200, whole()), error(404), revision=9)
    with pytest.raises(WishError, match="there is no Studio flow 'Inbound', so it has no revision 9"):
        run(listed(), revision=9)
    with pytest.raises(WishError, match="give definition or revision, not both"):
        run(revision=1, definition=today())
    with pytest.raises(WishError, match="counts from 1"):
        run(revision=0)


def test_deleting_waits_until_the_name_is_gone():
    _outcome, script = run(listed(row()), (204, ""), listed(row()), listed(), state="absent")
    assert asked(script) == ["GET Flows", "DELETE Flows/FW", "GET Flows", "GET Flows"]
    outcome, _script = run(listed(), state="absent", definition=TEMPLATE)
    assert not outcome.changed


def test_a_name_that_several_have_is_refused():
    with pytest.raises(WishError, match="2 Studio flows are called 'Inbound'"):
        run(listed(row(), row(OTHER)), (200, whole()), (200, whole(sid=OTHER)), status="draft")


def test_a_creation_whose_answer_was_lost_is_looked_up_before_anything_is_sent_again():
    made = whole(revision=1)
    outcome, script = run(
        listed(), VALID, error(503), listed(), listed(row()), (200, made), definition=today(), status="published"
    )
    assert asked(script)[2:] == ["POST Flows", "GET Flows", "GET Flows", "GET Flows/FW"]
    assert outcome.result["sid"] == FW


def test_a_list_of_flows_reads_the_list_once_and_each_definition_once():
    client, script = scripted(
        listed(row(), row(OTHER, "Other")), (200, whole()), (200, whole(sid=OTHER, friendly_name="Other")),
        max_concurrency=1,
    )  # fmt: skip
    wishes = [Wish({"friendly_name": name, "definition": today()}) for name in (NAME, "Other")]
    outcomes = converge(client, STUDIO_FLOW, wishes, check=False)
    assert not any(outcome.changed for outcome in outcomes)
    assert len(script.sent) == 3


def test_an_entry_takes_its_own_definition_whole_and_merges_variables():
    params = {
        "definition": {"states": [], "initial_state": "Trigger"},
        "variables": {"A": "1", "B": "1"},
        "aggregate": [
            {"friendly_name": "One", "definition": {"states": [1]}, "variables": {"B": "2"}},
            {"friendly_name": "Two"},
        ],
    }
    one, two = wishes_from(STUDIO_FLOW, params)
    assert one.given["definition"] == {"states": [1]}
    assert one.options["variables"] == {"A": "1", "B": "2"}
    assert two.given["definition"] == params["definition"]


def test_a_flow_that_went_between_the_list_and_its_definition_is_an_error():
    with pytest.raises(NotFound):
        run(listed(row()), error(404), status="draft")
