# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serverless v1: services, their environments with variables, and what is deployed there."""

from __future__ import annotations

import itertools
from typing import ClassVar

from ..errors import ApiError, invalid, not_found
from ..resources import JSON, Answer, Call, Resource
from ..state import Account, World

HOST = "serverless.twilio.com"
LONGEST_SERVICE_NAME = 50  # docs
LARGEST_VALUE = 450  # bytes, docs
LARGEST_CONTEXT = 3 * 1024  # bytes, docs


class InService(Resource):
    """What belongs to the service that the path names, and to whatever else it names on the way."""

    # (path argument, collection, field of the record that holds its SID), from the outside in
    owners: ClassVar[tuple[tuple[str, str, str], ...]] = (("ServiceSid", "serverless_services", "service_sid"),)
    # A field that no two records of the same owners share.
    unique: ClassVar[str] = ""

    def owned_by(self, call: Call) -> JSON:
        """Return the SIDs of the owners by field, or raise 404."""
        found: JSON = {}
        for argument, collection, field in self.owners:
            owner = call.account[collection].get(call.argument(argument))
            if owner is None and collection == "serverless_services":
                owner = call.account[collection].find(call.argument(argument))
            if owner is None or any(owner[name] != sid for name, sid in found.items()):
                raise not_found(call.path)
            found[field] = owner["sid"]
        return found

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a record has these owners."""
        return all(record[field] == sid for field, sid in self.owned_by(call).items())

    def find(self, call: Call) -> JSON:
        """Return the record that the path names, or raise 404."""
        record = super().find(call)
        if not self.matches(call, record):
            raise not_found(call.path)
        return record

    def list(self, call: Call) -> Answer:
        """Answer with a page, once the owners are known to exist."""
        self.owned_by(call)
        return super().list(call)

    def view(self, call: Call, record: JSON) -> JSON:
        """Return the fields that Twilio shows."""
        return {name: record[name] for name in call.operation.answer}

    def build(self, call: Call, preset: JSON) -> JSON:
        """Add a record with its owners."""
        record = super().build(call, {**preset, **self.owned_by(call)})
        if "date_updated" in record:
            record["date_updated"] = record["date_created"]
        return record

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Refuse a second record of the same name."""
        if not self.unique:
            return
        for one in self.records(call):
            if one["sid"] != after["sid"] and self.matches(call, one) and one[self.unique] == after[self.unique]:
                raise conflict(call, f"{self.unique} {after[self.unique]} is taken")

    def locate(self, call: Call, record: JSON) -> None:
        """Give a record its addresses; those of uploads are where they are read."""
        super().locate(call, record)
        path = call.operation.route
        for argument, _collection, field in self.owners:
            path = path.replace(f"{{{argument}}}", record[field])
        record["url"] = f"https://{HOST}{path.removesuffix('/{Sid}')}/{record['sid']}"
        for name, link in record.get("links", {}).items():
            record["links"][name] = link.replace(call.operation.host, HOST)


def conflict(call: Call, message: str) -> ApiError:
    """Return the refusal of a name that is taken."""
    status = int(call.play("duplicate_name_status"))
    return ApiError(status, 20409 if status == 409 else 20001, message)


def live_builds(account: Account, service: str) -> list[str]:
    """Return the SIDs of the builds that some environment of a service runs."""
    environments = account["serverless_environments"]
    return [one["build_sid"] for one in environments if one["service_sid"] == service and one["build_sid"]]


class Services(InService):
    """Services, by SID or by unique name."""

    collection = "serverless_services"
    prefix = "ZS"
    owners = ()
    unique = "unique_name"
    never_blank = frozenset({"FriendlyName"})
    defaults = {"include_credentials": True, "ui_editable": False}  # docs

    def find(self, call: Call) -> JSON:
        """Return the service that the path names, or raise 404."""
        name = call.argument("Sid")
        record = self.records(call).get(name) or self.records(call).find(name)
        if record is None:
            raise not_found(call.path)
        return record

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Refuse a name that is too long or taken."""
        if len(after["unique_name"]) > LONGEST_SERVICE_NAME:
            raise invalid(f"Invalid parameter UniqueName: {after['unique_name']}")
        super().check(call, before, after)

    def build(self, call: Call, preset: JSON) -> JSON:
        """Add a service with a domain that nobody has."""
        record = super().build(call, preset)
        record["domain_base"] = _free_domain(call.world, record)
        return record

    def gone(self, call: Call, record: JSON) -> None:
        """Delete all that is in the service: its URLs answer no more."""
        for name, collection in call.account.collections.items():
            if name.startswith("serverless_") and name != self.collection:
                for one in [one for one in collection if one["service_sid"] == record["sid"]]:
                    collection.remove(one["sid"])


def _free_domain(world: World, service: JSON) -> str:
    taken = {one["domain_base"] for account in world.accounts.values() for one in account["serverless_services"]}
    for attempt in itertools.count():
        digits = int(world.digest("domain", service["sid"], str(attempt))[:8], 16) % 9000 + 1000
        domain = f"{service['unique_name'].lower().replace('_', '-')}-{digits}"
        if domain not in taken:
            return domain
    raise AssertionError("unreachable")


class Environments(InService):
    """Environments: made and deleted, never changed."""

    collection = "serverless_environments"
    prefix = "ZE"
    unique = "unique_name"

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Refuse a name or a suffix that another environment of the service has, and give it its domain."""
        super().check(call, before, after)
        service = call.account["serverless_services"].get(after["service_sid"])
        assert service is not None
        suffix = f"-{after['domain_suffix'].lower()}" if after["domain_suffix"] else ""
        after["domain_name"] = f"{service['domain_base']}{suffix}.twil.io"
        if any(one["domain_name"] == after["domain_name"] for one in self.records(call)):
            raise conflict(call, f"domain_suffix {after['domain_suffix']} is taken")

    def gone(self, call: Call, record: JSON) -> None:
        """Delete its variables and forget its deployments."""
        for name in ("serverless_variables", "serverless_deployments"):
            collection = call.account[name]
            for one in [one for one in collection if one["environment_sid"] == record["sid"]]:
                collection.remove(one["sid"])


class OfEnvironment(InService):
    """What belongs to an environment of a service."""

    owners = (*InService.owners, ("EnvironmentSid", "serverless_environments", "environment_sid"))


class Variables(OfEnvironment):
    """The variables that Functions see in their context."""

    collection = "serverless_variables"
    prefix = "ZV"
    unique = "key"
    never_blank = frozenset({"Key", "Value"})

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Hold key and value against Twilio's limits."""
        super().check(call, before, after)
        if len(after["value"].encode()) > LARGEST_VALUE:
            raise invalid(f"Invalid parameter Value: it is longer than {LARGEST_VALUE} bytes")
        others = [one for one in self.records(call) if self.matches(call, one) and one["sid"] != after["sid"]]
        if sum(len((one["key"] + one["value"]).encode()) for one in [*others, after]) > LARGEST_CONTEXT:
            raise invalid(f"The variables of an environment take {LARGEST_CONTEXT} bytes at most", 82006)


class Deployments(OfEnvironment):
    """Deployments: each puts a build into an environment, or empties it. They are never deleted."""

    collection = "serverless_deployments"
    prefix = "ZD"
    newest_first = True

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Demand a build that can be deployed, and put it into the environment."""
        if after["build_sid"]:
            build = call.account["serverless_builds"].get(after["build_sid"])
            if build is None or build["service_sid"] != after["service_sid"]:
                raise invalid(f"Invalid parameter BuildSid: {after['build_sid']} is no build of the service")
            if build["status"] != "completed":  # inferred
                raise invalid(f"Invalid parameter BuildSid: the build is {build['status']}")
        environments = call.account["serverless_environments"]
        environment = environments.get(after["environment_sid"])
        assert environment is not None
        environments.replace({**environment, "build_sid": after["build_sid"], "date_updated": self.now(call)})


SERVICES = Services()
ENVIRONMENTS = Environments()
VARIABLES = Variables()
DEPLOYMENTS = Deployments()
_SERVICE = "/v1/Services/{ServiceSid}"
_ENVIRONMENT = f"{_SERVICE}/Environments/{{EnvironmentSid}}"
ROUTES: dict[str, Resource] = {
    "/v1/Services": SERVICES,
    "/v1/Services/{Sid}": SERVICES,
    f"{_SERVICE}/Environments": ENVIRONMENTS,
    f"{_SERVICE}/Environments/{{Sid}}": ENVIRONMENTS,
    f"{_ENVIRONMENT}/Variables": VARIABLES,
    f"{_ENVIRONMENT}/Variables/{{Sid}}": VARIABLES,
    f"{_ENVIRONMENT}/Deployments": DEPLOYMENTS,
    f"{_ENVIRONMENT}/Deployments/{{Sid}}": DEPLOYMENTS,
}
