# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What both drivers have in common: what a run came to, and what every playbook is told."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

JSON = dict[str, Any]

# What may fail with a sentence of ours: modules of the collection, and what a role asserts.
SPEAKING = ("flexops.twilio.", "ansible.builtin.assert")


@dataclass
class Run:
    """What became of one run of a playbook."""

    killed: bool
    failures: list[JSON]  # task, action, result
    said: list[str]
    requests: int
    faults_of_ours: tuple[str, ...] = ()

    @property
    def done(self) -> bool:
        """Whether it came to its end."""
        return not self.killed and not self.failures

    def speechless(self) -> str:
        """Return what failed without a sentence of ours, or nothing."""
        if self.faults_of_ours:
            return self.faults_of_ours[0]
        for failure in self.failures:
            result = failure["result"]
            for one in result.get("results") or [result]:
                if not one.get("failed"):
                    continue
                told = str(one.get("msg") or "")
                if not failure["action"].startswith(SPEAKING) or not told:
                    return f"task {failure['task']!r} ({failure['action']}) failed with {one}"
        strange = [line for line in self.said if "Traceback (most recent call last)" in line]
        return f"a traceback: {strange[0]}" if strange else ""

    def told(self) -> str:
        """Return the last failure as one line."""
        if self.killed or not self.failures:
            return "killed" if self.killed else "done"
        failure = self.failures[-1]
        results = [one for one in failure["result"].get("results") or [failure["result"]] if one.get("failed")]
        return f"{failure['task']}: {results[-1].get('msg') if results else failure['result'].get('msg')}"


def variables_of(account: JSON, endpoint: str, folder: Path) -> JSON:
    """Return what every playbook is told about an account."""
    expected = ("messaging", "studio_bridge", "flex_migration")
    return {
        "twilio_account_sid": account["sid"],
        "twilio_auth_token": account["auth_token"],
        "twilio_api_endpoint": endpoint,
        **{f"{role}_expected_account_sid": account["sid"] for role in expected},
        "flex_migration_image": str(folder / "before.json"),
    }
