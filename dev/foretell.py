# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action that calls a module twice: in check mode, which must foretell, then in earnest, which must agree.

``make integration-check`` puts a copy of this file before every module of the collection, so the integration targets
prove it for each of their calls, in whatever state the account is in by then, without knowing of it:

* while it foretells, the emulator's journal sees not one write;
* what it foretells is what happens: the same ``changed``, the same ``diff`` (with "(known after apply)" for anything);
* what it refuses would have failed: no call succeeds that check mode said would not.

The emulator is put back to where it was in between, so that counters, faults and clocks of a test see only the
earnest call.
"""

from __future__ import annotations

import json
import typing as t
import urllib.request

from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

JSON = dict[str, t.Any]
UNKNOWN = "(known after apply)"
WRITES = ("POST", "PUT", "PATCH", "DELETE")


class ActionModule(ActionBase):
    """Stands before the module of the same name."""

    def run(self, tmp: str | None = None, task_vars: JSON | None = None) -> JSON:
        """Return the module's own result, or a failure that says what check mode got wrong."""
        variables = task_vars or {}
        self._emulator = variables["twilio_endpoint"]
        wanted_check, wanted_diff = self._task.check_mode, self._task.diff
        self._task.diff = True
        try:
            before, earlier = self._control("snapshot", {}), len(self._writes())
            foretold = self._call(variables, check=True)
            writes = self._writes()[earlier:]
            self._control("restore", before)
            if writes:
                return {"failed": True, "msg": f"check mode wrote: {writes}", "foretold": foretold}
            Display().display(f"FORETOLD {self._task.action}")
            outcome = foretold if wanted_check else self._call(variables, check=False)
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

    def _writes(self) -> list[str]:
        journal = self._control("journal")
        return [f"{entry['method']} {entry['path']}" for entry in journal["requests"] if entry["method"] in WRITES]

    def _control(self, what: str, content: JSON | None = None) -> JSON:
        request = urllib.request.Request(
            f"{self._emulator}/_emulator/{what}", headers={"Content-Type": "application/json"}
        )
        if content is not None:
            request.data = json.dumps(content).encode()
        with urllib.request.urlopen(request, timeout=30) as answer:
            result: JSON = json.load(answer)
        return result


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
