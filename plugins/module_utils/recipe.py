# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a planned change is carried out. This is plain CRUD; what needs more is a subclass in recipes/."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

from .client import Client
from .plan import Change
from .reading import read
from .references import Unresolved
from .resource import JSON, Lookup, Resource, Wish


class Recipe:
    """Made anew for each run, so a subclass may remember what it read.

    takes_sid: whether a SID of something that is none of these yet can say what shall become one.
    """

    takes_sid = False

    def __init__(self, client: Client, resource: Resource) -> None:
        self.client = client
        self.resource = resource

    @classmethod
    def placed(cls, client: Client, resource: Resource, wishes: Sequence[Wish]) -> Sequence[Wish]:
        """The wishes with one name for one place, where a place can be called by several."""
        return wishes

    def read(self, wishes: Sequence[Wish]) -> list[JSON]:
        """What the account has of it."""
        return read(self.client, self.resource, wishes)

    def enrich(self, lives: Sequence[JSON], wishes: Sequence[Wish]) -> None:
        """Adds to what was read what the resource's own answer lacks."""

    def wanted(self, wish: Wish, live: JSON | None) -> Wish:
        """What a wish means, now that it is known what there is. Raises a WishError where it means nothing."""
        return wish

    def prepare(self, changes: list[Change]) -> Mapping[int, str]:
        """What stands against carrying them out, by position. Runs in check mode too: may read, must not write.

        May put one that says more into the place of a change.
        """
        return {}

    def awaited(self, changes: Sequence[Change]) -> Mapping[int, Sequence[Unresolved]]:
        """What is not there yet, by position, after `prepare`: check mode goes on and says so, a real run refuses."""
        return {}

    def create(self, change: Change) -> JSON:
        return self.client.create(change.doing, self.api, keywords(self.resource, change.sent))

    def update(self, change: Change) -> JSON:
        context = self.api() if self.resource.lookup is Lookup.SINGLETON else self.api(change.sid)
        return self.client.update(change.doing, context, keywords(self.resource, change.sent))

    def delete(self, change: Change) -> None:
        self.client.delete(change.doing, self.api(change.sid))

    def told(self, document: JSON | None) -> JSON | None:
        """What the user gets to see of the resource; None where there is none."""
        return document

    @property
    def api(self) -> t.Any:
        return self.resource.api(self.client.sdk)


def keywords(resource: Resource, sent: Mapping[str, t.Any]) -> JSON:
    """Dotted names → the SDK's keywords. An empty list would vanish from the request, so it goes as one blank."""
    return {resource.field(name).keyword: [""] if value == [] else value for name, value in sent.items()}
