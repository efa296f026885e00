# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module with every kind of secret, whatever comes of it: no answer and no line in the system's log has one.

In this process, so that it is all of them; what only real processes can give away is in test_runs.py.
"""

from __future__ import annotations

import io
import json
from base64 import b64encode
from typing import Any
from unittest import mock

import pytest
import requests
from ansible.module_utils import basic

from ansible_collections.flexops.twilio.tests.faults.every_module import MODULES, arguments
from ansible_collections.flexops.twilio.tests.in_process import InProcess

from .marks import Marks, marked
from .places import ECHOES, KEY_SID, account, echo

JSON = dict[str, Any]

CALLS = [pytest.param(name, at, id=f"{name}-{at}") for name in MODULES for at in range(len(arguments(name)))]

# Given, but never sent: the webhook that goes has no such URL, so there is nothing to do.
NOT_SENT = {"conversation_webhook[2].configuration.url"}


class Place(InProcess):
    """An account full of secrets. Knows everything that was sent, and repeats it where it shall."""

    def __init__(self) -> None:
        super().__init__()
        self.marks = Marks()
        self.seed(account(self.marks))
        self.before = self.emulator.world.dump()
        self.key = {"auth_token": None, "api_key": KEY_SID, "api_secret": self.marks.token("api_secret")}
        self.sent: list[str] = []
        self.echoes = ""
        self.logged: list[str] = []

    def begin(self, echoes: str = "") -> None:
        """Have the account as it was."""
        self.emulator.world.load(self.before)
        self.emulator.faults.clear()
        self.echoes = echoes

    def send(self, prepared: requests.PreparedRequest) -> requests.Response:
        body = prepared.body or b""
        content = body if isinstance(body, str) else body.decode(errors="replace")
        self.sent.append(content)
        if not self.echoes or (prepared.method == "GET" and not self.echoes.startswith("all ")):
            return super().send(prepared)
        head = "\n".join(f"{name}: {value}" for name, value in prepared.headers.items())
        answer = requests.Response()
        said = f"{content} {prepared.method} {prepared.url} {head}"
        answer.status_code, kind, text = echo(self.echoes.removeprefix("all "), said)
        answer.headers["Content-Type"] = kind
        answer.raw, answer.encoding, answer.request = io.BytesIO(text.encode()), "utf-8", prepared
        answer.url = prepared.url or ""
        return answer

    def look(self, module: str, options: JSON, **more: Any) -> JSON:
        """Run a module and look for secrets in what it prints and logs."""
        self.logged.clear()
        with (
            mock.patch.object(basic, "has_journal", False),
            mock.patch.object(basic.syslog, "syslog", lambda _priority, text: self.logged.append(text)),
        ):
            result = self.run(module, **options, **more)
        assert self.marks.found(json.dumps(result)) == set(), result
        assert self.marks.found("\n".join(self.logged)) == set(), self.logged
        return result


@pytest.fixture(scope="module")
def place():
    return Place()


@pytest.mark.parametrize(("module", "at"), CALLS)
def test_no_answer_has_a_secret(place, module, at):
    name = f"{module}[{at}]"
    options = marked(arguments(module)[at], place.marks, name)
    place.begin()
    place.look(module, options, check=True)
    place.sent.clear()
    done = place.look(module, options)
    assert not done.get("failed"), done
    given = {one for one in place.marks.names if one.startswith(f"{name}.")}
    arrived = place.marks.found("\n".join(place.sent))
    assert given - arrived <= NOT_SENT, "who gives away nothing of what was never sent has shown nothing"
    assert not place.look(module, options)["changed"]
    place.begin()
    place.look(module, {**options, **place.key})
    place.begin()
    refused = place.look(module, {**options, "auth_token": place.marks.token("wrong_token")})
    assert refused["failed"]
    which = "all " if module.endswith("_info") else ""
    for kind in (*(which + kind for kind in ECHOES), "all page"):
        place.begin(kind)
        place.look(module, options)
    for kind in ("truncated_json", "not_json"):
        place.begin()
        place.emulator.faults.add([{"kind": kind}], 1)
        place.look(module, options)
    assert place.marks.found(json.dumps(place.emulator.journal.entries)) == set()
    assert place.marks.found(json.dumps(place.emulator.faults.dump())) == set()
    place.emulator.journal.clear(None)


@pytest.mark.parametrize(("module", "at"), CALLS)
def test_no_mistake_of_the_user_gives_a_secret_away(place, module, at):
    options = marked(arguments(module)[at], place.marks, f"{module}[{at}]")
    place.begin()
    for mistake in mistakes(options):
        place.look(module, mistake)
        if "aggregate" not in mistake:
            place.look(module, {"aggregate": [mistake]})


def mistakes(options: JSON) -> list[JSON]:
    """Return the options with one mistake each: in a value, in its type, in its place."""
    url = next((one for one in strings_in(options) if "://" in one), "https://nobody@a.example")
    found = [spoiled(options, "://", "://a blank "), spoiled(options, "://", "//"), spoiled(options, "https", "gopher")]
    found += [{**options, name: url} for name in ("state", "timeout", "aggregate", "nonsense", "region")]
    found += [{**options, name: {"inside": [url]}} for name in options]
    found += [{**options, name: json.dumps(value)[:-1]} for name, value in options.items()]
    return [*found, {**options, "api_endpoint": "http://bot:" + url.split("@")[0].split(":")[-1] + "@a.example"}]


def strings_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for each in inside for one in strings_in(each)]


def spoiled(value: Any, old: str, new: str) -> Any:
    """Return options with something else in every text."""
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, dict):
        return {name: spoiled(each, old, new) for name, each in value.items()}
    return [spoiled(each, old, new) for each in value] if isinstance(value, list) else value


def test_what_is_looked_for_would_be_found():
    marks = Marks()
    token, value = marks.token("token"), marks.value("value")
    for text in (token, token[:12], token[-12:], json.dumps(json.dumps(value)), repr(value)):
        assert len(marks.found(f"x{text}y")) == 1
    for before in range(3):
        assert marks.found(b64encode(f"{'x' * before}:{token}:".encode()).decode()) == {"token"}
    assert marks.found("nothing of the kind") == set()
