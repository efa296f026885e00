# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Studio flows: each write is a new revision, Twilio judges a definition before it, and reads lag behind it."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from ..client import Client
from ..errors import NotFound, TwilioError, WishError
from ..flow.compare import spelled
from ..flow.definition import read_flow
from ..plan import Change
from ..reading import index
from ..recipe import Recipe
from ..resource import JSON, UNKNOWN, Resource, Wish
from ..wait import SETTLE, wait_until

MESSAGE = "Written by Ansible"
REFUSED = (400, 422)

T = t.TypeVar("T")
R = t.TypeVar("R")


class StudioRevisions(Recipe):
    def __init__(self, client: Client, resource: Resource) -> None:
        super().__init__(client, resource)
        self.used: set[str] = set()

    def enrich(self, lives: Sequence[JSON], wishes: Sequence[Wish]) -> None:
        """Puts in the definitions of the flows that are meant: a list leaves them out. Who only reads a certain flow
        learns of its revisions as well.
        """
        if not wishes:
            for live in lives:
                if live.get("definition"):
                    live["revisions"] = self.revisions(live)
        world = index(self.resource, lives)
        keys = [self.resource.key_of(wish) for wish in wishes if wish.state == "present"]
        meant = {live["sid"]: live for key in keys if key for live in world.get((key[0], str(key[1])), ())}
        bare = [live for live in meant.values() if not live.get("definition")]
        for live, whole in zip(bare, self.at_once(self.fetch, bare), strict=True):
            live.update(whole)

    def at_once(self, do: t.Callable[[T], R], items: Sequence[T]) -> list[R]:
        with ThreadPoolExecutor(max_workers=max(1, min(len(items), self.client.settings.max_concurrency))) as pool:
            return list(pool.map(do, items))

    def fetch(self, flow: JSON) -> JSON:
        return self.client.fetch(f"read Studio flow {flow['sid']}", self.api(flow["sid"]))

    def revisions(self, flow: JSON) -> list[JSON]:
        """All of them, without their definitions."""
        doing = f"list the revisions of Studio flow {flow['sid']}"
        rows = self.client.pages(doing, self.api(flow["sid"]).revisions, self.resource.page_size)
        return [
            {name: row.get(name) for name in ("revision", "status", "commit_message", "date_created")} for row in rows
        ]

    def wanted(self, wish: Wish, live: JSON | None) -> Wish:
        """With the definition as it is to be written, from what was handed over or from the flow's own past."""
        given, revision = dict(wish.given), wish.options.get("revision")
        if wish.state == "absent" or (revision is None and "definition" not in given):
            return wish
        if revision is not None:
            return replace(wish, given={**given, "definition": self.past(wish, live, revision)})
        flow = read_flow(given["definition"], wish.options.get("variables") or {})
        self.used |= flow.used
        name = given.get("friendly_name") or given.get("sid")
        remarks = {
            "converted": flow.converted,
            "findings": [f"Studio flow {name}: {warning}" for warning in flow.warnings],
        }
        return replace(wish, given={**given, "definition": flow.document}, remarks=remarks)

    def past(self, wish: Wish, live: JSON | None, revision: int) -> t.Any:
        """The definition that a flow had."""
        if live is None:
            key = self.resource.key_of(wish)
            raise WishError(f"there is no Studio flow {key and key[1]!r}, so it has no revision {revision}")
        if revision == live.get("revision"):
            return live["definition"]
        try:
            context = self.api(live["sid"]).revisions(str(revision))
            return self.client.fetch(f"read revision {revision} of Studio flow {live['sid']}", context)["definition"]
        except TwilioError as error:
            if error.status not in (404, *REFUSED):
                raise
            raise WishError(
                f"{self.resource.title} {self.resource.name_of(live)} has no revision {revision};"
                f" the newest is {live.get('revision')}"
            ) from error

    def prepare(self, changes: Sequence[Change]) -> Mapping[int, str]:
        """Variables that fill nothing, and what Twilio's own validation says of each definition to be written."""
        against = dict(enumerate(self.at_once(self.judged, changes)))
        idle: dict[str, int] = {}
        for at, change in enumerate(changes):
            given = {} if change.wish.state == "absent" else change.wish.options.get("variables") or {}
            idle |= {name: at for name in given if name not in self.used}
        for name, at in idle.items():
            against[at] = (
                f"variables: {name} fills nothing: no definition of this task has the placeholder <{name}>"
                + (f". {against[at]}" if against[at] else "")
            )
        return {at: problem for at, problem in against.items() if problem}

    def judged(self, change: Change) -> str:
        """What Twilio has against a definition; nothing where it depends on what an earlier step would create."""
        if "definition" not in change.sent or UNKNOWN in spelled(change.sent["definition"]):
            return ""
        values = {name: change.effective[name] for name in ("friendly_name", "status", "definition")}
        validate = self.client.sdk.studio.v2.flow_validate
        try:
            answer = self.client.validate(f"validate {change.name}", lambda: validate.update(**values))
        except TwilioError as error:
            if error.status in REFUSED:
                return str(error)
            raise
        return "" if answer.get("valid") else f"Could not validate {change.name}: Twilio says only that it is not valid"

    def create(self, change: Change) -> JSON:
        return self.settled(change, super().create(with_message(change)))

    def update(self, change: Change) -> JSON:
        return self.settled(change, super().update(with_message(change)))

    def delete(self, change: Change) -> None:
        super().delete(change)
        self.wait(change, lambda: change.sid not in self.names())

    def settled(self, change: Change, written: JSON) -> JSON:
        """What was written, as soon as later tasks read it too: by its SID, and by its name if that is new."""

        def is_read() -> bool:
            try:
                seen = self.fetch(written)
            except NotFound:
                return False
            if number(seen) < number(written):
                return False
            return "friendly_name" not in change.sent or self.names().get(written["sid"]) == written["friendly_name"]

        self.wait(change, is_read)
        return written

    def wait(self, change: Change, done: t.Callable[[], bool]) -> None:
        try:
            wait_until(done, bool, SETTLE, self.client.clock)
        except TwilioError as error:
            error.half_done = f"{change.doing} succeeded; only reading it back did not."
            raise

    def names(self) -> dict[str, str]:
        """SID → name of every flow."""
        flows = self.client.pages(f"list {self.resource.titles}", self.api, self.resource.page_size)
        return {flow["sid"]: flow["friendly_name"] for flow in flows}


def number(flow: JSON) -> int:
    """Of its revision, 0 where that is not known."""
    revision = flow.get("revision")
    return revision if isinstance(revision, int) else 0


def with_message(change: Change) -> Change:
    """Each revision says where it comes from; Twilio refuses a blank message and may keep the last one without any."""
    revision = change.wish.options.get("revision")
    default = MESSAGE if revision is None else f"{MESSAGE}: back to revision {revision}"
    return replace(change, sent={"commit_message": default, **change.sent})
