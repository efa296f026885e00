# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine over a pretend account: what is requested, in which order, and what is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import Conflict, LostAnswer, TwilioError, WishError
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS as ADDRESS,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.flex_flow import FLEX_FLOW

from .world import account, sid

FLOW = {"sid": sid("FW", 1), "friendly_name": "Inbound"}
CHAT = {"sid": sid("IS", 1), "friendly_name": "Chat"}
CARE = {"friendly_name": "Support", "chat_service_sid": "Chat"}


def number(at):
    return f"+1415555{at:04d}"


def address(at, name="old"):
    return {
        "type": "sms",
        "address": number(at),
        "friendly_name": name,
        "auto_creation": {"enabled": True, "type": "studio", "studio_flow_sid": FLOW["sid"], "studio_retry_count": 1},
    }


def wishes(*ats, name="new", **more):
    return [
        Wish(
            {"type": "sms", "address": number(at), "friendly_name": name, **more},
            label=f"aggregate[{place}]",
        )
        for place, at in enumerate(ats)
    ]


def verbs(shelf):
    return [verb for verb, _place, _values in shelf.journal]


def test_one_wish_is_one_look_up():
    client, shelf, resource = account(ADDRESS, *(address(at) for at in range(5)))
    (outcome,) = converge(client, resource, wishes(3), check=False)
    assert verbs(shelf) == ["fetch", "update"]
    assert outcome.result["friendly_name"] == "new"


def test_many_wishes_are_one_list_and_a_write_each():
    client, shelf, resource = account(ADDRESS, address(0), address(1, "new"))
    outcomes = converge(client, resource, wishes(2, 1, 0), check=False)
    assert verbs(shelf) == ["list", "create", "update"]
    assert [outcome.change.action for outcome in outcomes] == ["create", "none", "update"]
    assert [outcome.result["address"] for outcome in outcomes] == [number(2), number(1), number(0)]


def test_check_mode_writes_nothing_and_foretells():
    foretold_client, foretold_shelf, resource = account(ADDRESS, address(0), check=True)
    foretold = converge(foretold_client, resource, wishes(0, 1), check=True)
    client, _shelf, resource = account(ADDRESS, address(0))
    done = converge(client, resource, wishes(0, 1), check=False)
    assert foretold_shelf.writes == []
    assert [outcome.change.diff for outcome in foretold] == [outcome.change.diff for outcome in done]
    assert [outcome.result["friendly_name"] for outcome in foretold] == ["new", "new"]
    assert foretold[1].result["sid"] == UNKNOWN


def test_the_second_run_writes_nothing():
    client, shelf, resource = account(ADDRESS, address(0))
    converge(client, resource, wishes(0, 1, 2), check=False)
    shelf.journal.clear()
    assert not any(outcome.changed for outcome in converge(client, resource, wishes(0, 1, 2), check=False))
    assert shelf.writes == []


def test_nothing_asked_nothing_read():
    client, shelf, resource = account(ADDRESS, address(0))
    assert converge(client, resource, [], check=False) == []
    assert shelf.journal == []


def test_names_are_resolved_with_one_read():
    client, shelf, resource = account(ADDRESS, studio_flow=[FLOW])
    asked = wishes(0, 1, **{"auto_creation.type": "studio", "auto_creation.studio_flow_sid": "Inbound"})
    converge(client, resource, asked, check=False)
    assert verbs(client.shelves["studio_flow"]) == ["list"]
    assert [d["auto_creation"]["studio_flow_sid"] for d in shelf.documents.values()] == [FLOW["sid"]] * 2


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Inbuond", "no Studio flow is called 'Inbuond'; there is 'Inbound'"),
        (sid("FW", 9), "this account has no Studio flow FW0"),
        (sid("IS", 1), "is not the SID of a Studio flow: those start with FW"),
        ("Twin", f"2 Studio flows are called 'Twin': {sid('FW', 2)}, {sid('FW', 3)}"),
    ],
)
def test_a_name_that_fits_nothing_or_too_much_stops_everything(name, says):
    twins = [{"sid": sid("FW", at), "friendly_name": "Twin"} for at in (2, 3)]
    client, shelf, resource = account(ADDRESS, studio_flow=[FLOW, *twins])
    asked = wishes(0) + wishes(1, **{"auto_creation.type": "studio", "auto_creation.studio_flow_sid": name})
    with pytest.raises(WishError, match=says):
        converge(client, resource, asked, check=False)
    assert shelf.writes == []


def test_check_mode_goes_on_without_what_an_earlier_step_would_create():
    client, _shelf, resource = account(ADDRESS, check=True)
    asked = wishes(0, **{"auto_creation.type": "studio", "auto_creation.studio_flow_sid": "Later"})
    (outcome,) = converge(client, resource, asked, check=True)
    assert outcome.change.after["auto_creation"]["studio_flow_sid"] == UNKNOWN
    assert [unresolved.name for unresolved in outcome.unresolved] == ["Later"]


def test_check_mode_does_not_excuse_what_is_wrong_for_good():
    client, _shelf, resource = account(ADDRESS, check=True)
    asked = wishes(0, **{"auto_creation.type": "studio", "auto_creation.studio_flow_sid": sid("IS", 1)})
    with pytest.raises(WishError):
        converge(client, resource, asked, check=True)


def test_one_failure_does_not_stop_the_rest():
    client, shelf, resource = account(ADDRESS, address(0), address(1), address(2))
    middle = sid("IG", 2)
    shelf.failures["update", middle] = TwilioError("no", status=400)
    outcomes = converge(client, resource, wishes(0, 1, 2), check=False)
    assert [str(outcome.error or "") for outcome in outcomes] == ["", "no [HTTP 400]", ""]
    assert [d["friendly_name"] for d in shelf.documents.values()] == ["new", "old", "new"]
    assert outcomes[1].result["friendly_name"] == "old"
    assert not outcomes[1].changed


def test_everything_wrong_is_told_at_once_and_before_any_write():
    client, shelf, resource = account(ADDRESS, address(0), address(1))
    asked = [replace(wish, given={**wish.given, "type": "chat"}) for wish in wishes(0, 1, 2)]
    with pytest.raises(WishError) as raised:
        converge(client, resource, asked, check=False)
    assert [problem.split(":")[0] for problem in raised.value.problems] == ["aggregate[0]", "aggregate[1]"]
    assert shelf.writes == []


def test_two_wishes_that_turn_out_to_mean_one_thing():
    client, shelf, resource = account(ADDRESS, address(0))
    (by_address,) = wishes(0)
    by_sid = Wish({"sid": sid("IG", 1)}, label="aggregate[1]")
    with pytest.raises(WishError, match=r"aggregate\[1\]: it means .* as aggregate\[0\] does"):
        converge(client, resource, [by_address, by_sid], check=False)
    assert shelf.writes == []


@pytest.mark.parametrize(
    "second", [Wish({**CARE, "channel_type": "web"}, "b"), Wish({"friendly_name": "Support"}, "b", state="absent")]
)
def test_two_wishes_that_the_next_run_could_not_tell_apart(second):
    client, shelf, resource = account(FLEX_FLOW, conversation_service=[CHAT])
    by_identity = Wish({**CARE, "channel_type": "web", "contact_identity": "shop"}, "a")
    with pytest.raises(WishError, match=r"b: .*friendly_name .*Support would also mean what a makes"):
        converge(client, resource, [by_identity, second], check=True)
    assert shelf.writes == []


def test_one_name_for_several_is_nothing_to_tell_apart_where_each_is_found_by_more():
    client, _shelf, resource = account(FLEX_FLOW, conversation_service=[CHAT])
    asked = [Wish({**CARE, "channel_type": "sms", "contact_identity": number(at)}, str(at)) for at in range(2)]
    assert all(outcome.changed for outcome in converge(client, resource, asked, check=True))


def test_a_sid_that_is_not_there_cannot_be_created():
    client, _shelf, resource = account(ADDRESS)
    with pytest.raises(WishError, match="there is no Conversations address IG"):
        converge(client, resource, [Wish({"sid": sid("IG", 7), "type": "sms"})], check=False)


def test_a_create_whose_answer_was_lost_is_looked_up_and_not_sent_again():
    client, shelf, resource = account(ADDRESS)
    shelf.failures["create"] = LostAnswer("cut")
    shelf.request_ = shelf.request

    def commit_then_cut(verb, place=None, values=None):
        if verb == "create" and shelf.failures:
            shelf.put({"type": "sms", "address": number(0), "friendly_name": "new"})
        shelf.request_(verb, place, values)

    shelf.request = commit_then_cut
    (outcome,) = converge(client, resource, wishes(0), check=False)
    assert verbs(shelf).count("create") == 1
    assert len(shelf.documents) == 1
    assert outcome.result["sid"] == sid("IG", 1)


def test_a_create_that_was_lost_for_good_is_sent_once_more():
    client, shelf, resource = account(ADDRESS)
    shelf.failures["create"] = LostAnswer("cut")
    converge(client, resource, wishes(0), check=False)
    assert verbs(shelf).count("create") == 2
    assert len(shelf.documents) == 1
    assert sum(client.clock.slept) > 3, "reads may lag behind the write: it was given time to appear"


def test_a_create_that_was_lost_and_cannot_be_looked_up_says_both():
    client, shelf, resource = account(ADDRESS)

    def broken(verb, place=None, values=None):
        shelf.journal.append((verb, place, values))
        if verb == "create":
            raise LostAnswer("cut")
        if "create" in verbs(shelf):
            raise TwilioError("down", status=503)

    shelf.request = broken
    (outcome,) = converge(client, resource, wishes(0), check=False)
    assert "cut; whether it exists now could not be read either (down)" in str(outcome.error)
    assert verbs(shelf).count("create") == 1


def test_somebody_else_was_faster_and_wished_otherwise():
    client, shelf, resource = account(ADDRESS)

    def overtaken(verb, place=None, values=None):
        if verb == "create" and not shelf.documents:
            shelf.put(address(0))
            raise Conflict("taken", status=409)
        shelf.journal.append((verb, place, values))

    shelf.request = overtaken
    (outcome,) = converge(client, resource, wishes(0), check=False)
    assert outcome.result["friendly_name"] == "new"
    assert verbs(shelf)[-1] == "update"


def replacing():
    return [Wish({"address": number(0), "address_country": "US"}, options={"replace": True})]


def test_a_replacement_is_a_delete_and_a_create():
    client, shelf, resource = account(ADDRESS, address(0))
    (outcome,) = converge(client, resource, replacing(), check=False)
    assert verbs(shelf) == ["fetch", "delete", "create"]
    assert (outcome.result["address_country"], outcome.result["friendly_name"]) == ("US", "old")


def test_a_replacement_that_fails_is_put_back():
    client, shelf, resource = account(ADDRESS, address(0))
    shelf.failures["create"] = TwilioError("no", status=400)
    (outcome,) = converge(client, resource, replacing(), check=False)
    assert "deleted and put back as it was" in outcome.error.half_done
    assert outcome.changed
    document = next(iter(shelf.documents.values()))
    assert (document["address_country"], document["auto_creation"]["studio_retry_count"]) == (None, 1)


def test_a_replacement_that_cannot_be_put_back_says_what_was_there():
    client, shelf, resource = account(ADDRESS, address(0))

    def refuse(verb, place=None, values=None):
        if verb == "create":
            raise TwilioError("no", status=400)

    shelf.request = refuse
    (outcome,) = converge(client, resource, replacing(), check=False)
    assert "could not be put back" in outcome.error.half_done
    assert FLOW["sid"] in outcome.error.half_done
