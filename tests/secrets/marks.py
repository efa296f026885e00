# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that are recognised wherever they turn up, whole or in halves, however they are written.

Each is a head and a tail of hexadecimal digits with something between them that URLs, JSON and HTML write differently:
no encoding but Base64 changes the halves, and of Base64 there are three ways, by where the text begins.
"""

from __future__ import annotations

import base64
import re
from hashlib import sha256
from typing import Any

JSON = dict[str, Any]

HALF = 12


class Marks:
    """All secrets of a test, by a name that says where each was given."""

    def __init__(self) -> None:
        self.names: dict[str, str] = {}
        self._halves: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None

    def make(self, name: str, middle: str) -> str:
        """Return the secret of this name; `middle` stands between its halves."""
        digest = sha256(name.encode()).hexdigest()
        head, tail = digest[:HALF], digest[HALF : 2 * HALF]
        self.names[name] = head
        for half in (head, tail):
            for needle in (half, *in_base64(half)):
                self._halves[needle] = name
        self._pattern = None
        return f"{head}{middle}{tail}"

    def token(self, name: str) -> str:
        """Return a secret in the form of Twilio's tokens."""
        return self.make(name, "0f0f0f0f")

    def password(self, name: str) -> str:
        """Return a password as it stands in a URL."""
        return self.make(name, "%26~%C3%A9")

    def value(self, name: str) -> str:
        """Return a secret with every character that somebody has to escape."""
        return self.make(name, " &<\"'\\/é\n")

    def found(self, text: str) -> set[str]:
        """Return the names of the secrets that a text gives away."""
        if self._pattern is None:
            self._pattern = re.compile("|".join(self._halves))
        return {self._halves[needle] for needle in self._pattern.findall(text)}


def in_base64(text: str) -> set[str]:
    """Return what Base64 always makes of a text, wherever in the encoded whole it stands."""
    found = set()
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + text.encode()).decode().rstrip("=")
        # The first characters also hold what stands before, the last ones what comes after.
        found.add(encoded[-(-before * 8 // 6) : (before + len(text)) * 8 // 6])
    return found


def marked(given: Any, marks: Marks, name: str) -> Any:
    """Return arguments or a seed with a secret wherever there can be one.

    In every URL, in every variable of a Function, in every flow's call to a SIP address.
    """
    if isinstance(given, str) and given.startswith("https://"):
        return given.replace("https://", f"https://bot:{marks.password(name)}@", 1)
    if isinstance(given, list):
        return [marked(each, marks, f"{name}[{at}]") for at, each in enumerate(given)]
    if not isinstance(given, dict):
        return given
    changed = {key: marked(value, marks, f"{name}.{key}") for key, value in given.items()}
    if isinstance(given.get("variables"), dict):
        changed["variables"] = {key: marks.value(f"{name}.variables.{key}") for key in given["variables"]}
    if isinstance(given.get("states"), list):
        changed["states"].append(call_to_sip(marks.value(f"{name}.sip_password")))
    return changed


def call_to_sip(password: str) -> JSON:
    """Return a widget that calls a SIP address."""
    return {
        "name": "dial",
        "type": "connect-call-to",
        "transitions": [],
        "properties": {
            "noun": "sip",
            "sip_endpoint": "sip:desk@sip.example.com",
            "sip_username": "bot",
            "sip_password": password,
            "caller_id": "{{contact.channel.address}}",
        },
    }
