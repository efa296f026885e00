# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One create, read, update, delete for every resource; a subclass says only what is particular about its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import unquote

from .contract import Operation, field_name
from .errors import invalid, not_found
from .multipart import Upload
from .paging import page
from .state import Account, Collection, World
from .switches import setting

JSON = dict[str, Any]
Answer = tuple[int, JSON | None]
Handler = Callable[["Call"], Answer]
_LAST = 16**12  # no record has a number as high: counting down from it turns the order of a list around


@dataclass(frozen=True)
class Call:
    """A request that passed the gate: who asks, what for, in which account, with typed parameters."""

    world: World
    account: Account
    principal: Account
    operation: Operation
    path: str
    arguments: Mapping[str, str]
    query: JSON
    form: JSON
    announced: bool = False  # X-Twilio-Webhook-Enabled: webhooks are told of this change
    files: tuple[Upload, ...] = ()

    def play(self, switch: str) -> str:
        """Return how a doubtful behaviour is played in this account."""
        return setting(self.world, self.account, switch)

    def argument(self, name: str) -> str:
        """Return a path parameter, decoded."""
        return unquote(self.arguments[name])


def put(record: JSON, field: str, value: Any) -> None:
    """Set a field by its dotted path."""
    *parents, last = field.split(".")
    for parent in parents:
        if record.get(parent) is None:
            record[parent] = {}
        record = record[parent]
    record[last] = value


def take(record: JSON, field: str) -> Any:
    """Return a field by its dotted path, or None."""
    value: Any = record
    for name in field.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    return value


def copy_of(record: JSON) -> JSON:
    """Return a copy that shares no dictionary with the record."""
    return {name: copy_of(value) if isinstance(value, dict) else value for name, value in record.items()}


def shown(call: Call, record: JSON) -> JSON:
    """Return a record without what Twilio does not show."""
    return {name: record[name] for name in call.operation.answer}


class Resource:
    """A collection of records with the five verbs.

    A record is what Twilio answers: every field of the description, plus what live answers were seen to have.
    """

    collection: ClassVar[str]
    prefix: ClassVar[str]
    # What a field is when it was never given, and what it is again when it is cleared; everything else is null.
    defaults: ClassVar[Mapping[str, Any]] = {}
    never_blank: ClassVar[frozenset[str]] = frozenset()
    newest_first: ClassVar[bool] = False

    def records(self, call: Call) -> Collection:
        """Return the collection that the call is about."""
        return call.account[self.collection]

    def find(self, call: Call) -> JSON:
        """Return the record that the path names, or raise 404."""
        record = self.records(call).get(call.argument("Sid"))
        if record is None:
            raise not_found(call.path)
        return record

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a record passes the filters of the query."""
        return True

    def backwards(self, call: Call) -> bool:
        """Whether a list begins with what was made last."""
        return self.newest_first

    def view(self, call: Call, record: JSON) -> JSON:
        """Return a record as a single answer shows it."""
        return record

    def row(self, call: Call, record: JSON) -> JSON:
        """Return a record as a list shows it."""
        return self.view(call, record)

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Raise what Twilio raises against a create (``before`` is None) or an update; may complete ``after``."""

    def gone(self, call: Call, record: JSON) -> None:
        """Follow up on a deletion."""

    def now(self, call: Call) -> str:
        """Return the time as this product writes it."""
        return call.world.clock.iso()

    def list(self, call: Call) -> Answer:
        """Answer with a page."""
        records = self.records(call)
        rows = [(records.number(one["sid"]), one) for one in records if self.matches(call, one)]
        if self.backwards(call):
            rows = [(_LAST - number, one) for number, one in reversed(rows)]
        key = call.operation.items
        assert key is not None
        return 200, page(call.operation.host, call.path, call.query, key, rows, lambda one: self.row(call, one))

    def fetch(self, call: Call) -> Answer:
        """Answer with one record."""
        return 200, self.view(call, self.find(call))

    def create(self, call: Call) -> Answer:
        """Add a record."""
        return call.operation.status, self.view(call, self.build(call, {}))

    def build(self, call: Call, preset: JSON) -> JSON:
        """Add a record and return it; ``preset`` holds fields that no parameter sets, by dotted path."""
        record: JSON = dict.fromkeys(call.operation.answer)
        for field, value in (*self.defaults.items(), *preset.items()):
            put(record, field, value)
        self.apply(call, record)
        self.check(call, None, record)
        record["sid"] = preset.get("sid") or call.world.new_sid(self.prefix, call.account)
        record["account_sid"] = call.account.sid
        record["date_created"] = record["date_created"] or self.now(call)
        self.locate(call, record)
        return self.records(call).add(record)

    def update(self, call: Call) -> Answer:
        """Change what was given; nothing given changes nothing."""
        before = self.find(call)
        if not call.form:
            return 200, self.view(call, before)
        after = copy_of(before)
        self.apply(call, after)
        self.check(call, before, after)
        after["date_updated"] = self.now(call)
        self.records(call).replace(after)
        return 200, self.view(call, after)

    def delete(self, call: Call) -> Answer:
        """Remove a record."""
        record = self.records(call).remove(self.find(call)["sid"])
        self.gone(call, record)
        return 204, None

    def apply(self, call: Call, record: JSON) -> None:
        """Lay the given parameters over a record; an empty one goes back to its default.

        A parameter that is no field of the answer travels with the request and is not kept.
        """
        for parameter, value in call.form.items():
            field = field_name(parameter)
            if field.partition(".")[0] not in record:
                continue
            if value == "":
                if parameter in self.never_blank:
                    raise invalid(f"Parameter {parameter} must not be empty")
                value = self.defaults.get(field)
            put(record, field, value)

    def locate(self, call: Call, record: JSON) -> None:
        """Give a record its addresses: ``url`` and ``links`` of v1 and v2."""
        record["url"] = f"https://{call.operation.host}{call.path}/{record['sid']}"
        if "links" in record:
            record["links"] = links_of(call.operation, record)


def links_of(operation: Operation, record: JSON) -> JSON:
    """Return the addresses of a record's sub-resources."""
    return {name: f"https://{operation.host}{link.format_map(record)}" for name, link in operation.links.items()}


def routes_of(operations: Iterable[Operation], served: Mapping[tuple[str, str], Resource]) -> dict[Operation, Handler]:
    """Return a handler for every operation; ``served`` maps (product, route) to what is there.

    A route of a collection ends in a name, one of a record in a placeholder.
    """
    verbs = {"GET": ("list", "fetch"), "POST": ("create", "update"), "DELETE": ("delete", "delete")}
    handlers = {}
    for operation in operations:
        resource = served.get((operation.product, operation.route))
        if resource is not None:
            single = operation.items is None and not operation.name.startswith("Create")
            handlers[operation] = getattr(resource, verbs[operation.method][single])
    return handlers
