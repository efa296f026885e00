# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calling a webhook as Twilio does: form parameters and a signature. Only loopback and Functions are ever called."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ipaddress
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from .state import Account, World

JSON = dict[str, Any]

TIMEOUT = 5.0  # seconds that a webhook has to answer. docs


def on_loopback(url: str) -> bool:
    """Whether a URL leads to this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def signature(auth_token: str, url: str, parameters: JSON) -> str:
    """Return X-Twilio-Signature for a form POST (docs), or for a GET, whose parameters are in the URL."""
    text = url + "".join(name + str(parameters[name]) for name in sorted(parameters))
    return base64.b64encode(hmac.new(auth_token.encode(), text.encode(), hashlib.sha1).digest()).decode()


async def deliver(
    world: World, account: Account, url: str, method: str, parameters: JSON, *, api_endpoint: str
) -> JSON | None:
    """Call a webhook on loopback, or a Function of any account, and return what came back, with the Function's logs.

    None for any other host, which is not called. ``api_endpoint`` is where a Function finds Twilio.
    """
    asked = url
    if method == "GET":
        parts = urlsplit(url)
        asked = urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(parameters))))))
    signed = signature(account.record["auth_token"], asked, {} if method == "GET" else parameters)
    headers = {"X-Twilio-Signature": signed, "User-Agent": "TwilioProxy/1.1"}
    said: JSON = {"url": asked, "method": method, "parameters": parameters, "status": None, "body": None, "error": None}
    if not on_loopback(url):
        return None
    content = None if method == "GET" else parameters
    try:
        verbatim = URL(asked, encoded=True)  # as it was signed: no character is written in another way
        async with (
            ClientSession(timeout=ClientTimeout(total=TIMEOUT)) as session,
            session.request(method, verbatim, data=content, headers=headers, allow_redirects=False) as answer,
        ):
            said["status"], said["body"] = answer.status, await answer.text(errors="replace")
    except asyncio.TimeoutError:
        said["error"] = _late_answer()
    except (ClientError, OSError, ValueError) as error:
        said["error"] = f"{type(error).__name__}: {error}"
    return said


def _late_answer() -> str:
    return f"no answer within {TIMEOUT:g} seconds"
