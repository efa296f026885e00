# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any module of the collection against the emulator, in this process: nothing listens, and time passes only in sleep.

It is the module itself, from its arguments to the JSON that it prints, with Twilio's SDK and the HTTP library under it;
only the last step, the socket, is the emulator's gate instead.
"""

from __future__ import annotations

import contextlib
import io
import json
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from importlib import import_module
from typing import Any
from unittest import mock
from urllib.parse import parse_qsl, urlsplit

import requests
from ansible.module_utils import basic

from ansible_collections.flexops.twilio.emulator.twilio_emulator.emulator import Emulator
from ansible_collections.flexops.twilio.emulator.twilio_emulator.faults import DELAYING, cut, spoiled
from ansible_collections.flexops.twilio.emulator.twilio_emulator.gate import Request
from ansible_collections.flexops.twilio.emulator.twilio_emulator.multipart import Upload
from ansible_collections.flexops.twilio.emulator.twilio_emulator.seeding import plant
from ansible_collections.flexops.twilio.plugins.module_utils import client as client_module

JSON = dict[str, Any]
ENDPOINT = "http://127.0.0.1:9"


class Killed(BaseException):
    """The process that runs a module is gone."""


class VirtualClock:
    """Time for all: it passes only when somebody sleeps, and then at once."""

    def __init__(self) -> None:
        self.time = 1000.0

    def now(self) -> float:
        """Return the seconds since some moment."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.time += max(0.0, seconds)


class InProcess:
    """An emulator and the account in it that the modules work in."""

    def __init__(self, seed: str = "flexops") -> None:
        self.clock = VirtualClock()
        self.emulator = Emulator(seed, now=self.clock.now)
        self.account: JSON = {}
        self.credentials: JSON = {}
        self.lock = threading.Lock()
        # Called before each request is answered: what others do at that very moment.
        self.meanwhile: Callable[[Request], None] = lambda request: None
        # After so many requests of a run its process is killed; None lets it live. Whether the last one is processed.
        self.dies_after: int | None = None
        self.dies_processed = False

    def seed(self, account: JSON) -> JSON:
        """Make an account, work in it, and return what was made."""
        body = {"accounts": [{"friendly_name": "test", **account}]}
        self.account = plant(self.emulator.world, self.emulator.gate.contract, body)["accounts"][0]
        self.credentials = {"account_sid": self.account["sid"], "auth_token": self.account["auth_token"]}
        return self.account

    def run(self, module: str, *, check: bool = False, **options: Any) -> JSON:
        """Run a module, by its short name, and return what it prints; raises Killed where its process is.

        Writes go one after the other, so that the same seed makes the same run.
        """
        arguments = {"api_endpoint": ENDPOINT, "max_concurrency": 1, **self.credentials, **options}
        arguments |= {"_ansible_check_mode": check, "_ansible_diff": True}
        main = import_module(f"ansible_collections.flexops.twilio.plugins.modules.{module}").main
        printed = io.StringIO()
        with (
            self.network(),
            arguments_of_modules(arguments),
            contextlib.redirect_stdout(printed),
            contextlib.suppress(SystemExit),
        ):
            main()
        result: JSON = json.loads(printed.getvalue())
        return result

    @contextlib.contextmanager
    def network(self) -> Iterator[None]:
        """Everything that the HTTP library sends goes to the emulator, and every client has our clock."""

        def send(_adapter: Any, prepared: requests.PreparedRequest, **_details: Any) -> requests.Response:
            return self.send(prepared)

        with (
            mock.patch.object(requests.adapters.HTTPAdapter, "send", send),
            mock.patch.object(client_module, "Clock", return_value=self.clock),
        ):
            yield

    def send(self, prepared: requests.PreparedRequest) -> requests.Response:
        """Return the emulator's answer, spoiled as its faults want it; raises what a cut connection raises."""
        with self.lock:
            dying = self.dies_after is not None and self.dies_after <= 1
            if self.dies_after is not None:
                self.dies_after -= 1
            if dying and not self.dies_processed:
                raise Killed
            request = understood(prepared)
            self.meanwhile(request)
            reply, request_id, rules = self.emulator.handle(request)
            # Nothing can be in flight beside it.
            self.emulator.faults.leave(rules)
            self.emulator.world.outbox.clear()
            if dying:
                self.dies_processed = False
                raise Killed
        self.clock.sleep(sum(rule.seconds for rule in rules if rule.kind in DELAYING))
        if reply is None or cut(rules):
            raise requests.ConnectionError(ConnectionResetError("cut by a fault"), request=prepared)
        answer = requests.Response()
        answer.status_code, answer.request, answer.url = reply.status, prepared, prepared.url or ""
        answer.headers.update({"Twilio-Request-Id": request_id, **reply.headers})
        text, answer.headers["Content-Type"] = ("", "") if reply.body is None else spoiled(reply.body, rules)
        answer.raw, answer.encoding = io.BytesIO(text.encode()), "utf-8"
        return answer

    def journal(self, *, writes: bool = False, since: int = 0) -> list[JSON]:
        """Return the requests so far, or the writes among them."""
        entries: list[JSON] = self.emulator.journal.read(None, since, writes)["entries"]
        return entries


@contextlib.contextmanager
def arguments_of_modules(arguments: JSON) -> Iterator[None]:
    """Every module that begins gets these arguments, on any ansible-core."""
    given = json.dumps({"ANSIBLE_MODULE_ARGS": arguments}).encode()
    with (
        mock.patch.object(basic, "_ANSIBLE_ARGS", given),
        mock.patch.object(basic, "_ANSIBLE_PROFILE", "legacy", create=True),
    ):
        yield


def understood(prepared: requests.PreparedRequest) -> Request:
    """Return a request of the HTTP library as the emulator's gate takes it."""
    parts = urlsplit(prepared.url or "")
    body = prepared.body or b""
    content = body.encode() if isinstance(body, str) else bytes(body)
    kind = str(prepared.headers.get("Content-Type", ""))
    form: list[tuple[str, str]] = []
    files: list[Upload] = []
    if kind.startswith("multipart/"):
        for part in message_from_bytes(f"Content-Type: {kind}\r\n\r\n".encode() + content).get_payload():
            name = str(part.get_param("name", header="content-disposition"))
            value = part.get_payload(decode=True)
            if part.get_filename() is None:
                form.append((name, value.decode()))
            else:
                files.append(Upload(name, part.get_filename(), part.get_content_type(), value))
    elif "json" not in kind:
        form = parse_qsl(content.decode(), keep_blank_values=True)
    return Request(
        method=str(prepared.method),
        path=parts.path,
        query=parse_qsl(parts.query, keep_blank_values=True),
        form=form,
        authorization=prepared.headers.get("Authorization"),
        announced=prepared.headers.get("X-Twilio-Webhook-Enabled", "").lower() == "true",
        files=tuple(files),
        text=content.decode() if content and "json" in kind else None,
    )
