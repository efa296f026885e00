# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What numbers cost, as the price lists say it and as the ledger charges it."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

COUNTRIES = "/pricing/v1/PhoneNumbers/Countries"
NUMBERS = "/api/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json"
HOST = "https://pricing.twilio.com/v1/PhoneNumbers/Countries"
NOTHING = dict.fromkeys(("country", "iso_country", "phone_number_prices", "price_unit", "url"))


def play(emulator: Running, **switches: str) -> None:
    emulator.control("POST", "switches", switches)


def price(type_: str, base: object, current: object) -> JSON:
    return {"number_type": type_, "base_price": base, "current_price": current}


def test_a_price_list_looks_as_the_descriptions_example(emulator: Running) -> None:
    assert emulator.get(f"{COUNTRIES}/US") == {
        "country": "United States",
        "iso_country": "US",
        "phone_number_prices": [price("local", "1.15", "1.15"), price("toll free", "2.15", "2.15")],
        "price_unit": "USD",
        "url": f"{HOST}/US",
    }
    german = emulator.sdk().pricing.v1.phone_numbers.countries("DE").fetch()
    assert [one["number_type"] for one in german.phone_number_prices] == ["local", "mobile"]


def test_the_countries_are_paged_and_come_without_prices(emulator: Running) -> None:
    first = emulator.get(f"{COUNTRIES}?PageSize=3")
    assert first["countries"][0] == {"country": "United States", "iso_country": "US", "url": f"{HOST}/US"}
    assert first["meta"]["next_page_url"].startswith(f"{HOST}?PageSize=3&Page=1&PageToken=")
    listed = emulator.sdk().pricing.v1.phone_numbers.countries.list(page_size=3)
    assert {one.iso_country for one in listed} == {"US", "CA", "GB", "IE", "DE", "FR", "NL", "AU"}
    emulator.refused(400, 20007, "GET", f"{COUNTRIES}?PageSize=1001")


def test_an_account_pays_its_own_prices(emulator: Running) -> None:
    emulator.seed({"prices": {"US": {"local": "0.90", "toll_free": 3}, "SE": {"mobile": "4.00"}}})
    listed = emulator.get(f"{COUNTRIES}/US")["phone_number_prices"]
    assert listed == [price("local", "1.15", "0.90"), price("toll free", "2.15", "3")]
    assert emulator.get(f"{COUNTRIES}/SE")["phone_number_prices"] == [price("mobile", "3.00", "4.00")]
    for number in ("+14155552671", "+18005551234", "+46701234567"):
        emulator.post(NUMBERS, {"PhoneNumber": number}, 201)
    ledger = emulator.control("GET", "ledger")
    assert [(one["price"], one["currency"]) for one in ledger["purchases"]] == [
        ("0.90", "USD"),
        ("3", "USD"),
        ("4.00", "USD"),
    ]
    assert ledger["totals"] == {"purchases": 3, "releases": 0, "price": "7.90", "currency": "USD"}
    # It is kept, and others pay what everybody pays.
    before = emulator.control("GET", "snapshot")
    emulator.control("POST", "snapshot", before)
    assert emulator.get(f"{COUNTRIES}/US")["phone_number_prices"] == listed
    emulator.account = emulator.control("POST", "seed", {"accounts": [{"friendly_name": "other"}]})["accounts"][0]
    assert emulator.get(f"{COUNTRIES}/US")["phone_number_prices"][0] == price("local", "1.15", "1.15")


def test_an_account_pays_in_its_own_currency(emulator: Running) -> None:
    emulator.seed({"price_unit": "EUR"})
    assert emulator.get(f"{COUNTRIES}/US")["price_unit"] == "EUR"
    emulator.post(NUMBERS, {"AreaCode": "415"}, 201)
    totals = emulator.control("GET", "ledger")["totals"]
    assert totals == {"purchases": 1, "releases": 0, "price": "1.15", "currency": "EUR"}
    emulator.account = emulator.control("POST", "seed", {"accounts": [{"friendly_name": "other"}]})["accounts"][0]
    emulator.post(NUMBERS, {"AreaCode": "415"}, 201)
    totals = emulator.control("GET", "ledger")["totals"]
    assert totals == {"purchases": 2, "releases": 0, "price": None, "currency": None}


def test_what_is_for_sale_need_not_be_in_the_price_list(emulator: Running) -> None:
    emulator.seed({"prices": {"US": {"local": None}, "CA": {"local": None}}})
    assert emulator.get(f"{COUNTRIES}/US")["phone_number_prices"] == [price("toll free", "2.15", "2.15")]
    assert emulator.get(f"{COUNTRIES}/CA") == NOTHING
    listed = emulator.get(COUNTRIES)["countries"]
    assert {"CA", "SE"}.isdisjoint(one["iso_country"] for one in listed)
    emulator.post(NUMBERS, {"PhoneNumber": "+14155552671"}, 201)
    assert emulator.control("GET", "ledger")["totals"]["price"] == "1.15"


@pytest.mark.parametrize("iso", ["SE", "XX"])
def test_a_country_without_prices(emulator: Running, iso: str) -> None:
    assert emulator.get(f"{COUNTRIES}/{iso}") == NOTHING
    play(emulator, unpriced_country="empty")
    answer = emulator.get(f"{COUNTRIES}/{iso}")
    assert (answer["iso_country"], answer["phone_number_prices"]) == (iso, [])
    play(emulator, unpriced_country="not_found")
    emulator.refused(404, 20404, "GET", f"{COUNTRIES}/{iso}")


@pytest.mark.parametrize("iso", ["us", "USA", "%2B1"])
def test_what_is_no_country_is_not_found(emulator: Running, iso: str) -> None:
    emulator.refused(404, 20404, "GET", f"{COUNTRIES}/{iso}")


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        ({"price_values": "number"}, price("toll free", 2.15, 2.15)),
        ({"price_values": "null"}, price("toll free", "2.15", None)),
        ({"price_toll_free": "tollfree"}, price("tollfree", "2.15", "2.15")),
        ({"price_toll_free": "toll_free"}, price("toll_free", "2.15", "2.15")),
    ],
)
def test_prices_can_be_played_otherwise(emulator: Running, switches: dict[str, str], expected: JSON) -> None:
    play(emulator, price_unit_case="lower", **switches)
    answer = emulator.get(f"{COUNTRIES}/US")
    assert answer["phone_number_prices"][1] == expected
    assert answer["price_unit"] == "usd"


def test_who_may_read_prices(emulator: Running) -> None:
    key = emulator.seed({"api_keys": [{"kind": "standard"}]})["api_keys"][0]
    assert emulator.raw("GET", f"{COUNTRIES}/US", auth=(key["sid"], key["secret"])).status_code == 200
    assert emulator.raw("GET", f"{COUNTRIES}/US", auth=(key["sid"], "wrong")).status_code == 401
    assert emulator.raw("GET", COUNTRIES, auth=(emulator.account["sid"], "wrong")).status_code == 401
    emulator.refused(405, 20004, "POST", f"{COUNTRIES}/US", {"Price": "0"})
    emulator.refused(404, 20404, "GET", "/pricing/v1/PhoneNumbers")
    emulator.seed({"status": "suspended"})
    emulator.refused(401, 20005, "GET", f"{COUNTRIES}/US")


@pytest.mark.parametrize(
    ("account", "place"),
    [
        ({"price_unit": "eur"}, "accounts[0].price_unit"),
        ({"price_unit": 1}, "accounts[0].price_unit"),
        ({"prices": []}, "accounts[0].prices"),
        ({"prices": {"XX": {}}}, "accounts[0].prices"),
        ({"prices": {"US": "1.15"}}, "accounts[0].prices.US"),
        ({"prices": {"US": {"mobile": "1.15"}}}, "accounts[0].prices.US"),
        ({"prices": {"US": {"local": "cheap"}}}, "accounts[0].prices.US.local"),
        ({"prices": {"US": {"local": "-1"}}}, "accounts[0].prices.US.local"),
        ({"prices": {"US": {"local": "NaN"}}}, "accounts[0].prices.US.local"),
        ({"prices": {"US": {"local": "Infinity"}}}, "accounts[0].prices.US.local"),
        ({"prices": {"US": {"local": True}}}, "accounts[0].prices.US.local"),
    ],
)
def test_prices_that_are_none_are_refused(emulator: Running, account: JSON, place: str) -> None:
    seed = {"accounts": [{"friendly_name": "test", **account}]}
    assert emulator.control("POST", "seed", seed, status=400)["error"].startswith(place)
