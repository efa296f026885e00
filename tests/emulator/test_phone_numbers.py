# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of an account: finding, buying, setting, releasing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import requests

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

BASE = "/api/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers"
NUMBERS = f"{BASE}.json"
DEMO = "https://demo.twilio.com/welcome/sms/reply"


def buy(emulator: Running, **form: str) -> JSON:
    return emulator.post(NUMBERS, {"AreaCode": "415", **form}, 201)


def test_a_fresh_number_looks_as_captured(emulator: Running) -> None:
    number = buy(emulator)
    sid, account = number["sid"], emulator.account["sid"]
    assert number["phone_number"].startswith("+1415")
    digits = number["phone_number"][2:]
    assert number["friendly_name"] == f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"
    assert number["sms_url"] == DEMO
    assert number["voice_url"] == "https://demo.twilio.com/welcome/voice/"
    assert set(number["capabilities"]) == {"voice", "sms", "mms", "fax"}
    assert (number["status"], number["type"], number["origin"]) == ("in-use", "local", "twilio")
    assert (number["sms_fallback_url"], number["voice_fallback_url"]) == ("", None)
    assert (number["sms_application_sid"], number["address_sid"]) == ("", None)
    assert number["date_created"].endswith(" +0000")
    assert number["uri"] == f"/2010-04-01/Accounts/{account}/IncomingPhoneNumbers/{sid}.json"
    assert emulator.get(f"{BASE}/{sid}.json") == number


def test_what_is_given_at_the_purchase_is_kept(emulator: Running) -> None:
    form = {"SmsUrl": "https://example.com/sms", "VoiceUrl": "", "FriendlyName": "Support", "SmsMethod": "GET"}
    number = buy(emulator, **form)
    assert (number["sms_url"], number["voice_url"]) == ("https://example.com/sms", None)
    assert (number["friendly_name"], number["sms_method"]) == ("Support", "GET")
    assert buy(emulator, SmsUrl="")["sms_url"] == ""


def test_a_fresh_number_can_be_played_blank(emulator: Running) -> None:
    emulator.control("POST", "switches", {"fresh_sms_url": "blank"})
    number = buy(emulator)
    assert (number["sms_url"], number["voice_url"]) == ("", None)


def test_an_update_touches_only_what_it_names(emulator: Running) -> None:
    number = buy(emulator, FriendlyName="Support", VoiceUrl="https://example.com/voice")
    after = emulator.post(f"{BASE}/{number['sid']}.json", {"SmsUrl": "https://example.com/sms"})
    ignored = {"sms_url", "date_updated"}
    assert {k: v for k, v in after.items() if k not in ignored} == {k: v for k, v in number.items() if k not in ignored}
    assert after["sms_url"] == "https://example.com/sms"


def test_empty_clears_urls_and_sids_and_puts_methods_back(emulator: Running) -> None:
    application = "AP" + 32 * "a"
    number = buy(emulator, SmsMethod="GET", SmsApplicationSid=application, AddressSid="AD" + 32 * "a")
    form = {"SmsUrl": "", "VoiceUrl": "", "SmsMethod": "", "SmsApplicationSid": "", "AddressSid": ""}
    after = emulator.post(f"{BASE}/{number['sid']}.json", form)
    assert (after["sms_url"], after["voice_url"], after["sms_method"]) == ("", None, "POST")
    assert (after["sms_application_sid"], after["address_sid"]) == ("", None)


def test_a_blank_name_keeps_the_name(emulator: Running) -> None:
    number = buy(emulator, FriendlyName="Support")
    after = emulator.post(f"{BASE}/{number['sid']}.json", {"FriendlyName": ""})
    assert after["friendly_name"] == "Support"


def test_a_trunk_and_a_voice_application_exclude_each_other(emulator: Running) -> None:
    number, path = buy(emulator, TrunkSid="TK" + 32 * "a"), BASE
    with_application = emulator.post(f"{path}/{number['sid']}.json", {"VoiceApplicationSid": "AP" + 32 * "a"})
    assert (with_application["trunk_sid"], with_application["voice_application_sid"]) == (None, "AP" + 32 * "a")
    with_trunk = emulator.post(f"{path}/{number['sid']}.json", {"TrunkSid": "TK" + 32 * "b"})
    assert (with_trunk["trunk_sid"], with_trunk["voice_application_sid"]) == ("TK" + 32 * "b", "")


def test_a_fallback_needs_a_primary(emulator: Running) -> None:
    fallback = {"SmsFallbackUrl": "https://example.com/f"}
    emulator.refused(400, 21406, "POST", NUMBERS, {"AreaCode": "415", "SmsUrl": "", **fallback})
    voice = {"VoiceUrl": "", "VoiceFallbackUrl": "https://example.com/f"}
    emulator.refused(400, 21405, "POST", NUMBERS, {"AreaCode": "415", **voice})
    number = buy(emulator, SmsUrl="https://example.com/", **fallback)
    emulator.refused(400, 21406, "POST", f"{BASE}/{number['sid']}.json", {"SmsUrl": ""})
    emulator.control("POST", "switches", {"blank_primary_with_fallback": "accepted"})
    assert emulator.post(f"{BASE}/{number['sid']}.json", {"SmsUrl": ""})["sms_url"] == ""


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({}, 20001),  # neither number nor area code
        ({"PhoneNumber": "+15005550000"}, 21422),  # Twilio's magic: taken
        ({"PhoneNumber": "+15005550001"}, 21421),  # Twilio's magic: invalid
        ({"PhoneNumber": "+15551234567"}, 21422),  # nobody's
        ({"AreaCode": "41"}, 21451),
        ({"AreaCode": "911"}, 21451),
        ({"AreaCode": "533"}, 21452),  # Twilio's magic: nothing there
        ({"PhoneNumber": "+447400123456"}, 21631),  # needs an address
        ({"PhoneNumber": "+4915112345678", "AddressSid": "AD" + 32 * "a"}, 21649),  # needs a bundle as well
        ({"PhoneNumber": "+442071838750", "AddressSid": "AD" + 32 * "a", "SmsUrl": "https://example.com"}, 21407),
    ],
)
def test_purchases_that_twilio_refuses(emulator: Running, form: dict[str, str], code: int) -> None:
    emulator.refused(400, code, "POST", NUMBERS, form)
    assert emulator.control("GET", "ledger")["purchases"] == []


def test_a_number_with_its_papers_can_be_bought(emulator: Running) -> None:
    papers = {"AddressSid": "AD" + 32 * "a", "BundleSid": "BU" + 32 * "a"}
    number = emulator.post(NUMBERS, {"PhoneNumber": "+4915112345678", **papers}, 201)
    assert (number["type"], number["address_requirements"]) == ("mobile", "any")
    assert (number["bundle_sid"], number["friendly_name"]) == ("BU" + 32 * "a", "015112345678")


def test_buying_a_number_again_changes_it_and_costs_nothing(emulator: Running) -> None:
    number = buy(emulator, FriendlyName="Support", SmsUrl="https://example.com/sms")
    again = emulator.post(NUMBERS, {"PhoneNumber": number["phone_number"], "FriendlyName": "Sales"}, 201)
    assert again == {**number, "friendly_name": "Sales", "date_updated": again["date_updated"]}
    assert emulator.get(NUMBERS)["incoming_phone_numbers"] == [again]
    assert len(emulator.control("GET", "ledger")["purchases"]) == 1


def test_buying_a_number_again_can_be_refused(emulator: Running) -> None:
    number = buy(emulator, FriendlyName="Support")
    emulator.control("POST", "switches", {"owned_number_purchase": "rejected"})
    emulator.refused(400, 21422, "POST", NUMBERS, {"PhoneNumber": number["phone_number"], "FriendlyName": "Sales"})
    assert emulator.get(NUMBERS)["incoming_phone_numbers"] == [number]
    assert len(emulator.control("GET", "ledger")["purchases"]) == 1


@pytest.mark.parametrize("played", ["updates", "rejected"])
def test_the_number_of_another_account_can_not_be_bought(emulator: Running, played: str) -> None:
    emulator.control("POST", "switches", {"owned_number_purchase": played})
    emulator.control("POST", "seed", {"accounts": [{"friendly_name": "other", "phone_numbers": ["+14155552671"]}]})
    emulator.refused(400, 21422, "POST", NUMBERS, {"PhoneNumber": "+14155552671"})


def test_two_runs_at_once_may_buy_for_the_same_name(emulator: Running) -> None:
    """The emulator does not save anybody from it: nothing of Twilio's does."""
    together = Barrier(2)

    def run(_index: int) -> list[int]:
        before = requests.get(emulator.url + NUMBERS.format(**account), auth=credentials, timeout=30)
        together.wait(30)
        form = {"AreaCode": "415", "FriendlyName": "Support"}
        bought = requests.post(emulator.url + NUMBERS.format(**account), form, auth=credentials, timeout=30)
        return [len(before.json()["incoming_phone_numbers"]), bought.status_code]

    account = emulator.account
    credentials = (account["sid"], account["auth_token"])
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, range(2))) == 2 * [[0, 201]]
    names = [one["friendly_name"] for one in emulator.get(NUMBERS)["incoming_phone_numbers"]]
    assert names == ["Support", "Support"]
    assert len({one["phone_number"] for one in emulator.control("GET", "ledger")["purchases"]}) == 2


def test_two_accounts_at_once_can_not_buy_the_same_number(emulator: Running) -> None:
    other = emulator.control("POST", "seed", {"accounts": [{"friendly_name": "other"}]})["accounts"][0]

    def run(account: JSON) -> int:
        credentials = (account["sid"], account["auth_token"])
        url = emulator.url + NUMBERS.format(**account)
        return requests.post(url, {"PhoneNumber": "+14155552671"}, auth=credentials, timeout=30).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, (emulator.account, other))) == [201, 400]
    assert emulator.control("GET", "ledger")["totals"]["purchases"] == 1


def test_a_released_number_can_be_bought_again_under_another_sid(emulator: Running) -> None:
    number = buy(emulator)
    assert emulator.raw("DELETE", f"{BASE}/{number['sid']}.json").status_code == 204
    emulator.refused(404, 20404, "DELETE", f"{BASE}/{number['sid']}.json")
    emulator.refused(404, 20404, "GET", f"{BASE}/{number['sid']}.json")
    again = emulator.post(NUMBERS, {"PhoneNumber": number["phone_number"]}, 201)
    assert again["sid"] != number["sid"]
    ledger = emulator.control("GET", f"ledger?account={emulator.account['sid']}")
    assert [one["phone_number"] for one in ledger["purchases"]] == 2 * [number["phone_number"]]
    assert [one["sid"] for one in ledger["releases"]] == [number["sid"]]
    assert ledger["totals"] == {"purchases": 2, "releases": 1, "price": "2.30", "currency": "USD"}


def test_typed_purchases_and_lists(emulator: Running) -> None:
    local = emulator.sdk().incoming_phone_numbers.local.create(phone_number="+14155552671")
    free = emulator.sdk().incoming_phone_numbers.toll_free.create(phone_number="+18005551234")
    papers = {"PhoneNumber": "+447400123456", "AddressSid": "AD" + 32 * "a"}
    mobile = emulator.post(f"{BASE}/Mobile.json", papers, 201)
    for type_, sid in (("Local", local.sid), ("TollFree", free.sid), ("Mobile", mobile["sid"])):
        assert [one["sid"] for one in emulator.get(f"{BASE}/{type_}.json")["incoming_phone_numbers"]] == [sid]
    emulator.refused(400, 21458, "POST", f"{BASE}/TollFree.json", {"PhoneNumber": "+14155552672"})
    emulator.refused(400, 21457, "POST", f"{BASE}/Local.json", {"PhoneNumber": "+14155552672", "AreaCode": "415"})
    emulator.refused(400, 20001, "POST", f"{BASE}/Local.json", {})


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("%2B14155552671", ["+14155552671"]),
        ("+14155552671", ["+14155552671"]),  # a plus sign that nobody encoded
        ("415", ["+14155552671", "+12124150000"]),
        ("%2B1415", ["+14155552671"]),
        ("2**5552671", []),
        ("4**5552671", ["+14155552671"]),
        ("0000", ["+12124150000"]),
        ("9999", []),
    ],
)
def test_the_phone_number_filter_is_a_pattern(emulator: Running, pattern: str, found: list[str]) -> None:
    emulator.seed({"phone_numbers": ["+14155552671", "+12124150000"]})
    listed = emulator.get(f"{NUMBERS}?PhoneNumber={pattern}")["incoming_phone_numbers"]
    assert [one["phone_number"] for one in listed] == found


def test_the_other_filters_are_exact(emulator: Running) -> None:
    emulator.seed(
        {
            "phone_numbers": [
                {"phone_number": "+14155552671", "friendly_name": "Support", "origin": "hosted"},
                {"phone_number": "+14155552672", "friendly_name": "Support 2", "beta": True},
            ]
        }
    )
    client = emulator.sdk().incoming_phone_numbers
    assert [one.phone_number for one in client.list(friendly_name="Support")] == ["+14155552671"]
    assert [one.phone_number for one in client.list(beta=True)] == ["+14155552672"]
    assert [one.phone_number for one in client.list(origin="hosted")] == ["+14155552671"]
    emulator.refused(400, 20001, "GET", f"{NUMBERS}?Origin=mars")


def test_a_number_moves_within_the_family_and_leaves_its_pool(emulator: Running) -> None:
    made = emulator.seed(
        {
            "phone_numbers": ["+14155552671"],
            "messaging_services": [{"friendly_name": "p", "phone_numbers": ["+14155552671"]}],
        }
    )
    child = emulator.post("/api/2010-04-01/Accounts.json", {}, 201)
    sid = made["phone_numbers"]["+14155552671"]
    moved = emulator.post(f"{BASE}/{sid}.json", {"AccountSid": child["sid"]})
    assert (moved["sid"], moved["account_sid"]) == (sid, child["sid"])
    assert child["sid"] in moved["uri"]
    emulator.refused(404, 20404, "GET", f"{BASE}/{sid}.json")
    assert emulator.get(f"/messaging/v1/Services/{made['messaging_services']['p']}/PhoneNumbers")["phone_numbers"] == []
    theirs = f"/api/2010-04-01/Accounts/{child['sid']}/IncomingPhoneNumbers/{sid}.json"
    assert emulator.get(theirs) == moved
    emulator.refused(400, 21470, "POST", theirs, {"AccountSid": "AC" + 32 * "0"})
    answer = emulator.raw("POST", theirs, {"AccountSid": made["sid"]}, auth=(child["sid"], child["auth_token"])).json()
    assert answer["code"] == 21474
