# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Studio v2: flows with their revisions and executions."""

from __future__ import annotations

import json

from ..definitions import completed, problems
from ..errors import ApiError, invalid, not_found
from ..executions import REQUEST, active_execution, live_revision, revisions_of, start
from ..resources import JSON, Answer, Call, Resource
from ..state import Account


def definition_of(call: Call) -> JSON:
    """Return the definition that was sent, or raise 400 with every problem in it (81022, docs)."""
    try:
        definition = json.loads(call.form["Definition"])
    except ValueError as error:
        raise invalid(f"Invalid parameter Definition: it is no JSON: {error}") from None
    found = problems(definition, flags_required=call.play("flow_without_flags") == "rejected")
    if found:
        # docs: details are an object; that it holds a list called errors, and how an item looks, is inferred
        raise ApiError(400, 81022, "Flow definition is invalid", {"errors": found, "warnings": []})
    made: JSON = completed(definition) if call.play("flow_defaults") == "added" else definition
    return made


class Flows(Resource):
    """Flows. What a flow answers is its newest revision; what runs is the newest one that is published."""

    collection = "studio_flows"
    prefix = "FW"
    never_blank = frozenset({"FriendlyName", "Definition", "CommitMessage"})  # captured: an empty message is refused
    defaults = {"valid": True, "errors": [], "warnings": [], "revision": 1}

    def row(self, call: Call, record: JSON) -> JSON:
        """Return a flow without its definition and what belongs to it (captured)."""
        return {**record, "definition": None, "commit_message": None, "valid": None, "errors": None, "warnings": None}

    def build(self, call: Call, preset: JSON) -> JSON:
        """Add a flow and its first revision."""
        flow = super().build(call, preset)
        flow["webhook_url"] = f"https://webhooks.twilio.com/v1/Accounts/{call.account.sid}/Flows/{flow['sid']}"
        keep_revision(call.account, flow)
        return flow

    def update(self, call: Call) -> Answer:
        """Make a new revision, whether anything differs or not (docs)."""
        answer = super().update(call)
        keep_revision(call.account, self.find(call))
        return answer

    def apply(self, call: Call, record: JSON) -> None:
        """Lay the given parameters over a flow."""
        super().apply(call, record)
        if "Definition" in call.form:
            record["definition"] = definition_of(call)

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Count the revision."""
        if before is not None:
            after["revision"] = before["revision"] + 1

    def gone(self, call: Call, record: JSON) -> None:
        """Forget revisions and executions; addresses and numbers go on pointing at the flow (seen)."""
        for name in ("studio_revisions", "studio_executions"):
            collection = call.account[name]
            for one in [one for one in collection if one["flow_sid"] == record["sid"]]:
                collection.remove(one["sid"])


def keep_revision(account: Account, flow: JSON) -> None:
    """Remember what a flow is now as the revision that its number says."""
    number, when = flow["revision"], flow["date_updated"] or flow["date_created"]
    own = {"sid": f"{flow['sid']}.{number}", "flow_sid": flow["sid"], "url": f"{flow['url']}/Revisions/{number}"}
    account["studio_revisions"].add({**flow, **own, "date_created": when, "date_updated": None})


class OfFlow(Resource):
    """What belongs to the flow that the path names."""

    flow_argument = "FlowSid"

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a record is the flow's."""
        return bool(record["flow_sid"] == self.flow(call)["sid"])

    def flow(self, call: Call) -> JSON:
        """Return the flow, or raise 404."""
        flow = call.account["studio_flows"].get(call.argument(self.flow_argument))
        if flow is None:
            raise not_found(call.path)
        return flow

    def view(self, call: Call, record: JSON) -> JSON:
        """Return the fields that Twilio shows."""
        return {name: record[name] for name in call.operation.answer}

    def list(self, call: Call) -> Answer:
        """Answer with a page, once the flow is known to exist."""
        self.flow(call)
        return super().list(call)


class Revisions(OfFlow):
    """The revisions of a flow, by number, or the newest one of all or of those published."""

    collection = "studio_revisions"
    flow_argument = "Sid"
    newest_first = True  # inferred

    def find(self, call: Call) -> JSON:
        """Return the revision that the path names, or raise 404."""
        sid, wanted = self.flow(call)["sid"], call.argument("Revision")
        found: JSON | None
        if wanted == "LatestPublished":
            found = live_revision(call.account, sid)
        elif wanted == "LatestRevision":
            found = revisions_of(call.account, sid)[-1]
        elif wanted.isdigit():
            found = self.records(call).get(f"{sid}.{int(wanted)}")
        else:
            raise invalid(f"{wanted} is no revision", 81021)  # docs
        if found is None:
            raise not_found(call.path)
        return found

    def view(self, call: Call, record: JSON) -> JSON:
        """Return the fields that Twilio shows; the SID is the flow's."""
        return {**super().view(call, record), "sid": record["flow_sid"]}


class Validation(Resource):
    """Says whether a definition could be saved; saves nothing."""

    def update(self, call: Call) -> Answer:
        """Answer ``valid``, or raise what saving would raise."""
        if call.form.get("CommitMessage") == "":
            raise invalid("Parameter CommitMessage must not be empty")
        definition_of(call)
        return 200, {"valid": True}


class Executions(OfFlow):
    """The executions of a flow; messages start them as well."""

    collection = "studio_executions"

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether an execution is the flow's and passes the filters."""
        first, last = call.query.get("DateCreatedFrom", ""), call.query.get("DateCreatedTo", "9999")
        status = call.query.get("Status", record["status"])
        return super().matches(call, record) and status == record["status"] and first <= record["date_created"] <= last

    def find(self, call: Call) -> JSON:
        """Return the execution that the path names, or raise 404."""
        record = super().find(call)
        if record["flow_sid"] != self.flow(call)["sid"]:
            raise not_found(call.path)
        return record

    def create(self, call: Call) -> Answer:
        """Start an execution by request; a contact is in one at a time (docs)."""
        flow, to = self.flow(call)["sid"], call.form["To"]
        try:
            data = json.loads(call.form.get("Parameters") or "{}")
        except ValueError as error:
            raise invalid(f"Invalid parameter Parameters: it is no JSON: {error}") from None
        if active_execution(call.account, flow, to):
            raise ApiError(409, 20409, f"{to} is in an active execution of the flow already")
        live = live_revision(call.account, flow)
        if live is None:
            raise invalid("The flow was never published")  # inferred
        execution = start(call.world, call.account, live, REQUEST, to, {"request": {"parameters": data}})
        execution["context"]["flow"]["channel"] = {"address": call.form["From"]}
        return 201, self.view(call, execution)

    def update(self, call: Call) -> Answer:
        """End an execution."""
        record = self.find(call)
        if call.form["Status"] != "ended":
            raise invalid("Invalid parameter Status: an execution can only be ended")
        after = {**record, "status": "ended", "date_updated": self.now(call)}
        self.records(call).replace(after)
        return 200, self.view(call, after)


FLOWS = Flows()
REVISIONS = Revisions()
VALIDATION = Validation()
EXECUTIONS = Executions()
ROUTES: dict[str, Resource] = {
    "/v2/Flows": FLOWS,
    "/v2/Flows/{Sid}": FLOWS,
    "/v2/Flows/Validate": VALIDATION,
    "/v2/Flows/{Sid}/Revisions": REVISIONS,
    "/v2/Flows/{Sid}/Revisions/{Revision}": REVISIONS,
    "/v2/Flows/{FlowSid}/Executions": EXECUTIONS,
    "/v2/Flows/{FlowSid}/Executions/{Sid}": EXECUTIONS,
}
