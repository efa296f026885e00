# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a flow is said before Twilio is asked, with the widget and the place."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.flow.definition import read_flow
from ansible_collections.flexops.twilio.plugins.module_utils.flow.lint import lint

TODAY = json.loads((Path(__file__).parents[2] / "examples" / "flows" / "flex.json").read_text(encoding="utf-8"))
WHOLE = read_flow(TODAY, {"GREETING": "Hi", "WORKFLOW_SID": "WW1", "TASK_CHANNEL_SID": "TC1"}).document


def broken(change):
    """What lint says after one change to a whole flow: [(text, whether it is fatal)]."""
    flow = copy.deepcopy(WHOLE)
    change(flow)
    return [(str(finding), finding.fatal) for finding in lint(flow)]


def set_at(*steps, value):
    def change(flow):
        for step in steps[:-1]:
            flow = flow[step]
        flow[steps[-1]] = value

    return change


def drop(*steps):
    def change(flow):
        for step in steps[:-1]:
            flow = flow[step]
        del flow[steps[-1]]

    return change


def test_a_whole_flow_has_no_findings():
    assert lint(WHOLE) == []


GREET, FLEX = ("states", 1), ("states", 2)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            set_at(*GREET, "transitions", 0, "next", value="to_agent"),
            "widget 'greet' ($.states[1].transitions[0].next): no widget is called 'to_agent'; there is 'to_agents'",
        ),
        (
            lambda flow: flow["states"].append(copy.deepcopy(flow["states"][1])),
            "widget 'greet' ($.states[3].name): $.states[1] has this name as well; names are unique",
        ),
        (drop("initial_state"), "$: initial_state is missing; the trigger is 'Trigger'"),
        (set_at("initial_state", value=""), "$: initial_state is missing; the trigger is 'Trigger'"),
        (set_at("initial_state", value="Start"), "$.initial_state: no widget is called 'Start'; there is"),
        (
            set_at(*FLEX, "properties", "channel", value=" "),
            "widget 'to_agents' ($.states[2].properties.channel): send-to-flex needs the task channel",
        ),
        (
            drop(*FLEX, "properties", "workflow"),
            "widget 'to_agents' ($.states[2].properties.workflow): send-to-flex needs the TaskRouter workflow",
        ),
        (drop(*FLEX, "properties"), "($.states[2].properties.workflow): send-to-flex needs the TaskRouter workflow"),
        (
            set_at(*FLEX, "properties", "timeout", value=3600),
            "widget 'to_agents' ($.states[2].properties.timeout): 3600 is not of type 'string'",
        ),
        (drop(*GREET, "type"), "widget 'greet' ($.states[1]): 'type' is a required property"),
        (drop(*GREET, "name"), "widget 'number 2' ($.states[1]): 'name' is a required property"),
        (
            drop(*GREET, "transitions", 0, "event"),
            "widget 'greet' ($.states[1].transitions[0]): 'event' is a required property",
        ),
        (set_at("states", value=[]), "$.states: [] "),
        (set_at("flags", value={}), "$.flags: 'allow_concurrent_calls' is a required property"),
        (
            set_at("flags", "allow_concurrent_calls", value="yes"),
            "$.flags.allow_concurrent_calls: 'yes' is not of type",
        ),
    ],
)
def test_what_twilio_would_refuse_is_fatal(change, said):
    assert any(text.startswith(said) or said in text for text, fatal in broken(change) if fatal)


def test_a_type_that_is_not_known_is_a_warning_that_says_what_resembles_it():
    (finding,) = broken(set_at(*GREET, "type", value="send-mesage"))
    text, fatal = finding
    assert not fatal
    assert text.startswith(
        "widget 'greet' ($.states[1].type): the type 'send-mesage' is not known here; there is 'send-message'"
    )


def test_what_cannot_be_reached_is_a_warning():
    assert broken(set_at(*GREET, "transitions", value=[])) == [
        ("widget 'to_agents' ($.states[2]): no way leads here from the initial state", False)
    ]


def test_a_circle_that_nothing_leads_into_is_not_reached():
    def change(flow):
        for one, other in (("a", "b"), ("b", "a")):
            ways = [{"event": "sent", "next": other}]
            flow["states"].append({"name": one, "type": "send-message", "transitions": ways, "properties": {}})

    assert [text.partition(" (")[0] for text, _fatal in broken(change)] == ["widget 'a'", "widget 'b'"]


def test_findings_come_in_the_order_of_the_widgets():
    def change(flow):
        flow["states"][2]["properties"] = {}
        flow["states"][1]["transitions"][1]["next"] = "nowhere"
        flow["states"][0]["type"] = "foo"

    assert [text.partition(" (")[0] for text, _fatal in broken(change)] == [
        "widget 'Trigger'",
        "widget 'greet'",
        "widget 'to_agents'",
        "widget 'to_agents'",
    ]


def test_what_a_finding_quotes_is_short():
    (finding,) = (text for text, _fatal in broken(set_at(*GREET, "properties", "body", value=["x" * 1000])))
    assert len(finding) < 200
