# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imported by every Python process of a measured run, because its folder is on PYTHONPATH: notes the peak memory.

A process's own word is the only exact one. What a parent learns of a child (``ru_maxrss``) counts what the parent was
before it became the child, so a small module below a large ansible-playbook would be as large as that.
"""

from __future__ import annotations

import atexit
import os
import re
import sys
from pathlib import Path


def note(file: str) -> None:
    """Append ``NAME KIBIBYTES``, the name being that of the program."""
    peak = re.search(r"^VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    name = next((Path(part).name for part in sys.orig_argv[1:] if not part.startswith("-")), "python")
    with open(file, "a", encoding="utf-8") as notes:
        notes.write(f"{name} {peak[1] if peak else 0}\n")


if "BENCHMARK_PEAKS" in os.environ:
    atexit.register(note, os.environ["BENCHMARK_PEAKS"])
