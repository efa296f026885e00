# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run pytest over every Python test of the project and hand on pytest's own counts."""

from __future__ import annotations

import sys
from xml.etree import ElementTree

from surroundings import RESULTS, ROOT, finish, run

FOLDERS = ("tests/unit", "tests/emulator", "tests/contract", "tests/faults", "tests/secrets")


def main(arguments: list[str]) -> None:
    """Run the folders that exist; more pytest arguments may follow."""
    report = RESULTS / "unit.xml"
    report.unlink(missing_ok=True)
    folders = [folder for folder in FOLDERS if (ROOT / folder).is_dir()]
    passed_all, _said = run(["python", "-m", "pytest", f"--junit-xml={report}", *folders, *arguments])
    failures, passed, skipped = [], 0, 0
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                failures.append(f"{case.get('classname')}::{case.get('name')}")
            elif case.find("skipped") is not None:
                skipped += 1
            else:
                passed += 1
    if not passed_all and not failures:
        failures.append("pytest itself failed")
    finish("unit", "tests", passed, failures, skipped)


if __name__ == "__main__":
    main(sys.argv[1:])
