# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings an account to what is wished. The only file that decides.

`plan` is pure. `converge` reads first, plans everything, and only then writes; in check mode it stops after planning.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from urllib.parse import quote

from .client import Client
from .errors import Conflict, LostAnswer, NotFound, TwilioError, WishError
from .recipe import Recipe
from .references import Unresolved, resolve
from .resource import JSON, SID, UNKNOWN, Field, Lookup, Resource, Wish, flatten, is_empty, nest, overlay, relevant
from .wait import wait_until

SETTLE = 6.0
"""Seconds within which a read may still lag behind a write of ours."""


@dataclass(frozen=True)
class Change:
    """What has to happen for one wish. The only thing that knows `changed` and `diff`.

    live: what was read, None if there is nothing. sent: flat field values of the one write. effective: the flat values
    afterwards.
    """

    resource: Resource
    wish: Wish
    action: t.Literal["none", "create", "update", "replace", "delete"]
    live: JSON | None
    sent: Mapping[str, t.Any]
    effective: Mapping[str, t.Any]

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
        if self.live:
            return f"{self.resource.title} {self.resource.name_of(self.live)}"
        given = [self.wish.given.get(name) for name in ("sid", *self.resource.keys, "friendly_name")]
        known = [name for name in given if name and name != UNKNOWN]
        return f"{self.resource.title} {known[0] if known else UNKNOWN}"

    @property
    def doing(self) -> str:
        """Completes "Could not …": "update Conversations address +1415… (IG…)"."""
        verb = self.resource.creating if self.action == "create" else self.action
        return f"{verb} {self.name}"

    @property
    def managed(self) -> list[str]:
        """The fields that a diff shows: what was asked for and what is sent."""
        keys = self.resource.keys if self.action in ("create", "delete", "replace") else ()
        return [field.name for field in self.resource.fields if field.name in {*self.wish.given, *self.sent, *keys}]

    @property
    def before(self) -> JSON:
        if not self.live:
            return {}
        if self.action == "delete":
            return nest(
                {name: value for name, value in flatten(self.resource.fields, self.live).items() if not is_empty(value)}
            )
        values = flatten(self.resource.fields, self.live)
        return nest({name: blank(self.resource.field(name), values[name]) for name in self.managed})

    @property
    def after(self) -> JSON:
        if self.action == "delete" or (self.action == "none" and not self.live):
            return {}
        return nest({name: blank(self.resource.field(name), self.effective.get(name)) for name in self.managed})

    @property
    def diff(self) -> JSON:
        return {"before_header": self.name, "after_header": self.doing, "before": self.before, "after": self.after}

    @property
    def predicted(self) -> JSON | None:
        """The resource as it will be, as far as that is known before it is written."""
        if self.action == "delete":
            return None
        if self.live:
            return overlay(self.live, self.sent)
        return overlay({"sid": UNKNOWN}, self.effective) if self.changed else None


@dataclass
class Outcome:
    """What became of one wish. result: the resource as it is now, None if there is none."""

    change: Change
    result: JSON | None = None
    error: TwilioError | None = None
    unresolved: Sequence[Unresolved] = ()

    @property
    def changed(self) -> bool:
        return bool(self.error.half_done) if self.error else self.change.changed


def blank(field: Field, value: t.Any) -> t.Any:
    """One spelling of nothing, so that a diff does not show null against ""."""
    if not is_empty(value):
        return value
    return "" if field.type == "str" else [] if field.type == "list" else None


def plan(resource: Resource, live: JSON | None, wish: Wish) -> Change:
    """What has to change, or a WishError where that cannot be. Pure."""
    current = flatten(resource.fields, live or {})
    if wish.state == "absent":
        return Change(resource, wish, "delete" if live else "none", live, {}, {})
    # A key that is no field only says which one is meant.
    given = {name: value for name, value in wish.given.items() if name in current}
    effective = {**current, **given}
    if live is None:
        for field in resource.fields:
            in_group = any(name.startswith(field.group + ".") for name in given)
            if field.initial is not None and field.name not in given and in_group:
                given[field.name] = effective[field.name] = field.initial
        # What identifies it and was not given, Twilio decides: the number that a search finds, the name of a number.
        effective |= {key: UNKNOWN for key in resource.keys if is_empty(effective.get(key))}
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
    """The flat values that one update has to send. Puts what it clears into `effective`."""
    sent = {name: value for name, value in given.items() if not resource.field(name).equal(value, current[name])}
    for switch in {field.when[0] for field in resource.fields if field.when and field.when[0] in sent}:
        # Whether Twilio clears what belonged to the old value, and whether leftovers of an earlier switch count, is not
        # documented: so the whole group goes in one request, and the old value's texts are sent blank. Lists and
        # numbers have no blank form.
        group = resource.field(switch).group
        for field in resource.fields:
            if field.group != group:
                continue
            if not relevant(field, effective):
                if field.type == "str" and not field.choices and not is_empty(current[field.name]):
                    sent[field.name] = effective[field.name] = ""
            elif not is_empty(effective[field.name]):
                sent[field.name] = field.wire(effective[field.name])
    return sent


def contradictions(
    resource: Resource, wish: Wish, live: JSON | None, sent: Mapping[str, t.Any], effective: Mapping[str, t.Any]
) -> t.Iterator[str]:
    """What cannot be, in sentences."""
    touched = {resource.field(name).group for name in sent} - {""}
    for field in resource.fields:
        value = effective.get(field.name)
        if field.when and field.name in wish.given and not is_empty(value) and not relevant(field, effective):
            switch, wanted = field.when
            now = repr(effective[switch]) if effective.get(switch) else "not given"
            yield f"{field.alias or field.name} belongs to {switch} {wanted!r}, but that is {now}"
        due = relevant(field, effective) and (field.group in touched if field.when else live is None)
        if field.required and due and is_empty(value):
            needed_by = f"{field.when[0]} {field.when[1]!r}" if field.when else f"a new {resource.title}"
            yield f"{needed_by} needs {field.alias or field.name}"
        if field.type == "list" and field.name in sent and is_empty(value):
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
    seen: dict[tuple[str, str], str] = {}
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
        key = resource.key_of(wish)
        if key is None:
            problems.append(
                f"{where}nothing says which {resource.title} is meant: give {' or '.join((*resource.keys, 'sid'))}"
            )
        elif key[1] != UNKNOWN:
            name, value = key
            if (name, str(value)) in seen:
                problems.append(f"{where}{name} {value} is asked for twice, also by {seen[name, str(value)]}")
            seen.setdefault((name, str(value)), wish.label)
    return problems


def read(client: Client, resource: Resource, wishes: Sequence[Wish]) -> list[JSON]:
    """What the account has of it: one look-up for one wish, the pages of the collection for many."""
    api = resource.api(client.sdk)
    key = resource.key_of(wishes[0]) if len(wishes) == 1 else None
    if key:
        name, value = key
        if value == UNKNOWN:
            return []
        if name == "sid" or (resource.lookup is Lookup.DIRECT and name == resource.keys[0]):
            try:
                return [client.fetch(f"read {resource.title} {value}", api(quote(str(value), safe="+:@")))]
            except NotFound:
                return []
        if resource.lookup is Lookup.FILTER:
            return client.pages(f"look up {resource.title} {value}", api, resource.page_size, **{name: value})
    return client.pages(f"list {resource.plural.replace('_', ' ')}", api, resource.page_size)


def index(resource: Resource, lives: Sequence[JSON]) -> dict[tuple[str, str], list[JSON]]:
    """(key name, value) → the live resources that answer to it."""
    found: dict[tuple[str, str], list[JSON]] = {}
    for live in lives:
        for name in ("sid", *resource.keys):
            if live.get(name):
                found.setdefault((name, str(live[name])), []).append(live)
    return found


def find(resource: Resource, world: Mapping[tuple[str, str], list[JSON]], wish: Wish) -> JSON | None:
    """The live resource that a wish means; a WishError where the name fits several."""
    key = resource.key_of(wish)
    matches = world.get((key[0], str(key[1])), []) if key else []
    if len(matches) > 1:
        raise WishError(
            f"{len(matches)} {resource.plural.replace('_', ' ')} are called {key[1] if key else ''!r}: "
            + ", ".join(resource.name_of(live) for live in matches)
            + ". Give the sid"
        )
    return matches[0] if matches else None


def converge(client: Client, resource: Resource, wishes: Sequence[Wish], *, check: bool) -> list[Outcome]:
    """One outcome for each wish, in their order. A WishError, before any write, lists everything that cannot be."""
    problems = validate(resource, wishes)
    if problems:
        raise WishError(*problems)
    if not wishes:
        return []
    recipe: Recipe = (resource.recipe or Recipe)(client, resource)
    wishes, unresolved = resolve(client, resource, wishes, tolerant=check)
    lives = read(client, resource, wishes)
    recipe.enrich(lives, wishes)
    world = index(resource, lives)
    changes: list[Change] = []
    claimed: dict[str, str] = {}
    for wish in wishes:
        where = f"{wish.label}: " if wish.label else ""
        try:
            live = find(resource, world, wish)
            if live is None and resource.key_of(wish) == ("sid", wish.given.get("sid")) and wish.state == "present":
                raise WishError(f"there is no {resource.title} {wish.given['sid']} in this account")
            if live and claimed.setdefault(live["sid"], wish.label) != wish.label:
                raise WishError(f"it means {resource.name_of(live)}, as {claimed[live['sid']]} does")
            changes.append(plan(resource, live, wish))
        except WishError as error:
            problems += [where + problem for problem in error.problems]
    if not problems:
        problems = [f"{changes[at].wish.label}: {text}".lstrip(": ") for at, text in recipe.prepare(changes).items()]
    if problems:
        raise WishError(*problems)
    outcomes = [Outcome(change, change.predicted, None, unresolved[at]) for at, change in enumerate(changes)]
    due = [outcome for outcome in outcomes if outcome.change.changed]
    if due and not check:
        with ThreadPoolExecutor(max_workers=min(len(due), client.settings.max_concurrency)) as pool:
            list(pool.map(lambda outcome: carry_out(recipe, outcome), due))
    return outcomes


def carry_out(recipe: Recipe, outcome: Outcome) -> None:
    """Puts the result, or the error, into the outcome."""
    try:
        outcome.result = apply(recipe, outcome.change)
    except TwilioError as error:
        outcome.error, outcome.result = error, outcome.change.live
    except WishError as error:
        # Somebody else created it meanwhile, and not as wished.
        outcome.error, outcome.result = Conflict(str(error)), outcome.change.live


def apply(recipe: Recipe, change: Change) -> JSON | None:
    """Writes one change; the resource as Twilio answered it, None when it is gone."""
    if change.action == "delete":
        recipe.delete(change)
        return None
    if change.action == "update":
        return recipe.update(change)
    if change.action == "replace":
        return replace_whole(recipe, change)
    return create(recipe, change)


def create(recipe: Recipe, change: Change, tries: int = 2) -> JSON:
    """Creates; where somebody was faster or the answer was lost, looks before it sends anything again."""

    def look() -> JSON | None:
        lives = read(recipe.client, change.resource, [change.wish])
        recipe.enrich(lives, [change.wish])
        return find(change.resource, index(change.resource, lives), change.wish)

    try:
        return recipe.create(change)
    except (Conflict, LostAnswer) as error:
        live = wait_until(look, lambda found: found is not None, SETTLE, recipe.client.clock)
        if live is None and (isinstance(error, Conflict) or tries <= 1):
            raise
    if live is None:
        return create(recipe, change, tries - 1)
    again = plan(change.resource, live, change.wish)
    return recipe.update(again) if again.changed else live


def replace_whole(recipe: Recipe, change: Change) -> JSON:
    """Deletes and creates anew; if that fails, puts back what was there."""
    recipe.delete(change)
    try:
        return create(recipe, replace(change, live=None, wish=replace(change.wish, given=change.sent)))
    except TwilioError as error:
        values = whole(change.resource, flatten(change.resource.fields, change.live or {}))
        try:
            create(recipe, replace(change, live=None, sent=values, wish=replace(change.wish, given=values)))
        except TwilioError as worse:
            error.half_done = (
                f"{change.name} was deleted and could not be put back ({worse.reason}); it was {nest(values)}."
            )
        else:
            error.half_done = f"{change.name} was deleted and put back as it was, with a new SID."
        raise error
