# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary: nothing is nothing, fields are equal or not, tables refuse contradictions."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from ansible_collections.flexops.twilio.plugins.module_utils.resource import (
    Field,
    Resource,
    dig,
    is_empty,
    nest,
    overlay,
)
from ansible_collections.flexops.twilio.plugins.module_utils.rules import ignoring_case

NOTHINGS = [None, "", [], {}, ()]
VALUES = st.one_of(st.none(), st.text(max_size=3), st.booleans(), st.integers(), st.lists(st.text(max_size=2)))
FIELDS = [
    Field("a"),
    Field("a", type="int"),
    Field("a", type="list", unordered=True),
    Field("a", same=ignoring_case),
]


@pytest.mark.parametrize("value", NOTHINGS)
def test_every_kind_of_nothing_is_empty(value):
    assert is_empty(value)


@pytest.mark.parametrize("value", [False, 0, "0", " ", [""], {"a": None}])
def test_what_is_a_value_is_not_empty(value):
    assert not is_empty(value)


@pytest.mark.parametrize("field", FIELDS)
@given(one=VALUES, other=VALUES)
def test_equality_is_reflexive_and_symmetric(field, one, other):
    assert field.equal(one, one)
    assert field.equal(one, other) == field.equal(other, one)


@pytest.mark.parametrize("one", NOTHINGS)
@pytest.mark.parametrize("other", NOTHINGS)
def test_nothings_are_equal(one, other):
    assert Field("a").equal(one, other)


def test_false_and_zero_differ_from_nothing():
    assert not Field("a", type="bool").equal(False, None)
    assert not Field("a", type="int").equal(0, "")


def test_a_set_ignores_order_but_not_members():
    field = Field("a", type="list", unordered=True)
    assert field.equal(["b", "a"], ["a", "b"])
    assert not field.equal(["a", "b"], ["a"])
    assert not field.equal(["a"], ["a", "b"])
    assert not Field("a", type="list").equal(["b", "a"], ["a", "b"])


def test_numbers_compare_with_the_text_that_old_products_answer():
    assert Field("a", type="int").equal(3, "3")
    assert not Field("a", type="int").equal(3, "2")


def test_names_of_a_field():
    field = Field("auto_creation.studio_retry_count")
    assert (field.group, field.keyword) == ("auto_creation", "auto_creation_studio_retry_count")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda: Field("a", unordered=True), "only a list"),
        (lambda: Field("a", create_only=True, when=("b", "c")), "create-only"),
        (lambda: Field("a", type="int", reference=TABLE), "is a string"),
        (lambda: Resource(**{**BASE, "fields": (Field("a"), Field("a"))}), "twice"),
        (lambda: Resource(**{**BASE, "fields": (Field("a", when=("b", "c")),)}), "not a field"),
    ],
)
def test_contradictory_tables_are_refused(make, why):
    with pytest.raises(ValueError, match=why):
        make()


BASE = {"kind": "k", "plural": "ks", "title": "k", "prefix": "KK", "api": lambda sdk: None, "keys": ("a",)}
TABLE = Resource(**BASE, fields=(Field("a"),))


@given(st.dictionaries(st.sampled_from(["a", "b", "g.c", "g.d", "h.i.j"]), st.integers()))
def test_flat_and_nested_are_the_same_thing(flat):
    assert {path: dig(nest(flat), path) for path in flat} == flat
    assert {path: dig(overlay({"g": {"c": "old", "kept": 1}}, flat), path) for path in flat} == flat


def test_overlay_leaves_the_original_alone():
    document = {"g": {"c": 1}}
    assert overlay(document, {"g.c": 2, "h.i": 3}) == {"g": {"c": 2}, "h": {"i": 3}}
    assert document == {"g": {"c": 1}}


def test_dig_leaves_a_document_that_is_not_one():
    assert dig({"a": "text"}, "a.b") is None
