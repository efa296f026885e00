# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waiting for something to become true: a predicate and a clock."""

from __future__ import annotations

import time
import typing as t
from collections.abc import Callable

T = t.TypeVar("T")

SETTLE = 6.0
"""Seconds within which a read may still lag behind a write of ours."""


class Clock:
    """The real time, in seconds. Tests hand in another."""

    def now(self) -> float:
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


def wait_until(
    fetch: Callable[[], T],
    done: Callable[[T], bool],
    timeout: float,
    clock: Clock,
    interval: float = 0.5,
) -> T:
    """Fetches until `done` or `timeout` seconds are over, and a last time then; the pause doubles from `interval` up to
    5 s.

    Returns the last value either way: the caller, who knows what was waited for, says what a failure means.
    """
    deadline = clock.now() + timeout
    while True:
        value = fetch()
        remaining = deadline - clock.now()
        if done(value) or remaining <= 0:
            return value
        clock.sleep(min(interval, remaining))
        interval = min(interval * 2, 5.0)
