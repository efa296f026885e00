# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables and dependencies: dictionaries of which only the given keys are meant; null takes one out. Pure."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping

from ..resource import JSON

MOST_KEY, MOST_VALUE, MOST_CONTEXT = 128, 450, 3072
"""Characters of a variable's key, bytes of its value, bytes of all keys and values of an environment together."""

RANGE = re.compile(r"([~^])([0-9]+)\.([0-9]+)\.([0-9]+)")
EXACT = re.compile(r"([0-9]+)\.([0-9]+)\.([0-9]+)")


def text(value: t.Any) -> str:
    """A value as Twilio keeps it: true and false as JSON and JavaScript write them."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def merge(live: Mapping[str, t.Any] | None, given: Mapping[str, t.Any]) -> JSON:
    """All that shall be there: what is, with the given ones put in, and those given as null taken out."""
    wanted = {**(live or {}), **given}
    return {key: text(value) for key, value in wanted.items() if value is not None}


def merge_dependencies(live: Mapping[str, t.Any] | None, given: Mapping[str, t.Any]) -> JSON:
    """As `merge`; what is there stays where it is what was asked for in other words."""
    news = {
        name: version
        for name, version in given.items()
        if version is None or not satisfies(text(version).strip(), (live or {}).get(name))
    }
    return {name: version.strip() for name, version in merge(live, news).items()}


def satisfies(wanted: str, live: str | None) -> bool:
    """Whether a version that is there is the one asked for, or a whole version within `^1.2.3`, `~1.2.3`, `*`."""
    if live is None or wanted == live:
        return live is not None
    if wanted in ("", "*", "latest"):
        return True
    asked, there = RANGE.fullmatch(wanted), EXACT.fullmatch(live)
    if not asked or not there:
        return False
    low = [int(number) for number in asked.groups()[1:]]
    version = [int(number) for number in there.groups()]
    # As npm: ^ keeps the first number that is not zero, ~ the second one.
    kept = 2 if asked.group(1) == "~" else next((at + 1 for at, number in enumerate(low) if number), 3)
    return version >= low and version[:kept] == low[:kept]


def shown(before: Mapping[str, t.Any], after: Mapping[str, t.Any]) -> tuple[JSON, JSON]:
    """Which variables differ, and never what they hold."""
    differing = sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
    changing = [key for key in differing if key in before and key in after]
    return (
        {key: "(a value)" for key in differing if key in before},
        {key: "(another value)" if key in changing else "(a value)" for key in differing if key in after},
    )


def variables_problem(given: Mapping[t.Any, t.Any]) -> str | None:
    """What is wrong with variables; names them, and never what they hold."""
    problems = []
    for key, value in given.items():
        if not isinstance(key, str) or not key or re.search(r"[\s=]", key):
            problems.append(f"{key!r} is not a name for a variable: a text without blanks and =")
        elif len(key) > MOST_KEY:
            problems.append(f"the name {key!r} has {len(key)} characters, Twilio takes at most {MOST_KEY}")
        if isinstance(value, (list, dict)):
            problems.append(f"{key}: a variable holds text, not a list or dictionary; the filter to_json makes it text")
        elif value is not None and len(text(value).encode()) > MOST_VALUE:
            size = len(text(value).encode())
            problems.append(f"{key}: its value has {size} bytes, Twilio takes at most {MOST_VALUE}")
    return "; ".join(problems) or None


def dependencies_problem(given: Mapping[t.Any, t.Any]) -> str | None:
    problems = []
    for name, version in given.items():
        if not isinstance(name, str) or not name or re.search(r"\s", name):
            problems.append(f"{name!r} is not the name of an npm package")
        if isinstance(version, (list, dict, bool)):
            problems.append(f"{name}: {version!r} is not a version such as 5.0.0")
        elif isinstance(version, float):
            problems.append(f"{name}: YAML reads {version} as a number; put the version into quotes")
    return "; ".join(problems) or None


def context_size(given: Mapping[str, t.Any], effective: Mapping[str, t.Any]) -> str | None:
    """Twilio refuses to run functions with more (82006)."""
    variables = effective.get("variables") or {}
    size = sum(len(key.encode()) + len(text(value).encode()) for key, value in variables.items() if value is not None)
    if "variables" not in given or size <= MOST_CONTEXT:
        return None
    return f"the variables of the environment would have {size} bytes with their names; Twilio takes {MOST_CONTEXT}"
