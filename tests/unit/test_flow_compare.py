# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two flows are the same or they are not: an equivalence that ignores what changes nothing and nothing else."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from ansible_collections.flexops.twilio.plugins.module_utils.flow.compare import canonical, same, shown

TODAY = json.loads((Path(__file__).parents[2] / "examples" / "flows" / "flex.json").read_text(encoding="utf-8"))

NAMES = st.sampled_from(["Trigger", "greet", "ask", "to_agents"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "x", "y", "3"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)
TRANSITIONS = st.lists(
    st.fixed_dictionaries(
        {"event": st.sampled_from(["sent", "match", "failed"])},
        optional={
            "next": st.none() | NAMES,
            "conditions": st.lists(st.fixed_dictionaries({"value": st.sampled_from(["1", "2"])}), max_size=1),
        },
    ),
    max_size=4,
)
STATES = st.lists(
    st.fixed_dictionaries(
        {"name": NAMES, "type": st.sampled_from(["trigger", "send-message"])},
        optional={"transitions": TRANSITIONS, "properties": st.dictionaries(st.sampled_from(["body", "from"]), VALUES)},
    ),
    max_size=4,
    unique_by=lambda state: state["name"],
)
FLOWS = st.fixed_dictionaries(
    {"states": STATES},
    optional={
        "description": st.sampled_from(["", "A New Flow", "Other"]),
        "initial_state": NAMES,
        "flags": st.sampled_from([None, {}, {"allow_concurrent_calls": True}, {"allow_concurrent_calls": False}]),
    },
)


def disguised(flow, seed):
    """The same flow as somebody else, or Twilio, might write it."""
    dice = random.Random(seed)

    def shuffled(mapping):
        items = list(mapping.items())
        dice.shuffle(items)
        return dict(items)

    def empties(value):
        if isinstance(value, dict):
            padding = {name: dice.choice([None, "", [], {}]) for name in ("zero", "nil") if dice.random() < 0.5}
            return shuffled({**{key: empties(item) for key, item in value.items()}, **padding})
        return [empties(item) for item in value] if isinstance(value, list) else value

    flow = empties(flow)
    flow.setdefault("$schema", "https://schemas.twilio.com/studio/draft/2019-09/flow-definition")
    if not flow.get("flags"):
        flow["flags"] = {"allow_concurrent_calls": True}
    if not flow.get("description"):
        flow["description"] = "A New Flow"
    for state in flow["states"]:
        state["properties"] = {
            **(state.get("properties") or {}),
            "offset": {"x": dice.random(), "y": dice.randint(0, 9)},
        }
        ways = list(state.get("transitions") or [])
        # The conditions of one event are tried in turn; events are free to move.
        ways.sort(key=lambda way, order={}: order.setdefault(way["event"], dice.random()))
        state["transitions"] = [*ways, {"event": "unconnected"}]
    dice.shuffle(flow["states"])
    return json.loads(json.dumps(flow, indent=dice.choice([None, 2])))


@given(FLOWS, st.integers())
def test_what_changes_nothing_is_no_difference(flow, seed):
    assert same(flow, disguised(flow, seed))
    assert same(disguised(flow, seed), flow)
    assert shown(flow, disguised(flow, seed)) == ({}, {})


@given(FLOWS, FLOWS, st.integers())
def test_it_is_an_equivalence(one, third, seed):
    assert same(one, one)
    assert same(one, third) == same(third, one)
    assert same(one, third) == same(disguised(one, seed), third)


@given(FLOWS)
def test_the_canonical_form_is_its_own(flow):
    assert canonical(canonical(flow)) == canonical(flow)


def leaves(value, steps=()):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*steps, key))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from leaves(item, (*steps, at))
    else:
        yield steps


IN_FLOW = [steps for steps in leaves(TODAY) if "offset" not in steps]


def changed(steps, value):
    flow = copy.deepcopy(TODAY)
    place = flow
    for step in steps[:-1]:
        place = place[step]
    place[steps[-1]] = value(place[steps[-1]])
    return flow


# The event of a transition that leads nowhere says nothing.
MEANT = [
    steps for steps in IN_FLOW if steps[-1] != "event" or "next" in TODAY["states"][steps[1]]["transitions"][steps[3]]
]


@pytest.mark.parametrize("steps", MEANT, ids=lambda steps: ".".join(map(str, steps)))
def test_everything_else_is_a_difference(steps):
    flow = changed(steps, lambda value: not value if isinstance(value, bool) else f"{value} else")
    assert not same(TODAY, flow)
    assert not same(flow, TODAY)
    before, after = shown(TODAY, flow)
    expected = (
        {f"widget {state['name']}" for state in (TODAY["states"][steps[1]], flow["states"][steps[1]])}
        if steps[0] == "states"
        else {steps[0]}
    )
    assert set(before) | set(after) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [(True, 1), (False, 0), (1, "1"), ("a", "a "), (["x", None], ["x"]), (["a", "b"], ["b", "a"]), (False, None)],
)
def test_values_that_python_or_a_hurry_would_confuse(one, other):
    assert not same(*({"states": [{"name": "a", "properties": {"p": value}}]} for value in (one, other)))


def test_a_whole_number_is_a_number():
    assert same({"a": 5}, {"a": 5.0})


def test_the_conditions_of_one_event_are_tried_in_turn():
    ways = [
        {"event": "match", "next": name, "conditions": [{"type": "contains", "value": value}]}
        for name, value in (("a", "1"), ("b", "2"))
    ]
    flows = [{"states": [{"name": "split", "transitions": order}]} for order in (ways, ways[::-1])]
    assert not same(*flows)


def test_of_five_hundred_widgets_the_diff_shows_the_one():
    states = [{"name": f"w{number}", "type": "send-message", "properties": {"body": "x"}} for number in range(500)]
    other = copy.deepcopy(states)
    other[250]["properties"] = {"body": "y", "offset": {"x": 1, "y": 1}}
    before, after = shown({"states": states}, {"states": other[::-1]})
    assert before == {"widget w250": {"name": "w250", "type": "send-message", "properties": {"body": "x"}}}
    assert after == {"widget w250": {"name": "w250", "type": "send-message", "properties": {"body": "y"}}}


def test_a_widget_that_comes_or_goes_stands_on_one_side():
    fewer = {**TODAY, "states": TODAY["states"][:2]}
    before, after = shown(TODAY, fewer)
    assert (list(before), list(after)) == (["widget to_agents"], [])
    before, after = shown(None, TODAY)
    assert before == {}
    assert set(after) == {"description", "flags", "initial_state", "widget Trigger", "widget greet", "widget to_agents"}


@pytest.mark.parametrize("odd", [None, "", "text", [], 3, {"states": 3}, {"states": [None, 3, "x"]}])
def test_what_is_no_flow_can_be_compared_and_shown(odd):
    assert same(odd, odd)
    assert shown(odd, odd) == ({}, {})
    shown(odd, TODAY)
