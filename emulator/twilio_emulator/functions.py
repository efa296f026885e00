# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is deployed answers: assets are served, Functions run under Node.js, each call in a process of its own."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
import os
import re
import shutil
import signal
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

from .behaviours.serverless_code import content_of
from .state import Account, World
from .webhooks import signature

JSON = dict[str, Any]

RUNNER = Path(__file__).resolve().parent.parent / "node" / "run_function.js"
TIME_LIMIT = 10.0  # seconds, docs
MEMORY = 256  # megabytes
SIGNATURE = "X-Twilio-Signature"


@dataclass
class Outcome:
    """What a URL of an environment answered; without a status nothing ran, and ``error`` says why."""

    status: int | None
    body: bytes = b""
    headers: JSON = field(default_factory=dict)
    error: str | None = None
    logs: list[str] = field(default_factory=list)


async def call_function(
    world: World,
    account: Account | None,
    url: str,
    method: str,
    parameters: JSON,
    headers: Mapping[str, str],
    api_endpoint: str,
) -> JSON | None:
    """Call a URL of a deployed Function or asset; None when its host is no domain of any environment.

    With an account, it is Twilio that calls on its behalf, and signs. ``api_endpoint`` is where a Function finds
    Twilio's APIs. Returns what ``webhooks.deliver`` does, and ``logs``: the lines that the Function wrote.
    """
    form = {} if method == "GET" else parameters
    if method == "GET" and parameters:
        parts = urlsplit(url)
        url = urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(parameters))))))
    if account is not None:
        headers = {**headers, SIGNATURE: signature(account.record["auth_token"], url, form)}
    outcome = await serve(world, url, method, form, headers, api_endpoint)
    if outcome is None:
        return None
    return {
        "url": url,
        "method": method,
        "parameters": parameters,
        "status": outcome.status,
        "body": None if outcome.status is None else outcome.body.decode(errors="replace"),
        "error": outcome.error,
        "logs": outcome.logs,
    }


async def serve(
    world: World, url: str, method: str, form: JSON, headers: Mapping[str, str], api_endpoint: str
) -> Outcome | None:
    """Answer a request to a URL with its query; None when its host is no domain of any environment."""
    parts = urlsplit(url)
    found = _environment(world, parts.hostname or "")
    if found is None:
        return None
    account, environment = found
    build = account["serverless_builds"].get(environment["build_sid"] or "")
    path = unquote(parts.path) or "/"
    for kind in ("function", "asset"):
        for version in build[f"{kind}_versions"] if build else ():
            if version["path"] != path or version["visibility"] == "PRIVATE":
                continue
            if version["visibility"] == "PROTECTED" and not _signed(account, url, form, headers):
                return Outcome(403, b"Forbidden: the request carries no valid X-Twilio-Signature")
            if kind == "asset":
                stored = _version(account, "asset", version["sid"])
                return Outcome(200, content_of(stored), {"Content-Type": stored["content_type"]})
            event = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **form}
            event["request"] = {"headers": {name.lower(): value for name, value in headers.items()}, "cookies": {}}
            return await _run(account, environment, version, event, api_endpoint)
    return Outcome(404, b"Not Found")


def _environment(world: World, domain: str) -> tuple[Account, JSON] | None:
    for account in world.accounts.values():
        for one in account["serverless_environments"]:
            if one["domain_name"] == domain:
                return account, one
    return None


def _signed(account: Account, url: str, form: JSON, headers: Mapping[str, str]) -> bool:
    given = next((value for name, value in headers.items() if name.lower() == SIGNATURE.lower()), "")
    expected = signature(account.record["auth_token"], url, form)
    return hmac.compare_digest(given.encode(), expected.encode())


def _version(account: Account, kind: str, sid: str) -> JSON:
    version = account[f"serverless_{kind}_versions"].get(sid)
    assert version is not None  # versions go with their service only, and so do builds
    return version


async def _run(account: Account, environment: JSON, version: JSON, event: JSON, api_endpoint: str) -> Outcome:
    node = shutil.which("node")
    if node is None:
        return Outcome(
            None, error=f"Node.js runs Functions, and there is no node on PATH: {version['path']} did not run"
        )
    with tempfile.TemporaryDirectory(prefix="flexops-function-") as folder:
        given = _laid_out(Path(folder), account, environment, version)
        given |= {"event": event, "endpoint": api_endpoint}
        status, said = await _in_node(node, json.dumps(given).encode(), folder)
        logs = said.decode(errors="replace").splitlines()
        try:
            answer = json.loads(Path(given["answer"]).read_bytes())
        except FileNotFoundError:
            problem = _silence(status)
            body = json.dumps({"message": problem, "name": "Error"}).encode()
            return Outcome(
                504 if status in (None, 0) else 500, body, {"Content-Type": "application/json"}, problem, logs
            )
    error = "The npm package twilio is missing" if answer["missing"] else None
    return Outcome(answer["status"], base64.b64decode(answer["body"]), answer["headers"], error, logs)


def _silence(status: int | None) -> str:
    if status is None:
        return f"The Function did not answer within {TIME_LIMIT:g} seconds"
    if status == 0:
        return "The Function ended without calling back"
    return f"Node.js ended with {status}"


def _laid_out(folder: Path, account: Account, environment: JSON, version: JSON) -> JSON:
    """Write the files of a build into a folder and return what the runner wants to know about them."""
    service = account["serverless_services"].get(environment["service_sid"])
    build = account["serverless_builds"].get(environment["build_sid"])
    assert service is not None
    assert build is not None
    files: dict[str, str] = {}
    for kind in ("function", "asset"):
        for number, one in enumerate(build[f"{kind}_versions"]):
            name = re.sub(r"\W+", "_", one["path"]).strip("_") + f"-{kind}-{number}"
            file = folder / (f"{name}.js" if kind == "function" else name)
            file.write_bytes(content_of(_version(account, kind, one["sid"])))
            files[one["sid"]] = str(file)
    context = {
        one["key"]: one["value"]
        for one in account["serverless_variables"]
        if one["environment_sid"] == environment["sid"]
    }
    context |= {
        "DOMAIN_NAME": environment["domain_name"],
        "PATH": version["path"],
        "SERVICE_SID": service["sid"],
        "ENVIRONMENT_SID": environment["sid"],
    }
    if service["include_credentials"]:
        context |= {"ACCOUNT_SID": account.sid, "AUTH_TOKEN": account.record["auth_token"]}
    return {
        "file": files[version["sid"]],
        "context": context,
        "functions": {one["path"].lstrip("/"): files[one["sid"]] for one in build["function_versions"]},
        "assets": {one["path"]: files[one["sid"]] for one in build["asset_versions"] if one["visibility"] == "PRIVATE"},
        "answer": str(folder / "answer.json"),
    }


async def _in_node(node: str, given: bytes, folder: str) -> tuple[int | None, bytes]:
    """Run Node.js and return its exit status, None when time was up, and what it said."""
    # A Function sees nothing of this machine's environment. Its own folder holds no packages: the runner's may.
    packages = [os.environ.get("NODE_PATH", ""), str(RUNNER.parents[1] / "node_modules")]
    process = await asyncio.create_subprocess_exec(
        node,
        f"--max-old-space-size={MEMORY}",
        str(RUNNER),
        cwd=folder,
        env={"PATH": os.environ.get("PATH", ""), "NODE_PATH": os.pathsep.join(filter(None, packages))},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(given)
    process.stdin.close()
    said = bytearray()

    async def listen(stream: asyncio.StreamReader) -> None:
        while chunk := await stream.read(65536):
            said.extend(chunk)

    try:
        await asyncio.wait_for(listen(process.stdout), TIME_LIMIT)
        return await asyncio.wait_for(process.wait(), TIME_LIMIT), bytes(said)
    except asyncio.TimeoutError:
        return None, bytes(said)
    finally:
        # Also when the emulator ends while a Function runs.
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
