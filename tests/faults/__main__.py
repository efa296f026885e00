# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The long campaign, or one seed of it, told as it goes: ``make faults``; README.md says what is played."""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ansible_collections.flexops.twilio.tests.faults.campaign import Figures


def play(number: int) -> tuple[int, Figures]:
    """Play a seed; what breaks in the campaign itself is the seed's failure as well."""
    from ansible_collections.flexops.twilio.tests.faults.campaign import Figures, play_seed

    try:
        return number, play_seed(number)
    except Exception:  # noqa: BLE001  whatever it is, the other seeds go on
        return number, Figures(Counter(broken=1), wrong=[f"the campaign broke: {traceback.format_exc()}"])


def played(seeds: int) -> Iterator[tuple[int, Figures]]:
    """Play seeds on all cores, those first that take the longest."""
    from ansible_collections.flexops.twilio.tests.faults.campaign import is_served

    numbers = sorted(range(seeds), key=lambda number: not is_served(number))
    # Real playbooks wait half of their time.
    with get_context("fork").Pool(2 * (os.cpu_count() or 1)) as pool:
        yield from pool.imap_unordered(play, numbers)


def report(total: Figures, failed: list[int], seconds: float) -> None:
    """Print what happened."""
    for title, counted in (
        ("seeds", total.seeds),
        ("faults that the emulator played", total.faults),
        ("what came of it", total.counts),
    ):
        print(f"\n{title}")
        for name, often in sorted(counted.items()):
            print(f"  {name:24} {often:>7}")
    print(f"  {'seconds':24} {seconds:>7.0f}\n")
    for number in failed:
        print(f"FAILED: make faults SEED={number}")
    print(f"{sum(total.seeds.values())} seeds, {len(failed)} failed")


def main() -> int:
    """Return 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seeds", type=int, default=500, help="how many, from 0 on")
    parser.add_argument("--seed", type=int, help="this one alone")
    chosen = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
    import conftest

    conftest.pytest_configure()
    from ansible_collections.flexops.twilio.tests.faults.campaign import Figures, play_seed

    began = time.monotonic()
    total = Figures()
    failed: list[int] = []
    one = [(chosen.seed, play_seed(chosen.seed, tell=print))] if chosen.seed is not None else None
    for number, figures in one or played(chosen.seeds):
        total.add(figures)
        if figures.wrong:
            failed.append(number)
        for problem in figures.wrong:
            print(f"seed {number}: {problem}", flush=True)
        if sum(total.seeds.values()) % 50 == 0:
            print(f"{sum(total.seeds.values())} seeds, {time.monotonic() - began:.0f} seconds", flush=True)
    report(total, sorted(failed), time.monotonic() - began)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
