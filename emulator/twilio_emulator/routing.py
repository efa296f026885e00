# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who answers a message: the walk through conversations, addresses, messaging services and numbers.

The order is Twilio's (docs): an active conversation of the pair, else an auto-creating address, else the messaging
service or the number's own handler.
"""

from __future__ import annotations

from typing import Any

from .state import Account, World
from .switches import setting
from .webhooks import deliver

JSON = dict[str, Any]


class Walk:
    """One inbound message on its way; collects who handles it and says why."""

    def __init__(self, world: World, account: Account, sender: str, recipient: str, body: str) -> None:
        self.world = world
        self.account = account
        self.sender = sender
        self.recipient = recipient
        self.body = body
        self.handlers: list[JSON] = []
        self.conversation: JSON | None = None
        self.explanation: list[str] = []

    async def run(self) -> JSON:
        """Walk, call what is on loopback, and return the report."""
        number = self.account["phone_numbers"].find(self.recipient)
        address = self.account["addresses"].find(self.recipient)
        if number is None and address is None:
            self.explanation.append(f"{self.recipient} is neither a number nor an address of {self.account.sid}.")
        active = self._active()
        if active is not None:
            await self._continue(active)
        elif address is not None and address["auto_creation"]["enabled"]:
            await self._auto_create(address)
        else:
            if address is not None:
                self.explanation.append("The address exists, but auto-creation is disabled.")
            if number is not None:
                await self._programmable_messaging(number)
        if self.conversation and number is not None:
            await self._in_parallel(number)
        if not self.handlers:
            self._handled("none")
            self.explanation.append("Nobody answers: the message is lost.")
        return {"handlers": self.handlers, "conversation": self.conversation, "explanation": self.explanation}

    def _active(self) -> JSON | None:
        for one in self.account["conversations"]:
            binding = one["messaging_binding"]
            pair = (binding["address"], binding["proxy_address"])
            if one["state"] == "active" and pair == (self.sender, self.recipient):
                return one
        return None

    async def _continue(self, conversation: JSON) -> None:
        self.explanation.append(f"{self.sender} is in the active conversation {conversation['sid']} already.")
        self.conversation = {"sid": conversation["sid"], "created": False, "state": conversation["state"]}
        await self._hand_over("active_conversation", conversation)

    async def _auto_create(self, address: JSON) -> None:
        auto = address["auto_creation"]
        service = auto["conversation_service_sid"]
        default = self.account.conversations_configuration.get("default_chat_service_sid")
        record = {
            "sid": self.world.new_sid("CH", self.account),
            "account_sid": self.account.sid,
            "chat_service_sid": service or default,
            "state": "active",
            "date_created": self.world.clock.iso(),
            "messaging_binding": {"type": address["type"], "address": self.sender, "proxy_address": self.recipient},
            "messages": 0,
            "auto_creation": dict(auto),
        }
        self.account["conversations"].add(record)
        self.explanation.append(f"The address {address['sid']} creates the conversation {record['sid']}.")
        if service and service not in self.account["conversation_services"]:
            self.explanation.append(f"Its conversation service {service} does not exist.")
        if not service:
            self.explanation.append("It names no conversation service, so the account's default one is used.")
        names = ("sid", "state", "chat_service_sid")
        self.conversation = {"created": True, **{name: record[name] for name in names}}
        await self._hand_over("conversations_address", record)

    async def _hand_over(self, kind: str, conversation: JSON) -> None:
        auto = conversation["auto_creation"]
        created, index = conversation["messages"] == 0, conversation["messages"]
        conversation["messages"] += 1
        if auto["type"] == "studio":
            self._to_studio(kind, auto["studio_flow_sid"])
        elif auto["type"] == "webhook":
            filters = auto["webhook_filters"] or []
            events = (["onParticipantAdded"] if created else []) + ["onMessageAdded"]
            wanted = [event for event in events if event in filters]
            if not wanted:
                self.explanation.append("The webhook's filters name no event of this message: it is not called.")
            for event in wanted:
                parameters = self._event(event, conversation, index)
                await self._webhook(kind, auto["type"], auto["webhook_url"], auto["webhook_method"], parameters)
        else:
            self._handled(kind, type=auto["type"])
            self.explanation.append("Auto-creation has no hook: the conversation waits for somebody to look at it.")

    def _to_studio(self, kind: str, sid: str) -> None:
        flow = self.account["studio_flows"].get(sid)
        if flow is None:
            self._handled(kind, type="studio")
            self.explanation.append(f"The Studio flow {sid} does not exist: nothing answers.")
            return
        self._handled(kind, type="studio", studio_flow={"sid": sid, "friendly_name": flow["friendly_name"]})
        self.explanation.append(f"The Studio flow {flow['friendly_name']} takes the conversation.")
        if flow["status"] != "published":
            self.explanation.append("That flow is a draft: what was published before it would run.")
        if not _listens(flow["definition"]):
            self.explanation.append("Its trigger does nothing on incomingConversationMessage.")

    async def _in_parallel(self, number: JSON) -> None:
        if not number["sms_url"] or number["sms_application_sid"]:
            return
        service = self._service(number)
        if service is not None and not service["use_inbound_webhook_on_number"]:
            return
        if setting(self.world, self.account, "address_silences_number") == "true":
            self.explanation.append("The number's own handler is silenced by the conversation.")
            return
        self.explanation.append("The number's own handler is not blank: it runs in parallel.")
        await self._number_webhook(number, parallel=True)

    async def _programmable_messaging(self, number: JSON) -> None:
        service = self._service(number)
        if service is None:
            self.explanation.append("The number is in no messaging service: its own handler counts.")
        elif service["use_inbound_webhook_on_number"]:
            self.explanation.append(f"The messaging service {service['friendly_name']} defers to the number's handler.")
        elif service["inbound_request_url"]:
            self.explanation.append(f"The messaging service {service['friendly_name']} sends a webhook.")
            parameters = self._message(service["sid"])
            url, method = service["inbound_request_url"], service["inbound_method"]
            await self._webhook("messaging_service", None, url, method, parameters)
            return
        else:
            self.explanation.append(f"The messaging service {service['friendly_name']} drops inbound messages.")
            return
        if number["sms_application_sid"]:
            self._handled("number_webhook", type="application")
            self.explanation.append(f"The TwiML app {number['sms_application_sid']} answers; it is not emulated.")
        elif number["sms_url"]:
            await self._number_webhook(number, parallel=False)
        else:
            self.explanation.append("The number has no message handler.")

    def _service(self, number: JSON) -> JSON | None:
        member = self.account["pool"].get(number["sid"])
        return self.account["messaging_services"].get(member["service_sid"]) if member else None

    async def _number_webhook(self, number: JSON, *, parallel: bool) -> None:
        service = self._service(number)
        parameters = self._message(service["sid"] if service else None)
        method = number["sms_method"]
        await self._webhook("number_webhook", None, number["sms_url"], method, parameters, parallel=parallel)

    async def _webhook(
        self, kind: str, type_: str | None, url: str, method: str | None, parameters: JSON, *, parallel: bool = False
    ) -> None:
        token = self.account.record["auth_token"]
        delivered = await deliver(url, method or "POST", parameters, token)
        self._handled(kind, type=type_, url=url, delivered=delivered, parallel=parallel)
        if delivered is None:
            self.explanation.append(f"{url} is not on loopback, so it was not called.")

    def _handled(self, kind: str, **more: Any) -> None:
        blank = {"type": None, "studio_flow": None, "url": None, "delivered": None, "parallel": False}
        self.handlers.append({"kind": kind, **blank, **more})

    def _event(self, event: str, conversation: JSON, index: int) -> JSON:
        parameters = {
            "EventType": event,
            "AccountSid": self.account.sid,
            "ChatServiceSid": conversation["chat_service_sid"] or "",
            "ConversationSid": conversation["sid"],
            "Source": conversation["messaging_binding"]["type"].upper(),
        }
        if event == "onParticipantAdded":
            binding = {"MessagingBinding.Address": self.sender, "MessagingBinding.ProxyAddress": self.recipient}
            return {**parameters, "ParticipantSid": self.world.new_sid("MB", self.account), **binding}
        message = {"MessageSid": self.world.new_sid("IM", self.account), "Index": str(index), "Body": self.body}
        return {**parameters, **message, "Author": self.sender, "Attributes": "{}"}

    def _message(self, service: str | None) -> JSON:
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
        return {**parameters, "MessagingServiceSid": service} if service else parameters


def _listens(definition: Any) -> bool:
    """Whether a flow's trigger leads anywhere when a conversation's message comes in; unknown counts as yes."""
    if not isinstance(definition, dict) or not isinstance(definition.get("states"), list):
        return True
    for state in definition["states"]:
        if state.get("type") == "trigger":
            transitions = state.get("transitions", [])
            return any(one.get("event") == "incomingConversationMessage" and one.get("next") for one in transitions)
    return True
