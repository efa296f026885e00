# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole emulator without a network: world, gate, journal and faults, and how a request goes through them."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from .faults import REFUSING, REPEATING, Faults, Rule
from .gate import Caller, Gate, Reply, Request, identify
from .journal import Journal
from .state import World

JSON = dict[str, Any]


class Emulator:
    """One emulator: what ``/_emulator/reset`` puts back to its beginning.

    ``now`` tells how long ago a write was, in seconds, for reads that lag behind it.
    """

    def __init__(self, seed: str = "flexops", now: Callable[[], float] = time.monotonic) -> None:
        self.gate = Gate()
        self.seed = seed
        self.now = now
        self.reset()

    def reset(self) -> None:
        """Forget everything: accounts, journal, faults, clock, switches."""
        self.world = World(self.seed)
        self.journal = Journal()
        self.faults = Faults()
        self._requests = 0
        # account -> (when its last write was, what it was before)
        self._before_write: dict[str, tuple[float, JSON]] = {}

    def handle(self, request: Request) -> tuple[Reply | None, str, list[Rule]]:
        """Take a request through faults, gate and journal.

        Returns the answer (None: the connection is to be cut before one), the request id, and the faults that the
        server has to play on the wire.
        """
        request_id = self._request_id()
        caller = identify(self.world, request.authorization)
        account = caller.account.sid if caller.account else None
        rules = self.faults.pick(account, request.method, request.plain_path) if self.faults.rules else []
        names = "+".join(rule.kind for rule in rules)
        refusing = next((rule for rule in rules if rule.kind in REFUSING), None)
        if refusing is not None:
            reply = refusing.refusal() if refusing.kind != "cut_before" else None
        else:
            reply = self._processed(request, caller, rules)
            if any(rule.kind in REPEATING for rule in rules):
                self.journal.add(self.world.clock.iso(), request, caller, reply, request_id, names)
                request_id = self._request_id()
                reply = self._processed(request, caller, rules)
        self.journal.add(self.world.clock.iso(), request, caller, reply, request_id, names)
        return reply, request_id, rules

    def _request_id(self) -> str:
        self._requests += 1
        return "RQ" + self.world.digest("request", str(self._requests))

    def _processed(self, request: Request, caller: Caller, rules: list[Rule]) -> Reply:
        account = caller.account.sid if caller.account else None
        stale = next((rule for rule in rules if rule.kind == "stale_read"), None)
        if stale is not None and account in self._before_write:
            written, dumped = self._before_write[account]
            if not stale.seconds or self.now() - written < stale.seconds:
                past = World(self.seed)
                past.load(self.world.dump())
                past.load(dumped)
                return self.gate.answer(past, request, identify(past, request.authorization))
        if request.method != "GET" and account and any(rule.kind == "stale_read" for rule in self.faults.rules):
            self._before_write[account] = (self.now(), self.world.dump(account))
        return self.gate.answer(self.world, request, caller)
