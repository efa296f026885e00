# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messaging services and their sender pools."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.tests.emulator.support import Running

SERVICES = "/messaging/v1/Services"
WHATSAPP = "whatsapp:+14155552671"
WORLD = {
    "phone_numbers": ["+14155552671", "+14155552672", {"phone_number": "+442071838750"}],
    "messaging_services": [{"friendly_name": "one"}, {"friendly_name": "two"}],
}


def test_a_new_service_has_the_defaults_that_were_captured(emulator: Running) -> None:
    service = emulator.post(SERVICES, {"FriendlyName": "support"}, 201)
    sid = service["sid"]
    assert service.pop("date_created")
    links = service.pop("links")
    assert links["phone_numbers"] == f"https://messaging.twilio.com/v1/Services/{sid}/PhoneNumbers"
    assert service == {
        "sid": sid,
        "account_sid": emulator.account["sid"],
        "friendly_name": "support",
        "date_updated": None,
        "inbound_request_url": None,
        "inbound_method": "POST",
        "fallback_url": None,
        "fallback_method": "POST",
        "status_callback": None,
        "sticky_sender": True,
        "mms_converter": True,
        "smart_encoding": True,
        "fallback_to_long_code": True,
        "area_code_geomatch": True,
        "validity_period": 36000,
        "scan_message_content": "inherit",
        "synchronous_validation": False,
        "usecase": "undeclared",
        "us_app_to_person_registered": False,
        "use_inbound_webhook_on_number": False,
        "url": f"https://messaging.twilio.com/v1/Services/{sid}",
    }


def test_an_update_is_partial_and_empty_clears(emulator: Running) -> None:
    form = {"FriendlyName": "x", "InboundRequestUrl": "https://example.com/in", "StickySender": "false"}
    service = emulator.post(SERVICES, form, 201)
    after = emulator.post(f"{SERVICES}/{service['sid']}", {"InboundRequestUrl": "", "InboundMethod": "GET"})
    assert (after["inbound_request_url"], after["inbound_method"]) == (None, "GET")
    assert (after["sticky_sender"], after["friendly_name"]) == (False, "x")
    assert after["date_updated"]
    assert emulator.get(f"{SERVICES}/{service['sid']}") == after
    emulator.refused(400, 20001, "POST", f"{SERVICES}/{service['sid']}", {"FriendlyName": ""})


def test_names_need_not_be_unique(emulator: Running) -> None:
    sids = {emulator.post(SERVICES, {"FriendlyName": "x"}, 201)["sid"] for _index in range(2)}
    assert {one["sid"] for one in emulator.get(SERVICES)["services"]} == sids


def test_a_member_of_a_pool_is_the_number_itself(emulator: Running) -> None:
    made = emulator.seed(WORLD)
    service, number = made["messaging_services"]["one"], made["phone_numbers"]["+14155552671"]
    member = emulator.sdk().messaging.v1.services(service).phone_numbers.create(phone_number_sid=number)
    assert (member.sid, member.service_sid, member.country_code) == (number, service, "US")
    assert member.capabilities == ["SMS", "Voice"]  # one number in eight has no MMS
    assert member.url == f"https://messaging.twilio.com/v1/Services/{service}/PhoneNumbers/{number}"
    assert emulator.sdk().messaging.v1.services(service).phone_numbers(number).fetch().phone_number == "+14155552671"


def test_a_number_is_in_one_service_only(emulator: Running) -> None:
    made = emulator.seed(WORLD)
    one, two = (f"{SERVICES}/{made['messaging_services'][name]}/PhoneNumbers" for name in ("one", "two"))
    form = {"PhoneNumberSid": made["phone_numbers"]["+14155552671"]}
    emulator.post(one, form, 201)
    emulator.refused(409, 21710, "POST", one, form)
    emulator.refused(409, 21712, "POST", two, form)
    emulator.refused(404, 20404, "GET", f"{two}/{form['PhoneNumberSid']}")
    emulator.refused(404, 20404, "DELETE", f"{two}/{form['PhoneNumberSid']}")
    assert emulator.raw("DELETE", f"{one}/{form['PhoneNumberSid']}").status_code == 204
    emulator.refused(404, 20404, "DELETE", f"{one}/{form['PhoneNumberSid']}")
    emulator.post(two, form, 201)
    assert [item["sid"] for item in emulator.get(two)["phone_numbers"]] == [form["PhoneNumberSid"]]
    assert emulator.get(one)["phone_numbers"] == []


def test_a_pool_takes_numbers_of_the_account_that_can_message(emulator: Running) -> None:
    made = emulator.seed(WORLD)
    pool = f"{SERVICES}/{made['messaging_services']['one']}/PhoneNumbers"
    emulator.refused(400, 21421, "POST", pool, {"PhoneNumberSid": "PN" + 32 * "0"})
    emulator.refused(400, 20001, "POST", pool, {"PhoneNumberSid": "MG" + 32 * "0"})
    emulator.refused(400, 20001, "POST", pool, {})
    emulator.refused(400, 21715, "POST", pool, {"PhoneNumberSid": made["phone_numbers"]["+442071838750"]})
    nowhere = f"{SERVICES}/MG{32 * '0'}/PhoneNumbers"
    emulator.refused(404, 20404, "POST", nowhere, {"PhoneNumberSid": made["phone_numbers"]["+14155552671"]})
    emulator.refused(404, 20404, "GET", nowhere)


def test_a_pool_has_a_limit(emulator: Running) -> None:
    made = emulator.seed(
        {
            "messaging_services": [{"friendly_name": "full"}],
            "phone_numbers": ["+14155552671"],
            "generate": {"phone_numbers": 400, "messaging_service": "full"},
        }
    )
    pool = f"{SERVICES}/{made['messaging_services']['full']}/PhoneNumbers"
    emulator.refused(400, 21714, "POST", pool, {"PhoneNumberSid": made["phone_numbers"]["+14155552671"]})


def test_deleting_a_service_detaches_its_numbers(emulator: Running) -> None:
    services = [{"friendly_name": "one", "phone_numbers": ["+14155552671"]}, {"friendly_name": "two"}]
    made = emulator.seed({**WORLD, "messaging_services": services})
    one, two = (made["messaging_services"][name] for name in ("one", "two"))
    assert emulator.raw("DELETE", f"{SERVICES}/{one}").status_code == 204
    emulator.refused(404, 20404, "GET", f"{SERVICES}/{one}")
    number = made["phone_numbers"]["+14155552671"]
    emulator.get(f"/api/2010-04-01/Accounts/{{sid}}/IncomingPhoneNumbers/{number}.json")
    emulator.post(f"{SERVICES}/{two}/PhoneNumbers", {"PhoneNumberSid": number}, 201)


def test_releasing_a_number_takes_it_out_of_its_pool(emulator: Running) -> None:
    made = emulator.seed({**WORLD, "messaging_services": [{"friendly_name": "one", "phone_numbers": ["+14155552671"]}]})
    number = made["phone_numbers"]["+14155552671"]
    emulator.raw("DELETE", f"/api/2010-04-01/Accounts/{{sid}}/IncomingPhoneNumbers/{number}.json")
    assert emulator.get(f"{SERVICES}/{made['messaging_services']['one']}/PhoneNumbers")["phone_numbers"] == []


def test_deleting_a_service_empties_all_its_pools_and_ends_its_autocreation(emulator: Running) -> None:
    service = {"friendly_name": "one", "short_codes": ["12345"], "channel_senders": [WHATSAPP]}
    made = emulator.seed(
        {
            "short_codes": ["12345"],
            "channel_senders": [WHATSAPP],
            "messaging_services": [{**service, "autocreate_conversation": True}],
        }
    )
    path = f"{SERVICES}/{made['messaging_services']['one']}"
    emulator.post(f"{path}/AlphaSenders", {"AlphaSender": "Flexops"}, 201)
    assert emulator.raw("DELETE", path).status_code == 204
    account = emulator.control("GET", "snapshot")["accounts"][0]
    pools = ("pool_short_codes", "pool_channel_senders", "alpha_senders")
    assert [account["collections"][name]["records"] for name in pools] == [[], [], []]
    assert [len(account["collections"][name]["records"]) for name in ("short_codes", "channel_senders")] == [1, 1]
    assert account["console"]["autocreate_conversation"] == []


@pytest.mark.parametrize(
    ("kind", "key", "parameter", "sender"),
    [
        ("ShortCodes", "short_codes", "ShortCodeSid", "12345"),
        ("ChannelSenders", "senders", "Sid", "whatsapp:+14155552671"),
    ],
)
def test_other_senders_are_in_one_service_only(
    emulator: Running, kind: str, key: str, parameter: str, sender: str
) -> None:
    made = emulator.seed({**WORLD, "short_codes": ["12345"], "channel_senders": [WHATSAPP]})
    one, two = (f"{SERVICES}/{made['messaging_services'][name]}/{kind}" for name in ("one", "two"))
    sid = {**made["short_codes"], **made["channel_senders"]}[sender]
    member = emulator.post(one, {parameter: sid}, 201)
    assert (member["sid"], member["url"]) == (sid, f"https://messaging.twilio.com{one[10:]}/{sid}")
    assert sender in (member.get("short_code"), member.get("sender"))
    emulator.refused(409, 21710, "POST", one, {parameter: sid})
    emulator.refused(409, 21712, "POST", two, {parameter: sid})
    emulator.refused(400, 21421, "POST", two, {parameter: sid[:2] + 32 * "0"})
    emulator.refused(404, 20404, "DELETE", f"{two}/{sid}")
    assert emulator.raw("DELETE", f"{one}/{sid}").status_code == 204
    emulator.post(two, {parameter: sid}, 201)
    assert [row["sid"] for row in emulator.get(two)[key]] == [sid]
    assert emulator.get(one)[key] == []


def test_a_name_is_a_sender_of_one_service(emulator: Running) -> None:
    made = emulator.seed(WORLD)
    one, two = (f"{SERVICES}/{made['messaging_services'][name]}/AlphaSenders" for name in ("one", "two"))
    sender = emulator.post(one, {"AlphaSender": "Flexops 24"}, 201)
    assert (sender["sid"][:2], sender["alpha_sender"], sender["capabilities"]) == ("AI", "Flexops 24", ["SMS"])
    emulator.refused(409, 21710, "POST", one, {"AlphaSender": "flexops 24"})
    emulator.post(two, {"AlphaSender": "Flexops 24"}, 201)
    for name in ("12345", "longer than it", "a_b", ""):
        emulator.refused(400, 20001, "POST", one, {"AlphaSender": name})
    assert [row["sid"] for row in emulator.get(one)["alpha_senders"]] == [sender["sid"]]


@pytest.mark.parametrize(
    "form",
    [
        {"FriendlyName": 65 * "x"},
        {"InboundRequestUrl": "example.com"},
        {"InboundMethod": "PUT"},
        {"FallbackUrl": "ftp://example.com/"},
        {"StatusCallback": "x"},
        {"ValidityPeriod": "0"},
        {"ValidityPeriod": "36001"},
        {"Usecase": "spam"},
        {"ScanMessageContent": "maybe"},
        {"StickySender": "yes"},
        {"AutocreateConversation": "true"},
    ],
)
def test_a_setting_that_does_not_exist_or_is_wrong_is_refused(emulator: Running, form: dict[str, str]) -> None:
    service = emulator.post(SERVICES, {"FriendlyName": "x"}, 201)
    emulator.refused(400, 20001, "POST", f"{SERVICES}/{service['sid']}", form)
    assert emulator.get(f"{SERVICES}/{service['sid']}") == service


def test_a_blank_setting_is_what_it_was_in_the_beginning(emulator: Running) -> None:
    service = emulator.post(SERVICES, {"FriendlyName": "x"}, 201)
    changed = {"StatusCallback": "https://example.com/", "ValidityPeriod": "60", "Usecase": "poll"}
    emulator.post(f"{SERVICES}/{service['sid']}", changed)
    after = emulator.post(f"{SERVICES}/{service['sid']}", dict.fromkeys(changed, ""))
    assert {**after, "date_updated": None} == service
