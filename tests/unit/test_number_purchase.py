# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Buying once: what is sent, in which order, and what is never sent; the ledger has the last word."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN
from ansible_collections.flexops.twilio.plugins.module_utils.wait import SETTLE

from .shop import SEARCH, Shop, buying, searching


def asked(entry):
    """What an entry of the journal asked for, short."""
    question = entry["query"].get("FriendlyName") or entry["query"].get("PhoneNumber") or ""
    return f"{entry['method']} {entry['path'].rpartition('/')[2]} {question}".strip()


def test_looks_again_right_before_a_purchase_and_names_the_number_in_it():
    shop = Shop()
    result = shop.buy()
    (number,) = shop.bought
    assert result["phone_number"]["phone_number"] == number
    assert [asked(entry) for entry in shop.journal()] == [
        "GET IncomingPhoneNumbers.json Sales",
        "GET Local.json",
        "GET US",
        "GET IncomingPhoneNumbers.json Sales",
        f"GET IncomingPhoneNumbers.json {number}",
        "POST IncomingPhoneNumbers.json",
        "GET IncomingPhoneNumbers.json Sales",
    ]
    assert shop.sent == [{"PhoneNumber": number, "FriendlyName": "Sales"}]
    assert shop.clock.time >= 1000 + SETTLE
    assert (shop.buy()["changed"], len(shop.bought)) == (False, 1)


def test_the_search_travels_as_given():
    shop = Shop()
    shop.buy(search={**SEARCH, "mms_enabled": True})
    (search,) = [entry["query"] for entry in shop.journal() if entry["path"].endswith("/Local.json")]
    assert {name: search[name] for name in ("AreaCode", "SmsEnabled", "MmsEnabled")} == {
        "AreaCode": "415",
        "SmsEnabled": "true",
        "MmsEnabled": "true",
    }


def test_a_name_that_only_resembles_is_another_number():
    shop = Shop({"phone_number": "+14155550100", "friendly_name": "Sales (old)"})
    assert shop.buy()["changed"]
    assert len(shop.bought) == 1


def test_a_name_that_two_numbers_have_buys_nothing():
    shop = Shop(*({"phone_number": f"+1415555010{at}", "friendly_name": "Sales"} for at in (1, 2)))
    said = shop.both()
    assert "2 phone numbers are called 'Sales': +14155550101" in said
    assert "+14155550102" in said


def test_no_purchase_without_permission():
    shop = Shop()
    assert "bought only with allow_purchase: true" in shop.both(allow_purchase=False)
    exact = {"phone_number": "+14153110164", "search": None, "allow_purchase": False}
    assert "this account does not have +14153110164; it costs money" in shop.both(**exact)


def test_a_name_alone_buys_nothing_and_is_answered_with_the_names_there_are():
    shop = Shop({"phone_number": "+14155550100", "friendly_name": "Sales"})
    said = shop.both(name="Salse", search=None)
    assert said.startswith("this account has no phone number called 'Salse'; there is 'Sales'. To buy one, give search")


def test_check_mode_names_candidates_and_their_price_and_buys_nothing():
    shop = Shop()
    first, second, third = shop.offered()[:3]
    result = shop.buy(check=True)
    assert (shop.bought, result["changed"], result["diff"]["after"]["phone_number"]) == ([], True, UNKNOWN)
    assert [one["phone_number"] for one in result["candidates"]] == [first, second, third]
    assert result["candidates"][0] == {
        "phone_number": first,
        "locality": "San Francisco",
        "region": "CA",
        "monthly_price": 1.15,
        "currency": "USD",
    }
    header = f"buy phone number Sales: {first} or another on offer, 1.15 USD a month"
    assert result["diff"]["after_header"] == header
    done = shop.buy()["diff"]
    assert (done["after_header"], done["after"]["phone_number"]) == (header, first)
    assert shop.bought == [first]


def test_wishes_with_one_search_share_it_and_get_different_numbers():
    shop = Shop()
    result = shop.buy(name=None, aggregate=[{"friendly_name": "A"}, {"friendly_name": "B"}])
    assert len(set(shop.bought)) == 2
    assert [one["friendly_name"] for one in result["phone_numbers"]] == ["A", "B"]
    assert [one["candidates"][0]["phone_number"] for one in result["results"]] == shop.bought
    assert sum(entry["path"].endswith("/Local.json") for entry in shop.journal()) == 1


def test_searches_that_overlap_never_try_the_same_number():
    shop = Shop()
    wider = {"country": "US", "contains": "415"}
    result = shop.buy(name=None, aggregate=[{"friendly_name": "A"}, {"friendly_name": "B", "search": wider}])
    assert not result.get("failed")
    assert sorted(shop.names().values()) == ["A", "B"]
    assert len(set(shop.bought)) == 2


def test_an_exact_number_of_the_same_run_is_no_candidate():
    shop = Shop()
    first, second = shop.offered()[:2]
    shop.run(
        "phone_number",
        allow_purchase=True,
        aggregate=[{"friendly_name": "A", "search": SEARCH}, {"phone_number": first, "friendly_name": "B"}],
    )
    assert shop.names() == {second: "A", first: "B"}


def test_more_wishes_than_offers_is_an_error_before_the_first_purchase():
    shop = Shop()
    one = {**SEARCH, "contains": shop.offered()[0].lstrip("+")}
    said = shop.both(name=None, search=one, aggregate=[{"friendly_name": "A"}, {"friendly_name": "B"}])
    assert "1 numbers are on offer, 2 are wanted" in said
    assert "0 numbers are on offer, 1 are wanted" in shop.both(search={"country": "US", "contains": "4159999999"})


def test_one_wish_without_permission_stops_all_purchases():
    entries = [{"friendly_name": "A"}, {"friendly_name": "B", "allow_purchase": False}]
    assert "allow_purchase" in Shop().both(name=None, aggregate=entries)


def test_an_exact_number_is_bought_without_a_search():
    shop = Shop()
    number = shop.offered()[0]
    bundle = "BU" + "1" * 32
    shop.buy(name="Five", phone_number=number, search=None, bundle_sid=bundle)
    assert shop.sent == [{"PhoneNumber": number, "FriendlyName": "Five", "BundleSid": bundle}]


def test_an_exact_number_with_a_search_must_be_on_offer_and_has_a_price():
    shop = Shop()
    number = shop.offered()[0]
    us = {"country": "US"}
    foretold = shop.buy(phone_number=number, search=us, check=True, max_monthly_price=1.15)
    assert foretold["diff"]["after_header"] == f"buy phone number {number}: {number}, 1.15 USD a month"
    assert foretold["diff"]["after"]["phone_number"] == number
    said = shop.both(phone_number="+14155550123", search=us)
    assert said == "+14155550123 is not among the local numbers that Twilio has on offer in US"
    said = shop.both(phone_number=number, search=SEARCH)
    assert "search.area_code looks for any number that fits, but phone_number means" in said


def test_a_number_of_the_account_is_adopted_and_named():
    shop = Shop("+14155550100")
    result = shop.run("phone_number", phone_number="+14155550100", friendly_name="Five")
    assert (result["action"], shop.sent, shop.bought) == ("update", [{"FriendlyName": "Five"}], [])


def test_release_is_one_delete_of_that_very_number():
    shop = Shop("+14155550100", "+14155550101")
    shop.run("phone_number", phone_number="+14155550100", state="absent", release=True)
    assert [entry["method"] for entry in shop.journal(writes=True)] == ["DELETE"]
    assert list(shop.names()) == ["+14155550101"]


# Limits of a run


def test_no_more_numbers_than_the_limit():
    entries = [{"friendly_name": "A"}, {"friendly_name": "B"}]
    shop = Shop()
    said = shop.both(name=None, aggregate=entries, max_purchases=1)
    assert said == "aggregate[0] (A): 2 numbers would have to be bought (A, B), but max_purchases is 1"
    assert not shop.buy(name=None, aggregate=entries, max_purchases=2).get("failed")
    assert not shop.buy(name=None, aggregate=entries, max_purchases=0).get("failed"), "what is there is not bought"


def test_no_more_money_than_the_limit():
    entries = [{"friendly_name": "A"}, {"friendly_name": "B"}]
    shop = Shop()
    said = shop.both(name=None, aggregate=entries, max_monthly_price=2.29)
    assert said.endswith("A, B would cost 2.30 USD a month, but max_monthly_price is 2.29")
    assert not shop.buy(name=None, aggregate=entries, max_monthly_price=2.3).get("failed")


def test_a_price_that_is_not_known_is_over_every_limit():
    shop = Shop()
    shop.emulator.faults.add([{"kind": "status", "status": 403, "match": {"path": "/pricing/"}}], 1)
    assert "price unknown" in shop.buy(check=True)["diff"]["after_header"]
    said = shop.both(max_monthly_price=100)
    assert (
        "what Sales would cost is not known, so max_monthly_price cannot be kept. Could not read what numbers" in said
    )
    exact = {"phone_number": shop.offered()[0], "search": None}
    assert "give search.country and search.type" in Shop().both(**exact, max_monthly_price=100)


@pytest.mark.parametrize("name", ["max_purchases", "max_monthly_price"])
def test_a_limit_below_zero_is_none(name):
    assert f"{name} must be 0 or more, not -1" in Shop().both(**{name: -1})


# Others buy too


def test_a_candidate_that_is_gone_means_the_next():
    shop = Shop()
    shop.spoil("status", status=400, code=21422, times=2)
    third = shop.offered()[2]
    assert shop.buy()["phone_number"]["phone_number"] == third
    assert len(shop.sent) == 3


def test_when_others_are_always_faster_it_says_so():
    shop = Shop()
    few = {**SEARCH, "contains": shop.offered()[0].lstrip("+")}
    shop.spoil("status", status=400, code=21422)
    assert "others were faster with every number on offer (1 tried); nothing was bought" in shop.buy(search=few)["msg"]


def test_twenty_candidates_in_a_row_are_enough():
    shop = Shop()
    shop.spoil("status", status=400, code=21422)
    assert "(20 tried)" in shop.buy()["msg"]
    assert len(shop.sent) == 20


def test_any_other_refusal_ends_it_and_no_second_number_is_tried():
    shop = Shop()
    shop.spoil("status", status=400, code=21649)
    assert "Twilio error 21649" in shop.buy()["msg"]
    assert len(shop.sent) == 1


def test_another_run_that_bought_for_the_name_after_we_looked_is_seen_right_before_our_purchase():
    shop = Shop()
    theirs = shop.offered()[5]
    shop.others_buy(theirs, "Sales", when=searching)
    result = shop.buy()
    assert result["phone_number"]["phone_number"] == theirs
    assert shop.bought == [theirs]


def test_two_runs_that_bought_at_once_are_reported_with_both_numbers_and_none_is_released():
    shop = Shop()
    ours, theirs = shop.offered()[:2]
    shop.others_buy(theirs, "Sales", when=buying)
    result = shop.buy()
    assert (result["failed"], result["changed"], shop.bought) == (True, True, [theirs, ours])
    assert f"another run bought for 'Sales' as well: {theirs} (PN" in result["msg"]
    assert "Nothing was released" in result["msg"]
    assert result["error"]["half_done"].startswith(f"{ours} (PN")
    again = shop.buy()["msg"]
    assert "2 phone numbers are called 'Sales'" in again
    assert ours in again
    assert theirs in again
    assert shop.world.releases == []
    assert len(shop.bought) == 2


@pytest.mark.parametrize("answer", ["updates", "rejected"])
def test_two_runs_that_order_the_same_number_at_once_have_one_number_together(answer):
    shop = Shop()
    shop.emulator.world.switches["owned_number_purchase"] = answer
    first = shop.offered()[0]
    shop.others_buy(first, "Sales", when=buying)
    result = shop.buy()
    assert (result["phone_number"]["phone_number"], shop.bought) == (first, [first])


def test_a_candidate_that_another_run_bought_under_another_name_is_not_renamed():
    shop = Shop()
    first, second = shop.offered()[:2]
    shop.others_buy(first, "Support", when=searching)
    # The search still shows it.
    shop.emulator.faults.add([{"kind": "stale_read", "match": {"path": "AvailablePhoneNumbers"}}], 1)
    shop.buy()
    assert shop.names() == {first: "Support", second: "Sales"}


def test_a_number_that_another_run_renamed_at_once_is_not_taken_for_ours():
    shop = Shop()
    first = shop.offered()[0]
    # Between our purchase and the look that follows it.
    looks = []

    def after_the_purchase(request):
        looks.append(request)
        return bool(shop.bought) and request.method == "GET"

    shop.others_buy(first, "Support", when=after_the_purchase)
    result = shop.buy()
    assert "another run has called it 'Support' since. Run again" in result["msg"]
    assert shop.bought == [first]
