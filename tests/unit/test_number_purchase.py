# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Buying once: what is sent, and what is never sent."""

from __future__ import annotations

import pytest
import requests

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import PHONE_NUMBER

from .wire import error, old_page, scripted

CUT = requests.ConnectionError(ConnectionResetError("cut"))
SEARCH = {"country": "US", "type": "local", "area_code": 415, "sms_enabled": True}


def number(at):
    return f"+1415555{at:04d}"


def owned(at, name="Sales"):
    return {"sid": f"PN{at:032x}", "phone_number": number(at), "friendly_name": name}


NONE = old_page("incoming_phone_numbers")


def offer(*ats):
    return 200, {"available_phone_numbers": [{"phone_number": number(at)} for at in ats], "uri": "/"}


def wish(name="Sales", **options):
    return Wish({"friendly_name": name}, label=name, options={"search": SEARCH, "allow_purchase": True, **options})


def buy(*answers, wishes=None, check=False):
    client, script = scripted(*answers, check=check, max_concurrency=1)
    return converge(client, PHONE_NUMBER, wishes or [wish()], check=check), script


def refused(*answers, wishes=None, check=False):
    client, script = scripted(*answers, check=check)
    with pytest.raises(WishError) as raised:
        converge(client, PHONE_NUMBER, wishes or [wish()], check=check)
    assert "POST" not in script.verbs
    return str(raised.value)


def test_the_name_travels_in_the_purchase():
    (outcome,), script = buy(NONE, offer(1, 2), (201, owned(1)))
    assert script.verbs == ["GET", "GET", "POST"]
    assert script.form() == {"PhoneNumber": number(1), "FriendlyName": "Sales"}
    assert outcome.result["phone_number"] == number(1)
    assert script.sent[0][2]["params"]["FriendlyName"] == "Sales"
    searched = script.sent[1]
    assert searched[1].endswith("/AvailablePhoneNumbers/US/Local.json")
    assert {name: searched[2]["params"][name] for name in ("AreaCode", "SmsEnabled")} == {
        "AreaCode": 415,
        "SmsEnabled": "true",
    }


def test_a_number_of_that_name_is_found_and_none_bought():
    (outcome,), script = buy(old_page("incoming_phone_numbers", owned(1)))
    assert (outcome.changed, script.verbs) == (False, ["GET"])


def test_a_name_that_only_resembles_is_another_number():
    near = old_page("incoming_phone_numbers", owned(9, "Sales (old)"))
    (outcome,), _script = buy(near, offer(1), (201, owned(1)))
    assert outcome.result["phone_number"] == number(1)


def test_a_name_that_two_numbers_have_buys_nothing():
    said = refused(old_page("incoming_phone_numbers", owned(1), owned(2)))
    assert f"2 phone numbers are called 'Sales': {number(1)}" in said
    assert number(2) in said


def test_no_purchase_without_permission():
    assert "bought only with allow_purchase: true" in refused(NONE, wishes=[wish(allow_purchase=False)])
    exact = Wish({"phone_number": number(1)})
    assert f"this account does not have {number(1)}" in refused(NONE, wishes=[exact])
    assert "allow_purchase" in refused(NONE, wishes=[exact], check=True)


def test_a_name_alone_buys_nothing_and_is_answered_with_the_names_there_are():
    said = refused(NONE, old_page("incoming_phone_numbers", owned(1)), wishes=[Wish({"friendly_name": "Salse"})])
    assert said.startswith("this account has no phone number called 'Salse'; there is 'Sales'. To buy one, give search")


def test_check_mode_searches_and_does_not_buy():
    (outcome,), script = buy(NONE, offer(1), check=True)
    assert script.verbs == ["GET", "GET"]
    assert outcome.changed
    known = {name: value for name, value in outcome.result.items() if value}
    assert known == {"sid": UNKNOWN, "phone_number": UNKNOWN, "friendly_name": "Sales"}
    assert outcome.change.after["phone_number"] == UNKNOWN


def test_check_mode_knows_when_nothing_is_on_offer():
    assert "0 numbers are on offer, 1 are wanted" in refused(NONE, offer(), check=True)


def test_a_candidate_that_is_gone_means_the_next():
    (outcome,), script = buy(NONE, offer(1, 2, 3), error(400, 21422), error(400, 21422), (201, owned(3)))
    assert [script.form(at)["PhoneNumber"] for at in (-3, -2, -1)] == [number(1), number(2), number(3)]
    assert outcome.result["phone_number"] == number(3)


def test_when_every_candidate_is_gone_it_looks_once_more():
    (outcome,), script = buy(NONE, offer(1), error(400, 21422), offer(1, 2), (201, owned(2)))
    assert script.verbs == ["GET", "GET", "POST", "GET", "POST"]
    assert outcome.result["phone_number"] == number(2)


def test_when_others_are_always_faster_it_says_so():
    (outcome,), script = buy(NONE, offer(1), error(400, 21422), offer(1))
    assert "others were faster" in str(outcome.error)
    assert script.verbs.count("POST") == 1


def test_twenty_candidates_in_a_row_are_enough():
    (outcome,), script = buy(NONE, offer(*range(1, 40)), *[error(400, 21422)] * 39)
    assert script.verbs.count("POST") == 20
    assert "(20 tried)" in str(outcome.error)


def test_any_other_refusal_ends_it_and_no_second_number_is_tried():
    (outcome,), script = buy(NONE, offer(1, 2), error(400, 21649, "needs a bundle"))
    assert "needs a bundle" in str(outcome.error)
    assert script.verbs.count("POST") == 1


def test_a_lost_answer_is_looked_up_and_the_number_taken():
    found = old_page("incoming_phone_numbers", owned(1))
    (outcome,), script = buy(NONE, offer(1, 2), CUT, NONE, found)
    assert script.verbs.count("POST") == 1
    assert outcome.result["phone_number"] == number(1)


@pytest.mark.parametrize("lost", [CUT, error(503), (201, "<html>")])
def test_a_purchase_of_unknown_outcome_is_never_sent_again(lost):
    similar = old_page("incoming_phone_numbers", {**owned(1), "phone_number": number(1) + "0"})
    (outcome,), script = buy(NONE, offer(1, 2), lost, similar, *[NONE] * 20)
    assert script.verbs.count("POST") == 1
    assert "whether +14155550001 was bought is not known yet" in str(outcome.error)
    assert "Run again" in str(outcome.error)


def test_a_purchase_of_unknown_outcome_that_cannot_be_looked_up_is_not_sent_again_either():
    (outcome,), script = buy(NONE, offer(1, 2), CUT, *[CUT] * 30)
    assert script.verbs.count("POST") == 1
    assert "is not known yet" in str(outcome.error)


def test_wishes_with_one_search_share_it_and_get_different_numbers():
    outcomes, script = buy(
        NONE, offer(1, 2, 3), (201, owned(1, "A")), (201, owned(2, "B")), wishes=[wish("A"), wish("B")]
    )
    assert script.verbs == ["GET", "GET", "POST", "POST"]
    assert [outcome.result["phone_number"] for outcome in outcomes] == [number(1), number(2)]


def test_more_wishes_than_offers_is_an_error_before_the_first_purchase():
    assert "1 numbers are on offer, 2 are wanted" in refused(NONE, offer(1), wishes=[wish("A"), wish("B")])


def test_one_wish_without_permission_stops_all_purchases():
    assert "allow_purchase" in refused(NONE, wishes=[wish("A"), wish("B", allow_purchase=False)])


def test_an_exact_number_is_bought_without_a_search():
    exact = Wish(
        {"phone_number": number(5), "friendly_name": "Five", "bundle_sid": "BU" + "1" * 32},
        options={"allow_purchase": True},
    )
    (_outcome,), script = buy(NONE, (201, owned(5)), wishes=[exact])
    assert script.verbs == ["GET", "POST"]
    assert script.form() == {"PhoneNumber": number(5), "FriendlyName": "Five", "BundleSid": "BU" + "1" * 32}


def test_a_number_of_the_account_is_adopted_and_named():
    exact = Wish({"phone_number": number(5), "friendly_name": "Five"})
    (outcome,), script = buy(old_page("incoming_phone_numbers", owned(5)), (200, owned(5, "Five")), wishes=[exact])
    assert script.form() == {"FriendlyName": "Five"}
    assert outcome.change.action == "update"


def test_release_is_one_delete_of_that_very_number():
    gone = Wish({"phone_number": number(5)}, state="absent", options={"release": True})
    similar = {**owned(6), "phone_number": number(5) + "0"}
    _outcomes, script = buy(old_page("incoming_phone_numbers", similar, owned(5)), (204, ""), wishes=[gone])
    assert script.verbs == ["GET", "DELETE"]
    assert f"PN{5:032x}" in script.sent[-1][1]
