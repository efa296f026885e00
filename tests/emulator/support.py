# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An emulator in a thread, and the two ways to talk to it: Twilio's own SDK, and plain requests."""

from __future__ import annotations

import asyncio
import threading
from typing import Any
from urllib.parse import urlsplit

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from ansible_collections.flexops.twilio.emulator.twilio_emulator.emulator import Emulator
from ansible_collections.flexops.twilio.emulator.twilio_emulator.server import Server

JSON = dict[str, Any]


class Running:
    """An emulator that listens, and the account that a test works in."""

    def __init__(self) -> None:
        self.emulator = Emulator()
        self.session = requests.Session()
        self.account: JSON = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runner, port = asyncio.run_coroutine_threadsafe(Server(self.emulator).start(0), self._loop).result(10)
        self.url = f"http://127.0.0.1:{port}"

    def close(self) -> None:
        """End the server and its thread."""
        self.session.close()
        asyncio.run_coroutine_threadsafe(self._runner.cleanup(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def begin(self) -> None:
        """Start a test: nothing but one empty account."""
        self.session.cookies.clear()
        self.control("POST", "reset")
        self.account = self.seed({"friendly_name": "test"})

    def control(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """Call the control API and return its answer, whose status must be the one expected."""
        answer = self.session.request(method, f"{self.url}/_emulator/{path}", json=body, timeout=30)
        assert answer.status_code == status, answer.text
        return answer.json()

    def seed(self, account: JSON) -> JSON:
        """Make an account instead of the one of that name, work in it, and return what was made."""
        made = self.control("POST", "seed", {"accounts": [{"friendly_name": "test", **account}]})
        self.account = made["accounts"][0]
        return self.account

    def raw(
        self, method: str, path: str, form: Any = None, auth: tuple[str, str] | None = None, **more: Any
    ) -> requests.Response:
        """Send a request as the account, or with other credentials; ``{sid}`` in the path is the account's."""
        credentials = auth or (self.account["sid"], self.account["auth_token"])
        url = self.url + path.replace("{sid}", self.account["sid"])
        return self.session.request(method, url, data=form, auth=credentials, timeout=30, **more)

    def get(self, path: str) -> JSON:
        """Return the body of a successful GET."""
        answer = self.raw("GET", path)
        assert answer.status_code == 200, answer.text
        body: JSON = answer.json()
        return body

    def post(self, path: str, form: Any, status: int = 200) -> JSON:
        """Return the body of a POST with the expected status."""
        answer = self.raw("POST", path, form)
        assert answer.status_code == status, answer.text
        body: JSON = answer.json()
        return body

    def refused(self, status: int, code: int, method: str, path: str, form: Any = None) -> JSON:
        """Assert that a request is refused, in Twilio's envelope, and return that."""
        answer = self.raw(method, path, form)
        body: JSON = answer.json()
        assert (answer.status_code, body["code"], body["status"]) == (status, code, status), body
        assert body["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
        return body

    def journal(self, query: str = "") -> JSON:
        """Return the journal."""
        journal: JSON = self.control("GET", f"journal{query}")
        return journal

    def sdk(self, user: str = "", secret: str = "", account_sid: str = "") -> Client:
        """Return Twilio's own client, aimed at the emulator."""
        user, secret = user or self.account["sid"], secret or self.account["auth_token"]
        return Client(user, secret, account_sid or self.account["sid"], http_client=_Redirected(self.url))


class _Redirected(TwilioHttpClient):
    """The SDK's own HTTP client; the host's first label becomes the first segment of the path."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def request(self, method: str, url: str, *arguments: Any, **more: Any) -> Any:
        parts = urlsplit(url)
        product = (parts.hostname or "").partition(".")[0]
        query = f"?{parts.query}" if parts.query else ""
        return super().request(method, f"{self._url}/{product}{parts.path}{query}", *arguments, **more)
