# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How fast a run may go: one limiter for all its threads, and the pauses between tries."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

from .wait import Clock


class Limiter:
    """At most `most` requests at once; Twilio's limit is on concurrency, so a 429 halves it for everyone and success
    grows it again.

    A pause that Twilio asks for holds for every thread.
    """

    def __init__(self, most: int, clock: Clock) -> None:
        self.most = most
        self.limit = float(most)
        self.clock = clock
        self.not_before = 0.0
        self.active = 0
        self.changed = threading.Condition()

    def enter(self, deadline: Callable[[], float]) -> bool:
        """Waits for a place and for the end of the pause. False, without a place, where the deadline is before that.

        deadline: the clock's time; it may move while this waits.
        """
        with self.changed:
            while self.active >= max(1, int(self.limit)):
                left = deadline() - self.clock.now()
                if left <= 0:
                    return False
                self.changed.wait(left)
            self.active += 1
        while (pause := self.not_before - self.clock.now()) > 0:
            if self.not_before > deadline():
                self.leave()
                return False
            self.clock.sleep(pause)
        return True

    def leave(self) -> None:
        """Gives the place back."""
        with self.changed:
            self.active -= 1
            self.changed.notify()

    def succeeded(self) -> None:
        with self.changed:
            self.limit = min(float(self.most), self.limit + 1 / self.limit)
            self.changed.notify()

    def refused(self, pause: float) -> None:
        with self.changed:
            self.limit = max(1.0, self.limit / 2)
            self.not_before = max(self.not_before, self.clock.now() + pause)


def backoff(tries: int) -> float:
    """Seconds before try `tries` + 1: 0.5, 1, 2 … 20, with jitter so that threads and machines do not march in step."""
    return float(min(20.0, 0.5 * 2 ** (min(tries, 10) - 1)) * random.uniform(0.5, 1.0))
