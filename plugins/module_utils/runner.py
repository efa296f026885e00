# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an Ansible task to the engine and back. The only file that holds an AnsibleModule.

`run` and `run_info` take options and return a result, so that another front end (an action plugin, say) can call the
same code.
"""

from __future__ import annotations

import os
import re
import traceback
import typing as t
from collections.abc import Callable, Iterator, Mapping, Sequence

from ansible.module_utils.basic import AnsibleModule, missing_required_lib
from ansible.module_utils.common.parameters import remove_values

from .client import Client
from .credentials import settings_from
from .errors import FlexopsError, TwilioError, WishError
from .options import SECRET, connection_spec, entry_spec, module_spec, wishes_from
from .plan import validate
from .reading import index
from .recipe import Recipe
from .reconcile import Outcome, converge
from .references import resolve
from .resource import JSON, Lookup, Resource, Wish, is_empty

PASSWORD_IN_URL = re.compile(r"[a-z]+://[^/\s:@]*:([^/\s@]+)@", re.IGNORECASE)
# Of a SIP account, in the definition of a flow; a Liquid template is none.
PASSWORD_IN_FLOW = re.compile(r"""sip_\w*password["']: ?["'](?!\{\{)([^"']+)["']""")


class PartFailed(FlexopsError):
    """Some entries failed; the result says which, and what was done all the same."""

    def __init__(self, message: str, result: JSON) -> None:
        super().__init__(message)
        self.result = result

    def facts(self) -> JSON:
        return self.result


def run(
    resource: Resource, params: Mapping[str, t.Any], *, check: bool, environ: Mapping[str, str], secrets: set[str]
) -> JSON:
    """One run of a write module: options in, result out. Raises FlexopsError."""
    settings = settings_from(params, environ)
    secrets.add(settings.password)
    wishes = wishes_from(resource, params, secrets)
    client = Client(settings, check=check)
    outcomes = converge(client, resource, wishes, check=check)
    many = params.get("aggregate") is not None
    result = {**(facts_of_many(resource, outcomes) if many else facts_of(resource, outcomes[0]))}
    result["api"] = client.transport.counters()
    failed = [outcome for outcome in outcomes if outcome.error]
    if failed and many:
        raise PartFailed(summary(outcomes), result)
    if failed:
        raise PartFailed(str(failed[0].error), {**result, **t.cast(TwilioError, failed[0].error).facts()})
    return result


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
    module = AnsibleModule(argument_spec=module_spec(resource), supports_check_mode=True)
    secrets: set[str] = set()
    with_module(
        module,
        secrets,
        lambda: run(resource, module.params, check=module.check_mode, environ=os.environ, secrets=secrets),
    )


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
    module = AnsibleModule(argument_spec={**connection_spec(), **spec}, supports_check_mode=True)
    secrets: set[str] = set()

    def answer() -> JSON:
        settings = settings_from(module.params, os.environ)
        secrets.add(settings.password)
        client = Client(settings, check=True)
        return {"changed": False, **read(client, module.params), "api": client.transport.counters()}

    with_module(module, secrets, answer)


def with_module(module: AnsibleModule, secrets: set[str], answer: Callable[[], JSON]) -> None:
    """Exits the module with the answer, or with the error; hides every secret that either could carry."""
    try:
        result = answer()
    except ImportError as error:
        library = (error.name or "twilio").partition(".")[0]
        module.fail_json(msg=missing_required_lib(library), exception=traceback.format_exc())
    except FlexopsError as error:
        facts = error.facts()
        shown = hide(module, secrets, [str(error), facts])
        module.fail_json(msg=str(error), **facts, **shown)
    shown = hide(module, secrets, result)
    for warning in warnings_in(result):
        module.warn(warning)
    module.exit_json(**result, **shown)


def hide(module: AnsibleModule, secrets: set[str], output: t.Any) -> JSON:
    """Ansible masks these values wherever they stand in the output: credentials, and passwords inside other options.

    Values of other secret options are masked in the copy of the options that goes with every answer, which is returned.
    Elsewhere no answer has them, and some are words such as "1" or "dev": masked, they would take numbers and URLs out
    of it.
    """
    options = remove_values(module.params, {secret for secret in module.no_log_values | secrets if secret})
    credentials = [str(module.params[name]) for name in SECRET if module.params.get(name)]
    module.no_log_values = {secret for value in credentials for secret in (value, value.strip()) if secret}
    for passwords in (PASSWORD_IN_URL, PASSWORD_IN_FLOW):
        module.no_log_values.update(passwords.findall(str([output, module.params])))
    return {"invocation": {"module_args": options}}


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
