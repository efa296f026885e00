# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the emulator remembers: accounts and what is in them. It knows nothing of HTTP and nothing of the rules."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .clock import Clock

JSON = dict[str, Any]


class Collection:
    """Records by SID in the order of their creation, with one natural key looked up directly.

    Each record has a number of its own that is never given twice: pages are cut by it, so that deleting while paging
    neither skips nor repeats anything.
    """

    def __init__(self, key: str = "sid") -> None:
        self.key = key
        self._records: dict[str, JSON] = {}
        self._numbers: dict[str, int] = {}
        self._by_key: dict[str, str] = {}
        self._next = 1

    def __len__(self) -> int:
        return len(self._records)

    def __iter__(self) -> Iterator[JSON]:
        return iter(self._records.values())

    def __contains__(self, sid: str) -> bool:
        return sid in self._records

    def get(self, sid: str) -> JSON | None:
        """Return the record with this SID."""
        return self._records.get(sid)

    def find(self, key: str) -> JSON | None:
        """Return the record with this natural key, which is unique and never changes."""
        sid = self._by_key.get(key)
        return None if sid is None else self._records[sid]

    def number(self, sid: str) -> int:
        """Return the place of a record in the order of creation."""
        return self._numbers[sid]

    def add(self, record: JSON) -> JSON:
        """Append a record and return it."""
        sid = record["sid"]
        self._records[sid] = record
        self._numbers[sid] = self._next
        self._next += 1
        self._by_key[record[self.key]] = sid
        return record

    def replace(self, record: JSON) -> None:
        """Put a changed record in the place of the old one."""
        self._records[record["sid"]] = record

    def remove(self, sid: str) -> JSON:
        """Take a record out and return it."""
        record = self._records.pop(sid)
        del self._numbers[sid]
        del self._by_key[record[self.key]]
        return record

    def dump(self) -> JSON:
        """Return the collection as JSON."""
        return {"next": self._next, "records": [[self._numbers[sid], rec] for sid, rec in self._records.items()]}

    def load(self, dumped: JSON) -> None:
        """Become what was dumped."""
        self._records = {record["sid"]: record for _number, record in dumped["records"]}
        self._numbers = {record["sid"]: number for number, record in dumped["records"]}
        self._by_key = {record[self.key]: record["sid"] for _number, record in dumped["records"]}
        self._next = dumped["next"]


# Natural keys: what a record is looked up by besides its SID.
COLLECTIONS = {
    "phone_numbers": "phone_number",
    "messaging_services": "sid",
    "pool": "sid",
    "conversation_services": "sid",
    "addresses": "address",
    "studio_flows": "sid",
    "studio_revisions": "sid",
    "studio_executions": "sid",
    "serverless_services": "unique_name",
    "serverless_environments": "sid",
    "serverless_variables": "sid",
    "serverless_functions": "sid",
    "serverless_function_versions": "sid",
    "serverless_assets": "sid",
    "serverless_asset_versions": "sid",
    "serverless_builds": "sid",
    "serverless_deployments": "sid",
    "conversations": "sid",
    "conversation_webhooks": "sid",
    "participants": "sid",
    "conversation_messages": "sid",
    "short_codes": "short_code",
    "channel_senders": "sender",
    "pool_short_codes": "sid",
    "pool_channel_senders": "sid",
    "alpha_senders": "sid",
    "flex_flows": "sid",
    "flex_channels": "sid",
    "proxy_services": "sid",
    "proxy_numbers": "sid",
}


# "Handle inbound messages with Conversations", and the messaging services that "Autocreate a Conversation".
HANDLE_INBOUND = "handle_inbound_messages_with_conversations"
AUTOCREATE = "autocreate_conversation"


@dataclass
class Account:
    """An account or subaccount and its whole world."""

    record: JSON
    keys: dict[str, JSON] = field(default_factory=dict)  # SK -> {"secret": str, "kind": "standard" | "main"}
    switches: JSON = field(default_factory=dict)
    conversations_configuration: JSON = field(default_factory=dict)
    conversations_webhook: JSON = field(default_factory=dict)
    flex: JSON = field(default_factory=dict)  # its configuration; nothing in an account without Flex
    # country -> type -> what it pays a month where that is not what everybody pays; None: no price list has it
    prices: dict[str, dict[str, str | None]] = field(default_factory=dict)
    price_unit: str = "USD"  # the currency that it pays in
    # What Twilio shows in its Console and nowhere else.
    console: JSON = field(default_factory=lambda: {HANDLE_INBOUND: True, AUTOCREATE: []})
    purchases: list[JSON] = field(default_factory=list)
    releases: list[JSON] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    collections: dict[str, Collection] = field(
        default_factory=lambda: {name: Collection(key) for name, key in COLLECTIONS.items()}
    )

    @property
    def sid(self) -> str:
        """Return the account's SID."""
        return str(self.record["sid"])

    def __getitem__(self, name: str) -> Collection:
        return self.collections[name]

    def dump(self) -> JSON:
        """Return the account as JSON, auth token and key secrets included."""
        return {
            "record": self.record,
            "keys": self.keys,
            "switches": self.switches,
            "conversations_configuration": self.conversations_configuration,
            "conversations_webhook": self.conversations_webhook,
            "flex": self.flex,
            "prices": self.prices,
            "price_unit": self.price_unit,
            "console": self.console,
            "purchases": self.purchases,
            "releases": self.releases,
            "counters": self.counters,
            "collections": {name: collection.dump() for name, collection in self.collections.items()},
        }

    @classmethod
    def load(cls, dumped: JSON) -> Account:
        """Return the account that was dumped."""
        plain = {name: value for name, value in dumped.items() if name != "collections"}
        account = cls(**plain)
        for name, content in dumped["collections"].items():
            account[name].load(content)
        return account


class World:
    """Every account, the clock and the source of SIDs."""

    def __init__(self, seed: str = "flexops") -> None:
        self.seed = seed
        self.clock = Clock()
        self.accounts: dict[str, Account] = {}
        self.counters: dict[str, int] = {}
        self.switches: JSON = {}
        # Not of the world but of the moment: webhooks that wait to be called, and who watches which conversation.
        self.outbox: list[Any] = []
        self.watched: dict[str, list[tuple[list[JSON], list[str]]]] = {}

    def digest(self, *parts: str) -> str:
        """Return 32 hexadecimal digits that depend on the world's seed and the parts only."""
        return hashlib.blake2b("\n".join((self.seed, *parts)).encode(), digest_size=16).hexdigest()

    def new_sid(self, prefix: str, account: Account | None = None) -> str:
        """Return a SID that was not given before; the same sequence in every world with the same seed."""
        counters = self.counters if account is None else account.counters
        counters[prefix] = counters.get(prefix, 0) + 1
        return prefix + self.digest("" if account is None else account.sid, prefix, str(counters[prefix]))

    def owner_of(self, phone_number: str) -> Account | None:
        """Return the account that holds a number."""
        for account in self.accounts.values():
            if account["phone_numbers"].find(phone_number) is not None:
                return account
        return None

    def children(self, sid: str) -> list[Account]:
        """Return an account's subaccounts."""
        return [a for a in self.accounts.values() if a.record["owner_account_sid"] == sid and a.sid != sid]

    def dump(self, account: str | None = None) -> JSON:
        """Return a copy of the world, or of one account, as JSON."""
        accounts = self.accounts.values() if account is None else [self.accounts[account]]
        dumped: JSON = {"accounts": [one.dump() for one in accounts]}
        if account is None:
            dumped |= {"counters": self.counters, "switches": self.switches, "clock": self.clock.advanced}
        copy: JSON = json.loads(json.dumps(dumped))
        return copy

    def load(self, dumped: JSON) -> None:
        """Become what was dumped; a dump of one account changes only that one."""
        copy = json.loads(json.dumps(dumped))
        accounts = {one["record"]["sid"]: Account.load(one) for one in copy["accounts"]}
        if "counters" in copy:
            self.accounts = accounts
            self.counters = copy["counters"]
            self.switches = copy["switches"]
            self.clock.advanced = copy["clock"]
        else:
            self.accounts.update(accounts)
