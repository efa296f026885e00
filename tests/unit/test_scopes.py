# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kinds that are part of something else, and kinds of which there is always one: over a pretend account."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import NotFound, WishError
from ansible_collections.flexops.twilio.plugins.module_utils.options import module_spec, wishes_from
from ansible_collections.flexops.twilio.plugins.module_utils.plan import validate
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversation_webhook import (
    CONVERSATION_WEBHOOK as SCOPED,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS as ADDRESS,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_configuration import (
    CONVERSATIONS_CONFIGURATION as CONFIGURATION,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_webhook import (
    CONVERSATIONS_WEBHOOK as WEBHOOKS,
)
from ansible_collections.flexops.twilio.plugins.module_utils.runner import read_all

from .wire import page, scripted
from .world import account, sid

FLOWS = [{"sid": sid("FW", at), "friendly_name": f"flow {at}"} for at in range(9)]
FLEX, CARE = ({"sid": sid("IS", at), "friendly_name": name} for at, name in enumerate(("Flex", "Care")))
CH1, CH2 = sid("CH", 1), sid("CH", 2)
HOOK = {
    "pre_webhook_url": None,
    "post_webhook_url": "https://a.example",
    "method": "POST",
    "filters": ["onMessageAdded"],
}


def hook(at, **more):
    return {"target": "studio", "configuration": {"flow_sid": FLOWS[at]["sid"], **more}}


def scoped(places, check=False):
    return account(SCOPED, places=places, check=check, studio_flow=FLOWS, conversation_service=[FLEX, CARE])


def of(conversation, flow, state="present", label="", **more):
    given = {"target": "studio"} if state == "present" else {}
    return Wish(
        {"conversation_sid": conversation, "configuration.flow_sid": flow, **given, **more}, label=label, state=state
    )


def verbs(shelf):
    return [verb for verb, _place, _values in shelf.journal]


def test_each_place_is_read_once_and_written_for_itself():
    client, shelves, resource = scoped({("", CH1): [hook(1)], ("", CH2): []})
    wishes = [of(CH1, "flow 1"), of(CH2, "flow 1"), of(CH1, "flow 2"), of(CH2, "flow 1", state="absent", label="x")]
    with pytest.raises(WishError, match=r"x: configuration.flow_sid flow 1 is asked for twice"):
        converge(client, resource, wishes, check=False)
    outcomes = converge(client, resource, wishes[:3], check=False)
    assert [outcome.change.action for outcome in outcomes] == ["none", "create", "create"]
    assert verbs(shelves["", CH1]) == ["list", "create"]
    assert verbs(shelves["", CH2]) == ["list", "create"]
    assert shelves["", CH1].writes[0][2] == {"target": "studio", "configuration_flow_sid": FLOWS[2]["sid"]}


def test_the_same_name_in_two_places_is_two_things():
    client, shelves, resource = scoped({("", CH1): [hook(1)], (FLEX["sid"], CH1): [hook(1)]})
    wishes = [of(CH1, "flow 1"), of(CH1, "flow 1", conversation_service_sid="Flex", state="absent")]
    outcomes = converge(client, resource, wishes, check=False)
    assert [outcome.change.action for outcome in outcomes] == ["none", "delete"]
    assert shelves["", CH1].writes == []
    assert verbs(shelves[FLEX["sid"], CH1]) == ["list", "delete"]


def test_a_place_is_required_where_it_is():
    assert validate(SCOPED, [Wish({"configuration.flow_sid": "f"})]) == [
        "nothing says which conversation holds the webhook: give conversation_sid"
    ]
    assert validate(WEBHOOKS, [Wish({})]) == []


def test_what_is_to_go_is_found_by_name():
    client, shelves, resource = scoped({("", CH1): [hook(1), hook(2)]})
    (outcome,) = converge(client, resource, [of(CH1, "flow 2", state="absent")], check=False)
    assert outcome.change.action == "delete"
    assert [document["configuration"]["flow_sid"] for document in shelves["", CH1].documents.values()] == [
        FLOWS[1]["sid"]
    ]
    with pytest.raises(WishError, match="no Studio flow is called 'flow 22'; there is 'flow 2'"):
        converge(client, resource, [of(CH1, "flow 22", state="absent")], check=False)


def test_what_is_gone_has_no_part_either():
    client, _shelves, resource = scoped({("", CH1): []})
    for check in (True, False):
        (outcome,) = converge(client, resource, [of(CH2, "flow 1", state="absent")], check=check)
        assert (outcome.changed, outcome.result) == (False, None)
    with pytest.raises(NotFound):
        converge(client, resource, [of(CH2, "flow 1")], check=False)
    with pytest.raises(NotFound):
        converge(client, resource, [of(CH2, "flow 1", state="absent"), of(CH2, "flow 2")], check=False)


def test_check_mode_goes_on_in_a_place_that_is_not_there_yet():
    client, shelves, resource = scoped({("", CH1): []}, check=True)
    wishes = [of(CH1, "flow 1"), of(CH1, "flow 1", conversation_service_sid="Later"), of(UNKNOWN, "flow 1")]
    outcomes = converge(client, resource, wishes, check=True)
    assert [outcome.change.action for outcome in outcomes] == ["create"] * 3
    assert [unresolved.name for unresolved in outcomes[1].unresolved] == ["Later"]
    assert [verb for shelf in shelves.values() for verb in verbs(shelf)] == ["list"]


def test_two_entries_in_a_place_that_is_not_known_yet_may_be_two_things():
    assert validate(SCOPED, [of(UNKNOWN, "flow 1"), of(UNKNOWN, "flow 1")]) == []
    assert len(validate(SCOPED, [of(CH1, "flow 1"), of(CH1, "flow 1")])) == 1


def test_a_place_s_name_is_no_path():
    client, script = scripted((404, {}))
    converge(client, SCOPED, [Wish({"conversation_sid": "a/b c", "sid": sid("WH", 1)}, state="absent")], check=False)
    assert script.sent[0][1] == f"https://conversations.twilio.com/v1/Conversations/a%2Fb%20c/Webhooks/{sid('WH', 1)}"


def test_what_goes_needs_no_names_but_its_own():
    client, shelf, resource = account(ADDRESS, {"address": "a", "type": "chat"}, studio_flow=FLOWS)
    going = Wish({"address": "a", "auto_creation.studio_flow_sid": "no such flow"}, state="absent")
    assert converge(client, resource, [going], check=False)[0].changed
    assert client.shelves["studio_flow"].journal == []
    assert verbs(shelf) == ["fetch", "delete"]


def test_what_is_wrong_in_every_place_is_told_at_once():
    client, _shelves, resource = scoped({("", CH1): [], ("", CH2): []})
    given = {"configuration.flow_sid": "flow 1"}
    wishes = [Wish({"conversation_sid": place, **given}, label=place) for place in (CH1, CH2)]
    with pytest.raises(WishError) as raised:
        converge(client, resource, wishes, check=False)
    assert [problem.split(":")[0] for problem in raised.value.problems[::2]] == [CH1, CH2]


@pytest.mark.parametrize(("service", "url"), [("", "https://a.example"), ("Care", "https://care.example")])
def test_reading_is_in_the_place_that_is_named(service, url):
    places = {("",): [HOOK], (CARE["sid"],): [{**HOOK, "post_webhook_url": "https://care.example"}]}
    client, _shelves, resource = webhooks(places, check=True)
    (live,) = read_all(resource, client, {"conversation_service_sid": service})
    assert live["post_webhook_url"] == url


def test_an_entry_is_called_by_its_place_where_it_has_no_other_name():
    params = {
        **dict.fromkeys(module_spec(WEBHOOKS)),
        "aggregate": [{"conversation_service": "Care"}, {"method": "GET"}],
    }
    assert [wish.label for wish in wishes_from(WEBHOOKS, params)] == ["aggregate[0] (Care)", "aggregate[1]"]


def test_the_order_of_filters_means_nothing():
    live = {**HOOK, "filters": ["onMessageAdded", "onMessageAdd"]}
    client, _shelves, resource = webhooks({("",): [live]})
    asked = Wish({"filters": {"exactly": ["onMessageAdd", "onMessageAdded"]}})
    assert not converge(client, resource, [asked], check=False)[0].changed


def test_the_last_place_s_writes_wait_until_every_place_is_planned():
    client, shelves, resource = scoped({("", CH1): [], ("", CH2): [hook(at) for at in range(5)]})
    with pytest.raises(WishError) as raised:
        converge(client, resource, [of(CH1, "flow 1"), of(CH2, "flow 6", label="second")], check=False)
    assert raised.value.problems == ("second: the conversation has 5 webhooks and Twilio allows 5: remove one first",)
    assert shelves["", CH1].writes == []


def test_five_at_most_and_what_goes_makes_room():
    client, shelves, resource = scoped({("", CH1): [hook(at) for at in range(5)]})
    wishes = [of(CH1, "flow 6"), of(CH1, "flow 1", state="absent"), of(CH1, "flow 2")]
    outcomes = converge(client, resource, wishes, check=False)
    assert [outcome.change.action for outcome in outcomes] == ["create", "delete", "none"]
    assert verbs(shelves["", CH1]) == ["list", "delete", "create"]
    wishes = [of(CH1, "flow 7", label="a"), of(CH1, "flow 8", label="b"), of(CH1, "flow 6", state="absent", label="c")]
    with pytest.raises(WishError, match=r"^b: the conversation has 5"):
        converge(client, resource, wishes, check=False)


def test_words_of_a_trigger_are_read_under_either_name():
    trigger = {"target": "trigger", "configuration": {"url": "https://a.example", "method": "POST"}}
    for name in ("triggers", "filters"):
        there = {**trigger, "configuration": {**trigger["configuration"], name: ["b", "a"]}}
        client, shelves, resource = scoped({("", CH1): [there]})
        asked = Wish(
            {
                "conversation_sid": CH1,
                "target": "trigger",
                "configuration.url": "https://a.example",
                "configuration.triggers": ["a", "b"],
                "configuration.method": "post",
            }
        )
        (outcome,) = converge(client, resource, [asked], check=False)
        assert not outcome.changed
        assert shelves["", CH1].writes == []


def test_one_conversation_by_its_name_and_by_its_sid():
    wishes = [of("order-1", "flow 1", label="a"), of(CH1, "flow 1", label="b")]
    client, script = scripted(page("flows", FLOWS[1]), (200, {"sid": CH1}), check=True)
    with pytest.raises(WishError, match=r"b: configuration.flow_sid FW\w+ is asked for twice, also by a"):
        converge(client, SCOPED, wishes, check=True)
    assert script.sent[-1][1].endswith("/v1/Conversations/order-1")


def test_a_replay_is_for_the_creation_alone():
    client, shelves, resource = scoped({("", CH1): []})
    asked = of(CH1, "flow 1", **{"configuration.replay_after": 0})
    (made,) = converge(client, resource, [asked], check=False)
    assert shelves["", CH1].writes[0][2]["configuration_replay_after"] == 0
    # It has no URL, now or later.
    assert made.change.after["configuration"] == {"flow_sid": FLOWS[1]["sid"], "replay_after": 0}
    assert not converge(client, resource, [asked], check=False)[0].changed
    by_sid = {"conversation_sid": CH1, "sid": sid("WH", 1), "configuration.flow_sid": "flow 2"}
    converge(client, resource, [Wish({**by_sid, "configuration.replay_after": 3})], check=False)
    assert shelves["", CH1].writes[-1][2] == {"configuration_flow_sid": FLOWS[2]["sid"]}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"target": "webhook", "configuration.url": "https://b.example"}, "'webhook' needs configuration.filters"),
        ({"target": "trigger", "configuration.url": "https://b.example"}, "'trigger' needs configuration.triggers"),
        ({"configuration.url": "https://b.example"}, "a new webhook needs target"),
        (
            {"target": "studio", "configuration.flow_sid": "flow 1", "configuration.filters": ["onMessageAdded"]},
            "configuration.filters belongs to target 'webhook', but that is 'studio'",
        ),
        (
            {"target": "webhook", "configuration.url": "https://a.example", "configuration.filters": ["x"]},
            "target is 'trigger' and cannot become 'webhook': Twilio fixes it at creation",
        ),
        (
            {"target": "trigger", "configuration.url": "https://b.example", "configuration.triggers": list("abcdef")},
            "6",
        ),
        ({"target": "webhook", "configuration.url": "https://a.example/" + "x" * 500}, "it has 518 characters"),
        ({"sid": sid("CH", 1)}, "is not the SID of a webhook: WH and 32"),
        ({"sid": sid("WH", 9), "target": "studio"}, f"there is no webhook {sid('WH', 9)} of {CH1} in this account"),
        ({}, "give configuration.flow_sid or configuration.url or sid"),
    ],
)
def test_a_webhook_that_cannot_be(given, says):
    trigger = {"url": "https://a.example", "triggers": ["a"]}
    client, shelves, resource = scoped({("", CH1): [{"target": "trigger", "configuration": trigger}]})
    with pytest.raises(WishError, match=says.replace("(", r"\(")):
        converge(client, resource, [Wish({"conversation_sid": CH1, **given})], check=False)
    assert shelves["", CH1].writes == []


def test_messages_name_the_thing_and_its_place():
    client, _shelves, resource = scoped({(CARE["sid"], CH1): [hook(1)], ("", CH1): [hook(1), hook(1)]})
    asked = of(CH1, "flow 1", state="absent", conversation_service_sid="Care")
    (outcome,) = converge(client, resource, [asked], check=True)
    place = f"of {CH1} of {CARE['sid']}"
    assert outcome.change.doing == f"delete webhook {FLOWS[1]['sid']} ({sid('WH', 1)}) {place}"
    (outcome,) = converge(client, resource, [of(CH1, "flow 2", conversation_service_sid="Care")], check=True)
    assert outcome.change.doing == f"create webhook {FLOWS[2]['sid']} {place}"
    with pytest.raises(WishError, match=rf"2 webhooks of {CH1} are called '{FLOWS[1]['sid']}': .* Give the sid"):
        converge(client, resource, [of(CH1, "flow 1")], check=True)
    assert resource.within((CARE["sid"], CH1)).titles == f"webhooks {place}"


def webhooks(places, check=False):
    return account(WEBHOOKS, places=places, check=check, conversation_service=[FLEX, CARE])


def test_the_account_s_and_two_services_webhooks_in_one_go():
    places = {("",): [HOOK], (FLEX["sid"],): [{}], (CARE["sid"],): [HOOK]}
    client, shelves, resource = webhooks(places)
    wishes = [
        Wish({"filters": {"present": ["onMessageAdded"]}}),
        Wish({"conversation_service_sid": "Flex", "filters": {"present": ["onMessageAdded"]}, "method": "POST"}),
        Wish({"conversation_service_sid": CARE["sid"], "post_webhook_url": ""}),
    ]
    outcomes = converge(client, resource, wishes, check=False)
    assert [outcome.change.action for outcome in outcomes] == ["none", "update", "update"]
    assert verbs(shelves["",]) == ["fetch"]
    assert shelves[FLEX["sid"],].writes == [("update", None, {"filters": ["onMessageAdded"], "method": "POST"})]
    assert shelves[CARE["sid"],].writes == [("update", None, {"post_webhook_url": ""})]
    assert outcomes[1].change.doing == f"update Conversations webhooks of {FLEX['sid']}"
    assert outcomes[1].change.diff["before_header"] == f"Conversations webhooks of {FLEX['sid']}"
    assert not any(outcome.changed for outcome in converge(client, resource, wishes, check=False))


def test_one_thing_asked_for_twice_whatever_it_is_called():
    client, shelves, resource = webhooks({("",): [HOOK], (FLEX["sid"],): [HOOK]})
    both = [Wish({"method": "GET"}, label="a"), Wish({"method": "POST"}, label="b")]
    with pytest.raises(WishError, match="b: it is asked for twice, also by a"):
        converge(client, resource, both, check=False)
    both = [
        Wish({"conversation_service_sid": "Flex", "method": "GET"}, label="a"),
        Wish({"conversation_service_sid": FLEX["sid"], "method": "POST"}, label="b"),
    ]
    with pytest.raises(WishError, match="b: it is asked for twice, also by a"):
        converge(client, resource, both, check=False)
    assert shelves[FLEX["sid"],].writes == []


def test_webhooks_of_services_that_are_not_there_yet():
    client, _shelves, resource = webhooks({("",): [HOOK]}, check=True)
    wishes = [
        Wish({"conversation_service_sid": "One", "post_webhook_url": "https://a.example"}, label="a"),
        Wish({"conversation_service_sid": "Two", "post_webhook_url": ""}, label="b"),
    ]
    first, second = converge(client, resource, wishes, check=True)
    assert first.changed
    assert first.change.before == {}
    assert first.change.after == {"post_webhook_url": "https://a.example"}
    assert not second.changed


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"target": "webhook"}, "target exists for the whole account only"),
        ({"filters": {"present": ["onUserAdded"]}}, "filters: onUserAdded exist for the whole account only"),
        ({"filters": {"exactly": ["onUserUpdate", "onMessageAdded"]}}, "filters: onUserUpdate exist"),
        ({"filters": {"present": ["onMessageAdd"], "absent": ["onMessageAdd"]}}, "cannot be both present and absent"),
        ({"pre_webhook_url": "example.com"}, "'example.com' is not an absolute"),
    ],
)
def test_webhooks_that_a_service_cannot_have(given, says):
    (problem,) = validate(WEBHOOKS, [Wish({"conversation_service_sid": "Flex", **given})])
    assert says in problem
    assert bool(validate(WEBHOOKS, [Wish(given)])) == ("present and" in says or "absolute" in says)


def test_the_one_configuration():
    client, shelf, resource = account(
        CONFIGURATION,
        {
            "default_chat_service_sid": CARE["sid"],
            "default_closed_timer": "PT60M",
            "default_messaging_service_sid": "x",
        },
        conversation_service=[FLEX, CARE],
    )
    asked = Wish({"default_chat_service_sid": "Flex", "default_closed_timer": "PT1H"})
    (outcome,) = converge(client, resource, [asked], check=False)
    assert outcome.change.after["default_closed_timer"] == "PT60M", "it is as long already, and is not written"
    assert verbs(shelf) == ["fetch", "update"]
    assert shelf.writes[0][2] == {"default_chat_service_sid": FLEX["sid"]}
    assert (outcome.result["default_messaging_service_sid"], "sid" in outcome.result) == ("x", False)
    assert outcome.change.name == "Conversations configuration"
    assert not converge(client, resource, [asked], check=False)[0].changed


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"default_closed_timer": "PT9M"}, "PT9M is too short, Twilio takes PT10M and more"),
        ({"default_inactive_timer": "PT59S"}, "PT59S is too short, Twilio takes PT1M and more"),
        ({"default_inactive_timer": "10"}, "'10' is not an ISO 8601 duration such as PT1M or P1D"),
        ({"default_inactive_timer": "P"}, "not an ISO 8601 duration"),
        ({"default_inactive_timer": "P1DT"}, "not an ISO 8601 duration"),
        ({"default_chat_service_sid": ""}, "default_chat_service_sid: Twilio has no way to unset it; name another"),
        ({"default_closed_timer": ""}, "default_closed_timer: Twilio has no way to unset it"),
    ],
)
def test_a_configuration_that_cannot_be(given, says):
    assert says in "; ".join(validate(CONFIGURATION, [Wish(given)]))


def test_the_shortest_timers_there_are():
    shortest = {"default_closed_timer": "PT10M", "default_inactive_timer": "PT1M"}
    assert validate(CONFIGURATION, [Wish(shortest)]) == []


@pytest.mark.parametrize("pair", [("PT60S", "PT1M"), ("P1D", "PT24H"), ("P1W", "P7D"), ("PT1H30M", "PT90M")])
def test_durations_are_as_long_as_they_are(pair):
    timer = CONFIGURATION.field("default_closed_timer")
    assert timer.equal(*pair)
    assert timer.equal(*reversed(pair))
    assert not timer.equal(pair[0], "PT77M")
    assert not timer.equal("soon", "later")
    assert timer.equal("soon", "soon")
