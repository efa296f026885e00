# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures as Markdown."""

from __future__ import annotations

import datetime
import os
import platform
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks.cost import LOOP, Cost

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- figures: make bench ARGS=--write -->", "<!-- end of figures -->"
COLUMNS = ("", "run", "times", "requests", "reads", "writes", "seconds", "largest process", "largest module")


@dataclass
class Series:
    """What the runs of one way with one size cost."""

    way: str
    size: int
    runs: dict[str, list[Cost]] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Which series it is."""
        return f"{self.way}, {self.size:,} numbers"


def seconds(costs: Sequence[Cost]) -> str:
    """Return the shortest and the middle of several times, or the only one."""
    times = [cost.seconds for cost in costs]
    return f"{min(times):.1f} / {median(times):.1f}" if len(times) > 1 else f"{times[0]:.1f}"


def most(counts: Iterable[int]) -> str:
    """Return a count, or both ends where runs differ."""
    found = sorted(counts)
    return f"{found[0]:,}" if found[0] == found[-1] else f"{found[0]:,} to {found[-1]:,}"


def mebibytes(values: Iterable[float | None]) -> str:
    """Return the largest, or a dash."""
    known = [value for value in values if value is not None]
    return f"{max(known):.0f} MiB" if known else "–"


def by_kind(counts: Counter[str]) -> str:
    """Return a number and what it is made of."""
    parts = ", ".join(f"{kind} {count:,}" for kind, count in sorted(counts.items()))
    return f"{counts.total():,}" + (f": {parts}" if parts else "")


def row(series: Series, run: str) -> list[str]:
    """Return the cells of one kind of run."""
    costs = series.runs[run]
    return [
        series.way,
        run,
        str(len(costs)),
        most(cost.requests.total for cost in costs),
        most(cost.requests.reads.total() for cost in costs),
        by_kind(costs[-1].requests.writes),
        seconds(costs),
        mebibytes(cost.largest for cost in costs),
        mebibytes(cost.module for cost in costs),
    ]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table."""
    return ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)] + [""]


def kinds(series: Series) -> list[str]:
    """Return a table of what the requests of a series are about."""
    last = {run: costs[-1].requests for run, costs in series.runs.items()}
    names = sorted({name for requests in last.values() for name in requests.reads})
    head = [f"{series.title}: reads of", *last]
    return table(head, [[name, *(f"{requests.reads[name]:,}" for requests in last.values())] for name in names])


def facts(load: float) -> str:
    """Return what was measured, and on what."""
    return (
        f"{datetime.datetime.now(tz=datetime.timezone.utc).date()}, {platform.system()}, {os.cpu_count()} cores,"
        f" Python {platform.python_version()}, ansible-core {version('ansible-core')}, twilio {version('twilio')}."
        f" Load of the machine before the first run: {load:.1f}."
    )


def document(found: Sequence[Series], slow: Sequence[Series], latency: float, load: float) -> str:
    """Return all figures."""
    lines = [facts(load), ""]
    for size in dict.fromkeys(series.size for series in found):
        here = [series for series in found if series.size == size]
        lines += [f"### {size:,} numbers", ""]
        lines += table(COLUMNS, [row(series, run) for series in here for run in series.runs])
        if all(series.way != LOOP.name for series in here):
            lines += [f"The task loop was not measured with {size:,} numbers.", ""]
    if found:
        lines += ["### What is read", "", *kinds(max(found, key=lambda one: (one.size, one.way == "role")))]
    if slow:
        what = f"{slow[0].size} numbers and {latency * 1000:.0f} ms for each request"
        lines += [f"### {what}", "", *table(COLUMNS, [row(series, run) for series in slow for run in series.runs])]
    return "\n".join(lines).rstrip()


def insert(text: str) -> None:
    """Put the figures between the marks in README.md."""
    whole = README.read_text(encoding="utf-8")
    README.write_text(
        re.sub(f"{BEGIN}.*{END}", lambda _old: f"{BEGIN}\n\n{text}\n\n{END}", whole, flags=re.DOTALL), encoding="utf-8"
    )
