# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Proxy service of Flex is found, and a number's handler is made of it."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import NotFound, WishError
from ansible_collections.flexops.twilio.plugins.module_utils.recipes.flex_proxy import flex_proxy_service
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import PHONE_NUMBER_MESSAGING

from .wire import error, old_page, page, scripted
from .world import ACCOUNT, sid

KS, OTHER = sid("KS", 1), sid("KS", 2)
CHAT = sid("IS", 1)
NAMED = {"sid": KS, "unique_name": "Flex Proxy Service", "chat_instance_sid": None}
LINKED = {"sid": OTHER, "unique_name": "ours", "chat_instance_sid": CHAT}
PLAIN = {"sid": sid("KS", 3), "unique_name": "Couriers", "chat_instance_sid": None}
FLEX = (200, {"account_sid": "AC", "chat_service_instance_sid": CHAT})
NO_FLEX = error(404, 45101)

NUMBER, PN = "+14155550123", sid("PN", 1)
LIVE = {"sid": PN, "phone_number": NUMBER, "sms_url": "", "sms_application_sid": "", "sms_fallback_url": ""}
NUMBERS = old_page("incoming_phone_numbers", LIVE)
URL = f"https://webhooks.twilio.com/v1/Accounts/{ACCOUNT}/Proxy/{KS}/Webhooks/Message"


def services(*found):
    return page("services", *found)


@pytest.mark.parametrize(
    ("answers", "found", "reads"),
    [
        ([services(PLAIN, NAMED)], KS, 1),
        ([services(PLAIN, LINKED), FLEX], OTHER, 2),
        ([services(NAMED, {**LINKED, "chat_instance_sid": sid("IS", 9)}), FLEX], KS, 2),
        ([services({**NAMED, "chat_instance_sid": CHAT}, PLAIN)], KS, 1),
        ([services(NAMED, LINKED), NO_FLEX], KS, 2),
    ],
    ids=["by name", "by chat service", "another has another chat service", "by both", "no Flex to ask"],
)
def test_the_one_of_flex(answers, found, reads):
    client, script = scripted(*answers)
    assert flex_proxy_service(client)["sid"] == found
    assert script.verbs == ["GET"] * reads


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ([services()], "it has no Proxy service at all"),
        ([services(PLAIN)], rf"none is called 'Flex Proxy Service' and none .*; there is Couriers \({PLAIN['sid']}\)"),
        ([services(LINKED), (200, {"chat_service_instance_sid": sid("IS", 9)})], "has no Flex Proxy service"),
        ([services({**LINKED, "chat_instance_sid": CHAT}), NO_FLEX], "has no Flex Proxy service"),
        (
            [services(LINKED), (200, {"account_sid": "AC", "chat_service_instance_sid": None})],
            "has no Flex Proxy service",
        ),
    ],
)
def test_there_is_none(answers, says):
    client, _script = scripted(*answers)
    with pytest.raises(NotFound, match=says):
        flex_proxy_service(client)


def test_two_could_be_meant():
    client, _script = scripted(services(NAMED, LINKED), FLEX)
    with pytest.raises(WishError, match=rf"2 Proxy services could be .*{KS}.*{OTHER}"):
        flex_proxy_service(client)


def converged(*answers, check=False, wishes=None, **options):
    client, script = scripted(*answers, check=check, max_concurrency=1)
    wishes = wishes or [Wish({"phone_number": NUMBER}, options=options)]
    return converge(client, PHONE_NUMBER_MESSAGING, wishes, check=check), script


def test_the_handler_is_a_url_that_is_looked_up():
    (outcome,), script = converged(NUMBERS, services(NAMED), (200, {**LIVE, "sms_url": URL}), handler="flex_proxy")
    assert script.verbs == ["GET", "GET", "POST"]
    assert script.form() == {"SmsUrl": URL}
    assert outcome.change.after["sms_url"] == URL


def test_the_handler_is_there_already():
    there = old_page("incoming_phone_numbers", {**LIVE, "sms_url": URL})
    (outcome,), script = converged(there, services(NAMED), handler="flex_proxy")
    assert not outcome.changed
    assert script.verbs == ["GET", "GET"]


def test_nobody_is_asked_who_did_not_ask():
    _outcomes, script = converged(NUMBERS, wishes=[Wish({"phone_number": NUMBER, "sms_url": ""})])
    assert script.verbs == ["GET"]


def test_many_numbers_ask_once():
    other = {**LIVE, "sid": sid("PN", 2), "phone_number": "+14155550124"}
    wishes = [Wish({"phone_number": each["phone_number"]}, options={"handler": "flex_proxy"}) for each in (LIVE, other)]
    numbers = old_page("incoming_phone_numbers", LIVE, other)
    _outcomes, script = converged(numbers, services(NAMED), check=True, wishes=wishes)
    assert script.verbs == ["GET", "GET"]


@pytest.mark.parametrize("check", [True, False])
def test_without_flex_proxy_nothing_is_written_and_check_mode_says_so(check):
    with pytest.raises(NotFound, match="no Flex Proxy service"):
        converged(NUMBERS, services(), check=check, handler="flex_proxy")


def test_check_mode_looks_it_up_for_a_number_that_is_not_there_yet():
    wishes = [Wish({"phone_number": UNKNOWN}, options={"handler": "flex_proxy"})]
    (outcome,), _script = converged(services(NAMED), check=True, wishes=wishes)
    assert outcome.change.after["sms_url"] == URL


def test_a_handler_stands_for_a_url_and_not_beside_one():
    wishes = [Wish({"phone_number": NUMBER, "sms_url": ""}, options={"handler": "flex_proxy"})]
    with pytest.raises(WishError, match="give handler or sms_url, not both"):
        converged(wishes=wishes)


def test_an_application_in_the_way_is_told_of():
    live = old_page("incoming_phone_numbers", {**LIVE, "sms_application_sid": "AP1"})
    with pytest.raises(WishError, match="sms_application_sid AP1: blank that as well"):
        converged(live, services(NAMED), handler="flex_proxy")
