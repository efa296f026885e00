# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flex Flows: how one is found, and what a switch of the integration clears."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.options import wishes_from
from ansible_collections.flexops.twilio.plugins.module_utils.plan import plan, validate
from ansible_collections.flexops.twilio.plugins.module_utils.reading import find, index
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Wish, nest
from ansible_collections.flexops.twilio.plugins.module_utils.resources.flex_flow import FLEX_FLOW

from .world import sid

CHAT, FLOW, WORKSPACE, WORKFLOW = sid("IS", 1), sid("FW", 1), sid("WS", 1), sid("WW", 1)
NUMBER, OTHER = "+14155550123", "+14155550124"


def flow(at=1, **values):
    live = {
        "sid": sid("FO", at),
        "friendly_name": "Support",
        "channel_type": "sms",
        "contact_identity": NUMBER,
        "chat_service_sid": CHAT,
        "enabled": True,
        "integration_type": "studio",
        "integration": {"flow_sid": FLOW, "retry_count": 3},
        "long_lived": False,
        "janitor_enabled": None,
    }
    return {**live, **values}


TASK = {
    "integration_type": "task",
    "integration": {"workspace_sid": WORKSPACE, "workflow_sid": WORKFLOW, "channel": "chat", "timeout": 60},
}


def wish(state="present", **given):
    return Wish({name.replace("__", "."): value for name, value in given.items()}, state=state)


def support(state="present", **given):
    return wish(state, channel_type="sms", contact_identity=NUMBER, **given)


def asked(**params):
    return wishes_from(FLEX_FLOW, params)


def found(lives, one):
    live = find(FLEX_FLOW, index(FLEX_FLOW, lives), one)
    return live and live["sid"]


ACCOUNT = [
    flow(1),
    flow(2, contact_identity=OTHER),
    flow(3, channel_type="whatsapp", contact_identity=f"whatsapp:{NUMBER}"),
    flow(4, channel_type="web", contact_identity=None, friendly_name="Web"),
    flow(5, channel_type="custom", contact_identity=NUMBER, friendly_name="Kiosk"),
]


@pytest.mark.parametrize(
    ("given", "at"),
    [
        ({"channel_type": "sms", "contact_identity": NUMBER}, 1),
        ({"channel_type": "sms", "contact_identity": OTHER, "friendly_name": "Another"}, 2),
        ({"channel_type": "whatsapp", "contact_identity": f"whatsapp:{NUMBER}"}, 3),
        ({"channel_type": "custom", "contact_identity": NUMBER}, 5),
        ({"channel_type": "line", "contact_identity": NUMBER}, None),
        ({"channel_type": "web", "friendly_name": "Web"}, 4),
        ({"friendly_name": "Web"}, 4),
        # Of another channel: not the one that is meant, and not the one to be turned into it.
        ({"channel_type": "sms", "friendly_name": "Web"}, None),
        ({"channel_type": "whatsapp", "friendly_name": "Support"}, 3),
        ({"friendly_name": "Web", "contact_identity": NUMBER}, 4),
        ({"sid": sid("FO", 2), "channel_type": "sms", "contact_identity": NUMBER, "friendly_name": "Web"}, 2),
    ],
)
def test_it_is_found_by_who_is_written_to_else_by_name(given, at):
    assert found(ACCOUNT, wish(**given)) == (at and sid("FO", at))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"friendly_name": "Support"}, f"3 Flex Flows are called 'Support': sms {NUMBER} ({sid('FO', 1)}), sms"),
        ({"channel_type": "sms", "friendly_name": "Support"}, f"2 Flex Flows .* sms {OTHER.replace('+', '.')}"),
    ],
)
def test_where_several_fit_they_are_listed(given, says):
    with pytest.raises(WishError, match=says.replace("(", r"\(").replace(")", r"\)").replace("+", r"\+")):
        found(ACCOUNT, wish(**given))


def test_two_flows_for_one_identity_are_listed():
    twins = [flow(1), flow(2, chat_service_sid=sid("IS", 2))]
    with pytest.raises(WishError, match=f"2 Flex Flows are called 'sms .{NUMBER[1:]}'.*Give the sid"):
        found(twins, support())


def test_a_whatsapp_number_has_two_spellings_and_one_meaning():
    (short,) = asked(channel_type="whatsapp", contact_identity=NUMBER, friendly_name="Support")
    assert short.given["contact_identity"] == f"whatsapp:{NUMBER}"
    assert found(ACCOUNT, short) == sid("FO", 3)
    assert not plan(FLEX_FLOW, ACCOUNT[2], short).changed
    (sms,) = asked(channel_type="sms", contact_identity=NUMBER)
    assert sms.given["contact_identity"] == NUMBER


def test_an_identity_that_was_written_without_its_prefix_is_found_and_put_right():
    bare = flow(3, channel_type="whatsapp")
    (short,) = asked(channel_type="whatsapp", contact_identity=NUMBER)
    assert found([bare], short) == sid("FO", 3)
    assert dict(plan(FLEX_FLOW, bare, short).sent) == {"contact_identity": f"whatsapp:{NUMBER}"}


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ({"channel_type": "sms", "contact_identity": NUMBER}, True),
        ({"channel_type": "sms", "contact_identity": "12345"}, True),
        ({"channel_type": "sms", "contact_identity": UNKNOWN}, True),
        ({"channel_type": "sms", "contact_identity": f"whatsapp:{NUMBER}"}, False),
        ({"channel_type": "sms", "contact_identity": "14155550123"}, False),
        ({"channel_type": "whatsapp", "contact_identity": "Acme"}, False),
        ({"channel_type": "facebook", "contact_identity": "messenger:1234567890"}, True),
        ({"channel_type": "facebook", "contact_identity": "1234567890"}, False),
        ({"channel_type": "line", "contact_identity": "any"}, True),
        ({"channel_type": "custom", "contact_identity": "any thing"}, True),
        ({"channel_type": "web", "contact_identity": "any"}, True),
        ({"channel_type": "sms", "contact_identity": "", "friendly_name": "Support"}, True),
    ],
)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_an_identity_has_the_form_of_its_channel(given, fits, state):
    problems = validate(FLEX_FLOW, [wish(state, **given)])
    assert (problems == []) == fits
    assert all("its form is that of" in problem for problem in problems)


@pytest.mark.parametrize("given", [{"contact_identity": "Acme"}, {"channel_type": "facebook"}])
def test_the_form_is_kept_where_only_half_of_it_is_asked_for(given):
    with pytest.raises(WishError, match="its form is that of"):
        plan(FLEX_FLOW, flow(), wish(sid=sid("FO", 1), **given))


def test_what_is_odd_already_and_not_asked_for_stays():
    odd = flow(contact_identity="Acme")
    assert dict(plan(FLEX_FLOW, odd, wish(sid=sid("FO", 1), enabled=False)).sent) == {"enabled": False}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "give channel_type and contact_identity or friendly_name or sid"),
        ({"channel_type": "sms"}, "give channel_type and contact_identity or friendly_name or sid"),
        ({"friendly_name": "x", "integration__retry_count": 4}, "4 is outside 0 to 3"),
        ({"friendly_name": "x", "integration__timeout": 0}, "0 is outside 1 to"),
        ({"friendly_name": "x", "integration__priority": -1}, "-1 is outside 0 to"),
        ({"friendly_name": "x", "integration__url": "bot"}, "is not an absolute http"),
        ({"friendly_name": "x", "integration__workspace_sid": "Flex"}, "is not the SID of a TaskRouter workspace: WS"),
        ({"friendly_name": "x", "integration__workflow_sid": WORKSPACE}, "is not the SID of a TaskRouter workflow: WW"),
        ({"sid": sid("FO", 1), "friendly_name": ""}, "friendly_name cannot be blank"),
        ({"sid": sid("FO", 1), "chat_service_sid": ""}, "chat_service_sid cannot be blank"),
        ({"sid": FLOW}, "is not the SID of a Flex Flow: FO"),
    ],
)
def test_what_is_wrong_in_itself(given, says):
    problems = validate(FLEX_FLOW, [wish(**given)])
    assert any(says in problem for problem in problems), problems


def test_one_identity_is_asked_for_once():
    one, two = asked(
        aggregate=[{"channel_type": "whatsapp", "contact_identity": n} for n in (NUMBER, f"whatsapp:{NUMBER}")]
    )
    (problem,) = validate(FLEX_FLOW, [one, two])
    assert f"whatsapp whatsapp:{NUMBER} is asked for twice, also by aggregate[0]" in problem
    assert one.label == f"aggregate[0] (whatsapp {NUMBER})"


def test_what_an_earlier_step_would_make_is_not_asked_for_twice():
    entries = [{"channel_type": "sms", "contact_identity": UNKNOWN, "friendly_name": name} for name in "ab"]
    assert validate(FLEX_FLOW, asked(aggregate=entries)) == []
    change = plan(FLEX_FLOW, None, wish(**entries[0], chat_service_sid=CHAT))
    assert (change.name, change.after["contact_identity"]) == ("Flex Flow sms a", UNKNOWN)


def test_unset_booleans_are_never_sent():
    sent = plan(FLEX_FLOW, None, support(friendly_name="Support", chat_service_sid=CHAT)).sent
    assert dict(sent) == {
        "friendly_name": "Support",
        "channel_type": "sms",
        "contact_identity": NUMBER,
        "chat_service_sid": CHAT,
    }
    assert not plan(FLEX_FLOW, flow(janitor_enabled=None, enabled=False), support()).changed
    assert dict(plan(FLEX_FLOW, flow(), support(long_lived=True, janitor_enabled=False)).sent) == {
        "long_lived": True,
        "janitor_enabled": False,
    }


def test_a_new_one_needs_a_name_and_a_channel():
    with pytest.raises(WishError, match="a new Flex Flow needs friendly_name"):
        plan(FLEX_FLOW, None, support(chat_service_sid=CHAT))
    with pytest.raises(WishError, match="a new Flex Flow needs channel_type"):
        plan(FLEX_FLOW, None, wish(friendly_name="Support", chat_service_sid=CHAT))


SWITCHES = {
    "external": ({"integration__url": "https://bot.example.com"}, {"url": "https://bot.example.com"}),
    "task": (
        {"integration__workspace_sid": WORKSPACE, "integration__workflow_sid": WORKFLOW},
        {"workspace_sid": WORKSPACE, "workflow_sid": WORKFLOW},
    ),
    "studio": ({"integration__flow_sid": FLOW}, {"flow_sid": FLOW}),
}
BEFORE = {
    "studio": flow(),
    "external": flow(integration_type="external", integration={"url": "https://old.example.com", "retry_count": 1}),
    "task": flow(**TASK),
}
CLEARED = {
    "studio": {"flow_sid": ""},
    "external": {"url": ""},
    "task": {"workspace_sid": "", "workflow_sid": "", "channel": ""},
}


@pytest.mark.parametrize("old", BEFORE)
@pytest.mark.parametrize("new", SWITCHES)
def test_a_switch_is_one_update_that_blanks_what_the_old_integration_had(old, new):
    given, own = SWITCHES[new]
    change = plan(FLEX_FLOW, BEFORE[old], support(integration_type=new, **given))
    if old == new:
        assert "integration_type" not in change.sent
        return
    # The number of retries means the same to a Studio flow and to a URL.
    kept = {"retry_count": BEFORE[old]["integration"]["retry_count"]} if "task" not in (old, new) else {}
    assert change.action == "update"
    assert nest(change.sent) == {"integration_type": new, "integration": {**CLEARED[old], **own, **kept}}
    assert all(change.after["integration"][name] == "" for name in CLEARED[old])


@pytest.mark.parametrize("new", ["external", "task"])
def test_a_switch_needs_what_the_new_integration_needs(new):
    for live in (flow(), flow(integration={}), flow(integration_type=None, integration=None)):
        with pytest.raises(WishError, match=f"integration_type {new!r} needs integration"):
            plan(FLEX_FLOW, live, support(integration_type=new))


def test_what_belongs_to_another_integration_is_an_error():
    with pytest.raises(WishError, match="belongs to integration_type 'external', but that is 'studio'"):
        plan(FLEX_FLOW, flow(), support(integration__url="https://bot.example.com"))
    with pytest.raises(WishError, match="retry_count belongs to integration_type 'studio' or 'external'"):
        plan(FLEX_FLOW, flow(**TASK), support(integration__retry_count=1))


def test_leftovers_of_an_earlier_switch_are_no_difference():
    stale = flow(
        integration={**TASK["integration"], "flow_sid": FLOW, "retry_count": 3, "url": "https://old.example.com"}
    )
    one = support(integration_type="studio", integration__flow_sid=FLOW, integration__retry_count=3)
    assert not plan(FLEX_FLOW, stale, one).changed


def test_within_one_integration_only_what_differs_is_sent():
    change = plan(FLEX_FLOW, flow(), support(integration_type="studio", integration__retry_count=0))
    assert dict(change.sent) == {"integration.retry_count": 0}


def test_a_default_of_another_integration_is_dropped():
    (one,) = asked(
        integration_type="studio",
        integration={"flow": "Inbound", "retry_count": 2},
        aggregate=[
            {
                "channel_type": "sms",
                "contact_identity": NUMBER,
                "integration_type": "task",
                "integration": {"workspace_sid": WORKSPACE, "workflow_sid": WORKFLOW},
            }
        ],
    )
    assert {name for name in one.given if name.startswith("integration.")} == {
        "integration.workspace_sid",
        "integration.workflow_sid",
    }
