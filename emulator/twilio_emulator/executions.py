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
REQUEST = "incomingRequest"


def live_revision(account: Account, flow_sid: str) -> JSON | None:
    """Return the revision of a flow that runs: the newest one that is published (docs)."""
    published = [one for one in revisions_of(account, flow_sid) if one["status"] == "published"]
    return published[-1] if published else None


def revisions_of(account: Account, flow_sid: str) -> list[JSON]:
    """Return the revisions of a flow, the oldest first."""
    return [one for one in account["studio_revisions"] if one["flow_sid"] == flow_sid]


def keep_revision(account: Account, flow: JSON) -> None:
    """Remember what a flow is now as the revision that its number says."""
    account["studio_revisions"].add({**flow, "sid": f"{flow['sid']}.{flow['revision']}", "flow_sid": flow["sid"]})


def hand_to_studio(world: World, account: Account, flow_sid: str, conversation: JSON, message: JSON) -> JSON:
    """Give a conversation's message to a flow: an active execution gets it, else one is started.

    Returns what came of it: flow_sid, friendly_name, execution_sid (None without one), started (whether this message
    did it), event, first_widget (what the trigger leads to) and problem (why nothing runs, a sentence, or None).
    """
    flow = account["studio_flows"].get(flow_sid)
    report: JSON = {
        "flow_sid": flow_sid,
        "friendly_name": flow["friendly_name"] if flow else None,
        "execution_sid": None,
        "started": False,
        "event": CONVERSATION_MESSAGE,
        "first_widget": None,
        "problem": None,
    }
    running = active_execution(account, flow_sid, conversation["sid"])
    if running is not None:
        running["messages"].append(message["sid"])
        running["date_updated"] = world.clock.iso()
        return {**report, "execution_sid": running["sid"], "first_widget": running["first_widget"]}
    trigger = {
        "conversation": {
            "ConversationSid": conversation["sid"],
            "ChatServiceSid": conversation.get("chat_service_sid"),
            "ChannelAttributes": conversation.get("attributes"),
        },
        "message": {
            "InstanceSid": conversation.get("chat_service_sid"),
            "ChannelSid": conversation["sid"],
            "MessageSid": message["sid"],
            "Index": message["index"],
            "From": message["author"],
            "Body": message["body"],
        },
    }
    execution, problem = start(world, account, flow_sid, CONVERSATION_MESSAGE, conversation["sid"], trigger)
    if execution is None:
        return {**report, "problem": problem}
    execution["messages"].append(message["sid"])
    return {**report, "execution_sid": execution["sid"], "started": True, "first_widget": execution["first_widget"]}


def active_execution(account: Account, flow_sid: str, address: str) -> JSON | None:
    """Return the execution of a flow that a contact is in; there is one at most."""
    wanted = (flow_sid, address, "active")
    for one in account["studio_executions"]:
        if (one["flow_sid"], one["contact_channel_address"], one["status"]) == wanted:
            return one
    return None


def start(
    world: World, account: Account, flow_sid: str, event: str, address: str, trigger: JSON
) -> tuple[JSON | None, str | None]:
    """Start an execution and return it, or None and a sentence that says why there is none.

    ``address`` is the contact's, which is the conversation's SID when there is one; ``trigger`` is what the flow sees
    as ``{{trigger}}``.
    """
    flow = account["studio_flows"].get(flow_sid)
    if flow is None:
        return None, f"The Studio flow {flow_sid} does not exist."
    name = flow["friendly_name"]
    live = live_revision(account, flow_sid)
    if live is None:
        return None, f"The Studio flow {name} was never published."
    widget = first_widget(live["definition"], event)
    if widget is None:
        return None, f"The trigger of the Studio flow {name} leads nowhere on {event}."
    sid = world.new_sid("FN", account)
    host = "https://studio.twilio.com"
    url = f"{host}/v2/Flows/{flow_sid}/Executions/{sid}"
    channel = {"address": address}
    execution: JSON = {
        "sid": sid,
        "account_sid": account.sid,
        "flow_sid": flow_sid,
        "contact_channel_address": address,
        "context": {
            "trigger": trigger,
            "flow": {"sid": sid, "flow_sid": flow_sid, "channel": channel, "data": {}, "variables": {}},
            "contact": {"channel": channel},
            "widgets": {},
        },
        "status": "active",
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
    return account["studio_executions"].add(execution), None


def first_widget(definition: JSON, event: str) -> str | None:
    """Return the widget that the initial state of a definition leads to on an event."""
    for state in definition["states"]:
        if state["name"] == definition["initial_state"]:
            for transition in state["transitions"]:
                if transition["event"] == event:
                    return str(transition["next"]) if transition.get("next") else None
    return None
