# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Buying once: what is sent, in which order, and what is never sent; the ledger has the last word."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN
from ansible_collections.flexops.twilio.plugins.module_utils.wait import SETTLE
from ansible_collections.flexops.twilio.tests.in_process import InProcess, Killed

PATIENCE = 120  # retry_budget, unless somebody says otherwise
SEARCH = {"country": "US", "area_code": 415}
NUMBERS = "/IncomingPhoneNumbers.json"
PURCHASE = {"method": "POST", "path": r"IncomingPhoneNumbers\.json$"}


class Shop(InProcess):
    """An account that buys."""

    def __init__(self, *numbers):
        super().__init__()
        self.seed({"phone_numbers": list(numbers)})

    def buy(self, name="Sales", check=False, **options):
        return self.run(
            "phone_number",
            check=check,
            **{"friendly_name": name, "search": SEARCH, "allow_purchase": True, **options},
        )

    def both(self, **options):
        """What check mode says; the real run must say the same, and neither may write."""
        said = self.buy(check=True, **options)
        assert said["failed"]
        # But for the number of Twilio's request.
        assert re.sub("RQ[0-9a-f]+", "", self.buy(**options)["msg"]) == re.sub("RQ[0-9a-f]+", "", said["msg"])
        assert self.journal(writes=True) == []
        return said["msg"]

    def spoil(self, kind, **rule):
        self.emulator.faults.add([{"kind": kind, "match": PURCHASE, **rule}], 1)

    def blind(self, when):
        """From the first request that `when` fits on, no number can be read."""

        def meanwhile(request):
            if when(request):
                self.meanwhile = lambda request: None
                self.emulator.faults.add([{"kind": "status", "status": 503, "match": {"method": "GET"}}], 1)

        self.meanwhile = meanwhile

    @property
    def world(self):
        return self.emulator.world.accounts[self.account["sid"]]

    @property
    def bought(self):
        return [entry["phone_number"] for entry in self.world.purchases]

    @property
    def sent(self):
        return [entry["form"] for entry in self.journal(writes=True)]

    def names(self):
        return {number["phone_number"]: number["friendly_name"] for number in self.world["phone_numbers"]}

    def others_buy(self, number, name, when):
        """Another run in this account buys the number, right before the first request of ours that `when` fits."""

        def meanwhile(request):
            if when(request):
                self.meanwhile = lambda request: None
                form = [("PhoneNumber", number), ("FriendlyName", name)]
                path = f"/api/2010-04-01/Accounts/{self.account['sid']}{NUMBERS}"
                reply, _id, _rules = self.emulator.handle(
                    replace(request, method="POST", path=path, query=[], form=form)
                )
                assert reply.status == 201

        self.meanwhile = meanwhile

    def offered(self):
        """The numbers on offer, in Twilio's order."""
        found = self.run("available_phone_number_info", limit=50, **SEARCH)
        return [number["phone_number"] for number in found["available_phone_numbers"]]


def searching(request):
    return request.path.endswith("/Local.json")


def buying(request):
    return request.method == "POST"


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


# Lost answers, lost processes


@pytest.mark.parametrize("kind", ["cut_after", "truncated_json", "not_json"])
def test_a_lost_answer_is_looked_up_and_the_number_taken(kind):
    shop = Shop()
    shop.spoil(kind, times=1)
    result = shop.buy()
    assert not result.get("failed")
    assert shop.bought == [result["phone_number"]["phone_number"]]
    assert len(shop.sent) == 1


def test_a_lost_answer_is_found_although_reads_lag():
    shop = Shop()
    shop.spoil("cut_after", times=1)
    shop.emulator.faults.add([{"kind": "stale_read", "seconds": PATIENCE - 5}], 1)
    assert not shop.buy().get("failed")
    assert (len(shop.bought), len(shop.sent)) == (1, 1)


@pytest.mark.parametrize("answer", ["updates", "rejected"])
@pytest.mark.parametrize(
    ("late", "order"), [(PATIENCE - 5, "same"), (PATIENCE - 5, "rotates"), (PATIENCE + 25, "same"), (600, "same")]
)
def test_an_order_that_twilio_carries_out_late_is_paid_once(late, order, answer):
    shop = Shop()
    shop.emulator.world.switches |= {"owned_number_purchase": answer, "stock_order": order}
    shop.spoil("cut_then_commit", seconds=late, times=1)
    first = shop.buy()
    assert bool(first.get("failed")) == (late > PATIENCE)
    # Somebody runs it again at once, and once more when all is over.
    assert not shop.buy().get("failed")
    shop.clock.sleep(late)
    assert not shop.buy()["changed"]
    assert len(shop.bought) == 1


def test_an_order_that_twilio_carries_out_after_everybody_gave_it_up_is_reported_with_both_numbers():
    shop = Shop()
    shop.emulator.world.switches["stock_order"] = "rotates"
    shop.spoil("cut_then_commit", seconds=600, times=1)
    assert "is not known yet" in shop.buy()["msg"]
    assert not shop.buy().get("failed")
    shop.clock.sleep(600)
    said = shop.buy()["msg"]
    assert len(shop.bought) == 2
    assert all(number in said for number in shop.bought)
    assert shop.world.releases == []


@pytest.mark.parametrize(
    ("kind", "status"), [("cut_before", 0), ("status", 500), ("status", 503), ("html", 502), ("html", 504)]
)
def test_a_purchase_of_unknown_outcome_is_never_sent_again_by_the_same_run(kind, status):
    shop = Shop()
    shop.spoil(kind, status=status)
    result = shop.buy()
    assert (
        f"whether {shop.offered()[0]} was bought is not known yet. Nothing was ordered a second time" in result["msg"]
    )
    assert "Run again in a minute" in result["msg"]
    assert len(shop.sent) == 1


@pytest.mark.parametrize("answer", ["updates", "rejected"])
def test_an_order_that_reaches_twilio_twice_is_paid_once_although_reads_lag(answer):
    shop = Shop()
    shop.emulator.world.switches["owned_number_purchase"] = answer
    shop.spoil("duplicate", times=1)
    shop.emulator.faults.add([{"kind": "stale_read", "seconds": SETTLE - 2}], 1)
    result = shop.buy()
    assert shop.bought == [result["phone_number"]["phone_number"]]


def test_too_many_requests_is_no_unknown_outcome():
    shop = Shop()
    shop.spoil("status", status=429, times=3)
    assert not shop.buy().get("failed")
    assert (len(shop.bought), len(shop.sent)) == (1, 4)


def test_a_purchase_of_unknown_outcome_that_cannot_be_looked_up_is_not_sent_again_either():
    shop = Shop()
    shop.spoil("cut_after")
    shop.blind(when=buying)
    assert "is not known yet" in shop.buy()["msg"]
    assert len(shop.sent) == 1
    shop.emulator.faults.clear()
    assert not shop.buy()["changed"]
    assert len(shop.bought) == 1


def test_a_doubtful_number_that_is_there_under_another_name_is_not_ours():
    shop = Shop()
    first = shop.offered()[0]
    shop.others_buy(first, "Support", when=buying)
    shop.spoil("cut_before", skip=1)
    assert f"{first} is in the account now, called 'Support'" in shop.buy()["msg"]
    assert shop.names() == {first: "Support"}


def test_what_was_bought_is_said_when_nothing_can_be_read_afterwards():
    shop = Shop()
    shop.blind(when=buying)
    result = shop.buy()
    assert "whether another run bought one too could not be read" in result["error"]["half_done"]
    assert (result["changed"], len(shop.bought)) == (True, 1)


@pytest.mark.parametrize("processed", [True, False])
def test_a_process_killed_at_any_moment_and_started_at_once_buys_one_number_although_reads_lag(processed):
    for moment in itertools.count(1):
        shop = Shop()
        shop.emulator.faults.add([{"kind": "stale_read", "seconds": SETTLE - 2}], 1)
        shop.dies_after, shop.dies_processed = moment, processed
        try:
            shop.buy()
        except Killed:
            shop.dies_after = None
            assert not shop.buy().get("failed"), moment
        lived, shop.dies_after = shop.dies_after is not None, None
        assert (len(shop.bought), shop.buy()["changed"]) == (1, False), moment
        if lived:
            break
    assert moment > 7
