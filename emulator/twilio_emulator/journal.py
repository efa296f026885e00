# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request to the APIs, in order, without anything secret. It grows until it is emptied."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from .gate import Caller, Reply, Request

JSON = dict[str, Any]
# A POST that only asks for a judgement.
_ASKING = re.compile(r"/Flows/Validate$")
# "Value" is what a Function's environment variable holds.
_SECRET = re.compile(r"token$|secret|password|^value$|^verification_code$", re.IGNORECASE)
# What stands inside other values: who may call a URL, and what the JSON text of a document has by such a name.
_INSIDE = (
    re.compile(r"""([:/]/[^/\s:@"<>]*:)[^/\s"<>]+(?=@)"""),
    re.compile(r"""("\w*(?:token|secret|password)"\s*:\s*")(?:\\.|[^"\\])+""", re.IGNORECASE),
)


class Journal:
    """Numbered entries; ``next`` of one answer is ``since`` of the next question."""

    def __init__(self) -> None:
        self.entries: list[JSON] = []
        self.next = 1

    def add(self, at: str, request: Request, caller: Caller, reply: Reply | None, request_id: str, fault: str) -> JSON:
        """Note a request and return the entry; no reply means that the connection was cut before one."""
        entry: JSON = {
            "n": self.next,
            "at": at,
            "account_sid": caller.account.sid if caller.account else None,
            "method": request.method,
            "product": request.product,
            "path": request.plain_path,
            "query": _readable(request.query),
            "form": _readable(request.form),
            "status": None,
            "code": None,
            "request_id": request_id,
            "credential_sid": caller.credential_sid,
            "write": request.method != "GET" and not _ASKING.search(request.plain_path),
        }
        if reply is not None:
            answered(entry, reply)
        if request.text is not None:
            entry["json"] = _without_secrets(request.text)
        if request.files:
            entry["files"] = {
                one.name: {"filename": one.filename, "content_type": one.content_type, "size": len(one.content)}
                for one in request.files
            }
        if fault:
            entry["fault"] = fault
        self.entries.append(entry)
        self.next += 1
        return entry

    def read(self, account: str | None, since: int, writes_only: bool) -> JSON:
        """Return the entries from number ``since`` on, and how many requests and writes there were."""
        chosen = [e for e in self.entries if e["n"] >= since and account in (None, e["account_sid"])]
        writes = [entry for entry in chosen if entry["write"]]
        return {
            "entries": writes if writes_only else chosen,
            "requests": len(chosen),
            "writes": len(writes),
            "next": self.next,
        }

    def clear(self, account: str | None) -> None:
        """Forget everything, or one account's entries; numbers go on."""
        self.entries = [] if account is None else [e for e in self.entries if e["account_sid"] != account]


def answered(entry: JSON, reply: Reply) -> None:
    """Note what became of a request."""
    entry |= {"account_sid": reply.acted_on or entry["account_sid"], "status": reply.status, "code": reply.code}


def _readable(pairs: Iterable[tuple[str, str]]) -> JSON:
    """Return parameters by name; one that was repeated is a list."""
    found: JSON = {}
    for name, given in pairs:
        value: Any = "***" if _SECRET.search(name) and name != "PageToken" else _masked(given)
        if name in found:
            before = found[name] if isinstance(found[name], list) else [found[name]]
            value = [*before, value]
        found[name] = value
    return found


def _without_secrets(text: str) -> Any:
    """Return a JSON body as it was sent, its secrets aside; None when it is no JSON."""
    try:
        return _masked(json.loads(text))
    except ValueError:
        return None


def _masked(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: "***" if one and _SECRET.search(name) else _masked(one) for name, one in value.items()}
    return [_masked(one) for one in value] if isinstance(value, list) else without_passwords(value)


def without_passwords(value: Any) -> Any:
    """Return a value without the passwords that stand inside its texts, in URLs and documents."""
    if isinstance(value, dict):
        return {name: without_passwords(one) for name, one in value.items()}
    if isinstance(value, list):
        return [without_passwords(one) for one in value]
    if isinstance(value, str):
        for inside in _INSIDE:
            value = inside.sub(r"\1***", value)
    return value
