# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning: what one wish changes, and what it must not."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.plan import plan, validate
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Wish, nest
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS as ADDRESS,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import (
    PHONE_NUMBER,
    PHONE_NUMBER_MESSAGING,
)

FLOW, OTHER = "FW" + "1" * 32, "FW" + "2" * 32
NUMBER = "+14155550123"
LIVE = {
    "sid": "IG" + "1" * 32,
    "type": "sms",
    "address": NUMBER,
    "friendly_name": "Support",
    "address_country": None,
    "auto_creation": {
        "enabled": True,
        "type": "studio",
        "conversation_service_sid": None,
        "studio_flow_sid": FLOW,
        "studio_retry_count": 3,
        "webhook_url": None,
        "webhook_method": None,
        "webhook_filters": None,
        "binding_name": None,
    },
}
HOOK = {
    **LIVE,
    "auto_creation": {
        "enabled": True,
        "type": "webhook",
        "webhook_url": "https://bot.example.com",
        "webhook_method": "POST",
        "webhook_filters": ["onMessageAdded", "onParticipantAdded"],
    },
}


def wish(**given):
    options = {name: given.pop(name) for name in ("replace",) if name in given}
    state = given.pop("state", "present")
    return Wish({name.replace("__", "."): value for name, value in given.items()}, state=state, options=options)


def refused(live, asked, resource=ADDRESS):
    with pytest.raises(WishError) as raised:
        plan(resource, live, asked)
    return str(raised.value)


def test_nothing_there_and_wished_is_a_create():
    change = plan(ADDRESS, None, wish(type="sms", address=NUMBER, friendly_name=""))
    assert change.action == "create"
    assert dict(change.sent) == {"type": "sms", "address": NUMBER}
    assert change.before == {}


def test_a_new_address_that_says_how_answers():
    asked = wish(type="sms", address=NUMBER, auto_creation__type="studio", auto_creation__studio_flow_sid=FLOW)
    assert plan(ADDRESS, None, asked).sent["auto_creation.enabled"] is True
    asked = wish(type="sms", address=NUMBER, auto_creation__enabled=False, auto_creation__type="default")
    assert plan(ADDRESS, None, asked).sent["auto_creation.enabled"] is False
    assert "auto_creation.enabled" not in plan(ADDRESS, None, wish(type="sms", address=NUMBER)).sent


def test_the_same_is_no_change_however_it_is_written():
    asked = wish(
        type="sms",
        address=NUMBER,
        auto_creation__type="webhook",
        auto_creation__webhook_method="post",
        auto_creation__webhook_filters=["onParticipantAdded", "onMessageAdded"],
        auto_creation__conversation_service_sid="",
    )
    change = plan(ADDRESS, HOOK, asked)
    assert (change.action, dict(change.sent)) == ("none", {})


def test_only_what_differs_is_sent():
    change = plan(ADDRESS, LIVE, wish(address=NUMBER, friendly_name="New", auto_creation__studio_retry_count=3))
    assert dict(change.sent) == {"friendly_name": "New"}
    assert change.before == {"address": NUMBER, "friendly_name": "Support", "auto_creation": {"studio_retry_count": 3}}
    assert change.after == {"address": NUMBER, "friendly_name": "New", "auto_creation": {"studio_retry_count": 3}}


def test_blank_means_blank():
    live = {"sid": "PN" + "1" * 32, "phone_number": NUMBER, "sms_url": "https://demo.twilio.com/welcome/sms/reply"}
    change = plan(PHONE_NUMBER_MESSAGING, live, Wish({"phone_number": NUMBER, "sms_url": ""}))
    assert dict(change.sent) == {"sms_url": ""}
    assert change.after["sms_url"] == ""
    assert change.before["sms_url"] == "https://demo.twilio.com/welcome/sms/reply"


@pytest.mark.parametrize("now", [None, ""])
def test_blank_is_blank_already(now):
    live = {"sid": "PN" + "1" * 32, "phone_number": NUMBER, "sms_url": now}
    assert not plan(PHONE_NUMBER_MESSAGING, live, Wish({"phone_number": NUMBER, "sms_url": ""})).changed


def test_switching_the_type_is_one_update_that_clears_the_old():
    asked = wish(address=NUMBER, auto_creation__type="webhook", auto_creation__webhook_url="https://bot.example.com")
    change = plan(ADDRESS, LIVE, asked)
    assert change.action == "update"
    assert nest(change.sent) == {
        "auto_creation": {
            "enabled": True,
            "type": "webhook",
            "webhook_url": "https://bot.example.com",
            "studio_flow_sid": "",
        }
    }
    assert change.after["auto_creation"]["studio_flow_sid"] == ""


def test_leftovers_of_an_earlier_switch_are_no_difference():
    live = {**LIVE, "auto_creation": {**HOOK["auto_creation"], "studio_flow_sid": FLOW, "studio_retry_count": 3}}
    asked = wish(address=NUMBER, auto_creation__type="webhook", auto_creation__webhook_url="https://bot.example.com")
    assert not plan(ADDRESS, live, asked).changed


def test_leftovers_are_sent_anew_when_the_type_comes_back():
    live = {**LIVE, "auto_creation": {**HOOK["auto_creation"], "studio_flow_sid": FLOW}}
    change = plan(
        ADDRESS, live, wish(address=NUMBER, auto_creation__type="studio", auto_creation__studio_flow_sid=FLOW)
    )
    assert change.sent["auto_creation.studio_flow_sid"] == FLOW
    assert change.sent["auto_creation.webhook_url"] == ""


def test_blank_is_blank_for_leftovers_too():
    live = {**LIVE, "auto_creation": {**LIVE["auto_creation"], "webhook_url": "https://old.example.com"}}
    change = plan(ADDRESS, live, wish(address=NUMBER, auto_creation__webhook_url=""))
    assert dict(change.sent) == {"auto_creation.webhook_url": ""}


def test_disabling_touches_nothing_else():
    change = plan(ADDRESS, LIVE, wish(address=NUMBER, auto_creation__enabled=False))
    assert dict(change.sent) == {"auto_creation.enabled": False}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"auto_creation__type": "studio"}, "auto_creation.type 'studio' needs auto_creation.studio_flow"),
        ({"auto_creation__type": "webhook"}, "auto_creation.type 'webhook' needs auto_creation.webhook_url"),
        (
            {"auto_creation__studio_flow_sid": FLOW},
            "studio_flow belongs to auto_creation.type 'studio', but .* not given",
        ),
        (
            {"auto_creation__type": "default", "auto_creation__webhook_url": "https://x.example"},
            "webhook_url belongs to auto_creation.type 'webhook', but that is 'default'",
        ),
    ],
)
def test_a_type_needs_its_own_and_takes_no_other(given, says):
    import re

    assert re.search(says, refused(None, wish(type="sms", address=NUMBER, **given)))


def test_creating_needs_what_twilio_needs():
    assert refused(None, wish(address=NUMBER)) == "a new Conversations address needs type"


def test_an_update_needs_only_its_key():
    assert not plan(ADDRESS, LIVE, wish(address=NUMBER)).changed


def test_what_is_fixed_at_creation_is_an_error_that_says_the_way_out():
    said = refused({**LIVE, "address": "x", "type": "chat"}, wish(address="x", type="email"))
    assert "type is 'chat' and cannot become 'email'" in said
    assert "replace: true" in said


def test_type_is_compared_without_case():
    assert not plan(ADDRESS, {**LIVE, "type": "SMS"}, wish(address=NUMBER, type="sms")).changed


def test_replace_carries_over_what_was_not_asked_for():
    change = plan(ADDRESS, LIVE, wish(address=NUMBER, address_country="US", replace=True))
    assert change.action == "replace"
    assert change.sent["friendly_name"] == "Support"
    assert change.sent["auto_creation.studio_flow_sid"] == FLOW
    assert change.sent["address_country"] == "US"
    assert "auto_creation.webhook_url" not in change.sent


def test_what_is_carried_over_is_spelled_as_requests_spell_it():
    change = plan(ADDRESS, {**HOOK, "type": "SMS"}, wish(address=NUMBER, address_country="US", replace=True))
    assert change.sent["auto_creation.webhook_method"] == "post"
    assert change.sent["type"] == "sms"
    live = {**LIVE, "auto_creation": {**LIVE["auto_creation"], "webhook_method": "GET"}}
    change = plan(
        ADDRESS,
        live,
        wish(address=NUMBER, auto_creation__type="webhook", auto_creation__webhook_url="https://x.example"),
    )
    assert change.sent["auto_creation.webhook_method"] == "get"


def test_a_facet_does_not_rename():
    live = {"sid": "PN" + "1" * 32, "phone_number": NUMBER, "friendly_name": "Line", "sms_url": ""}
    asked = Wish({"phone_number": NUMBER, "friendly_name": "Other", "sms_url": ""})
    assert not plan(PHONE_NUMBER_MESSAGING, live, asked).changed


def test_a_list_cannot_be_emptied():
    asked = wish(address=NUMBER, auto_creation__webhook_filters=[])
    assert "cannot be emptied" in refused(HOOK, asked)
    without = {**HOOK, "auto_creation": {**HOOK["auto_creation"], "webhook_filters": []}}
    assert not plan(ADDRESS, without, asked).changed


def test_absent():
    assert plan(ADDRESS, None, wish(address=NUMBER, state="absent")).action == "none"
    change = plan(ADDRESS, LIVE, wish(address=NUMBER, state="absent"))
    assert (change.action, change.after, change.before["friendly_name"]) == ("delete", {}, "Support")


def test_the_unknown_is_a_difference():
    change = plan(ADDRESS, LIVE, wish(address=NUMBER, auto_creation__studio_flow_sid=UNKNOWN))
    assert change.after["auto_creation"]["studio_flow_sid"] == UNKNOWN


def test_a_fallback_cannot_stand_alone():
    live = {
        "sid": "PN" + "1" * 32,
        "phone_number": NUMBER,
        "sms_url": "https://a.example",
        "sms_fallback_url": "https://b.example",
    }
    said = refused(live, Wish({"phone_number": NUMBER, "sms_url": ""}), PHONE_NUMBER_MESSAGING)
    assert "blank both, or give sms_url" in said
    both = Wish({"phone_number": NUMBER, "sms_url": "", "sms_fallback_url": ""})
    assert plan(PHONE_NUMBER_MESSAGING, live, both).changed


def test_a_url_beside_an_application_means_nothing():
    live = {"sid": "PN" + "1" * 32, "phone_number": NUMBER, "sms_application_sid": "AP" + "1" * 32}
    said = refused(live, Wish({"phone_number": NUMBER, "sms_url": "https://a.example"}), PHONE_NUMBER_MESSAGING)
    assert "blank that as well" in said


def test_an_address_keeps_the_form_of_its_type_before_anything_is_replaced():
    said = refused({**HOOK, "address": NUMBER}, wish(sid=HOOK["sid"], type="whatsapp", replace=True), ADDRESS)
    assert f"'{NUMBER}' is not an address of type whatsapp" in said


@pytest.mark.parametrize(
    ("resource", "asked", "says"),
    [
        (ADDRESS, wish(type="sms"), "nothing says which Conversations address is meant: give address or sid"),
        (
            ADDRESS,
            wish(type="sms", address="01234567890"),
            "'01234567890' is not an address of type sms; its form is that of +1415",
        ),
        (ADDRESS, wish(type="sms", address="12345"), "the short code 12345 needs address_country"),
        (ADDRESS, wish(type="whatsapp", address=NUMBER), "whatsapp:+14155550123"),
        (ADDRESS, wish(sid=FLOW), "is not the SID of a Conversations address: IG and 32"),
        (ADDRESS, wish(address="a", auto_creation__studio_retry_count=4), "4 is outside 0 to 3"),
        (ADDRESS, wish(address="a", auto_creation__webhook_url="bot.example.com"), "is not an absolute http"),
        (ADDRESS, wish(address="a", friendly_name="x" * 257), "it has 257 characters, Twilio takes at most 256"),
        (PHONE_NUMBER, Wish({"phone_number": "4155550123"}), "in YAML it needs quotes"),
        (PHONE_NUMBER, Wish({"phone_number": "+1 415 555 0123"}), "is not a phone number in E.164 form"),
        (PHONE_NUMBER, Wish({"phone_number": NUMBER, "bundle_sid": FLOW}), "BU and 32"),
        (
            PHONE_NUMBER,
            Wish({"phone_number": NUMBER}, options={"search": {"country": "US", "area_code": 415}}),
            "search.area_code looks for any number that fits, but phone_number means",
        ),
        (PHONE_NUMBER, Wish({}, options={"search": {"country": "US"}}), "search needs friendly_name"),
        (PHONE_NUMBER, Wish({}), "give phone_number or friendly_name or sid"),
        (
            PHONE_NUMBER,
            Wish({"friendly_name": "x"}, options={"search": {"country": "DE", "area_code": 415}}),
            "only where country is US or CA",
        ),
        (
            PHONE_NUMBER,
            Wish({"friendly_name": "x"}, options={"search": {"country": "US", "contains": "4"}}),
            "search.contains: '4' is not 2 to 16 characters",
        ),
        (PHONE_NUMBER, Wish({"phone_number": NUMBER, "friendly_name": ""}), "a number always has a name"),
        (PHONE_NUMBER, Wish({"phone_number": NUMBER}, state="absent"), "set release: true"),
        (
            PHONE_NUMBER,
            Wish({"friendly_name": "x"}, state="absent", options={"release": True}),
            "needs the exact phone_number",
        ),
    ],
)
def test_what_is_wrong_in_itself_is_said_without_asking_twilio(resource, asked, says):
    problems = validate(resource, [asked])
    assert any(says in problem for problem in problems), problems


def test_two_wishes_for_one_thing():
    one, two = (Wish({"address": NUMBER}, label=f"aggregate[{at}]") for at in (0, 1))
    assert validate(ADDRESS, [one, two]) == [f"aggregate[1]: address {NUMBER} is asked for twice, also by aggregate[0]"]
    unknown = [Wish({"address": UNKNOWN}, label=label) for label in "ab"]
    assert validate(ADDRESS, unknown) == []
