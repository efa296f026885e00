# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an Ansible task to the engine and back. The only file that holds an AnsibleModule.

`run` and `run_info` take options and return a result, so that another front end (an action plugin, say) can call the
same code.
"""

from __future__ import annotations

import os
import traceback
import typing as t
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from .client import Client
from .credentials import ENVIRONMENT, settings_from
from .errors import NOTHING_SENT, FlexopsError, TwilioError, WishError
from .hiding import LONG, basic, masked, passwords_in, without_values
from .options import SECRET, connection_spec, entry_spec, module_spec, wishes_from
from .plan import validate
from .reading import index
from .recipe import Recipe
from .reconcile import Outcome, converge
from .references import resolve
from .resource import JSON, Lookup, Resource, Wish, is_empty

# Who a secret belongs to.
PAIRS = (("account_sid", "auth_token"), ("api_key", "api_secret"))


class Module(AnsibleModule):
    """One that keeps secrets: also from the system's log, and where Ansible itself refuses the options."""

    def log(self, msg: t.Any, log_args: t.Any = None) -> None:
        """Ansible would tell the value of every option, and knows of no secret inside another option."""
        super().log(f"Invoked with {', '.join(sorted(log_args))}" if log_args else msg)

    def fail_json(self, msg: str, **facts: t.Any) -> t.NoReturn:
        super().fail_json(**self.hidden({"msg": msg, "api": NOTHING_SENT, **facts}))
        raise AssertionError("fail_json ends the process")

    def hidden(self, facts: JSON) -> JSON:
        """Facts and options without what is secret in them.

        Values of secret options are masked in the options only. Elsewhere no answer has them, and some are words such
        as "1" or "dev": masked, they would take numbers and URLs out of it. Credentials are masked everywhere.
        """
        names = {name for name, option in self.argument_spec.items() if option.get("no_log")}
        given = {name: str(self.params.get(name) or "").strip() for name in ENVIRONMENT}
        credentials = {given[name] for name in SECRET if given[name]}
        self.no_log_values = set(credentials)
        credentials |= {basic(given[user], given[name]) for user, name in PAIRS if given[user] and given[name]}
        passwords = {password for password in passwords_in(self.params) if len(password) >= LONG}
        shown = {**facts, "invocation": {"module_args": without_values(self.params, names)}}
        result: JSON = masked(shown, credentials | passwords)
        return result


class PartFailed(FlexopsError):
    """Some entries failed; the result says which, and what was done all the same."""

    def __init__(self, message: str, result: JSON) -> None:
        super().__init__(message)
        self.result = result

    def facts(self) -> JSON:
        return self.result


def run(resource: Resource, params: Mapping[str, t.Any], *, check: bool, environ: Mapping[str, str]) -> JSON:
    """One run of a write module: options in, result out. Raises FlexopsError."""
    settings = settings_from(params, environ)
    wishes = wishes_from(resource, params)
    client = Client(settings, check=check)
    with counting(client):
        outcomes = converge(client, resource, wishes, check=check)
        many = params.get("aggregate") is not None
        result = facts_of_many(resource, outcomes) if many else facts_of(resource, outcomes[0])
        failed = [outcome for outcome in outcomes if outcome.error]
        if failed and many:
            raise PartFailed(summary(outcomes), result)
        if failed:
            raise PartFailed(str(failed[0].error), {**result, **t.cast(TwilioError, failed[0].error).facts()})
    return {**result, "api": client.transport.counters()}


def run_info(
    read: Callable[[Client, Mapping[str, t.Any]], JSON], params: Mapping[str, t.Any], *, environ: Mapping[str, str]
) -> JSON:
    """One run of an info module: options in, result out. Raises FlexopsError."""
    client = Client(settings_from(params, environ), check=True)
    with counting(client):
        facts = read(client, params)
    return {"changed": False, **facts, "api": client.transport.counters()}


@contextmanager
def counting(client: Client) -> Iterator[None]:
    """A failure, too, says what the run has cost."""
    try:
        yield
    except FlexopsError as error:
        error.api = client.transport.counters()
        raise


def facts_of(resource: Resource, outcome: Outcome) -> JSON:
    """The result of one wish."""
    change = outcome.change
    facts: JSON = {"changed": outcome.changed, "action": change.action, resource.kind: outcome.result}
    if outcome.changed:
        facts["diff"] = change.diff
    facts.update({name: list(sentences) for name, sentences in change.wish.remarks.items() if sentences})
    if outcome.unresolved:
        facts["unresolved"] = [unresolved._asdict() for unresolved in outcome.unresolved]
    return facts


def facts_of_many(resource: Resource, outcomes: Sequence[Outcome]) -> JSON:
    """The result of an aggregate: `results` in the order of the entries."""
    results = []
    for outcome in outcomes:
        # In a loop Ansible shows the diffs of these entries, elsewhere the one at the top.
        facts = facts_of(resource, outcome)
        if outcome.error:
            facts.update(failed=True, msg=str(outcome.error), **outcome.error.facts())
        results.append(facts)
    return {
        "changed": any(outcome.changed for outcome in outcomes),
        "diff": [outcome.change.diff for outcome in outcomes if outcome.changed],
        "results": results,
        resource.plural: [outcome.result for outcome in outcomes if outcome.result],
    }


def summary(outcomes: Sequence[Outcome]) -> str:
    """What was done and what was not, as text: the error that somebody reads at night."""
    failed = [outcome for outcome in outcomes if outcome.error]
    done = [outcome.change.name for outcome in outcomes if outcome.change.changed and not outcome.error]
    right = sum(not outcome.change.changed for outcome in outcomes)
    lines = [f"{len(failed)} of {len(outcomes)} entries failed; {len(done)} were done, {right} needed nothing."]
    lines += [f"Failed: {outcome.change.wish.label}: {outcome.error}" for outcome in failed]
    lines += [f"Done: {name}" for name in done]
    return "\n".join(lines)


def read_all(resource: Resource, client: Client, params: Mapping[str, t.Any]) -> list[JSON]:
    """What an info module returns: everything of the kind, or what answers to the given key."""
    names = (*resource.identifiers, *resource.scope)
    wish = Wish(given=resource.spelled({name: params[name] for name in names if not is_empty(params.get(name))}))
    key = resource.key_of(wish)
    if (key or resource.lookup is Lookup.SINGLETON) and (problems := validate(resource, [wish])):
        raise WishError(*problems)
    (wish,), _unresolved = resolve(client, resource, [wish], tolerant=False)
    resource = resource.within(resource.place_of(wish))
    recipe: Recipe = (resource.recipe or Recipe)(client, resource)
    lives = recipe.read([wish] if key else [])
    if key:
        lives = index(resource, lives).get((key[0], str(key[1])), [])
    if resource.together:
        asked = [name for name in resource.identifiers if name in wish.given]
        lives = [live for live in lives if all(resource.spelled(live).get(name) == wish.given[name] for name in asked)]
    if key and not resource.whole_list and key[0] != "sid":
        api = resource.api(client.sdk)
        lives = [client.fetch(f"read {resource.title} {live['sid']}", api(live["sid"])) for live in lives]
    recipe.enrich(lives, [])
    return lives


def run_module(resource: Resource) -> None:
    """A write module."""
    module = Module(argument_spec=module_spec(resource), supports_check_mode=True)
    with_module(module, lambda: run(resource, module.params, check=module.check_mode, environ=os.environ))


def run_info_module(resource: Resource) -> None:
    """An info module derived from a table: everything, or what answers to one of the keys."""
    entry = entry_spec(resource)
    spec = {name: entry[name] for name in resource.identifiers}
    spec.update({name: {**entry[name], "required": resource.field(name).required} for name in resource.scope})
    one = resource.lookup is Lookup.SINGLETON

    def facts(client: Client, params: Mapping[str, t.Any]) -> JSON:
        lives = read_all(resource, client, params)
        return {resource.kind: lives[0]} if one else {resource.plural: lives}

    run_reader(spec, facts)


def run_reader(spec: Mapping[str, t.Any], read: Callable[[Client, Mapping[str, t.Any]], JSON]) -> None:
    """An info module around any function that reads."""
    module = Module(argument_spec={**connection_spec(), **spec}, supports_check_mode=True)
    with_module(module, lambda: run_info(read, module.params, environ=os.environ))


def with_module(module: Module, answer: Callable[[], JSON]) -> None:
    """Exits the module with the answer, or with the error; neither shows a secret."""
    try:
        result = module.hidden(answer())
    except ImportError as error:
        library = (error.name or "twilio").partition(".")[0]
        module.fail_json(msg=missing_required_lib(library), exception=traceback.format_exc())
    except FlexopsError as error:
        module.fail_json(msg=str(error), api=error.api, **error.facts())
    for warning in warnings_in(result):
        module.warn(warning)
    module.exit_json(**result)


def warnings_in(result: JSON) -> Iterator[str]:
    """What a user has to hear of although nothing failed. What is odd but was so before is in the result only."""
    for facts in (result, *result.get("results", ())):
        for unresolved in facts.get("unresolved", ()):
            yield (
                f"{unresolved['option']}: {unresolved['problem']}."
                " A real run fails here unless an earlier task creates it."
            )
        if facts.get("changed"):
            yield from facts.get("findings", ())
