# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes each task that fails, one JSON line each, in the file that FAULTS_HEARD names."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    """What the campaign wants to know of a run in a process of its own."""

    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "heard"

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A task has failed, and is not asked to go on."""
        note = {"task": result._task.get_name(), "action": result._task.resolved_action, "result": result._result}
        with Path(os.environ["FAULTS_HEARD"]).open("a", encoding="utf-8") as notes:
            notes.write(json.dumps(note, default=str) + "\n")
