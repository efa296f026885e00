# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flex's legacy way in: a message comes to Proxy and goes into its contact's chat, and a Flex Flow says who answers.

docs: what each type of integration does. inferred: the parameters that an external URL is called with, which are those
of Programmable Chat's webhooks, and that a contact's next message goes into the same channel as long as it is open.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .events import Notice, happened, said, taken
from .executions import CHAT_MESSAGE, hand_over
from .state import JSON, Account, World

if TYPE_CHECKING:
    from .routing import Walk

_PROXY = re.compile(r"https://webhooks\.twilio\.com/v1/Accounts/(AC\w{32})/Proxy/(KS\w{32})/Webhooks/Message")
# The type of a Flex Flow by what is before the colon of the address that a message was sent to.
_TYPES = {"whatsapp": "whatsapp", "messenger": "facebook", "line": "line", "": "sms"}
# These come without Proxy: by Flex's web chat, or by what somebody has written himself.
_DIRECT = ("web", "line", "custom")
EVENT = "onMessageSent"


def direct_flow(account: Account, recipient: str) -> JSON | None:
    """Return the Flex Flow that is written to without a number or sender: by its SID or its contact identity."""
    for one in account["flex_flows"]:
        if one["channel_type"] in _DIRECT and recipient in (one["sid"], one["contact_identity"]):
            return one
    return None


async def through_proxy(walk: Walk, url: str, *, parallel: bool) -> bool:
    """Let the Flex Flow answer when the URL is Proxy's; False, and nothing done, when it is not."""
    found = _PROXY.fullmatch(url)
    if found is None:
        return False
    owner, sid = found.groups()
    service = walk.account["proxy_services"].get(sid) if owner == walk.account.sid else None
    head, colon, _rest = walk.recipient.partition(":")
    wanted = (_TYPES.get(head if colon else ""), walk.recipient)
    flows = [one for one in walk.account["flex_flows"] if (one["channel_type"], one["contact_identity"]) == wanted]
    flow = next((one for one in flows if one["enabled"]), next(iter(flows), None))
    if service is None:
        walk.explanation.append(f"The handler is Proxy's, but the account has no Proxy service {sid}.")
    elif flow is None:
        walk.explanation.append(f"Proxy takes the message, but no Flex Flow is for {wanted[0]} {wanted[1]}.")
    elif flow["chat_service_sid"] != service["chat_instance_sid"]:
        walk.explanation.append(
            f"The Proxy service {service['unique_name']} is bound to the chat service {service['chat_instance_sid']}, "
            f"the Flex Flow {flow['friendly_name']} to {flow['chat_service_sid']}."
        )
    else:
        await answer(walk, flow, parallel=parallel)
    return True


async def answer(walk: Walk, flow: JSON, *, parallel: bool) -> None:
    """Put the message into the contact's chat channel and let the integration of the Flex Flow answer."""
    name, type_, integration = flow["friendly_name"], flow["integration_type"], flow["integration"]
    if not flow["enabled"]:
        walk.explanation.append(f"The Flex Flow {name} is disabled.")
        return
    if not type_:
        walk.explanation.append(f"The Flex Flow {name} has no integration.")
        return
    channel, created = _channel(walk.world, walk.account, flow, walk.sender, walk.recipient)
    walk.flex_channel = {"sid": channel["sid"], "created": created, "chat_service_sid": channel["chat_service_sid"]}
    walk.explanation.append(f"The Flex Flow {name} answers in the chat channel {channel['sid']}.")
    message = _message(walk, channel)
    if type_ == "studio":
        trigger = {"message": message}
        sid = channel["sid"]
        came = hand_over(
            walk.world, walk.account, integration["flow_sid"], CHAT_MESSAGE, sid, message["MessageSid"], trigger
        )
        rows = [taken("flex_flow", EVENT, came)]
        walk.handlers += rows
        walk.explanation.append(said(came, "chat"))
    elif type_ == "external":
        notice = Notice(walk.account, "", "flex_flow", type_, EVENT, integration["url"], "POST", message)
        rows = await walk.deliver(notice)
    else:
        rows = [happened("flex_flow", EVENT, type=type_, task=_task(walk, channel, integration))]
        walk.handlers += rows
    for row in rows:
        row |= {"flex_flow": {"sid": flow["sid"], "friendly_name": name}, "parallel": parallel}


def _channel(world: World, account: Account, flow: JSON, sender: str, recipient: str) -> tuple[JSON, bool]:
    """Return the open chat channel of a contact, and whether it was opened just now."""
    wanted = (flow["chat_service_sid"], flow["channel_type"], sender, recipient, "active")
    for one in account["flex_channels"]:
        if tuple(one[name] for name in ("chat_service_sid", "channel_type", "sender", "recipient", "status")) == wanted:
            return one, False
    channel = {
        "sid": world.new_sid("CH", account),
        "chat_service_sid": flow["chat_service_sid"],
        "channel_type": flow["channel_type"],
        "flex_flow_sid": flow["sid"],
        "sender": sender,
        "recipient": recipient,
        "status": "active",
        "long_lived": flow["long_lived"],
        "next_index": 0,
        "task_sid": None,
        "date_created": world.clock.iso(),
    }
    return account["flex_channels"].add(channel), True


def _message(walk: Walk, channel: JSON) -> JSON:
    index, channel["next_index"] = channel["next_index"], channel["next_index"] + 1
    return {
        "EventType": EVENT,
        "AccountSid": walk.account.sid,
        "InstanceSid": channel["chat_service_sid"],
        "ChannelSid": channel["sid"],
        "MessageSid": walk.world.new_sid("IM", walk.account),
        "Index": str(index),
        "From": walk.sender,
        "Body": walk.body,
        "Attributes": "{}",
        "Source": channel["channel_type"].upper(),
        "DateCreated": walk.world.clock.iso(),
        "RetryCount": "0",
    }


def _task(walk: Walk, channel: JSON, integration: JSON) -> JSON:
    """Return the task of a chat channel, which has one as long as nobody has completed it."""
    started = channel["task_sid"] is None
    channel["task_sid"] = channel["task_sid"] or walk.world.new_sid("WT", walk.account)
    walk.explanation.append(f"The task {channel['task_sid']} waits in the workflow {integration['workflow_sid']}.")
    names = ("workspace_sid", "workflow_sid", "channel", "timeout", "priority")
    return {"sid": channel["task_sid"], "started": started, **{name: integration.get(name) for name in names}}


def end_contact(world: World, account: Account, channel: JSON) -> JSON:
    """End what a contact wanted, as an agent does: its task and its executions; a long-lived channel stays open."""
    ended = []
    for one in account["studio_executions"]:
        if (one["contact_channel_address"], one["status"]) == (channel["sid"], "active"):
            one |= {"status": "ended", "date_updated": world.clock.iso()}
            ended.append(one["sid"])
    channel |= {"task_sid": None, "status": "active" if channel["long_lived"] else "closed"}
    return {"sid": channel["sid"], "status": channel["status"], "executions": ended}
