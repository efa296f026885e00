# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking up: what the account has, and which of it a wish means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

from .client import Client
from .errors import BadAnswer, NotFound, WishError, attempting, excerpt
from .resource import JSON, UNKNOWN, Lookup, Resource, Wish, dig


def read(client: Client, resource: Resource, wishes: Sequence[Wish]) -> list[JSON]:
    """What the account has of it: one look-up for one wish, the pages of the collection for many.

    Raises BadAnswer for what the table does not know it by.
    """
    with attempting(f"read {resource.titles}"):
        return [sound(resource, live) for live in looked_up(client, resource, wishes)]


def looked_up(client: Client, resource: Resource, wishes: Sequence[Wish]) -> list[JSON]:
    """The same, as it came."""
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
                live = client.fetch(doing, api(quote(str(value), safe="+:@")))
            except NotFound:
                return []
            there = resource.spelled(live).get(name, value)
            if str(there).lower() != str(value).lower():
                raise BadAnswer(f"asked for {name} {value}, Twilio answered with {excerpt(repr(there))}")
            return [live]
        if resource.lookup is Lookup.FILTER:
            doing = f"look up {resource.title} {value}"
            return client.pages(doing, api, resource.page_size, resource.certain, **{name: value})
    return client.pages(f"list {resource.titles}", api, resource.page_size, resource.certain)


CONTAINERS = {"list": list, "dict": dict}


def sound(resource: Resource, live: JSON) -> JSON:
    """What was read, if its fields have the form that the table gives them: groups, lists and plain values."""
    for field in resource.fields:
        groups = field.name.split(".")[:-1]
        for at in range(len(groups)):
            group = ".".join(groups[: at + 1])
            if not isinstance(dig(live, group), (dict, type(None))):
                raise BadAnswer(f"{group} of {resource.title} {live.get('sid')} is no object")
        value = dig(live, field.name)
        if field.type == "raw" or value is None:
            continue
        wanted = CONTAINERS.get(field.type)
        if not isinstance(value, wanted) if wanted else isinstance(value, (list, dict)):
            raise BadAnswer(f"{field.name} of {resource.title} {live.get('sid')} is no {field.type}")
        if wanted is list and not all(isinstance(item, str) for item in value):
            raise BadAnswer(f"{field.name} of {resource.title} {live.get('sid')} is no list of words")
    return live


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
