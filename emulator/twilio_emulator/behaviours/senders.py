# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messaging v2: WhatsApp and RCS senders. They take JSON, answer 202, and are done some time later."""

from __future__ import annotations

import re

from ..contract import is_url
from ..errors import ApiError, invalid, not_found
from ..resources import JSON, Answer, Call, Resource, shown

# docs: the channels that have an API; a Messenger page, and whatever else there is, is the Console's
_FORMATS = {"whatsapp": re.compile(r"whatsapp:\+[1-9]\d{6,14}"), "rcs": re.compile(r"rcs:\S+")}
TYPES = {"whatsapp": "WhatsApp", "messenger": "Messenger", "rcs": "RCS"}
_PAGE_SIZE = 20  # docs


def channel_of(sender: str) -> str:
    """Return the channel of a sender: what is before its colon."""
    return sender.partition(":")[0]


def settings(call: Call) -> JSON:
    """Return the objects of a sender with each of their fields, null."""
    facts = call.operation.answer
    return {name: dict.fromkeys(facts[name]["fields"]) for name in ("configuration", "webhook", "profile")}


class Senders(Resource):
    """Senders of the channels that have an API."""

    collection = "channel_senders"
    prefix = "XE"

    def find(self, call: Call) -> JSON:
        """Return the sender that the path names, or raise 404."""
        record = super().find(call)
        if channel_of(record["sender"]) not in _FORMATS:
            raise not_found(call.path)
        return record

    def matches(self, call: Call, record: JSON) -> bool:
        """Whether a sender is of the channel asked for."""
        return bool(channel_of(record["sender"]) == call.query["Channel"])

    def view(self, call: Call, record: JSON) -> JSON:
        """Return a sender as Twilio shows it."""
        return shown(call, record)

    def list(self, call: Call) -> Answer:
        """Answer with a page of one channel's senders."""
        if call.query["Channel"] not in _FORMATS:
            raise invalid(f"Invalid parameter Channel: {call.query['Channel']}")
        call.query.setdefault("PageSize", _PAGE_SIZE)
        return super().list(call)

    def fetch(self, call: Call) -> Answer:
        """Answer with a sender, which gets on with every look at it."""
        record = self.find(call)
        polls = record.get("polls", "never")
        if polls.isdigit():
            record["polls"] = str(int(polls) - 1)
            if polls == "0":
                del record["polls"]
                record["status"] = "ONLINE"
        return 200, self.view(call, record)

    def busy(self, call: Call, record: JSON, status: str) -> None:
        """Let a sender be on its way for a number of looks."""
        record |= {"status": status, "polls": call.play("sender_polls")}

    def create(self, call: Call) -> Answer:
        """Add a sender, which is not ready at once."""
        sender = call.form["sender_id"]
        form = _FORMATS.get(channel_of(sender))
        if form is None or not form.fullmatch(sender):
            raise invalid(f"Invalid parameter sender_id: {sender}")
        if call.account["channel_senders"].find(sender):
            raise ApiError(409, 20409, f"The sender {sender} exists already")
        record = self.build(call, {"sender_id": sender})
        self.busy(call, record, "CREATING")
        return 202, self.view(call, record)

    def build(self, call: Call, preset: JSON) -> JSON:
        """Add a sender; what of its objects is not in ``preset`` is null."""
        sender = preset["sender_id"]
        facts = {"sender": sender, "sender_type": TYPES[channel_of(sender)], "country_code": "US"}
        objects = {name: {**empty, **preset.get(name, {})} for name, empty in settings(call).items()}
        objects["properties"] = preset.get("properties", {"quality_rating": None, "messaging_limit": None})
        preset = {"status": "ONLINE", "date_created": self.now(call), **facts, **preset, **objects}
        return super().build(call, preset)

    def update(self, call: Call) -> Answer:
        """Change a WhatsApp sender; others can not be changed here (docs)."""
        self.changeable(call)
        after = self.find(call)
        if any(value is not None for value in call.form.values()):
            super().update(call)
            after = self.find(call)
            del after["date_updated"]
            if after["status"] in ("ONLINE", "ONLINE:UPDATING"):
                self.busy(call, after, "ONLINE:UPDATING")
        return 202, self.view(call, after)

    def delete(self, call: Call) -> Answer:
        """Remove a WhatsApp sender; others can not be removed here (docs)."""
        self.changeable(call)
        return super().delete(call)

    def gone(self, call: Call, record: JSON) -> None:
        """Take the sender out of its messaging service."""
        if record["sid"] in call.account["pool_channel_senders"]:
            call.account["pool_channel_senders"].remove(record["sid"])

    def changeable(self, call: Call) -> None:
        """Raise 400 against changing what is no WhatsApp sender."""
        sender = self.find(call)["sender"]
        if channel_of(sender) != "whatsapp":
            raise invalid(f"{sender} is no WhatsApp sender: it can not be changed here")

    def apply(self, call: Call, record: JSON) -> None:
        """Lay what was given over a sender, object by object; whether into what is there is not documented."""
        for name, empty in settings(call).items():
            given = call.form.get(name)
            if given is None:
                continue
            if call.play("json_null") == "ignored":
                given = {field: value for field, value in given.items() if value is not None}
            given = {field: None if value == "" else value for field, value in given.items()}
            kept = record[name] if call.play("sender_objects") == "merged" else empty
            record[name] = {**empty, **kept, **given}

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Hold the webhook's URLs against what Twilio would call."""
        for name in ("callback", "fallback", "status_callback"):
            url = after["webhook"][f"{name}_url"]
            if url and not is_url(url):
                raise invalid(f"Invalid parameter webhook.{name}_url: {url}")
            if url and not after["webhook"][f"{name}_method"]:
                after["webhook"][f"{name}_method"] = "POST"


SENDERS = Senders()
ROUTES: dict[str, Resource] = {"/v2/Channels/Senders": SENDERS, "/v2/Channels/Senders/{Sid}": SENDERS}
