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
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversation_webhook import (
    CONVERSATION_WEBHOOK,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS as ADDRESS,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_webhook import (
    CONVERSATIONS_WEBHOOK,
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


PLACES = [("",), (SERVICES[0]["sid"],), (SERVICES[1]["sid"],)]
EVENTS = st.lists(st.sampled_from(["onMessageAdd", "onMessageAdded", "onParticipantAdded"]), unique=True)
MEMBERS = st.fixed_dictionaries({"exactly": EVENTS}) | st.tuples(EVENTS, EVENTS).map(
    lambda pair: {"present": pair[0], "absent": [event for event in pair[1] if event not in pair[0]]}
)
HOOKS = st.fixed_dictionaries(
    {
        "pre_webhook_url": NOTHING | URLS,
        "post_webhook_url": NOTHING | URLS,
        "method": st.none() | st.sampled_from(["GET", "POST"]),
        "filters": st.none() | EVENTS,
    }
)
HOOK_WISHES = st.dictionaries(
    st.sampled_from(PLACES),
    st.fixed_dictionaries(
        {},
        optional={
            "pre_webhook_url": st.just("") | URLS,
            "post_webhook_url": st.just("") | URLS,
            "method": st.sampled_from(["GET", "POST"]),
            "filters": MEMBERS,
        },
    ),
    min_size=1,
)


@settings(deadline=None, max_examples=300)
@given(
    live=st.tuples(HOOKS, HOOKS, HOOKS), wishes=HOOK_WISHES, empty=st.sampled_from(["clears", "ignored", "rejected"])
)
def test_webhooks_of_several_places_whatever_an_empty_list_does(live, wishes, empty):
    def hooks(check):
        places = {place: [document] for place, document in zip(PLACES, live, strict=True)}
        client, shelves, resource = account(
            CONVERSATIONS_WEBHOOK, places=places, check=check, conversation_service=SERVICES
        )
        for shelf in shelves.values():
            shelf.empty = empty
        return client, shelves, resource

    asked = [
        Wish({**given, **({"conversation_service_sid": place[0]} if place[0] else {})}, str(at))
        for at, (place, given) in enumerate(wishes.items())
    ]
    client, shelves, resource = hooks(True)
    foretold = converge(client, resource, asked, check=True)
    assert not any(shelf.writes for shelf in shelves.values())
    client, shelves, resource = hooks(False)
    before = {place: copy.deepcopy(shelf.find(None)) for place, shelf in shelves.items()}
    done = converge(client, resource, asked, check=False)
    assert [outcome.change.diff for outcome in foretold] == [outcome.change.diff for outcome in done]
    for place, outcome in zip(wishes, done, strict=True):
        now, then = shelves[place].find(None), before[place]
        given = wishes[place]
        for name in then:
            if name not in given:
                assert now[name] == then[name], f"{name} was not asked for and moved"
        if outcome.error:
            assert empty != "clears"
            assert outcome.changed == (now != then)
            continue
        assert bool(shelves[place].writes) == outcome.changed
        for name in set(given) - {"filters"}:
            assert resource.field(name).equal(now[name], given[name])
        filters, old = set(now["filters"] or ()), set(then["filters"] or ())
        wanted = given.get("filters", {})
        others = {event for event in old if event not in sum_of(wanted)}
        calls_nobody = not now["pre_webhook_url"] and not now["post_webhook_url"]
        if "exactly" in wanted:
            assert filters == set(wanted["exactly"]) or (calls_nobody and not wanted["exactly"])
        else:
            assert others <= filters
            assert set(wanted.get("present", ())) <= filters
            assert not set(wanted.get("absent", ())) & filters or calls_nobody
    for place in set(PLACES) - set(wishes):
        assert shelves[place].journal == []
    rest = [wish for wish, outcome in zip(asked, done, strict=True) if not outcome.error]
    for shelf in shelves.values():
        shelf.journal.clear()
    assert not any(outcome.changed for outcome in converge(client, resource, rest, check=False))
    assert not any(shelf.writes for shelf in shelves.values())


def sum_of(members):
    return {event for events in members.values() for event in events}


CONVERSATIONS = [("", sid("CH", at)) for at in range(2)]
CALLS = st.dictionaries(
    st.sampled_from(["https://a.example", "https://b.example", "https://c.example"]),
    st.fixed_dictionaries({"method": st.sampled_from(["GET", "POST"]), "filters": LISTS}),
)
CALL_WISHES = st.dictionaries(
    st.tuples(st.sampled_from(CONVERSATIONS), st.sampled_from([f"https://{name}.example" for name in "abcdef"])),
    st.none()
    | st.fixed_dictionaries(
        {"configuration.filters": LISTS}, optional={"configuration.method": st.sampled_from(["get", "post"])}
    ),
    min_size=1,
)


@settings(deadline=None, max_examples=200)
@given(live=st.tuples(CALLS, CALLS), wishes=CALL_WISHES)
def test_webhooks_of_several_conversations(live, wishes):
    def hooks(check):
        places = {
            place: [{"target": "webhook", "configuration": {"url": url, **values}} for url, values in calls.items()]
            for place, calls in zip(CONVERSATIONS, live, strict=True)
        }
        return account(
            CONVERSATION_WEBHOOK, places=places, check=check, studio_flow=FLOWS, conversation_service=SERVICES
        )

    asked = [
        Wish(
            {
                "conversation_sid": place[1],
                "configuration.url": url,
                **({"target": "webhook", **values} if values else {}),
            },
            f"{place[1]} {url}",
            "present" if values else "absent",
        )
        for (place, url), values in wishes.items()
    ]

    def urls(shelf):
        return {document["configuration"]["url"]: copy.deepcopy(document) for document in shelf.documents.values()}

    client, shelves, resource = hooks(True)
    try:
        foretold, refusal = converge(client, resource, asked, check=True), ""
    except WishError as error:
        foretold, refusal = [], str(error)
    client, shelves, resource = hooks(False)
    before = {place: urls(shelf) for place, shelf in shelves.items()}
    wanted = {
        place: {url for url in before[place] if wishes.get((place, url), True)}
        | {url for (where, url), values in wishes.items() if where == place and values}
        for place in CONVERSATIONS
    }
    assert bool(refusal) == any(len(urls_wanted) > 5 for urls_wanted in wanted.values())
    if refusal:
        return
    done = converge(client, resource, asked, check=False)
    assert [outcome.change.diff for outcome in foretold] == [outcome.change.diff for outcome in done]
    for place, shelf in shelves.items():
        after = urls(shelf)
        assert set(after) == wanted[place]
        for url in set(after) & set(before[place]):
            if (place, url) not in wishes:
                assert after[url] == before[place][url]
        shelf.journal.clear()
    assert not any(outcome.changed for outcome in converge(client, resource, asked, check=False))
    assert not any(shelf.writes for shelf in shelves.values())
