# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action that calls a module twice: in check mode, which must foretell, then in earnest, which must agree.

``make integration-check`` puts a copy of this file before every module of the collection, so the integration targets
prove it for each of their calls, in whatever state the account is in by then, without knowing of it:

* while it foretells, the emulator's journal sees not one write;
* what it foretells is what happens: the same ``changed``, the same ``diff`` (with "(known after apply)" for anything);
* what it refuses would have failed: no call succeeds that check mode said would not.

The faults that a test has arranged are arranged anew for the earnest call, and the journal's entries of the call
before it are noted, so that a test that counts requests counts the earnest ones.
"""

from __future__ import annotations

import json
import typing as t
import urllib.request
from pathlib import Path

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

JSON = dict[str, t.Any]
UNKNOWN = "(known after apply)"


class ActionModule(ActionBase):
    """Stands before the module of the same name."""

    def run(self, tmp: str | None = None, task_vars: JSON | None = None) -> JSON:
        """Return the module's own result, or a failure that says what check mode got wrong."""
        variables = task_vars or {}
        self._emulator = variables["twilio_endpoint"]
        wanted_check, wanted_diff = self._task.check_mode, self._task.diff
        self._task.diff = True
        try:
            since, faults = self._control("journal")["next"], self._control("faults")
            foretold = self._call(variables, check=True)
            caused = self._control(f"journal?since={since}")["entries"]
            writes = [f"{entry['method']} {entry['path']}" for entry in caused if entry["write"]]
            if writes:
                return {"failed": True, "msg": f"check mode wrote: {writes}", "foretold": foretold}
            if wanted_check:
                return foretold
            self._arrange(faults)
            with Path(variables["setup_emulator_foretold"]).open("a", encoding="utf-8") as numbers:
                numbers.writelines(f"{entry['n']}\n" for entry in caused)
            Display().display(f"FORETOLD {self._task.action}")
            outcome = self._call(variables, check=False)
        finally:
            self._task.check_mode, self._task.diff = wanted_check, wanted_diff
        wrong = disagreement(foretold, outcome)
        if wrong:
            return {"failed": True, "msg": f"check mode foretold {wrong}", "foretold": foretold, "outcome": outcome}
        if not wanted_diff:
            outcome.pop("diff", None)
        return outcome

    def _call(self, variables: JSON, *, check: bool) -> JSON:
        self._task.check_mode = check
        arguments = dict(self._task.args)
        result: JSON = self._execute_module(self._task.action, module_args=arguments, task_vars=variables)
        return result

    def _arrange(self, faults: JSON) -> None:
        """Put the faults back to where they were: some meet a certain number of requests."""
        if faults["rules"]:
            self._control("faults", method="DELETE")
            self._control("faults", faults)

    def _control(self, what: str, content: JSON | None = None, *, method: str | None = None) -> JSON:
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(f"{self._emulator}/_emulator/{what}", data, method=method)
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return t.cast(JSON, json.loads(answer.read() or b"{}"))


def disagreement(foretold: JSON, outcome: JSON) -> str:
    """Return in words how the outcome differs from what was foretold, or nothing."""
    if foretold.get("failed"):
        return "" if outcome.get("failed") else f"a failure that did not happen: {foretold.get('msg')}"
    if outcome.get("failed"):
        return ""  # what only the server can refuse
    if bool(foretold.get("changed")) != bool(outcome.get("changed")):
        return f"changed={foretold.get('changed')}, and it was {outcome.get('changed')}"
    if not fits(foretold.get("diff"), outcome.get("diff")):
        return "another diff"
    return ""


def fits(foretold: t.Any, real: t.Any) -> bool:
    """Whether what was foretold is what came, where "(known after apply)" may have become anything."""
    if foretold == UNKNOWN:
        return True
    if isinstance(foretold, dict) and isinstance(real, dict):
        return foretold.keys() == real.keys() and all(fits(value, real[name]) for name, value in foretold.items())
    if isinstance(foretold, list) and isinstance(real, list):
        return len(foretold) == len(real) and all(fits(one, other) for one, other in zip(foretold, real, strict=True))
    return bool(foretold == real)
