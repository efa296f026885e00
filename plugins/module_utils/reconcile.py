# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Brings an account to what is wished: reads first, plans everything, only then writes. Check mode stops there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from .client import Client
from .errors import Conflict, LostAnswer, NotFound, TwilioError, WishError
from .plan import Change, plan, validate, whole
from .reading import find, index
from .recipe import Recipe
from .references import Unresolved, resolve
from .resource import JSON, UNKNOWN, Lookup, Resource, Wish, flatten, nest
from .wait import SETTLE, wait_until


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


def read_settled(recipe: Recipe, wishes: Sequence[Wish]) -> list[JSON]:
    """As `recipe.read`; but a part of something that an earlier task may just have made gets a moment to appear."""
    resource = recipe.resource
    if not resource.part_of_another or resource.lookup is Lookup.SINGLETON:
        return recipe.read(wishes)
    keys = [key for wish in wishes if (key := resource.key_of(wish))]

    def complete(lives: list[JSON]) -> bool:
        found = index(resource, lives)
        return all((name, str(value)) in found for name, value in keys)

    return wait_until(lambda: recipe.read(wishes), complete, SETTLE, recipe.client.clock)


def converge(client: Client, resource: Resource, wishes: Sequence[Wish], *, check: bool) -> list[Outcome]:
    """One outcome for each wish, in their order. A WishError, before any write, lists everything that cannot be."""
    refuse(validate(resource, wishes))
    wishes, unresolved = resolve(client, resource, wishes, tolerant=check)
    kind: type[Recipe] = resource.recipe or Recipe
    wishes = kind.placed(client, resource, wishes)
    # Once more: two names may have turned out to be one thing.
    refuse(validate(resource, wishes))
    problems: list[str] = []
    places: dict[tuple[str, ...], list[int]] = {}
    for at, wish in enumerate(wishes):
        places.setdefault(resource.place_of(wish), []).append(at)
    planned: dict[int, tuple[Recipe, Change]] = {}
    for place, ats in places.items():
        recipe = kind(client, resource.within(place))
        here = [wishes[at] for at in ats]
        lives = [] if UNKNOWN in place else live_in(recipe, here, check)
        changes, found, awaited = plan_all(recipe, here, lives)
        problems += found
        planned.update({at: (recipe, change) for at, change in zip(ats, changes, strict=False)})
        for nth, names in awaited.items():
            unresolved[ats[nth]] = (*unresolved[ats[nth]], *names)
            problems += [] if check else [said_of(here[nth], refusal(resource, name)) for name in names]
    refuse(problems)
    outcomes = []
    for at, names in enumerate(unresolved):
        recipe, change = planned[at]
        outcomes.append(Outcome(change, recipe.told(change.predicted), None, names))
    due = [(planned[at][0], outcome) for at, outcome in enumerate(outcomes) if outcome.change.changed]
    if due and not check:
        with ThreadPoolExecutor(max_workers=min(len(due), client.settings.max_concurrency)) as pool:
            # What goes makes room for what comes.
            for going in (True, False):
                now = [pair for pair in due if (pair[1].change.action == "delete") == going]
                list(pool.map(lambda pair: carry_out(*pair), now))
    return outcomes


def refuse(problems: Sequence[str]) -> None:
    if problems:
        raise WishError(*problems)


def live_in(recipe: Recipe, wishes: Sequence[Wish], check: bool) -> list[JSON]:
    """What there is in the one place that these wishes are about."""
    try:
        lives = recipe.read(wishes) if check else read_settled(recipe, wishes)
    except NotFound:
        # What holds it is gone, and it with that.
        if any(wish.state != "absent" for wish in wishes):
            raise
        return []
    recipe.enrich(lives, wishes)
    return lives


def plan_all(
    recipe: Recipe, wishes: Sequence[Wish], lives: Sequence[JSON]
) -> tuple[list[Change], list[str], Mapping[int, Sequence[Unresolved]]]:
    """A change for each wish, or what is wrong with them; and by position what is still to come."""
    resource = recipe.resource
    world = index(resource, lives)
    changes: list[Change] = []
    problems: list[str] = []
    claimed: dict[str, str] = {}
    awaited: Mapping[int, Sequence[Unresolved]] = {}
    for wish in wishes:
        where = f"{wish.label}: " if wish.label else ""
        try:
            singleton = resource.lookup is Lookup.SINGLETON
            live = (lives[0] if lives else {}) if singleton else find(resource, world, wish)
            by_sid = resource.key_of(wish) == ("sid", wish.given.get("sid")) and not recipe.takes_sid
            if live is None and by_sid and wish.state == "present":
                raise WishError(f"there is no {resource.title} {wish.given['sid']}{resource.whose} in this account")
            if live and claimed.setdefault(live.get("sid", ""), wish.label) != wish.label:
                meant = resource.title + resource.whose if singleton else resource.name_of(live)
                raise WishError(f"it means {meant}, as {claimed[live.get('sid', '')]} does")
            changes.append(plan(resource, live, recipe.wanted(wish, live)))
        except WishError as error:
            problems += [where + problem for problem in error.problems]
    if not problems:
        problems = contradictions_among(resource, changes)
    if not problems:
        problems = [said_of(changes[at].wish, text) for at, text in recipe.prepare(changes).items()]
        awaited = recipe.awaited(changes)
    return changes, problems, awaited


def refusal(resource: Resource, name: Unresolved) -> str:
    """Of a name that fits nothing, where nothing may be missing; what an entry is called by, it is called by anyway."""
    return name.problem if name.option in resource.identifiers else f"{name.option}: {name.problem}"


def said_of(wish: Wish, problem: str) -> str:
    return f"{wish.label}: {problem}".lstrip(": ")


def contradictions_among(resource: Resource, changes: Sequence[Change]) -> list[str]:
    """Where what one wish makes would answer to another wish as well: the next run could not tell them apart."""
    made = {at: predicted for at, change in enumerate(changes) if change.changed and (predicted := change.predicted)}
    owners = {id(predicted): at for at, predicted in made.items()}
    world = index(resource, list(made.values()))
    problems = []
    for at, change in enumerate(changes):
        key = resource.key_of(change.wish)
        if key is None or key[1] == UNKNOWN:
            continue
        for other in (owners[id(predicted)] for predicted in world.get((key[0], str(key[1])), ())):
            if other != at:
                means = f"{key[0]} {key[1]} would also mean what {changes[other].wish.label} makes"
                problems.append(said_of(change.wish, f"{means}, and the next run could not tell the two apart"))
    return problems


def carry_out(recipe: Recipe, outcome: Outcome) -> None:
    """Puts the result, or the error, into the outcome."""
    try:
        written = apply(recipe, outcome.change)
        outcome.change = settled(outcome.change, written)
        outcome.result = recipe.told(written)
    except TwilioError as error:
        outcome.error, outcome.result = error, recipe.told(outcome.change.live)
    except WishError as error:
        # Somebody else created it meanwhile, and not as wished.
        outcome.error, outcome.result = Conflict(str(error)), recipe.told(outcome.change.live)


def settled(change: Change, written: JSON | None) -> Change:
    """The change with what only Twilio could decide, such as the number that a search found."""
    unknown = [field for field in change.resource.fields if change.effective.get(field.name) == UNKNOWN]
    return replace(change, effective={**change.effective, **flatten(unknown, written or {})}) if unknown else change


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
        lives = recipe.read([change.wish])
        recipe.enrich(lives, [change.wish])
        return find(change.resource, index(change.resource, lives), change.wish)

    try:
        return recipe.create(change)
    except (Conflict, LostAnswer) as error:
        if error.half_done:
            # It is created; what failed came after that.
            raise
        try:
            live = wait_until(look, lambda found: found is not None, SETTLE, recipe.client.clock)
        except TwilioError as blind:
            error.reason += f"; whether it exists now could not be read either ({blind.reason})"
            raise error from blind
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
