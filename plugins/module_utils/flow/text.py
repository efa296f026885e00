# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A flow as it is handed over: a dictionary or JSON text, with placeholders that each environment fills."""

from __future__ import annotations

import json
import re
import typing as t
from collections.abc import Mapping, Set

from ..errors import WishError, excerpt
from ..references import there_is
from ..resource import JSON
from .findings import Finding, name_at, path_of, texts

PLACEHOLDER = re.compile(r"<([A-Z][A-Z0-9_]*)>")

# Four or more question marks that stand for something: alone, or after the prefix of a SID. "Really????" is prose.
QUESTION_MARKS = re.compile(r"(?<![\w.,;!?)])\?{4,}|\b(?:AC|FW|HX|IS|MG|PN|TC|US|WS|WW|ZE|ZH|ZN|ZS)\?{4,}")

NO_CLOSING_TAG = frozenset({"BR", "HR"})


def parse(definition: t.Any) -> JSON:
    """The document, or a WishError that says where the text is no JSON."""
    document = definition
    if isinstance(definition, str):
        try:
            document = json.loads(definition, parse_constant=not_json)
        except ValueError as error:
            where = (
                f"line {error.lineno}, column {error.colno}: {error.msg}"
                if isinstance(error, json.JSONDecodeError)
                else str(error)
            )
            raise WishError(f"definition is not JSON; {where}") from error
    if not isinstance(document, Mapping):
        raise WishError(f"definition is to be a dictionary or the JSON text of one, not {excerpt(repr(document))}")
    return dict(document)


def not_json(name: str) -> t.NoReturn:
    raise ValueError(f"{name} stands in it, which JSON does not have")


def spelled(variables: Mapping[str, t.Any]) -> dict[str, str]:
    """The variables as the texts they become; a WishError names those that cannot be one."""
    problems = []
    for name, value in variables.items():
        if not PLACEHOLDER.fullmatch(f"<{name}>"):
            problems.append(f"variables: {name!r} fills no placeholder: those are named as in <WORKFLOW_SID>")
        elif value is None or isinstance(value, (Mapping, list)):
            problems.append(f"variables: {name} is to be a text or a number, not {excerpt(json.dumps(value))}")
    if problems:
        raise WishError(*problems)
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in variables.items()}


def filled(value: t.Any, variables: Mapping[str, str], used: set[str]) -> t.Any:
    """The document with the placeholders that have a variable replaced; adds the names met to `used`."""
    if isinstance(value, str):

        def replacement(match: re.Match[str]) -> str:
            used.update({match[1]} & set(variables))
            return variables.get(match[1], match[0])

        return PLACEHOLDER.sub(replacement, value)
    if isinstance(value, Mapping):
        return {key: filled(item, variables, used) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, variables, used) for item in value]
    return value


def leftovers(document: Mapping[str, t.Any], variables: Set[str]) -> list[Finding]:
    """Placeholders that no variable fills. `document` is unfilled: what a variable brings in is no placeholder."""
    found = []
    for steps, text in texts(document):
        for name in dict.fromkeys(PLACEHOLDER.findall(text)):
            if name not in variables and not is_markup(name, text):
                known = there_is(name, variables) if variables else "none are given"
                found.append(
                    Finding(
                        name_at(document, steps),
                        path_of(steps),
                        f"the placeholder <{name}> is left: give it in variables ({known})",
                    )
                )
        found += [
            Finding(
                name_at(document, steps), path_of(steps), f"the placeholder {mark} is left: put in what belongs there"
            )
            for mark in dict.fromkeys(QUESTION_MARKS.findall(text))
        ]
    return found


def is_markup(name: str, text: str) -> bool:
    """Whether it is a tag of HTML: `<B>`, `<BR>`, or whatever is closed again in the same text."""
    return len(name) == 1 or name in NO_CLOSING_TAG or f"</{name}>" in text
