# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that are shared with others: what is asked for happens, and to nobody else."""

from __future__ import annotations

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import given, strategies as st

from ansible_collections.flexops.twilio.plugins.module_utils.members import (
    contradicting_members,
    members_option,
    merge_members,
)
from ansible_collections.flexops.twilio.plugins.module_utils.plan import plan
from ansible_collections.flexops.twilio.plugins.module_utils.resource import Field, Resource, Wish

MEMBERS = st.lists(st.sampled_from("abcdef"), unique=True)
GIVEN = st.fixed_dictionaries({}, optional={"present": MEMBERS, "absent": MEMBERS}).filter(
    lambda given: not set(given.get("present", ())) & set(given.get("absent", ()))
)
LISTED = Resource(
    kind="thing",
    plural="things",
    title="thing",
    prefix="TH",
    api=lambda sdk: sdk,
    keys=("name",),
    fields=(
        Field("name"),
        Field("events", type="list", option=members_option(), merged=merge_members, unordered=True, emptying=True),
    ),
)


def planned(live, given):
    """The change for a thing with these events, and the events afterwards."""
    change = plan(LISTED, {"sid": "TH1", "name": "n", "events": live}, Wish({"name": "n", "events": given}))
    return change, change.sent.get("events", live)


@given(live=st.none() | MEMBERS, given=GIVEN)
def test_present_and_absent_touch_nobody_else(live, given):
    change, after = planned(live, given)
    there = set(live or ())
    assert set(given.get("present", ())) <= set(after or ())
    assert not set(given.get("absent", ())) & set(after or ())
    others = there - set(given.get("present", ())) - set(given.get("absent", ()))
    assert set(after or ()) - set(given.get("present", ())) == others
    assert change.changed == (set(after or ()) != there)
    assert not planned(after, given)[0].changed


@given(live=st.none() | MEMBERS, exactly=MEMBERS)
def test_exactly_is_exactly(live, exactly):
    change, after = planned(live, {"exactly": exactly})
    assert set(after or ()) == set(exactly)
    assert change.changed == (set(live or ()) != set(exactly))
    assert not planned(after, {"exactly": exactly})[0].changed


@given(live=MEMBERS, given=GIVEN)
def test_others_keep_their_order(live, given):
    merged = merge_members(live, given)
    stayed = [member for member in live if member in merged]
    assert merged[: len(stayed)] == stayed


def test_a_member_named_twice_is_one():
    assert merge_members(["a"], {"present": ["b", "a", "b"]}) == ["a", "b"]
    assert merge_members(None, {"exactly": ["b", "a", "b"]}) == ["b", "a"]


def test_exactly_nobody_is_not_nothing_given():
    assert merge_members(["a"], {"exactly": []}) == []
    assert merge_members(["a"], {"exactly": None, "present": None}) == ["a"]


def test_the_diff_shows_whole_lists():
    change, _after = planned(["a", "b"], {"present": ["c"], "absent": ["a"]})
    assert (change.before["events"], change.after["events"]) == (["a", "b"], ["b", "c"])


def test_both_wanted_and_not():
    assert contradicting_members("filters", {"present": ["b", "a"], "absent": ["a", "b", "c"]}) == (
        "filters: a, b cannot be both present and absent"
    )
    assert contradicting_members("filters", {"present": ["a"], "absent": None}) is None
    assert contradicting_members("filters", None) is None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"exactly": ["a"], "present": ["a"]}, "mutually exclusive: exactly|present"),
        ({"exactly": ["a"], "absent": ["a"]}, "mutually exclusive: exactly|absent"),
        ({"present": ["z"]}, "must be one or more of: a, b"),
        ({"only": ["a"]}, "events.only"),
    ],
)
def test_what_the_option_takes(given, says):
    checked = ArgumentSpecValidator({"events": members_option(("a", "b"))}).validate({"events": given})
    assert says in "; ".join(checked.error_messages)
    assert (
        not ArgumentSpecValidator({"events": members_option()}).validate({"events": {"absent": ["z"]}}).error_messages
    )
