# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names become SIDs: one read for each kind that is pointed at."""

from __future__ import annotations

import difflib
import typing as t
from collections.abc import Collection, Sequence
from dataclasses import replace

from .client import Client
from .errors import WishError
from .resource import JSON, SID, UNKNOWN, Resource, Wish, is_empty


class Unresolved(t.NamedTuple):
    """A name that fits nothing yet; check mode goes on, because an earlier step of the same run may create it."""

    option: str
    name: str
    problem: str


def resolve(
    client: Client, resource: Resource, wishes: Sequence[Wish], *, tolerant: bool
) -> tuple[list[Wish], list[tuple[Unresolved, ...]]]:
    """The wishes with SIDs in place of names, and for each the names that fit nothing.

    Raises a WishError for what fits nothing (unless tolerant), fits several, or is the SID of another kind.
    """
    pointers = [field for field in resource.fields if field.reference]
    read: dict[str, list[JSON]] = {}
    resolved, unresolved, problems = [], [], []
    for wish in wishes:
        given = dict(wish.given)
        unknown: list[Unresolved] = []
        for field in pointers:
            value = given.get(field.name)
            needless = wish.state == "absent" and field.name not in (*resource.scope, *resource.keys)
            if is_empty(value) or value == UNKNOWN or needless:
                continue
            target = t.cast(Resource, field.reference)
            if target.kind not in read:
                read[target.kind] = client.pages(
                    f"list {target.titles}", target.api(client.sdk), target.page_size, target.certain
                )
            sid, problem, ambiguous = look_up(target, read[target.kind], str(value))
            option = field.alias or field.name
            if sid:
                given[field.name] = sid
            elif tolerant and not ambiguous:
                given[field.name] = UNKNOWN
                unknown.append(Unresolved(option, str(value), problem))
            else:
                problems.append(f"{wish.label}: {option}: {problem}".lstrip(": "))
        resolved.append(replace(wish, given=given))
        unresolved.append(tuple(unknown))
    if problems:
        raise WishError(*problems)
    return resolved, unresolved


def look_up(target: Resource, lives: Sequence[JSON], value: str) -> tuple[str | None, str, bool]:
    """(SID or None, what is wrong, whether that is wrong for good)."""
    if SID.fullmatch(value):
        if not value.startswith(target.prefix):
            return None, f"{value} is not the SID of a {target.title}: those start with {target.prefix}", True
        if any(live["sid"] == value for live in lives):
            return value, "", False
        return None, f"this account has no {target.title} {value}", False
    matches = [str(live["sid"]) for live in lives if any(live.get(key) == value for key in target.keys)]
    if len(matches) == 1:
        return matches[0], "", False
    if matches:
        return (
            None,
            f"{len(matches)} {target.titles} are called {value!r}: {', '.join(matches)}; give a SID",
            True,
        )
    names = {str(live[key]) for live in lives for key in target.keys if live.get(key)}
    return None, f"no {target.title} is called {value!r}; {there_is(value, names)}", False


def there_is(value: str, names: Collection[str]) -> str:
    """What a wrong name may have meant: the names that resemble it, or the first ones, and how many more there are."""
    some = difflib.get_close_matches(value, names, n=5) or sorted(names)[:10]
    more = f" and {len(names) - len(some)} more" if len(names) > len(some) else ""
    return f"there is {', '.join(map(repr, some))}{more}" if names else "the account has none"
