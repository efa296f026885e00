# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one command costs: seconds, requests, memory."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.account import ROOT, Account, Requests

HOOK = ROOT / "benchmarks" / "hook"


@dataclass(frozen=True)
class Way:
    """One way to provision an account."""

    name: str
    command: tuple[str, ...]  # what is run, in the project's root
    reads: str  # what follows: "inventory" or "script"

    def line(self, account: Account, *more: str) -> list[str]:
        """Return the command for an account."""
        if self.reads == "script":
            return [sys.executable, self.command[0], str(account.script), *self.command[1:]]
        return ["ansible-playbook", "--inventory", str(account.place), *self.command, *more]


ROLE = Way("role", ("playbooks/provision.yml",), "inventory")
LOOP = Way("task loop", ("benchmarks/loop.yml",), "inventory")
SDK = Way("SDK, one by one", ("benchmarks/sdk.py", "1"), "script")
SDK_POOL = Way("SDK, 8 threads", ("benchmarks/sdk.py", "8"), "script")


@dataclass(frozen=True)
class Cost:
    """Of one run."""

    seconds: float
    requests: Requests
    largest: float  # MiB, the largest process
    module: float | None  # MiB, the largest module process; None where there was none


def peaks(notes: Path) -> dict[str, float]:
    """Return the peak memory in MiB by program, the largest of each name, and forget it."""
    found: dict[str, float] = {}
    for line in notes.read_text(encoding="utf-8").splitlines():
        name, _blank, kibibytes = line.rpartition(" ")
        found[name] = max(found.get(name, 0), int(kibibytes) / 1024)
    notes.unlink()
    return found


def measure(account: Account, command: Sequence[str]) -> Cost:
    """Run a command on an account; RuntimeError with its last words if it fails."""
    notes, said = account.place.with_suffix(".peaks"), account.place.with_suffix(".log")
    env = {**os.environ, "PYTHONPATH": str(HOOK), "BENCHMARK_PEAKS": str(notes)}
    account.emulator.journal()
    with said.open("w", encoding="utf-8") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        try:
            _pid, status, usage = os.wait4(process.pid, 0)
        except BaseException:  # what interrupts the benchmark ends the run as well
            process.terminate()
            raise
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        words = "\n".join(said.read_text(encoding="utf-8").splitlines()[-30:])
        raise RuntimeError(f"{' '.join(command[:1])} failed:\n{words}")
    found = peaks(notes)
    modules = [peak for name, peak in found.items() if name.startswith("AnsiballZ_")]
    # The workers of ansible-playbook leave without a word, so of those the kernel is asked.
    largest = usage.ru_maxrss / 1024 if modules else max(found.values())
    return Cost(seconds, account.emulator.journal(), largest, max(modules, default=None))
