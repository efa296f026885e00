# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning: fields that are emptied, travel along, are shown in their own way, or stand in what always exists."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.plan import plan
from ansible_collections.flexops.twilio.plugins.module_utils.resource import Field, Lookup, Resource, Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversation import CONVERSATION
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_webhook import (
    CONVERSATIONS_WEBHOOK,
)

CALLED = {"post_webhook_url": "https://a.example", "filters": ["onMessageAdded"], "target": "webhook"}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ({"filters": {"exactly": []}}, {"filters": []}),
        ({"filters": {"exactly": []}, "post_webhook_url": ""}, {"filters": [], "post_webhook_url": ""}),
        ({"filters": {"present": ["onMessageAdded"]}}, {}),
        ({"filters": {"absent": ["onMessageAdd"]}}, {}),
        ({"filters": {"absent": []}}, {}),
    ],
)
def test_a_list_that_does_something_is_emptied(given, sent):
    assert dict(plan(CONVERSATIONS_WEBHOOK, CALLED, Wish(given)).sent) == sent


def test_what_is_idle_is_no_reason_to_write_but_goes_along():
    idle = {**CALLED, "post_webhook_url": ""}
    change = plan(CONVERSATIONS_WEBHOOK, idle, Wish({"filters": {"exactly": []}}))
    assert (change.action, dict(change.sent), change.effective["filters"]) == ("none", {}, ["onMessageAdded"])
    assert change.predicted["filters"] == ["onMessageAdded"]
    change = plan(CONVERSATIONS_WEBHOOK, idle, Wish({"filters": {"exactly": []}, "target": "flex"}))
    assert dict(change.sent) == {"filters": [], "target": "flex"}
    change = plan(CONVERSATIONS_WEBHOOK, idle, Wish({"filters": {"exactly": ["onMessageAdd"]}}))
    assert dict(change.sent) == {"filters": ["onMessageAdd"]}


MADE = Resource(
    kind="made",
    plural="mades",
    title="made",
    prefix="MA",
    api=lambda sdk: sdk,
    keys=("name",),
    fields=(
        Field("name"),
        Field("status", always=True),
        Field("note", compare=False),
        Field("seed", compare=False, create_only=True),
        Field("secret", shown=lambda before, after: ("then", "now") if before != after else ("same", "same")),
    ),
)
DONE = {"sid": "MA1", "name": "n", "status": "live", "note": "old", "seed": 1, "secret": "x"}


def test_what_travels_with_a_write_never_causes_one():
    assert not plan(MADE, DONE, Wish({"name": "n", "status": "live", "note": "new", "seed": 2})).changed
    change = plan(MADE, DONE, Wish({"name": "n", "secret": "y", "note": "new", "seed": 2}))
    assert dict(change.sent) == {"secret": "y", "status": "live", "note": "new"}
    change = plan(MADE, DONE, Wish({"name": "n", "secret": "y"}))
    assert dict(change.sent) == {"secret": "y", "status": "live"}, "a note is nobody's to repeat"


def test_a_diff_shows_a_field_as_it_wants_to_be_shown():
    change = plan(MADE, DONE, Wish({"name": "n", "secret": "y"}))
    assert (change.before["secret"], change.after["secret"]) == ("then", "now")
    change = plan(MADE, DONE, Wish({"name": "n", "secret": "x", "status": "draft"}))
    assert (change.before["secret"], change.after["secret"]) == ("same", "same")


def test_what_is_not_ours_to_create_is_left_to_others():
    change = plan(CONVERSATION, None, Wish({"sid": "CH" + "1" * 32, "state": "closed"}, state="closed"))
    assert (change.action, change.before, change.after, change.predicted) == ("none", {}, {}, None)


def test_what_there_is_always_one_of_is_changed_even_where_nothing_is_known_of_it():
    change = plan(CONVERSATIONS_WEBHOOK, {}, Wish({"method": "GET", "pre_webhook_url": ""}))
    assert (change.action, dict(change.sent), change.before) == ("update", {"method": "GET"}, {})


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": ("nowhere",)},
        {"fields": (Field("name"), Field("name"))},
        {"fields": (Field("name", when=("type", "a")),)},
    ],
)
def test_a_table_that_contradicts_itself_is_none(wrong):
    with pytest.raises(ValueError, match="made: "):
        Resource(**{**{name: getattr(MADE, name) for name in MADE.__dataclass_fields__}, **wrong})


def test_what_there_is_always_one_of_has_no_identifiers():
    assert CONVERSATIONS_WEBHOOK.identifiers == ()
    assert CONVERSATIONS_WEBHOOK.lookup is Lookup.SINGLETON
    assert CONVERSATION.identifiers == ("sid", "unique_name", "address")
    assert CONVERSATION.within(("",)).whose == ""
