# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real playbook in this process: Ansible's own executor, with modules that run here and talk to an emulator here.

Two joints are ours: a worker works where it is started instead of in a process of its own, and a module is called
instead of being sent somewhere. Roles, templating, loops and conditions are Ansible's, so nothing here can drift from
what users run; and time passes only in sleep.
"""

from __future__ import annotations

import contextlib
import copy
import io
import json
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

import jinja2
from ansible import context
from ansible.executor.playbook_executor import PlaybookExecutor
from ansible.executor.process.worker import WorkerProcess
from ansible.executor.task_queue_manager import TaskQueueManager
from ansible.inventory.manager import InventoryManager
from ansible.module_utils.common.collections import ImmutableDict
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible.vars.manager import VariableManager

from ansible_collections.flexops.twilio.tests.in_process import InProcess, arguments_of_modules

JSON = dict[str, Any]
OURS = "flexops.twilio."


class Heard:
    """What Ansible told of a run.

    failures: task, action and result of each task that failed. faults_of_ours: what no module may do.
    """

    def __init__(self) -> None:
        self.said: list[str] = []
        self.failures: list[JSON] = []
        self.faults_of_ours: list[str] = []

    def told(self, event: str, *details: Any, **_options: Any) -> None:
        """Stands for the callbacks."""
        if event in ("v2_runner_on_failed", "v2_runner_item_on_failed", "v2_runner_on_unreachable"):
            outcome = details[0]
            result = getattr(outcome, "_return_data", None) or outcome._result
            task = outcome._task
            self.failures.append({"task": task.get_name(), "action": task.resolved_action, "result": dict(result)})

    def displayed(self, message: str, *_details: Any, **_options: Any) -> None:
        """Stands for the screen."""
        self.said.append(str(message))


_compile = jinja2.Environment.compile
_compiled: dict[Any, Any] = {}


def compiled_once(environment: jinja2.Environment, source: Any, *more: Any, **named: Any) -> Any:
    """Compile a template. The roles' are the same in each of thousands of runs."""
    key = (type(environment), str(source), more, tuple(sorted(named.items())))
    if key not in _compiled:
        _compiled[key] = _compile(environment, source, *more, **named)
    return _compiled[key]


def play(place: InProcess, playbook: Path, variables: JSON, *, check: bool = False) -> Heard:
    """Run a playbook for one host, ``account``; raises Killed where the process that runs it is."""

    def work(worker: WorkerProcess) -> None:
        # A process of its own would forget the variables of its copy of the host, which Ansible relies on.
        worker._host = copy.copy(worker._host)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            worker._run()

    def execute(
        action: Any,
        module_name: str | None = None,
        module_args: JSON | None = None,
        ignore_unknown_opts: bool = False,
        **_details: Any,
    ) -> JSON:
        name = module_name or action._task.resolved_action
        arguments = dict(action._task.args if module_args is None else module_args)
        checked = bool(action._task.check_mode)
        if not name.startswith(OURS):
            more = {"_ansible_check_mode": checked, "_ansible_ignore_unknown_opts": ignore_unknown_opts}
            return builtin(name.rpartition(".")[2], arguments | more)
        before = len(place.journal(writes=True))
        result = place.run(name.removeprefix(OURS), check=checked, **arguments)
        if checked and len(place.journal(writes=True)) != before:
            heard.faults_of_ours.append(f"{name} wrote in check mode")
        if "exception" in result:
            heard.faults_of_ours.append(f"{name} failed with a traceback: {result['exception']}")
        return result

    context.CLIARGS = ImmutableDict(
        forks=1, check=check, diff=False, verbosity=0, connection="local", syntax=False, start_at_task=None
    )
    loader = DataLoader()
    inventory = InventoryManager(loader, sources="account,")
    manager = VariableManager(loader, inventory)
    # As --extra-vars gives them.
    manager._extra_vars = variables
    heard = Heard()
    with (
        mock.patch.object(jinja2.Environment, "compile", compiled_once),
        mock.patch.object(WorkerProcess, "start", work),
        mock.patch.object(ActionBase, "_execute_module", execute),
        mock.patch.object(TaskQueueManager, "load_callbacks"),
        mock.patch.object(TaskQueueManager, "send_callback", heard.told),
        mock.patch.object(Display, "display", heard.displayed),
    ):
        executor = PlaybookExecutor([str(playbook)], inventory, manager, loader, {})
        try:
            executor.run()
        finally:
            # Ansible leaves that to the end of its process.
            executor._tqm._connection_lockfile.close()
    return heard


def builtin(module: str, arguments: JSON) -> JSON:
    """Run a module of Ansible's own."""
    printed = io.StringIO()
    with (
        arguments_of_modules(arguments),
        contextlib.redirect_stdout(printed),
        contextlib.suppress(SystemExit),
    ):
        import_module(f"ansible.modules.{module}").main()
    result: JSON = json.loads(printed.getvalue())
    return result
