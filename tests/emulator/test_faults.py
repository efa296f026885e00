# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong on the way."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

SERVICES = "/messaging/v1/Services"
CONFIGURATION = "/conversations/v1/Configuration"
NUMBERS = "/api/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json"
ON_OFFER = "/api/2010-04-01/Accounts/{sid}/AvailablePhoneNumbers/US/Local.json?AreaCode=415&PageSize=1"


def fault(emulator: Running, **rule: object) -> JSON:
    answer: JSON = emulator.control("POST", "faults", rule)
    return answer


def names(emulator: Running) -> list[str]:
    emulator.control("DELETE", "faults")
    return [one["friendly_name"] for one in emulator.get(SERVICES)["services"]]


def first_on_offer(emulator: Running) -> str:
    return str(emulator.get(ON_OFFER)["available_phone_numbers"][0]["phone_number"])


def test_too_many_requests_with_and_without_retry_after(emulator: Running) -> None:
    fault(emulator, kind="status", retry_after=2, times=1)
    fault(emulator, kind="status", times=1)
    first, second = emulator.raw("POST", SERVICES, {"FriendlyName": "x"}), emulator.raw("GET", SERVICES)
    assert (first.status_code, first.json()["code"], first.headers["Retry-After"]) == (429, 20429, "2")
    assert first.headers["Twilio-Request-Id"]
    assert second.status_code == 429
    assert "Retry-After" not in second.headers
    assert emulator.get(SERVICES)["services"] == []
    assert [entry.get("fault") for entry in emulator.journal()["entries"]] == ["status", "status", None]


def test_a_purchase_race_and_a_failure_without_a_code(emulator: Running) -> None:
    fault(emulator, kind="status", status=400, code=21422, match={"method": "POST"}, times=1)
    emulator.refused(400, 21422, "POST", SERVICES, {"FriendlyName": "x"})
    fault(emulator, kind="status", status=502)
    assert emulator.raw("GET", SERVICES).json() == {"message": "Fault with status 502", "status": 502}


@pytest.mark.parametrize(("kind", "made"), [("cut_before", []), ("cut_after", ["x"])])
def test_a_cut_connection_before_and_after_the_commit(emulator: Running, kind: str, made: list[str]) -> None:
    fault(emulator, kind=kind, match={"method": "POST", "path": "^/messaging/"}, times=1)
    with pytest.raises(requests.ConnectionError):
        emulator.raw("POST", SERVICES, {"FriendlyName": "x"})
    entry = emulator.journal()["entries"][0]
    assert (entry["fault"], entry["write"], entry["status"]) == (kind, True, 201 if made else None)
    assert entry["account_sid"] == emulator.account["sid"]
    assert names(emulator) == made


def test_a_request_that_is_delivered_twice_is_processed_twice(emulator: Running) -> None:
    fault(emulator, kind="duplicate", times=2)
    second = emulator.raw("POST", SERVICES, {"FriendlyName": "x"})
    first, again = emulator.journal()["entries"]
    assert (first["status"], again["status"]) == (201, 201)
    assert first["request_id"] != again["request_id"] == second.headers["Twilio-Request-Id"]
    assert [entry["fault"] for entry in (first, again)] == ["duplicate", "duplicate"]
    assert emulator.raw("DELETE", f"{SERVICES}/{second.json()['sid']}").status_code == 404
    assert names(emulator) == ["x"]


def test_latency_comes_after_the_commit(emulator: Running) -> None:
    fault(emulator, kind="latency", seconds=0.4, times=2)
    begun = time.monotonic()
    with pytest.raises(requests.Timeout):
        emulator.session.post(
            emulator.url + SERVICES,
            data={"FriendlyName": "x"},
            auth=(emulator.account["sid"], emulator.account["auth_token"]),
            timeout=0.1,
        )
    emulator.get(SERVICES)
    assert time.monotonic() - begun >= 0.5
    assert names(emulator) == ["x"]


@pytest.mark.parametrize(
    ("kind", "status", "content", "made"),
    [
        ("html", 502, "text/html", []),
        ("not_json", 201, "application/json", ["x"]),
        ("truncated_json", 201, "application/json", ["x"]),
    ],
)
def test_answers_that_are_no_json(emulator: Running, kind: str, status: int, content: str, made: list[str]) -> None:
    fault(emulator, kind=kind, times=1)
    answer = emulator.raw("POST", SERVICES, {"FriendlyName": "x"})
    assert (answer.status_code, answer.headers["Content-Type"].partition(";")[0]) == (status, content)
    with pytest.raises(requests.JSONDecodeError):
        answer.json()
    assert names(emulator) == made


def test_more_requests_at_a_time_than_twilio_takes_are_429(emulator: Running) -> None:
    fault(emulator, kind="busy", limit=3, seconds=0.3, retry_after=1, match={"path": "Services"})
    credentials = (emulator.account["sid"], emulator.account["auth_token"])

    def get(_index: int) -> requests.Response:
        return requests.get(emulator.url + SERVICES, auth=credentials, timeout=30)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(get, range(8)))
    assert sorted(answer.status_code for answer in answers) == 3 * [200] + 5 * [429]
    assert {answer.headers.get("Retry-After") for answer in answers} == {None, "1"}
    # They are gone, and there is room again.
    assert get(0).status_code == 200


def test_a_stale_read_is_from_before_the_last_write(emulator: Running) -> None:
    fault(emulator, kind="stale_read", times=2, match={"path": "Services"})
    service = emulator.post(SERVICES, {"FriendlyName": "old"}, 201)
    assert emulator.get(SERVICES)["services"] == []
    emulator.post(f"{SERVICES}/{service['sid']}", {"FriendlyName": "new"})
    assert emulator.get(f"{SERVICES}/{service['sid']}")["friendly_name"] == "old"
    assert emulator.get(f"{SERVICES}/{service['sid']}")["friendly_name"] == "new"


def test_a_stale_read_ends_after_its_seconds(emulator: Running) -> None:
    fault(emulator, kind="stale_read", seconds=0.2)
    service = emulator.post(SERVICES, {"FriendlyName": "x"}, 201)
    emulator.refused(404, 20404, "GET", f"{SERVICES}/{service['sid']}")
    time.sleep(0.25)
    emulator.get(f"{SERVICES}/{service['sid']}")
    # Where there is nothing to lag behind there is no fault.
    assert [entry.get("fault") for entry in emulator.journal()["entries"]] == [None, "stale_read", None]


def test_a_stale_read_has_the_numbers_from_before_a_purchase_and_the_stock_as_well(emulator: Running) -> None:
    fault(emulator, kind="stale_read", seconds=60, match={"path": "PhoneNumbers"})
    bought = emulator.post(NUMBERS, {"AreaCode": "415"}, 201)["phone_number"]
    lagging = [emulator.get(NUMBERS)["incoming_phone_numbers"], first_on_offer(emulator)]
    # A purchase that is refused changes nothing, so there is nothing that reads could lag behind.
    emulator.refused(400, 21421, "POST", NUMBERS, {"PhoneNumber": "+15005550001"})
    assert lagging == [[], bought] == [emulator.get(NUMBERS)["incoming_phone_numbers"], first_on_offer(emulator)]
    emulator.control("POST", "clock", {"advance": 60})
    assert [one["phone_number"] for one in emulator.get(NUMBERS)["incoming_phone_numbers"]] == [bought]
    assert first_on_offer(emulator) != bought


def test_a_stale_read_is_about_subaccounts_as_well(emulator: Running) -> None:
    child = emulator.post("/api/2010-04-01/Accounts.json", {"FriendlyName": "child"}, 201)
    numbers = NUMBERS.replace("{sid}", child["sid"])
    fault(emulator, kind="stale_read", match={"path": "PhoneNumbers"})
    emulator.post(numbers, {"AreaCode": "415"}, 201)
    own = (child["sid"], child["auth_token"])
    assert emulator.get(numbers)["incoming_phone_numbers"] == []
    assert emulator.raw("GET", numbers, auth=own).json()["incoming_phone_numbers"] == []
    emulator.post(NUMBERS, {"AreaCode": "415"}, 201)
    assert emulator.get(numbers)["incoming_phone_numbers"] == []


def test_a_stale_read_is_not_from_before_a_seed(emulator: Running) -> None:
    fault(emulator, kind="stale_read")
    emulator.post(SERVICES, {"FriendlyName": "x"}, 201)
    emulator.seed({"messaging_services": [{"friendly_name": "seeded"}]})
    assert [one["friendly_name"] for one in emulator.get(SERVICES)["services"]] == ["seeded"]


def test_a_purchase_that_comes_late(emulator: Running) -> None:
    fault(emulator, kind="cut_then_commit", seconds=20, times=1)
    with pytest.raises(requests.ConnectionError):
        emulator.raw("POST", NUMBERS, {"AreaCode": "415", "FriendlyName": "late"})
    for _index in range(2):
        assert emulator.get(NUMBERS)["incoming_phone_numbers"] == []
        assert emulator.control("GET", "ledger")["purchases"] == []
        entry = emulator.journal("?writes=true")["entries"][0]
        assert (entry["fault"], entry["status"], entry["write"]) == ("cut_then_commit", None, True)
        emulator.control("POST", "clock", {"advance": 9})
    emulator.control("DELETE", "faults")
    emulator.control("POST", "clock", {"advance": 2})
    assert [one["friendly_name"] for one in emulator.get(NUMBERS)["incoming_phone_numbers"]] == ["late"]
    journal = emulator.journal("?writes=true")
    assert (journal["writes"], journal["entries"][0]["status"]) == (1, 201)
    # Once is enough.
    emulator.control("POST", "clock", {"advance": 60})
    assert emulator.control("GET", "ledger")["totals"]["purchases"] == 1


def test_who_looks_into_the_ledger_sees_what_came_late(emulator: Running) -> None:
    fault(emulator, kind="cut_then_commit", seconds=0.1)
    with pytest.raises(requests.ConnectionError):
        emulator.raw("POST", NUMBERS, {"AreaCode": "415"})
    assert emulator.control("GET", "ledger")["purchases"] == []
    time.sleep(0.15)
    assert emulator.control("GET", "ledger")["totals"]["purchases"] == 1


def test_what_comes_late_comes_in_its_order_and_may_be_refused_by_then(emulator: Running) -> None:
    service = emulator.post(SERVICES, {"FriendlyName": "x"}, 201)
    one = f"{SERVICES}/{service['sid']}"
    fault(emulator, kind="cut_then_commit", seconds=30, times=1, match={"method": "POST"})
    fault(emulator, kind="cut_then_commit", seconds=20, times=1)
    # A GET changes nothing, so it is not held back.
    assert emulator.get(one)["friendly_name"] == "x"
    for method in ("POST", "DELETE"):
        with pytest.raises(requests.ConnectionError):
            emulator.raw(method, one, {"FriendlyName": "y"} if method == "POST" else None)
    assert emulator.get(one)["friendly_name"] == "x"
    emulator.control("POST", "clock", {"advance": 60})
    emulator.refused(404, 20404, "GET", one)
    statuses = [(e["method"], e["status"], e["code"]) for e in emulator.journal("?writes=true")["entries"]]
    assert statuses == [("POST", 201, None), ("POST", 404, 20404), ("DELETE", 204, None)]


@pytest.mark.parametrize("again", ["seed", "snapshot", "reset"])
def test_what_comes_late_is_not_for_an_account_that_was_made_anew(emulator: Running, again: str) -> None:
    snapshot = emulator.control("GET", "snapshot")
    fault(emulator, kind="cut_then_commit", seconds=20, times=1)
    with pytest.raises(requests.ConnectionError):
        emulator.raw("POST", SERVICES, {"FriendlyName": "x"})
    if again == "snapshot":
        emulator.control("POST", "snapshot", snapshot)
    elif again == "reset":
        emulator.begin()
    else:
        emulator.seed({})
    emulator.control("POST", "clock", {"advance": 60})
    assert emulator.get(SERVICES)["services"] == []


def test_reads_may_lag_behind_what_came_late(emulator: Running) -> None:
    fault(emulator, kind="cut_then_commit", seconds=20, times=1)
    fault(emulator, kind="stale_read", seconds=5)
    with pytest.raises(requests.ConnectionError):
        emulator.raw("POST", SERVICES, {"FriendlyName": "x"})
    emulator.control("POST", "clock", {"advance": 21})
    assert emulator.get(SERVICES)["services"] == []
    emulator.control("POST", "clock", {"advance": 5})
    assert [one["friendly_name"] for one in emulator.get(SERVICES)["services"]] == ["x"]


def test_rules_choose_by_account_method_and_path_and_let_some_pass(emulator: Running) -> None:
    fault(emulator, kind="status", match={"account": "AC" + 32 * "0"})
    fault(emulator, kind="status", match={"method": "DELETE"})
    fault(emulator, kind="status", match={"path": r"/Services/MG\w+$"})
    fault(emulator, kind="status", status=503, match={"path": "Configuration$", "method": "get"}, skip=2, times=1)
    statuses = [emulator.raw("GET", CONFIGURATION).status_code for _index in range(4)]
    assert statuses == [200, 200, 503, 200]
    assert emulator.raw("GET", SERVICES).status_code == 200
    assert emulator.raw("GET", f"{SERVICES}/MG{32 * '0'}").status_code == 429
    assert [rule["met"] for rule in emulator.control("GET", "faults")["rules"]] == [0, 0, 1, 1]


def test_the_rules_in_force_can_be_put_back(emulator: Running) -> None:
    fault(emulator, kind="status", times=2, skip=1, match={"method": "GET"})
    in_force = emulator.control("GET", "faults")
    assert [emulator.raw("GET", SERVICES).status_code for _index in range(4)] == [200, 429, 429, 200]
    emulator.control("DELETE", "faults")
    assert emulator.control("POST", "faults", in_force) == in_force
    assert [emulator.raw("GET", SERVICES).status_code for _index in range(4)] == [200, 429, 429, 200]


def test_chance_is_the_same_for_the_same_seed(emulator: Running) -> None:
    def play() -> list[int]:
        emulator.control("DELETE", "faults")
        emulator.control("POST", "faults", {"seed": 7, "rules": [{"kind": "status", "probability": 0.5}]})
        return [emulator.raw("GET", SERVICES).status_code for _index in range(20)]

    first = play()
    assert set(first) == {200, 429}
    assert play() == first


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"kind": "fire"},
        {"kind": "busy", "seconds": 1},
        {"kind": "status", "in_flight": 1},
        {"kind": "status", "colour": 1},
        {"kind": "status", "match": {"host": "x"}},
        {"kind": "status", "match": {"path": "("}},
        [],
    ],
)
def test_a_rule_that_can_not_be_read_is_refused(emulator: Running, rule: object) -> None:
    assert emulator.control("POST", "faults", rule, status=400)["error"]
    assert emulator.control("GET", "faults")["rules"] == []
