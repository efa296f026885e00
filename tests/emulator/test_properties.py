# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever is done, in whatever order: what holds in every world."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from hypothesis import given, settings, strategies as st

from ansible_collections.flexops.twilio.emulator.twilio_emulator.emulator import Emulator
from ansible_collections.flexops.twilio.emulator.twilio_emulator.gate import Caller, Reply, Request
from ansible_collections.flexops.twilio.emulator.twilio_emulator.seeding import plant

NUMBERS = [f"+1415555267{digit}" for digit in range(5)]
API = "/api/2010-04-01/Accounts"
POOLS = "/messaging/v1/Services"
ADDRESSES = "/conversations/v1/Configuration/Addresses"
CONVERSATIONS = "/conversations/v1/Conversations"
# (list, where its items are)
LISTS = (
    ("IncomingPhoneNumbers", "incoming_phone_numbers"),
    (POOLS, "services"),
    (ADDRESSES, "address_configurations"),
)

small = st.integers(0, 4)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("buy"), small),
        st.tuples(st.just("release"), small),
        st.tuples(st.just("set"), small, st.sampled_from(["", "https://example.com/", "nonsense"])),
        st.tuples(st.just("make_service"), small),
        st.tuples(st.just("delete_service"), small),
        st.tuples(st.just("join"), small, small),
        st.tuples(st.just("leave"), small, small),
        st.tuples(st.just("make_address"), small, st.sampled_from(["default", "studio", "webhook"])),
        st.tuples(st.just("change_address"), small, st.sampled_from(["default", "studio", "webhook", ""])),
        st.tuples(st.just("delete_address"), small),
        st.tuples(st.just("close_child"), small),
        st.tuples(st.just("converse"), small, st.sampled_from(["", "a", "b"])),
        st.tuples(st.just("conversation"), small, st.sampled_from(["closed", "active", "inactive", "gone"])),
        st.tuples(st.just("participate"), small, small),
        st.tuples(st.just("say"), small, st.sampled_from(["Hello", ""])),
        st.tuples(st.just("hook"), small, st.sampled_from(["studio", "webhook", "flex"])),
        st.tuples(st.just("account_hook"), small, st.sampled_from(["onMessageAdded", "onNothing", ""])),
    ),
    max_size=30,
)


class World:
    """One emulator without a network, and somebody who does things to it."""

    def __init__(self) -> None:
        self.emulator = Emulator()
        made = plant(self.emulator.world, self.emulator.gate.contract, {"accounts": [{"friendly_name": "x"}]})
        self.sid = made["accounts"][0]["sid"]

    @property
    def account(self) -> Any:
        """Return the account as it is now."""
        return self.emulator.world.accounts[self.sid]

    def ask(self, method: str, path: str, form: list[tuple[str, str]] | None = None) -> Reply:
        """Return the emulator's reply."""
        parts = urlsplit(path)
        request = Request(method, parts.path, parse_qsl(parts.query), form or [], None)
        return self.emulator.gate.answer(self.emulator.world, request, Caller(self.account, self.sid, "auth_token"))

    def number(self, index: int) -> str:
        """Return the SID of the number with this index, or one that does not exist."""
        found = self.account["phone_numbers"].find(NUMBERS[index])
        return found["sid"] if found else "PN" + 32 * "0"

    def service(self, index: int) -> str:
        """Return the SID of a service, or one that does not exist."""
        sids = [one["sid"] for one in self.account["messaging_services"]]
        return sids[index] if index < len(sids) else "MG" + 32 * "0"

    def conversation(self, index: int) -> str:
        """Return the path of a conversation, or of one that does not exist."""
        sids = [one["sid"] for one in self.account["conversations"]]
        return f"{CONVERSATIONS}/{sids[index] if index < len(sids) else 'CH' + 32 * '0'}"

    def do(self, step: tuple[Any, ...]) -> Reply:
        """Take a step."""
        what, index, *more = step
        numbers = f"{API}/{self.sid}/IncomingPhoneNumbers"
        auto = {
            "studio": [("AutoCreation.Type", "studio"), ("AutoCreation.StudioFlowSid", "FW" + 32 * "a")],
            "webhook": [("AutoCreation.Type", "webhook"), ("AutoCreation.WebhookUrl", "https://example.com/")],
            "default": [("AutoCreation.Type", "default"), ("AutoCreation.Enabled", "true")],
            "": [("AutoCreation.StudioFlowSid", ""), ("AutoCreation.WebhookUrl", "")],
        }
        conversation = self.conversation(index)
        if what == "converse":
            form = [("UniqueName", more[0]), ("State", "active"), ("Timers.Closed", "PT10M" if index else "PT1M")]
            return self.ask("POST", CONVERSATIONS, form)
        if what == "conversation":
            if more[0] == "gone":
                return self.ask("DELETE", conversation)
            return self.ask("POST", conversation, [("State", more[0])])
        if what == "participate":
            pair = [("MessagingBinding.Address", "+13105550100"), ("MessagingBinding.ProxyAddress", NUMBERS[more[0]])]
            return self.ask("POST", f"{conversation}/Participants", pair)
        if what == "say":
            return self.ask("POST", f"{conversation}/Messages", [("Body", more[0])])
        if what == "hook":
            form = [("Target", more[0]), ("Configuration.FlowSid", "FW" + 32 * "a"), ("Configuration.ReplayAfter", "0")]
            return self.ask("POST", f"{conversation}/Webhooks", form)
        if what == "account_hook":
            return self.ask("POST", f"{CONVERSATIONS}/Webhooks", [("PreWebhookUrl", ""), ("Filters", more[0])])
        if what == "buy":
            return self.ask("POST", f"{numbers}.json", [("PhoneNumber", NUMBERS[index])])
        if what == "release":
            return self.ask("DELETE", f"{numbers}/{self.number(index)}.json")
        if what == "set":
            form = [("SmsUrl", more[0]), ("SmsFallbackUrl", "https://example.com/")]
            return self.ask("POST", f"{numbers}/{self.number(index)}.json", form)
        if what == "make_service":
            return self.ask("POST", POOLS, [("FriendlyName", str(index))])
        if what == "delete_service":
            return self.ask("DELETE", f"{POOLS}/{self.service(index)}")
        if what == "join":
            pool = f"{POOLS}/{self.service(more[0])}/PhoneNumbers"
            return self.ask("POST", pool, [("PhoneNumberSid", self.number(index))])
        if what == "leave":
            return self.ask("DELETE", f"{POOLS}/{self.service(more[0])}/PhoneNumbers/{self.number(index)}")
        if what == "make_address":
            return self.ask("POST", ADDRESSES, [("Type", "sms"), ("Address", NUMBERS[index]), *auto[more[0]]])
        if what == "change_address":
            return self.ask("POST", f"{ADDRESSES}/{NUMBERS[index]}", auto[more[0]])
        if what == "delete_address":
            return self.ask("DELETE", f"{ADDRESSES}/{NUMBERS[index]}")
        return self.ask("POST", f"{API}/{self.sid}.json", [("Status", "closed")])


def check(world: World) -> None:
    """Assert what holds in every world."""
    account = world.account
    addresses = [one["address"] for one in account["addresses"]]
    assert len(set(addresses)) == len(addresses)
    numbers = {one["sid"]: one["phone_number"] for one in account["phone_numbers"]}
    assert len(set(numbers.values())) == len(numbers)
    members = [one["sid"] for one in account["pool"]]
    assert len(set(members)) == len(members)
    assert set(members) <= numbers.keys()
    assert all(one["service_sid"] in account["messaging_services"] for one in account["pool"])
    bought = len(account.purchases) - len(account.releases)
    assert bought == len(numbers)
    names = [one["unique_name"] for one in account["conversations"] if one["unique_name"]]
    assert len(set(names)) == len(names)
    open_ = {one["sid"] for one in account["conversations"] if one["state"] != "closed"}
    pairs = [tuple(one["messaging_binding"].values()) for one in account["participants"]]
    held = [pair for pair, one in zip(pairs, account["participants"], strict=True) if one["conversation_sid"] in open_]
    assert len(set(held)) == len(held)
    for kind in ("participants", "conversation_messages", "conversation_webhooks"):
        assert all(one["conversation_sid"] in account["conversations"] for one in account[kind])
    said = [(one["conversation_sid"], one["index"]) for one in account["conversation_messages"]]
    assert len(set(said)) == len(said)
    hooks = [one["conversation_sid"] for one in account["conversation_webhooks"]]
    assert all(hooks.count(sid) <= 5 for sid in hooks)
    for one in account["addresses"]:
        auto = one["auto_creation"]
        assert auto["type"] != "studio" or auto["studio_flow_sid"]
        assert auto["type"] != "webhook" or auto["webhook_url"]


@given(steps)
@settings(max_examples=60, deadline=None, database=None)
def test_invariants_hold_and_what_is_refused_changes_nothing(taken: list[tuple[Any, ...]]) -> None:
    world = World()
    for step in taken:
        before = world.emulator.world.dump()
        reply = world.do(step)
        check(world)
        if reply.status >= 400:
            assert reply.body
            assert world.emulator.world.dump() == before
        else:
            assert reply.status in (200, 201, 204)


@given(steps, steps)
@settings(max_examples=30, deadline=None, database=None)
def test_a_snapshot_restored_is_the_same_world(first: list[tuple[Any, ...]], second: list[tuple[Any, ...]]) -> None:
    world = World()
    for step in first:
        world.do(step)
    before = world.emulator.world.dump()
    later = [world.do(step).status for step in second]
    world.emulator.world.load(before)
    assert world.emulator.world.dump() == before
    # The same steps have the same outcome again: nothing of the world lies outside of the snapshot.
    assert [world.do(step).status for step in second] == later


@given(st.integers(0, 7), st.integers(1, 4), st.sets(st.integers(0, 6)))
@settings(max_examples=40, deadline=None, database=None)
def test_paging_shows_every_item_once_forwards_and_backwards(count: int, size: int, deleted: set[int]) -> None:
    world = World()
    seed = {"sid": world.sid, "generate": {"phone_numbers": count, "addresses": True}}
    plant(world.emulator.world, world.emulator.gate.contract, {"accounts": [seed]})
    for collection in ("phone_numbers", "addresses"):
        sids = [one["sid"] for one in world.account[collection]]
        for index in deleted & set(range(count)):
            world.account[collection].remove(sids[index])
    for path, key in LISTS:
        base = f"{API}/{world.sid}/{path}.json" if path[0] != "/" else path
        host = "" if path[0] != "/" else f"https://{path.split('/')[1]}.twilio.com"
        prefix = "/api" if path[0] != "/" else f"/{path.split('/')[1]}"
        pages: list[Any] = [world.ask("GET", f"{base}?PageSize={size}").body]
        while following := link(pages[-1], "next"):
            pages.append(world.ask("GET", prefix + following.removeprefix(host)).body)
        forwards = [one["sid"] for page in pages for one in page[key]]
        kept = [one["sid"] for one in world.account[_collection(key)]]
        assert forwards == kept
        assert len(pages) == max(1, -(-len(kept) // size))
        backwards: list[Any] = [pages[-1]]
        while preceding := link(backwards[-1], "previous"):
            backwards.append(world.ask("GET", prefix + preceding.removeprefix(host)).body)
        assert [page[key] for page in reversed(backwards)] == [page[key] for page in pages]


def link(page: Any, which: str) -> Any:
    """Return a page's link to another one."""
    return page["meta"][f"{which}_page_url"] if "meta" in page else page[f"{which}_page_uri"]


def _collection(key: str) -> str:
    names = {"incoming_phone_numbers": "phone_numbers", "services": "messaging_services"}
    return names.get(key, "addresses")
