# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network: HTTP on loopback, and the faults that are played on the wire."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from .control import Control
from .emulator import Emulator
from .faults import DELAYING, Rule, cut, spoiled
from .functions import serve
from .gate import Reply, Request
from .multipart import Upload, read_multipart


class Server:
    """Answers for the emulator under /_emulator and for Twilio everywhere else."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.control = Control(emulator)

    async def start(self, port: int) -> tuple[web.ServerRunner, int]:
        """Listen on loopback and return the runner to clean up and the port; 0 asks for a free one."""
        runner = web.ServerRunner(web.Server(self.handle, access_log=None), shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        port = int(runner.addresses[0][1])
        self.control.courier.endpoint = f"http://127.0.0.1:{port}"
        return runner, port

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request."""
        path = request.rel_url.raw_path
        form: list[tuple[str, str]] = []
        files: tuple[Upload, ...] = ()
        content = b""
        if request.content_type.startswith("multipart/"):
            try:
                form, files = await read_multipart(request)
            except ValueError as error:
                return web.Response(status=400, text=f"The body can not be read: {error}\n")
        elif request.body_exists:
            content = await request.content.read()
        if path.startswith("/_emulator/"):
            return await self._control(request, path.removeprefix("/_emulator/"), content)
        if path.startswith("/functions/"):
            return await self._function(request, path.removeprefix("/functions/"), content)
        text = content.decode("utf-8", "replace")
        written = bool(text) and request.content_type == "application/json"
        if not written:
            form += parse_qsl(text, keep_blank_values=True)
        query = parse_qsl(request.rel_url.raw_query_string, keep_blank_values=True)
        announced = request.headers.get("X-Twilio-Webhook-Enabled", "").lower() == "true"
        authorization = request.headers.get("Authorization")
        asked = Request(request.method, path, query, form, authorization, announced, files, text if written else None)
        reply, request_id, rules = self.emulator.handle(asked)
        self.control.courier.dispatch(self.emulator.world)
        delay = sum(rule.seconds for rule in rules if rule.kind in DELAYING)
        try:
            if delay:
                await asyncio.sleep(delay)
        finally:
            self.emulator.faults.leave(rules)
        if reply is None or cut(rules):
            # Whatever is returned now finds no connection to go out on.
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        return self._response(reply, request_id, rules)

    def _response(self, reply: Reply, request_id: str, rules: list[Rule]) -> web.Response:
        headers = {"Twilio-Request-Id": request_id, **reply.headers}
        if reply.body is None:
            return web.Response(status=reply.status, headers=headers)
        text, kind = spoiled(reply.body, rules)
        return web.Response(status=reply.status, text=text, content_type=kind, headers=headers)

    async def _function(self, request: web.BaseRequest, path: str, content: bytes) -> web.Response:
        """Answer for what is deployed: /functions/DOMAIN/PATH is https://DOMAIN/PATH."""
        query = request.rel_url.raw_query_string
        url = f"https://{path}{'?' + query if query else ''}"
        try:
            form = (
                json.loads(content) if request.content_type == "application/json" else dict(parse_qsl(content.decode()))
            )
        except ValueError as error:
            return web.Response(status=400, text=f"The body can not be read: {error}\n")
        if not isinstance(form, dict):
            return web.Response(status=400, text="The body is no JSON object\n")
        endpoint = f"http://{request.host}"
        outcome = await serve(self.emulator.world, url, request.method, form, request.headers, endpoint)
        if outcome is None:
            return web.Response(status=404, text=f"No environment has the domain {path.partition('/')[0]}\n")
        if outcome.status is None:
            return web.Response(status=503, text=f"{outcome.error}\n")
        response = web.Response(status=outcome.status, body=outcome.body)
        for name, value in outcome.headers.items():
            response.headers.popall(name, None)
            for one in value if isinstance(value, list) else [value]:
                response.headers.add(name, str(one))
        return response

    async def _control(self, request: web.BaseRequest, path: str, content: bytes) -> web.Response:
        body: Any = None
        if content:
            try:
                body = json.loads(content)
            except ValueError as error:
                return web.json_response({"error": f"the body is no JSON: {error}"}, status=400)
        status, answer = await self.control.answer(request.method, path, dict(request.rel_url.query), body)
        return web.json_response(answer, status=status)
