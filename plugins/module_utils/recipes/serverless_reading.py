# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a serverless service has: environments, what is live in them, and versions that wait to be built.

The contents of a function cost one read each, so only those that a wish speaks of are read.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..client import Client, entries
from ..deployment.parts import FUNCTIONS, KINDS, MARK, Kind, is_present, part_of
from ..errors import attempting
from ..resource import JSON, Wish

DEFAULT_ENVIRONMENT = "dev"
BARE_ENVIRONMENT = "production"
"""Has no domain suffix. Both are the conventions of Twilio's own tool."""


@dataclass
class Part:
    """A function or asset of Twilio: its SID and those of its versions.

    live: in the live build. newest: where that was looked up. ready: has what is wanted and only has to be built.
    twins: others of that name that nothing runs, which go with it.
    """

    sid: str
    live: str = ""
    newest: str = ""
    ready: str = ""
    twins: Sequence[str] = ()


@dataclass
class Service:
    """What a document about a deployment leaves out: the SIDs. `others`: environments that are not meant."""

    sid: str
    environment: JSON | None = None
    others: Sequence[JSON] = ()
    variables: dict[str, str] = field(default_factory=dict)
    parts: dict[str, dict[str, Part]] = field(default_factory=lambda: {kind.name: {} for kind in KINDS})


class Reader:
    """Reads one service. `of`: what SDK and messages call it by."""

    def __init__(self, client: Client, sid: str, name: str) -> None:
        self.client = client
        self.sid = sid
        self.name = name
        self.api = client.sdk.serverless.v1.services(sid)

    def pages(self, what: str, api: t.Any, *needs: str) -> list[JSON]:
        return self.client.pages(f"list the {what} of Serverless service {self.name}", api, 1000, needs)

    def environments(self) -> list[JSON]:
        return self.pages("environments", self.api.environments, "unique_name")

    def variables(self, environment: JSON) -> list[JSON]:
        return self.pages("variables", self.api.environments(environment["sid"]).variables, "key")

    def build(self, environment: JSON | None) -> JSON | None:
        """The build that is live there."""
        sid = (environment or {}).get("build_sid")
        if not sid:
            return None
        doing = f"read build {sid} of Serverless service {self.name}"
        with attempting(doing):
            return whole(self.client.fetch(doing, self.api.builds(sid)))

    def builds(self) -> list[JSON]:
        """All of them. Each names all of its parts, so the pages are smaller than others."""
        doing = f"list the builds of Serverless service {self.name}"
        with attempting(doing):
            return [whole(build) for build in self.client.pages(doing, self.api.builds, 100, ("status",))]

    def containers(self, kind: Kind) -> list[JSON]:
        return self.pages(kind.name, getattr(self.api, kind.name), "friendly_name")

    def container(self, kind: Kind, sid: str) -> t.Any:
        return getattr(self.api, kind.name)(sid)

    def newest(self, kind: Kind, sid: str, path: str) -> JSON | None:
        """The newest version of a function or asset. Twilio lists the newest first; of two in one second as well."""
        api = getattr(self.container(kind, sid), kind.versions)
        versions = self.pages(f"versions of {kind.one} {path}", api, "path", "visibility")
        return max(versions, key=lambda version: str(version.get("date_created") or ""), default=None)

    def content(self, kind: Kind, sid: str, version: str, name: str) -> str | None:
        """The text of a function's version; of an asset the digest that its name vouches for, None without one."""
        if kind is FUNCTIONS:
            context = self.container(kind, sid).function_versions(version).function_version_content()
            doing = f"read the content of version {version} of {name}"
            return str(self.client.fetch(doing, context, ("content",))["content"])
        marked = MARK.fullmatch(name)
        return marked["digest"] if marked and marked["version"] == version else None

    def elsewhere(self, others: Sequence[JSON], kind: Kind) -> set[str]:
        """SIDs of the functions or assets that are live in other environments."""
        builds = [self.build(environment) for environment in others]
        return {str(version[kind.owner]) for build in builds if build for version in build.get(kind.versions) or ()}


def pick(environments: Sequence[JSON], name: str) -> JSON | None:
    """The environment that a name means: its unique name, that name as Twilio's tool spells it, or its suffix."""
    fits: list[t.Callable[[JSON], bool]] = [
        lambda environment: environment["unique_name"] == name,
        lambda environment: environment["unique_name"] == f"{name}-environment",
        lambda environment: environment.get("domain_suffix") == name,
        lambda environment: name == BARE_ENVIRONMENT and not environment.get("domain_suffix"),
    ]
    found = (environment for fit in fits for environment in environments if fit(environment))
    return next(found, None)


def whole(build: JSON) -> JSON:
    """A build of which every part and every dependency can be told from the others. Raises BadAnswer."""
    for kind in KINDS:
        entries(build, kind.versions, "sid", "path", "visibility", kind.owner)
    entries(build, "dependencies", "name", "version")
    return build


def build_facts(build: Mapping[str, t.Any] | None) -> JSON:
    """What a document says of the live build, its parts apart."""
    build = build or {}
    dependencies = {str(each["name"]): str(each["version"]) for each in build.get("dependencies") or ()}
    return {"runtime": build.get("runtime"), "dependencies": dependencies}


def environment_facts(environment: Mapping[str, t.Any] | None) -> JSON:
    environment = environment or {}
    return {"environment_sid": environment.get("sid"), "domain_name": environment.get("domain_name")}


def live_parts(kind: Kind, build: Mapping[str, t.Any] | None) -> JSON:
    """path → part of the live build, as far as the build itself says."""
    versions = (build or {}).get(kind.versions) or ()
    return {str(version["path"]): {"visibility": str(version["visibility"]).lower()} for version in versions}


def read_deployment(reader: Reader, live: JSON, wish: Wish) -> Service:
    """Puts into the document of a service what a wish asks about, and returns what goes with it."""
    environments = reader.environments()
    name = wish.given.get("environment") or DEFAULT_ENVIRONMENT
    environment = pick(environments, name)
    others = [each for each in environments if each is not environment]
    service = Service(reader.sid, environment, others)
    build = reader.build(environment)
    live.update(environment=name if environment else None, **environment_facts(environment), **build_facts(build))
    if "variables" in wish.given:
        variables = reader.variables(environment) if environment else []
        live["variables"] = {str(variable["key"]): str(variable["value"]) for variable in variables}
        service.variables = {str(variable["key"]): str(variable["sid"]) for variable in variables}
    for kind in KINDS:
        live[kind.name] = live_parts(kind, build)
        service.parts[kind.name] = {
            str(version["path"]): Part(str(version[kind.owner]), str(version["sid"]))
            for version in (build or {}).get(kind.versions) or ()
        }
        if wish.given.get(kind.name) and wish.state == "present":
            compare_parts(reader, kind, live[kind.name], service, wish.given[kind.name])
    return service


def compare_parts(
    reader: Reader, kind: Kind, documents: JSON, service: Service, entries: Sequence[Mapping[str, t.Any]]
) -> None:
    """Reads the contents that the entries speak of, and finds what an interrupted run has left behind."""
    parts = service.parts[kind.name]
    serving = {part.sid for part in parts.values()}
    containers: list[JSON] | None = None
    for entry in entries:
        path = entry["path"]
        part, document = parts.get(path), documents.get(path)
        if containers is None and (part is None or kind is not FUNCTIONS or not is_present(entry)):
            containers = reader.containers(kind)
        idle = [str(each["sid"]) for each in containers or () if path_of(kind, each) == path]
        idle = [sid for sid in idle if sid not in serving]
        if idle and not is_present(entry):
            running = reader.elsewhere(service.others, kind)
            idle = [sid for sid in idle if sid not in running]
        if part is None and idle:
            part, document = Part(idle.pop(0)), {"deployed": False}
            parts[path], documents[path] = part, document
        if part is None:
            continue
        if not is_present(entry):
            part.twins = idle
            continue
        names = {str(each["sid"]): str(each["friendly_name"]) for each in containers or ()}
        name = names.get(part.sid, path)
        document = t.cast(JSON, document)
        if part.live:
            document["content"] = reader.content(kind, part.sid, part.live, name)
        wanted = part_of(kind, entry, document)
        if document == wanted:
            continue
        newest = reader.newest(kind, part.sid, path)
        part.newest = str(newest["sid"]) if newest else ""
        if newest and (newest["path"], newest["visibility"].lower()) == (path, wanted["visibility"]):
            same = reader.content(kind, part.sid, str(newest["sid"]), name) == wanted["content"]
            part.ready = part.newest if same else ""


def path_of(kind: Kind, container: Mapping[str, t.Any]) -> str:
    """The path that a function or asset has been made for, by its name."""
    name = str(container["friendly_name"])
    marked = None if kind is FUNCTIONS else MARK.fullmatch(name)
    return marked["path"] if marked else name
