# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that are shared with others: what shall be in them, what not, or exactly what. Pure."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

from .resource import JSON


def members_option(choices: Sequence[str] = ()) -> JSON:
    """The argument-spec entry: `{present: […], absent: […]}` or `{exactly: […]}`."""
    entries: JSON = {"type": "list", "elements": "str"}
    if choices:
        entries["choices"] = list(choices)
    return {
        "type": "dict",
        "options": {name: dict(entries) for name in ("present", "absent", "exactly")},
        "mutually_exclusive": [["exactly", "present"], ["exactly", "absent"]],
    }


def merge_members(live: Sequence[str] | None, given: Mapping[str, t.Any]) -> list[str]:
    """The list that is asked for: others' members stay unless `exactly` is given."""
    if given.get("exactly") is not None:
        return list(dict.fromkeys(given["exactly"]))
    absent = given.get("absent") or ()
    wanted = [*(live or ()), *(given.get("present") or ())]
    return [member for member in dict.fromkeys(wanted) if member not in absent]


def contradicting_members(option: str, given: t.Any) -> str | None:
    """What stands under both `present` and `absent`."""
    both = sorted(set((given or {}).get("present") or ()) & set((given or {}).get("absent") or ()))
    return f"{option}: {', '.join(both)} cannot be both present and absent" if both else None
