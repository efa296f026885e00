# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README: its examples work as written, and it is complete."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from ansible_collections.flexops.twilio.emulator.twilio_emulator.control import Control
from ansible_collections.flexops.twilio.emulator.twilio_emulator.faults import KINDS
from ansible_collections.flexops.twilio.emulator.twilio_emulator.switches import SWITCHES
from ansible_collections.flexops.twilio.tests.emulator.support import Running

README = (Path(__file__).resolve().parents[2] / "emulator" / "README.md").read_text(encoding="utf-8")


def run(emulator: Running, words: list[str], folder: Path) -> requests.Response:
    """Do what curl does with the few options that the README uses."""
    method, url, user, form, file = "", "", None, [], None
    rest = iter(words[1:])
    for word in rest:
        if word == "-X":
            method = next(rest)
        elif word == "-u":
            name, _colon, secret = next(rest).partition(":")
            user = (name, secret)
        elif word == "-o":
            file = folder / next(rest)
        elif word == "-d":
            form.append(next(rest))
        elif word == "--data-urlencode":
            name, _equals, value = next(rest).partition("=")
            form.append(f"{name}={quote(value)}")
        elif word != "-s":
            url = word.replace("http://127.0.0.1:8088", emulator.url)
    body = "&".join((folder / one[1:]).read_text(encoding="utf-8") if one[0] == "@" else one for one in form)
    answer = emulator.session.request(method or ("POST" if form else "GET"), url, data=body, auth=user, timeout=30)
    if file:
        file.write_text(answer.text, encoding="utf-8")
    return answer


def test_every_example_works_as_written(emulator: Running, tmp_path: Path) -> None:
    emulator.control("POST", "reset")
    commands = []
    for block in re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL):
        commands += [shlex.split(command) for command in re.split(r"^(?=curl )", block, flags=re.MULTILINE) if command]
    assert len(commands) > 12
    for words in commands:
        answer = run(emulator, words, tmp_path)
        assert answer.status_code in (200, 201), (words, answer.text)


def test_every_switch_is_listed_with_its_default_first() -> None:
    for name, switch in SWITCHES.items():
        values = ", ".join(f"`{value}`" for value in switch.values)
        assert f"| `{name}` | {values} |" in README


def test_every_route_and_every_fault_is_listed(emulator: Running) -> None:
    for method, name in Control(emulator.emulator).routes:
        assert f"| `{method} /_emulator/{name}` |" in README
    for kind in KINDS:
        assert f"| `{kind}` |" in README


@pytest.mark.parametrize("option", ["--port", "--port-file", "--pid-file", "--log-file", "--seed", "--sids"])
def test_every_option_is_listed(option: str) -> None:
    assert re.search(rf"^\| `{option} [A-Z]+` \|", README, re.MULTILINE)
