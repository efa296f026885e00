# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong on the way: rules that spoil matching requests, the same ones for the same seed."""

from __future__ import annotations

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
SPOILING = ("latency", "cut_after", "not_json", "truncated_json")
KINDS = (*REFUSING, *SPOILING, "stale_read")

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
    times: int | None = None  # how often, always when None
    skip: int = 0  # how many matching requests pass first
    probability: float = 1
    met: int = 0  # how often it was applied so far

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
        """Return the rules that spoil this request and count them as applied: one fault, and any latency."""
        picked: list[Rule] = []
        for rule in self.rules:
            spoiled = rule.kind != "latency" and any(one.kind != "latency" for one in picked)
            if spoiled or rule.times == 0 or not rule.meets(account, method, path):
                continue
            if rule.skip:
                rule.skip -= 1
            elif rule.probability >= 1 or self._dice.random() < rule.probability:
                rule.met += 1
                if rule.times is not None:
                    rule.times -= 1
                picked.append(rule)
        return picked

    def dump(self) -> JSON:
        """Return the rules as JSON."""
        return {"seed": self.seed, "rules": [asdict(rule) for rule in self.rules]}
