# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the integration targets against the emulator: real modules in real playbooks.

With ``--foretell`` every call of a module is made twice, first in check mode: ``dev/foretell.py`` says what is held
against it.
"""

from __future__ import annotations

import re
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ansible_test import PYTHON, prepare
from completeness import modules
from surroundings import ROOT, copy_tree, finish, quiet, unexpected_warnings

FORETELL = ROOT / "dev" / "foretell.py"
TARGETS = ROOT / "tests" / "integration" / "targets"


def install_foretelling(copy: Path) -> None:
    """Put the foretelling action before every module: Ansible runs an action instead of the module of the same name."""
    actions = copy / "plugins" / "action"
    actions.mkdir(parents=True, exist_ok=True)
    for name in modules():
        shutil.copyfile(FORETELL, actions / f"{name}.py")


def run_targets(copy: Path, targets: list[str]) -> tuple[bool, str]:
    """Run the targets in one copy of the project; return (all green, everything that was said)."""
    command = ["ansible-test", "integration", "--local", "--python", PYTHON, "--color", "no", "--continue-on-error"]
    green, said = quiet([*command, *targets], cwd=copy)
    print(said, flush=True)
    return green, said


def in_halves(targets: list[str]) -> list[list[str]]:
    """Return two lists that take about as long: a target takes as long as there is to read in it."""

    def length(target: str) -> int:
        return sum(path.stat().st_size for path in (TARGETS / target).rglob("*.yml"))

    halves: list[list[str]] = [[], []]
    for target in sorted(targets, key=length, reverse=True):
        min(halves, key=lambda half: sum(map(length, half))).append(target)
    return [half for half in halves if half]


def main(arguments: list[str]) -> None:
    """Run all targets, or those that the arguments name; two at a time, each half in a copy of its own."""
    foretell = "--foretell" in arguments
    chosen = [argument for argument in arguments if argument != "--foretell"]
    step = "integration-check" if foretell else "integration"
    prepare()
    every = sorted(path.parent.parent.name for path in TARGETS.glob("*/tasks/main.yml"))
    halves = in_halves(chosen or [name for name in every if not name.startswith("setup_")])
    copies = []
    for number in range(len(halves)):
        copies.append(copy_tree(f"{step}-{number}"))
        if foretell:
            install_foretelling(copies[-1])
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(run_targets, copies, halves))
    ran: set[str] = set()
    red: list[str] = []
    failures: list[str] = []
    calls = 0
    for copy, (green, said) in zip(copies, outcomes, strict=True):
        ran |= set(re.findall(r"^Running (\S+) integration test role", said, re.MULTILINE))
        failures += unexpected_warnings(said, copy / "tests" / "integration" / "targets")
        calls += len(re.findall(r"^FORETOLD ", said, re.MULTILINE))
        if not green:
            listed = re.search(
                r"^FATAL: The \d+ integration test\(s\) listed below .*\n((?:\S+\n)+)", said, re.MULTILINE
            )
            red += listed.group(1).split() if listed else ["ansible-test itself failed"]
    what = "integration targets"
    if foretell:
        what += f", {calls} calls foretold"
        failures += [] if calls or red else ["not one call was foretold"]
    finish(step, what, len(ran - set(red)), [*red, *failures])


if __name__ == "__main__":
    main(sys.argv[1:])
