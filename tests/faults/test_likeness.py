# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the campaign's comparison sees, and what it looks past."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.flexops.twilio.tests.faults.likeness import unlike, untouched
from ansible_collections.flexops.twilio.tests.in_process import InProcess

JSON = dict[str, Any]


def world(*, turned: bool = False, flow: str = "A", name: str = "Desk", seed: str = "one") -> JSON:
    """Return an account with two flows and an address that starts one of them; SIDs come of the seed."""
    place = InProcess(seed)
    flows = [{"friendly_name": "A"}, {"friendly_name": "B"}]
    address = {
        "type": "sms",
        "address": "+14155550100",
        "friendly_name": name,
        "auto_creation": {"enabled": True, "type": "studio", "studio_flow": flow},
    }
    account = place.seed(
        {
            "sid": "AC" + "0" * 32,
            "auth_token": "token",
            "studio_flows": flows[::-1] if turned else flows,
            "phone_numbers": ["+14155550100"],
            "addresses": [address],
        }
    )
    dumped: JSON = place.emulator.world.dump(account["sid"])["accounts"][0]
    return dumped


def test_sids_order_and_dates_do_not_matter() -> None:
    assert unlike(world(), world(turned=True, seed="another")) == []


@pytest.mark.parametrize("other", [{"flow": "B"}, {"name": "desk"}])
def test_what_a_sid_points_at_and_what_a_record_says_matters(other: JSON) -> None:
    missing, strange = unlike(world(), world(**other))
    assert missing.startswith("missing: addresses ")
    assert strange.startswith("not in a run without faults: addresses ")


def test_one_record_too_many_is_seen() -> None:
    account = world()
    flows = account["collections"]["studio_flows"]["records"]
    again = {**flows[0][1], "sid": "FW" + "1" * 32}
    flows.append([9, again])
    assert len(unlike(world(), account)) == 1


def test_bought_numbers_are_alike_by_what_they_are_for() -> None:
    def bought(number: str, *, ledger: bool = True) -> JSON:
        account = world()
        record = account["collections"]["phone_numbers"]["records"][0][1]
        address = account["collections"]["addresses"]["records"][0][1]
        record["phone_number"] = address["address"] = number
        if ledger:
            account["purchases"].append({"phone_number": number, "sid": record["sid"], "price": "1.15"})
        return account

    assert unlike(bought("+14155550100"), bought("+14155550999")) == []
    assert unlike(bought("+14155550100", ledger=False), bought("+14155550999", ledger=False)) != []


def test_a_date_alone_is_a_touch() -> None:
    before, after = world(), world()
    number = after["collections"]["phone_numbers"]["records"][0][1]
    number["date_updated"] = "later"
    assert ("phone_numbers", number["sid"]) not in untouched(before, after)
    assert len(untouched(before, after)) == len(untouched(before, before)) - 1
