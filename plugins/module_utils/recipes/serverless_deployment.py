# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service with one of its environments as a single document, so that the engine's plan decides about it."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..client import Client
from ..deployment.parts import KINDS, merge
from ..errors import Conflict, TwilioError, WishError
from ..plan import Change
from ..reading import index, read
from ..recipe import Recipe
from ..resource import JSON, UNKNOWN, Resource, Wish
from .serverless_reading import (
    DEFAULT_ENVIRONMENT,
    Reader,
    Service,
    build_facts,
    environment_facts,
    live_parts,
    read_deployment,
)
from .serverless_rollout import Rollout

OF_SERVICE = ("friendly_name", "include_credentials", "ui_editable")
OF_BUILD = ("dependencies", "runtime")

RETIRED = ("node8", "node10", "node12", "node14", "node16", "node18")
"""Node.js itself has given these up, and Twilio stops taking them one after the other (82007)."""


class ServerlessDeployment(Recipe):
    def __init__(self, client: Client, resource: Resource) -> None:
        super().__init__(client, resource)
        self.services: dict[str, Service] = {}

    def read(self, wishes: Sequence[Wish]) -> list[JSON]:
        return [document_of(live) for live in read(self.client, self.resource, wishes)]

    def enrich(self, lives: Sequence[JSON], wishes: Sequence[Wish]) -> None:
        """Without wishes (for an info module): every environment of every service."""
        if not wishes:
            for live in lives:
                self.survey(live)
        world = index(self.resource, lives)
        for wish in wishes:
            key = self.resource.key_of(wish)
            for live in world.get((key[0], str(key[1])), []) if key else []:
                if wish.state == "absent":
                    self.survey_all_parts(live)
                else:
                    self.services[live["sid"]] = read_deployment(self.reader(live), live, wish)

    def reader(self, live: JSON) -> Reader:
        return Reader(self.client, live["sid"], live["service"])

    def survey(self, live: JSON) -> None:
        reader = self.reader(live)
        live["environments"] = []
        for environment in reader.environments():
            build = reader.build(environment)
            document: JSON = {
                "environment": environment["unique_name"],
                "domain_suffix": environment.get("domain_suffix"),
                "build_sid": environment.get("build_sid"),
                **environment_facts(environment),
                **build_facts(build),
                **{kind.name: live_parts(kind, build) for kind in KINDS},
                "variables": {str(variable["key"]): "" for variable in reader.variables(environment)},
            }
            live["environments"].append(told(document))

    def survey_all_parts(self, live: JSON) -> None:
        """What goes when the service goes."""
        reader = self.reader(live)
        environments = reader.environments()
        self.services[live["sid"]] = Service(live["sid"], None, environments)
        live["environment"] = ", ".join(str(environment["unique_name"]) for environment in environments) or None
        builds = [reader.build(environment) for environment in environments]
        for kind in KINDS:
            live[kind.name] = {path: part for build in builds for path, part in live_parts(kind, build).items()}

    def wanted(self, wish: Wish, live: JSON | None) -> Wish:
        """With the environment that is meant, and without what a build of nothing would need."""
        if wish.state == "absent":
            return wish
        given = {**wish.given, "environment": wish.given.get("environment") or DEFAULT_ENVIRONMENT}
        parts = {kind.name: merge(kind, (live or {}).get(kind.name), given.get(kind.name) or ()) for kind in KINDS}
        both = sorted(set(parts["functions"]) & set(parts["assets"]))
        if both:
            raise WishError(f"{', '.join(both)} would be a function and an asset; take one out with state: absent")
        if not any(parts.values()):
            # They belong to a build, and there is nothing to build.
            given = {name: value for name, value in given.items() if name not in OF_BUILD}
        findings = []
        if given.get("runtime") in RETIRED:
            name = given.get("service") or given["sid"]
            findings.append(
                f"{self.resource.title} {name}: runtime {given['runtime']} is retired; Twilio may refuse it (82007)"
            )
        return replace(wish, given=given, remarks={"findings": findings})

    def prepare(self, changes: Sequence[Change]) -> Mapping[int, str]:
        """A service is not deleted for one environment's sake while others live in it."""
        problems = {}
        for at, change in enumerate(changes):
            asked = change.wish.given.get("environment")
            if change.action == "delete" and asked:
                names = [str(each["unique_name"]) for each in self.services[change.sid].others]
                others = [name for name in names if name not in (asked, f"{asked}-environment")]
                if others:
                    problems[at] = (
                        f"state absent removes the whole service, and that has {', '.join(others)} beside {asked}."
                        " Leave environment out if they are all to go"
                    )
        return problems

    def create(self, change: Change) -> JSON:
        name = change.sent["service"]
        values = {"unique_name": name, "friendly_name": name}
        values.update({field: change.sent[field] for field in OF_SERVICE if field in change.sent})
        try:
            service = document_of(self.client.create(change.doing, self.api, values))
        except TwilioError as error:
            # A name that is taken may be a bad request as well: then somebody was faster.
            if error.status == 400 and self.read([change.wish]):
                raise Conflict(error.reason, status=400, code=error.code, request=error.request) from error
            raise
        return self.rolled_out(change, service, Service(service["sid"]), f"{self.resource.title} {name} was created")

    def update(self, change: Change) -> JSON:
        service: JSON = {}
        own = {field: change.sent[field] for field in OF_SERVICE if field in change.sent}
        if own:
            service = document_of(self.client.update(change.doing, self.api(change.sid), own))
        written = f"{', '.join(own)} of {change.name} is written" if own else ""
        return self.rolled_out(change, service, self.services[change.sid], written)

    def rolled_out(self, change: Change, answer: JSON, service: Service, written: str) -> JSON:
        try:
            facts = Rollout(self.client, change, service).run()
        except TwilioError as error:
            if written:
                error.half_done = f"{written}. {error.half_done}".strip()
            raise
        return {**(change.live or {}), **change.effective, **answer, **facts}

    def told(self, document: JSON | None) -> JSON | None:
        return None if document is None else told(document)


def document_of(answer: JSON) -> JSON:
    """A service as Twilio answers it, with its name under the name of the option."""
    document = {**answer, "service": answer["unique_name"]}
    del document["unique_name"]
    return document


def told(document: JSON) -> JSON:
    """Variables by name alone; functions and assets with their URLs instead of their contents."""
    result = dict(document)
    domain = document.get("domain_name") or UNKNOWN
    for kind in KINDS:
        result[kind.name] = {
            path: {
                "visibility": part.get("visibility"),
                "url": None if part.get("visibility") == "private" else url_of(domain, path),
            }
            for path, part in (document.get(kind.name) or {}).items()
            if part.get("deployed", True)
        }
    variables = document.get("variables")
    result["variables"] = None if variables is None else sorted(variables)
    return result


def url_of(domain: t.Any, path: str) -> str:
    return UNKNOWN if domain == UNKNOWN else f"https://{domain}{path}"
