# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a flow, or only odd: one finding with its widget and its place in the document."""

from __future__ import annotations

import typing as t
from collections.abc import Iterator, Mapping

from ..resource import JSON


class Finding(t.NamedTuple):
    """widget: its name, empty for the flow as a whole. path: JSON path. fatal: whether the flow must not be written."""

    widget: str
    path: str
    message: str
    fatal: bool = True

    def __str__(self) -> str:
        return (
            f"widget {self.widget!r} ({self.path}): {self.message}" if self.widget else f"{self.path}: {self.message}"
        )


def widgets(document: Mapping[str, t.Any]) -> list[JSON]:
    """The states that are dictionaries, whatever else stands there; each at its own index."""
    states = document.get("states")
    return [state if isinstance(state, dict) else {} for state in states] if isinstance(states, list) else []


def transitions(state: Mapping[str, t.Any]) -> list[JSON]:
    """As `widgets`, for the transitions of one of them."""
    listed = state.get("transitions")
    return [item if isinstance(item, dict) else {} for item in listed] if isinstance(listed, list) else []


def name_at(document: Mapping[str, t.Any], steps: t.Sequence[str | int]) -> str:
    """The name of the widget that a place in the document belongs to, empty outside of widgets."""
    if len(steps) < 2 or steps[0] != "states" or not isinstance(steps[1], int):
        return ""
    return str(widgets(document)[steps[1]].get("name") or f"number {steps[1] + 1}")


def path_of(steps: t.Iterable[str | int]) -> str:
    """("states", 2, "name") → $.states[2].name."""
    return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def texts(value: t.Any, steps: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every string in a document with the way to it."""
    if isinstance(value, str):
        yield steps, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts(item, (*steps, str(key)))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from texts(item, (*steps, at))
