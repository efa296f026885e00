# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands before an emulator: begins each case with the same world, and repeats what was asked where it shall."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import requests

from .places import echo

JSON = dict[str, Any]


class Repeater:
    """Listens on loopback. The endpoint of a case is `{url}/{mode}/{case}`.

    Of the modes, `plain` only hands on, and the echoes answer what is not a GET.
    """

    def __init__(self, emulator: str, world: JSON) -> None:
        self.emulator = emulator
        self.world = world
        self.case = ""
        self.received: list[str] = []
        self._lock = threading.Lock()
        repeater = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def __getattr__(self, name: str) -> Any:
                if name.startswith("do_"):
                    return lambda: repeater.answer(self)
                raise AttributeError(name)

            def log_message(self, *_details: Any) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Listen no more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        _blank, mode, case, path = handler.path.split("/", 3)
        said = f"{body.decode(errors='replace')} {handler.command} /{path}\n{handler.headers}"
        with self._lock:
            self.received.append(said)
            if case != self.case:
                self.case = case
                requests.post(f"{self.emulator}/_emulator/snapshot", json=self.world, timeout=30).raise_for_status()
        if mode == "plain" or handler.command == "GET":
            names = ("Authorization", "Content-Type", "X-Twilio-Webhook-Enabled")
            headers = {name: handler.headers[name] for name in names if name in handler.headers}
            url = f"{self.emulator}/{path}"
            with requests.request(handler.command, url, data=body, headers=headers, timeout=30) as came:
                status, kind, content = came.status_code, came.headers.get("Content-Type", ""), came.content
        else:
            status, kind, text = echo(mode, said)
            content = text.encode()
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)
