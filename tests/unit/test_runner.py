# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From options to a result, without Ansible: what a task answers, alone and for many."""

from __future__ import annotations

import types

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils import runner
from ansible_collections.flexops.twilio.plugins.module_utils.errors import TwilioError
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS as ADDRESS,
)

from .world import ACCOUNT, account, sid

CREDENTIALS = {"account_sid": ACCOUNT, "auth_token": "hush"}
COUNTERS = {"requests": 1, "writes": 0, "retries": 0, "waited": 0.0}


@pytest.fixture
def run(monkeypatch):
    """Runs the module's own code over a pretend account; `world.shelf` is what it works on."""

    def run(params, *documents, check=False, failures=None):
        client, shelf, resource = account(ADDRESS, *documents, check=check)
        shelf.failures.update(failures or {})
        client.transport = types.SimpleNamespace(check=check, counters=lambda: dict(COUNTERS))
        monkeypatch.setattr(runner, "Client", lambda settings, check: client)
        run.shelf = shelf
        return runner.run(resource, {**CREDENTIALS, **params}, check=check, environ={})

    return run


def document(at, name="old"):
    return {"type": "sms", "address": f"+1415555000{at}", "friendly_name": name}


def entries(*ats):
    return {"friendly_name": "new", "type": "sms", "aggregate": [{"address": f"+1415555000{at}"} for at in ats]}


def test_one_wish_answers_with_its_resource(run):
    result = run({"address": "+14155550001", "friendly_name": "new"}, document(1))
    assert (result["changed"], result["action"], result["conversations_address"]["friendly_name"]) == (
        True,
        "update",
        "new",
    )
    assert result["diff"]["before"] == {"address": "+14155550001", "friendly_name": "old"}
    assert result["diff"]["after"] == {"address": "+14155550001", "friendly_name": "new"}
    assert result["diff"]["after_header"] == f"update Conversations address +14155550001 ({sid('IG', 1)})"
    assert result["api"] == COUNTERS


def test_no_change_has_no_diff(run):
    result = run({"address": "+14155550001", "friendly_name": "old"}, document(1))
    assert not result["changed"]
    assert "diff" not in result


def test_one_failure_is_an_error_with_twilio_s_facts_and_no_diff(run):
    refusal = TwilioError("no", status=400, code=20001, request_id="RQ1")
    with pytest.raises(runner.PartFailed, match=r"no \[HTTP 400, Twilio error 20001\]") as raised:
        run({"address": "+14155550001", "friendly_name": "new"}, document(1), failures={"update": refusal})
    facts = raised.value.facts()
    assert facts["error"] == {"status": 400, "code": 20001, "request_id": "RQ1"}
    assert facts["changed"] is False
    assert "diff" not in facts


def test_many_answer_in_the_order_of_the_entries(run):
    result = run(entries(2, 1, 0), document(0), document(1, "new"))
    assert [entry["action"] for entry in result["results"]] == ["create", "none", "update"]
    assert ["diff" in entry for entry in result["results"]] == [True, False, True]
    assert [diff["after"]["address"] for diff in result["diff"]] == ["+14155550002", "+14155550000"]
    assert [live["address"] for live in result["conversations_addresses"]] == [
        "+14155550002",
        "+14155550001",
        "+14155550000",
    ]


def test_many_of_which_one_fails_say_what_was_done_and_what_was_not(run):
    failures = {("update", sid("IG", 1)): TwilioError("no", status=400)}
    with pytest.raises(runner.PartFailed) as raised:
        run(entries(0, 1, 2), document(0), document(1, "new"), failures=failures)
    assert str(raised.value).splitlines() == [
        "1 of 3 entries failed; 1 were done, 1 needed nothing.",
        "Failed: aggregate[0] (+14155550000): no [HTTP 400]",
        "Done: Conversations address +14155550002",
    ]
    facts = raised.value.facts()
    assert facts["changed"] is True
    assert [entry.get("failed") for entry in facts["results"]] == [True, None, None]
    assert facts["results"][0]["msg"] == "no [HTTP 400]"
    assert [diff["after"]["address"] for diff in facts["diff"]] == ["+14155550002"], "what failed was not done"


def test_half_done_is_changed(run):
    refusal = TwilioError("no", status=400)
    refusal.half_done = "the first half."
    with pytest.raises(runner.PartFailed, match="Already done: the first half") as raised:
        run({"address": "+14155550001", "friendly_name": "new"}, document(1), failures={"update": refusal})
    assert raised.value.facts()["changed"] is True


def test_an_empty_aggregate_is_no_change(run):
    result = run({"aggregate": []}, document(1))
    assert (result["changed"], result["results"], result["diff"]) == (False, [], [])
    assert run.shelf.journal == []


def test_a_failure_says_what_the_run_has_cost(run):
    with pytest.raises(runner.PartFailed) as part:
        run({"address": "+14155550001", "friendly_name": "new"}, document(1), failures={"update": TwilioError("no")})
    with pytest.raises(TwilioError) as reading:
        run({"address": "+14155550001", "friendly_name": "new"}, failures={"fetch": TwilioError("no")})
    with pytest.raises(runner.WishError) as wish:
        run({"address": "+14155550001", "friendly_name": "new"})
    assert [raised.value.api for raised in (part, reading, wish)] == [COUNTERS] * 3


def test_a_failure_before_anything_was_sent_has_cost_nothing(run):
    with pytest.raises(runner.WishError) as raised:
        run({"account_sid": "", "address": "+14155550001"})
    assert raised.value.api == {"requests": 0, "writes": 0, "retries": 0, "waited": 0.0}
