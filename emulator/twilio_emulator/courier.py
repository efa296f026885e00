# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calls webhooks: at once for who waits for the answer, or later for what the API was asked to announce."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from . import webhooks
from .events import Notice, happened, report
from .functions import call_function
from .state import JSON, World


class Courier:
    """Takes notices to whom they are for: a URL on loopback or a Function."""

    def __init__(self) -> None:
        self.endpoint = ""  # the emulator's own base URL, for Functions that call it back
        # Calls that somebody may wait for, by conversation; a Function may also run on when nobody does any more.
        self._tasks: dict[asyncio.Task[None], frozenset[str]] = {}
        self._functions: set[asyncio.Task[JSON | None]] = set()

    async def call(self, world: World, notice: Notice) -> JSON:
        """Call a webhook and return what a report says of it."""
        if webhooks.on_loopback(notice.url):
            token = notice.account.record["auth_token"]
            delivered: JSON | None = await webhooks.deliver(notice.url, notice.method, notice.parameters, token)
        else:
            delivered = await self._function(world, notice)
        more = {"url": notice.url, "delivered": delivered, "replayed": notice.replayed}
        return happened(notice.kind, notice.event, type=notice.type, **more)

    async def _function(self, world: World, notice: Notice) -> JSON | None:
        """Call a Function, which goes on when it takes longer than a webhook may; None when there is none."""
        url, method, parameters = notice.url, notice.method, notice.parameters
        calling = call_function(world, notice.account, url, method, parameters, webhooks.HEADERS, self.endpoint)
        task = asyncio.get_running_loop().create_task(calling)
        self._functions.add(task)
        task.add_done_callback(self._functions.discard)
        done, _late = await asyncio.wait({task}, timeout=webhooks.TIMEOUT)
        if done:
            return task.result()
        return {**webhooks.said(url, method, parameters), "error": webhooks.late(), "logs": []}

    def dispatch(self, world: World) -> None:
        """Begin to deliver what a request has left in the outbox."""
        if world.outbox:
            notices, world.outbox = world.outbox, []
            task = asyncio.get_running_loop().create_task(self._deliver(world, notices))
            self._tasks[task] = frozenset(notice.conversation_sid for notice in notices)
            task.add_done_callback(self._tasks.pop)

    async def _deliver(self, world: World, notices: Iterable[Notice]) -> None:
        for notice in notices:
            report(world, notice.conversation_sid, await self.call(world, notice))

    async def settled(self, conversation_sid: str) -> None:
        """Wait until nothing is on its way any more for a conversation."""
        while tasks := [task for task, sids in self._tasks.items() if conversation_sid in sids]:
            await asyncio.wait(tasks)
