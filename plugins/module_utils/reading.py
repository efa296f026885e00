# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking up: what the account has, and which of it a wish means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from .client import Client
from .errors import NotFound, WishError
from .resource import JSON, UNKNOWN, Lookup, Resource, Wish, dig


def read(client: Client, resource: Resource, wishes: Sequence[Wish]) -> list[JSON]:
    """What the account has of it: one look-up for one wish, the pages of the collection for many."""
    api = resource.api(client.sdk)
    if resource.lookup is Lookup.SINGLETON:
        return [client.fetch(f"read {resource.title}{resource.whose}", api())]
    key = resource.key_of(wishes[0]) if len(wishes) == 1 else None
    if key:
        name, value = key
        if value == UNKNOWN:
            return []
        if name == "sid" or (resource.lookup is Lookup.DIRECT and name == resource.keys[0]):
            try:
                doing = f"read {resource.title} {value}{resource.whose}"
                return [client.fetch(doing, api(quote(str(value), safe="+:@")))]
            except NotFound:
                return []
        if resource.lookup is Lookup.FILTER:
            return client.pages(f"look up {resource.title} {value}", api, resource.page_size, **{name: value})
    return client.pages(f"list {resource.titles}", api, resource.page_size)


def index(resource: Resource, lives: Sequence[JSON]) -> dict[tuple[str, str], list[JSON]]:
    """(key name, value) → the live resources that answer to it."""
    found: dict[tuple[str, str], list[JSON]] = {}
    for live in lives:
        spelled = resource.spelled(live)
        single = [(name, str(value)) for name in ("sid", *resource.keys) if (value := dig(spelled, name))]
        for key in (*single, *resource.pairs_of(spelled)):
            found.setdefault(key, []).append(live)
    return found


def find(resource: Resource, world: Mapping[tuple[str, str], list[JSON]], wish: Wish) -> JSON | None:
    """The live resource that a wish means; a WishError where the name fits several."""
    key = resource.key_of(wish)
    answering = world.get((key[0], str(key[1])), []) if key else []
    # What several wishes looked up was read several times.
    matches = list({live["sid"]: live for live in answering}.values())
    if len(matches) > 1:
        raise WishError(
            f"{len(matches)} {resource.titles} are called {key[1] if key else ''!r}: "
            + ", ".join(resource.name_of(live) for live in matches)
            + ". Give the sid"
        )
    return matches[0] if matches else None
