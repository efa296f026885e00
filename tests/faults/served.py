# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The driver for the other seeds: ansible-playbook as users run it, an emulator that listens, threads, SIGKILL."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from ansible_collections.flexops.twilio.tests.faults.driver import Run, variables_of
from ansible_collections.flexops.twilio.tests.faults.stories import ROOT, Step, Story

JSON = dict[str, Any]

LONGEST_REST = 5.0
"""Seconds. Longer than any read lags here."""
LONGEST_RUN = 600.0
LOOK_EVERY = 0.03


class Served:
    """One account in an emulator of its own, on a port of its own."""

    name = "playbooks"

    def __init__(self, story: Story, switches: JSON) -> None:
        self.place = tempfile.TemporaryDirectory(prefix="faults-")
        self.folder = Path(self.place.name)
        port = self.folder / "port"
        self.emulator = subprocess.Popen(
            [sys.executable, str(ROOT / "emulator"), "--port", "0", "--port-file", str(port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while not port.exists() or not port.read_text():
            if self.emulator.poll() is not None:
                raise AssertionError("the emulator did not start")
            time.sleep(LOOK_EVERY)
        self.endpoint = f"http://127.0.0.1:{port.read_text().strip()}"
        seed = {"friendly_name": "test", **story.account, "switches": switches}
        self.account: JSON = self.control("seed", {"accounts": [seed]})["accounts"][0]
        # What a run writes is told by its date from what was there.
        self.control("clock", {"advance": 3600})

    def close(self) -> None:
        """Leave nothing behind."""
        self.emulator.terminate()
        self.emulator.wait(10)
        self.place.cleanup()

    def control(self, what: str, content: JSON | None = None, *, method: str | None = None) -> JSON:
        """Ask the emulator's own API."""
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(f"{self.endpoint}/_emulator/{what}", data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            told: JSON = json.loads(answer.read())
            return told

    def spoil(self, rules: list[JSON], seed: int | None = None) -> None:
        """Have these faults from now on, or none."""
        self.control("faults", method="DELETE")
        if rules:
            self.control("faults", {"rules": rules, "seed": seed})

    def run(self, step: Step, *, check: bool = False, dies: float | None = None, usual: int = 0) -> Run:
        """Run a step's playbook once. dies: after this part of the ``usual`` requests all its processes are killed."""
        before = self.seen()
        variables, notes = self.folder / "variables.json", self.folder / "notes"
        told = {**variables_of(self.account, self.endpoint, self.folder), **step.variables}
        variables.write_text(json.dumps(told), encoding="utf-8")
        notes.unlink(missing_ok=True)
        own = {
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "tree"),
            "ANSIBLE_CALLBACK_PLUGINS": str(Path(__file__).parent / "callback"),
            "ANSIBLE_CALLBACKS_ENABLED": "heard",
            "FAULTS_HEARD": str(notes),
        }
        command = ["ansible-playbook", "--inventory", "account,", "--extra-vars", f"@{variables}", str(step.playbook)]
        with (self.folder / "said").open("w+", encoding="utf-8") as screen:
            process = subprocess.Popen(
                [str(Path(sys.executable).parent / command[0]), *command[1:], *(["--check"] if check else [])],
                env={**os.environ, **own},
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=screen,
                stderr=subprocess.STDOUT,
            )
            began = time.monotonic()
            killed = late = False
            while process.poll() is None:
                killed = dies is not None and self.seen() - before >= dies * usual
                late = time.monotonic() - began > LONGEST_RUN
                if killed or late:
                    kill(process.pid)
                    process.wait()
                time.sleep(LOOK_EVERY)
            screen.seek(0)
            said = screen.read()
        if late:
            raise AssertionError(f"a run took more than {LONGEST_RUN} seconds:\n{said}")
        failures = [json.loads(line) for line in notes.read_text().splitlines()] if notes.exists() else []
        if not killed and not failures and process.returncode:
            raise AssertionError(f"ansible-playbook failed without a task:\n{said}")
        return Run(killed, [] if killed else failures, said.splitlines(), self.seen() - before)

    def seen(self) -> int:
        """Return how many requests there were."""
        return int(self.control("journal?since=999999999")["next"]) - 1

    def rest(self, seconds: float) -> None:
        """Let time pass, as long as it matters."""
        time.sleep(min(seconds, LONGEST_REST))

    def state(self) -> JSON:
        """Return a snapshot of the account."""
        account: JSON = self.control(f"snapshot?account={self.account['sid']}")["accounts"][0]
        return account

    def entries(self) -> list[JSON]:
        """Return every request so far."""
        entries: list[JSON] = self.control("journal")["entries"]
        return entries


def kill(process: int) -> None:
    """Kill a process and all that come of it; Ansible's workers are in sessions of their own."""
    with contextlib.suppress(ProcessLookupError):
        # It makes no more of them meanwhile.
        os.kill(process, signal.SIGSTOP)
    for child in children(process):
        kill(child)
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def children(process: int) -> list[int]:
    """Return the processes that a process has made."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # pid (name) state ppid
            if int(path.read_text().rpartition(")")[2].split()[1]) == process:
                found.append(int(path.parent.name))
    return found
