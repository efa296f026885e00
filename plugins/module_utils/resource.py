# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a Twilio resource is: one table of fields. No HTTP, no Ansible, nothing of ours."""

from __future__ import annotations

import enum
import re
import typing as t
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field as dataclass_field, replace

JSON = dict[str, t.Any]

UNKNOWN = "(known after apply)"
"""Stands in check mode for what an earlier step of the same run would create."""

SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")


class Lookup(enum.Enum):
    """How one resource is found; many are always found by reading the pages of the collection."""

    DIRECT = "the key is accepted as the id in the path"
    FILTER = "the server filters by the key, loosely; the exact match is ours"
    LIST = "the collection is read and matched here"
    SINGLETON = "there is always exactly one: nothing to look up, to create or to delete"


@dataclass(frozen=True)
class Field:
    """One field under its one name: option path, path in the answer and, dots to underscores, SDK keyword.

    type: Ansible's type; a `list` is a list of strings.
    option: argument-spec entry, where the option has another form than the value.
    merged: (live, given) → the value that is asked for, where what is given speaks of parts of it.
    required: to create. Together with `when`: whenever the condition holds.
    create_only: cannot change afterwards; a difference is an error, or a replacement where that was allowed.
    compare: False for what travels with a write and never causes one.
    always: part of every update.
    initial: sent with a create that gives other options of the same group, but not this one.
    when: (field, value, ...): it means something only while that other field has one of these values.
    emptying: whether a list can be emptied; most cannot.
    idle: effective values → whether it does nothing beside them: then emptying it alone is no reason for a write.
    same: equality beyond the plain one. Must be reflexive and symmetric.
    shown: (before, after) → the two as a diff shows them.
    rule: says what is wrong with a value, or nothing.
    reference: the kind that it points at; a name is accepted and becomes the SID.
    """

    name: str
    type: t.Literal["str", "bool", "int", "list", "dict", "raw"] = "str"
    option: Mapping[str, t.Any] | None = None
    merged: Callable[[t.Any, t.Any], t.Any] | None = None
    choices: tuple[str, ...] = ()
    required: bool = False
    create_only: bool = False
    compare: bool = True
    always: bool = False
    initial: t.Any = None
    unordered: bool = False
    when: tuple[str, ...] | None = None
    emptying: bool = False
    idle: Callable[[Mapping[str, t.Any]], bool] | None = None
    same: Callable[[t.Any, t.Any], bool] | None = None
    shown: Callable[[t.Any, t.Any], tuple[t.Any, t.Any]] | None = None
    rule: Callable[[t.Any], str | None] | None = None
    reference: Resource | None = None

    def __post_init__(self) -> None:
        if self.unordered and self.type != "list":
            raise ValueError(f"{self.name}: only a list can be unordered")
        if self.create_only and self.when:
            raise ValueError(f"{self.name}: a field that comes and goes cannot be create-only")
        if self.reference and self.type != "str":
            raise ValueError(f"{self.name}: a reference is a string")

    @property
    def group(self) -> str:
        """The dictionary it stands in; empty at the top."""
        return self.name.rpartition(".")[0]

    @property
    def keyword(self) -> str:
        """The SDK's keyword."""
        return self.name.replace(".", "_")

    @property
    def alias(self) -> str:
        """A reference `auto_creation.studio_flow_sid` is also `auto_creation.studio_flow`: reads better with a name."""
        return self.name.removesuffix("_sid") if self.reference and self.name.endswith("_sid") else ""

    def wire(self, value: t.Any) -> t.Any:
        """A value that was answered, as a request has to spell it: `POST` where the choices are `get` and `post`."""
        return next((choice for choice in self.choices if self.same and self.same(choice, value)), value)

    def equal(self, one: t.Any, other: t.Any) -> bool:
        """Whether two values mean the same; every kind of nothing is the same nothing."""
        if is_empty(one) or is_empty(other):
            return is_empty(one) and is_empty(other)
        if self.same:
            return self.same(one, other)
        if self.unordered and isinstance(one, list) and isinstance(other, list):
            return sorted(map(str, one)) == sorted(map(str, other))
        if self.type == "int":
            return str(one) == str(other)
        return bool(one == other)


@dataclass(frozen=True)
class Wish:
    """What one entry asks for.

    given: dotted field name → value, only those given. label: how messages call the entry.
    options: the resource's other options (permissions, ways to find), only those given.
    remarks: result name → sentences, or records, about the wish itself. Those under `findings` become warnings when it
    changes something.
    """

    given: Mapping[str, t.Any]
    label: str = ""
    state: str = "present"
    options: Mapping[str, t.Any] = dataclass_field(default_factory=dict)
    remarks: Mapping[str, Sequence[t.Any]] = dataclass_field(default_factory=dict)


Rule: t.TypeAlias = "Callable[[Mapping[str, t.Any], Mapping[str, t.Any]], str | None]"
"""(given, effective) → what is wrong; effective is the live value overlaid by the given ones, flat."""


@dataclass(frozen=True)
class Resource:
    """One kind.

    kind, plural: the names in results. title: what messages call it. prefix: of its SIDs.
    api: the SDK client → the SDK's own list object. With a scope: the client and the scope's values, in order.
    scope: fields that say what it is a part of, the outermost first. They are neither compared nor sent.
    place: the values of a scope, once they are known.
    keys: natural keys, the most specific first; the first one that a wish gives identifies it. `sid` always does.
    together: fields that identify it only together, at the top; they are looked at before the keys.
    nameless: keys that Twilio may leave without a value. Any other is in every answer, or it is no answer.
    spelled: given or live values → the same in the one spelling that Twilio answers with.
    whole_list: whether list items carry every field.
    creating: the verb for it, which is `buy` where it costs money; blank where it is not ours to create.
    options: argument-spec entries beside the fields. checks: pure checks of a whole wish. rules: see Rule.
    states: the states it can be asked to have. recipe: class that carries changes out; plain CRUD by default.
    """

    kind: str
    plural: str
    title: str
    prefix: str
    api: Callable[..., t.Any]
    keys: tuple[str, ...]
    fields: tuple[Field, ...]
    scope: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    nameless: tuple[str, ...] = ()
    spelled: Callable[[JSON], JSON] = dict
    lookup: Lookup = Lookup.LIST
    page_size: int = 1000
    whole_list: bool = True
    creating: str = "create"
    options: Mapping[str, Mapping[str, t.Any]] = dataclass_field(default_factory=dict)
    checks: tuple[Callable[[Wish], str | None], ...] = ()
    rules: tuple[Rule, ...] = ()
    states: tuple[str, ...] = ("present", "absent")
    recipe: t.Any = None

    def __post_init__(self) -> None:
        names = [field.name for field in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"{self.kind}: a field is listed twice")
        if set(self.scope) - set(names):
            raise ValueError(f"{self.kind}: its scope {self.scope} is no field")
        for field in self.fields:
            if field.when and field.when[0] not in names:
                raise ValueError(f"{self.kind}: {field.name} depends on {field.when[0]}, which is not a field")

    @property
    def titles(self) -> str:
        """What messages call several."""
        return self.title + ("es" if self.title.endswith("s") else "s") + self.whose

    @property
    def whose(self) -> str:
        """Of its place, to stand behind what messages call it: " of CH… of IS…"; blank without one."""
        return "".join(f" of {value}" for value in reversed(self.place) if value)

    @property
    def part_of_another(self) -> bool:
        """Whether it is a facet of what another kind creates and deletes."""
        return "absent" not in self.states

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The options that can say which one is meant, beside the fields that can."""
        together = (name for names in self.together for name in names)
        names = () if self.lookup is Lookup.SINGLETON else ("sid", *together, *self.keys)
        return tuple(name for name in dict.fromkeys(names) if "." not in name)

    @property
    def ways(self) -> str:
        """To say which one is meant, in words."""
        pairs = [" and ".join(names) for names in self.together if not set(names) & set(self.keys)]
        return " or ".join((*pairs, *self.keys, "sid"))

    @property
    def certain(self) -> tuple[str, ...]:
        """What every live one has: without it, it would look as if it were not there."""
        pairs = (names[0] for names in self.together)
        return tuple(name for name in (*self.keys, *pairs) if "." not in name and name not in self.nameless)

    def place_of(self, wish: Wish) -> tuple[str, ...]:
        """The values of its scope; blank for what is not given."""
        return tuple(str(wish.given.get(name) or "") for name in self.scope)

    def within(self, place: tuple[str, ...]) -> Resource:
        """The kind inside one place: without a scope of its own."""
        if not self.scope:
            return self
        api = self.api
        return replace(
            self,
            api=lambda sdk: api(sdk, *place),
            scope=(),
            place=place,
            fields=tuple(field for field in self.fields if field.name not in self.scope),
        )

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def needs(self, name: str) -> bool:
        """Whether none can be created without that field."""
        return any(field.name == name and field.required and not field.when for field in self.fields)

    def key_of(self, wish: Wish) -> tuple[str, t.Any] | None:
        """(key name, value) that identifies a wish; None if it gives no key."""
        if not is_empty(wish.given.get("sid")):
            return "sid", wish.given["sid"]
        for name, value in (*self.pairs_of(wish.given), *((key, wish.given.get(key)) for key in self.keys)):
            if not is_empty(value):
                return name, value
        return None

    def pairs_of(self, values: Mapping[str, t.Any]) -> list[tuple[str, str]]:
        """(names, values) of the fields that identify it together, as far as all of them have a value.

        The values are UNKNOWN where one of them is.
        """
        complete = [names for names in self.together if not any(is_empty(values.get(name)) for name in names)]
        found = [(" and ".join(names), [str(values[name]) for name in names]) for names in complete]
        return [(names, UNKNOWN if UNKNOWN in parts else " ".join(parts)) for names, parts in found]

    def name_of(self, live: Mapping[str, t.Any]) -> str:
        """How messages call a live resource: its first key and its SID."""
        known = [value for _names, value in self.pairs_of(live)]
        known += [str(value) for key in self.keys if (value := dig(live, key))]
        return f"{known[0]} ({live.get('sid')})" if known else str(live.get("sid"))


def is_empty(value: t.Any) -> bool:
    """null, "", a missing key, {} and [] are one nothing. False and 0 are values."""
    return value is None or (isinstance(value, (str, list, tuple, dict)) and len(value) == 0)


def dig(document: Mapping[str, t.Any], path: str) -> t.Any:
    """The value at a dotted path, None where the path leaves the document."""
    value: t.Any = document
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def nest(flat: Mapping[str, t.Any]) -> JSON:
    """{"a.b": 1} → {"a": {"b": 1}}."""
    document: JSON = {}
    for path, value in flat.items():
        *groups, last = path.split(".")
        place = document
        for group in groups:
            place = place.setdefault(group, {})
        place[last] = value
    return document


def overlay(document: Mapping[str, t.Any], flat: Mapping[str, t.Any]) -> JSON:
    """A copy of the document with the values at those dotted paths put in."""
    copy: JSON = dict(document)
    for path, value in flat.items():
        *groups, last = path.split(".")
        place = copy
        for group in groups:
            place[group] = dict(place.get(group) or {})
            place = place[group]
        place[last] = value
    return copy


def relevant(field: Field, values: Mapping[str, t.Any]) -> bool:
    """Whether the field means something beside these flat values."""
    return field.when is None or values.get(field.when[0]) in field.when[1:]


def flatten(fields: Iterable[Field], document: Mapping[str, t.Any]) -> dict[str, t.Any]:
    """dotted name → value of each field, missing ones as None."""
    return {field.name: dig(document, field.name) for field in fields}
