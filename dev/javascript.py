# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the Functions that the roles deploy, under Node.js with Twilio's own library, against the emulator."""

from __future__ import annotations

import re
import sys

from surroundings import ROOT, finish, run

TESTS = ROOT / "tests" / "node"


def main(arguments: list[str]) -> None:
    """Run all of tests/node, or the files that the arguments name."""
    files = [str(path.relative_to(ROOT)) for path in sorted(TESTS.glob("*.test.js"))]
    green, said = run(["node", "--test", "--test-reporter=tap", *(arguments or files)], PYTHON=sys.executable)
    counts = {name: int(number) for name, number in re.findall(r"^# (\w+) (\d+)$", said, re.MULTILINE)}
    # A file that cannot be loaded is one failed test without subtests.
    failures = re.findall(r"^\s*not ok \d+ - (.*)$", said, re.MULTILINE)
    for word in ("cancelled", "skipped", "todo"):
        if counts.get(word):
            failures.append(f"{counts[word]} {word}")
    if not green and not failures:
        failures.append("node itself failed")
    finish("javascript", "tests of JavaScript", counts.get("pass", 0), failures)


if __name__ == "__main__":
    main(sys.argv[1:])
