# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers a message: the walk through conversations, addresses, messaging services and numbers.

The order is Twilio's (docs): an active conversation of the pair, else autocreation by an address or by the messaging
service, else the messaging service's or the number's own handler, which may be Flex Proxy.
"""

from __future__ import annotations

from typing import Any

from .conversations import (
    add_message,
    add_participant,
    add_webhook,
    binding,
    default_service,
    holder,
    parts_of,
    run_timers,
    start_conversation,
)
from .courier import Courier
from .events import Notice, about, bound, happened, heard, to_studio, told
from .flex import answer, direct_flow, through_proxy
from .state import AUTOCREATE, HANDLE_INBOUND, JSON, Account, World
from .switches import setting

# Where an account keeps what a message can be sent to, and the pool that says which messaging service it is in.
RECIPIENTS = (
    ("phone_numbers", "pool", "service_sid"),
    ("short_codes", "pool_short_codes", "service_sid"),
    ("channel_senders", "pool_channel_senders", "messaging_service_sid"),
)
_LISTENING = ("account_webhook", "service_webhook")  # these look on, they do not answer


class Walk:
    """One inbound message on its way; collects who handles it and says why."""

    def __init__(self, world: World, account: Account, courier: Courier, message: JSON) -> None:
        self.world = world
        self.account = account
        self.courier = courier
        self.sender = message["from"]
        self.recipient = message["to"]
        self.body = str(message.get("body", ""))
        self.times = 2 if message.get("deliver_twice") else 1
        self.binding = binding(self.sender, self.recipient)
        self.handlers: list[JSON] = []
        self.conversation: JSON | None = None
        self.flex_channel: JSON | None = None
        self.explanation: list[str] = []
        self.service = self._service()

    async def run(self) -> JSON:
        """Walk, call what is on loopback and what is a Function, and return the report."""
        run_timers(self.world, self.account)
        own = own_handler(self.account, self.recipient)
        flow = direct_flow(self.account, self.recipient)
        address = self.account["addresses"].find(self.recipient)
        if not knows(self.account, self.recipient):
            self.explanation.append(f"{self.recipient} is neither a number nor an address of {self.account.sid}.")
        held = holder(self.world, self.account, self.sender, self.recipient)
        if held is not None:
            await self._continue(*held)
        elif address is not None and address["auto_creation"]["enabled"]:
            await self._by_address(address)
        else:
            if address is not None:
                self.explanation.append("The address exists, but auto-creation is disabled.")
            if self._autocreates():
                await self._by_service()
            elif own is not None:
                await self._programmable_messaging(own)
            elif self.service is not None:
                await self._by_request_url()
            elif flow is not None:
                await answer(self, flow, parallel=False)
        if self.conversation and own is not None:
            await self._in_parallel(own)
        if not self.handlers:
            self.handlers.append(happened("none", None))
            lost = "the conversation waits for somebody to look at it" if self.conversation else "the message is lost"
            self.explanation.append(f"Nobody answers: {lost}.")
        _mark_parallel(self.handlers)
        return {
            "handlers": self.handlers,
            "conversation": self.conversation,
            "flex_channel": self.flex_channel,
            "executions": _executions(self.handlers),
            "explanation": self.explanation,
        }

    def _service(self) -> JSON | None:
        for senders, pool, field in RECIPIENTS:
            sender = self.account[senders].find(self.recipient)
            member = self.account[pool].get(sender["sid"]) if sender else None
            if member is not None:
                return self.account["messaging_services"].get(member[field])
        return None

    def _autocreates(self) -> bool:
        if self.service is None or self.service["sid"] not in self.account.console[AUTOCREATE]:
            return False
        if not self.account.console[HANDLE_INBOUND]:
            self.explanation.append(
                f"The messaging service {self.service['friendly_name']} would autocreate a conversation, but the "
                "account does not handle inbound messages with Conversations."
            )
            return False
        return True

    async def _continue(self, conversation: JSON, participant: JSON) -> None:
        state = conversation["state"]
        self.explanation.append(f"{self.sender} is in the {state} conversation {conversation['sid']} already.")
        draft = {"author": self.sender, "body": self.body, "participant_sid": participant["sid"], "attributes": "{}"}
        if not await self._allowed(conversation, "onMessageAdd", draft):
            return
        # Others may have changed or deleted it while the webhook was asked.
        found = self.account["conversations"].get(conversation["sid"])
        if found is None:
            self.explanation.append("Meanwhile the conversation is gone: the message is lost.")
            return
        conversation = found
        message = add_message(self.world, self.account, conversation, {"author": self.sender, "body": self.body})
        self.conversation = {"sid": conversation["sid"], "created": False, "state": conversation["state"]}
        hooks = parts_of(self.account, "conversation_webhooks", conversation)
        kinds = {hook["sid"]: "active_conversation" for hook in hooks if hook["origin"] == "address"}
        events: list[tuple[str, JSON | None]] = [("onMessageAdded", message)]
        if state == "inactive":
            events.insert(0, ("onConversationStateUpdated", None))
        await self._told(conversation, hooks, kinds, events, message)
        if not hooks:
            self.handlers.append(happened("active_conversation", "onMessageAdded", type="default"))
            self.explanation.append("The conversation has no webhook: it waits for somebody to look at it.")

    async def _by_address(self, address: JSON) -> None:
        auto = address["auto_creation"]
        service = auto["conversation_service_sid"]
        creator = f"The address {address['sid']}"
        if service and service not in self.account["conversation_services"]:
            self.explanation.append(f"Its conversation service {service} does not exist.")
        if not service:
            self.explanation.append("It names no conversation service, so the account's default one is used.")
        hook: JSON | None = None
        if auto["type"] == "studio":
            hook = {"target": "studio", "configuration": {"flow_sid": auto["studio_flow_sid"]}}
        elif auto["type"] == "webhook":
            names = {"url": "webhook_url", "method": "webhook_method", "filters": "webhook_filters"}
            hook = {"target": "webhook", "configuration": {name: auto[field] for name, field in names.items()}}
        kind = "conversations_address"
        created = await self._create(creator, service or default_service(self.account), kind, address["type"], hook)
        if created and hook is None:
            self.handlers.append(happened(kind, "onMessageAdded", type=auto["type"]))
            self.explanation.append("Auto-creation has no hook: the conversation waits for somebody to look at it.")

    async def _by_service(self) -> None:
        assert self.service is not None
        creator = f"The messaging service {self.service['friendly_name']}"
        service = default_service(self.account)
        if service is None:
            self.explanation.append("The account has no default conversation service.")
        created = await self._create(creator, service, "messaging_service", self.binding["type"], None)
        if created and all(row["kind"] in ("messaging_service", *_LISTENING) for row in self.handlers):
            self.explanation.append("Nobody has brought a flow or a webhook in: the conversation waits.")

    async def _create(self, creator: str, service: str | None, kind: str, channel: str, hook: JSON | None) -> bool:
        """Autocreate a conversation with the message in it, and tell everybody; False when a webhook is against it."""
        default = self.account.conversations_configuration.get("default_messaging_service_sid")
        given = {
            "chat_service_sid": service,
            "messaging_service_sid": self.service["sid"] if self.service else default,
            "state": "active",
            "attributes": "{}",
            "friendly_name": None,
            "unique_name": None,
        }
        if not await self._allowed(given, "onConversationAdd", None):
            return False
        conversation = start_conversation(self.world, self.account, service, given)
        bound_to = {"messaging_binding": {**self.binding, "type": channel}}
        participant = add_participant(self.world, self.account, conversation, bound_to)
        message = add_message(self.world, self.account, conversation, {"author": self.sender, "body": self.body})
        self.explanation.insert(0, f"{creator} creates the conversation {conversation['sid']}.")
        names = ("sid", "state", "chat_service_sid")
        self.conversation = {"created": True, **{name: conversation[name] for name in names}}
        wanted = [] if hook is None else [{**hook, "origin": "address"}]
        hooks = [add_webhook(self.world, self.account, conversation, one) for one in wanted]
        if kind == "messaging_service":
            self.handlers.append(happened(kind, None, type="autocreate"))
        events = [("onConversationAdded", None), ("onParticipantAdded", participant), ("onMessageAdded", message)]
        await self._told(conversation, hooks, {one["sid"]: kind for one in hooks}, events, message)
        return True

    async def _allowed(self, conversation: JSON, event: str, subject: JSON | None) -> bool:
        """Ask the webhook that is asked before; False, and why, when it is against it."""
        for notice in told(self.account, conversation, event, self._about(conversation, event, subject)):
            for row in await self.deliver(notice):
                said = row["delivered"]
                if said is None:
                    continue
                silent = said["status"] is None
                if silent and setting(self.world, self.account, "silent_pre_webhook") == "proceeds":
                    self.explanation.append(
                        "The webhook that is asked before did not answer, which does not stop anything."
                    )
                elif silent or not 200 <= said["status"] < 300:
                    self.explanation.append(f"The webhook is against it ({event}): the message is dropped.")
                    return False
        return True

    async def _told(
        self,
        conversation: JSON,
        hooks: list[JSON],
        kinds: JSON,
        events: list[tuple[str, JSON | None]],
        message: JSON,
    ) -> None:
        """Tell the account's or service's webhook of the events, then the conversation's own ones.

        Meanwhile whoever is told may add webhooks to the conversation: what these are given is reported as well.
        """
        watchers = self.world.watched.setdefault(conversation["sid"], [])
        watcher = (self.handlers, self.explanation)
        watchers.append(watcher)
        try:
            for event, subject in events:
                for notice in told(self.account, conversation, event, self._about(conversation, event, subject)):
                    await self.deliver(notice)
            for hook in hooks:
                await self._hooked(conversation, hook, kinds.get(hook["sid"]), events, message)
            await self.courier.settled(conversation["sid"])
        finally:
            watchers[:] = [one for one in watchers if one is not watcher]
            if not watchers:
                self.world.watched.pop(conversation["sid"], None)

    async def _hooked(
        self, conversation: JSON, hook: JSON, kind: str | None, events: list[tuple[str, JSON | None]], message: JSON
    ) -> None:
        if hook["target"] == "studio":
            row, sentence = to_studio(self.world, self.account, conversation, hook, kind or "studio", message)
            self.handlers.append(row)
            self.explanation.append(sentence)
            return
        called = False
        for event, subject in events:
            parameters = self._about(conversation, event, subject)
            notice = heard(self.account, conversation, hook, kind or "conversation_webhook", event, parameters)
            if notice is not None:
                await self.deliver(notice)
                called = True
        if not called:
            what = "filters name" if hook["target"] == "webhook" else "triggers name"
            self.explanation.append(f"The webhook's {what} no event of this message: it is not called.")

    def _about(self, conversation: JSON, event: str, subject: JSON | None) -> JSON:
        parameters = about(self.account, conversation, event, self.binding["type"].upper(), subject)
        if event.startswith("onConversationAdd"):
            parameters |= bound(self.binding)
        return parameters

    async def deliver(self, notice: Notice, *, parallel: bool = False) -> list[JSON]:
        """Call a webhook as often as it is to be called, and return what the report says of it."""
        rows = []
        for turn in range(self.times):
            place = len(self.handlers)
            row = await self.courier.call(self.world, notice)
            row |= {"again": turn > 0, "parallel": parallel}
            self.handlers.insert(place, row)  # before what it has set off meanwhile
            rows.append(row)
        if rows[0]["delivered"] is None:
            self.explanation.append(f"{notice.url} is neither on loopback nor a Function, so it was not called.")
        return rows

    async def _in_parallel(self, own: JSON) -> None:
        if not own["url"] or own["application"]:
            return
        if self.service is not None and (
            not self.service["use_inbound_webhook_on_number"] or self.service["sid"] in self.account.console[AUTOCREATE]
        ):
            return
        if setting(self.world, self.account, "address_silences_number") == "true":
            self.explanation.append(f"The {own['what']}'s own handler is silenced by the conversation.")
            return
        self.explanation.append(f"The {own['what']}'s own handler is not blank: it runs in parallel.")
        await self._webhook(own["kind"], own["url"], own["method"], parallel=True)

    async def _programmable_messaging(self, own: JSON) -> None:
        if self.service is None:
            self.explanation.append(f"The {own['what']} is in no messaging service: its own handler counts.")
        elif not self.service["use_inbound_webhook_on_number"]:
            await self._by_request_url()
            return
        else:
            name = self.service["friendly_name"]
            self.explanation.append(f"The messaging service {name} defers to the {own['what']}'s handler.")
        if own["application"]:
            self.handlers.append(happened(own["kind"], None, type="application"))
            self.explanation.append(f"The TwiML app {own['application']} answers; it is not emulated.")
        elif own["url"]:
            await self._webhook(own["kind"], own["url"], own["method"])
        else:
            self.explanation.append(f"The {own['what']} has no message handler.")

    async def _by_request_url(self) -> None:
        assert self.service is not None
        name, url = self.service["friendly_name"], self.service["inbound_request_url"]
        if self.service["use_inbound_webhook_on_number"]:
            self.explanation.append(
                f"The messaging service {name} defers to the short code's webhook; it is not emulated."
            )
        elif url:
            self.explanation.append(f"The messaging service {name} sends a webhook.")
            await self._webhook("messaging_service", url, self.service["inbound_method"])
        else:
            self.explanation.append(f"The messaging service {name} drops inbound messages.")

    async def _webhook(self, kind: str, url: str, method: str | None, *, parallel: bool = False) -> None:
        if not await through_proxy(self, url, parallel=parallel):
            notice = Notice(self.account, "", kind, None, None, url, method or "POST", self._message())
            await self.deliver(notice, parallel=parallel)

    def _message(self) -> JSON:
        sid = self.world.new_sid("SM", self.account)
        parameters = {
            "MessageSid": sid,
            "SmsSid": sid,
            "SmsMessageSid": sid,
            "SmsStatus": "received",
            "AccountSid": self.account.sid,
            "From": self.sender,
            "To": self.recipient,
            "Body": self.body,
            "NumMedia": "0",
            "NumSegments": "1",
            "ApiVersion": "2010-04-01",
        }
        return {**parameters, "MessagingServiceSid": self.service["sid"]} if self.service else parameters


def own_handler(account: Account, recipient: str) -> JSON | None:
    """Return what a number or a channel sender does with messages by itself, None for everything else."""
    number, sender = account["phone_numbers"].find(recipient), account["channel_senders"].find(recipient)
    if number is not None:
        facts = {"url": number["sms_url"], "method": number["sms_method"], "application": number["sms_application_sid"]}
        return {"kind": "number_webhook", "what": "number", **facts}
    if sender is not None:
        webhook = sender["webhook"]
        facts = {"url": webhook["callback_url"], "method": webhook["callback_method"], "application": None}
        return {"kind": "sender_webhook", "what": "sender", **facts}
    return None


def knows(account: Account, recipient: str) -> bool:
    """Whether a message can be sent to this number, sender, address or Flex Flow of an account."""
    places = ("addresses", *(senders for senders, _pool, _field in RECIPIENTS))
    return any(account[place].find(recipient) for place in places) or direct_flow(account, recipient) is not None


def _executions(handlers: list[JSON]) -> list[JSON]:
    found: dict[str, JSON] = {}
    for row in handlers:
        if row["execution"]:
            sid, started = row["execution"]["sid"], row["execution"]["started"]
            known = found.setdefault(sid, {"sid": sid, "flow": row["studio_flow"]["friendly_name"], "started": False})
            known["started"] = known["started"] or started
    return list(found.values())


def _mark_parallel(handlers: list[JSON]) -> None:
    """Mark what answers besides the first one that answers."""
    first: Any = None
    for row in handlers:
        target = row["url"] or (row["studio_flow"] or {}).get("sid")
        if target is None or row["kind"] in _LISTENING:
            continue
        first = first or target
        row["parallel"] = row["parallel"] or target != first
