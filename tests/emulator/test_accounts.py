# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts and subaccounts."""

from __future__ import annotations

from ansible_collections.flexops.twilio.tests.emulator.support import Running

ACCOUNTS = "/api/2010-04-01/Accounts"


def test_an_account_sees_itself_and_its_subaccounts(emulator: Running) -> None:
    parent = emulator.account["sid"]
    emulator.control("POST", "seed", {"accounts": [{"friendly_name": "somebody else"}]})
    child = emulator.sdk().api.v2010.accounts.create(friendly_name="child")
    assert (child.owner_account_sid, child.status, child.type) == (parent, "active", "Full")
    assert child.auth_token
    assert [one.sid for one in emulator.sdk().api.v2010.accounts.list()] == [parent, child.sid]
    assert [one.sid for one in emulator.sdk().api.v2010.accounts.list(friendly_name="child")] == [child.sid]
    assert emulator.sdk().api.v2010.accounts.list(friendly_name="chil") == []
    assert emulator.get(f"{ACCOUNTS}/{parent}.json")["owner_account_sid"] == parent


def test_an_account_can_be_renamed(emulator: Running) -> None:
    sid = emulator.account["sid"]
    assert emulator.post(f"{ACCOUNTS}/{sid}.json", {"FriendlyName": "new"})["friendly_name"] == "new"
    assert emulator.post(f"{ACCOUNTS}/{sid}.json", {})["friendly_name"] == "new"


def test_a_subaccount_is_listed_by_its_status(emulator: Running) -> None:
    child = emulator.post(f"{ACCOUNTS}.json", {}, 201)
    emulator.post(f"{ACCOUNTS}/{child['sid']}.json", {"Status": "suspended"})
    listed = emulator.get(f"{ACCOUNTS}.json?Status=suspended")["accounts"]
    assert [one["sid"] for one in listed] == [child["sid"]]
    emulator.post(f"{ACCOUNTS}/{child['sid']}.json", {"Status": "active"})
    assert emulator.get(f"{ACCOUNTS}.json?Status=suspended")["accounts"] == []


def test_the_status_of_a_parent_can_not_be_changed(emulator: Running) -> None:
    emulator.refused(400, 21477, "POST", f"{ACCOUNTS}/{emulator.account['sid']}.json", {"Status": "suspended"})


def test_closed_is_final_and_releases_the_numbers(emulator: Running) -> None:
    child = emulator.post(f"{ACCOUNTS}.json", {}, 201)
    number = emulator.post(f"{ACCOUNTS}/{child['sid']}/IncomingPhoneNumbers.json", {"AreaCode": "415"}, 201)
    emulator.post(f"{ACCOUNTS}/{child['sid']}.json", {"Status": "closed"})
    emulator.refused(400, 21479, "POST", f"{ACCOUNTS}/{child['sid']}.json", {"Status": "active"})
    released = emulator.control("GET", f"ledger?account={child['sid']}")["releases"]
    assert [one["phone_number"] for one in released] == [number["phone_number"]]


def test_a_subaccount_has_no_subaccounts_and_not_its_own_status(emulator: Running) -> None:
    child = emulator.post(f"{ACCOUNTS}.json", {}, 201)
    credentials = (child["sid"], child["auth_token"])
    assert emulator.raw("POST", f"{ACCOUNTS}.json", {}, auth=credentials).status_code == 403
    own = f"{ACCOUNTS}/{child['sid']}.json"
    assert emulator.raw("POST", own, {"Status": "closed"}, auth=credentials).status_code == 403
    assert emulator.raw("GET", own, auth=credentials).status_code == 200
