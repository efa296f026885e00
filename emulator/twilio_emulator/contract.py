# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twilio's contract: which operation a request asks for, and whether its parameters are what Twilio takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timezone
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .errors import ApiError, invalid, not_found
from .quirks import ALIASES, EXTRA, FILTERS, PARAMETERS, UPLOAD, UPLOAD_FORM, UPLOADS

JSON = dict[str, Any]

E164 = re.compile(r"^\+[1-9]\d{6,14}$")
# Error codes of the 2010 API by the format of the parameter; everything else is 20001. docs
_CODES_2010 = {"uri": 21402, "http-method": 21403, "phone-number": 21421}


@dataclass(frozen=True, eq=False)
class Operation:
    """One method of one route, with the facts about it."""

    product: str
    host: str
    route: str
    method: str
    name: str
    status: int
    items: str | None
    page_size_maximum: int
    path: Mapping[str, JSON]
    query: Mapping[str, JSON]
    form: Mapping[str, JSON]
    document: Mapping[str, JSON]  # what a JSON body may hold, where Twilio takes one instead of a form
    links: Mapping[str, str]
    answer: Mapping[str, JSON]


@dataclass
class _Route:
    template: str
    pattern: re.Pattern[str]
    operations: dict[str, Operation] = field(default_factory=dict)


class Contract:
    """Every operation of every product."""

    def __init__(self, folder: Path) -> None:
        self.operations: list[Operation] = []
        self._routes: dict[tuple[str, int], list[_Route]] = {}
        for file in sorted(folder.glob("*.json")):
            self._load(json.loads(file.read_text(encoding="utf-8")))
        self._load_uploads()
        for routes in self._routes.values():
            # A literal segment wins over a placeholder: IncomingPhoneNumbers/Local.json is no SID.
            routes.sort(key=lambda route: route.template.count("{"))

    def _load(self, extract: JSON) -> None:
        product = extract["host"].partition(".")[0]
        routes: dict[str, _Route] = {}
        for facts in extract["operations"]:
            self._add(_operation(product, extract["host"], facts), routes)

    def _load_uploads(self) -> None:
        host, routes = f"{UPLOAD}.twilio.com", dict[str, _Route]()
        for route, (name, like) in UPLOADS.items():
            described = next(one for one in self.operations if one.name == like)
            made = replace(described, product=UPLOAD, host=host, route=route, method="POST", name=name, status=201)
            self._add(replace(made, form=UPLOAD_FORM), routes)

    def _add(self, operation: Operation, routes: dict[str, _Route]) -> None:
        self.operations.append(operation)
        if operation.route not in routes:
            parts = re.split(r"(\{\w+\})", operation.route)
            pattern = "".join(f"(?P<{p[1:-1]}>[^/]+)" if p.startswith("{") else re.escape(p) for p in parts)
            route = routes[operation.route] = _Route(operation.route, re.compile(pattern))
            self._routes.setdefault((operation.product, operation.route.count("/")), []).append(route)
        routes[operation.route].operations[operation.method] = operation

    def match(self, product: str, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        """Return the operation and its still encoded path parameters, or raise 404 or 405."""
        path = ALIASES.get((product, path), path)
        for route in self._routes.get((product, path.count("/")), ()):
            found = route.pattern.fullmatch(path)
            if found:
                if method not in route.operations:
                    raise ApiError(405, 20004, f"Method not allowed: {method} {path}")
                return route.operations[method], found.groupdict()
        raise not_found(path)


def _operation(product: str, host: str, facts: JSON) -> Operation:
    form = {name: {**known, **PARAMETERS.get((product, name), {})} for name, known in facts["form"].items()}
    query = {name: {**known, **FILTERS.get((product, name), {})} for name, known in facts["query"].items()}
    document = dict(facts.get("json", {}))
    (query if facts["method"] == "GET" else document or form).update(EXTRA.get(facts["name"], {}))
    return Operation(
        product=product,
        host=host,
        route=facts["route"],
        method=facts["method"],
        name=facts["name"],
        status=facts["status"][-1],
        items=facts.get("items"),
        page_size_maximum=facts.get("page_size_maximum", 0),
        path=facts["path"],
        query=query,
        form=form,
        document=document,
        links=facts["links"],
        answer=facts["answer"],
    )


@lru_cache(maxsize=1000)
def field_name(parameter: str) -> str:
    """Return the path in the answer of a parameter: ``AutoCreation.WebhookUrl`` is ``auto_creation.webhook_url``."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", parameter).lower()


def read_query(operation: Operation, pairs: Iterable[tuple[str, str]], settings: Mapping[str, str]) -> JSON:
    """Return the parameters of a GET by name, typed; an empty filter is no filter. Raises 400."""
    read = {}
    for name, value in pairs:
        facts = _facts(operation, operation.query, name, settings)
        if facts is None or value == "":
            continue
        if name == "PageSize" and value.isdigit() and int(value) > operation.page_size_maximum:
            raise invalid(f"Page size must not be greater than {operation.page_size_maximum}", 20007)
        # A filter of numbers is a pattern, not a number.
        loose = {**facts, "format": None} if facts.get("format") == "phone-number" else facts
        read[name] = _typed(operation, name, value, loose)
    for name, facts in operation.query.items():
        if facts.get("required") and name not in read:
            raise invalid(f"Missing required parameter {name} in the query")
    return read


def read_json(operation: Operation, text: str, settings: Mapping[str, str]) -> JSON:
    """Return the JSON body of a POST, each value being of its type or null; no text is no change. Raises 400."""
    try:
        given = json.loads(text or "{}")
    except ValueError as error:
        raise invalid(f"The request body is no JSON: {error}") from None
    read = _document("body", given, operation.document, settings)
    for name, facts in operation.document.items():
        if facts.get("required") and not read.get(name):
            raise invalid(f"Missing required parameter {name} in the post body")
    return read


_KINDS = {"string": str, "boolean": bool, "object": dict, "array": list}


def _document(where: str, given: Any, known: Mapping[str, JSON], settings: Mapping[str, str]) -> JSON:
    if not isinstance(given, dict):
        raise invalid(f"Invalid parameter {where}: it is no object")
    read: JSON = {}
    for name, value in given.items():
        if name not in known:
            if settings["unknown_parameters"] == "reject":
                raise invalid(f"Unknown parameter {name}")
            continue
        facts = known[name]
        if value is not None and not isinstance(value, _KINDS.get(facts.get("type", ""), object)):
            raise invalid(f"Invalid parameter {name}: it is no {facts['type']}")
        if value and value not in facts.get("enum", (value,)):
            raise invalid(f"Invalid parameter {name}: {value}")
        nested = value is not None and "fields" in facts
        read[name] = _document(name, value, facts["fields"], settings) if nested else value
    return read


def read_form(operation: Operation, pairs: Iterable[tuple[str, str]], settings: Mapping[str, str]) -> JSON:
    """Return the parameters of a POST by name, typed.

    An empty value stays an empty string, which means "clear"; a list is cleared by ``[]``. What is not in the result
    was not given. Raises 400. ``settings`` says how the doubtful cases are played.
    """
    read: JSON = {}
    for name, value in pairs:
        facts = _facts(operation, operation.form, name, settings)
        if facts is None:
            continue
        if facts.get("type") == "array":
            read.setdefault(name, [])
            if value != "":
                read[name].append(_typed(operation, name, value, facts["items"]))
            elif settings["empty_list"] == "rejected":
                raise invalid(f"Parameter {name} must not be empty")
            elif settings["empty_list"] == "ignored" and not read[name]:
                del read[name]
        elif value == "":
            if facts.get("type") == "integer" and settings["empty_int"] == "rejected":
                raise invalid(f"Parameter {name} must be an integer")
            read[name] = ""
        else:
            read[name] = _typed(operation, name, value, facts)
    for name, facts in operation.form.items():
        if facts.get("required") and read.get(name, "") == "":
            raise invalid(f"Missing required parameter {name} in the post body")
    return read


def _facts(operation: Operation, known: Mapping[str, JSON], name: str, settings: Mapping[str, str]) -> JSON | None:
    if name in known:
        return known[name]
    if settings["unknown_parameters"] == "reject":
        raise invalid(f"Unknown parameter {name}")
    return None


def _typed(operation: Operation, name: str, value: str, facts: Mapping[str, Any]) -> Any:
    refusal = invalid(f"Invalid parameter {name}: {value}")
    if operation.product == "api":
        refusal.code = _CODES_2010.get(str(facts.get("format")), 20001)
    kind = facts.get("type")
    if kind == "boolean":
        if value.lower() not in ("true", "false"):
            raise refusal
        return value.lower() == "true"
    if kind == "integer":
        if not re.fullmatch(r"-?\d{1,18}", value):
            raise refusal
        number = int(value)
        if not facts.get("minimum", number) <= number <= facts.get("maximum", number):
            raise refusal
        return number
    if "enum" in facts:
        allowed = {choice.lower() if facts.get("any_case") else choice: choice for choice in facts["enum"]}
        choice = value.lower() if facts.get("any_case") else value
        if choice not in allowed:
            raise refusal
        return allowed[choice]
    if len(value) > facts.get("maxLength", len(value)) or not re.search(facts.get("pattern", ""), value):
        raise refusal
    if facts.get("format") == "uri" and not is_url(value):
        raise refusal
    if facts.get("format") == "date-time" and moment(value) is None:
        raise refusal
    if facts.get("format") == "phone-number" and not E164.match(value):
        raise refusal
    return value


def moment(value: str) -> datetime | None:
    """Return the time that an ISO 8601 text names, UTC unless it says otherwise, or None."""
    try:
        read = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=timezone.utc)


def is_url(value: str) -> bool:
    """Whether Twilio would call this URL: absolute, HTTP, with a host, without blanks."""
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", value)
    except ValueError:
        return False
