# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From any Flex Flows and any wishes: check foretells apply, a second run is empty, nothing else moves."""

from __future__ import annotations

import copy

from hypothesis import given, settings, strategies as st

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.options import wishes_from
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import dig, relevant
from ansible_collections.flexops.twilio.plugins.module_utils.resources.flex_flow import FLEX_FLOW

from .world import account, sid

FLOWS = [{"sid": sid("FW", at), "friendly_name": f"flow {at}"} for at in range(2)]
CHAT = {"sid": sid("IS", 1), "friendly_name": "Flex"}
# The same number on two channels is two identities; one on WhatsApp has two spellings.
IDENTITIES = [
    ("sms", "+14155550100"),
    ("whatsapp", "+14155550100"),
    ("custom", "+14155550100"),
    ("sms", "+14155550101"),
]
BOOLEANS = {"enabled": st.booleans(), "long_lived": st.booleans(), "janitor_enabled": st.booleans()}
BLANK = st.sampled_from([None, ""])
LIVE = st.dictionaries(
    st.sampled_from(IDENTITIES),
    st.fixed_dictionaries(
        {
            **{name: st.none() | values for name, values in BOOLEANS.items()},
            "integration_type": st.sampled_from([None, "studio", "external", "task"]),
            "integration": st.fixed_dictionaries(
                {},
                optional={
                    "flow_sid": BLANK | st.just(FLOWS[0]["sid"]),
                    "url": BLANK | st.just("https://old.example"),
                    "workspace_sid": BLANK | st.just(sid("WS", 1)),
                    "channel": BLANK | st.just("chat"),
                    "retry_count": st.integers(0, 3),
                    "creation_on_message": st.booleans(),
                },
            ),
        }
    ),
)
TASK = {"workspace_sid": st.just(sid("WS", 1)), "workflow_sid": st.just(sid("WW", 1))}
ANSWERS = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"retry_count": st.integers(0, 3)}).map(lambda parts: {"integration": parts}),
    *(
        st.fixed_dictionaries(
            {"integration_type": st.just(kind), "integration": st.fixed_dictionaries(needed, optional=more)}
        )
        for kind, needed, more in (
            ("studio", {"flow": st.sampled_from(["flow 0", "flow 1"])}, {"retry_count": st.integers(0, 3)}),
            ("external", {"url": st.just("https://new.example")}, {"retry_count": st.integers(0, 3)}),
            ("task", TASK, {"channel": st.just("sms"), "creation_on_message": st.booleans()}),
        )
    ),
)
WISHES = st.dictionaries(
    st.sampled_from(IDENTITIES),
    st.tuples(st.booleans(), ANSWERS, st.fixed_dictionaries({}, optional=BOOLEANS), st.booleans()),
    min_size=1,
)


def name(identity):
    return " ".join(identity)


def proper(identity):
    channel, number = identity
    return channel, f"whatsapp:{number}" if channel == "whatsapp" else number


def world(live, check):
    documents = [
        {
            "channel_type": proper(identity)[0],
            "contact_identity": proper(identity)[1],
            "friendly_name": name(identity),
            "chat_service_sid": CHAT["sid"],
            **copy.deepcopy(values),
        }
        for identity, values in live.items()
    ]
    return account(FLEX_FLOW, *documents, check=check, studio_flow=FLOWS, conversation_service=[CHAT])


def asked(wishes):
    entries = []
    for identity, (stays, answer, booleans, prefixed) in wishes.items():
        channel, number = proper(identity) if prefixed else identity
        entry = {"channel_type": channel, "contact_identity": number, "state": "present" if stays else "absent"}
        more = {"friendly_name": name(identity), "chat_service": "Flex", **answer, **booleans} if stays else {}
        entries.append({**entry, **more})
    return wishes_from(FLEX_FLOW, {"aggregate": entries})


def image(shelf):
    return {document["friendly_name"]: copy.deepcopy(document) for document in shelf.documents.values()}


def attempt(client, resource, wishes, check):
    """(outcomes, "") or ([], why not)."""
    try:
        return converge(client, resource, asked(wishes), check=check), ""
    except WishError as refusal:
        return [], str(refusal)


@settings(deadline=None, max_examples=200)
@given(live=LIVE, wishes=WISHES)
def test_check_foretells_apply_and_the_second_run_is_empty(live, wishes):
    client, shelf, resource = world(live, True)
    foretold, refusal = attempt(client, resource, wishes, True)
    assert shelf.writes == []
    client, shelf, resource = world(live, False)
    before = image(shelf)
    done, refused = attempt(client, resource, wishes, False)
    assert refusal == refused
    if refused:
        assert "its form is" not in refused
        assert shelf.writes == []
        return
    assert [outcome.change.diff for outcome in foretold] == [outcome.change.diff for outcome in done]
    assert len(shelf.writes) == sum(outcome.changed for outcome in done)
    after = image(shelf)
    assert set(after) == {name(identity) for identity in live if wishes.get(identity, (True,))[0]} | {
        name(identity) for identity, wish in wishes.items() if wish[0]
    }
    for outcome, identity in zip(done, wishes, strict=True):
        now, then = after.get(name(identity)), before.get(name(identity), {})
        for field in resource.fields if now else ():
            old, new = dig(then, field.name), dig(now, field.name)
            wanted = outcome.change.wish.given.get(field.name)
            if field.name in outcome.change.managed:
                assert field.equal(dig(outcome.change.after, field.name), new), field.name
            if then and field.type == "str" and "integration_type" in outcome.change.sent and not relevant(field, now):
                assert not new, f"{field.name} belongs to what answered before"
            if wanted is not None:
                assert field.equal(new, wanted), field.name
            elif not field.equal(old, new):
                # Only what belonged to another integration may go.
                assert outcome.change.sent.get("integration_type")
                assert (field.group, new) == ("integration", "")
    for other in set(before) - {name(identity) for identity in wishes}:
        assert before[other] == after[other]
    shelf.journal.clear()
    assert not any(outcome.changed for outcome in converge(client, resource, asked(wishes), check=False))
    assert shelf.writes == []
