# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messaging services and their pools behind the shape of an HTTP session: for the real SDK."""

from __future__ import annotations

import re

from .wire import Heard, error, old_page, page
from .world import sid

NUMBERS = [f"+1415555010{at}" for at in range(5)]
PNS = {number: sid("PN", at) for at, number in enumerate(NUMBERS)}
SUPPORT, SALES = sid("MG", 1), sid("MG", 2)
SETTINGS = {"use_inbound_webhook_on_number": True, "inbound_request_url": None, "status_callback": None}
POOL = re.compile(r"/v1/Services/(MG\w+)/(PhoneNumbers|AlphaSenders)(?:/(\w+))?$")
KEY = {"PhoneNumbers": "phone_number", "AlphaSenders": "alpha_sender"}


class Pools:
    """An account's services, {SID: (name, numbers, alpha senders)}, as a session. `broken`: (verb, sender) → answer."""

    def __init__(self, services):
        self.services = {
            service: {"sid": service, "friendly_name": name, **SETTINGS}
            for service, (name, *_pools) in services.items()
        }
        self.pools = {
            service: {"PhoneNumbers": list(numbers), "AlphaSenders": list(names)}
            for service, (_name, numbers, names) in services.items()
        }
        self.broken = {}
        self.sent = []

    def request(self, method, url, params=None, data=None, **_details):
        path = url.split(".com", 1)[1]
        self.sent.append((method, path, dict(data or {})))
        return Heard(*self.answer(method, path, data or {}))

    def answer(self, method, path, form):
        if "IncomingPhoneNumbers" in path:
            return old_page("incoming_phone_numbers", *({"sid": PNS[n], "phone_number": n} for n in NUMBERS[:4]))
        if match := POOL.search(path):
            return self.pool(method, *match.groups(), form)
        known = self.services.get(path.rsplit("/", 1)[1])
        if path.endswith("/Services"):
            if method == "GET":
                return page("services", *self.services.values())
            new = sid("MG", 100 + len(self.services))
            self.services[new] = {"sid": new, **SETTINGS, **self.fields(form)}
            self.pools[new] = {"PhoneNumbers": [], "AlphaSenders": []}
            return 201, self.services[new]
        if known is None:
            return error(404)
        if method == "POST":
            known |= self.fields(form)
        elif method == "DELETE":
            del self.services[known["sid"]], self.pools[known["sid"]]
        return (204, "") if method == "DELETE" else (200, known)

    @staticmethod
    def fields(form):
        return {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower(): value for name, value in form.items()}

    def pool(self, method, service, kind, member, form):
        there = self.pools[service][kind]
        if method == "GET":
            ids = [{"sid": PNS.get(sender, "AI" + sender), KEY[kind]: sender} for sender in there]
            return page("phone_numbers" if kind == "PhoneNumbers" else "alpha_senders", *ids)
        named = member or form.get("PhoneNumberSid") or form["AlphaSender"]
        sender = next((number for number, pn in PNS.items() if pn == named), named.removeprefix("AI"))
        if answers := self.broken.get((method, sender)):
            answer = answers.pop(0)
            if answer != "cut":
                return answer
        if method == "DELETE":
            there.remove(sender)
            return 204, ""
        if sender in there:
            return error(409, 21710, "already there")
        if any(sender in pools[kind] for pools in self.pools.values()) and kind == "PhoneNumbers":
            return error(409, 21712, "elsewhere")
        there.append(sender)
        # An answer that is lost behind a proxy, after it is done.
        return error(502) if (method, sender) in self.broken else (201, {"sid": named, KEY[kind]: sender})

    def writes(self):
        return [(method, path.split("/v1/")[1], form) for method, path, form in self.sent if method != "GET"]
