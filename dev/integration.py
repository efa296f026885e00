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
from pathlib import Path

from ansible_test import PYTHON, prepare
from completeness import modules
from surroundings import ROOT, copy_tree, finish, run, unexpected_warnings

FORETELL = ROOT / "dev" / "foretell.py"


def install_foretelling(copy: Path) -> None:
    """Put the foretelling action before every module: Ansible runs an action instead of the module of the same name."""
    actions = copy / "plugins" / "action"
    actions.mkdir(parents=True, exist_ok=True)
    for name in modules():
        shutil.copyfile(FORETELL, actions / f"{name}.py")


def main(arguments: list[str]) -> None:
    """Run all targets, or those that the arguments name."""
    foretell = "--foretell" in arguments
    chosen = [argument for argument in arguments if argument != "--foretell"]
    step = "integration-check" if foretell else "integration"
    prepare()
    copy = copy_tree(step)
    if foretell:
        install_foretelling(copy)
    command = ["ansible-test", "integration", "--local", "--python", PYTHON, "--color", "no", "--continue-on-error"]
    green, said = run([*command, *chosen], cwd=copy)
    ran = set(re.findall(r"^Running (\S+) integration test role", said, re.MULTILINE))
    failures = unexpected_warnings(said, copy / "tests" / "integration" / "targets")
    red: list[str] = []
    if not green:
        listed = re.search(r"^FATAL: The \d+ integration test\(s\) listed below .*\n((?:\S+\n)+)", said, re.MULTILINE)
        red = listed.group(1).split() if listed else ["ansible-test itself failed"]
    what = "integration targets"
    if foretell:
        calls = len(re.findall(r"^FORETOLD ", said, re.MULTILINE))
        what += f", {calls} calls foretold"
        failures += [] if calls or red else ["not one call was foretold"]
    finish(step, what, len(ran - set(red)), [*red, *failures])


if __name__ == "__main__":
    main(sys.argv[1:])
