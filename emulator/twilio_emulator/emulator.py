# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole emulator without a network: world, gate, journal and faults, and how a request goes through them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from .faults import LATE, REFUSING, REPEATING, Faults, Rule
from .gate import Caller, Gate, Reply, Request, identify
from .journal import Journal, answered
from .state import Account, World

JSON = dict[str, Any]


@dataclass(frozen=True)
class _Late:
    """A request on its way, whose sender is gone, and its entry in the journal."""

    due: float
    request: Request
    account: Account | None
    entry: JSON


class Emulator:
    """One emulator: what ``/_emulator/reset`` puts back to its beginning.

    ``now`` is the time in seconds since some moment, for reads that lag behind a write and writes that come late.
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
        self._late: list[_Late] = []
        # SID -> (the account, when its last write was, what it was before)
        self._before_write: dict[str, tuple[Account, float, JSON]] = {}

    def elapsed(self) -> float:
        """Return the time in seconds since some moment, with what the clock was advanced by."""
        return self.now() + self.world.clock.advanced

    def settle(self) -> None:
        """Process the requests that come late and are due; called before anybody looks or writes.

        An account that was made anew meanwhile is not the one that they were meant for.
        """
        now = self.elapsed()
        due = sorted((one for one in self._late if one.due <= now), key=lambda one: one.due)
        self._late = [one for one in self._late if one.due > now]
        for late in due:
            caller = identify(self.world, late.request.authorization)
            if caller.account is late.account:
                answered(late.entry, self._processed(late.request, caller, []))

    def handle(self, request: Request) -> tuple[Reply | None, str, list[Rule]]:
        """Take a request through faults, gate and journal.

        Returns the answer (None: the connection is to be cut before one), the request id, and the faults that the
        server has to play on the wire.
        """
        self.settle()
        request_id = self._request_id()
        caller = identify(self.world, request.authorization)
        account = caller.account.sid if caller.account else None
        rules = self.faults.pick(account, request.method, request.plain_path) if self.faults.rules else []
        refusing = next((rule for rule in rules if rule.kind in REFUSING), None)
        late = next((rule for rule in rules if rule.kind == LATE), None)
        reply: Reply | None = None
        if refusing is not None:
            reply = refusing.refusal() if refusing.kind != "cut_before" else None
        elif late is None:
            reply = self._processed(request, caller, rules)
            if any(rule.kind in REPEATING for rule in rules):
                self.journal.add(self.world.clock.iso(), request, caller, reply, request_id, _names(rules))
                request_id = self._request_id()
                reply = self._processed(request, caller, rules)
        entry = self.journal.add(self.world.clock.iso(), request, caller, reply, request_id, _names(rules))
        if late is not None:
            self._late.append(_Late(self.elapsed() + late.seconds, request, caller.account, entry))
        return reply, request_id, rules

    def _request_id(self) -> str:
        self._requests += 1
        return "RQ" + self.world.digest("request", str(self._requests))

    def _processed(self, request: Request, caller: Caller, rules: list[Rule]) -> Reply:
        # Whom the request may be about: the 2010 API serves the subaccounts as well.
        family = [] if caller.account is None else [caller.account, *self.world.children(caller.account.sid)]
        stale = next((rule for rule in rules if rule.kind == "stale_read"), None)
        past = None if stale is None else self._past(family, stale.seconds)
        if past is not None:
            return self.gate.answer(past, request, identify(past, request.authorization))
        if stale is not None:
            # There was nothing to lag behind.
            stale.met -= 1
            rules.remove(stale)
        before = {}
        if request.method != "GET" and any(rule.kind == "stale_read" for rule in self.faults.rules):
            before = {one.sid: (one, self.elapsed(), self.world.dump(one.sid)) for one in family}
        reply = self.gate.answer(self.world, request, caller)
        if reply.status < 400 and reply.acted_on in before:
            self._before_write[reply.acted_on] = before[reply.acted_on]
        return reply

    def _past(self, accounts: Iterable[Account], seconds: float) -> World | None:
        """Return the world with each of the accounts as it was before its last write, or None when nothing differs."""
        dumps = []
        for account in accounts:
            written_to, written, dumped = self._before_write.get(account.sid, (None, 0.0, {}))
            if written_to is account and (not seconds or self.elapsed() - written < seconds):
                dumps.append(dumped)
        if not dumps:
            return None
        past = World(self.seed)
        past.load(self.world.dump())
        for dumped in dumps:
            past.load(dumped)
        return past


def _names(rules: list[Rule]) -> str:
    return "+".join(rule.kind for rule in rules)
