# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays one seed and judges what came of it."""

from __future__ import annotations

import functools
import hashlib
import json
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from ansible_collections.flexops.twilio.tests.faults.driver import Run
from ansible_collections.flexops.twilio.tests.faults.engine import Engine
from ansible_collections.flexops.twilio.tests.faults.likeness import records_of, unlike, untouched
from ansible_collections.flexops.twilio.tests.faults.schedule import Schedule
from ansible_collections.flexops.twilio.tests.faults.served import Served
from ansible_collections.flexops.twilio.tests.faults.stories import STORIES, Step

JSON = dict[str, Any]

MOST_RUNS = 30
LONG_ENOUGH = 60.0
"""Seconds after which no read lags any more, and nothing is under way."""


class Driver(Protocol):
    """Where a story is played."""

    name: str

    def close(self) -> None: ...

    def spoil(self, rules: list[JSON], seed: int | None = None) -> None: ...

    def run(self, step: Step, *, check: bool = False, dies: float | None = None, usual: int = 0) -> Run: ...

    def rest(self, seconds: float) -> None: ...

    def state(self) -> JSON: ...

    def entries(self) -> list[JSON]: ...


@dataclass
class Figures:
    """What happened, to be added up."""

    seeds: Counter[str] = field(default_factory=Counter)  # "story, driver"
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    digest: str = ""  # of every request: the same seed makes the same
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Add another seed's."""
        self.seeds += other.seeds
        self.counts += other.counts
        self.faults += other.faults
        self.seconds += other.seconds


@dataclass(frozen=True)
class Told:
    """A story that was told without faults: the account before the first step and after each, and requests of each."""

    before: JSON
    after: tuple[JSON, ...]
    requests: tuple[int, ...]


@functools.cache
def without_faults(story_at: int, variant: int) -> Told:
    """Return how a story goes where nothing goes wrong."""
    story = STORIES[story_at]
    driver = Engine(story, story.variant(variant))
    try:
        before, after, requests = driver.state(), [], []
        for step in story.steps:
            run = driver.run(step)
            driver.rest(LONG_ENOUGH)
            if not run.done:
                raise AssertionError(f"{story.name} fails without any fault: {run.told()}")
            after.append(driver.state())
            requests.append(run.requests)
        return Told(before, tuple(after), tuple(requests))
    finally:
        driver.close()


class Seed:
    """One seed in one driver."""

    def __init__(self, schedule: Schedule, driver: Driver, *, tell: Callable[[str], None]) -> None:
        self.schedule = schedule
        self.driver = driver
        self.tell = tell
        self.figures = Figures()
        self.before = driver.state()
        self.plain = without_faults(STORIES.index(schedule.story), schedule.variant)

    def play(self) -> Figures:
        """Play every step and return the figures; what was wrong is among them."""
        began = time.monotonic()
        story = self.schedule.story
        self.figures.seeds[f"{story.name}, {self.driver.name}"] += 1
        rules = self.schedule.rules()
        # The pauses between tries are jittered.
        random.seed(self.schedule.seed)
        try:
            for at, step in enumerate(story.steps):
                self.driver.spoil(rules if step.spoiled else [], self.schedule.seed * 10 + at)
                self.told(step, at)
                self.judged(step, at)
                if self.figures.wrong:
                    break
        finally:
            self.count()
            self.figures.seconds = time.monotonic() - began
            self.driver.close()
        return self.figures

    def told(self, step: Step, at: int) -> None:
        """Run a step until it comes to its end."""
        usual = self.plain.requests[at]
        if step.spoiled and self.schedule.checks_first():
            self.one_run(step, check=True)
        for attempt in range(MOST_RUNS):
            dies = self.schedule.dies() if step.spoiled else None
            run = self.one_run(step, dies=dies, usual=usual)
            self.figures.counts["restarts"] += attempt > 0
            self.figures.counts["kills"] += run.killed
            if run.done:
                return
            self.driver.rest(self.schedule.pause())
        self.figures.wrong.append(f"step {at + 1} did not come to its end in {MOST_RUNS} runs: {run.told()}")

    def one_run(self, step: Step, *, check: bool = False, dies: float | None = None, usual: int = 0) -> Run:
        """Run a playbook once and look at how it spoke."""
        writes = self.writes()
        run = self.driver.run(step, check=check, dies=dies, usual=usual)
        self.figures.counts["checks" if check else "runs"] += 1
        self.tell(f"{'check' if check else 'run'} of {step.playbook.stem}: {run.requests} requests, {run.told()}")
        if check and self.writes() != writes:
            self.figures.wrong.append(f"a check has written {self.writes() - writes} times")
        if strange := run.speechless():
            self.figures.wrong.append(f"not a sentence of ours: {strange}")
        return run

    def judged(self, step: Step, at: int) -> None:
        """Run it once more, in peace, and hold the account against the one where nothing went wrong."""
        wrong = self.figures.wrong
        self.driver.spoil([])
        self.driver.rest(LONG_ENOUGH)
        writes = self.writes()
        again = self.one_run(step)
        if not again.done:
            wrong.append(f"one more run without faults fails: {again.told()}")
        if self.writes() != writes:
            more = [f"{one['method']} {one['path']}" for one in self.driver.entries() if one["write"]][writes:]
            wrong.append(f"one more run writes: {more}")
        expected, found = self.plain.after[at], self.driver.state()
        self.figures.counts["worlds compared"] += 1
        problems = unlike(expected, found)
        records = records_of(found)
        was = records_of(self.before)
        problems += [
            f"somebody else's {kind} {sid} changed from {was[kind, sid]} to {records.get((kind, sid))}"
            for kind, sid in untouched(self.plain.before, expected)
            if records.get((kind, sid)) != was[kind, sid]
        ]
        for ledger in ("purchases", "releases"):
            wanted, there = ([one["price"] for one in world[ledger]] for world in (expected, found))
            if sorted(wanted) != sorted(there):
                problems.append(f"{ledger}: {found[ledger]} instead of {len(wanted)} for {wanted}")
        self.figures.counts["worlds equal"] += not problems
        wrong += [f"after step {at + 1}: {problem}" for problem in problems]

    def writes(self) -> int:
        """Return how many writes there were so far."""
        return sum(one["write"] for one in self.driver.entries())

    def count(self) -> None:
        """Add up what the emulator has seen."""
        entries = self.driver.entries()
        counts, faults = self.figures.counts, self.figures.faults
        counts["requests"] = len(entries)
        counts["purchases expected"] = len(self.plain.after[-1]["purchases"])
        counts["purchases made"] = len(self.driver.state()["purchases"])
        for one in entries:
            kind = one.get("fault")
            if kind:
                faults[str(one["status"]) if kind == "status" else kind] += 1
        # Each delivery is an entry.
        faults["duplicate"] //= 2
        text = json.dumps([[one["method"], one["path"], one["form"], one["status"]] for one in entries])
        self.figures.digest = hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def is_served(number: int) -> bool:
    """Whether a seed is played with processes and sockets: one round of the stories in a dozen."""
    return number // len(STORIES) % 12 == 7


def play_seed(number: int, *, served: bool | None = None, tell: Callable[[str], None] = lambda _said: None) -> Figures:
    """Play a seed, in the driver that is its own unless ``served`` says which."""
    schedule = Schedule(number)
    place = Served if (is_served(number) if served is None else served) else Engine
    driver = place(schedule.story, schedule.story.variant(schedule.variant))
    return Seed(schedule, driver, tell=tell).play()
