# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Calling a webhook on loopback as Twilio does: form parameters and a signature."""

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

JSON = dict[str, Any]

TIMEOUT = 5.0  # seconds that a webhook has to answer. docs
HEADERS = {"User-Agent": "TwilioProxy/1.1"}


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


def said(url: str, method: str, parameters: JSON) -> JSON:
    """Return what a report says of a call that nothing came back from."""
    return {"url": url, "method": method, "parameters": parameters, "status": None, "body": None, "error": None}


def late() -> str:
    """Return what a report says of an answer that took too long."""
    return f"no answer within {TIMEOUT:g} seconds"


async def deliver(url: str, method: str, parameters: JSON, auth_token: str) -> JSON:
    """Call a webhook and return what came back."""
    if method == "GET":
        parts = urlsplit(url)
        url = urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, urlencode(parameters))))))
        content, signed = None, {}
    else:
        content, signed = parameters, parameters
    headers = {**HEADERS, "X-Twilio-Signature": signature(auth_token, url, signed)}
    came = said(url, method, parameters)
    try:
        verbatim = URL(url, encoded=True)  # as it was signed: no character is written in another way
        async with (
            ClientSession(timeout=ClientTimeout(total=TIMEOUT)) as session,
            session.request(method, verbatim, data=content, headers=headers, allow_redirects=False) as answer,
        ):
            came["status"], came["body"] = answer.status, await answer.text(errors="replace")
    except asyncio.TimeoutError:
        came["error"] = late()
    except (ClientError, OSError, ValueError) as error:
        came["error"] = f"{type(error).__name__}: {error}"
    return came
