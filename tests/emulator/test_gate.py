# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials, accounts, envelopes, and parameters that Twilio would refuse."""

from __future__ import annotations

import re

import pytest
from twilio.base.exceptions import TwilioRestException

from ansible_collections.flexops.twilio.tests.emulator.support import Running

ADDRESSES = "/conversations/v1/Configuration/Addresses"
NUMBERS = "/api/2010-04-01/Accounts/{sid}/IncomingPhoneNumbers.json"
ACCOUNT = "/api/2010-04-01/Accounts/{sid}.json"
SERVICES = "/messaging/v1/Services"


def test_wrong_credentials_are_401_in_twilios_envelope(emulator: Running) -> None:
    answer = emulator.raw("GET", ADDRESSES, auth=(emulator.account["sid"], "wrong"))
    assert answer.status_code == 401
    assert answer.json() == {
        "code": 20003,
        "message": "Authenticate",
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


@pytest.mark.parametrize("header", ["", "Bearer x", "Basic !!!", "Basic Og==", "Basic gICA"])
def test_credentials_that_are_none_are_401(emulator: Running, header: str) -> None:
    answer = emulator.session.get(emulator.url + ADDRESSES, headers={"Authorization": header} if header else {})
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_every_answer_has_a_request_id_of_its_own(emulator: Running) -> None:
    ids = [
        emulator.raw("GET", ADDRESSES).headers["Twilio-Request-Id"],
        emulator.raw("GET", "/studio/v2/Nothing").headers["Twilio-Request-Id"],
        emulator.raw("GET", ADDRESSES, auth=("AC", "x")).headers["Twilio-Request-Id"],
    ]
    assert len(set(ids)) == 3
    assert all(re.fullmatch(r"RQ[0-9a-f]{32}", one) for one in ids)
    assert [entry["request_id"] for entry in emulator.journal()["entries"]] == ids


def test_an_api_key_works_like_the_token(emulator: Running) -> None:
    key = emulator.seed({"api_keys": [{"sid": "SK" + 32 * "1", "secret": "s"}]})["api_keys"][0]
    assert emulator.sdk(key["sid"], key["secret"]).conversations.v1.address_configurations.list(page_size=50) == []
    assert emulator.sdk(key["sid"], key["secret"]).incoming_phone_numbers.list() == []
    with pytest.raises(TwilioRestException) as caught:
        emulator.sdk(key["sid"], "wrong").messaging.v1.services("MG" + 32 * "0").fetch()
    assert caught.value.status == 401


def test_a_standard_key_can_not_read_accounts_and_a_main_key_can(emulator: Running) -> None:
    made = emulator.seed({"api_keys": [{"kind": "standard"}, {"kind": "main"}]})["api_keys"]
    standard, main = ((key["sid"], key["secret"]) for key in made)
    assert emulator.raw("GET", ACCOUNT, auth=standard).status_code == 401
    assert emulator.raw("GET", "/api/2010-04-01/Accounts.json", auth=standard).status_code == 401
    assert emulator.raw("GET", NUMBERS, auth=standard).status_code == 200
    assert emulator.raw("GET", ACCOUNT, auth=main).status_code == 200


def test_a_parent_acts_on_its_subaccount_in_the_2010_api_only(emulator: Running) -> None:
    parent = emulator.account
    child = emulator.post("/api/2010-04-01/Accounts.json", {"FriendlyName": "child"}, 201)
    path = f"/api/2010-04-01/Accounts/{child['sid']}/IncomingPhoneNumbers.json"
    number = emulator.post(path, {"AreaCode": "415"}, 201)
    assert number["account_sid"] == child["sid"]
    mine = emulator.raw("POST", SERVICES, {"FriendlyName": "x"}).json()
    theirs = emulator.raw("POST", SERVICES, {"FriendlyName": "x"}, auth=(child["sid"], child["auth_token"])).json()
    assert (mine["account_sid"], theirs["account_sid"]) == (parent["sid"], child["sid"])


def test_a_subaccount_does_not_reach_its_parent(emulator: Running) -> None:
    child = emulator.post("/api/2010-04-01/Accounts.json", {"FriendlyName": "child"}, 201)
    credentials = (child["sid"], child["auth_token"])
    assert emulator.raw("GET", NUMBERS, auth=credentials).status_code == 401
    assert emulator.raw("GET", ACCOUNT, auth=credentials).status_code == 404


def test_an_account_in_the_path_that_does_not_exist_is_404(emulator: Running) -> None:
    emulator.refused(404, 20404, "GET", f"/api/2010-04-01/Accounts/AC{32 * '0'}/IncomingPhoneNumbers.json")


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_an_account_that_is_not_active_refuses(emulator: Running, status: str) -> None:
    child = emulator.post("/api/2010-04-01/Accounts.json", {}, 201)
    emulator.post(f"/api/2010-04-01/Accounts/{child['sid']}.json", {"Status": status})
    answer = emulator.raw("GET", ADDRESSES, auth=(child["sid"], child["auth_token"]))
    assert (answer.status_code, answer.json()["code"]) == (401, 20005)
    through_parent = emulator.raw("GET", f"/api/2010-04-01/Accounts/{child['sid']}/IncomingPhoneNumbers.json")
    assert through_parent.status_code == 401


def test_what_does_not_exist_is_404_and_says_what(emulator: Running) -> None:
    body = emulator.refused(404, 20404, "GET", f"/messaging/v1/Services/MG{32 * '0'}")
    assert body["message"] == f"The requested resource /v1/Services/MG{32 * '0'} was not found"
    emulator.refused(404, 20404, "GET", "/conversations/v1/configuration")  # paths have a case
    emulator.refused(404, 20404, "GET", "/nothing/v1/Services")
    emulator.refused(404, 20404, "GET", "/")


def test_a_method_that_a_route_does_not_have_is_405(emulator: Running) -> None:
    emulator.refused(405, 20004, "DELETE", "/conversations/v1/Configuration")
    emulator.refused(405, 20004, "POST", f"/conversations/v1/Services/IS{32 * '0'}")
    emulator.refused(405, 20004, "PUT", SERVICES)


@pytest.mark.parametrize(
    ("path", "form", "named"),
    [
        (SERVICES, {}, "FriendlyName"),
        (SERVICES, {"FriendlyName": ""}, "FriendlyName"),
        (ADDRESSES, {"Address": "+14155552671"}, "Type"),
        ("/conversations/v1/Services", {}, "FriendlyName"),
    ],
)
def test_a_missing_parameter_is_named(emulator: Running, path: str, form: dict[str, str], named: str) -> None:
    body = emulator.refused(400, 20001, "POST", path, form)
    assert body["message"] == f"Missing required parameter {named} in the post body"


@pytest.mark.parametrize(
    ("path", "form"),
    [
        (SERVICES, {"FriendlyName": "x", "Color": "red"}),  # unknown
        (SERVICES, {"FriendlyName": "x", "friendly_name": "y"}),  # names have a case
        (SERVICES, {"FriendlyName": 65 * "x"}),  # too long
        (SERVICES, {"FriendlyName": "x", "StickySender": "yes"}),  # no boolean
        (SERVICES, {"FriendlyName": "x", "ValidityPeriod": "1h"}),  # no number
        (SERVICES, {"FriendlyName": "x", "ValidityPeriod": "0"}),  # too small
        (SERVICES, {"FriendlyName": "x", "ValidityPeriod": "36001"}),  # too large
        (SERVICES, {"FriendlyName": "x", "InboundMethod": "PUT"}),  # not in the enum
        (SERVICES, {"FriendlyName": "x", "Usecase": "spam"}),  # not in the documented list
        (SERVICES, {"FriendlyName": "x", "InboundRequestUrl": "ftp://example.com"}),  # no web URL
        ("/conversations/v1/Services", {"FriendlyName": 257 * "x"}),
        ("/conversations/v1/Configuration", {"DefaultChatServiceSid": "MG" + 32 * "0"}),  # wrong prefix
    ],
)
def test_a_value_that_the_contract_does_not_allow_is_20001(emulator: Running, path: str, form: dict[str, str]) -> None:
    emulator.refused(400, 20001, "POST", path, form)


def test_unknown_query_parameters_are_refused(emulator: Running) -> None:
    emulator.refused(400, 20001, "GET", f"{ADDRESSES}?Address=%2B14155552671")


def test_the_leniency_of_older_products_can_be_played(emulator: Running) -> None:
    emulator.control("POST", "switches", {"unknown_parameters": "ignore"})
    emulator.post(SERVICES, {"FriendlyName": "x", "Color": "red"}, 201)
    emulator.get(f"{ADDRESSES}?Address=%2B14155552671")


def test_an_empty_post_changes_nothing(emulator: Running) -> None:
    service = emulator.post(SERVICES, {"FriendlyName": "x"}, 201)
    assert emulator.post(f"{SERVICES}/{service['sid']}", None) == service
    emulator.post("/conversations/v1/Configuration", {})


def test_the_2010_api_has_its_own_codes_for_urls_methods_and_numbers(emulator: Running) -> None:
    emulator.refused(400, 21402, "POST", NUMBERS, {"AreaCode": "415", "SmsUrl": "example.com"})
    emulator.refused(400, 21402, "POST", NUMBERS, {"AreaCode": "415", "SmsUrl": "https://a b"})
    emulator.refused(400, 21403, "POST", NUMBERS, {"AreaCode": "415", "SmsMethod": "get"})
    emulator.refused(400, 21421, "POST", NUMBERS, {"PhoneNumber": "4155552671"})
