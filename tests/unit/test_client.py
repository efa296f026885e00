# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport: what is sent where, what is sent again, and what an answer becomes."""

from __future__ import annotations

import pytest
import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

from ansible_collections.flexops.twilio.plugins.module_utils.errors import (
    BadAnswer,
    Conflict,
    Denied,
    LostAnswer,
    NotFound,
    TwilioError,
    Unreachable,
)

from .wire import error, page, scripted

HOST = "https://conversations.twilio.com/v1/Configuration/Addresses"
ADDRESS = {"sid": "IG" + "1" * 32, "address": "+14155550123", "date_created": "2026-03-24T21:05:50Z"}
BUSY = error(429, 20429)
CUT = requests.ConnectionError(ConnectionResetError("cut"))
SLOW = requests.ReadTimeout("slow")
REFUSED = requests.ConnectionError(MaxRetryError(None, "/", NewConnectionError(None, "refused")))


def addresses(client):
    return client.sdk.conversations.v1.address_configurations


def read(client):
    return client.fetch("fetch it", addresses(client)("IG1"))


def create(client):
    return client.create("create it", addresses(client), {"type": "sms", "address": "+14155550123"})


def update(client):
    return client.update("update it", addresses(client)("IG1"), {"friendly_name": ""})


def delete(client):
    return client.delete("delete it", addresses(client)("IG1"))


def test_an_answer_is_a_dictionary_in_twilio_s_names():
    client, script = scripted(
        (200, {**ADDRESS, "links": {"a": "b"}, "url": "u", "auto_creation": {"binding_name": None}})
    )
    assert read(client) == {
        **ADDRESS,
        "account_sid": None,
        "type": None,
        "friendly_name": None,
        "auto_creation": {"binding_name": None},
        "date_updated": None,
        "address_country": None,
    }
    assert script.sent[0][:2] == ("GET", f"{HOST}/IG1")
    assert script.sent[0][2]["auth"][1] == "token"
    assert script.sent[0][2]["timeout"] == (10, 31)
    assert script.sent[0][2]["allow_redirects"] is False


def test_old_dates_come_as_new_ones():
    client, _script = scripted((200, {"sid": "PN1", "date_created": "Thu, 30 Jul 2015 23:19:04 +0000"}))
    number = client.fetch("fetch it", client.sdk.api.v2010.account.incoming_phone_numbers("PN1"))
    assert number["date_created"] == "2015-07-30T23:19:04Z"


def test_the_auth_token_of_an_account_is_never_handed_on():
    client, _script = scripted((200, {"sid": "AC1", "auth_token": "hush"}))
    assert "hush" not in str(client.fetch("fetch it", client.sdk.api.v2010.accounts("AC1")))


def test_one_base_url_for_every_host():
    client, script = scripted((200, ADDRESS), (200, {"sid": "PN1"}), api_endpoint="http://127.0.0.1:8088")
    read(client)
    client.fetch("fetch it", client.sdk.api.v2010.account.incoming_phone_numbers("PN1"))
    assert script.sent[0][1] == "http://127.0.0.1:8088/conversations/v1/Configuration/Addresses/IG1"
    assert script.sent[1][1].startswith("http://127.0.0.1:8088/api/2010-04-01/Accounts/AC")


def test_region_and_edge_are_part_of_the_host():
    client, script = scripted((200, ADDRESS), region="ie1", edge="dublin")
    read(client)
    assert script.sent[0][1].startswith("https://conversations.dublin.ie1.twilio.com/v1/")


def test_pages_are_followed_to_the_end():
    second = f"{HOST}?PageSize=50&Page=1&PageToken=PT1"
    client, script = scripted(
        page("address_configurations", ADDRESS, following=second),
        page("address_configurations", {"sid": "IG2"}),
        api_endpoint="http://127.0.0.1:8088",
    )
    assert [item["sid"] for item in client.pages("list them", addresses(client), 50)] == [ADDRESS["sid"], "IG2"]
    assert script.sent[0][2]["params"] == {"PageSize": 50}
    assert script.sent[1][1].endswith("/conversations/v1/Configuration/Addresses?PageSize=50&Page=1&PageToken=PT1")


def test_a_page_that_comes_twice_ends_the_reading():
    again = page("address_configurations", ADDRESS, following=f"{HOST}?PageToken=PT1")
    client, script = scripted(again, again, again)
    with pytest.raises(BadAnswer, match="does not end"):
        client.pages("list them", addresses(client), 50)
    assert len(script.sent) == 2


def test_credentials_never_go_to_another_host():
    client, script = scripted(page("address_configurations", following="https://twilio.com.evil.example/v1/X"))
    with pytest.raises(BadAnswer, match="credentials stay here"):
        client.pages("list them", addresses(client), 50)
    assert len(script.sent) == 1


@pytest.mark.parametrize(
    ("status", "kind"), [(400, TwilioError), (401, Denied), (403, Denied), (404, NotFound), (409, Conflict)]
)
@pytest.mark.parametrize("act", [read, create, update, lambda client: client.pages("list it", addresses(client), 50)])
def test_an_error_becomes_its_kind_whatever_was_called(status, kind, act):
    client, script = scripted(error(status, 20001, "Nope", **{"Twilio-Request-Id": "RQ1"}))
    with pytest.raises(kind) as raised:
        act(client)
    assert raised.value.__class__ is kind
    assert len(script.sent) == 1
    said = str(raised.value)
    assert said.startswith("Could not ")
    for part in ("Nope", f"HTTP {status}", "Twilio error 20001", "https://www.twilio.com/docs/errors/20001", "RQ1"):
        assert part in said


def test_the_newer_error_form_is_understood():
    body = {
        "type": "https://twilio.com/p",
        "title": "Bad",
        "status": 400,
        "code": 7,
        "detail": "why",
        "errors": [{"pointer": "/a"}],
    }
    client, _script = scripted((400, body))
    with pytest.raises(TwilioError, match="Bad: why") as raised:
        read(client)
    assert (raised.value.code, raised.value.details) == (7, [{"pointer": "/a"}])


def test_wrong_credentials_say_whose_and_where_they_came_from():
    client, _script = scripted(error(401, 20003, "Authenticate"))
    with pytest.raises(Denied) as raised:
        read(client)
    assert "credentials of account AC" in str(raised.value)
    assert "auth_token from the option auth_token" in str(raised.value)


@pytest.mark.parametrize("body", ["<html>Proxy</html>", "", '"text"', "[1]", '{"a": '])
def test_an_answer_that_is_no_json_object(body):
    client, script = scripted(*[(200, body)] * 3)
    with pytest.raises(BadAnswer, match="is not a JSON object"):
        read(client)
    assert len(script.sent) == 3


def test_a_redirect_is_not_followed():
    client, script = scripted((301, "", {"Location": "https://elsewhere.example"}))
    with pytest.raises(
        TwilioError, match=r"redirected to https://elsewhere\.example, where the credentials are not sent"
    ):
        read(client)
    assert len(script.sent) == 1


def test_an_error_page_of_a_proxy_is_shown_in_one_line():
    client, _script = scripted((407, "<html>\n<title>Proxy   says no</title>\n" + "x" * 5000))
    with pytest.raises(TwilioError, match="Proxy says no") as raised:
        read(client)
    assert len(str(raised.value)) < 300


@pytest.mark.parametrize("body", [{"meta": {}}, {"meta": {"key": "x"}}, {"a": [], "b": []}])
def test_a_page_without_its_list(body):
    client, _script = scripted((200, body))
    with pytest.raises(BadAnswer, match="Could not list them: the answer has no"):
        client.pages("list them", addresses(client), 50)


def test_check_mode_refuses_to_write():
    for act in (create, update, delete):
        client, script = scripted((200, ADDRESS), check=True)
        with pytest.raises(AssertionError, match="check mode must not write"):
            act(client)
        assert script.sent == []
    client, _script = scripted((200, ADDRESS), check=True)
    assert read(client)["sid"] == ADDRESS["sid"]


def test_what_is_gone_is_deleted():
    client, _script = scripted(error(404, 20404))
    delete(client)


@pytest.mark.parametrize("act", [read, create, update, delete])
def test_a_refusal_for_haste_is_sent_again_whatever_it_was(act):
    client, script = scripted(BUSY, BUSY, (204, "") if act is delete else (200, ADDRESS))
    act(client)
    assert len(script.sent) == 3
    assert client.transport.counters()["retries"] == 2
    assert client.transport.counters()["waited"] == round(sum(client.clock.slept), 1) > 0


def test_retry_after_is_honoured():
    client, _script = scripted(error(429, 20429, **{"Retry-After": "7"}), (200, ADDRESS))
    read(client)
    assert sum(client.clock.slept) == 7


@pytest.mark.parametrize("value", ["soon", "", "-1"])
def test_a_strange_retry_after_is_no_reason_to_fail(value):
    client, script = scripted(error(429, 20429, **{"Retry-After": value}), (200, ADDRESS))
    read(client)
    assert len(script.sent) == 2


def test_haste_halves_the_speed_for_everybody_and_success_brings_it_back():
    client, _script = scripted(BUSY, BUSY, *[(200, ADDRESS)] * 60)
    read(client)
    assert 2 <= client.transport.limiter.limit < 4
    for _time in range(59):
        read(client)
    assert client.transport.limiter.limit == 8


@pytest.mark.parametrize("failure", [error(503), error(500), CUT, SLOW])
@pytest.mark.parametrize("act", [read, update, delete])
def test_what_may_be_repeated_is(act, failure):
    client, script = scripted(failure, (204, "") if act is delete else (200, ADDRESS))
    act(client)
    assert len(script.sent) == 2


@pytest.mark.parametrize("failure", [error(503), error(500), CUT, SLOW])
def test_a_create_whose_outcome_is_unknown_is_not(failure):
    client, script = scripted(failure)
    with pytest.raises(LostAnswer, match="Could not create it"):
        create(client)
    assert len(script.sent) == 1


def test_a_create_answered_by_rubbish_may_have_happened():
    client, _script = scripted((201, "<html>"))
    with pytest.raises(LostAnswer):
        create(client)


@pytest.mark.parametrize("act", [read, create])
def test_an_unreachable_endpoint_is_given_up_soon_and_named(act):
    client, script = scripted(*[REFUSED] * 3, api_endpoint="http://127.0.0.1:1")
    with pytest.raises(Unreachable, match=r"http://127.0.0.1:1 \(from api_endpoint\) cannot be reached"):
        act(client)
    assert len(script.sent) == 3


def test_five_tries_are_enough():
    client, script = scripted(*[error(503)] * 9)
    with pytest.raises(TwilioError, match="given up after 5 tries"):
        read(client)
    assert len(script.sent) == 5


def test_without_any_success_the_budget_ends_it():
    client, _script = scripted(*[BUSY] * 500, retry_budget=60)
    with pytest.raises(TwilioError, match="given up"):
        read(client)
    assert sum(client.clock.slept) <= 60
    with pytest.raises(TwilioError, match="given up"):
        read(client)
    assert sum(client.clock.slept) <= 60, "the next request does not begin the waiting anew"


def test_blank_is_sent_and_what_is_not_given_is_not():
    client, script = scripted((200, ADDRESS))
    update(client)
    assert script.form() == {"FriendlyName": ""}


def test_the_environment_of_the_process_is_not_consulted(monkeypatch):
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    client, script = scripted((200, ADDRESS))
    read(client)
    assert script.sent[0][1].startswith("https://conversations.twilio.com/")


@pytest.mark.parametrize("status", [404, 409])
@pytest.mark.parametrize("page", ["<html><h1>Not here</h1></html>", "", '{"code": 20404, "mess'])
def test_a_proxys_page_does_not_say_what_there_is(status, page):
    client, script = scripted(*[(status, page)] * 3)
    with pytest.raises(BadAnswer, match=r"the answer is (not Twilio|empty)"):
        client.delete("delete it", client.sdk.conversations.v1.conversations("CH" + "1" * 32))
    assert script.verbs == ["DELETE"] * 3
