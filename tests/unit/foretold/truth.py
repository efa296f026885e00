# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to be true of a wish: foretold, carried out, repeated, and read again."""

from __future__ import annotations

import json
import re
from importlib import import_module

from ansible_collections.flexops.twilio.plugins.module_utils.flow.compare import by_name, canonical
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Lookup, dig

from .account import moved, sids_in
from .granted import alike, granted
from .untouched import LOOKS, nothing_else_moved

RESOURCES = "ansible_collections.flexops.twilio.plugins.module_utils.resources"
IN_FILES = {"phone_number_messaging": "phone_number"}

# What Twilio alone knows, and says when it is asked to do it: by its codes. Check mode can not foretell these.
ONLY_TWILIO_KNOWS = {
    "phone_number": {21421, 21422, 21631, 21649},  # not for sale, or only with an address or a bundle
    "conversations_address": {20001},  # of a number that the account does not have (yet)
    "channel_sender": {20001},  # what is not on WhatsApp can not be changed
    "messaging_service": {21710},  # whether SHOP is Shop
    "flex_flow": {20404, 45202, 45212},  # Flex's chat service is gone; another flow has the identity
    # Somebody talks over it; or it is asked for in two pools, once by number and once by name or SID.
    "proxy_phone_number": {80611, 80101},
    "serverless_deployment": {82007},  # the runtime
}


# Whatever changes about them is one request.
ONE_WRITE = {
    "phone_number",
    "conversations_address",
    "studio_flow",
    "conversations_webhook",
    "conversation_webhook",
    "conversations_configuration",
    "conversation",
    "flex_flow",
    "proxy_phone_number",
    "channel_sender",
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


class Wish:
    """One task of a playbook, in every way that it is run. `outcome`: what came of each entry."""

    def __init__(self, account, module, options):
        self.account, self.module, self.options = account, module, account.named(options)
        self.resource = resource_of(module)
        self.many = "aggregate" in self.options
        self.entries = self.options.get("aggregate") or [{}]
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
        nothing_else_moved(self)

    def refused(self):
        """Before the first write: with the same words as in check mode. Later: with a word on what is done."""
        codes = {request["code"] for request in self.writes if request["status"] >= 400}
        assert codes <= ONLY_TWILIO_KNOWS.get(self.module, set()), self.done["msg"]
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
        pairs = list(zip(self.parts(self.foretold), self.parts(self.done), self.entries, strict=True))
        changes = [done for _foretold, done, _entry in pairs if done["changed"]]
        assert bool(self.written) == bool(changes) == self.done["changed"]
        assert not [request for request in self.writes if request not in self.written], "a write was refused"
        if self.module in ONE_WRITE:
            replaced = sum(change["action"] == "replace" for change in changes)
            assert len(self.written) == len(changes) + replaced, "more than one write for a change"
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
        """The results of the entries."""
        return result.get("results") or [result]

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
        granted(self, done, options, live)
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
