# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One account in the emulator: put back to a beginning, changed by hand, wished for, and looked at from outside."""

from __future__ import annotations

import base64
import json
import re
from dataclasses import dataclass

from ansible_collections.flexops.twilio.emulator.twilio_emulator.gate import Request
from ansible_collections.flexops.twilio.emulator.twilio_emulator.multipart import Upload
from ansible_collections.flexops.twilio.emulator.twilio_emulator.numbering import catalogue
from ansible_collections.flexops.twilio.emulator.twilio_emulator.switches import normal

from ...in_process import InProcess

NUMBERS = [f"+1555010000{at}" for at in range(1, 5)]
SEED = "flexops"
OFFERED = [number.phone_number for number, _at in zip(catalogue(SEED, "US", "local", "415"), range(3), strict=False)]
# A number that Twilio sells with an address only.
GUARDED = next(iter(catalogue(SEED, "GB", "local", None))).phone_number

PREFIXES = {
    "phone_numbers": "PN",
    "messaging_services": "MG",
    "conversation_services": "IS",
    "addresses": "IG",
    "studio_flows": "FW",
    "serverless_services": "ZS",
    "serverless_environments": "ZE",
    "serverless_functions": "ZH",
    "serverless_assets": "ZH",
    "serverless_builds": "ZB",
    "serverless_variables": "ZV",
    "serverless_function_versions": "ZN",
    "conversations": "CH",
    "conversation_webhooks": "WH",
    "channel_senders": "XE",
    "flex_flows": "FO",
    "proxy_services": "KS",
}

TO_STUDIO = {"integration_type": "studio", "integration": {"studio_flow": "flow 0", "retry_count": 3}}
TO_A_BOT = {"integration": {"url": "https://a.example"}}
MANY = {
    "phone_numbers": [
        {"phone_number": NUMBERS[0], "friendly_name": "line 0"},
        {"phone_number": NUMBERS[1], "friendly_name": "line 1", "sms_url": "https://demo.twilio.com/welcome/sms/reply"},
        {"phone_number": NUMBERS[2], "friendly_name": "line 1"},
    ],
    "conversation_services": [{"friendly_name": name} for name in ("Flex", "chat 1", "chat 2")],
    "studio_flows": [{"friendly_name": name} for name in ("flow 0", "flow 1", "flow 2")],
    "channel_senders": [
        {"sender": "whatsapp:+15550100001"},
        {"sender": "whatsapp:+15550100009", "status": "OFFLINE"},
        {"sender": "rcs:agent"},
    ],
    "messaging_services": [
        {"friendly_name": "pool 0", "phone_numbers": [NUMBERS[0]]},
        {"friendly_name": "pool 1", "use_inbound_webhook_on_number": True},
    ],
    "default_conversation_service": "Flex",
    "addresses": [
        {
            "type": "sms",
            "address": NUMBERS[0],
            "auto_creation": {"enabled": True, "type": "studio", "studio_flow": "flow 0", "studio_retry_count": 1},
        },
        {
            "type": "sms",
            "address": NUMBERS[1],
            "auto_creation": {"type": "webhook", "webhook_url": "https://a.example", "studio_flow": "flow 1"},
        },
    ],
    "flex_flows": [
        {"friendly_name": "line 0", "channel_type": "sms", "contact_identity": NUMBERS[0], **TO_STUDIO},
        {"friendly_name": "line 1", "channel_type": "web", "integration_type": "external", **TO_A_BOT},
    ],
    "flex": {"chat_service": "Flex"},
    "proxy_services": [
        {"unique_name": "Flex Proxy Service", "phone_numbers": [NUMBERS[0]]},
        {"unique_name": "other", "chat_service": "chat 1"},
    ],
    "conversations": [
        {"unique_name": "talk 0", "from": "+15550109001", "to": NUMBERS[0], "messages": ["hello"]},
        {"friendly_name": "talk 1", "from": "+15550109001", "to": NUMBERS[1]},
        {"unique_name": "talk 2", "from": "+15550109002", "to": NUMBERS[1], "state": "closed"},
        {"unique_name": "talk 3", "conversation_service": "chat 1"},
    ],
    "serverless_services": [
        {
            "unique_name": "fn",
            "environments": [
                {"unique_name": "dev-environment", "domain_suffix": "dev", "variables": {"A": "1", "B": "2"}},
                {"unique_name": "production"},
            ],
            "functions": [{"path": "/a", "content": "exports.a"}, {"path": "/b", "content": "exports.b"}],
            "assets": [{"path": "/x.txt", "content": "x"}],
        }
    ],
}
ACCOUNTS = {
    "usual": MANY,
    "empty": {},
    "without Flex": {
        name: MANY[name]
        for name in ("phone_numbers", "conversation_services", "studio_flows", "messaging_services", "channel_senders")
    },
}


@dataclass(frozen=True)
class Sid:
    """The SID of one of the account's records of a kind; of none where it has none, or where `at` is negative."""

    collection: str
    at: int = 0


# As many as a conversation can have, in one; in another two, of which one answers for nothing.
LISTENERS = [
    *(
        (Sid("conversations", 1), {"Target": "trigger", "Configuration.Url": url, "Configuration.Triggers": "help"})
        for url in (f"https://{at}.example" for at in "defgh")
    ),
    (Sid("conversations"), {"Target": "studio", "Configuration.FlowSid": "FW" + 32 * "0"}),
    (
        Sid("conversations"),
        {"Target": "webhook", "Configuration.Url": "https://a.example", "Configuration.Filters": ["onMessageAdded"]},
    ),
]


class Account:
    """Made once, for all worlds: an account takes longer to make than to put back."""

    def __init__(self):
        self.inner = InProcess(SEED)
        self.beginnings = {}
        for name, contents in ACCOUNTS.items():
            self.inner.emulator.reset()
            self.inner.seed(contents)
            self.sid, token = self.inner.account["sid"], self.inner.account["auth_token"]
            self.authorization = "Basic " + base64.b64encode(f"{self.sid}:{token}".encode()).decode()
            for conversation, form in LISTENERS if contents is MANY else ():
                self.by_hand("POST", ("/conversations/v1/Conversations/", conversation, "/Webhooks"), form)
            self.beginnings[name] = self.inner.emulator.world.dump()

    def begin(self, name, switches):
        """Forget everything, and be as in the beginning."""
        self.inner.emulator.reset()
        self.inner.emulator.world.load(self.beginnings[name])
        self.here.switches = normal(switches)

    @property
    def world(self):
        return self.inner.emulator.world

    @property
    def here(self):
        return self.world.accounts[self.sid]

    def named(self, value):
        """The same with SIDs in it that are SIDs."""
        if isinstance(value, Sid):
            found = list(self.here[value.collection])
            return (
                found[value.at % len(found)]["sid"]
                if found and value.at >= 0
                else PREFIXES[value.collection] + 32 * "0"
            )
        if isinstance(value, dict):
            return {name: self.named(one) for name, one in value.items()}
        return [self.named(one) for one in value] if isinstance(value, list) else value

    def by_hand(self, method, path, form, file=""):
        """What a person in the Console does, or another program: whether Twilio takes it or not. Parts of a path may be
        Sids; what goes to senders goes as JSON.
        """
        path = "".join(self.named(part) if isinstance(part, Sid) else part for part in path)
        form, document = self.named(form or {}), "Senders" in path
        self.inner.emulator.handle(
            Request(
                method=method,
                path=path.replace("{account}", self.sid),
                query=[],
                form=[]
                if document
                else [(name, spelled(one)) for name, given in form.items() for one in listed(given)],
                authorization=self.authorization,
                files=(Upload("Content", "file.js", "application/javascript", file.encode()),) if file else (),
                text=json.dumps(form) if document else None,
            )
        )
        self.world.outbox.clear()

    def run(self, module, options, check=False):
        """(result, the requests that it made)."""
        since = self.inner.emulator.journal.next
        result = self.inner.run(module, check=check, **options)
        return result, self.inner.journal(since=since)

    def image(self):
        """(collection, SID) → record, and what an account has one of under a blank SID."""
        dumped = self.world.dump(self.sid)["accounts"][0]
        image = {
            (name, record["sid"]): record
            for name, collection in dumped["collections"].items()
            for _number, record in collection["records"]
        }
        singles = ("conversations_configuration", "conversations_webhook", "flex", "console", "purchases", "releases")
        return image | {(name, ""): dumped[name] for name in singles}


def spelled(value):
    return str(value).lower() if isinstance(value, bool) else str(value)


def listed(value):
    return value if isinstance(value, list) else [value]


def moved(before, after):
    """(collection, SID) → the names of the fields that differ; of what came or went, None."""
    differing = {}
    for key in {*before, *after}:
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        whole = old is None or new is None or isinstance(old, list)
        differing[key] = None if whole else set(differences(old, new))
    return differing


def differences(old, new, prefix=""):
    """The dotted names of what differs."""
    for name in {*old, *new}:
        one, other = old.get(name), new.get(name)
        if isinstance(one, dict) and isinstance(other, dict):
            yield from differences(one, other, f"{prefix}{name}.")
        elif one != other:
            yield prefix + name


def sids_in(text):
    return re.findall(r"[A-Z]{2}[0-9a-f]{32}", text)
