# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module, with one answer spoiled: a clear error in bounded time, and nothing written on half an answer."""

from __future__ import annotations

import io
import json
from copy import deepcopy
from functools import cache
from unittest import mock

import requests
from hypothesis import event, given, settings, strategies as st

from ansible_collections.flexops.twilio.plugins.module_utils import listing
from ansible_collections.flexops.twilio.tests.in_process import InProcess

from .every_module import ACCOUNT, MODULES, arguments

JUNK = (None, 5, True, "text", [], {}, [[]], {"x": [1]}, ["text"], "\ud800", "\x00")

WHOLE = {
    "empty": "",
    "words": "upstream request timeout",
    "html": "<html><body><h1>502 Bad Gateway</h1></body></html>",
    "null": "null",
    "list": "[]",
    "number": "17",
    "nothing": "{}",
    "another list": '{"foo": []}',
    "not a number": '{"sid": NaN}',
    "deep": "[" * 100_000,
    "long": '{"foo": "' + 10_000_000 * "x" + '"}',
}
"""Texts in the place of an answer."""

BROKEN_OFF = "broken off"
UNREADABLE = (BROKEN_OFF, "empty", "words", "html", "null", "list", "number", "not a number", "deep")
ENDLESS, AGAIN, ELSEWHERE = "endless", "again", "elsewhere"

CALLS = [(module, options) for module in MODULES for options in arguments(module)]


def paths(value, path=()):
    """Where something stands in a body."""
    yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from paths(part, (*path, key))


class Spoiler:
    """Spoils the answer number `at` of what an account answers; an endless list from there on."""

    def __init__(self, world, at, how, where, junk):
        self.world, self.at, self.how, self.where, self.junk = world, at, how, where, junk
        self.count = self.request = 0
        # Who sets no limit may buy without knowing the price.
        self.optional = False
        self.spoiled = self.last = None

    def __call__(self, prepared):
        answer = self.real(prepared)
        self.count += 1
        if self.count - 1 < self.at or (self.spoiled is not None and self.how != ENDLESS):
            return answer
        text = self.text(answer.text)
        if text is None or answer.status_code >= 300:
            return answer
        if self.spoiled is None:
            self.optional = "/pricing/" in prepared.url
            self.spoiled, self.request = prepared.method, len(self.world.journal())
        changed = requests.Response()
        changed.status_code, changed.headers = answer.status_code, answer.headers
        changed.raw = io.BytesIO(text.encode("utf-8", "surrogatepass"))
        return changed

    def text(self, text):
        """The text as it goes out; None where there is nothing to spoil in this way."""
        if self.how in WHOLE:
            return WHOLE[self.how]
        if self.how == BROKEN_OFF:
            return text[: len(text) // 2]
        body = json.loads(text) if text else {}
        if self.how in (ENDLESS, AGAIN, ELSEWHERE):
            return self.paged(body)
        every = list(paths(body))
        *parents, last = [None, *every[self.where % len(every)]]
        if last is None:
            return json.dumps(self.junk)
        # Deeper down it is not what tells one thing from another.
        self.last = last if (len(parents) in (1, 2) and parents[1:2] in ([], ["meta"])) or len(parents) == 3 else None
        place = body
        for key in parents[1:]:
            place = place[key]
        if self.how == "gone" and isinstance(place, dict):
            del place[last]
        else:
            place[last] = deepcopy(self.junk)
        return json.dumps(body)

    def paged(self, body):
        old = "next_page_uri" in body
        meta = body if old else body.get("meta")
        if not meta or (self.how == AGAIN and [] in body.values()):
            return None
        own = meta["uri"] if old else meta["url"]
        link = {ENDLESS: f"{own}&PageToken=PT{self.count}", AGAIN: own, ELSEWHERE: own.replace("?", "/More?")}[self.how]
        meta["next_page_uri" if old else "next_page_url"] = link
        return json.dumps(body)

    def run(self, module, options):
        self.real = self.world.send
        with mock.patch.object(self.world, "send", self), mock.patch.object(listing, "MOST_PAGES", 30):
            return self.world.run(module, **options)


WORLD = InProcess()


def fresh():
    """The account as it is made; reading Twilio's contract anew each time would take most of the time."""
    WORLD.emulator.reset()
    WORLD.seed(ACCOUNT)
    return WORLD


@cache
def good(at):
    """What becomes of a call when nothing is spoiled."""
    module, options = CALLS[at]
    result = fresh().run(module, **options)
    return result["changed"], result["api"]["requests"]


def hopeless(spoiler, last):
    """Whether nobody could make anything of what was answered to a read, however often it is read."""
    pages = (ENDLESS, AGAIN, ELSEWHERE)
    vital = spoiler.how == "gone" and last in ("meta", "key", "sid", "next_page_url", "next_page_uri")
    return spoiler.how in (*pages, "nothing", "another list", "long") or vital


spoiling = st.sampled_from([*["gone", "other"] * 8, BROKEN_OFF, ENDLESS, AGAIN, ELSEWHERE, *WHOLE])


@settings(derandomize=True, max_examples=600, deadline=None)
@given(
    at=st.integers(0, len(CALLS) - 1),
    answer=st.integers(0, 11),
    how=spoiling,
    where=st.integers(0, 400),
    junk=st.sampled_from(JUNK),
)
def test_one_spoiled_answer(at, answer, how, where, junk):
    changes, requests_needed = good(at)
    module, options = CALLS[at]
    world = fresh()
    spoiler = Spoiler(world, answer % requests_needed, how, where, junk)
    result = spoiler.run(module, options)
    event(f"{how} {'failed' if result.get('failed') else 'went well'}")
    json.dumps(result)
    assert "exception" not in result
    assert set(result["api"]) == {"requests", "writes", "retries", "waited"}
    assert result["api"]["requests"] == len(world.journal()) < 100
    if result.get("failed"):
        assert result["msg"].strip()
        assert "Traceback" not in result["msg"]
        assert len(result["msg"]) < 5000
    if spoiler.spoiled != "GET":
        return
    before = [entry for entry in world.journal(writes=True) if entry["n"] <= spoiler.request]
    after = [entry for entry in world.journal(writes=True, since=spoiler.request) if "Validate" not in entry["path"]]
    if how in UNREADABLE:
        assert not result.get("failed"), "it is read again"
        assert result["changed"] == changes
    elif hopeless(spoiler, spoiler.last) and not spoiler.optional:
        assert result.get("failed")
        # Of many that are planned already, each is decided by reads of its own.
        assert before or not after or "results" in result, "nothing is decided on it"


def test_the_catalogue_reaches_every_answer_form():
    assert {good(at)[0] for at in range(len(CALLS))} == {True, False}
    assert max(good(at)[1] for at in range(len(CALLS))) > 10
