# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The program: how it starts, what it leaves behind."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import requests

EMULATOR = Path(__file__).resolve().parents[2] / "emulator"


def start(*arguments: str | Path) -> subprocess.Popen[str]:
    """Run ``python emulator`` with some arguments."""
    command = [sys.executable, str(EMULATOR), *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(file: Path) -> str:
    """Return what a file says once it is there."""
    until = time.monotonic() + 10
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.01)
    return file.read_text(encoding="utf-8").strip()


def test_it_starts_with_a_seed_and_ends_on_sigterm(tmp_path: Path) -> None:
    seed = tmp_path / "seed.yml"
    seed.write_text("accounts:\n  - friendly_name: dev\n    phone_numbers: ['+14155552671']\n", encoding="utf-8")
    port, pid, log = tmp_path / "port", tmp_path / "pid", tmp_path / "log"
    begun = time.monotonic()
    with start("--port", "0", "--port-file", port, "--pid-file", pid, "--log-file", log, "--seed", seed) as process:
        url = f"http://127.0.0.1:{wait_for(port)}"
        took = time.monotonic() - begun
        health = requests.get(f"{url}/_emulator/health", timeout=10).json()
        snapshot = requests.get(f"{url}/_emulator/snapshot", timeout=10).json()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
        assert process.communicate() == ("", "")
    assert health["pid"] == process.pid
    assert [account["record"]["friendly_name"] for account in snapshot["accounts"]] == ["dev"]
    assert took < 2  # far less; a busy machine is no bug
    assert not port.exists()
    assert not pid.exists()
    assert log.read_text(encoding="utf-8").splitlines()[0].endswith(f"listening on {url}")


def test_it_listens_on_loopback_only(tmp_path: Path) -> None:
    port = tmp_path / "port"
    with start("--port", "0", "--port-file", port) as process:
        number = wait_for(port)
        listening = Path(f"/proc/{process.pid}/net/tcp").read_text(encoding="utf-8")
        process.terminate()
        assert process.wait(10) == 0
        process.communicate()
    hexadecimal = f":{int(number):04X}"
    local = [line.split()[1] for line in listening.splitlines() if line.split()[3] == "0A"]
    assert [address for address in local if address.endswith(hexadecimal)] == [f"0100007F{hexadecimal}"]


def test_a_bad_seed_ends_it_with_a_sentence(tmp_path: Path) -> None:
    for name, content, said in (
        ("seed.json", json.dumps({"accounts": [{"numbers": 1}]}), "accounts[0]: there is no numbers"),
        ("seed.json", "{", "seed.json: Expecting property name"),
        ("seed.yaml", "a: [", "seed.yaml: "),
    ):
        seed = tmp_path / name
        seed.write_text(content, encoding="utf-8")
        with start("--port", "0", "--seed", seed) as process:
            _out, error = process.communicate(timeout=10)
        assert process.returncode == 1
        assert said in error
        assert "Traceback" not in error


def test_a_port_that_is_taken_ends_it_with_a_sentence(tmp_path: Path) -> None:
    port = tmp_path / "port"
    with start("--port", "0", "--port-file", port) as first:
        with start("--port", wait_for(port)) as second:
            _out, error = second.communicate(timeout=10)
        first.terminate()
        first.communicate(timeout=10)
    assert second.returncode == 1
    assert error.splitlines()[-1].startswith("emulator: ")
