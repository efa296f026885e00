# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Play playbooks/demo.yml for a person to read, and leave nothing running, whatever happens."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time

from surroundings import CACHE, ROOT, environment

# What the emulator and Ansible write for this one run.
PLACE = CACHE / "demo"


def stop_emulators() -> int:
    """Stop each emulator of this run that left its process id behind; return how many there were."""
    stopped = 0
    for path in PLACE.rglob("*pid*"):
        if not path.is_file() or not (text := path.read_text(encoding="utf-8").strip()).isdigit():
            continue
        # The folder is this run's, so the number is too.
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(text), signal.SIGTERM)
            stopped += 1
            for _try in range(100):
                os.kill(int(text), 0)
                time.sleep(0.05)
    return stopped


def main() -> int:
    """Return the playbook's exit code, or 1 if it forgot its emulator."""
    shutil.rmtree(PLACE, ignore_errors=True)
    (PLACE / "tmp").mkdir(parents=True)
    env = environment(
        HOME=str(PLACE),
        TMPDIR=str(PLACE / "tmp"),
        ANSIBLE_HOME=str(PLACE / ".ansible"),
        ANSIBLE_ASYNC_DIR=str(PLACE / ".ansible_async"),
        ANSIBLE_DISPLAY_SKIPPED_HOSTS="false",
        ANSIBLE_FORCE_COLOR=str(sys.stdout.isatty()).lower(),
        # environment() has dropped the caller's credentials. A task that forgot where the emulator is ends here too.
        TWILIO_API_ENDPOINT="http://127.0.0.1:1",
    )
    del env["NO_COLOR"]
    # make's own way to be interrupted; the default would leave without the cleaning up below.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    left = 0
    try:
        command = ["ansible-playbook", "--inventory", "localhost,", "playbooks/demo.yml"]
        code = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
    finally:
        left = stop_emulators()
    if left and code == 0:
        print("the demo left its emulator running (stopped now): it should have stopped it", file=sys.stderr)
        return 1
    return code


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
