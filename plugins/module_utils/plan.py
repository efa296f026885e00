# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to change: one wish against what is there. Pure, and the only file that decides."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .errors import WishError
from .resource import JSON, SID, UNKNOWN, Field, Lookup, Resource, Wish, flatten, is_empty, nest, overlay, relevant


@dataclass(frozen=True)
class Change:
    """What has to happen for one wish. The only thing that knows `changed` and `diff`.

    live: what was read, None if there is nothing. sent: flat field values of the one write. effective: the flat values
    afterwards. note: what a reader of the diff should know besides.
    """

    resource: Resource
    wish: Wish
    action: t.Literal["none", "create", "update", "replace", "delete"]
    live: JSON | None
    sent: Mapping[str, t.Any]
    effective: Mapping[str, t.Any]
    note: str = ""

    @property
    def changed(self) -> bool:
        return self.action != "none"

    @property
    def sid(self) -> str:
        """Of what was read."""
        return str((self.live or {})["sid"])

    @property
    def name(self) -> str:
        """How messages call it: "Conversations address +1415… (IG…)"."""
        if self.resource.lookup is Lookup.SINGLETON:
            return self.resource.title + self.resource.whose
        if self.live:
            return f"{self.resource.title} {self.resource.name_of(self.live)}{self.resource.whose}"
        given = [self.wish.given.get(name) for name in (*self.resource.keys, "friendly_name")]
        pairs = [value for _names, value in self.resource.pairs_of(self.wish.given)]
        known = [name for name in (self.wish.given.get("sid"), *pairs, *given) if name and name != UNKNOWN]
        return f"{self.resource.title} {known[0] if known else UNKNOWN}{self.resource.whose}"

    @property
    def doing(self) -> str:
        """Completes "Could not …": "update Conversations address +1415… (IG…)"."""
        verb = self.resource.creating if self.action == "create" else self.action
        return f"{verb} {self.name}"

    @property
    def managed(self) -> list[str]:
        """The fields that a diff shows: what was asked for and what is sent."""
        named = self.resource.keys if self.action in ("create", "replace") else ()
        keys = [key for key in named if not is_empty(self.effective.get(key))]
        return [field.name for field in self.resource.fields if field.name in {*self.wish.given, *self.sent, *keys}]

    @property
    def before(self) -> JSON:
        return self.sides[0] if self.live else {}

    @property
    def after(self) -> JSON:
        return {} if self.action == "delete" or (self.action == "none" and not self.live) else self.sides[1]

    @property
    def sides(self) -> tuple[JSON, JSON]:
        """The fields that a diff shows, as they are and as they will be."""
        live = flatten(self.resource.fields, self.live or {})
        gone = [name for name, value in live.items() if not is_empty(value)]
        before, after = {}, {}
        for name in gone if self.action == "delete" else self.managed:
            field = self.resource.field(name)
            values = blank(field, live[name]), blank(field, self.effective.get(name))
            before[name], after[name] = field.shown(*values) if field.shown else values
        return nest(before), nest(after)

    @property
    def diff(self) -> JSON:
        after = f"{self.doing}: {self.note}" if self.note else self.doing
        return {"before_header": self.name, "after_header": after, "before": self.before, "after": self.after}

    @property
    def predicted(self) -> JSON | None:
        """The resource as it will be, as far as that is known before it is written."""
        if self.action == "delete":
            return None
        if self.live:
            return overlay(self.live, self.sent)
        return overlay({"sid": UNKNOWN}, self.effective) if self.changed else None


def blank(field: Field, value: t.Any) -> t.Any:
    """One spelling of nothing, so that a diff does not show null against ""."""
    if not is_empty(value):
        return value
    return {"str": "", "list": [], "dict": {}}.get(field.type)


def plan(resource: Resource, live: JSON | None, wish: Wish) -> Change:
    """What has to change, or a WishError where that cannot be. Pure."""
    current = flatten(resource.fields, live or {})
    if wish.state == "absent":
        return Change(resource, wish, "delete" if live else "none", live, {}, {})
    if live is None and not resource.creating:
        return Change(resource, wish, "none", None, {}, {})
    # A key that is no field only says which one is meant.
    given = {name: value for name, value in wish.given.items() if name in current}
    for name in given:
        merged = resource.field(name).merged
        given[name] = merged(current[name], given[name]) if merged else given[name]
    effective = {**current, **given}
    if live is None:
        for field in resource.fields:
            in_group = any(name.startswith(field.group + ".") for name in given)
            if field.initial is not None and field.name not in given and in_group:
                given[field.name] = effective[field.name] = field.initial
        # What identifies it and was not given, Twilio decides: the number that a search finds, the name of a number.
        idle = {field.name for field in resource.fields if not relevant(field, effective)}
        decided = [
            key for key in resource.keys if is_empty(effective.get(key)) and key not in idle and not resource.needs(key)
        ]
        effective |= dict.fromkeys(decided, UNKNOWN)
        sent = {name: value for name, value in given.items() if not is_empty(value)}
    else:
        sent = differences(resource, current, given, effective)
    problems = list(contradictions(resource, wish, live, sent, effective))
    frozen = [resource.field(name) for name in sent if live and resource.field(name).create_only]
    if not wish.options.get("replace"):
        problems += [unchangeable(resource, field, current[field.name], given[field.name]) for field in frozen]
    if problems:
        raise WishError(*problems)
    if live is None:
        return Change(resource, wish, "create", None, sent, effective)
    if frozen:
        return Change(resource, wish, "replace", live, whole(resource, effective), effective)
    return Change(resource, wish, "update" if sent else "none", live, sent, effective)


def whole(resource: Resource, values: Mapping[str, t.Any]) -> JSON:
    """The flat values of a create that makes such a resource."""
    fields = [field for field in resource.fields if relevant(field, values) and not is_empty(values[field.name])]
    return {field.name: field.wire(values[field.name]) for field in fields}


def differences(
    resource: Resource, current: Mapping[str, t.Any], given: Mapping[str, t.Any], effective: dict[str, t.Any]
) -> JSON:
    """The flat values that one update has to send. Puts what it clears or leaves into `effective`."""
    sent = {}
    for name, value in given.items():
        field = resource.field(name)
        if field.compare and not field.equal(value, current[name]):
            sent[name] = value
        elif field.compare:
            # It stays as it is spelled there.
            effective[name] = current[name]
    idle = [
        name for name in sent if is_empty(sent[name]) and (is_idle := resource.field(name).idle) and is_idle(effective)
    ]
    if len(idle) == len(sent):
        effective.update({name: current[name] for name in idle})
        return {}
    for switch in {field.when[0] for field in resource.fields if field.when and field.when[0] in sent}:
        # Whether Twilio clears what belonged to the old value, and whether leftovers of an earlier switch count, is not
        # documented: so the whole group goes in one request, and the old value's texts are sent blank. Lists and
        # numbers have no blank form.
        groups = {field.group for field in resource.fields if field.when and field.when[0] == switch}
        for field in resource.fields:
            if field.group not in groups:
                continue
            if not relevant(field, effective):
                if field.type == "str" and not field.choices and not is_empty(current[field.name]):
                    sent[field.name] = effective[field.name] = ""
            elif not is_empty(effective[field.name]):
                sent[field.name] = field.wire(effective[field.name])
    for field in resource.fields:
        travels = field.always or (not field.compare and not field.create_only and field.name in given)
        if travels and not is_empty(effective[field.name]):
            sent[field.name] = field.wire(effective[field.name])
    return sent


def contradictions(
    resource: Resource, wish: Wish, live: JSON | None, sent: Mapping[str, t.Any], effective: Mapping[str, t.Any]
) -> t.Iterator[str]:
    """What cannot be, in sentences."""
    touched = {resource.field(name).group for name in sent} - {""}
    for field in resource.fields:
        value = effective.get(field.name)
        if field.when and not is_empty(wish.given.get(field.name)) and not relevant(field, effective):
            switch, *wanted = field.when
            now = repr(effective[switch]) if effective.get(switch) else "not given"
            wanted_text = " or ".join(map(repr, wanted))
            yield f"{field.alias or field.name} belongs to {switch} {wanted_text}, but that is {now}"
        switched = field.when is not None and (field.group in touched or field.when[0] in sent)
        due = relevant(field, effective) and (live is None or switched)
        if field.required and due and is_empty(value):
            needed_by = f"{field.when[0]} {effective[field.when[0]]!r}" if field.when else f"a new {resource.title}"
            yield f"{needed_by} needs {field.alias or field.name}"
        if field.type == "list" and field.name in sent and is_empty(value) and not field.emptying:
            yield f"{field.name} cannot be emptied: Twilio's API has no way to send an empty list; name at least one"
    for rule in resource.rules:
        problem = rule(sent if live else wish.given, effective)
        if problem:
            yield problem


def unchangeable(resource: Resource, field: Field, now: t.Any, wanted: t.Any) -> str:
    way = (
        "Set replace: true to have it deleted and created anew"
        if "replace" in resource.options
        else "It would have to be created anew"
    )
    return f"{field.name} is {now!r} and cannot become {wanted!r}: Twilio fixes it at creation. {way}."


def validate(resource: Resource, wishes: Sequence[Wish]) -> list[str]:
    """All that is wrong with the wishes themselves, without asking Twilio."""
    problems = []
    seen: dict[tuple[str, ...], str] = {}
    for wish in wishes:
        where = f"{wish.label}: " if wish.label else ""
        for name, value in wish.given.items():
            field = next((field for field in resource.fields if field.name == name), None)
            if field and field.rule and not is_empty(value):
                problem = field.rule(value)
                problems += [f"{where}{field.name}: {problem}"] if problem else []
        sid = wish.given.get("sid")
        if sid and not (SID.fullmatch(sid) and sid.startswith(resource.prefix)):
            problems.append(
                f"{where}sid: {sid!r} is not the SID of a {resource.title}: {resource.prefix} and 32 hexadecimal digits"
            )
        problems += [where + problem for check in resource.checks if (problem := check(wish))]
        problems += [
            f"{where}nothing says which {name.removesuffix('_sid')} holds the {resource.title}: give {name}"
            for name in resource.scope
            if resource.field(name).required and is_empty(wish.given.get(name))
        ]
        key = ("", "it") if resource.lookup is Lookup.SINGLETON else resource.key_of(wish)
        if key is None:
            problems.append(f"{where}nothing says which {resource.title} is meant: give {resource.ways}")
        elif UNKNOWN not in (key[1], *resource.place_of(wish)):
            name, value = key
            identity = (*resource.place_of(wish), name, str(value))
            if identity in seen:
                problems.append(f"{where}{f'{name} {value}'.strip()} is asked for twice, also by {seen[identity]}")
            seen.setdefault(identity, wish.label)
    return problems
