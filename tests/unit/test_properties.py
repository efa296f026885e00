# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From any account and any wishes: check foretells apply, a second run is empty, nothing else moves."""

from __future__ import annotations

import copy

from hypothesis import given, settings, strategies as st

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import Wish, dig, flatten
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS as ADDRESS,
)

from .world import account, sid

FLOWS = [{"sid": sid("FW", at), "friendly_name": f"flow {at}"} for at in range(3)]
SERVICES = [{"sid": sid("IS", at), "friendly_name": f"service {at}"} for at in range(2)]
NUMBERS = [f"+1415555000{at}" for at in range(5)]
NOTHING = st.sampled_from([None, ""])
URLS = st.sampled_from(["https://a.example", "https://b.example/x"])
LISTS = st.lists(st.sampled_from(["onMessageAdded", "onParticipantAdded"]), unique=True, min_size=1)

LIVE_CREATION = st.fixed_dictionaries(
    {
        "enabled": st.booleans(),
        "type": st.sampled_from(["webhook", "studio", "default"]),
        "conversation_service_sid": NOTHING | st.sampled_from([service["sid"] for service in SERVICES]),
        "studio_flow_sid": NOTHING | st.sampled_from([flow["sid"] for flow in FLOWS]),
        "studio_retry_count": st.none() | st.integers(0, 3),
        "webhook_url": NOTHING | URLS,
        "webhook_method": st.none() | st.sampled_from(["GET", "POST"]),
        "webhook_filters": st.none() | LISTS,
    }
)
LIVE = st.dictionaries(
    st.sampled_from(NUMBERS),
    st.fixed_dictionaries({"friendly_name": NOTHING | st.text(max_size=3), "auto_creation": LIVE_CREATION}),
)

COMMON = {
    "friendly_name": st.text(max_size=3),
    "auto_creation.enabled": st.booleans(),
    "auto_creation.conversation_service_sid": st.sampled_from(["", "service 0", SERVICES[1]["sid"]]),
}
WISHES = st.dictionaries(
    st.sampled_from(NUMBERS),
    st.tuples(
        st.sampled_from(["present", "present", "present", "absent"]),
        st.one_of(
            st.fixed_dictionaries({}, optional=COMMON),
            st.fixed_dictionaries({"auto_creation.type": st.just("default")}, optional=COMMON),
            st.fixed_dictionaries(
                {
                    "auto_creation.type": st.just("studio"),
                    "auto_creation.studio_flow_sid": st.sampled_from(["flow 0", "flow 1", FLOWS[2]["sid"]]),
                },
                optional={**COMMON, "auto_creation.studio_retry_count": st.integers(0, 3)},
            ),
            st.fixed_dictionaries(
                {"auto_creation.type": st.just("webhook"), "auto_creation.webhook_url": URLS},
                optional={
                    **COMMON,
                    "auto_creation.webhook_method": st.sampled_from(["get", "post"]),
                    "auto_creation.webhook_filters": LISTS,
                },
            ),
        ),
    ),
    min_size=1,
)


def world(live, check=False):
    documents = [{"type": "sms", "address": number, **values} for number, values in live.items()]
    return account(ADDRESS, *documents, check=check, studio_flow=FLOWS, conversation_service=SERVICES)


def asked(wishes):
    return [
        Wish({"address": number, **({"type": "sms", **values} if state == "present" else {})}, number, state)
        for number, (state, values) in wishes.items()
    ]


def image(shelf):
    return {document["address"]: copy.deepcopy(document) for document in shelf.documents.values()}


def attempt(client, resource, wishes, check):
    """(outcomes, "") or ([], why not)."""
    try:
        return converge(client, resource, asked(wishes), check=check), ""
    except WishError as refusal:
        return [], str(refusal)


@settings(deadline=None, max_examples=300)
@given(live=LIVE, wishes=WISHES)
def test_check_foretells_apply_and_the_second_run_is_empty(live, wishes):
    checking, checked_shelf, resource = world(live, check=True)
    foretold, refusal = attempt(checking, resource, wishes, check=True)
    assert checked_shelf.writes == []
    client, shelf, resource = world(live)
    before = image(shelf)
    done, refused = attempt(client, resource, wishes, check=False)
    assert refusal == refused
    if refused:
        assert shelf.writes == []
        return
    assert [outcome.change.diff for outcome in foretold] == [outcome.change.diff for outcome in done]
    assert [outcome.changed for outcome in foretold] == [outcome.changed for outcome in done]
    assert len(shelf.writes) == sum(outcome.changed for outcome in done), "one write for each change, none for the rest"

    after = image(shelf)
    for outcome in done:
        document = after.get(outcome.change.wish.given["address"])
        if outcome.change.action == "delete":
            assert document is None
        for field in resource.fields if document else ():
            if field.name in outcome.change.managed:
                assert field.equal(dig(outcome.change.after, field.name), dig(document, field.name)), field.name
            elif field.name in flatten(resource.fields, before.get(document["address"], {})):
                old = dig(before.get(document["address"], {}), field.name)
                assert field.equal(old, dig(document, field.name)), f"{field.name} was not asked for and moved"
    untouched = set(before) - set(wishes)
    assert {number: before[number] for number in untouched} == {number: after[number] for number in untouched}

    shelf.journal.clear()
    assert not any(outcome.changed for outcome in converge(client, resource, asked(wishes), check=False))
    assert shelf.writes == []
