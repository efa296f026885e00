# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run ``ansible-test sanity`` on a copy of the project. No ignore file, no skipped test, no false green."""

from __future__ import annotations

import re
import sys

from ansible_test import PYTHON, prepare
from surroundings import ROOT, copy_tree, finish, run

# ansible-test says these and exits with 0.
FALSE_GREEN = ("All targets skipped", "No tests found", "No targets found")


def main(arguments: list[str]) -> None:
    """Run all sanity tests, or those that the arguments name."""
    failures = [
        f"{path.relative_to(ROOT)} exists: fix the finding instead"
        for path in (ROOT / "tests" / "sanity").glob("ignore*")
    ]
    prepare()
    copy = copy_tree("sanity")
    green, said = run(["ansible-test", "sanity", "--local", "--python", PYTHON, "--color", "no", *arguments], cwd=copy)
    ran = set(re.findall(r'^Running sanity test "([^"]+)"', said, re.MULTILINE))
    failures += [f"ansible-test says {phrase!r}" for phrase in FALSE_GREEN if phrase in said]
    if not green:
        listed = re.search(r"^FATAL: The \d+ sanity test\(s\) listed below .*\n((?:[\w.-]+\n)+)", said, re.MULTILINE)
        failures += listed.group(1).split() if listed else ["ansible-test itself failed"]
    finish("sanity", "sanity tests", len(ran - set(failures)), failures)


if __name__ == "__main__":
    main(sys.argv[1:])
