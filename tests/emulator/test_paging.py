# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages: Twilio's two envelopes, and how one gets from page to page."""

from __future__ import annotations

from urllib.parse import urlsplit

from ansible_collections.flexops.twilio.tests.emulator.support import Running

NUMBERS = "/api/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json"
ADDRESSES = "/conversations/v1/Configuration/Addresses"


def local(url: str) -> str:
    """Return the emulator's path of one of Twilio's URLs."""
    parts = urlsplit(url)
    return f"/{(parts.hostname or '').partition('.')[0]}{parts.path}?{parts.query}"


def test_the_v1_envelope(emulator: Running) -> None:
    emulator.seed({"generate": {"phone_numbers": 5, "addresses": True}})
    base = "https://conversations.twilio.com/v1/Configuration/Addresses?Type=sms&PageSize=2&Page="
    first = emulator.get(f"{ADDRESSES}?PageSize=2&Type=sms")
    following = first["meta"].pop("next_page_url")
    assert first["meta"] == {
        "page": 0,
        "page_size": 2,
        "first_page_url": f"{base}0",
        "previous_page_url": None,
        "url": f"{base}0",
        "key": "address_configurations",
    }
    assert following.startswith(f"{base}1&PageToken=PT")
    second = emulator.get(local(following))
    assert second["meta"]["page"] == 1
    assert second["meta"]["url"] == following
    assert (
        emulator.get(local(second["meta"]["previous_page_url"]))["address_configurations"]
        == (first["address_configurations"])
    )
    third = emulator.get(local(second["meta"]["next_page_url"]))
    assert (len(third["address_configurations"]), third["meta"]["next_page_url"]) == (1, None)


def test_the_2010_envelope(emulator: Running) -> None:
    emulator.seed({"generate": {"phone_numbers": 5}})
    path = NUMBERS.replace("/api", "").replace("{sid}", emulator.account["sid"])
    first = emulator.get(f"{NUMBERS}?PageSize=2")
    assert (first["uri"], first["first_page_uri"]) == (f"{path}?PageSize=2&Page=0", f"{path}?PageSize=2&Page=0")
    assert (first["page"], first["page_size"], first["start"], first["end"]) == (0, 2, 0, 1)
    assert first["previous_page_uri"] is None
    assert "meta" not in first
    assert first["next_page_uri"].startswith(f"{path}?PageSize=2&Page=1&PageToken=PT")
    second = emulator.get("/api" + first["next_page_uri"])
    assert (second["page"], second["start"], second["end"]) == (1, 2, 3)
    third = emulator.get("/api" + second["next_page_uri"])
    assert (third["start"], third["end"], third["next_page_uri"]) == (4, 4, None)


def test_a_page_index_alone_leads_nowhere(emulator: Running) -> None:
    emulator.seed({"generate": {"phone_numbers": 3}})
    first = emulator.get(f"{NUMBERS}?PageSize=2")["incoming_phone_numbers"]
    assert emulator.get(f"{NUMBERS}?PageSize=2&Page=1")["incoming_phone_numbers"] == first


def test_pages_have_50_items_unless_told_and_at_most_the_products_maximum(emulator: Running) -> None:
    emulator.seed({"generate": {"phone_numbers": 60, "addresses": True}})
    assert len(emulator.get(NUMBERS)["incoming_phone_numbers"]) == 50
    assert len(emulator.get(f"{NUMBERS}?PageSize=1000")["incoming_phone_numbers"]) == 60
    emulator.refused(400, 20007, "GET", f"{NUMBERS}?PageSize=1001")
    for size in ("0", "-1", "many"):
        emulator.refused(400, 20001, "GET", f"{NUMBERS}?PageSize={size}")
    emulator.refused(400, 20001, "GET", f"{NUMBERS}?PageToken=PT1")


def test_the_sdk_gets_everything_in_as_few_pages_as_there_are(emulator: Running) -> None:
    emulator.seed({"generate": {"phone_numbers": 120, "addresses": True}})
    emulator.control("DELETE", "journal")
    numbers = emulator.sdk().incoming_phone_numbers.list(page_size=1000)
    addresses = emulator.sdk().conversations.v1.address_configurations.list(page_size=50)
    assert len({one.sid for one in numbers}) == len({one.sid for one in addresses}) == 120
    products = [entry["product"] for entry in emulator.journal()["entries"]]
    assert products == ["api", "conversations", "conversations", "conversations"]


def test_deleting_while_paging_skips_nothing(emulator: Running) -> None:
    emulator.seed({"generate": {"phone_numbers": 5}})
    page = emulator.get(f"{NUMBERS}?PageSize=2")
    seen = []
    while True:
        for number in page["incoming_phone_numbers"]:
            seen.append(number["sid"])
            emulator.raw("DELETE", NUMBERS.replace(".json", f"/{number['sid']}.json"))
        if page["next_page_uri"] is None:
            break
        page = emulator.get("/api" + page["next_page_uri"])
    assert len(set(seen)) == 5
