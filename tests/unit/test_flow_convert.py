# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exports of 2020 become flows of today; what cannot is named, and nothing is dropped without a word."""

from __future__ import annotations

import contextlib
import copy
import json
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.flow.convert import KINDS, convert
from ansible_collections.flexops.twilio.plugins.module_utils.flow.definition import read_flow
from ansible_collections.flexops.twilio.plugins.module_utils.flow.schema import TYPES

FLOWS = Path(__file__).parents[2] / "examples" / "flows"
TODAY = json.loads((FLOWS / "flex.json").read_text(encoding="utf-8"))
OLD = json.loads((FLOWS / "hotline_2020.json").read_text(encoding="utf-8"))
NEW_SID = "FF" + "0" * 30 + "99"


def old(**changes):
    """The old flow with its second widget changed."""
    flow = copy.deepcopy(OLD)
    flow["states"][1].update(changes)
    return flow


def widget(document, name):
    return next(state for state in document["states"] if state["name"] == name)


def problems(document):
    with pytest.raises(WishError) as error:
        read_flow(document, {})
    return error.value.problems


def test_a_flow_of_today_is_left_as_it_is():
    conversion = convert(copy.deepcopy(TODAY))
    assert conversion == (TODAY, (), ())


def test_null_is_left_out_of_any_flow():
    flow = copy.deepcopy(TODAY)
    flow["states"][1]["transitions"][0]["next"] = None
    flow["states"][1]["properties"] |= {"media_url": None, "body": "Hi"}
    flow["states"][2]["properties"] = {"workflow": "WW1", "channel": "TC1"}
    greet = read_flow(flow, {}).document["states"][1]
    assert greet["transitions"][0] == {"event": "sent"}
    assert "media_url" not in greet["properties"]


def test_an_export_of_2020_becomes_a_flow_of_today():
    document = read_flow(OLD, {}).document
    assert document["initial_state"] == "Trigger"
    assert document["flags"] == {"allow_concurrent_calls": True}
    assert [state["type"] for state in document["states"]] == [
        "trigger",
        "send-and-wait-for-reply",
        "split-based-on",
        "send-message",
    ]
    assert all(set(state) == {"name", "type", "transitions", "properties"} for state in document["states"])
    assert widget(document, "Trigger") == {
        "name": "Trigger",
        "type": "trigger",
        "transitions": [
            {"event": "incomingMessage", "next": "ask_for_order"},
            {"event": "incomingCall"},
            {"event": "incomingRequest"},
            {"event": "incomingConversationMessage", "next": "ask_for_order"},
        ],
        "properties": {"offset": {"x": 0, "y": 0}},
    }
    assert widget(document, "ask_for_order")["properties"] == {
        "offset": {"x": 0, "y": 200},
        "body": "Good day! Which order is it about?",
        "from": "{{flow.channel.address}}",
        "timeout": "3600",
        "service": "{{trigger.message.InstanceSid}}",
        "channel": "{{trigger.message.ChannelSid}}",
    }
    assert widget(document, "is_it_a_return")["transitions"] == [
        {"event": "noMatch", "next": "thank"},
        {"event": "match", "conditions": OLD["states"][2]["transitions"][1]["conditions"]},
    ]


def test_each_conversion_is_noted_and_what_was_added_is_warned_of():
    flow = read_flow(OLD, {})
    assert flow.converted == (
        "widget 'Trigger': InitialState became trigger",
        "widget 'ask_for_order': MessagePrompt became send-and-wait-for-reply",
        "widget 'is_it_a_return': Branch became split-based-on",
        "widget 'thank': Message became send-message",
    )
    (warning,) = flow.warnings
    assert warning.startswith("widget 'Trigger' ($.states[0].transitions): conversations go the way of messages")


def test_the_way_of_conversations_is_kept_where_there_is_one():
    flow = copy.deepcopy(OLD)
    flow["states"][0]["transitions"].append(
        {"event": "incomingConversationMessage", "next": "FF00000000000000000000000000000004"}
    )
    result = read_flow(flow, {})
    assert result.document["states"][0]["transitions"][-1] == {"event": "incomingConversationMessage", "next": "thank"}
    assert not any("conversations" in warning for warning in result.warnings)


def test_converting_twice_is_converting_once():
    once = read_flow(OLD, {}).document
    again = read_flow(once, {})
    assert again.document == once
    assert again.converted == ()


def test_the_handed_over_document_is_not_touched():
    before = copy.deepcopy(OLD)
    read_flow(before, {})
    assert before == OLD


def test_every_type_that_is_converted_to_is_one_of_today():
    assert {kind.type for kind in KINDS.values()} <= TYPES


def test_what_has_no_certain_counterpart_is_named_widget_by_widget():
    flow = old(type="Autopilot")
    flow["states"][3]["type"] = "SendToFlex"
    said = [problem for problem in problems(flow) if "certain counterpart" in problem]
    assert [problem.partition(": the type")[0] for problem in said] == [
        "definition: widget 'ask_for_order' ($.states[1].type)",
        "definition: widget 'thank' ($.states[3].type)",
    ]


def test_a_property_that_has_no_counterpart_is_named_unless_it_is_null():
    webhook = {"method": "GET", "url": "https://example.com", "timeout": None, "save_response_as": None}
    assert read_flow(old(type="Webhook", properties=webhook), {})
    (said,) = problems(old(type="Webhook", properties={**webhook, "timeout": 5000}))
    assert said == (
        "definition: widget 'ask_for_order' ($.states[1].properties.timeout): make-http-request, which Webhook became,"
        " has no property 'timeout'; remove it if the flow can do without 5000"
    )


def test_a_next_that_no_widget_has_is_named():
    way = {"event": "incomingMessage", "conditions": [], "next": NEW_SID, "uuid": "x"}
    said = problems(old(transitions=[way]))
    where = "widget 'ask_for_order' ($.states[1].transitions[0].next)"
    assert f"definition: {where}: no widget of this flow has the SID {NEW_SID}" in said


def test_pairs_lose_the_number_that_they_had():
    variables = [{"key": "tries", "value": "1", "index": "0"}]
    flow = read_flow(old(type="SetVariables", properties={"variables": variables}), {}).document
    assert flow["states"][1]["properties"] == {"variables": [{"key": "tries", "value": "1"}]}


def test_what_a_conversion_drops_needs_no_filling():
    flow = copy.deepcopy(OLD)
    flow["states"][0]["properties"]["flow_url"] = "https://webhooks.twilio.com/v1/Accounts/<YOUR_SID>/Flows/????"
    assert read_flow(flow, {}).document == read_flow(OLD, {}).document


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(
    st.lists(
        ANY
        | st.fixed_dictionaries(
            {"name": ANY, "type": st.sampled_from(["InitialState", "Branch", "trigger", "Foo"])},
            optional={
                "sid": ANY,
                "transitions": ANY | st.lists(st.dictionaries(st.sampled_from(["event", "next", "conditions"]), ANY)),
                "properties": ANY,
            },
        ),
        max_size=4,
    ),
    ANY,
)
def test_whatever_is_handed_over_is_read_or_refused(states, initial):
    with contextlib.suppress(WishError):
        read_flow({"states": states, "initial_state": initial}, {})
