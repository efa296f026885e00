# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong on the way: rules that spoil matching requests, the same ones for the same seed."""

from __future__ import annotations

import json
import random
import re
from dataclasses import asdict, dataclass, field
from typing import Any

from .errors import envelope
from .gate import Reply

JSON = dict[str, Any]

# Not processed: the request never reaches the account.
REFUSING = ("status", "html", "cut_before")
# Processed, then spoiled.
SPOILING = ("cut_after", "not_json", "truncated_json")
# Delivered a second time by something on the way; the answer is that to the second delivery.
REPEATING = ("duplicate",)
# Processed, then delayed; these come on top of another fault.
DELAYING = ("latency", "busy")
# Cut before an answer, and processed later all the same.
LATE = "cut_then_commit"
KINDS = (*REFUSING, *SPOILING, *REPEATING, LATE, *DELAYING, "stale_read")

_HTML = "<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>\n"
_CODES = {400: 20001, 401: 20003, 403: 20003, 404: 20404, 409: 20409, 429: 20429, 500: 20500, 503: 20503}
_MESSAGES = {429: "Too Many Requests", 500: "An internal server error has occurred", 503: "Service Unavailable"}


@dataclass
class Rule:
    """One kind of fault and the requests that it meets."""

    kind: str
    match: dict[str, str] = field(default_factory=dict)  # account, method, path: a regular expression
    status: int = 0
    code: int = 0
    retry_after: float | None = None
    seconds: float = 0
    limit: int = 0  # busy: how many requests at a time
    times: int | None = None  # how often, always when None
    skip: int = 0  # how many matching requests pass first
    probability: float = 1
    met: int = 0  # how often it was applied so far
    in_flight: int = field(default=0, init=False)  # busy: how many requests right now

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"kind is one of {', '.join(KINDS)}, not {self.kind}")
        strange = self.match.keys() - {"account", "method", "path"}
        if strange:
            raise ValueError(f"a fault matches account, method and path, not {', '.join(sorted(strange))}")
        try:
            re.compile(self.match.get("path", ""))
        except re.error as error:
            raise ValueError(f"match.path is no regular expression: {error}") from None
        if self.kind == "busy" and self.limit < 1:
            raise ValueError("a fault of kind busy has a limit")
        default = {"status": 429, "html": 502}.get(self.kind, 200)
        self.status = self.status or default
        self.code = self.code or _CODES.get(self.status, 0)

    def meets(self, account: str | None, method: str, path: str) -> bool:
        """Whether the rule is about a request; ``path`` is the emulator's."""
        return (
            self.match.get("account") in (None, account)
            and self.match.get("method", method).upper() == method
            and re.search(self.match.get("path", ""), path) is not None
            and (self.kind != "stale_read" or method == "GET")
            and (self.kind != LATE or method != "GET")
        )

    def refusal(self) -> Reply:
        """Return the answer of a rule of kind ``status``."""
        headers = {} if self.retry_after is None else {"Retry-After": f"{self.retry_after:g}"}
        message = _MESSAGES.get(self.status, f"Fault with status {self.status}")
        body = envelope(self.status, self.code, message)
        if not self.code:  # some of Twilio's own failures come without a code
            body = {"message": message, "status": self.status}
        return Reply(self.status, body, headers=headers)


class Faults:
    """The rules in force and the dice."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.seed = 0
        self._dice = random.Random(0)

    def add(self, rules: list[JSON], seed: int | None) -> None:
        """Put rules into force; ValueError says what is wrong with one. A seed starts the dice anew."""
        try:
            made = [Rule(**rule) for rule in rules]
        except TypeError as error:
            raise ValueError(f"a fault can not be read: {error}".replace("Rule.__init__() ", "")) from None
        self.rules += made
        if seed is not None:
            self.seed = seed
            self._dice = random.Random(seed)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self.rules = []

    def pick(self, account: str | None, method: str, path: str) -> list[Rule]:
        """Return the rules that spoil this request and count them as applied: one fault, and any delay.

        A request that a busy rule lets in is given back by ``leave``.
        """
        picked: list[Rule] = []
        for rule in self.rules:
            spoiled = rule.kind not in DELAYING and any(one.kind not in DELAYING for one in picked)
            if spoiled or rule.times == 0 or not rule.meets(account, method, path):
                continue
            if rule.skip:
                rule.skip -= 1
            elif rule.probability >= 1 or self._dice.random() < rule.probability:
                rule.met += 1
                if rule.times is not None:
                    rule.times -= 1
                if rule.kind == "busy" and rule.in_flight >= rule.limit:
                    picked.append(Rule("status", retry_after=rule.retry_after))
                    continue
                rule.in_flight += rule.kind == "busy"
                picked.append(rule)
        return picked

    def leave(self, picked: list[Rule]) -> None:
        """A request is done: make room in the busy rules that let it in."""
        for rule in picked:
            rule.in_flight -= rule.kind == "busy"

    def dump(self) -> JSON:
        """Return the rules as JSON."""
        rules = [asdict(rule) for rule in self.rules]
        for rule in rules:
            del rule["in_flight"]
        return {"seed": self.seed, "rules": rules}


def cut(rules: list[Rule]) -> bool:
    """Whether the connection breaks although the request was processed."""
    return any(rule.kind == "cut_after" for rule in rules)


def spoiled(body: JSON, rules: list[Rule]) -> tuple[str, str]:
    """Return the text of an answer as it goes out, and its media type."""
    kinds = {rule.kind for rule in rules}
    text = json.dumps(body)
    if "html" in kinds:
        return _HTML, "text/html"
    if "not_json" in kinds:
        return "upstream request timeout", "application/json"
    return text[: len(text) // 2] if "truncated_json" in kinds else text, "application/json"
