# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be bought."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

BASE = "/api/2010-04-01/Accounts/{sid}/AvailablePhoneNumbers"


def search(emulator: Running, query: str, place: str = "US/Local") -> list[JSON]:
    found: list[JSON] = emulator.get(f"{BASE}/{place}.json?{query}")["available_phone_numbers"]
    return found


def test_countries_and_what_they_offer(emulator: Running) -> None:
    countries = emulator.sdk().available_phone_numbers.list()
    assert {"US", "CA", "GB", "DE"} <= {one.country_code for one in countries}
    britain = emulator.sdk().available_phone_numbers("GB").fetch()
    assert (britain.country, britain.beta) == ("United Kingdom", False)
    assert set(britain.subresource_uris) == {"local", "mobile", "toll_free"}
    emulator.refused(404, 20404, "GET", f"{BASE}/XX.json")
    emulator.refused(404, 20404, "GET", f"{BASE}/US/Mobile.json")


def test_an_item_looks_as_captured(emulator: Running) -> None:
    item = search(emulator, "AreaCode=808&PageSize=1")[0]
    assert item["phone_number"].startswith("+1808")
    assert set(item["capabilities"]) == {"voice", "SMS", "MMS", "fax"}
    assert (item["latitude"], item["longitude"]) == ("19.720000", "-155.090000")
    place = {"locality": "Hilo", "region": "HI", "lata": "834", "rate_center": "HILO", "postal_code": "96720"}
    assert {name: item[name] for name in place} == place
    emulator.control("POST", "switches", {"available_capability_case": "lower"})
    assert set(search(emulator, "AreaCode=808")[0]["capabilities"]) == {"voice", "sms", "mms", "fax"}


def test_a_search_says_the_same_every_time_and_skips_what_is_taken(emulator: Running) -> None:
    first, second = search(emulator, "AreaCode=415&PageSize=2")
    assert search(emulator, "AreaCode=415&PageSize=2") == [first, second]
    emulator.post(
        "/api/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json", {"PhoneNumber": first["phone_number"]}, 201
    )
    assert search(emulator, "AreaCode=415&PageSize=1") == [second]


def test_a_search_can_begin_with_another_number_every_time(emulator: Running) -> None:
    whole = [one["phone_number"] for one in search(emulator, "AreaCode=415&PageSize=1000")]
    emulator.control("POST", "switches", {"stock_order": "rotates"})
    found = [[one["phone_number"] for one in search(emulator, "AreaCode=415&PageSize=1000")] for _index in range(2)]
    assert [sorted(one) for one in found] == 2 * [sorted(whole)]
    assert len({whole[0], found[0][0], found[1][0]}) == 3
    assert search(emulator, "AreaCode=533") == []


def test_a_search_reserves_nothing(emulator: Running) -> None:
    number = search(emulator, "AreaCode=415")[0]["phone_number"]
    emulator.control("POST", "seed", {"accounts": [{"friendly_name": "faster", "phone_numbers": [number]}]})
    numbers = "/api/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json"
    emulator.refused(400, 21422, "POST", numbers, {"PhoneNumber": number})


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ("Contains=55", lambda one: "55" in one["phone_number"][1:]),
        ("Contains=%2B1415", lambda one: one["phone_number"].startswith("+1415")),
        ("Contains=41*", lambda one: "41" in one["phone_number"]),
        ("Contains=7$7", None),
        ("Contains=5", None),
        ("Contains=**", None),
        ("Contains=77%24", lambda one: one["phone_number"].endswith("77")),
        ("Contains=1%257", lambda one: "7" in one["phone_number"].partition("1")[2]),
        ("Contains=FLEX", lambda one: "3539" in one["phone_number"]),
        ("InRegion=CA", lambda one: one["region"] == "CA"),
        ("InLocality=Seattle", lambda one: one["locality"] == "Seattle"),
        ("InPostalCode=94103", lambda one: one["postal_code"] == "94103"),
        ("InLata=722", lambda one: one["lata"] == "722"),
        ("InLata=722&InRateCenter=SNFC%20CNTRL", lambda one: one["rate_center"] == "SNFC CNTRL"),
        ("InRateCenter=SEATTLE", None),
        ("MmsEnabled=false", lambda one: not one["capabilities"]["MMS"]),
        ("SmsEnabled=true", lambda one: one["capabilities"]["SMS"]),
        ("NearLatLong=37.78,-122.42", lambda one: one["locality"] in ("San Francisco", "Oakland")),
        ("NearNumber=%2B14155550100&Distance=5", lambda one: one["locality"] == "San Francisco"),
        ("NearLatLong=north", None),
        ("Distance=501", None),
        ("NearNumber=123", None),
        ("AreaCode=abc", None),
    ],
)
def test_filters(emulator: Running, query: str, holds: object) -> None:
    if holds is None:
        emulator.refused(400, 20001, "GET", f"{BASE}/US/Local.json?{query}")
        return
    found = search(emulator, f"PageSize=1000&{query}")
    assert found or "FLEX" in query
    assert all(holds(one) for one in found)  # type: ignore[operator]
    assert len(found) < len(search(emulator, "PageSize=1000")) or query == "SmsEnabled=true"


@pytest.mark.parametrize(
    ("place", "query"),
    [
        ("GB/Mobile", "ExcludeAllAddressRequired=true"),
        ("DE/Local", "ExcludeLocalAddressRequired=true"),
        ("SE/Mobile", "Beta=false"),
        ("GB/Local", "SmsEnabled=true"),
        ("US/Local", "FaxEnabled=true"),
        ("US/Local", "VoiceEnabled=false"),
        ("US/Local", "AreaCode=533"),
        ("US/Local", "AreaCode=416"),  # Toronto
    ],
)
def test_filters_that_leave_nothing(emulator: Running, place: str, query: str) -> None:
    assert search(emulator, query, place) == []


def test_an_area_code_without_a_known_place_has_numbers_too(emulator: Running) -> None:
    item = search(emulator, "AreaCode=509")[0]
    assert (item["phone_number"][:5], item["locality"]) == ("+1509", None)
    assert search(emulator, "AreaCode=509", "CA/Local") == []
    assert search(emulator, "AreaCode=905", "CA/Local")[0]["phone_number"].startswith("+1905")
    assert search(emulator, "AreaCode=905") == []


def test_page_size_is_at_most_1000(emulator: Running) -> None:
    assert len(search(emulator, "")) == 50
    emulator.refused(400, 20007, "GET", f"{BASE}/US/Local.json?PageSize=1001")
