# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every use of ansible-test needs before it starts."""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
from pathlib import Path

from surroundings import HOME, ROOT

PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"
# The names that ansible-core 2.16-2.17, 2.18-2.19 and 2.20-2.21 look for.
_BOOTSTRAPS = ("get_pip_23_1_2.py", "get_pip_24_2.py", "get_pip_25_2.py")


def prepare() -> None:
    """Put the pip bootstrap in place, and hand the machine's pip settings to the home that ansible-test runs in."""
    cache = HOME / ".ansible" / "test" / "cache"
    for name in _BOOTSTRAPS:
        write(cache / name, (ROOT / "dev" / "get_pip.py").read_text(encoding="utf-8"))
    _make_key(HOME / ".ansible" / "test" / "id_rsa")
    _hand_on_pip_settings(HOME / ".config" / "pip" / "pip.conf")


def _make_key(key: Path) -> None:
    """Make the SSH key that ansible-test would make: two runs of it that begin at once would both do so, and fail."""
    if key.exists():
        return
    with tempfile.TemporaryDirectory(dir=key.parent) as folder:
        new = Path(folder) / key.name
        subprocess.run(["ssh-keygen", "-m", "PEM", "-q", "-t", "rsa", "-N", "", "-f", str(new)], check=True)
        new.with_suffix(".pub").replace(key.with_suffix(".pub"))
        new.replace(key)


def _hand_on_pip_settings(target: Path) -> None:
    """ansible-test clears the environment, and the home is not the user's: an index configured there would be lost."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], stdout=subprocess.PIPE, text=True, check=True
    )
    settings = {}
    for line in listed.stdout.splitlines():
        name, _equals, value = line.partition("=")
        section, _dot, key = name.rpartition(".")
        if section in (":env:", "global", "install"):
            settings[key] = ast.literal_eval(value)
    lines = [f"{key} = {' '.join(value.split())}" for key, value in sorted(settings.items())]
    write(target, "\n".join(["[global]", *lines, ""]))


def write(path: Path, text: str) -> None:
    """Write a file that only we may read, in one step: another step of ``make test`` may be reading it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as new:
        new.write(text)
    Path(new.name).replace(path)
