# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Purchases whose answer or whose process is lost: paid once, whatever Twilio made of them."""

from __future__ import annotations

import itertools

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.wait import SETTLE
from ansible_collections.flexops.twilio.tests.in_process import Killed

from .shop import Shop, buying

PATIENCE = 120  # retry_budget, unless somebody says otherwise


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
