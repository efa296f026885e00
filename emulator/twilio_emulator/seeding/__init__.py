# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts with everything in them, made from a description that a person can write.

Whatever the API itself could make is made by the API's own rules, so a seed can not hold what Twilio would refuse.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..behaviours.api import new_account
from ..contract import Contract
from ..state import HANDLE_INBOUND, Account, World
from ..switches import normal
from . import conversations, flex, messages, serverless, studio
from .fleet import generate
from .making import JSON, Maker, SeedError, mapping
from .prices import set_prices

__all__ = ["SeedError", "plant"]

_ACCOUNT = frozenset({"sid", "auth_token", "friendly_name", "type", "status", "owner_account_sid"})
_DEFAULTS = (
    ("default_conversation_service", "default_chat_service_sid", "conversation_services"),
    ("default_messaging_service", "default_messaging_service_sid", "messaging_services"),
)
_SETTINGS = frozenset({*(name for name, _field, _kind in _DEFAULTS), "conversations_webhook", HANDLE_INBOUND})
_MORE = frozenset({"api_keys", "conversations", "switches", "generate", "flex", "flex_flows", "proxy_services"})
_PRICES = frozenset({"prices", "price_unit"})
# The lists of an account, in the order in which they are made: what comes later may name what came before.
_LISTS: dict[str, Callable[[Maker, str, Any], tuple[str, Any]]] = {
    "conversation_services": conversations.conversation_services,
    "studio_flows": studio.studio_flows,
    "phone_numbers": messages.phone_numbers,
    "short_codes": messages.short_codes,
    "channel_senders": messages.channel_senders,
    "messaging_services": messages.messaging_services,
    "addresses": messages.addresses,
    "serverless_services": serverless.serverless_services,
}


def plant(world: World, contract: Contract, seed: Any) -> JSON:
    """Make the accounts of a seed, each instead of the account of that name or SID, and return what was made.

    Nothing is changed when something is wrong with the seed: SeedError.
    """
    if not isinstance(seed, dict) or not isinstance(seed.get("accounts"), list) or seed.keys() - {"accounts"}:
        raise SeedError('a seed is {"accounts": [...]}')
    before = world.dump()
    made = []
    try:
        for index, wanted in enumerate(seed["accounts"]):
            made.append(_Planter(world, contract, wanted, f"accounts[{index}]").plant())
    except SeedError:
        world.load(before)
        raise
    return {"accounts": made}


class _Planter:
    """Makes one account."""

    def __init__(self, world: World, contract: Contract, wanted: Any, where: str) -> None:
        self.world = world
        self.wanted = wanted
        self.where = where
        self.contract = contract
        mapping(where, wanted, _ACCOUNT | {*_LISTS} | _SETTINGS | _MORE | _PRICES)
        for name in _ACCOUNT & wanted.keys():
            if not isinstance(wanted[name], str):
                raise SeedError(f"{where}.{name} is a string")

    def plant(self) -> JSON:
        """Make the account and all that is in it, and return the SIDs by name."""
        self.account = self._account()
        maker = Maker(self.world, self.contract, self.account)
        made: JSON = {name: self.account.record[name] for name in ("sid", "auth_token", "friendly_name")}
        made["api_keys"] = [self._key(index, key) for index, key in enumerate(self.wanted.get("api_keys", []))]
        try:
            self.account.switches = normal(self.wanted.get("switches", {}))
        except ValueError as error:
            raise SeedError(f"{self.where}.switches: {error}") from None
        set_prices(self.account, self.where, self.wanted)
        for name, make in _LISTS.items():
            made[name] = self._list(maker, name, make)
        if "flex" in self.wanted:
            flex.flex(maker, f"{self.where}.flex", self.wanted["flex"])
        made["flex_flows"] = self._list(maker, "flex_flows", flex.flex_flows)
        made["proxy_services"] = self._list(maker, "proxy_services", flex.proxy_services)
        self._settings(maker)
        made["conversations"] = self._list(maker, "conversations", conversations.conversations)
        for key, sid in generate(maker, f"{self.where}.generate", self.wanted.get("generate", {})):
            made["addresses" if sid.startswith("IG") else "phone_numbers"][key] = sid
        self.world.accounts[self.account.sid] = self.account
        return made

    def _list(self, maker: Maker, name: str, make: Callable[[Maker, str, Any], tuple[str, Any]]) -> JSON:
        entries = self.wanted.get(name, [])
        if not isinstance(entries, list):
            raise SeedError(f"{self.where}.{name} is a list")
        return dict(make(maker, f"{self.where}.{name}[{index}]", entry) for index, entry in enumerate(entries))

    def _account(self) -> Account:
        name = self.wanted.get("friendly_name") or self.wanted.get("sid") or self.where
        sid = self.wanted.get("sid") or "AC" + self.world.digest("account", name)
        record = new_account(self.world, sid, name, self.wanted.get("owner_account_sid"))
        if "status" in self.wanted and self.wanted["status"] not in ("active", "suspended", "closed"):
            raise SeedError(f"{self.where}.status is active, suspended or closed")
        record |= {name: self.wanted[name] for name in ("auth_token", "type", "status") if name in self.wanted}
        # The old account goes first: its numbers are free for the new one.
        self.world.accounts.pop(sid, None)
        return Account(record)

    def _key(self, index: int, key: Any) -> JSON:
        where = f"{self.where}.api_keys[{index}]"
        mapping(where, key, frozenset({"sid", "secret", "kind"}))
        if not all(isinstance(value, str) for value in key.values()):
            raise SeedError(f"{where}: sid, secret and kind are strings")
        kind = key.get("kind", "standard")
        if kind not in ("standard", "main"):
            raise SeedError(f"{where}.kind is standard or main, not {kind}")
        sid = key.get("sid") or self.world.new_sid("SK", self.account)
        secret = key.get("secret") or self.world.digest("secret", sid)
        self.account.keys[sid] = {"secret": secret, "kind": kind}
        return {"sid": sid, "secret": secret, "kind": kind}

    def _settings(self, maker: Maker) -> None:
        for kind, field, collection in _DEFAULTS:
            if self.wanted.get(kind):
                sid = maker.named(f"{self.where}.{kind}", collection, self.wanted[kind])
                self.account.conversations_configuration[field] = sid
        if "conversations_webhook" in self.wanted:
            where = f"{self.where}.conversations_webhook"
            maker.ask("UpdateConfigurationWebhook", where, self.wanted["conversations_webhook"], {})
        if not isinstance(self.wanted.get(HANDLE_INBOUND, True), bool):
            raise SeedError(f"{self.where}.{HANDLE_INBOUND} is true or false")
        self.account.console[HANDLE_INBOUND] = self.wanted.get(HANDLE_INBOUND, True)
