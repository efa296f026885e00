# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hold the collection against every supported ansible-core, each in an environment of its own under .cache/matrix.

Unlike everything else this is not locked: it takes the newest of each series and of each library, as users will.
An interpreter that the machine lacks is a skipped lane, and is said.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from ansible_test import prepare
from surroundings import CACHE, ROOT, copy_tree, finish, run

# ansible-core: the interpreters that its ansible-test knows and this collection supports, the preferred one first.
LANES = {
    "2.16": ("3.10", "3.11"),
    "2.17": ("3.11", "3.10"),
    "2.18": ("3.11", "3.12"),
    "2.19": ("3.11", "3.12"),
    "2.20": ("3.12", "3.13"),
    "2.21": ("3.13", "3.12"),
}
LIBRARIES = ("twilio>=9,<10", "aiohttp", "pytest", "hypothesis", "jsonschema")
SANITY = ("validate-modules", "import", "compile", "ansible-doc")
SUITES = ("tests/unit", "tests/emulator", "tests/contract", "tests/faults", "tests/secrets")


def interpreter(version: str) -> str | None:
    """Return a Python of that version that really starts: from PATH, or from pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [
        shutil.which(f"python{version}"),
        *map(str, sorted(pyenv.glob(f"{version}.*/bin/python"), reverse=True)),
    ]
    for candidate in candidates:
        if candidate and subprocess.run([candidate, "-c", ""], capture_output=True, check=False).returncode == 0:
            return candidate
    return None


def lane(core: str, version: str, python: str) -> list[str]:
    """Run one lane and return what failed in it."""
    place = CACHE / "matrix" / core
    path = os.pathsep.join((str(place / "bin"), os.environ.get("PATH", os.defpath)))
    uv = Path(sys.prefix) / "bin" / "uv"
    settings = {"PATH": path, "VIRTUAL_ENV": str(place), "UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never"}
    if not (place / "ready").exists():
        made, _said = run([uv, "venv", "--quiet", "--clear", "--python", python, place], ROOT, **settings)
        installed = [uv, "pip", "install", "--quiet", "--compile-bytecode", f"ansible-core=={core}.*", *LIBRARIES]
        if not made or not run(installed, ROOT, **settings)[0]:
            return [f"{core}: set-up"]
        (place / "ready").touch()
    copy = copy_tree(f"matrix-{core}")
    here = ["--local", "--python", version, "--color", "no"]
    tests = [word for name in SANITY for word in ("--test", name)]
    suites = [suite for suite in SUITES if (ROOT / suite).is_dir()]
    steps: dict[str, tuple[list[object], Path]] = {
        "sanity": ([place / "bin" / "ansible-test", "sanity", *here, *tests], copy),
        "unit": ([place / "bin" / "python", "-m", "pytest", *suites], ROOT),
        "integration": ([place / "bin" / "ansible-test", "integration", *here, "--continue-on-error"], copy),
    }
    failed = []
    for name, (command, folder) in steps.items():
        print(f"--- ansible-core {core}, Python {version}: {name}", flush=True)
        green, said = run(command, cwd=folder, **settings)
        if not green or re.search("All targets skipped|No targets found|no tests ran", said):
            failed.append(f"{core} with Python {version}: {name}")
    return failed


def main(chosen: list[str]) -> None:
    """Run all lanes, or those of the ansible-core versions that the arguments name."""
    prepare()
    passed, skipped = 0, 0
    failures: list[str] = []
    for core in chosen or LANES:
        found = [(version, python) for version in LANES[core] if (python := interpreter(version))]
        if not found:
            print(f"--- ansible-core {core}: skipped, none of Python {', '.join(LANES[core])} is here")
            skipped += 1
            continue
        failed = lane(core, *found[0])
        failures += failed
        passed += not failed
    finish("matrix", "lanes", passed, failures, skipped)


if __name__ == "__main__":
    main(sys.argv[1:])
