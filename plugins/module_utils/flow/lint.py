# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a flow, before Twilio is asked: its form, and where its transitions lead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..errors import excerpt
from ..references import there_is
from ..resource import JSON
from .findings import Finding, name_at, path_of, transitions, widgets
from .schema import SCHEMA, TYPES


def lint(document: JSON) -> list[Finding]:
    """Every finding, in the order of the document. Raises ImportError where the jsonschema library is missing."""
    found = [
        *form(document),
        *names(document),
        *unknown_types(document),
        *initial_state(document),
        *dangling(document),
        *unreachable(document),
        *flex(document),
    ]
    order = {path_of(("states", at)): at for at in range(len(widgets(document)))}
    return sorted(found, key=lambda finding: order.get(finding.path.partition("]")[0] + "]", -1))


def form(document: JSON) -> Iterator[Finding]:
    """What the schema says. An array's or object's own text would fill the screen, so it is cut."""
    from jsonschema import Draft7Validator

    for error in Draft7Validator(SCHEMA).iter_errors(document):
        steps = tuple(error.absolute_path)
        yield Finding(name_at(document, steps), path_of(steps), excerpt(error.message))


def names(document: JSON) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for at, state in enumerate(widgets(document)):
        name = state.get("name")
        if isinstance(name, str) and first.setdefault(name, at) != at:
            path = path_of(("states", at, "name"))
            yield Finding(name, path, f"{path_of(('states', first[name]))} has this name as well; names are unique")


def unknown_types(document: JSON) -> Iterator[Finding]:
    for at, state in enumerate(widgets(document)):
        kind = state.get("type")
        if isinstance(kind, str) and kind and kind not in TYPES:
            message = f"the type {kind!r} is not known here; {there_is(kind, TYPES)}. Twilio decides"
            yield Finding(str(state.get("name")), path_of(("states", at, "type")), message, fatal=False)


def initial_state(document: JSON) -> Iterator[Finding]:
    listed = widgets(document)
    known = {str(state.get("name")) for state in listed}
    first = document.get("initial_state")
    triggers = [str(state.get("name")) for state in listed if state.get("type") == "trigger"]
    if not first:
        yield Finding("", "$", "initial_state is missing" + (f"; the trigger is {triggers[0]!r}" if triggers else ""))
    elif listed and str(first) not in known:
        yield Finding("", "$.initial_state", f"no widget is called {first!r}; {there_is(str(first), known)}")


def dangling(document: JSON) -> Iterator[Finding]:
    known = {str(state.get("name")) for state in widgets(document)}
    for at, state in enumerate(widgets(document)):
        for number, way in enumerate(transitions(state)):
            following = way.get("next")
            if isinstance(following, str) and following not in known:
                path = path_of(("states", at, "transitions", number, "next"))
                message = f"no widget is called {following!r}; {there_is(following, known)}"
                yield Finding(str(state.get("name")), path, message)


def unreachable(document: JSON) -> Iterator[Finding]:
    """A warning only: Studio keeps widgets that are parked on the canvas."""
    ways = {str(state.get("name")): [str(way.get("next")) for way in transitions(state)] for state in widgets(document)}
    reached: set[str] = set()
    ahead = [str(document.get("initial_state"))]
    while ahead:
        name = ahead.pop()
        if name in ways and name not in reached:
            reached.add(name)
            ahead += ways[name]
    if not reached:
        return
    for at, state in enumerate(widgets(document)):
        name = str(state.get("name"))
        if name not in reached:
            yield Finding(name, path_of(("states", at)), "no way leads here from the initial state", fatal=False)


def flex(document: JSON) -> Iterator[Finding]:
    what = {"workflow": "TaskRouter workflow (WW…)", "channel": "task channel (TC…)"}
    for at, state in enumerate(widgets(document)):
        properties = state.get("properties") or {}
        if state.get("type") != "send-to-flex" or not isinstance(properties, Mapping):
            continue
        for key, description in what.items():
            if not str(properties.get(key) or "").strip():
                path = path_of(("states", at, "properties", key))
                yield Finding(str(state.get("name")), path, f"send-to-flex needs the {description} to send the task to")
