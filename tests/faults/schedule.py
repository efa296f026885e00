# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong in a seed: which story, in which world, with which faults, killed when."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.flexops.twilio.tests.faults.stories import STORIES, Story

JSON = dict[str, Any]

VARIANTS = 4
# Two flows of one name would come of it, as Twilio has no name to tell them by; the next run says so and which.
NEVER_TWICE = r"^(?!/studio/v2/Flows$)"
# Chance of each fault for one request; a seed has between half and one and a half times as much.
# Stale reads come last: one request meets one fault, and most of them change nothing.
CHANCES: tuple[tuple[float, JSON], ...] = (
    (0.10, {"kind": "status", "status": 429, "retry_after": 1}),
    (0.03, {"kind": "status", "status": 429, "retry_after": 5}),
    (0.07, {"kind": "status", "status": 429}),
    (0.05, {"kind": "status", "status": 503}),
    (0.05, {"kind": "cut_before"}),
    (0.05, {"kind": "cut_after"}),
    (0.02, {"kind": "truncated_json"}),
    (0.01, {"kind": "not_json"}),
    (0.01, {"kind": "html"}),
    (0.05, {"kind": "duplicate", "match": {"path": NEVER_TWICE}}),
    (0.03, {"kind": "cut_then_commit", "match": {"path": NEVER_TWICE}}),
    (0.50, {"kind": "stale_read"}),
)
LONGEST_LAG = 4.0
KILLED, CHECKED_FIRST = 0.35, 0.25
LONGEST_PAUSE = 20.0


@dataclass
class Schedule:
    """Everything that a seed decides."""

    seed: int
    dice: random.Random = field(init=False)
    story: Story = field(init=False)
    variant: int = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.story = STORIES[self.seed % len(STORIES)]
        self.variant = self.seed // (2 * len(STORIES)) % VARIANTS

    def rules(self) -> list[JSON]:
        """Return the faults of this seed."""
        rules = []
        for chance, rule in CHANCES:
            more: JSON = {"probability": round(chance * self.dice.uniform(0.5, 1.5), 3)}
            if rule["kind"] in ("stale_read", "cut_then_commit"):
                more["seconds"] = round(self.dice.uniform(0.5, LONGEST_LAG), 1)
            rules.append({**rule, **more})
        return rules

    def checks_first(self) -> bool:
        """Whether somebody looks with --check before a step."""
        return self.dice.random() < CHECKED_FIRST

    def dies(self) -> float | None:
        """Return when a run is killed, as a part of what a run without faults takes; None lets it live."""
        moment = self.dice.uniform(0, 1.5)
        return moment if self.dice.random() < KILLED else None

    def pause(self) -> float:
        """Return how many seconds pass before somebody starts it again."""
        return self.dice.uniform(0, LONGEST_PAUSE)
