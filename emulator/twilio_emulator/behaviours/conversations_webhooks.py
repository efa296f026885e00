# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations v1: the webhooks of an account, of a service, and of a conversation."""

from __future__ import annotations

from dataclasses import replace

from ..contract import field_name
from ..conversations import add_webhook, parts_of
from ..errors import invalid
from ..events import replay
from ..quirks import USERS
from ..resources import JSON, Answer, Call, Resource
from .conversations_configuration import known, service_of
from .conversations_records import Part, conversation_of

LIMIT = 5  # docs: webhooks in a conversation
MOST_TRIGGERS = 5  # docs
LONGEST_URL = 512  # docs


class AccountWebhook(Resource):
    """The one webhook of an account. Only what differs from the beginning is kept."""

    blank: JSON = {  # captured
        "filters": [],
        "method": "POST",
        "target": "webhook",
        "pre_webhook_url": None,
        "post_webhook_url": None,
    }

    def kept(self, call: Call) -> JSON:
        """Return what was set."""
        return call.account.conversations_webhook

    def find(self, call: Call) -> JSON:
        """Return the webhook, as Twilio shows it."""
        url = f"https://{call.operation.host}/v1/Configuration/Webhooks"
        return {"account_sid": call.account.sid, **self.blank, **self.kept(call), "url": url}

    def update(self, call: Call) -> Answer:
        """Change what was given; filters are replaced as a whole (docs)."""
        self.lay(call)
        return 200, self.find(call)

    def lay(self, call: Call) -> None:
        """Keep what was given."""
        kept = self.kept(call)
        for parameter, value in call.form.items():
            name = field_name(parameter)
            kept.pop(name, None)
            if value not in ("", [], self.blank[name]):
                kept[name] = list(dict.fromkeys(value)) if isinstance(value, list) else value


class ServiceWebhook(AccountWebhook):
    """The one webhook of a conversation service, which overrides the account's."""

    blank: JSON = {"filters": None, "method": None, "pre_webhook_url": None, "post_webhook_url": None}  # description

    def kept(self, call: Call) -> JSON:
        """Return what was set."""
        kept: JSON = service_of(call)["webhooks"]
        return kept

    def find(self, call: Call) -> JSON:
        """Return the webhook, as Twilio shows it."""
        service = service_of(call)["sid"]
        url = f"https://{call.operation.host}/v1/Services/{service}/Configuration/Webhooks"
        ids = {"account_sid": call.account.sid, "chat_service_sid": service, "url": url}
        return {**self.blank, **self.kept(call), **ids}

    def lay(self, call: Call) -> None:
        """Keep what was given; the events of users are the account's only (description)."""
        for name in call.form.get("Filters", ()):
            if name in USERS:
                raise invalid(f"Invalid parameter Filters: {name}")
        super().lay(call)


class ScopedWebhooks(Part):
    """The webhooks of a conversation: a URL, keywords that call one, or a Studio flow."""

    collection = "conversation_webhooks"
    name = "Webhooks"
    fields = {
        "webhook": ("url", "method", "filters"),
        "trigger": ("url", "method", "triggers"),
        "studio": ("flow_sid",),
    }

    def list(self, call: Call) -> Answer:
        """Answer with a page, which holds all of them unless a smaller one is asked for."""
        return super().list(replace(call, query={"PageSize": LIMIT, **call.query}))

    def create(self, call: Call) -> Answer:
        """Add a webhook and give it the messages that it is to be shown again."""
        conversation = conversation_of(call, "ConversationSid")
        target, first = call.form["Target"], call.form.get("Configuration.ReplayAfter", "")
        configuration = self.configured(call, target, {})
        if first != "":
            configuration["replay_after"] = first
        if len(parts_of(call.account, self.collection, conversation)) >= LIMIT:
            raise invalid(f"A conversation has at most {LIMIT} webhooks", 50361)
        given = {"target": target, "configuration": configuration, "origin": "api"}
        record = add_webhook(call.world, call.account, conversation, given)
        if first != "":
            replay(call.world, call.account, conversation, record, first)
        return 201, self.view(call, record)

    def check(self, call: Call, before: JSON | None, after: JSON) -> None:
        """Change the configuration of a webhook."""
        after["configuration"] = self.configured(call, after["target"], after["configuration"])

    def apply(self, call: Call, record: JSON) -> None:
        """Leave a record as it is: what may be in its configuration depends on its target."""

    def configured(self, call: Call, target: str, before: JSON) -> JSON:
        """Return a configuration with what was given and belongs to its target; raises 400."""
        after = dict(before)
        for parameter, value in call.form.items():
            name = parameter.removeprefix("Configuration.")
            if name != parameter and field_name(name) in self.fields[target]:
                after[field_name(name)] = value
        if target == "studio":
            if not after.get("flow_sid"):
                raise invalid("Missing required parameter Configuration.FlowSid in the post body")
            if call.play("unknown_references") == "rejected":
                known(call, "studio_flows", after["flow_sid"])
            return after
        if not after.get("url"):
            raise invalid("Missing required parameter Configuration.Url in the post body")
        if len(after["url"]) > LONGEST_URL:
            raise invalid(f"Configuration.Url has at most {LONGEST_URL} characters", 50372)
        if target == "webhook" and not after.get("filters"):
            raise invalid("A webhook needs Configuration.Filters", 50370)
        if target == "trigger" and not after.get("triggers"):
            raise invalid("A trigger needs Configuration.Triggers", 50371)
        if len(after.get("triggers") or ()) > MOST_TRIGGERS:
            raise invalid(f"A webhook has at most {MOST_TRIGGERS} triggers", 50362)
        method = after.get("method") or "post"
        after["method"] = method.upper() if call.play("scoped_webhook_method") == "upper" else method.lower()
        return after
