# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Executions of Studio flows: which revision runs, and what a message or a request starts.

A flow is followed to the first widget that its trigger leads to, and no further.
"""

from __future__ import annotations

from typing import Any

from .state import Account, World

JSON = dict[str, Any]

CONVERSATION_MESSAGE = "incomingConversationMessage"
CHAT_MESSAGE = "incomingMessage"
REQUEST = "incomingRequest"


def live_revision(account: Account, flow_sid: str) -> JSON | None:
    """Return the revision of a flow that runs: the newest one that is published (docs)."""
    published = [one for one in revisions_of(account, flow_sid) if one["status"] == "published"]
    return published[-1] if published else None


def revisions_of(account: Account, flow_sid: str) -> list[JSON]:
    """Return the revisions of a flow, the oldest first."""
    return [one for one in account["studio_revisions"] if one["flow_sid"] == flow_sid]


def hand_to_studio(world: World, account: Account, flow_sid: str, conversation: JSON, message: JSON) -> JSON:
    """Give a conversation's message to a flow and return what came of it, like ``hand_over``."""
    trigger = _conversation_trigger(conversation, message)
    return hand_over(world, account, flow_sid, CONVERSATION_MESSAGE, conversation["sid"], message["sid"], trigger)


def hand_over(
    world: World, account: Account, flow_sid: str, event: str, address: str, message_sid: str, trigger: JSON
) -> JSON:
    """Give a message to a flow: an active execution of this contact gets it, else one is started.

    ``address`` and ``trigger`` are those of ``start``. Returns what came of it: flow_sid, friendly_name,
    execution_sid (None without one), started (whether this message did it), event, first_widget (what the trigger
    leads to) and problem (why nothing runs, a sentence, or None).
    """
    flow = account["studio_flows"].get(flow_sid)
    report: JSON = {
        "flow_sid": flow_sid,
        "friendly_name": flow["friendly_name"] if flow else None,
        "execution_sid": None,
        "started": False,
        "event": event,
        "first_widget": None,
        "problem": None,
    }
    if flow is None:
        return {**report, "problem": f"The Studio flow {flow_sid} does not exist."}
    execution = active_execution(account, flow_sid, address)
    started = execution is None
    if execution is None:
        live = live_revision(account, flow_sid)
        if live is None:
            return {**report, "problem": f"The Studio flow {flow['friendly_name']} was never published."}
        if first_widget(live["definition"], event) is None:
            problem = f"The trigger of the Studio flow {flow['friendly_name']} leads nowhere on {event}."
            return {**report, "problem": problem}
        execution = start(world, account, live, event, address, trigger)
    execution["messages"].append(message_sid)
    if not started:
        execution["date_updated"] = world.clock.iso()
    found = {"execution_sid": execution["sid"], "started": started, "first_widget": execution["first_widget"]}
    return {**report, **found}


def active_execution(account: Account, flow_sid: str, address: str) -> JSON | None:
    """Return the execution of a flow that a contact is in; there is one at most."""
    wanted = (flow_sid, address, "active")
    for one in account["studio_executions"]:
        if (one["flow_sid"], one["contact_channel_address"], one["status"]) == wanted:
            return one
    return None


def start(world: World, account: Account, live: JSON, event: str, address: str, trigger: JSON) -> JSON:
    """Start an execution of a revision and return it; it ends at once when the trigger leads nowhere.

    ``address`` is the contact's, which is the conversation's SID when there is one; ``trigger`` is what the flow sees
    as ``{{trigger}}``.
    """
    sid = world.new_sid("FN", account)
    url = f"https://studio.twilio.com/v2/Flows/{live['flow_sid']}/Executions/{sid}"
    channel = {"address": address}
    widget = first_widget(live["definition"], event)
    execution: JSON = {
        "sid": sid,
        "account_sid": account.sid,
        "flow_sid": live["flow_sid"],
        "contact_channel_address": address,
        "context": {
            "trigger": trigger,
            "flow": {"sid": sid, "flow_sid": live["flow_sid"], "channel": channel, "data": {}, "variables": {}},
            "contact": {"channel": channel},
            "widgets": {},
        },
        "status": "active" if widget else "ended",
        "date_created": world.clock.iso(),
        "date_updated": None,
        "url": url,
        "links": {"steps": f"{url}/Steps", "execution_context": f"{url}/Context"},
        # What Twilio does not show here, but a test wants to know.
        "event": event,
        "first_widget": widget,
        "revision": live["revision"],
        "messages": [],
    }
    return account["studio_executions"].add(execution)


def first_widget(definition: JSON, event: str) -> str | None:
    """Return the widget that the initial state of a definition leads to on an event."""
    for state in definition["states"]:
        if state["name"] == definition["initial_state"]:
            for transition in state["transitions"]:
                if transition["event"] == event:
                    return str(transition["next"]) if transition.get("next") else None
    return None


def _conversation_trigger(conversation: JSON, message: JSON) -> JSON:
    service = conversation.get("chat_service_sid")
    return {
        "conversation": {
            "ConversationSid": conversation["sid"],
            "ChatServiceSid": service,
            "ChannelAttributes": conversation.get("attributes"),
        },
        "message": {
            "InstanceSid": service,
            "ChannelSid": conversation["sid"],
            "MessageSid": message["sid"],
            "Index": message["index"],
            "From": message["author"],
            "Body": message["body"],
        },
    }
