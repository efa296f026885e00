# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A pretend account behind the shape of the SDK's list objects: enough to prove the engine without HTTP.

It is simpler than Twilio on purpose. Whether Twilio agrees is for the emulator and its tests to say.
"""

from __future__ import annotations

import copy
import itertools
import types
from dataclasses import replace

from ansible_collections.flexops.twilio.plugins.module_utils.credentials import Settings
from ansible_collections.flexops.twilio.plugins.module_utils.errors import Conflict, NotFound, TwilioError
from ansible_collections.flexops.twilio.plugins.module_utils.resource import (
    Lookup,
    Resource,
    dig,
    flatten,
    overlay,
)

ACCOUNT = "AC" + "a" * 32


def sid(prefix, number):
    return f"{prefix}{number:032x}"


class StoppedClock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.time = 0.0
        self.slept = []

    def now(self):
        return self.time

    def sleep(self, seconds):
        self.time += seconds
        self.slept.append(seconds)


class Shelf:
    """One collection. `journal` has every request as (verb, sid or None, values)."""

    def __init__(self, resource: Resource, *documents):
        self.resource = resource
        self.numbers = itertools.count(1)
        self.documents = {}
        self.journal = []
        self.failures = {}
        for document in documents:
            self.put(document)

    def put(self, document):
        new = sid(self.resource.prefix, next(self.numbers))
        nothing = overlay({}, flatten(self.resource.fields, {}))
        flat = {name: value for name, value in flatten(self.resource.fields, document).items() if value is not None}
        self.documents[new] = {**overlay(nothing, flat), "sid": document.get("sid", new)}
        if "sid" in document:
            self.documents[document["sid"]] = self.documents.pop(new)
        return self.documents[document.get("sid", new)]

    def store(self, document):
        self.documents[document["sid"]] = document
        return document

    def flat(self, values):
        return {field.name: values[field.keyword] for field in self.resource.fields if field.keyword in values}

    def request(self, verb, place=None, values=None):
        self.journal.append((verb, place, dict(values or {})))
        failure = self.failures.pop((verb, place), None) or self.failures.pop(verb, None)
        if failure:
            raise failure

    @property
    def writes(self):
        return [entry for entry in self.journal if entry[0] in ("create", "update", "delete")]

    def find(self, place):
        for document in self.documents.values():
            if place in (document["sid"], document.get(self.resource.keys[0])):
                return document
        raise NotFound(f"{place} was not found", status=404)


class Single(Shelf):
    """What there is always one of: it has neither SID nor id, and an empty list may not empty it.

    `empty` plays what an empty list does: it clears, is ignored or rejected.
    """

    empty = "clears"

    def put(self, document):
        return self.store(
            overlay(overlay({}, flatten(self.resource.fields, {})), flatten(self.resource.fields, document))
        )

    def store(self, document):
        self.documents[""] = document
        return document

    def find(self, place):
        return self.documents[""]

    def flat(self, values):
        flat = super().flat(values)
        for name in [name for name, value in flat.items() if value == [""]]:
            if self.empty == "rejected":
                raise TwilioError(f"{name} must not be empty", status=400)
            flat[name] = []
            if self.empty == "ignored":
                del flat[name]
        return flat


class Gone(Shelf):
    """A collection of something that is not there."""

    def request(self, verb, place=None, values=None):
        super().request(verb, place, values)
        raise NotFound("what holds it was not found", status=404)


class FakeClient:
    """The engine's Client, over shelves."""

    def __init__(self, *shelves, check=False, concurrency=1):
        self.shelves = {shelf.resource.kind: shelf for shelf in shelves}
        self.settings = Settings(ACCOUNT, ACCOUNT, "token", "option auth_token", max_concurrency=concurrency)
        self.transport = types.SimpleNamespace(check=check)
        self.clock = StoppedClock()
        self.sdk = None

    def pages(self, what, api, page_size, needs=(), **filters):
        api.request("list", values=filters)
        return copy.deepcopy([d for d in api.documents.values() if all(d.get(k) == v for k, v in filters.items())])

    def fetch(self, what, context, needs=()):
        shelf, place = context
        shelf.request("fetch", place)
        return copy.deepcopy(shelf.find(place))

    def create(self, what, api, values):
        assert not self.transport.check, "a write in check mode"
        api.request("create", values=values)
        flat = api.flat(values)
        key = api.resource.keys[0]
        if "." not in key and any(document[key] == flat.get(key) for document in api.documents.values()):
            raise Conflict("taken", status=409)
        return copy.deepcopy(api.put(overlay({}, flat)))

    def update(self, what, context, values):
        assert not self.transport.check, "a write in check mode"
        shelf, place = context
        shelf.request("update", place, values)
        return copy.deepcopy(shelf.store(overlay(shelf.find(place), shelf.flat(values))))

    def delete(self, what, context):
        assert not self.transport.check, "a write in check mode"
        shelf, place = context
        shelf.request("delete", place)
        shelf.documents.pop(shelf.find(place)["sid"])


class Bound:
    """A list object: called with an id it becomes that id's context."""

    def __init__(self, shelf):
        self.shelf = shelf

    def __call__(self, place=None):
        return self.shelf, place

    def __getattr__(self, name):
        return getattr(self.shelf, name)


def account(resource, *documents, check=False, places=None, **others):
    """(client, shelf of the resource, the resource with its api and its references put on shelves).

    With `places`, {place: documents of it}, the shelf is {place: shelf}, and in any other place there is nothing.
    """
    kind = Single if resource.lookup is Lookup.SINGLETON else Shelf
    shelves = {place: kind(resource, *there) for place, there in (places or {(): documents}).items()}
    pointed = {}
    fields = []
    for field in resource.fields:
        if field.reference:
            target = field.reference
            if target.kind not in pointed:
                pointed[target.kind] = Shelf(target, *others.get(target.kind, ()))
            bound = Bound(pointed[target.kind])
            field = replace(field, reference=replace(target, api=lambda sdk, bound=bound: bound))
        fields.append(field)
    ours = replace(
        resource,
        api=lambda sdk, *place: Bound(shelves.setdefault(place, Gone(resource))),
        fields=tuple(fields),
        recipe=resource.recipe if places else None,
    )
    shelf = shelves if places else shelves[()]
    return FakeClient(*shelves.values(), *pointed.values(), check=check), shelf, ours


def values_of(document, *paths):
    return tuple(dig(document, path) for path in paths)
