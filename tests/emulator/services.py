# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Serverless service, and the requests that concern it."""

from __future__ import annotations

from typing import Any

import requests

from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running

SERVICES = "/serverless/v1/Services"
UPLOAD = "serverless-upload"
SOURCE = "exports.handler = (context, event, callback) => callback(null, 'hello');\n"
FILE = ("hello.js", SOURCE, "application/javascript")


class Service:
    """A service, and the requests that concern it."""

    def __init__(self, emulator: Running, name: str = "code") -> None:
        self.emulator = emulator
        self.record = emulator.post(SERVICES, {"UniqueName": name, "FriendlyName": name}, 201)
        self.path = f"{SERVICES}/{self.record['sid']}"

    def post(self, path: str, form: Any, status: int = 201) -> JSON:
        """Return the body of a POST below the service."""
        return self.emulator.post(f"{self.path}/{path}", form, status)

    def get(self, path: str) -> JSON:
        """Return the body of a GET below the service."""
        return self.emulator.get(f"{self.path}/{path}")

    def refused(self, status: int, code: int, method: str, path: str, form: Any = None) -> JSON:
        """Assert that a request below the service is refused."""
        return self.emulator.refused(status, code, method, f"{self.path}/{path}", form)

    def upload(self, function: str, path: str = "/hello", kind: str = "Functions", **parts: Any) -> requests.Response:
        """Upload a version of a Function or an asset; ``parts`` replace the usual ones, None leaves one out."""
        usual = {"Path": (None, path), "Visibility": (None, "public"), "Content": FILE}
        files = {name: part for name, part in {**usual, **parts}.items() if part is not None}
        target = f"{self.path.replace('serverless', UPLOAD)}/{kind}/{function}/Versions"
        return self.emulator.raw("POST", target, files=files)

    def version(self, path: str = "/hello", source: str = SOURCE) -> str:
        """Make a Function with one version and return the version's SID."""
        function = self.post("Functions", {"FriendlyName": path})["sid"]
        answer = self.upload(function, path, Content=("x.js", source, "application/javascript"))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["sid"])

    def built(self, *versions: str, **more: str) -> str:
        """Make a build, wait for it, and return its SID."""
        build = self.post("Builds", {"FunctionVersions": versions, **more})["sid"]
        for _look in range(3):
            self.get(f"Builds/{build}/Status")
        return str(build)
