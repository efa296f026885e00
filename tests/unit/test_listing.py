# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are not what was asked for are refused, before anybody takes them for an empty account."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils import listing
from ansible_collections.flexops.twilio.plugins.module_utils.errors import BadAnswer, LostAnswer
from ansible_collections.flexops.twilio.plugins.module_utils.listing import name_of
from ansible_collections.flexops.twilio.plugins.module_utils.reading import read
from ansible_collections.flexops.twilio.plugins.module_utils.resource import Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_webhook import (
    CONVERSATIONS_WEBHOOK,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import PHONE_NUMBER

from .wire import page, scripted
from .world import sid

CONTRACT = Path(__file__).parents[2] / "emulator" / "contract"
KEY = "address_configurations"
URL = "https://conversations.twilio.com/v1/Configuration/Addresses?PageSize=50&Page=1&PageToken=PT1"
ONE = {"sid": sid("IG", 1), "address": "+14155550101", "type": "sms"}
TWO = {"sid": sid("IG", 2), "address": "+14155550102", "type": "sms"}
NUMBERS = "/2010-04-01/Accounts/AC{}/IncomingPhoneNumbers.json?Page=1".format("a" * 32)
NUMBER = {"sid": sid("PN", 1), "phone_number": "+14155550101", "friendly_name": "One"}


def body(**changes):
    """A good page of addresses, changed at the top."""
    return {**page(KEY, ONE)[1], **changes}


def meta(**changes):
    return body(meta={"key": KEY, "next_page_url": None, **changes})


def without(document, *names):
    return {name: value for name, value in document.items() if name not in names}


def flat(**changes):
    return {"next_page_uri": None, "incoming_phone_numbers": [NUMBER], **changes}


REFUSED = [
    # Not this list
    ({"foo": []}, "no meta that says it is a page of address_configurations; it has 'foo'"),
    ({}, "it has nothing"),
    (page("services")[1], "no meta that says"),
    (without(body(), "meta"), "no meta that says"),
    (body(meta=[]), "no meta that says"),
    (body(meta=None), "no meta that says"),
    (meta(key="foo"), "no meta that says"),
    (without(body(), KEY), "no list address_configurations of objects"),
    (body(**{KEY: None}), "no list address_configurations of objects"),
    (body(**{KEY: {"0": ONE}}), "no list address_configurations of objects"),
    (body(**{KEY: [ONE, "text"]}), "no list address_configurations of objects"),
    (body(**{KEY: [ONE, None]}), "no list address_configurations of objects"),
    # Entries that could not be told from others
    (body(**{KEY: [without(ONE, "sid")]}), "no sid where there must be one"),
    (body(**{KEY: [{**ONE, "sid": 5}]}), "no sid where there must be one, but 5"),
    (body(**{KEY: [{**ONE, "sid": ""}]}), "no sid where there must be one"),
    (body(**{KEY: [without(ONE, "address")]}), "no address where there must be one"),
    (body(**{KEY: [{**ONE, "address": None}]}), "no address where there must be one"),
    (body(**{KEY: [{**ONE, "address": ["+14155550101"]}]}), "no address where there must be one"),
    # Of another form
    (body(**{KEY: [{**ONE, "auto_creation": "text"}]}), "auto_creation of .* is no object"),
    (body(**{KEY: [{**ONE, "auto_creation": {"webhook_filters": "x"}}]}), "webhook_filters of .* is no list"),
    (body(**{KEY: [{**ONE, "auto_creation": {"webhook_filters": ["x", {}]}}]}), "webhook_filters of .* list of words"),
    (body(**{KEY: [{**ONE, "friendly_name": {}}]}), "friendly_name of .* is no str"),
    # Half a list, or one without an end
    (body(meta={"key": KEY}), "does not say whether it is the last one"),
    (meta(next_page_url=5), "does not say whether it is the last one: next_page_url is 5"),
    (meta(next_page_url=["x"]), "does not say whether it is the last one"),
    (meta(next_page_url="https://evil.example/v1/Configuration/Addresses"), "the credentials stay here"),
    (meta(next_page_url=URL.replace("https", "http")), "the credentials stay here"),
    (meta(next_page_url=URL.replace(".com", ".com:8443")), "the credentials stay here"),
    (meta(next_page_url=URL.replace("https://", "https://x@")), "the credentials stay here"),
    (meta(next_page_url=r"https://evil.example\@conversations.twilio.com/v1/"), "the credentials stay here"),
    (meta(next_page_url=URL.replace("Addresses", "Webhooks")), "is no page of /v1/Configuration/Addresses"),
    (meta(next_page_url=URL.replace("v1", "v2")), "is no page of /v1/Configuration/Addresses"),
    (meta(next_page_url=URL.replace("Configuration/", "")), "is no page of /v1/Configuration/Addresses"),
    (meta(next_page_url=URL.replace("conversations.", "api.")), "is no page of /v1/Configuration/Addresses"),
]


@pytest.mark.parametrize(("answer", "says"), REFUSED)
def test_what_is_no_page_of_the_list_is_refused_at_once(answer, says):
    client, script = scripted((200, answer))
    with pytest.raises(BadAnswer, match=f"Could not (list|read) Conversations addresses: .*{says}"):
        read(client, CONVERSATIONS_ADDRESS, [Wish({"address": "a"}), Wish({"address": "b"})])
    assert len(script.sent) == 1


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ({"foo": []}, "no list incoming_phone_numbers of objects; it has 'foo'"),
        ({"available_phone_numbers": [], "next_page_uri": None}, "no list incoming_phone_numbers of objects"),
        (without(flat(), "next_page_uri"), "does not say whether it is the last one"),
        (flat(next_page_uri=5), "does not say whether it is the last one"),
        (flat(next_page_uri=NUMBERS.replace("AC", "AD")), "is no page of"),
        (flat(next_page_uri="//evil.example" + NUMBERS), "is no page of"),
        (flat(incoming_phone_numbers=[without(NUMBER, "phone_number")]), "no phone_number where there must be one"),
        (flat(incoming_phone_numbers=[{**NUMBER, "friendly_name": None}]), "no friendly_name where there must be one"),
    ],
)
def test_nothing_is_bought_on_such_an_answer(answer, says):
    client, script = scripted((200, answer))
    with pytest.raises(BadAnswer, match=says):
        read(client, PHONE_NUMBER, [Wish({"friendly_name": "One"})])
    assert len(script.sent) == 1


@pytest.mark.parametrize(
    ("resource", "answer"),
    [
        (CONVERSATIONS_ADDRESS, {**body(), "news": [1], "meta": {"key": KEY, "next_page_url": None, "total": 3}}),
        (CONVERSATIONS_ADDRESS, body(**{KEY: [{**ONE, "news": {"a": 1}}]})),
        (PHONE_NUMBER, flat(news=[], account_sid="AC1", num_pages=1)),
        (PHONE_NUMBER, flat(incoming_phone_numbers=[{**NUMBER, "news": 1}])),
    ],
)
def test_what_is_new_is_no_reason_to_fail(resource, answer):
    client, _script = scripted((200, answer))
    assert [live["sid"][2:] for live in read(client, resource, [Wish({}), Wish({})])] == [sid("", 1)]


def test_a_page_may_be_empty_and_the_list_go_on():
    pages = [page(KEY, following=URL.replace("PT1", f"PT{at}")) for at in range(5)]
    client, _script = scripted(*pages, page(KEY, ONE))
    assert len(read(client, CONVERSATIONS_ADDRESS, [])) == 1


@pytest.mark.parametrize(
    ("pages", "requests"),
    [
        ([page(KEY, following=URL.replace("PT1", f"PT{at}")) for at in range(99)], listing.MOST_EMPTY_PAGES + 1),
        ([page(KEY, ONE, following=URL.replace("PT1", f"PT{at}")) for at in range(99)], 2),
        ([page(KEY, ONE, following=URL), page(KEY, TWO, following=URL)], 2),
        ([page(KEY, ONE, following=URL), page(KEY, ONE)], 2),
        (
            [
                page(KEY, {**ONE, "friendly_name": str(at)}, following=URL.replace("PT1", f"PT{at}"))
                for at in range(listing.MOST_PAGES + 9)
            ],
            listing.MOST_PAGES + 1,
        ),
        (
            [
                page(KEY, {**ONE, "friendly_name": f"{at}{70_000 * 'x'}"}, following=URL.replace("PT1", f"PT{at}"))
                for at in range(11)
            ],
            10,
        ),
    ],
    ids=["empty", "the same entries", "the same link", "the same at the end", "too many", "too long"],
)
def test_a_list_without_an_end_ends(monkeypatch, pages, requests):
    monkeypatch.setattr(listing, "MOST_BYTES", 640_000)
    client, script = scripted(*pages)
    with pytest.raises(BadAnswer, match="the list does not end"):
        read(client, CONVERSATIONS_ADDRESS, [])
    assert len(script.sent) == requests


def test_twilio_may_put_the_sid_in_the_place_of_a_name():
    client, script = scripted(
        page(
            "webhooks",
            {"sid": sid("WH", 1)},
            following=f"https://conversations.twilio.com/v1/Conversations/{sid('CH', 1)}/Webhooks?Page=1",
        ),
        page("webhooks", {"sid": sid("WH", 2)}),
    )
    found = client.pages("list them", client.sdk.conversations.v1.conversations("order%204711").webhooks, 5)
    assert len(found) == len(script.sent) == 2
    elsewhere = f"https://conversations.twilio.com/v1/Conversations/{sid('CH', 2)}/Webhooks?Page=1"
    client, script = scripted(page("webhooks", {"sid": sid("WH", 1)}, following=elsewhere))
    with pytest.raises(BadAnswer, match="is no page of"):
        client.pages("list them", client.sdk.conversations.v1.conversations(sid("CH", 1)).webhooks, 5)


@pytest.mark.parametrize(
    ("wish", "answer", "says"),
    [
        ({"address": "+14155550101"}, TWO, "asked for address .*0101, Twilio answered with .*0102"),
        ({"sid": sid("IG", 1)}, TWO, "asked for sid"),
        ({"address": "+14155550101"}, without(ONE, "address"), "asked for address .*, Twilio answered with None"),
        ({"address": "+14155550101"}, without(ONE, "sid"), "no sid"),
        ({"address": "+14155550101"}, {"foo": []}, "says nothing of what was asked"),
        ({"address": "+14155550101"}, {}, "says nothing of what was asked"),
    ],
)
def test_an_answer_about_something_else_is_none(wish, answer, says):
    client, _script = scripted((200, answer))
    with pytest.raises(BadAnswer, match=f"Could not read Conversations address(es)?.*: .*{says}"):
        read(client, CONVERSATIONS_ADDRESS, [Wish(wish)])


def test_a_single_thing_that_says_nothing_is_not_taken_for_a_blank_one():
    client, _script = scripted((200, {"foo": []}))
    with pytest.raises(BadAnswer, match="says nothing of what was asked"):
        read(client, CONVERSATIONS_WEBHOOK.within(("",)), [Wish({})])


@pytest.mark.parametrize("answer", [{}, {"foo": []}, without(ONE, "sid"), {**ONE, "date_created": {"x": 1}, "sid": []}])
def test_a_creation_that_is_answered_by_nonsense_may_have_happened(answer):
    client, _script = scripted((201, answer))
    with pytest.raises(LostAnswer, match="Could not make it"):
        client.create("make it", client.sdk.conversations.v1.address_configurations, {"type": "sms", "address": "a"})


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"sid": NaN}', '{"sid": ' + "9" * 5000 + "}", '{"a": 1}{"b": 2}', "\ufeff{}", '{"a": "\x01"}'],
)
def test_what_only_looks_like_json(text):
    client, script = scripted(*[(200, text)] * 3)
    with pytest.raises(BadAnswer, match="is not a JSON object"):
        client.fetch("read it", client.sdk.conversations.v1.configuration())
    assert len(script.sent) == 3


def test_a_refusal_of_any_length_and_form_is_told_in_short():
    for answer in (
        {"message": "x" * 9_000_000, "more_info": "y" * 9_000_000, "details": {"z": "z" * 9_000_000}, "code": "21"},
        {"message": {"a": [1]}, "detail": 5, "more_info": ["x"], "code": [20001], "errors": "text"},
        "[" * 100_000,
    ):
        client, _script = scripted((400, answer))
        with pytest.raises(Exception, match="HTTP 400") as raised:
            client.fetch("read it", client.sdk.conversations.v1.configuration())
        assert len(str(raised.value)) < 10_000


def test_lists_are_called_what_twilio_calls_them():
    for path in CONTRACT.glob("*.json"):
        for operation in json.loads(path.read_text())["operations"]:
            # Countries where numbers are on offer: nobody asks for that.
            if operation.get("items") and not operation["route"].endswith("/AvailablePhoneNumbers.json"):
                assert name_of(operation["route"].split("/")) == operation["items"], operation["route"]
