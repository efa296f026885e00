# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flow as it is handed over: text or dictionary, placeholders that an environment fills and those that are left."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.flow.text import filled, leftovers, parse, spelled


def flow(body):
    return {"states": [{"name": "greet", "properties": {"body": body}}]}


def left(body, *variables):
    return [str(finding) for finding in leftovers(flow(body), set(variables))]


def test_json_text_and_a_dictionary_are_the_same_flow():
    assert parse(json.dumps(flow("Hi"))) == parse(flow("Hi")) == flow("Hi")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"states": [\n  {"name": "a",}\n]}', "line 2, column 16"),
        ("{{ lookup('file', 'flow.json') }}", "line 1, column 2"),
        ('{"states": NaN}', "NaN stands in it"),
        ("", "line 1, column 1"),
        ("[]", "a dictionary or the JSON text of one, not []"),
        ([1], "a dictionary or the JSON text of one, not [1]"),
        (7, "a dictionary or the JSON text of one, not 7"),
    ],
)
def test_what_is_no_flow_says_where(text, said):
    with pytest.raises(WishError) as error:
        parse(text)
    assert said in str(error.value)


def test_variables_fill_texts_wherever_they_stand():
    used = set()
    document = {"a": ["<ONE> and <TWO>, <ONE>"], "b": {"c": "<OTHER>"}, "d": 3}
    assert filled(document, {"ONE": "1", "TWO": "2", "IDLE": "x"}, used) == {
        "a": ["1 and 2, 1"],
        "b": {"c": "<OTHER>"},
        "d": 3,
    }
    assert used == {"ONE", "TWO"}


def test_a_value_may_hold_anything_even_what_looks_like_json_or_a_placeholder():
    value = '"}]<OTHER>\\'
    assert filled(flow("<A>"), {"A": value, "OTHER": "no"}, set()) == flow(value)


def test_numbers_and_booleans_become_texts_as_json_spells_them():
    assert spelled({"A": 3600, "B": True, "C": "x", "D": 0.5}) == {"A": "3600", "B": "true", "C": "x", "D": "0.5"}


@pytest.mark.parametrize(
    "variables", [{"lower": "x"}, {"TWO WORDS": "x"}, {"1ST": "x"}, {"A": None}, {"A": ["x"]}, {"A": {"b": 1}}]
)
def test_what_cannot_fill_anything_is_named(variables):
    with pytest.raises(WishError) as error:
        spelled(variables)
    assert next(iter(variables)) in str(error.value)


@pytest.mark.parametrize("body", ["<WORKFLOW_SID>", "to <NAME>!", "<A1>", "????", "url/????/x", "WW????", "(?????)"])
def test_a_placeholder_that_is_left_is_named_with_widget_and_path(body):
    (said,) = left(body)
    assert said.startswith("widget 'greet' ($.states[0].properties.body): the placeholder ")


@pytest.mark.parametrize(
    "body",
    [
        "I <3 you",
        "<b>bold</b>",
        "<B>bold</B>",
        "one<BR>two",
        "<DIV>all</DIV>",
        "{{trigger.message.Body}}",
        "{% if x < Y and Z > 3 %}",
        "Really????",
        "What??",
        "Yes!????",
        "a <  NAME > b",
        "<Name>",
        "",
    ],
)
def test_ordinary_text_is_no_placeholder(body):
    assert left(body) == []


def test_what_a_variable_fills_is_not_left_and_the_others_resemble_those_given():
    assert left("<NAME>", "NAME") == []
    assert "there is 'WORKFLOW_SID'" in left("<WORKFLOW>", "WORKFLOW_SID")[0]
    assert "none are given" in left("<WORKFLOW>")[0]


def test_outside_of_widgets_there_is_a_path_only():
    (finding,) = leftovers({"description": "<NAME>"}, set())
    assert str(finding).startswith("$.description: ")


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_without_variables_nothing_changes(document):
    assert filled(document, {}, set()) == document
