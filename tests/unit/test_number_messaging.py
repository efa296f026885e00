# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The handler of a number and the service that holds it: two things, and a move that can fail half-way."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import PHONE_NUMBER_MESSAGING

from .wire import error, old_page, page, scripted

NUMBER, PN = "+14155550123", "PN" + "1" * 32
DEMO = "https://demo.twilio.com/welcome/sms/reply"
OLD, NEW = "MG" + "1" * 32, "MG" + "2" * 32
LIVE = {"sid": PN, "phone_number": NUMBER, "friendly_name": "Line", "sms_url": DEMO, "voice_url": "https://v.example"}
NUMBERS = old_page("incoming_phone_numbers", LIVE)
SERVICES = page("services", {"sid": OLD, "friendly_name": "Old"}, {"sid": NEW, "friendly_name": "New"})
HELD, EMPTY = page("phone_numbers", {"sid": PN, "phone_number": NUMBER}), page("phone_numbers")
JOINED = (201, {"sid": PN, "phone_number": NUMBER})
BLANKED = (200, {**LIVE, "sms_url": ""})


def run(*answers, check=False, **given):
    client, script = scripted(*answers, check=check, max_concurrency=1)
    (outcome,) = converge(client, PHONE_NUMBER_MESSAGING, [Wish({"phone_number": NUMBER, **given})], check=check)
    return outcome, script


def writes(script):
    return [(method, url.split("/v1/")[-1]) for method, url, _details in script.sent if method != "GET"]


def test_a_handler_alone_reads_no_services():
    outcome, script = run(NUMBERS, BLANKED, sms_url="")
    assert script.verbs == ["GET", "POST"]
    assert script.form() == {"SmsUrl": ""}
    assert outcome.result["sms_url"] == ""


def test_voice_is_never_sent():
    _outcome, script = run(NUMBERS, BLANKED, sms_url="", sms_method="POST", sms_fallback_url="", sms_application_sid="")
    assert not [name for name in script.form() if "Voice" in name or "Status" in name]


def test_out_of_whichever_service_holds_it():
    outcome, script = run(NUMBERS, SERVICES, EMPTY, HELD, (204, ""), messaging_service="")
    assert writes(script) == [("DELETE", f"Services/{NEW}/PhoneNumbers/{PN}")]
    assert outcome.result["messaging_service"] == ""
    assert outcome.change.before["messaging_service"] == NEW


def test_in_none_already():
    outcome, script = run(NUMBERS, SERVICES, EMPTY, EMPTY, messaging_service="")
    assert not outcome.changed
    assert writes(script) == []


def test_a_move_is_a_delete_and_a_create():
    outcome, script = run(
        NUMBERS_OF_RESOLVE, NUMBERS, SERVICES, HELD, EMPTY, (204, ""), JOINED, messaging_service="New"
    )
    assert writes(script) == [
        ("DELETE", f"Services/{OLD}/PhoneNumbers/{PN}"),
        ("POST", f"Services/{NEW}/PhoneNumbers"),
    ]
    assert script.form() == {"PhoneNumberSid": PN}
    assert outcome.result["messaging_service"] == NEW


NUMBERS_OF_RESOLVE = SERVICES
"""Names are resolved first, which reads the services once."""


def test_the_handler_is_written_before_the_service_lets_go():
    _outcome, script = run(NUMBERS, SERVICES, HELD, EMPTY, BLANKED, (204, ""), sms_url="", messaging_service="")
    assert [method for method, _url in writes(script)] == ["POST", "DELETE"]


def test_a_move_that_fails_half_way_is_undone():
    outcome, script = run(
        NUMBERS_OF_RESOLVE,
        NUMBERS,
        SERVICES,
        HELD,
        EMPTY,
        (204, ""),
        error(400, 21714, "pool is full"),
        error(404, 20404),
        JOINED,
        messaging_service="New",
    )
    assert "pool is full" in str(outcome.error)
    assert f"taken out of Old ({OLD}) and, after the failure, put back there" in outcome.error.half_done
    assert writes(script)[-1] == ("POST", f"Services/{OLD}/PhoneNumbers")


def test_a_move_that_cannot_be_undone_says_where_the_number_is():
    outcome, _script = run(
        NUMBERS_OF_RESOLVE,
        NUMBERS,
        SERVICES,
        HELD,
        EMPTY,
        BLANKED,
        (204, ""),
        error(400, 21714),
        error(404),
        error(500),
        error(404),
        sms_url="",
        messaging_service="New",
    )
    assert "it is in no messaging service now" in outcome.error.half_done
    assert outcome.error.half_done.startswith("sms_url of phone number")
    assert outcome.changed


@pytest.mark.parametrize("answer", [error(409, 21710), error(503)])
def test_a_number_that_is_there_all_the_same_is_in(answer):
    outcome, _script = run(NUMBERS_OF_RESOLVE, NUMBERS, SERVICES, EMPTY, EMPTY, answer, JOINED, messaging_service="New")
    assert outcome.error is None


def test_a_number_that_another_service_took_meanwhile():
    outcome, _script = run(
        NUMBERS_OF_RESOLVE, NUMBERS, SERVICES, EMPTY, EMPTY, error(409, 21712, "elsewhere"), messaging_service="New"
    )
    assert "elsewhere" in str(outcome.error)


NONE = old_page("incoming_phone_numbers")


def test_a_number_that_the_account_lacks():
    with pytest.raises(WishError, match=r"this account does not have \+14155550123. flexops.twilio.phone_number finds"):
        run(*[NONE] * 9, sms_url="")


def test_a_name_that_no_number_has_is_answered_with_those_there_are():
    client, script = scripted(*[NONE] * 5, NUMBERS)
    with pytest.raises(WishError, match="no phone number called 'Lime'; there is 'Line'"):
        converge(client, PHONE_NUMBER_MESSAGING, [Wish({"friendly_name": "Lime", "sms_url": ""})], check=False)
    assert "POST" not in script.verbs


def test_a_number_just_bought_gets_a_moment_to_appear():
    outcome, script = run(NONE, NONE, NUMBERS, BLANKED, sms_url="")
    assert script.verbs == ["GET", "GET", "GET", "POST"]
    assert outcome.changed


def test_check_mode_goes_on_without_the_number():
    outcome, script = run(old_page("incoming_phone_numbers"), check=True, sms_url="")
    assert outcome.changed
    assert script.verbs == ["GET"]


def test_check_mode_goes_on_with_a_number_not_known_yet():
    client, script = scripted(check=True)
    (outcome,) = converge(client, PHONE_NUMBER_MESSAGING, [Wish({"phone_number": UNKNOWN, "sms_url": ""})], check=True)
    assert outcome.changed
    assert script.sent == []
