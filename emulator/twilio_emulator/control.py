# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``/_emulator/…``: what a test does to the emulator, as opposed to what Twilio's clients do. No credentials."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from typing import Any

from . import VERSION
from .behaviours.messaging import autocreate
from .contract import is_url
from .courier import Courier
from .emulator import Emulator
from .flex import end_contact
from .journal import without_passwords
from .routing import Walk, knows
from .seeding import plant
from .state import AUTOCREATE, HANDLE_INBOUND, Account
from .switches import SWITCHES, normal, setting

JSON = dict[str, Any]
SENDERS = "sender_callback_urls"


class Control:
    """The control API without its network: a path, a method, a query and a body make a status and an answer."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.courier = Courier()
        self.routes: dict[tuple[str, str], Callable[[JSON, Any], Any]] = {
            ("GET", "health"): self._health,
            ("POST", "reset"): self._reset,
            ("POST", "seed"): lambda _query, body: plant(emulator.world, emulator.gate.contract, body),
            ("GET", "journal"): self._journal,
            ("DELETE", "journal"): self._clear_journal,
            ("GET", "ledger"): self._ledger,
            ("GET", "snapshot"): self._snapshot,
            ("POST", "snapshot"): self._restore,
            ("GET", "faults"): lambda _query, _body: emulator.faults.dump(),
            ("POST", "faults"): self._add_faults,
            ("DELETE", "faults"): self._clear_faults,
            ("GET", "switches"): self._switches,
            ("POST", "switches"): self._set_switches,
            ("GET", "console"): self._console,
            ("POST", "console"): self._set_console,
            ("POST", "clock"): self._clock,
            ("POST", "simulate/inbound-message"): self._inbound,
            ("POST", "simulate/flex-contact-ended"): self._ended,
        }

    async def answer(self, method: str, path: str, query: JSON, body: Any) -> tuple[int, JSON]:
        """Answer a request to the control API; ``path`` is what follows /_emulator/."""
        self.emulator.settle()
        action = self.routes.get((method, path))
        if action is None:
            known = sorted(f"{verb} /_emulator/{name}" for verb, name in self.routes)
            return 404, {"error": f"there is no {method} /_emulator/{path}", "known": known}
        try:
            result = action(query, body)
            return 200, await result if isinstance(result, Awaitable) else result
        except ValueError as error:
            return 400, {"error": str(error)}

    def _health(self, _query: JSON, _body: Any) -> JSON:
        return {"ok": True, "version": VERSION, "pid": os.getpid()}

    def _reset(self, _query: JSON, _body: Any) -> JSON:
        self.emulator.reset()
        return {"ok": True}

    def _journal(self, query: JSON, _body: Any) -> JSON:
        since = query.get("since", "0")
        if not since.isdigit():
            raise ValueError(f"since is the number of an entry, not {since}")
        writes = query.get("writes", "false") == "true"
        return self.emulator.journal.read(query.get("account"), int(since), writes)

    def _clear_journal(self, query: JSON, _body: Any) -> JSON:
        self.emulator.journal.clear(query.get("account"))
        return {"ok": True}

    def _ledger(self, query: JSON, _body: Any) -> JSON:
        chosen = [self._account(query)] if "account" in query else list(self.emulator.world.accounts.values())
        purchases = [{"account_sid": one.sid, **entry} for one in chosen for entry in one.purchases]
        releases = [{"account_sid": one.sid, **entry} for one in chosen for entry in one.releases]
        totals: JSON = {"purchases": len(purchases), "releases": len(releases), "price": None, "currency": None}
        currencies = {entry["currency"] for entry in purchases} or {"USD"}
        if len(currencies) == 1:  # what is paid in several has no sum
            monthly = sum(float(entry["price"]) for entry in purchases)
            totals |= {"price": f"{monthly:.2f}", "currency": currencies.pop()}
        return {"purchases": purchases, "releases": releases, "totals": totals}

    def _snapshot(self, query: JSON, _body: Any) -> JSON:
        return self.emulator.world.dump(self._account(query).sid if "account" in query else None)

    def _restore(self, _query: JSON, body: Any) -> JSON:
        try:
            self.emulator.world.load(body)
        except (KeyError, TypeError, AttributeError):
            raise ValueError("this is not what GET /_emulator/snapshot answered") from None
        return {"ok": True}

    def _add_faults(self, _query: JSON, body: Any) -> JSON:
        body = _object(body, "a fault")
        rules = body.get("rules", [{name: value for name, value in body.items() if name != "seed"}])
        self.emulator.faults.add(rules, body.get("seed"))
        return self.emulator.faults.dump()

    def _clear_faults(self, _query: JSON, _body: Any) -> JSON:
        self.emulator.faults.clear()
        return {"ok": True}

    def _switches(self, query: JSON, _body: Any) -> JSON:
        account = self._account(query) if "account" in query else None
        world = self.emulator.world
        values = {name: setting(world, account, name) for name in SWITCHES}
        about = {name: {"values": s.values, "question": s.question, "source": s.source} for name, s in SWITCHES.items()}
        return {"switches": values, "about": about}

    def _set_switches(self, query: JSON, body: Any) -> JSON:
        settings = normal(_object(body, "the body"))
        target = self._account(query).switches if "account" in query else self.emulator.world.switches
        target.update(settings)
        return self._switches(query, None)

    def _console(self, query: JSON, _body: Any) -> JSON:
        account = self._account(query)
        services = {one["sid"]: one["sid"] in account.console[AUTOCREATE] for one in account["messaging_services"]}
        senders = {one["sid"]: one["webhook"]["callback_url"] for one in account["channel_senders"]}
        return {HANDLE_INBOUND: account.console[HANDLE_INBOUND], AUTOCREATE: services, SENDERS: senders}

    def _set_console(self, query: JSON, body: Any) -> JSON:
        account, body = self._account(query), _object(body, "the body")
        services = _object(body.get(AUTOCREATE, {}), AUTOCREATE)
        senders = _object(body.get(SENDERS, {}), SENDERS)
        for name, value in {**body, **services}.items():
            if name not in (HANDLE_INBOUND, AUTOCREATE, SENDERS) and name not in account["messaging_services"]:
                raise ValueError(f"the Console has no {name}")
            if name not in (AUTOCREATE, SENDERS) and not isinstance(value, bool):
                raise ValueError(f"{name} is true or false")
        for sid, url in senders.items():
            if sid not in account["channel_senders"]:
                raise ValueError(f"the Console has no {sid}")
            if url not in ("", None) and not (isinstance(url, str) and is_url(url)):
                raise ValueError(f"{url} is no URL")
        account.console[HANDLE_INBOUND] = body.get(HANDLE_INBOUND, account.console[HANDLE_INBOUND])
        for sid, on in services.items():
            autocreate(account, sid, on)
        for sender in account["channel_senders"]:
            if sender["sid"] in senders:
                sender["webhook"]["callback_url"] = senders[sender["sid"]] or None
        return self._console(query, None)

    def _clock(self, _query: JSON, body: Any) -> JSON:
        seconds = _object(body, "the body").get("advance")
        if not isinstance(seconds, int | float):
            raise ValueError('the body is {"advance": seconds}')
        self.emulator.world.clock.advanced += seconds
        return {"now": self.emulator.world.clock.iso()}

    async def _inbound(self, _query: JSON, body: Any) -> JSON:
        body = _object(body, "a message")
        for name in ("from", "to"):
            if not isinstance(body.get(name), str) or not body[name]:
                raise ValueError(f"a message has a {name}")
        if not isinstance(body.get("deliver_twice", False), bool):
            raise ValueError("deliver_twice is true or false")
        account = self._recipient(body)
        # People print this.
        report: JSON = without_passwords(await Walk(self.emulator.world, account, self.courier, body).run())
        return report

    def _ended(self, _query: JSON, body: Any) -> JSON:
        sid = _object(body, "a contact").get("channel", "")
        for account in self.emulator.world.accounts.values():
            channel = account["flex_channels"].get(sid)
            if channel is not None:
                return end_contact(self.emulator.world, account, channel)
        raise ValueError(f"there is no Flex chat channel {sid}")

    def _recipient(self, body: JSON) -> Account:
        if body.get("account_sid"):
            return self._account({"account": body["account_sid"]})
        accounts = self.emulator.world.accounts.values()
        to = body["to"]
        found = [one for one in accounts if knows(one, to)]
        if len(found) != 1:
            raise ValueError(f"{len(found)} accounts know {to}: say which one with account_sid")
        return found[0]

    def _account(self, query: JSON) -> Account:
        account = self.emulator.world.accounts.get(query.get("account", ""))
        if account is None:
            raise ValueError(f"there is no account {query.get('account')}")
        return account


def _object(body: Any, what: str) -> JSON:
    if not isinstance(body, dict):
        raise ValueError(f"{what} is a JSON object")
    return body
