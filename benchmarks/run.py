# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests, seconds and memory of the role, a task loop and the bare SDK: ``make bench``.

Times are reported; counts and memory are promises, and a broken one is a failure.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks.account import Account, Emulator
from benchmarks.cost import LOOP, ROLE, SDK, SDK_POOL, Cost, Way, measure
from benchmarks.figures import Series, document, insert

SIZES = (10, 100, 1000)
BOUGHT = (10, 100)
ONCE_FROM = 1000
LATENCY, LATENCY_SIZE = 0.1, 100
NO_OP_REQUESTS, MODULE_MIB = 30, 150


class Bench:
    """Measures and checks; ``problems`` are the broken promises."""

    def __init__(self, emulator: Emulator, place: Path, options: argparse.Namespace) -> None:
        self.emulator = emulator
        self.place = place
        self.options = options
        self.problems: list[str] = []

    def series(self, way: Way, size: int, *, bought: bool = False) -> Series:
        """Provision accounts of a size and return what each kind of run cost."""
        repeat = self.options.loop_repeat if way is LOOP else self.options.repeat
        times = 1 if size >= ONCE_FROM else repeat
        series = Series(way.name + (", all bought" if bought else ""), size)
        for _time in range(times):
            account = Account(self.emulator, self.place, size, bought=bought)
            if way is ROLE:
                self.add(series, "check", measure(account, way.line(account, "--check")))
            self.add(series, "first run", measure(account, way.line(account)))
            self.add(series, "no-op", measure(account, way.line(account)))
            account.change_one()
            self.add(series, "one change", measure(account, way.line(account)))
            if bought:
                self.expect(account.purchases == size, f"{series.title}: {account.purchases} numbers were bought")
        return series

    def add(self, series: Series, run: str, cost: Cost) -> None:
        """Note what a run cost, and hold it against the promises."""
        series.runs.setdefault(run, []).append(cost)
        where = f"{series.title}, {run}"
        print(f"{where}: {cost.requests.total} requests, {cost.seconds:.1f} s", file=sys.stderr, flush=True)
        writes = cost.requests.writes.total()
        most = {"check": 0, "no-op": 0, "one change": 1}.get(run)
        self.expect(most is None or writes == most, f"{where}: {writes} writes, not {most}")
        self.expect(not cost.requests.repeated, f"{where}: {cost.requests.repeated} writes repeat an earlier one")
        for kind, count in cost.requests.writes.items():
            self.expect(count <= series.size, f"{where}: {count} writes of {kind} for {series.size} channels")
        if cost.module is not None:
            self.expect(cost.module < MODULE_MIB, f"{where}: a module took {cost.module:.0f} MiB")
        if series.way.startswith(ROLE.name) and run == "no-op":
            total = cost.requests.total
            self.expect(total <= NO_OP_REQUESTS, f"{where}: {total} requests, more than {NO_OP_REQUESTS}")

    def expect(self, kept: bool, problem: str) -> None:
        """Note a broken promise."""
        if not kept:
            self.problems.append(problem)

    def alike(self) -> None:
        """Warm everything up, and make sure that all ways do the same work: equal writes, and none left for the role.

        A way that did less would look fast.
        """
        written = []
        for way in (ROLE, LOOP, SDK, SDK_POOL):
            account = Account(self.emulator, self.place, min(SIZES))
            for _run in ("as seeded", "one change"):
                written.append(measure(account, way.line(account)).requests.writes)
                left = measure(account, ROLE.line(account)).requests.writes
                self.expect(not left, f"{way.name} leaves the role something to write: {dict(left)}")
                account.change_one()
            self.expect(written[-2:] == written[:2], f"{way.name} writes {written[-2:]}, the role {written[:2]}")

    def concurrency(self) -> list[Series]:
        """What max_concurrency buys when a request takes its time."""
        found = []
        for most in (1, 8):
            play = ("benchmarks/concurrency.yml", "--extra-vars", f"benchmark_concurrency={most}")
            way = Way(f"role, max_concurrency {most}", play, "inventory")
            for one in (way, SDK if most == 1 else SDK_POOL):
                series = Series(one.name, LATENCY_SIZE)
                for _time in range(self.options.repeat):
                    account = Account(self.emulator, self.place, LATENCY_SIZE, latency=LATENCY)
                    self.add(series, "first run", measure(account, one.line(account)))
                found.append(series)
        return found


def arguments() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description="Requests, seconds and memory of provisioning N numbers.")
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)), help="numbers of numbers (%(default)s)")
    parser.add_argument("--repeat", type=int, default=3, help=f"runs of each below {ONCE_FROM} numbers (%(default)s)")
    parser.add_argument("--loop-up-to", type=int, default=100, help="the task loop's largest size (%(default)s)")
    parser.add_argument("--loop-repeat", type=int, help="runs of the task loop, where --repeat takes too long")
    parser.add_argument("--quick", action="store_true", help="10 and 100 numbers, once, the task loop with 10 only")
    parser.add_argument("--write", action="store_true", help="put the figures into benchmarks/README.md")
    options = parser.parse_args()
    if options.quick:
        options.sizes, options.repeat, options.loop_up_to = "10,100", 1, 10
    options.loop_repeat = options.loop_repeat or options.repeat
    options.sizes = [int(size) for size in options.sizes.split(",")]
    return options


def main() -> int:
    """Measure, print, and return 1 if a promise is broken."""
    options = arguments()
    # The default would leave without ending the emulator.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, Emulator(Path(folder)) as emulator:
        bench = Bench(emulator, Path(folder), options)
        bench.alike()
        found: list[Series] = []
        for size in options.sizes:
            found.append(bench.series(ROLE, size))
            if size in BOUGHT:
                found.append(bench.series(ROLE, size, bought=True))
            if size <= options.loop_up_to:
                found.append(bench.series(LOOP, size))
            found += [bench.series(way, size) for way in (SDK, SDK_POOL)]
        slow = bench.concurrency() if LATENCY_SIZE in options.sizes else []
    text = document(found, slow, LATENCY, load)
    print(text)
    if options.write:
        insert(text)
    for problem in bench.problems:
        print(f"BROKEN: {problem}", file=sys.stderr)
    return 1 if bench.problems else 0


if __name__ == "__main__":
    sys.exit(main())
