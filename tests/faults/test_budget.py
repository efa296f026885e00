# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A budget that runs out half-way: the error says what was done and what was not, and no time is spent beyond it."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.tests.in_process import InProcess

from .every_module import ACCOUNT

BUDGET = 30


def world(*rules):
    made = InProcess()
    made.seed(ACCOUNT)
    made.emulator.faults.add(list(rules), 1)
    made.began = made.clock.now()
    return made


def busy(skip, **match):
    return {"kind": "status", "status": 429, "skip": skip, "match": {"method": "POST", **match}}


def test_of_many_it_says_which_were_done_and_which_were_not():
    account = world(busy(1))
    result = account.run(
        "conversations_address",
        retry_budget=BUDGET,
        friendly_name="All alike",
        type="sms",
        aggregate=[{"address": f"+1212555012{at}"} for at in (3, 4, 5)],
    )
    said = result["msg"].splitlines()
    assert said[0] == "2 of 3 entries failed; 1 were done, 0 needed nothing."
    for line, number in zip(said[1:3], ("+12125550124", "+12125550125"), strict=True):
        assert line.startswith("Failed: aggregate[")
        assert number in line
        assert "Too Many Requests (given up after" in line
    assert said[3].startswith("Done: Conversations address +12125550123 (IG")
    assert len(said) == 4
    assert result["changed"] is True
    assert [entry.get("failed", False) for entry in result["results"]] == [False, True, True]
    assert result["api"]["retries"] > 3
    assert result["api"]["waited"] - 0.1 <= account.clock.now() - account.began <= BUDGET
    assert [entry["status"] for entry in account.journal(writes=True)].count(200) == 1


def test_of_one_it_says_which_half_was_done():
    account = world(busy(1), {**busy(0), "match": {"method": "DELETE"}})
    result = account.run(
        "phone_number_messaging",
        retry_budget=BUDGET,
        phone_number="+12125550123",
        sms_url="https://example.com/new",
        messaging_service="",
    )
    assert "given up after" in result["msg"]
    assert "Already done: sms_url of phone number +12125550123" in result["msg"]
    assert result["error"]["half_done"].startswith("sms_url of phone number +12125550123")
    assert result["error"]["status"] == 429
    assert (result["changed"], result["api"]["writes"] > 3) == (True, True)
    assert account.clock.now() - account.began <= BUDGET


def test_nobody_waits_for_longer_than_the_budget_because_twilio_asks_to():
    account = world({**busy(1), "retry_after": 3600})
    result = account.run(
        "conversations_address",
        friendly_name="All alike",
        type="sms",
        aggregate=[{"address": f"+1212555012{at}"} for at in (3, 4, 5)],
    )
    said = result["msg"].splitlines()
    assert said[0] == "2 of 3 entries failed; 1 were done, 0 needed nothing."
    assert "Twilio asks for 3600 s, of retry_budget 120 s are left" in said[1]
    assert "it was not sent: Twilio refuses requests of this run" in said[2]
    assert account.clock.now() == account.began
    assert len(account.journal(writes=True)) == 2


@pytest.mark.parametrize("module", ["phone_number_info", "account_info", "flex_configuration_info"])
def test_what_only_reads_ends_in_time_as_well(module):
    account = world({**busy(0), "match": {}})
    result = account.run(module, retry_budget=BUDGET)
    assert "given up after" in result["msg"]
    assert result["api"]["requests"] == result["api"]["retries"] + 1 > 3
    assert account.clock.now() - account.began <= BUDGET
