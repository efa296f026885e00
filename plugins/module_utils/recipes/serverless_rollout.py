# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps from what a service has to what it shall have.

Each can be the last one of an interrupted run, so each looks for what it would make before it is made a second time.
"""

from __future__ import annotations

import json
import typing as t
from collections.abc import Callable, Mapping

from ..client import Client
from ..deployment.parts import ASSETS, FUNCTIONS, KINDS, Kind, digest, is_present, load, mark, part_of
from ..errors import Conflict, LostAnswer, NotFound, TwilioError
from ..hiding import spellings
from ..plan import Change
from ..resource import JSON
from ..wait import SETTLE, wait_until
from .serverless_reading import BARE_ENVIRONMENT, Part, Reader, Service, build_facts, pick

UPLOAD_URL = "https://serverless-upload.twilio.com/v1/Services/{service}/{kind}/{sid}/Versions"

BUILD_FIELDS = ("functions", "assets", "dependencies", "runtime")


def once(client: Client, send: Callable[[], JSON], look: Callable[[], JSON | None]) -> JSON:
    """Sends a create. Where somebody was faster or the answer was lost, looks before it is sent again.

    Twilio does not say whether a name that is taken is a conflict (409) or a bad request (400).
    """
    for last in (False, True):
        try:
            return send()
        except TwilioError as error:
            doubtful = isinstance(error, (Conflict, LostAnswer))
            if not doubtful and error.status != 400:
                raise
            found = wait_until(look, lambda found: found is not None, SETTLE if doubtful else 0, client.clock)
            if found is not None:
                return found
            if last or not isinstance(error, LostAnswer):
                raise
    raise AssertionError("the second try returns or raises")


class Rollout:
    """Carries one change out. `done`: what has been written so far, in words."""

    def __init__(self, client: Client, change: Change, service: Service) -> None:
        self.client = client
        self.change = change
        self.service = service
        self.reader = Reader(client, service.sid, change.wish.given.get("service") or service.sid)
        self.done: list[str] = []

    def run(self) -> JSON:
        """What became of environment and build: the fields that a document has of them."""
        try:
            environment = self.environment()
            if "variables" in self.change.sent:
                self.variables(environment)
            facts: JSON = {}
            if any(name in self.change.sent for name in BUILD_FIELDS):
                facts = self.build_and_deploy(environment)
                self.clean_up()
            return {"environment_sid": environment["sid"], "domain_name": environment["domain_name"], **facts}
        except TwilioError as error:
            error.half_done = " ".join([*(f"{step}." for step in self.done), error.half_done]).strip()
            raise

    def environment(self) -> JSON:
        if self.service.environment:
            return self.service.environment
        name = str(self.change.wish.given["environment"])
        bare = name == BARE_ENVIRONMENT
        suffix = name.removesuffix("-environment")
        values = {"unique_name": name} if bare else {"unique_name": f"{suffix}-environment", "domain_suffix": suffix}
        environment = once(
            self.client,
            lambda: self.client.create(
                f"create environment {name} of {self.change.name}", self.reader.api.environments, values
            ),
            lambda: pick(self.reader.environments(), name),
        )
        self.done.append(f"environment {name} was created")
        return environment

    def variables(self, environment: JSON) -> None:
        """Writes those that differ. No error says what they hold, whatever Twilio says about it."""
        wanted = self.change.effective.get("variables") or {}
        live = (self.change.live or {}).get("variables") or {}
        context = self.reader.api.environments(environment["sid"])
        for key in sorted({*wanted, *live}):
            if wanted.get(key) == live.get(key):
                continue
            try:
                if key not in wanted:
                    self.client.delete(f"delete variable {key}", context.variables(self.service.variables[key]))
                    self.done.append(f"variable {key} was deleted")
                    continue
                self.set_variable(environment, key, wanted[key])
                self.done.append(f"variable {key} was set")
            except TwilioError as error:
                without(error, wanted.get(key) or live.get(key))
                raise

    def set_variable(self, environment: JSON, key: str, value: str) -> None:
        context = self.reader.api.environments(environment["sid"])

        def there() -> JSON | None:
            return next((each for each in self.reader.variables(environment) if each["key"] == key), None)

        sid = self.service.variables.get(key)
        if sid is None:
            made = once(
                self.client,
                lambda: self.client.create(f"create variable {key}", context.variables, {"key": key, "value": value}),
                there,
            )
            if made["value"] == value:
                return
            sid = made["sid"]
        self.client.update(f"update variable {key}", context.variables(sid), {"value": value})

    def build_and_deploy(self, environment: JSON) -> JSON:
        versions: dict[str, dict[str, str]] = {}
        for kind in KINDS:
            wanted = self.change.effective.get(kind.name) or {}
            live = (self.change.live or {}).get(kind.name) or {}
            versions[kind.name] = {
                path: self.version(kind, path, part == live.get(path)) for path, part in wanted.items()
            }
        # Twilio makes no build of nothing: an environment without parts is one without a build.
        build = self.build(versions) if any(versions.values()) else None
        self.deploy(environment, build)
        return build_facts(build)

    def version(self, kind: Kind, path: str, unchanged: bool) -> str:
        """The version that the build takes, uploaded if need be."""
        part = self.service.parts[kind.name].get(path)
        if part and (unchanged or part.ready):
            return part.live if unchanged else part.ready
        entry = next(entry for entry in self.change.wish.given[kind.name] if entry["path"] == path)
        if part is None:
            part = Part(self.container(kind, path))
            self.service.parts[kind.name][path] = part
        content = load(entry)
        live = ((self.change.live or {}).get(kind.name) or {}).get(path)
        visibility = str(part_of(kind, entry, live)["visibility"])
        version = self.upload(kind, path, part, visibility, content)
        part.ready = str(version["sid"])
        if kind is ASSETS:
            self.client.update(
                f"write down what version {part.ready} of asset {path} holds",
                self.reader.container(kind, part.sid),
                {"friendly_name": mark(path, part.ready, digest(content))},
            )
        return part.ready

    def container(self, kind: Kind, path: str) -> str:
        taken = {part.sid for part in self.service.parts[kind.name].values()}

        def there() -> JSON | None:
            idle = [each for each in self.reader.containers(kind) if each["sid"] not in taken]
            return next((each for each in idle if each["friendly_name"] == path), None)

        api = getattr(self.reader.api, kind.name)
        made = once(
            self.client, lambda: self.client.create(f"create {kind.one} {path}", api, {"friendly_name": path}), there
        )
        self.done.append(f"{kind.one} {path} ({made['sid']}) was created")
        return str(made["sid"])

    def upload(self, kind: Kind, path: str, part: Part, visibility: str, content: bytes) -> JSON:
        url = UPLOAD_URL.format(service=self.service.sid, kind=kind.name.capitalize(), sid=part.sid)
        file_name = path.rpartition("/")[2] or kind.one
        if kind is FUNCTIONS:
            file_name += ".js"

        def there() -> JSON | None:
            newest = self.reader.newest(kind, part.sid, path)
            if newest is None or newest["sid"] in (part.live, part.newest) or newest["path"] != path:
                return None
            # An asset's content cannot be read back; a version that nobody knew before is the one just sent.
            if kind is ASSETS or content.decode() == self.reader.content(kind, part.sid, newest["sid"], path):
                return newest
            return None

        version = once(
            self.client,
            lambda: self.client.upload(
                f"upload {kind.one} {path}",
                url,
                {"Path": path, "Visibility": visibility},
                (file_name, content, kind.media_type(path)),
            ),
            there,
        )
        self.done.append(f"{kind.one} {path} was uploaded")
        return version

    def build(self, versions: Mapping[str, Mapping[str, str]]) -> JSON:
        """A build of exactly these versions that is complete: a new one, or one that an earlier run has left."""
        dependencies = self.change.effective.get("dependencies")
        runtime = self.change.effective.get("runtime")
        values: JSON = {kind.versions: list(versions[kind.name].values()) for kind in KINDS if versions[kind.name]}
        if dependencies:
            values["dependencies"] = json.dumps(
                [{"name": name, "version": dependencies[name]} for name in dependencies]
            )
        if runtime:
            values["runtime"] = runtime

        def there() -> JSON | None:
            wanted = {version for kind in KINDS for version in versions[kind.name].values()}
            for build in self.reader.builds():
                has = {str(version["sid"]) for kind in KINDS for version in build.get(kind.versions) or ()}
                facts = build_facts(build)
                fits = (not dependencies or facts["dependencies"] == dependencies) and (
                    not runtime or facts["runtime"] == runtime
                )
                if has == wanted and fits and build["status"] in ("building", "completed"):
                    return build
            return None

        parts = sum(len(versions[kind.name]) for kind in KINDS)
        doing = f"build Serverless service {self.reader.name} (functions and assets: {parts})"
        build = there() or once(self.client, lambda: self.client.create(doing, self.reader.api.builds, values), there)
        self.wait_for(build, doing)
        return build

    def wait_for(self, build: JSON, doing: str) -> None:
        sid, timeout = build["sid"], float(self.change.wish.options.get("build_timeout", 300))
        started = self.client.clock.now()

        def status() -> str:
            try:
                return str(self.client.fetch(doing, self.reader.api.builds(sid).build_status())["status"])
            except NotFound:
                # Made a moment ago: reads may lag.
                return "building"

        end = build["status"]
        if end == "building":
            end = wait_until(status, lambda now: now in ("completed", "failed"), timeout, self.client.clock, 1.0)
        if end == "completed":
            self.done.append(f"build {sid} is complete")
            return
        seconds = round(self.client.clock.now() - started)
        if end == "failed":
            error = TwilioError(
                f"build {sid} failed after {seconds} seconds. Twilio does not say why; a dependency that npm cannot"
                f" install and a runtime that Twilio no longer takes are what usually fails."
                f" The build had {described(self.change)}"
            )
        else:
            error = TwilioError(
                f"build {sid} is still {end!r} after {seconds} seconds (build_timeout). The next run goes on with it"
            )
        error.attempted = doing
        raise error

    def deploy(self, environment: JSON, build: JSON | None) -> None:
        """Makes the build live; None leaves the environment without one."""
        sid = build["sid"] if build else None
        if (environment.get("build_sid") or None) == sid:
            return
        context = self.reader.api.environments(environment["sid"])
        name = environment["unique_name"]
        doing = f"deploy build {sid} to environment {name}" if sid else f"empty environment {name}"

        def there() -> JSON | None:
            now = self.client.fetch(f"read environment {name}", context)
            return now if (now.get("build_sid") or None) == sid else None

        values = {"build_sid": sid} if sid else {}
        once(self.client, lambda: self.client.create(doing, context.deployments, values), there)
        self.done.append(f"build {sid} was deployed to {name}" if sid else f"environment {name} was emptied")

    def clean_up(self) -> None:
        """Deletes the functions and assets that were to go and that nothing needs any more."""
        for kind in KINDS:
            live = (self.change.live or {}).get(kind.name) or {}
            wanted = self.change.effective.get(kind.name) or {}
            asked = [entry["path"] for entry in self.change.wish.given.get(kind.name) or () if not is_present(entry)]
            parts = self.service.parts[kind.name]
            going = [path for path in asked if path in live and path in parts]
            needed = {parts[path].sid for path in wanted if path in parts}
            if going:
                needed |= self.reader.elsewhere(self.service.others, kind)
            for path in going:
                for sid in [sid for sid in (parts[path].sid, *parts[path].twins) if sid not in needed]:
                    self.client.delete(f"delete {kind.one} {path}", self.reader.container(kind, sid))
                    self.done.append(f"{kind.one} {path} was deleted")


def described(change: Change) -> str:
    dependencies = change.effective.get("dependencies") or {}
    listed = ", ".join(f"{name} {version}" for name, version in dependencies.items()) or "Twilio's own choice"
    return f"runtime {change.effective.get('runtime') or 'as Twilio chooses'} and dependencies {listed}."


def without(error: TwilioError, secret: t.Any) -> None:
    """Takes a value out of what an error says: Twilio may repeat what it refuses, and others the whole request."""
    error.details = None
    if error.code is None and error.status:
        error.reason = "the answer is not Twilio's; it is not shown because it may repeat the value"
    for spelled in spellings(str(secret or "")):
        error.reason = error.reason.replace(spelled, "(the value)")
