# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator of the benchmark's own, and the account that one run works in."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
TOKEN = "of-no-use-anywhere-else"
DEMO_HANDLER = "https://demo.twilio.com/welcome/sms/reply"
FLOW, OTHER_FLOW = "Inbound", "Returns desk"

# What a request is about, by the end of its path; the first that fits.
_ABOUT = (
    ("/AvailablePhoneNumbers/", "offers"),
    ("/IncomingPhoneNumbers", "numbers"),
    ("/Configuration/Addresses", "addresses"),
    ("/PhoneNumbers", "pool members"),
    ("messaging/v1/Services", "messaging services"),
    ("/Flows", "Studio flows"),
    ("/Accounts/", "account"),
    ("/Configuration", "Conversations configuration"),
)


@dataclass
class Requests:
    """What the emulator's journal says of one run."""

    reads: Counter[str] = field(default_factory=Counter)  # by what was read
    writes: Counter[str] = field(default_factory=Counter)  # by what was written
    repeated: int = 0  # writes of the same settings to the same thing as an earlier one

    @property
    def total(self) -> int:
        """Reads and writes."""
        return self.reads.total() + self.writes.total()


def about(path: str) -> str:
    """Return what a request is about."""
    return next((name for part, name in _ABOUT if part in path), path)


def kind_of_write(entry: dict[str, Any]) -> str:
    """Return what a write does; the name and the handlers of a number are told apart."""
    kind = about(entry["path"])
    if kind != "numbers":
        return kind
    if entry["path"].removesuffix(".json").endswith("/IncomingPhoneNumbers"):
        return "purchases"
    parts = {"handlers" if name.startswith("Sms") else "names" for name in entry["form"]}
    return " and ".join(sorted(parts))


def summary(entries: list[dict[str, Any]]) -> Requests:
    """Return a journal's entries counted."""
    found = Requests()
    written: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        if not entry["write"]:
            found.reads[about(entry["path"])] += 1
            continue
        kind = kind_of_write(entry)
        found.writes[kind] += 1
        form = entry["form"]
        # Creates share a path: what they create tells them apart.
        written[kind, entry["path"] + str(form.get("Address") or form.get("PhoneNumber") or "")] += 1
    found.repeated = sum(times - 1 for times in written.values())
    return found


class Emulator:
    """A process on a free port of loopback, for as long as the ``with`` block takes."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.accounts = 0

    def __enter__(self) -> Emulator:
        port_file = self.place / "port"
        command = [sys.executable, str(ROOT / "emulator"), "--port", "0", "--port-file", str(port_file)]
        self.process = subprocess.Popen([*command, "--log-file", str(self.place / "emulator.log")])
        for _try in range(200):
            if port_file.exists() or self.process.poll() is not None:
                break
            time.sleep(0.05)
        if not port_file.exists():
            self.process.terminate()
            raise RuntimeError("the emulator did not start")
        self.url = f"http://127.0.0.1:{port_file.read_text(encoding='utf-8').strip()}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.process.terminate()
        self.process.wait(10)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Call the control API and return its answer."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/_emulator/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    def journal(self) -> Requests:
        """Return what was requested since the last call."""
        entries = self.control("GET", "journal")["entries"]
        self.control("DELETE", "journal")
        return summary(entries)


class Account:
    """An account with so many channels to be provisioned, and the inventory that says so."""

    def __init__(self, emulator: Emulator, place: Path, size: int, *, bought: bool = False, latency: float = 0) -> None:
        """Make the account, the emulator's only one: an earlier run leaves nothing behind that could slow this one.

        ``bought``: it has no number yet and the channels search for theirs. ``latency`` in seconds.
        """
        emulator.accounts += 1
        emulator.control("POST", "reset")
        self.emulator = emulator
        self.sid = f"AC{emulator.accounts:032x}"
        seed: dict[str, Any] = {
            "sid": self.sid,
            "auth_token": TOKEN,
            "friendly_name": "Benchmark",
            "studio_flows": [{"friendly_name": name} for name in (FLOW, OTHER_FLOW)],
            "conversation_services": [{"friendly_name": "Flex Chat Service"}],
            "default_conversation_service": "Flex Chat Service",
            "generate": {"phone_numbers": 0 if bought else size, "sms_url": DEMO_HANDLER},
        }
        made = emulator.control("POST", "seed", {"accounts": [seed]})["accounts"][0]
        if latency:
            emulator.control("POST", "faults", {"kind": "latency", "seconds": latency})
        self.channels: list[dict[str, Any]] = [
            {"name": f"Channel {at:04d}", **({"search": {"country": "US"}} if bought else {"phone_number": number})}
            for at, number in enumerate([""] * size if bought else made["phone_numbers"], start=1)
        ]
        self.place = place / self.sid
        (self.place / "group_vars" / "all").mkdir(parents=True)
        self._save("hosts.yml", {"all": {"hosts": {"benchmark": None}}})
        self._save(
            "group_vars/all/account.yml",
            {
                "twilio_account_sid": self.sid,
                "twilio_auth_token": TOKEN,
                "twilio_api_endpoint": emulator.url,
                "messaging_expected_account_sid": self.sid,
                "messaging_allow_purchase": bought,
            },
        )
        self.save_channels()

    @property
    def purchases(self) -> int:
        """How many numbers were bought so far."""
        return len(self.emulator.control("GET", "ledger")["purchases"])

    def change_one(self) -> None:
        """Give one channel another flow."""
        self.channels[len(self.channels) // 2]["auto_creation"] = {"studio_flow": OTHER_FLOW}
        self.save_channels()

    def save_channels(self) -> None:
        """Write the channels down, for Ansible and for the SDK's script."""
        auto_creation = {"type": "studio", "studio_flow": FLOW, "studio_retry_count": 3}
        defaults = {"type": "sms", "auto_creation": auto_creation}
        self._save("group_vars/all/channels.yml", {"messaging_defaults": defaults, "messaging_channels": self.channels})
        script = [
            {
                "name": channel["name"],
                "phone_number": channel.get("phone_number"),
                "flow": channel.get("auto_creation", auto_creation)["studio_flow"],
            }
            for channel in self.channels
        ]
        wanted = {"endpoint": self.emulator.url, "account_sid": self.sid, "auth_token": TOKEN, "channels": script}
        # Beside the inventory, not in it: Ansible reads every file in there.
        self.script.write_text(json.dumps(wanted), encoding="utf-8")

    @property
    def script(self) -> Path:
        """What benchmarks/sdk.py reads."""
        return self.place.with_suffix(".json")

    def _save(self, name: str, content: Any) -> None:
        (self.place / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
