# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API: reset, journal, ledger, snapshot, switches, clock."""

from __future__ import annotations

import json
from datetime import datetime

from ansible_collections.flexops.twilio.emulator.twilio_emulator.switches import SWITCHES
from ansible_collections.flexops.twilio.tests.emulator.support import Running

SERVICES = "/messaging/v1/Services"
NUMBERS = "/api/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json"


def test_health_needs_no_credentials(emulator: Running) -> None:
    health = emulator.control("GET", "health")
    assert health["ok"] is True
    assert isinstance(health["pid"], int)
    assert health["version"]


def test_what_the_control_api_does_not_know_it_says(emulator: Running) -> None:
    answer = emulator.control("GET", "nothing", status=404)
    assert "GET /_emulator/health" in answer["known"]
    emulator.control("DELETE", "health", status=404)
    raw = emulator.session.post(f"{emulator.url}/_emulator/seed", data="{")
    assert (raw.status_code, raw.json()["error"][:20]) == (400, "the body is no JSON:")


def test_reset_forgets_everything(emulator: Running) -> None:
    emulator.post(NUMBERS, {"AreaCode": "415"}, 201)
    emulator.control("POST", "faults", {"kind": "status", "match": {"path": "never"}})
    emulator.control("POST", "switches", {"fresh_sms_url": "blank"})
    emulator.control("POST", "reset")
    assert emulator.control("GET", "snapshot")["accounts"] == []
    assert emulator.journal() == {"entries": [], "requests": 0, "writes": 0, "next": 1}
    assert emulator.control("GET", "faults")["rules"] == []
    assert emulator.control("GET", "switches")["switches"]["fresh_sms_url"] == "demo"


def test_the_same_requests_make_the_same_sids(emulator: Running) -> None:
    first = emulator.post(SERVICES, {"FriendlyName": "x"}, 201)["sid"]
    other = emulator.post(SERVICES, {"FriendlyName": "x"}, 201)["sid"]
    emulator.begin()
    assert emulator.post(SERVICES, {"FriendlyName": "x"}, 201)["sid"] == first != other


def test_the_journal_has_every_request_and_counts_the_writes(emulator: Running) -> None:
    sid = emulator.account["sid"]
    emulator.get(f"{SERVICES}?PageSize=5")
    emulator.raw("POST", SERVICES, {"FriendlyName": ""})
    emulator.raw("POST", "/conversations/v1/Configuration/Addresses/%2B14155552671", [("X", "1"), ("X", "2")])
    journal = emulator.journal()
    read, refused, repeated = journal["entries"]
    assert (journal["requests"], journal["writes"], journal["next"]) == (3, 2, 4)
    assert {name: read[name] for name in ("n", "account_sid", "method", "product", "path", "query", "form")} == {
        "n": 1,
        "account_sid": sid,
        "method": "GET",
        "product": "messaging",
        "path": SERVICES,
        "query": {"PageSize": "5"},
        "form": {},
    }
    assert (read["status"], read["code"], read["write"], read["credential_sid"]) == (200, None, False, sid)
    assert (refused["status"], refused["code"], refused["write"]) == (400, 20001, True)
    assert (repeated["path"], repeated["form"]["X"]) == (
        "/conversations/v1/Configuration/Addresses/+14155552671",
        ["1", "2"],
    )
    assert [entry["n"] for entry in emulator.journal("?writes=true")["entries"]] == [2, 3]


def test_next_of_the_journal_is_since_of_the_next_question(emulator: Running) -> None:
    emulator.get(SERVICES)
    mark = emulator.journal()["next"]
    assert emulator.journal(f"?since={mark}")["requests"] == 0
    emulator.post(SERVICES, {"FriendlyName": "x"}, 201)
    after = emulator.journal(f"?since={mark}")
    assert (after["requests"], after["writes"], [entry["n"] for entry in after["entries"]]) == (1, 1, [mark])
    emulator.control("GET", "journal?since=yesterday", status=400)


def test_the_journal_is_read_and_emptied_by_account(emulator: Running) -> None:
    first = emulator.account
    emulator.get(SERVICES)
    child = emulator.post("/api/2010-04-01/Accounts.json", {}, 201)
    emulator.get(f"/api/2010-04-01/Accounts/{child['sid']}/IncomingPhoneNumbers.json")
    assert emulator.journal(f"?account={child['sid']}")["requests"] == 1
    assert emulator.journal(f"?account={first['sid']}")["requests"] == 2
    emulator.control("DELETE", f"journal?account={child['sid']}")
    assert emulator.journal()["requests"] == 2
    emulator.control("DELETE", "journal")
    assert emulator.journal() == {"entries": [], "requests": 0, "writes": 0, "next": 4}


def test_the_journal_has_no_secrets(emulator: Running) -> None:
    emulator.raw("POST", SERVICES, {"FriendlyName": "x", "AuthToken": "hush", "Secret": "hush"})
    emulator.raw("GET", f"{SERVICES}?PageToken=PT1", auth=(emulator.account["sid"], "wrong-token"))
    emulator.get(f"/api/2010-04-01/Accounts/{emulator.account['sid']}.json")
    text = str(emulator.journal())
    assert "hush" not in text
    assert "wrong-token" not in text
    assert emulator.account["auth_token"] not in text
    assert emulator.journal()["entries"][0]["form"]["AuthToken"] == "***"


def test_the_journal_has_no_passwords_inside_other_values(emulator: Running) -> None:
    flow = {"states": [{"sip_password": 'hu"sh', "sip_username": "bot", "body": "password: no"}]}
    form = {"WebhookUrl": "https://bot:hu@sh@example.com/a:b@c", "Definition": json.dumps(flow)}
    emulator.raw("POST", "/studio/v2/Flows", {**form, "Url": ["https://me@example.com:80", "http://a:b@c:80"]})
    noted = emulator.journal()["entries"][0]["form"]
    assert noted["WebhookUrl"] == "https://bot:***@example.com/a:b@c"
    assert noted["Url"] == ["https://me@example.com:80", "http://a:***@c:80"]
    assert json.loads(noted["Definition"])["states"] == [{**flow["states"][0], "sip_password": "***"}]


def test_the_ledger_is_kept_for_each_account(emulator: Running) -> None:
    number = emulator.post(NUMBERS, {"PhoneNumber": "+18005551234"}, 201)
    emulator.control("POST", "seed", {"accounts": [{"friendly_name": "other"}]})
    ledger = emulator.control("GET", f"ledger?account={emulator.account['sid']}")
    entry = ledger["purchases"][0]
    assert entry.pop("at")
    assert entry == {
        "account_sid": emulator.account["sid"],
        "phone_number": "+18005551234",
        "sid": number["sid"],
        "price": "2.15",
        "currency": "USD",
    }
    assert emulator.control("GET", "ledger")["totals"]["purchases"] == 1
    assert "there is no account" in emulator.control("GET", "ledger?account=ACx", status=400)["error"]


def test_a_snapshot_puts_the_world_back(emulator: Running) -> None:
    emulator.seed({"phone_numbers": ["+14155552671"], "messaging_services": [{"friendly_name": "a"}]})
    emulator.control("POST", "clock", {"advance": 60})
    before = emulator.control("GET", "snapshot")
    emulator.post(SERVICES, {"FriendlyName": "b"}, 201)
    emulator.post("/api/2010-04-01/Accounts.json", {}, 201)
    emulator.control("POST", "switches", {"empty_int": "rejected"})
    emulator.control("POST", "snapshot", before)
    assert emulator.control("GET", "snapshot") == before
    assert [one["friendly_name"] for one in emulator.get(SERVICES)["services"]] == ["a"]


def test_a_snapshot_remembers_which_sids_were_given(emulator: Running) -> None:
    emulator.post(SERVICES, {"FriendlyName": "a"}, 201)
    before = emulator.control("GET", "snapshot")
    sids = []
    for _index in range(2):
        made = (
            emulator.post("/api/2010-04-01/Accounts.json", {}, 201),
            emulator.post(SERVICES, {"FriendlyName": "b"}, 201),
        )
        sids.append([one["sid"] for one in made])
        emulator.control("POST", "snapshot", before)
    assert sids[0] == sids[1]


def test_a_snapshot_of_one_account_leaves_the_others_alone(emulator: Running) -> None:
    one = emulator.account
    emulator.control("POST", "seed", {"accounts": [{"friendly_name": "other"}]})
    before = emulator.control("GET", f"snapshot?account={one['sid']}")
    assert [account["record"]["sid"] for account in before["accounts"]] == [one["sid"]]
    emulator.post(SERVICES, {"FriendlyName": "b"}, 201)
    emulator.control("POST", "seed", {"accounts": [{"friendly_name": "other", "phone_numbers": ["+14155552671"]}]})
    emulator.control("POST", "snapshot", before)
    assert emulator.get(SERVICES)["services"] == []
    others = emulator.control("GET", "snapshot")["accounts"][1]
    assert len(others["collections"]["phone_numbers"]["records"]) == 1


def test_what_is_no_snapshot_changes_nothing(emulator: Running) -> None:
    before = emulator.control("GET", "snapshot")
    bodies: list[object] = [{}, [], {"accounts": [{}]}, {"accounts": [{"record": {"sid": "AC1"}}]}]
    for body in bodies:
        emulator.control("POST", "snapshot", body, status=400)
    assert emulator.control("GET", "snapshot") == before


def test_switches_are_set_for_all_or_for_one_account(emulator: Running) -> None:
    sid = emulator.account["sid"]
    emulator.control("POST", "seed", {"accounts": [{"friendly_name": "other"}]})
    emulator.control("POST", f"switches?account={sid}", {"address_silences_number": True})
    assert emulator.control("GET", "switches")["switches"]["address_silences_number"] == "false"
    assert emulator.control("GET", f"switches?account={sid}")["switches"]["address_silences_number"] == "true"
    emulator.control("POST", "switches", {"address_silences_number": "true", "empty_list": "ignored"})
    emulator.control("POST", f"switches?account={sid}", {"address_silences_number": False})
    assert emulator.control("GET", f"switches?account={sid}")["switches"]["address_silences_number"] == "false"
    about = emulator.control("GET", "switches")["about"]
    assert about.keys() == SWITCHES.keys()
    assert all(one["question"].endswith("?") and one["source"] for one in about.values())
    assert "there is no switch" in emulator.control("POST", "switches", {"x": 1}, status=400)["error"]
    assert "is one of" in emulator.control("POST", "switches", {"empty_list": "x"}, status=400)["error"]


def test_the_clock_goes_forward(emulator: Running) -> None:
    before = emulator.post(SERVICES, {"FriendlyName": "a"}, 201)["date_created"]
    emulator.control("POST", "clock", {"advance": 3600})
    after = emulator.post(SERVICES, {"FriendlyName": "b"}, 201)["date_created"]
    passed = datetime.strptime(after, "%Y-%m-%dT%H:%M:%SZ") - datetime.strptime(before, "%Y-%m-%dT%H:%M:%SZ")
    assert 3600 <= passed.total_seconds() < 3660
    emulator.control("POST", "clock", {"advance": "1h"}, status=400)
