# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two flows do the same, and which widgets differ.

Both questions are answered on one canonical form, so that sameness is an equivalence. It leaves out what the canvas
alone needs, what Twilio fills in by itself, and what is written in more than one way.
"""

from __future__ import annotations

import json
import typing as t
from collections.abc import Mapping

from ..resource import JSON, is_empty

DEFAULTS = {"description": "A New Flow", "flags": {"allow_concurrent_calls": True}}
"""What a flow has that says nothing else."""

CANVAS = ("offset",)


def same(one: t.Any, other: t.Any) -> bool:
    return spelled(canonical(one)) == spelled(canonical(other))


def canonical(document: t.Any) -> t.Any:
    """One form of all documents that mean the same flow."""
    if not isinstance(document, Mapping):
        return document
    flow = {**DEFAULTS, **pruned({key: value for key, value in document.items() if key != "$schema"})}
    states = flow.get("states")
    if isinstance(states, list):
        # Widgets are found by their names, wherever they stand.
        flow["states"] = sorted(map(widget, states), key=spelled)
    return flow


def widget(state: t.Any) -> t.Any:
    if not isinstance(state, Mapping):
        return state
    clean = dict(state)
    if isinstance(clean.get("properties"), Mapping):
        clean["properties"] = {key: value for key, value in clean["properties"].items() if key not in CANVAS}
    if isinstance(clean.get("transitions"), list):
        # An event that leads nowhere might as well not be listed; one with conditions still decides something. Events
        # do not wait for each other, but the conditions of one event are tried in turn.
        ways = [way for way in clean["transitions"] if not isinstance(way, Mapping) or set(way) - {"event"}]
        clean["transitions"] = sorted(ways, key=lambda way: str(way.get("event")) if isinstance(way, Mapping) else "")
    return {key: value for key, value in clean.items() if not is_empty(value)}


def pruned(value: t.Any) -> t.Any:
    """Without what is empty: null, "", [] and {} mean the same as leaving it out. Items of a list keep their place."""
    if isinstance(value, Mapping):
        clean = {key: pruned(item) for key, item in value.items()}
        return {key: item for key, item in clean.items() if not is_empty(item)}
    if isinstance(value, list):
        return [pruned(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def spelled(value: t.Any) -> str:
    """As text, because to Python True is 1."""
    return json.dumps(value, sort_keys=True, default=str)


def shown(before: t.Any, after: t.Any) -> tuple[t.Any, t.Any]:
    """The two as a diff shows them: what differs, widgets by their names, without the canvas."""
    old, new = by_name(canonical(before)), by_name(canonical(after))
    differing = [key for key in (*old, *(key for key in new if key not in old)) if said(old, key) != said(new, key)]
    return tuple({key: side[key] for key in differing if key in side} for side in (old, new))  # type: ignore[return-value]


def said(side: Mapping[str, t.Any], key: str) -> str:
    return spelled(side[key]) if key in side else ""


def by_name(flow: t.Any) -> JSON:
    """{"initial_state": …, "widget Trigger": …}; of several with one name each."""
    if not isinstance(flow, Mapping):
        return {} if is_empty(flow) else {"definition": flow}
    states = flow.get("states")
    listed: JSON = {key: value for key, value in flow.items() if key != "states" or not isinstance(states, list)}
    for state in states if isinstance(states, list) else ():
        name = f"widget {state.get('name') if isinstance(state, Mapping) else state}"
        while name in listed:
            name += "'"
        listed[name] = state
    return listed
