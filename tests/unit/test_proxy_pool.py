# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers go into the pool of a Proxy service and out of it: each in one at most, and only those of the account."""

from __future__ import annotations

import re

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import NotFound, WishError
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.proxy_phone_number import PROXY_PHONE_NUMBER
from ansible_collections.flexops.twilio.plugins.module_utils.runner import read_all

from .wire import error, old_page, page, scripted
from .world import sid

KS, COURIERS = sid("KS", 1), sid("KS", 2)
FLEX = {"sid": KS, "unique_name": "Flex Proxy Service", "chat_instance_sid": None}
OTHER = {"sid": COURIERS, "unique_name": "Couriers", "chat_instance_sid": None}
SERVICES = page("services", FLEX, OTHER)
NUMBER, PN = "+14155550123", sid("PN", 1)
MEMBER = {"sid": PN, "phone_number": NUMBER, "friendly_name": "Line", "is_reserved": False, "in_use": 0}
EMPTY, POOL = page("phone_numbers"), page("phone_numbers", MEMBER)
NOBODY = old_page("incoming_phone_numbers")
ACCOUNT = old_page("incoming_phone_numbers", {"sid": PN, "phone_number": NUMBER, "friendly_name": "Line"})
BY_NUMBER, BY_NAME, BY_SID = {"phone_number": NUMBER}, {"friendly_name": "Line"}, {"sid": PN}
BY_SID_ACCOUNT = (200, {"sid": PN, "phone_number": NUMBER, "friendly_name": "Line"})


def run(*answers, check=False, state="present", **given):
    client, script = scripted(*answers, check=check, max_concurrency=1)
    (outcome,) = converge(client, PROXY_PHONE_NUMBER, [Wish(given or BY_NUMBER, state=state)], check=check)
    return outcome, script


def writes(script):
    return [(method, url.split("/v1/")[-1], details["data"]) for method, url, details in script.sent if method != "GET"]


@pytest.mark.parametrize(
    ("given", "pool", "account"),
    [(BY_NUMBER, EMPTY, ACCOUNT), (BY_NAME, EMPTY, ACCOUNT), (BY_SID, error(404), BY_SID_ACCOUNT)],
    ids=["number", "name", "sid"],
)
def test_a_number_goes_in_by_its_sid_however_it_is_called(given, pool, account):
    outcome, script = run(SERVICES, pool, account, SERVICES, EMPTY, (201, MEMBER), **given)
    assert writes(script) == [("POST", f"Services/{KS}/PhoneNumbers", {"Sid": PN})]
    assert script.sent[-2][1].endswith(f"/v1/Services/{COURIERS}/PhoneNumbers")
    assert outcome.change.after["phone_number"] == NUMBER
    assert outcome.change.name.endswith(f" of {KS}")
    assert outcome.error is None


def test_reserved_from_the_start():
    _outcome, script = run(SERVICES, EMPTY, ACCOUNT, SERVICES, EMPTY, (201, MEMBER), **BY_NUMBER, is_reserved=True)
    assert script.form() == {"Sid": PN, "IsReserved": "true"}


@pytest.mark.parametrize("given", [BY_NUMBER, BY_NAME])
def test_a_number_that_is_in_is_left_alone(given):
    outcome, script = run(SERVICES, POOL, **given, is_reserved=False)
    assert not outcome.changed
    assert script.verbs == ["GET", "GET"]


def test_reserved_later_is_one_update():
    _outcome, script = run(SERVICES, POOL, (200, MEMBER), **BY_NUMBER, is_reserved=True)
    assert writes(script) == [("POST", f"Services/{KS}/PhoneNumbers/{PN}", {"IsReserved": "true"})]


def test_of_a_service_that_is_named_flex_is_not_asked():
    _outcome, script = run(SERVICES, POOL, **BY_NUMBER, proxy_service_sid="Couriers")
    assert script.sent[-1][1].endswith(f"/v1/Services/{COURIERS}/PhoneNumbers")
    assert script.verbs == ["GET", "GET"]


def test_check_mode_knows_the_sid():
    outcome, script = run(SERVICES, EMPTY, ACCOUNT, SERVICES, EMPTY, check=True, **BY_NAME)
    assert outcome.result["sid"] == PN
    assert outcome.change.action == "create"
    assert set(script.verbs) == {"GET"}


def test_check_mode_goes_on_without_the_number():
    outcome, _script = run(SERVICES, EMPTY, NOBODY, SERVICES, EMPTY, check=True)
    assert outcome.result["sid"] == UNKNOWN
    outcome, _script = run(SERVICES, SERVICES, EMPTY, check=True, phone_number=UNKNOWN)
    assert outcome.changed


def test_a_number_of_another_account_is_refused():
    with pytest.raises(WishError, match=r"this account does not have \+14155550123. flexops.twilio.phone_number finds"):
        run(SERVICES, EMPTY, *[NOBODY] * 5, SERVICES, EMPTY)
    with pytest.raises(WishError, match=f"this account does not have {PN}"):
        run(SERVICES, *[error(404)] * 6, SERVICES, EMPTY, **BY_SID)


def test_a_number_just_bought_gets_a_moment_to_appear():
    outcome, _script = run(SERVICES, EMPTY, NOBODY, ACCOUNT, SERVICES, EMPTY, (201, MEMBER))
    assert outcome.changed


@pytest.mark.parametrize("check", [True, False])
def test_a_number_of_another_service_is_refused_before_any_write(check):
    with pytest.raises(WishError, match=rf"\+14155550123 is in the pool of Proxy service Couriers \({COURIERS}\)"):
        run(SERVICES, EMPTY, ACCOUNT, SERVICES, POOL, check=check)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (error(400, 80101, "in another"), r"in another \(it is in the pool of another Proxy service"),
        (error(400, 80622, "full"), r"full \(the pool is full: Proxy takes 500 numbers, and 5000 that are reserved"),
        (error(400, 80601), "belongs to another account"),
        (error(404, 80301), "Proxy does not know this number"),
        (error(400, 99999, "what?"), "add Proxy number .*: what"),
    ],
)
def test_proxy_s_codes_in_words(answer, says):
    outcome, _script = run(SERVICES, EMPTY, ACCOUNT, SERVICES, EMPTY, answer)
    assert re.search(says, str(outcome.error))


@pytest.mark.parametrize("status", [400, 409])
def test_somebody_was_faster(status):
    outcome, script = run(
        SERVICES,
        EMPTY,
        ACCOUNT,
        SERVICES,
        EMPTY,
        error(status, 80104),
        POOL,
        (200, MEMBER),
        **BY_NUMBER,
        is_reserved=True,
    )
    assert outcome.error is None
    assert [form for _verb, _path, form in writes(script)] == [
        {"Sid": PN, "IsReserved": "true"},
        {"IsReserved": "true"},
    ]


def test_a_lost_answer_is_looked_up():
    outcome, script = run(SERVICES, EMPTY, ACCOUNT, SERVICES, EMPTY, error(502), POOL)
    assert outcome.error is None
    assert len(writes(script)) == 1


def test_out_of_the_pool():
    outcome, script = run(SERVICES, POOL, (204, ""), state="absent")
    assert writes(script) == [("DELETE", f"Services/{KS}/PhoneNumbers/{PN}", None)]
    assert outcome.change.wish.remarks == {}


def test_out_already_asks_nobody_else():
    outcome, script = run(SERVICES, EMPTY, state="absent")
    assert not outcome.changed
    assert script.verbs == ["GET", "GET"]


def test_in_the_middle_of_a_conversation():
    busy = page("phone_numbers", {**MEMBER, "in_use": 3})
    outcome, _script = run(SERVICES, busy, state="absent", check=True)
    assert outcome.change.wish.remarks["findings"] == [
        f"{NUMBER} serves 3 open Proxy sessions: Twilio may refuse to let it go"
    ]
    outcome, _script = run(SERVICES, busy, error(400, 80611, "busy"), state="absent")
    assert "busy (conversations are going on through this number" in str(outcome.error)


def test_without_flex_proxy_a_number_is_absent_and_cannot_be_present():
    outcome, _script = run(page("services"), state="absent")
    assert not outcome.changed
    with pytest.raises(NotFound, match="no Flex Proxy service"):
        run(page("services", OTHER))


def test_two_ways_to_call_one_number():
    client, _script = scripted(SERVICES, POOL)
    wishes = [Wish(BY_NUMBER, label="aggregate[0]"), Wish(BY_NAME, label="aggregate[1]")]
    with pytest.raises(WishError, match=r"it means \+14155550123 .*, as aggregate\[0\] does"):
        converge(client, PROXY_PHONE_NUMBER, wishes, check=False)


def test_two_ways_to_call_one_pool():
    client, _script = scripted(SERVICES, SERVICES)
    wishes = [Wish(BY_NUMBER, label="a"), Wish({**BY_NUMBER, "proxy_service_sid": KS}, label="b", state="absent")]
    with pytest.raises(WishError, match=r"b: phone_number \+14155550123 is asked for twice, also by a"):
        converge(client, PROXY_PHONE_NUMBER, wishes, check=False)


def test_read():
    client, script = scripted(SERVICES, POOL)
    params = {"phone_number": None, "friendly_name": None, "sid": None, "proxy_service_sid": None}
    assert [live["sid"] for live in read_all(PROXY_PHONE_NUMBER, client, params)] == [PN]
    client, script = scripted(SERVICES, POOL)
    assert read_all(PROXY_PHONE_NUMBER, client, {**params, "friendly_name": "Nobody"}) == []
    assert script.verbs == ["GET", "GET"]
