# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Filters of webhooks: where Twilio does not empty them, what is done is done and what is said is true."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import TwilioError
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_webhook import (
    CONVERSATIONS_WEBHOOK as WEBHOOKS,
)

from .wire import scripted
from .world import account

URL = "https://a.example"
LIVE = {"post_webhook_url": URL, "method": "POST", "filters": ["onMessageAdded"], "target": "webhook"}
PLAYS = ["clears", "ignored", "rejected"]


def converged(wish, live, empty="clears"):
    client, shelves, resource = account(WEBHOOKS, places={("",): [live]})
    shelf = shelves["",]
    shelf.empty = empty
    (outcome,) = converge(client, resource, [Wish(wish)], check=False)
    again = None
    if outcome.error is None:
        shelf.second = len(shelf.writes)
        (again,) = converge(client, resource, [Wish(wish)], check=False)
        assert len(shelf.writes) == shelf.second, "the second run wrote"
    return outcome, again, shelf


@pytest.mark.parametrize("empty", PLAYS)
@pytest.mark.parametrize("filters", [{"absent": ["onMessageAdded"]}, {"exactly": []}])
def test_the_last_filter_goes_with_the_url(empty, filters):
    outcome, again, shelf = converged({"post_webhook_url": "", "filters": filters}, LIVE, empty)
    assert outcome.changed
    assert outcome.result["post_webhook_url"] == ""
    assert outcome.result["filters"] == ([] if empty == "clears" else ["onMessageAdded"])
    assert not again.changed
    assert again.result["filters"] == outcome.result["filters"]
    forms = [values for _verb, _place, values in shelf.writes]
    both = {"post_webhook_url": "", "filters": [""]}
    assert forms == ([both, {"post_webhook_url": ""}] if empty == "rejected" else [both])


def test_the_last_filter_goes_and_the_url_stays():
    outcome, again, shelf = converged({"filters": {"absent": ["onMessageAdded"]}}, LIVE)
    assert (outcome.error, outcome.result["filters"], again.changed) == (None, [], False)
    assert [values for _verb, _place, values in shelf.writes] == [{"filters": [""]}]


def test_a_list_that_is_kept_is_an_error_that_says_what_was_written():
    outcome, _again, shelf = converged({"filters": {"exactly": []}, "method": "GET"}, LIVE, "ignored")
    assert str(outcome.error) == (
        "Could not update Conversations webhooks: Twilio did not empty filters, which its API does not promise to do: "
        "blank pre_webhook_url and post_webhook_url instead, without a URL filters call nobody. "
        "They are still onMessageAdded. Already done: method of Conversations webhooks is written."
    )
    assert outcome.changed
    assert shelf.find(None)["method"] == "GET"


def test_a_list_that_is_kept_when_nothing_else_was_asked_changes_nothing():
    outcome, _again, _shelf = converged({"filters": {"exactly": []}}, LIVE, "ignored")
    assert "They are still onMessageAdded" in str(outcome.error)
    assert (outcome.changed, outcome.error.half_done) == (False, "")


def test_a_list_that_is_refused_is_an_error_and_nothing_is_written():
    outcome, _again, shelf = converged({"filters": {"exactly": []}, "method": "GET"}, LIVE, "rejected")
    assert "filters must not be empty. Twilio did not empty filters" in str(outcome.error)
    assert not outcome.changed
    assert shelf.find(None)["method"] == "POST"
    assert len(shelf.writes) == 1


@pytest.mark.parametrize("empty", PLAYS)
def test_flex_is_called_without_a_url(empty):
    live = {**LIVE, "post_webhook_url": None, "target": "flex"}
    outcome, again, _shelf = converged({"filters": {"exactly": []}}, live, empty)
    if empty == "clears":
        assert (outcome.changed, outcome.result["filters"], again.changed) == (True, [], False)
    else:
        assert "did not empty filters" in str(outcome.error)


def test_filters_that_call_nobody_are_no_reason_to_write():
    live = {**LIVE, "post_webhook_url": None}
    outcome, _again, shelf = converged({"filters": {"exactly": []}}, live, "rejected")
    assert (outcome.changed, shelf.writes) == (False, [])
    assert outcome.result["filters"] == ["onMessageAdded"]


def test_a_filter_less_of_two_is_written_though_it_calls_nobody():
    live = {**LIVE, "post_webhook_url": None, "filters": ["onMessageAdded", "onMessageAdd"]}
    outcome, _again, shelf = converged({"filters": {"absent": ["onMessageAdded"]}}, live, "rejected")
    assert outcome.changed
    assert [values for _verb, _place, values in shelf.writes] == [{"filters": ["onMessageAdd"]}]


def test_any_other_failure_is_not_blamed_on_the_list():
    client, shelves, resource = account(WEBHOOKS, places={("",): [LIVE]})
    for status in (403, 503):
        shelves["",].failures["update"] = TwilioError("no", status=status)
        wish = Wish({"filters": {"exactly": []}, "post_webhook_url": ""})
        (outcome,) = converge(client, resource, [wish], check=False)
        assert (outcome.error.reason, outcome.changed) == ("no", False)
    assert len(shelves["",].writes) == 2


def test_what_else_is_wrong_is_said_when_the_rest_is_tried_without_the_list():
    client, shelves, resource = account(WEBHOOKS, places={("",): [LIVE]})
    refused = iter([TwilioError("list", status=400), TwilioError("url", status=400)])
    shelf = shelves["",]

    def request(verb, place=None, values=None):
        shelf.journal.append((verb, place, dict(values or {})))
        if verb == "update":
            raise next(refused)

    shelf.request = request
    wish = Wish({"filters": {"exactly": []}, "post_webhook_url": "", "pre_webhook_url": ""})
    (outcome,) = converge(client, resource, [wish], check=False)
    assert outcome.error.reason == "url"


@pytest.mark.parametrize(
    ("service", "path"),
    [("", "/v1/Configuration/Webhooks"), ("IS" + "1" * 32, f"/v1/Services/IS{'1' * 32}/Configuration/Webhooks")],
)
def test_an_empty_list_is_sent_as_one_blank(service, path):
    client, script = scripted((200, LIVE), (200, {**LIVE, "filters": []}))
    resource = WEBHOOKS.within((service,))
    converge(client, resource, [Wish({"filters": {"absent": ["onMessageAdded"]}})], check=False)
    assert [(method, url.removeprefix("https://conversations.twilio.com")) for method, url, _data in script.sent] == [
        ("GET", path),
        ("POST", path),
    ]
    assert script.form() == {"Filters": [""]}
