# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be true of a wish: foretold, carried out, repeated, and read again."""

from __future__ import annotations

import json
import re
from importlib import import_module

from ansible_collections.flexops.twilio.plugins.module_utils.flow.compare import by_name, canonical
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Lookup, dig, is_empty

from .account import moved, sids_in

RESOURCES = "ansible_collections.flexops.twilio.plugins.module_utils.resources"
IN_FILES = {"phone_number_messaging": "phone_number"}

OWN = {
    "phone_number": "phone_numbers",
    "phone_number_messaging": "phone_numbers",
    "conversations_address": "addresses",
    "studio_flow": "studio_flows",
    "serverless_deployment": "serverless_services",
    "conversation_webhook": "conversation_webhooks",
    "conversation": "conversations",
    "messaging_service": "messaging_services",
    "flex_flow": "flex_flows",
    "proxy_phone_number": "proxy_numbers",
    "channel_sender": "channel_senders",
}

# What Twilio does to a resource besides what it is asked for.
BESIDES = {
    "studio_flow": {"revision", "commit_message"},
    "conversation": {"timers", "lengths"},
    "channel_sender": {"status", "polls"},
}
# What a look at it is enough for.
LOOKS = {"channel_senders": {"status", "polls"}, "serverless_builds": {"status", "polls", "date_updated"}}
# What belongs to it, in collections of its own: (collection, field that names the owner).
PARTS = {
    "studio_flow": [("studio_revisions", "flow_sid"), ("studio_executions", "flow_sid")],
    "conversation": [
        (name, "conversation_sid") for name in ("participants", "conversation_messages", "conversation_webhooks")
    ],
    "messaging_service": [("pool", "service_sid"), ("alpha_senders", "service_sid")],
}

# What Twilio alone knows, and says when it is asked to do it: by its codes. Check mode can not foretell these.
ONLY_TWILIO_KNOWS = {
    "phone_number": {21421, 21422, 21631, 21649},  # not for sale, or only with an address or a bundle
    "conversations_address": {20001},  # of a number that the account does not have (yet)
    "channel_sender": {20001},  # what is not on WhatsApp can not be changed
    "flex_flow": {20404, 45202, 45212},  # Flex's chat service is gone; another flow has the identity
    "proxy_phone_number": {80611},  # somebody talks over it
    "serverless_deployment": {82007},  # the runtime
}


def resource_of(module):
    file = import_module(f"{RESOURCES}.{IN_FILES.get(module, module)}")
    return getattr(file, module.upper())


def foretells(foretold, done):
    """Whether they are the same, what is only known afterwards aside."""
    if isinstance(foretold, str) and UNKNOWN in foretold:
        return bool(re.fullmatch(".*".join(map(re.escape, foretold.split(UNKNOWN))), str(done), re.DOTALL)) or (
            foretold == UNKNOWN
        )
    if isinstance(foretold, dict) and isinstance(done, dict):
        return foretold.keys() == done.keys() and all(foretells(foretold[key], done[key]) for key in done)
    if isinstance(foretold, list) and isinstance(done, list):
        return len(foretold) == len(done) and all(map(foretells, foretold, done))
    return foretold == done


def alike(name, one, other):
    """Whether two values of a field mean the same to Twilio."""
    if is_empty(one) or is_empty(other):
        return is_empty(one) and is_empty(other)
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    if name.endswith("method"):
        return one.upper() == other.upper()
    return one == other


class Wish:
    """One task of a playbook, in every way that it is run. `outcome`: what came of each entry."""

    def __init__(self, account, module, options):
        self.account, self.module, self.options = account, module, account.named(options)
        self.resource = resource_of(module)
        self.many = "aggregate" in self.options
        self.outcomes = []

    def prove(self):
        account = self.account
        self.before = account.image()
        self.foretold, requests = account.run(self.module, self.options, check=True)
        assert not [request for request in requests if request["write"]], "a write in check mode"
        seen = moved(self.before, account.image())
        assert all(fields and fields <= LOOKS.get(key[0], set()) for key, fields in seen.items()), (
            f"a look moved {seen}"
        )
        account.world.clock.advanced += 2
        self.done, requests = account.run(self.module, self.options)
        self.writes = [request for request in requests if request["write"]]
        self.written = [request for request in self.writes if request["status"] < 400]
        self.after = account.image()
        for result in (self.foretold, self.done):
            assert "exception" not in result, result["exception"]
            assert "Traceback" not in json.dumps(result)
        if self.done.get("failed"):
            self.refused()
        else:
            self.fulfilled()
        self.nothing_else_moved()

    def refused(self):
        """Before the first write: with the same words as in check mode. Later: with a word on what is done."""
        if self.written:
            parts = self.done.get("results") or [self.done]
            said = [part for part in parts if (part.get("error") or {}).get("half_done") or not part.get("failed")]
            new = {sid for _collection, sid in self.after.keys() - self.before.keys()}
            # A build that fails is named, and it is nothing else than that.
            assert said or new & set(sids_in(self.done["msg"])), "something was written and nothing says so"
            self.outcomes = ["half done"]
            return
        assert not self.done["changed"] if "changed" in self.done else True
        if self.writes:
            codes = {request["code"] for request in self.writes}
            assert codes <= ONLY_TWILIO_KNOWS.get(self.module, set()), self.done["msg"]
            self.outcomes = ["refused by Twilio"]
            return
        self.outcomes = ["refused"]
        if self.foretold.get("failed"):
            foretold, said = (re.sub("RQ[0-9a-f]{32}", "RQ", result["msg"]) for result in (self.foretold, self.done))
            if foretold != said:
                assert self.names_nothing(said), (foretold, said)
            return
        self.outcomes = ["refused until it is there"]
        told = json.dumps(self.foretold)
        assert UNKNOWN in told or "unresolved" in told, "check mode said nothing of what stands against it"
        assert self.names_nothing(self.done["msg"]), self.done["msg"]

    def names_nothing(self, message):
        """Whether a refusal is about names that stand for nothing yet: an earlier task may make them."""
        return re.search(r"no .* is called|this account (does not have|has no)", message)

    def fulfilled(self):
        assert not self.foretold.get("failed"), f"refused in check mode only: {self.foretold['msg']}"
        for name in ("changed", "action"):
            assert self.foretold.get(name) == self.done.get(name), name
        entries = self.options.get("aggregate") or [{}]
        pairs = list(zip(self.parts(self.foretold), self.parts(self.done), entries, strict=True))
        changes = [done for _foretold, done, _entry in pairs if done["changed"]]
        assert bool(self.written) == bool(changes) == self.done["changed"]
        assert not [request for request in self.writes if request not in self.written], "a write was refused"
        for foretold, done, entry in pairs:
            self.outcomes.append(done["action"])
            assert (foretold["changed"], foretold["action"]) == (done["changed"], done["action"])
            if done["changed"]:
                if self.module == "phone_number" and done["action"] == "create":
                    # Which numbers are on offer is never twice the same.
                    for one in (foretold, done):
                        one["diff"]["after_header"] = re.sub(
                            ": .* or another on offer", "", one["diff"]["after_header"]
                        )
                assert foretells(foretold["diff"], done["diff"])
                self.read_again(done, {**self.options, **entry})
        if changes:
            self.account.world.clock.advanced += 2
            again, requests = self.account.run(self.module, self.options)
            assert not again.get("failed"), again["msg"]
            assert not again["changed"], "the second run changes something"
            assert not [request for request in requests if request["write"]], "the second run writes"

    def parts(self, result):
        return result["results"] if self.many else [result]

    def sids(self, done):
        """Of what an entry is about: as it was, and as it is."""
        found = sids_in(done.get("diff", {}).get("before_header", ""))
        found = [*found, (done.get(self.module) or {}).get("sid")]
        return [sid for sid in found if sid and sid.startswith(self.resource.prefix)]

    def read_again(self, done, options):
        """The diff's `after` is what the info module reads."""
        sids = self.sids(done)
        scope = {
            name: options[name]
            for name in ("conversation_service", "conversation_sid", "proxy_service")
            if name in options
        }
        key = {} if self.resource.lookup is Lookup.SINGLETON else {"sid": sids[-1]}
        read, _requests = self.account.run(f"{self.module}_info", {**scope, **key})
        assert not read.get("failed"), read["msg"]
        found = [read[self.resource.kind]] if self.resource.kind in read else read[self.resource.plural]
        if done["action"] == "delete":
            assert found == [], "it is still there"
            return
        (live,) = found
        if self.module == "serverless_deployment":
            return
        for field in self.resource.fields:
            *groups, last = field.name.split(".")
            group = dig(done["diff"]["after"], ".".join(groups)) if groups else done["diff"]["after"]
            if last not in (group or {}):
                continue
            said, there = group[last], dig(live, field.name)
            if field.name == "definition":
                whole = by_name(canonical(there))
                gone = done["diff"]["before"].get("definition") or {}
                assert all(whole.get(name) == said.get(name) for name in {*said, *gone})
            else:
                assert alike(field.name, said, there), f"{field.name}: the diff says {said!r}, there is {there!r}"

    def nothing_else_moved(self):
        allowed = self.may_move()
        for key, fields in moved(self.before, self.after).items():
            if fields and fields <= LOOKS.get(key[0], set()):
                continue
            assert key in allowed, f"{key} moved"
            if allowed[key] is None:
                continue
            assert fields is not None, f"{key} came or went"
            strange = {name for name in fields if not any(f"{name}.".startswith(f"{one}.") for one in allowed[key])}
            assert not strange, f"{key}: {strange} moved"

    def may_move(self):
        """(collection, SID) → the fields that may differ; None where it may come or go."""
        allowed = {}
        parts = (self.done.get("results") or [self.done]) if self.many else [self.done]
        if self.done.get("failed"):
            # A build that fails is there, and the error names it.
            named = sids_in(self.done["msg"])
            allowed.update({key: None for key in self.after.keys() - self.before.keys() if key[1] in named})
        for done, entry in zip(parts, self.options.get("aggregate") or [{}], strict=False):
            if done.get("changed") or (done.get("error") or {}).get("half_done"):
                self.allow(allowed, done, {**self.options, **entry})
        return allowed

    def allow(self, allowed, done, options):
        shown = set(leaves(done["diff"]["before"])) | set(leaves(done["diff"]["after"]))
        action, module, images = done["action"], self.module, (self.before, self.after)
        if done.get("failed") and action in ("create", "replace"):
            # Half of what is new, or what was put back.
            allowed.update(dict.fromkeys(self.after.keys() - self.before.keys()))
        comes_or_goes = action in ("create", "delete", "replace")
        if module == "conversations_configuration":
            allowed["conversations_configuration", ""] = shown
            return
        if module == "conversations_webhook":
            found = sids_in(done["diff"]["before_header"])
            allowed[("conversation_services", found[0]) if found else ("conversations_webhook", "")] = (
                {f"webhooks.{name}" for name in shown} if found else shown
            )
            return
        for sid in self.sids(done):
            allowed[OWN[module], sid] = (
                None
                if comes_or_goes
                else shown | {"date_updated"} | BESIDES.get(module, set()) | self.twilios(module, shown)
            )
            for collection, owner in PARTS.get(module, ()):
                kind = {"pool": "phone_numbers"}.get(collection, collection)
                if comes_or_goes or collection.startswith("studio") or kind in shown:
                    mine = [
                        key
                        for image in images
                        for key, one in image.items()
                        if key[0] == collection and one[owner] == sid
                    ]
                    allowed.update(dict.fromkeys(mine))
            if module == "serverless_deployment":
                mine = [
                    key
                    for image in images
                    for key, one in image.items()
                    if key[0].startswith("serverless_") and one.get("service_sid") == sid
                ]
                allowed.update(dict.fromkeys(mine))
            if module == "phone_number" and action == "delete":
                allowed.update(dict.fromkeys([("pool", sid), ("proxy_numbers", sid), ("releases", "")]))
            if module == "phone_number" and action == "create":
                allowed["purchases", ""] = None
            if module == "phone_number_messaging" and "messaging_service" in shown:
                allowed["pool", sid] = None
            if module == "proxy_phone_number" and comes_or_goes:
                # Proxy may take the number over, and leave it.
                allowed["phone_numbers", sid] = {"sms_url", "sms_method", "voice_url", "voice_method"}
            if module == "conversation_webhook" and "configuration.replay_after" in shown:
                # A flow that is shown messages begins with them.
                allowed.update(dict.fromkeys(key for key in self.after if key[0] == "studio_executions"))
            if module == "messaging_service":
                # Autocreate a Conversation is one of the ways to answer.
                allowed["console", ""] = {"autocreate_conversation"}

    def twilios(self, module, shown):
        """Fields that Twilio may fill or clear by itself where the kind of answer changes."""
        if module == "conversations_address" and "auto_creation.type" in shown:
            return {"auto_creation"}
        return {"integration"} if module == "flex_flow" else {"webhook"} if module == "channel_sender" else set()


def leaves(document, prefix=""):
    """The dotted names of everything in a document that is no mapping, and of the mappings."""
    for name, value in document.items():
        yield prefix + name
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{name}.")
