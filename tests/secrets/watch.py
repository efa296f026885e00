# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks, while something runs, at what any user can see of its processes, and at the files that it writes.

A process's environment is not looked at: only its own user may read it, and it is a documented way to give credentials.
"""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path

# Seconds. Less than any module lives.
PAUSE = 0.05


class Watch:
    """A thread that notes every command line on this machine and every state of every file in some folders."""

    def __init__(self, *folders: Path) -> None:
        self.folders = folders
        self.commands: set[str] = set()
        self.files: dict[str, list[str]] = {}
        self.looks = 0
        self._seen: set[tuple[str, int, int]] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *_details: object) -> None:
        self._stop.set()
        self._thread.join(30)
        self._look()

    def _run(self) -> None:
        while not self._stop.wait(PAUSE):
            self._look()

    def _look(self) -> None:
        self.looks += 1
        for process in os.listdir("/proc"):
            # Processes come and go meanwhile.
            with contextlib.suppress(OSError):
                if process.isdigit():
                    command = Path("/proc", process, "cmdline").read_bytes()
                    self.commands.add(command.replace(b"\0", b" ").decode(errors="replace"))
        for folder in self.folders:
            for place, _folders, names in os.walk(folder):
                for name in names:
                    with contextlib.suppress(OSError):
                        self._keep(os.path.join(place, name))

    def _keep(self, path: str) -> None:
        about = os.stat(path, follow_symlinks=False)
        state = (path, about.st_mtime_ns, about.st_size)
        if state not in self._seen:
            with open(path, errors="replace") as file:
                content = file.read()
            states = self.files.setdefault(path, [])
            # A log only grows.
            if states and content.startswith(states[-1]):
                states.pop()
            states.append(content)
            self._seen.add(state)
