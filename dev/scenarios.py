# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the molecule scenarios: roles and playbooks end to end against one emulator."""

from __future__ import annotations

import re
import sys

from surroundings import ROOT, finish, run, unexpected_warnings

SCENARIOS = ROOT / "extensions" / "molecule"


def main(arguments: list[str]) -> None:
    """Run all scenarios, or those that the arguments name. What is counted are the steps of the scenarios."""
    green, said = run(["molecule", "test", *(arguments or ["--all"])])
    failures = sorted(set(re.findall(r"^(\S+ > \S+: Executed: (?!Successful).+)$", said, re.MULTILINE)))
    passed = len(re.findall(r"^\S+ > \S+: Executed: Successful$", said, re.MULTILINE))
    ran = set(re.findall(r"^(\S+) > converge: ", said, re.MULTILINE))
    expected = set() if arguments else {path.parent.name for path in SCENARIOS.glob("*/molecule.yml")}
    failures += [f"scenario {name} did not run" for name in sorted(expected - ran)]
    failures += unexpected_warnings(said, SCENARIOS)
    if not green and not failures:
        failures.append("molecule itself failed")
    finish("molecule", f"steps of {len(ran)} scenarios", passed, failures)


if __name__ == "__main__":
    main(sys.argv[1:])
