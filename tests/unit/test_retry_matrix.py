# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of request, with every kind of fault, once, twice and for ever: how often it is sent, how long that takes,
and what is said in the end.
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate
from http.client import RemoteDisconnected
from typing import Any

import pytest
import requests
from urllib3.exceptions import ConnectTimeoutError, MaxRetryError, NewConnectionError, ProtocolError

from ansible_collections.flexops.twilio.plugins.module_utils.client import Client
from ansible_collections.flexops.twilio.plugins.module_utils.errors import (
    BadAnswer,
    Busy,
    Interrupted,
    LostAnswer,
    NotFound,
    ServerFailed,
    Unreachable,
    Unreadable,
)
from ansible_collections.flexops.twilio.plugins.module_utils.transport import without_passwords

from .wire import error, page, scripted

BUDGET = 120
ADDRESS = {"sid": "IG1", "address": "+14155550123"}
NEXT = "https://conversations.twilio.com/v1/Configuration/Addresses?PageSize=50&Page=1&PageToken=PT1"


def addresses(client):
    return client.sdk.conversations.v1.address_configurations


def listing(client):
    return client.pages("do it", addresses(client), 50)


@dataclass
class Verb:
    """act: makes the request. well: what answers it. first: what is answered before it comes to that."""

    act: Callable[[Any], Any]
    well: tuple
    first: tuple = ()
    creates: bool = False


VERBS = {
    "list": Verb(listing, page("address_configurations", ADDRESS)),
    "second page": Verb(
        listing,
        page("address_configurations", {"sid": "IG2"}),
        (page("address_configurations", ADDRESS, following=NEXT),),
    ),
    "fetch": Verb(lambda c: c.fetch("do it", addresses(c)("IG1")), (200, ADDRESS)),
    "create": Verb(
        lambda c: c.create("do it", addresses(c), {"type": "sms", "address": "+1"}),
        (201, ADDRESS),
        creates=True,
    ),
    "update": Verb(lambda c: c.update("do it", addresses(c)("IG1"), {"friendly_name": ""}), (200, ADDRESS)),
    "validate": Verb(
        lambda c: c.validate("do it", lambda: c.sdk.studio.v2.flow_validate.update("a", "draft", {})),
        (200, {"valid": True}),
    ),
    "upload": Verb(
        lambda c: c.upload("do it", "https://serverless-upload.twilio.com/v1/X", {"Path": "/a"}, ("a", b"b", "text/x")),
        (201, {"sid": "ZN1"}),
        creates=True,
    ),
    "delete": Verb(lambda c: c.delete("do it", addresses(c)("IG1")), (204, "")),
    "singleton": Verb(
        lambda c: c.update("do it", c.sdk.conversations.v1.configuration(), {"default_closed_timer": "P1D"}),
        (200, {"account_sid": "AC1"}),
    ),
}


@dataclass
class Fault:
    """answer: what comes instead of the good one; says: what the error has to say in the end.

    most: how often it is sent at the most; None where only the budget ends it. doubtful: whether it may have happened.
    pause: at least so many seconds each time.
    """

    answer: Callable[[], Any]
    kind: type
    most: int | None
    doubtful: bool
    says: str
    pause: float = 0


def busy(**headers):
    return error(429, 20429, "Too Many Requests", **headers)


def broken(*causes):
    """What the HTTP library raises, which packs one error into the other."""
    return requests.ConnectionError(*causes)


def in_seconds(seconds):
    return formatdate(time.time() + seconds, usegmt=True)


RESET = ("Connection aborted.", ConnectionResetError(104, "Connection reset by peer"))
GONE = ("Connection aborted.", RemoteDisconnected("Remote end closed connection without response"))
FAULTS = {
    "429": Fault(busy, Busy, None, False, "Too Many Requests"),
    "429 in seconds": Fault(lambda: busy(**{"Retry-After": "7"}), Busy, None, False, "Too Many Requests", 7),
    "429 at a date": Fault(lambda: busy(**{"Retry-After": in_seconds(9.9)}), Busy, None, False, "Too Many", 7),
    "429 unreadable": Fault(lambda: busy(**{"Retry-After": "soon"}), Busy, None, False, "Too Many Requests"),
    "429 for hours": Fault(
        lambda: busy(**{"Retry-After": "7200"}), Busy, 1, False, "asks for 7200 s, of retry_budget 120 s are left"
    ),
    "429 html": Fault(lambda: (429, "<html>slow down"), Busy, None, False, "slow down"),
    "500": Fault(lambda: (500, {"message": "An error occurred", "status": 500}), ServerFailed, 5, True, "HTTP 500"),
    "502 html": Fault(lambda: (502, "<html><h1>Bad Gateway</h1>"), ServerFailed, 5, True, "Bad Gateway"),
    "503": Fault(lambda: error(503), ServerFailed, 5, True, "HTTP 503"),
    "503 in seconds": Fault(lambda: error(503, **{"Retry-After": "7"}), ServerFailed, 5, True, "HTTP 503", 7),
    "refused": Fault(
        lambda: broken(MaxRetryError(None, "/", NewConnectionError(None, "refused"))), Unreachable, 3, False, "refused"
    ),
    "no connection in time": Fault(
        lambda: requests.ConnectTimeout(MaxRetryError(None, "/", ConnectTimeoutError(None, "timed out"))),
        Unreachable,
        3,
        False,
        "timed out",
    ),
    "cut": Fault(lambda: broken(ProtocolError(*RESET)), Interrupted, 5, True, "reset by peer"),
    "no answer": Fault(lambda: broken(ProtocolError(*GONE)), Interrupted, 5, True, "without response"),
    "too slow": Fault(lambda: requests.ReadTimeout("timed out"), Interrupted, 5, True, "timed out"),
    "broken off": Fault(lambda: (200, '{"sid": "IG'), Unreadable, 3, True, "is not a JSON object"),
    "no json": Fault(lambda: (200, "upstream request timeout"), Unreadable, 3, True, "upstream request timeout"),
    "html": Fault(lambda: (200, "<html>Hotel Wi-Fi</html>"), Unreadable, 3, True, "Hotel Wi-Fi"),
    "another list": Fault(lambda: (200, {"foo": []}), BadAnswer, 1, True, "the answer"),
}

CELLS = [
    (verb, fault)
    for verb in VERBS
    for fault in FAULTS
    # Of these two any object is a good answer.
    if not (fault == "another list" and verb in ("delete", "validate"))
]

TIMES = {"once": 1, "twice": 2, "for ever": 400}


@pytest.mark.parametrize("times", TIMES)
@pytest.mark.parametrize(("verb", "fault"), CELLS)
def test_what_becomes_of_it(verb, fault, times):
    act, well, first, creates = (getattr(VERBS[verb], name) for name in ("act", "well", "first", "creates"))
    fault, times = FAULTS[fault], TIMES[times]
    client, script = scripted(*first, *(fault.answer() for _time in range(times)), well, retry_budget=BUDGET)
    lost = creates and fault.doubtful
    most = 1 if lost else fault.most
    fails = (most is not None and times >= most) or times == TIMES["for ever"]
    if fails:
        with pytest.raises(LostAnswer if lost else fault.kind, match=r"^Could not do it: ") as raised:
            act(client)
        assert raised.value.__class__ is (LostAnswer if lost else fault.kind)
        assert fault.says in str(raised.value)
        assert ("given up after" in str(raised.value)) == (most != 1 or "asks for" in fault.says)
        changes = verb in ("update", "delete", "singleton")
        assert ("may have happened all the same" in str(raised.value)) == (changes and fault.doubtful)
        assert raised.value.request.split(" ")[0] in (script.verbs[-1], "")
    else:
        act(client)
    sent, slept = len(script.sent) - len(first), client.clock.slept
    if fails and most is None:
        assert BUDGET - 20 <= sum(slept) <= BUDGET, "it ends with the budget and not long before"
    else:
        assert sent == (most if fails else times + 1)
    assert len(slept) == sent - 1
    for at, pause in enumerate(slept):
        usual = min(20, 0.5 * 2**at)
        assert max(fault.pause, usual / 2) <= pause <= max(fault.pause + 3, usual)
    cost = client.transport.counters()
    assert (cost["requests"], cost["retries"], cost["waited"]) == (len(script.sent), len(slept), round(sum(slept), 1))
    assert cost["writes"] == (sent if verb not in ("list", "second page", "fetch", "validate") else 0)


def test_every_request_of_the_client_is_in_the_matrix():
    public = {name for name, _method in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
    assert public == {"pages", "fetch", "create", "update", "validate", "upload", "delete"}


@pytest.mark.parametrize("budget", [0, 5, 30])
@pytest.mark.parametrize("fault", ["429", "503", "refused", "no json"])
def test_no_pause_goes_beyond_the_budget(budget, fault):
    client, _script = scripted(*(FAULTS[fault].answer() for _time in range(400)), retry_budget=budget)
    with pytest.raises(FAULTS[fault].kind):
        VERBS["fetch"].act(client)
    assert sum(client.clock.slept) <= budget


class Slow:
    """A session whose answers take time. Each is (seconds, answer)."""

    def __init__(self, script, clock, *seconds):
        self.script, self.clock, self.seconds = script, clock, list(seconds)

    def request(self, method, url, **details):
        self.clock.time += self.seconds.pop(0) if self.seconds else 30
        return self.script.request(method, url, **details)


@pytest.mark.parametrize(("verb", "fault"), CELLS)
def test_slow_failures_end_with_the_budget_and_one_timeout(verb, fault):
    answers = [*VERBS[verb].first, *(FAULTS[fault].answer() for _time in range(50))]
    client, script = scripted(*answers, retry_budget=60)
    client.transport.session = Slow(script, client.clock, *[0] * len(VERBS[verb].first))
    with pytest.raises((FAULTS[fault].kind, LostAnswer)):
        VERBS[verb].act(client)
    assert client.clock.now() <= 60 + 30


def test_a_request_that_keeps_failing_ends_although_others_succeed():
    client, script = scripted(*[error(503)] * 2, *[busy()] * 400, retry_budget=50)
    began = client.clock.now()
    sleep = client.clock.sleep

    def others_succeed(seconds):
        sleep(seconds)
        client.transport.last_success = client.clock.now()

    client.clock.sleep = others_succeed
    with pytest.raises(Busy, match="given up after"):
        VERBS["fetch"].act(client)
    assert client.clock.now() - began <= 50
    assert len(script.sent) > 3


def test_a_request_is_not_sent_into_a_pause_that_nobody_waits_out():
    client, script = scripted(busy(**{"Retry-After": "7200"}), (201, ADDRESS))
    with pytest.raises(Busy, match="given up after 1 try"):
        VERBS["fetch"].act(client)
    with pytest.raises(Busy, match=r"it was not sent: .* for longer than retry_budget \(120 s\)"):
        VERBS["create"].act(client)
    assert script.verbs == ["GET"]
    assert client.clock.slept == []


def test_a_refusal_is_a_sign_of_life_as_well():
    client, script = scripted(*[error(404)] * 9, busy(), (200, ADDRESS))
    for _time in range(9):
        client.clock.time += 60
        with pytest.raises(NotFound):
            VERBS["fetch"].act(client)
    VERBS["fetch"].act(client)
    assert len(script.sent) == 11


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Failed to parse: http://me:sesame@proxy:port", "Failed to parse: http://***@proxy:port"),
        ("Failed to parse: //me:ses@me@proxy", "Failed to parse: //***@proxy"),
        ("no route to https://proxy/x", "no route to https://proxy/x"),
    ],
)
def test_no_url_is_shown_with_a_password(text, shown):
    assert without_passwords(text) == shown
