# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An account full of secrets, and answers that repeat whatever was asked."""

from __future__ import annotations

import html
import json
from typing import Any
from urllib.parse import unquote_plus

from ansible_collections.flexops.twilio.tests.faults.every_module import ACCOUNT, FLOW as FLOW

from .marks import Marks, marked

JSON = dict[str, Any]

KEY_SID = "SK" + 32 * "5"
ECHOES = ("refusal", "page", "page_decoded", "success")
"""How somebody repeats a request: Twilio's own refusal, a proxy's page, the same with all readable, a wrong success."""


def account(marks: Marks) -> JSON:
    """Return a seed whose token, key, URLs, variables and flows are marked."""
    seed = marked(ACCOUNT, marks, "account")
    seed["auth_token"] = marks.token("auth_token")
    seed["api_keys"] = [{"sid": KEY_SID, "secret": marks.token("api_secret"), "kind": "main"}]
    seed["flex"]["attributes"] = {"crm_password": marks.value("crm_password")}
    for flow in seed["studio_flows"]:
        flow["definition"] = {
            **marked(FLOW, marks, f"account.{flow['friendly_name']}"),
            "flags": {"allow_concurrent_calls": True},
        }
    return seed


def echo(kind: str, said: str) -> tuple[int, str, str]:
    """Return status, media type and body of an answer that repeats a request, which is its head and body as text."""
    if kind == "refusal":
        sentence = f"Invalid parameter: {unquote_plus(said)}"
        body = {"code": 20001, "message": sentence, "status": 400, "details": {"request": said, "again": [sentence]}}
        return 400, "application/json", json.dumps(body)
    if kind == "page":
        return 400, "text/html", f"<html><body>{html.escape(said)}</body></html>"
    if kind == "page_decoded":
        return 403, "text/html", f"<html><body><p>{unquote_plus(said)}</p></body></html>"
    return 200, "text/html", f"<p>{said}</p>"
