# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calling a webhook as Twilio does: form parameters and a signature. Only loopback is ever called."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import ipaddress
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

JSON = dict[str, Any]


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


async def deliver(url: str, method: str, parameters: JSON, auth_token: str) -> JSON | None:
    """Call a webhook on loopback and return what came back; None for any other host, which is not called."""
    if not on_loopback(url):
        return None
    if method == "GET":
        parts = urlsplit(url)
        url = urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(parameters))))))
        content, signed = None, {}
    else:
        content, signed = parameters, parameters
    headers = {"X-Twilio-Signature": signature(auth_token, url, signed), "User-Agent": "TwilioProxy/1.1"}
    said: JSON = {"url": url, "method": method, "parameters": parameters, "status": None, "body": None, "error": None}
    try:
        async with (
            ClientSession(timeout=ClientTimeout(total=15)) as session,
            session.request(method, url, data=content, headers=headers, allow_redirects=False) as answer,
        ):
            said["status"], said["body"] = answer.status, await answer.text(errors="replace")
    except (ClientError, asyncio.TimeoutError, OSError) as error:
        said["error"] = f"{type(error).__name__}: {error}"
    return said
