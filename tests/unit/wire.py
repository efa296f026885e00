# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real SDK over our transport, with the network replaced by a script."""

from __future__ import annotations

import json

from ansible_collections.flexops.twilio.plugins.module_utils.client import Client
from ansible_collections.flexops.twilio.plugins.module_utils.credentials import Settings

from .world import ACCOUNT, StoppedClock


class Heard:
    """What the HTTP library makes of an answer, as far as the transport looks at it."""

    def __init__(self, status, body, headers=None):
        self.status_code = status
        self.content = (body if isinstance(body, str) else json.dumps(body)).encode()
        self.headers = headers or {}

    def iter_content(self, size):
        return (self.content[at : at + size] for at in range(0, len(self.content), size))

    def close(self):
        """Nothing is open."""


class Script:
    """Answers in order; an exception is raised instead. Each is (status, body) or (status, body, headers)."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.sent = []

    def request(self, method, url, **details):
        self.sent.append((method, url, details))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return Heard(*answer)

    @property
    def verbs(self):
        return [method for method, _url, _details in self.sent]

    def form(self, at=-1):
        return self.sent[at][2]["data"]


def scripted(*answers, check=False, **settings):
    """(client, script)."""
    client = Client(
        Settings(ACCOUNT, ACCOUNT, "token", "auth_token from the option auth_token", **settings),
        check=check,
        clock=StoppedClock(),
    )
    script = Script(*answers)
    client.transport.session = script
    return client, script


def page(key, *items, following=None):
    """A page of the newer products."""
    return 200, {"meta": {"key": key, "next_page_url": following}, key: list(items)}


def old_page(key, *items):
    """A page of the 2010 API."""
    return 200, {"next_page_uri": None, "page": 0, "uri": "/", key: list(items)}


def error(status, code=None, message="no", **headers):
    body = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return status, body, headers
