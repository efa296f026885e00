# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver for most seeds: playbooks and emulator in this process, on their own clock; a seed repeats exactly."""

from __future__ import annotations

import math
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ansible_collections.flexops.twilio.emulator.twilio_emulator.clock import Clock
from ansible_collections.flexops.twilio.tests.faults.driver import Run, variables_of
from ansible_collections.flexops.twilio.tests.faults.inline import play
from ansible_collections.flexops.twilio.tests.faults.stories import Step, Story
from ansible_collections.flexops.twilio.tests.in_process import ENDPOINT, InProcess, Killed, VirtualClock

JSON = dict[str, Any]

START_OF_A_RUN = 1.0
"""Seconds that Ansible takes before it does anything."""


class _Dates(Clock):
    """The dates that the emulator writes, by the virtual clock."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__()
        self.clock = clock

    def now(self) -> datetime:
        moment = datetime.fromtimestamp(1_800_000_000 + self.clock.time + self.advanced, timezone.utc)
        return moment.replace(microsecond=0)


class Engine:
    """One account in an emulator of its own."""

    name = "engine"

    def __init__(self, story: Story, switches: JSON) -> None:
        self.place = InProcess()
        self.place.emulator.world.clock = _Dates(self.place.clock)
        self.place.seed({**story.account, "switches": switches})
        self.folder = tempfile.TemporaryDirectory(prefix="faults-")
        # What a run writes is told by its date from what was there.
        self.rest(3600)

    def close(self) -> None:
        """Leave nothing behind."""
        self.folder.cleanup()

    def spoil(self, rules: list[JSON], seed: int | None = None) -> None:
        """Have these faults from now on, or none."""
        self.place.emulator.faults.clear()
        self.place.emulator.faults.add(rules, seed)

    def run(self, step: Step, *, check: bool = False, dies: float | None = None, usual: int = 0) -> Run:
        """Run a step's playbook once. dies: after this part of the ``usual`` requests its process is killed."""
        before = len(self.entries())
        self.place.clock.sleep(START_OF_A_RUN)
        if dies is not None:
            self.place.dies_after = math.ceil(dies * usual) + 1
            self.place.dies_processed = dies * 1000 % 2 < 1
        given = variables_of(self.place.account, ENDPOINT, Path(self.folder.name))
        try:
            heard = play(self.place, step.playbook, {**given, **step.variables}, check=check)
        except Killed:
            return Run(True, [], [], len(self.entries()) - before)
        finally:
            self.place.dies_after = None
        return Run(False, heard.failures, heard.said, len(self.entries()) - before, tuple(heard.faults_of_ours))

    def rest(self, seconds: float) -> None:
        """Let time pass."""
        self.place.clock.sleep(seconds)

    def state(self) -> JSON:
        """Return a snapshot of the account."""
        dumped: JSON = self.place.emulator.world.dump(self.place.account["sid"])["accounts"][0]
        return dumped

    def entries(self) -> list[JSON]:
        """Return every request so far."""
        return self.place.emulator.journal.entries
