# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Module options and wishes: argument specs derived from the tables, options turned into wishes. Pure."""

from __future__ import annotations

import copy
import typing as t
from collections.abc import Mapping

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.errors import UnsupportedError

from .credentials import ENVIRONMENT
from .errors import WishError
from .resource import JSON, Field, Resource, Wish, dig

Spec = dict[str, t.Any]

SECRET = ("auth_token", "api_secret")


def connection_spec() -> Spec:
    """The options of the `twilio` documentation fragment."""
    from ansible.module_utils.basic import env_fallback

    spec: Spec = {
        name: {"type": "str", "fallback": (env_fallback, [variable]), "no_log": name in SECRET}
        for name, variable in ENVIRONMENT.items()
    }
    # An API key's SID is a user name, not a secret, though its name makes Ansible ask.
    spec["timeout"] = {"type": "int", "default": 30}
    spec["retry_budget"] = {"type": "int", "default": 120}
    spec["max_concurrency"] = {"type": "int", "default": 8}
    return spec


def entry_spec(resource: Resource) -> Spec:
    """The options of one entry: state, sid, fields and the kind's own."""
    spec: Spec = {name: {"type": "str"} for name in resource.identifiers}
    if not resource.part_of_another:
        spec["state"] = {"type": "str", "choices": list(resource.states), "default": resource.states[0]}
    for field in resource.fields:
        place = spec
        for group in field.group.split(".") if field.group else ():
            place = place.setdefault(group, {"type": "dict", "options": {}})["options"]
        place[field.name.rpartition(".")[2]] = option_of(field)
    spec.update(copy.deepcopy(dict(resource.options)))
    return spec


def option_of(field: Field) -> Spec:
    if field.option is not None:
        return copy.deepcopy(dict(field.option))
    option: Spec = {"type": field.type}
    if field.type == "list":
        option["elements"] = "str"
    if field.choices:
        option["choices"] = list(field.choices)
    if field.alias:
        option["aliases"] = [field.alias.rpartition(".")[2]]
    return option


def module_spec(resource: Resource) -> Spec:
    return {**connection_spec(), **entry_spec(resource), "aggregate": {"type": "list", "elements": "dict"}}


def wishes_from(resource: Resource, params: Mapping[str, t.Any]) -> list[Wish]:
    """One wish from the top-level options, or one for each entry of `aggregate` with the top-level options as its
    defaults.

    Each entry is held against the module's own spec; a WishError names the entries that do not fit.
    """
    spec = entry_spec(resource)
    defaults = canonical(spec, {name: params.get(name) for name in spec})
    entries = params.get("aggregate")
    if entries is None:
        return [wish_from(resource, spec, defaults, "")]
    wishes, problems = [], []
    validator = ArgumentSpecValidator(spec)
    for at, entry in enumerate(entries):
        own = canonical(spec, entry)
        checked = validator.validate(merge(defaults_for(resource, defaults, own), own))
        if checked.error_messages:
            problems += [f"aggregate[{at}]: {sentence(error)}" for error in checked.errors.errors]
            continue
        values = canonical(spec, checked.validated_parameters)
        named = [value for _names, value in resource.pairs_of(values)]
        named += [str(values[name]) for name in (*resource.keys, *resource.scope, "sid") if values.get(name)]
        wishes.append(wish_from(resource, spec, values, f"aggregate[{at}]" + (f" ({named[0]})" if named else "")))
    if problems:
        raise WishError(*problems)
    return wishes


def sentence(error: Exception) -> str:
    """What Ansible's validator found; of an unknown option it says only the name."""
    return f"unknown option {error}" if isinstance(error, UnsupportedError) else str(error)


def canonical(spec: Spec, options: Mapping[str, t.Any]) -> JSON:
    """What is given, under its name instead of an alias, at every depth. Unknown names stay, to be refused later."""
    names = {alias: name for name, option in spec.items() for alias in option.get("aliases", ())}
    clean: JSON = {}
    for name, value in options.items():
        option = spec.get(names.get(name, name), {})
        if isinstance(value, Mapping) and "options" in option:
            value = canonical(option["options"], value) or None
        if isinstance(value, list) and "options" in option:
            value = [canonical(option["options"], each) if isinstance(each, Mapping) else each for each in value]
        if value is not None:
            clean[names.get(name, name)] = value
    return clean


def defaults_for(resource: Resource, defaults: JSON, own: JSON) -> JSON:
    """The defaults less what the entry leaves no room for: a whole document where it gives its own, and what belongs to
    another variant than it chooses: a flow, where it says `webhook`.
    """
    kept = copy.deepcopy(defaults)
    for field in resource.fields:
        if field.type == "raw" and field.name in own:
            kept.pop(field.name, None)
        if field.when and dig(own, field.when[0]) not in (None, *field.when[1:]):
            group, _dot, last = field.name.rpartition(".")
            place = dig(kept, group) if group else kept
            if isinstance(place, dict):
                place.pop(last, None)
    return kept


def merge(base: Mapping[str, t.Any], over: Mapping[str, t.Any]) -> JSON:
    """`over` wins; dictionaries merge key by key."""
    merged = dict(base)
    for name, value in over.items():
        below = merged.get(name)
        merged[name] = merge(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return merged


def wish_from(resource: Resource, spec: Spec, values: JSON, label: str) -> Wish:
    """A wish from canonical options."""
    given = {field.name: dig(values, field.name) for field in resource.fields if dig(values, field.name) is not None}
    given |= {name: values[name] for name in resource.identifiers if values.get(name) is not None}
    given = resource.spelled(given)
    options = {name: values[name] for name in resource.options if values.get(name) is not None}
    return Wish(given=given, label=label, state=values.get("state", resource.states[0]), options=options)
