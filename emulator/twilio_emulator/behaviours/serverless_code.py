# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serverless v1: Functions and assets, their versions, and the builds that put them together."""

from __future__ import annotations

import base64
import json
from typing import Any, ClassVar

from ..errors import invalid
from ..multipart import Upload
from ..resources import JSON, Answer, Call, Resource
from .serverless import InService, live_builds

JAVASCRIPT = ("application/javascript", "text/javascript")
# The list of runtimes is the description's and, for the newest, the SDK's; which still build is inferred.
RUNTIMES = ("node18", "node20", "node22", "node24")
NEWEST_RUNTIME = "node22"
# What a build gets that names no dependencies. inferred: what new services in the Console start with
PRESET = {"twilio": "5.0.3", "@twilio/runtime-handler": "1.3.0", "lodash": "4.17.21", "util": "0.11.0"}
# A dependency of this name can not be installed, so a build with it fails.
NO_SUCH_PACKAGE = "no-such-package"


class Code(InService):
    """Functions, or assets: names for things that have versions. Names need not be unique (docs)."""

    prefix = "ZH"
    never_blank = frozenset({"FriendlyName"})
    in_build: ClassVar[str]  # the list of a build that their versions are in
    own_sid: ClassVar[str]

    def delete(self, call: Call) -> Answer:
        """Remove it, unless that is refused because it is live."""
        record = self.find(call)
        if call.play("delete_live_function") == "rejected":
            for sid in live_builds(call.account, record["service_sid"]):
                build = call.account["serverless_builds"].get(sid)
                if build and any(one[self.own_sid] == record["sid"] for one in build[self.in_build]):
                    raise invalid(f"{record['sid']} is part of an active Deployment")
        return super().delete(call)


class Functions(Code):
    """Functions."""

    collection = "serverless_functions"
    in_build = "function_versions"
    own_sid = "function_sid"


class Assets(Code):
    """Assets."""

    collection = "serverless_assets"
    in_build = "asset_versions"
    own_sid = "asset_sid"


class Versions(InService):
    """Versions: uploaded, and never changed. The newest comes first (captured)."""

    prefix = "ZN"
    newest_first = True

    def create(self, call: Call) -> Answer:
        """Keep what was uploaded."""
        if "Content" in call.form:
            raise invalid("Invalid parameter Content: it is a file, so its part has a filename")
        files = {one.name: one for one in call.files}
        if set(files) != {"Content"} or len(call.files) != 1:
            raise invalid("Missing required parameter Content in the post body: one file, and no other")
        self.accept(files["Content"])
        record = self.build(call, {})
        record["content"] = base64.b64encode(files["Content"].content).decode()
        record["content_type"] = files["Content"].content_type
        return 201, self.view(call, record)

    def accept(self, file: Upload) -> None:
        """Raise what Twilio raises against a file."""
        if not file.content_type:
            raise invalid("Invalid parameter Content: its part has no Content-Type")


class FunctionVersions(Versions):
    """Versions of a Function."""

    collection = "serverless_function_versions"
    owners = (*InService.owners, ("FunctionSid", "serverless_functions", "function_sid"))

    def accept(self, file: Upload) -> None:
        """Raise what Twilio raises against a file that is no JavaScript."""
        super().accept(file)
        if file.content_type.partition(";")[0].strip() not in JAVASCRIPT:
            raise invalid(f"Invalid parameter Content: a Function is {JAVASCRIPT[0]}, not {file.content_type}")
        try:
            file.content.decode()
        except UnicodeDecodeError:
            raise invalid("Invalid parameter Content: it is no UTF-8") from None


class AssetVersions(Versions):
    """Versions of an asset."""

    collection = "serverless_asset_versions"
    owners = (*InService.owners, ("AssetSid", "serverless_assets", "asset_sid"))


class Content(FunctionVersions):
    """The source of a Function's version."""

    def view(self, call: Call, record: JSON) -> JSON:
        """Return the source, without a date."""
        return {
            **super().view(call, record),
            "content": content_of(record).decode(),
            "url": f"{record['url']}/Content",
        }


def content_of(version: JSON) -> bytes:
    """Return what was uploaded."""
    return base64.b64decode(version["content"])


class Builds(InService):
    """Builds: complete manifests, never changed, that take a while."""

    collection = "serverless_builds"
    prefix = "ZB"
    # Which versions of which collection each parameter names.
    manifest = (("FunctionVersions", "serverless_function_versions"), ("AssetVersions", "serverless_asset_versions"))

    def apply(self, call: Call, record: JSON) -> None:
        """Put the build together from what was given."""
        record["function_versions"], record["asset_versions"] = (
            self.versions(call, parameter, collection) for parameter, collection in self.manifest
        )
        chosen = record["function_versions"] + record["asset_versions"]
        if not chosen:
            raise invalid("Missing required parameter FunctionVersions or AssetVersions in the post body")
        paths = [one["path"] for one in chosen]
        if len(set(paths)) != len(paths):
            raise invalid("Invalid parameter FunctionVersions: two versions have the same path")
        given = call.form.get("Dependencies")
        record["dependencies"] = [{"name": k, "version": v} for k, v in PRESET.items()] if not given else listed(given)
        before = [one for one in self.records(call) if self.matches(call, one)]
        record["runtime"] = call.form.get("Runtime") or (before[-1]["runtime"] if before else NEWEST_RUNTIME)
        if record["runtime"] not in RUNTIMES:
            raise invalid(f"Runtime {record['runtime']} is not supported", 82007)
        record["status"] = "building"

    def versions(self, call: Call, parameter: str, collection: str) -> list[JSON]:
        """Return the versions as a build shows them: visibility in capitals, in no order (captured)."""
        owners, found = self.owned_by(call), []
        for sid in call.form.get(parameter, ()):
            version = call.account[collection].get(sid)
            if version is None or any(version[field] != owner for field, owner in owners.items()):
                raise invalid(f"Invalid parameter {parameter}: {sid} is no version in the service")
            hidden = ("content", "content_type", "url", "links")
            shown = {name: value for name, value in version.items() if name not in hidden}
            found.append({**shown, "visibility": version["visibility"].upper()})
        return sorted(found, key=lambda one: call.world.digest("order", one["sid"]))

    def build(self, call: Call, preset: JSON) -> JSON:
        """Add a build that will be looked at a number of times before it is done."""
        record = super().build(call, preset)
        record["polls"] = call.play("build_polls")
        return record

    def fetch(self, call: Call) -> Answer:
        """Answer with a build, which gets on with every look at it."""
        return 200, self.view(call, self.looked_at(call))

    def looked_at(self, call: Call) -> JSON:
        """Return the build that the path names, one look further."""
        record = self.find(call)
        if record["status"] != "building" or record["polls"] == "never":
            return record
        left = int(record["polls"])
        after = {**record, "polls": str(left - 1)}
        if left <= 0:
            failed = any(one["name"] == NO_SUCH_PACKAGE for one in record["dependencies"])
            after = {**record, "status": "failed" if failed else "completed", "date_updated": self.now(call)}
        self.records(call).replace(after)
        return after

    def delete(self, call: Call) -> Answer:
        """Remove a build, unless it is live."""
        record = self.find(call)
        if record["sid"] in live_builds(call.account, record["service_sid"]):
            raise invalid(f"{record['sid']} is part of an active Deployment")
        return super().delete(call)


class Statuses(Builds):
    """How far a build is."""

    def view(self, call: Call, record: JSON) -> JSON:
        """Return the status alone."""
        return {**super().view(call, record), "url": f"{record['url']}/Status"}


def listed(dependencies: str) -> list[JSON]:
    """Return the dependencies that were sent as JSON, or raise 400."""
    try:
        read: Any = json.loads(dependencies)
    except ValueError as error:
        raise invalid(f"Invalid parameter Dependencies: it is no JSON: {error}") from None
    for one in read if isinstance(read, list) else [None]:
        if not isinstance(one, dict) or set(one) != {"name", "version"}:
            raise invalid('Invalid parameter Dependencies: it is a list of {"name", "version"}')
        if not all(isinstance(value, str) and value for value in one.values()):
            raise invalid("Invalid parameter Dependencies: name and version are strings")
    found: list[JSON] = read
    return found


FUNCTIONS = Functions()
ASSETS = Assets()
FUNCTION_VERSIONS = FunctionVersions()
ASSET_VERSIONS = AssetVersions()
CONTENT = Content()
BUILDS = Builds()
STATUSES = Statuses()
_SERVICE = "/v1/Services/{ServiceSid}"
# Where versions are made, on a host of its own.
UPLOAD_ROUTES: dict[str, Resource] = {
    f"{_SERVICE}/Functions/{{FunctionSid}}/Versions": FUNCTION_VERSIONS,
    f"{_SERVICE}/Assets/{{AssetSid}}/Versions": ASSET_VERSIONS,
}
ROUTES: dict[str, Resource] = {
    f"{_SERVICE}/Functions": FUNCTIONS,
    f"{_SERVICE}/Functions/{{Sid}}": FUNCTIONS,
    f"{_SERVICE}/Functions/{{FunctionSid}}/Versions/{{Sid}}": FUNCTION_VERSIONS,
    f"{_SERVICE}/Functions/{{FunctionSid}}/Versions/{{Sid}}/Content": CONTENT,
    f"{_SERVICE}/Assets": ASSETS,
    f"{_SERVICE}/Assets/{{Sid}}": ASSETS,
    f"{_SERVICE}/Assets/{{AssetSid}}/Versions/{{Sid}}": ASSET_VERSIONS,
    f"{_SERVICE}/Builds": BUILDS,
    f"{_SERVICE}/Builds/{{Sid}}": BUILDS,
    f"{_SERVICE}/Builds/{{Sid}}/Status": STATUSES,
    **UPLOAD_ROUTES,
}
