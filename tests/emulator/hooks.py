# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server on loopback that is called by the emulator, notes it, and may do something about it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from urllib.parse import parse_qsl

from aiohttp import web

from ansible_collections.flexops.twilio.tests.emulator.support import JSON


class Hook:
    """The web server; every call that it gets is in ``calls``."""

    def __init__(self) -> None:
        self.calls: list[JSON] = []
        self.status = 200
        self.seconds = 0.0  # to answer
        self.react: Callable[[JSON], None] = lambda _call: None  # what it does before it answers
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner, port = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        self.base = f"http://127.0.0.1:{port}"
        self.url = f"{self.base}/hook?a=b"

    async def _start(self) -> tuple[web.ServerRunner, int]:
        runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return runner, int(runner.addresses[0][1])

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        form = dict(parse_qsl(await request.text(), keep_blank_values=True))
        call = {
            "method": request.method,
            "path": request.path_qs,
            "url": f"{self.base}{request.raw_path}",
            "form": form,
            "type": request.content_type,
            "signature": request.headers.get("X-Twilio-Signature"),
        }
        await asyncio.get_running_loop().run_in_executor(None, self.react, call)
        self.calls.append(call)
        await asyncio.sleep(self.seconds)
        return web.Response(status=self.status, text="<Response/>", content_type="text/xml")

    def events(self) -> list[str]:
        """Return the events that it was told of."""
        return [call["form"]["EventType"] for call in self.calls]

    def wait(self, count: int) -> list[JSON]:
        """Return the calls once there are so many of them, or after five seconds."""
        end = time.monotonic() + 5
        while len(self.calls) < count and time.monotonic() < end:
            time.sleep(0.01)
        return self.calls

    def close(self) -> None:
        """End the server."""
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
