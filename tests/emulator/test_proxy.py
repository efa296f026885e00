# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proxy services and their pools."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

SERVICES = "/proxy/v1/Services"
ONE, TWO, THREE = "+15551230001", "+15551230002", "+15551230003"
OWN = "https://example.com/sms"
IS = "IS" + 32 * "a"


@pytest.fixture
def account(emulator: Running) -> JSON:
    """Return an account with three numbers, two of them in the pools of two services."""
    return emulator.seed(
        {
            "conversation_services": [{"friendly_name": "Flex", "sid": IS}],
            "flex": {"chat_service": "Flex"},
            "phone_numbers": [{"phone_number": one, "sms_url": OWN} for one in (ONE, TWO, THREE)],
            "proxy_services": [
                {"unique_name": "Flex Proxy Service", "phone_numbers": [ONE]},
                {
                    "unique_name": "other",
                    "chat_instance_sid": None,
                    "phone_numbers": [{"phone_number": TWO, "is_reserved": True, "in_use": 2}],
                },
            ],
        }
    )


def play(emulator: Running, **switches: str) -> None:
    emulator.control("POST", f"switches?account={emulator.account['sid']}", switches)


def number(emulator: Running, account: JSON, which: str) -> JSON:
    return emulator.get(f"/api/2010-04-01/Accounts/{{sid}}/IncomingPhoneNumbers/{account['phone_numbers'][which]}.json")


def pool(account: JSON, name: str = "Flex Proxy Service") -> str:
    return f"{SERVICES}/{account['proxy_services'][name]}/PhoneNumbers"


def test_a_service_is_made_read_changed_and_deleted(emulator: Running, account: JSON) -> None:
    made = emulator.post(SERVICES, {"UniqueName": "new"}, 201)
    base = f"https://proxy.twilio.com/v1/Services/{made['sid']}"
    assert {name: made[name] for name in ("default_ttl", "geo_match_level", "number_selection_behavior")} == {
        "default_ttl": 0,
        "geo_match_level": "country",
        "number_selection_behavior": "prefer-sticky",
    }
    assert made["links"] == {"sessions": f"{base}/Sessions", "phone_numbers": f"{base}/PhoneNumbers"}
    path = f"{SERVICES}/{made['sid']}"
    assert emulator.post(path, {"DefaultTtl": "60"})["default_ttl"] == 60
    assert [one["unique_name"] for one in emulator.get(SERVICES)["services"]] == ["Flex Proxy Service", "other", "new"]
    emulator.post(f"{path}/PhoneNumbers", {"PhoneNumber": THREE}, 201)
    assert emulator.raw("DELETE", path).status_code == 204
    emulator.post(pool(account), {"PhoneNumber": THREE}, 201)  # it is free again


def test_names_and_chat_services_are_one_services_only(emulator: Running, account: JSON) -> None:
    emulator.refused(409, 80602, "POST", SERVICES, {"UniqueName": "other"})
    emulator.refused(409, 20409, "POST", SERVICES, {"UniqueName": "new", "ChatInstanceSid": IS})
    emulator.refused(400, 20001, "POST", SERVICES, {"UniqueName": 192 * "x"})
    other = f"{SERVICES}/{account['proxy_services']['other']}"
    emulator.refused(409, 20409, "POST", other, {"ChatInstanceSid": IS})
    assert emulator.post(other, {"UniqueName": "other"})["chat_instance_sid"] is None
    play(emulator, new_proxy_service="rejected")
    emulator.refused(403, 80506, "POST", SERVICES, {"UniqueName": "new"})
    assert len(emulator.get(SERVICES)["services"]) == 2


@pytest.mark.parametrize("by", ["Sid", "PhoneNumber"])
def test_a_number_joins_a_pool_by_sid_or_by_itself(emulator: Running, account: JSON, by: str) -> None:
    sid = account["phone_numbers"][THREE]
    made = emulator.post(pool(account), {by: sid if by == "Sid" else THREE, "IsReserved": "true"}, 201)
    assert {name: made[name] for name in ("sid", "phone_number", "is_reserved", "in_use")} == {
        "sid": sid,
        "phone_number": THREE,
        "is_reserved": True,
        "in_use": 0,
    }
    assert (made["capabilities"]["sms_inbound"], made["capabilities"]["fax_inbound"]) == (True, False)
    assert made["url"] == f"https://proxy.twilio.com/v1/Services/{made['service_sid']}/PhoneNumbers/{sid}"
    assert emulator.post(f"{pool(account)}/{sid}", {"IsReserved": "false"})["is_reserved"] is False
    assert [one["phone_number"] for one in emulator.get(pool(account))["phone_numbers"]] == [ONE, THREE]
    emulator.refused(404, 20404, "GET", f"{pool(account, 'other')}/{sid}")
    emulator.refused(404, 20404, "GET", f"{SERVICES}/KS{32 * '0'}/PhoneNumbers")


def test_what_can_not_join_a_pool_is_refused(emulator: Running, account: JSON) -> None:
    stranger = emulator.control(
        "POST", "seed", {"accounts": [{"friendly_name": "stranger", "phone_numbers": ["+15551239999"]}]}
    )["accounts"][0]
    before = emulator.control("GET", "snapshot")
    for status, code, wanted in (
        (409, 80104, {"PhoneNumber": ONE}),
        (409, 80101, {"PhoneNumber": TWO}),
        (404, 80301, {"Sid": "PN" + 32 * "0"}),
        (400, 80601, {"Sid": stranger["phone_numbers"]["+15551239999"]}),
        (400, 80601, {"PhoneNumber": "+15551239999"}),
        (400, 80601, {"Sid": account["phone_numbers"][THREE], "PhoneNumber": ONE}),
        (400, 20001, {}),
        (400, 20001, {"PhoneNumber": "555"}),
    ):
        emulator.refused(status, code, "POST", pool(account), wanted)
    assert emulator.control("GET", "snapshot") == before


@pytest.mark.parametrize("adds", ["takes_over", "leaves"])
@pytest.mark.parametrize("removes", ["leaves", "blanks"])
def test_a_pool_may_take_over_how_a_number_is_handled(
    emulator: Running, account: JSON, adds: str, removes: str
) -> None:
    play(emulator, proxy_pool_add=adds, proxy_pool_remove=removes)
    emulator.post(pool(account), {"PhoneNumber": THREE}, 201)
    service = account["proxy_services"]["Flex Proxy Service"]
    base = f"https://webhooks.twilio.com/v1/Accounts/{account['sid']}/Proxy/{service}/Webhooks"
    taken = number(emulator, account, THREE)
    wanted = (f"{base}/Message", f"{base}/Call") if adds == "takes_over" else (OWN, taken["voice_url"])
    assert (taken["sms_url"], taken["voice_url"]) == wanted
    assert emulator.raw("DELETE", f"{pool(account)}/{account['phone_numbers'][THREE]}").status_code == 204
    left = number(emulator, account, THREE)
    blank = adds == "takes_over" and removes == "blanks"
    assert (left["sms_url"], left["voice_url"]) == (("", "") if blank else wanted)


def test_a_number_in_sessions_stays(emulator: Running, account: JSON) -> None:
    path = f"{pool(account, 'other')}/{account['phone_numbers'][TWO]}"
    assert emulator.get(path)["in_use"] == 2
    emulator.refused(409, 80611, "DELETE", path)
    assert emulator.get(path)["is_reserved"] is True


def test_a_number_that_is_released_leaves_its_pool(emulator: Running, account: JSON) -> None:
    sid = account["phone_numbers"][ONE]
    assert (
        emulator.raw("DELETE", f"/api/2010-04-01/Accounts/{{sid}}/IncomingPhoneNumbers/{sid}.json").status_code == 204
    )
    assert emulator.get(pool(account))["phone_numbers"] == []


def test_a_pool_has_its_limit(emulator: Running) -> None:
    numbers = [f"+1555124{index:04d}" for index in range(502)]
    members = [{"phone_number": numbers[501], "is_reserved": True}, *numbers[:499]]
    made = emulator.seed(
        {"phone_numbers": numbers, "proxy_services": [{"unique_name": "full", "phone_numbers": members}]}
    )
    path = f"{SERVICES}/{made['proxy_services']['full']}/PhoneNumbers"
    emulator.post(path, {"PhoneNumber": numbers[499]}, 201)
    emulator.refused(400, 80622, "POST", path, {"PhoneNumber": numbers[500]})
    emulator.post(path, {"PhoneNumber": numbers[500], "IsReserved": "true"}, 201)
