# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Studio's flow definitions: what Twilio demands of them, and what it may add to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

JSON = dict[str, Any]

SCHEMA = "https://schemas.twilio.com/studio/draft/2019-09/flow-definition"
MOST_STATES = 1000  # docs

# Widget type -> the events that its transitions have. docs; None where nobody wrote them down
WIDGETS: dict[str, tuple[str, ...] | None] = {
    "add-member-to-chat-channel": None,
    "add-twiml-redirect": ("return", "timeout", "fail"),
    "capture-payments": None,
    "connect-call-to": ("callCompleted", "hangup"),
    "connect-virtual-agent": None,
    "connect-virtual-agent-v2": None,
    "create-chat-channel": None,
    "create-task": None,
    "enqueue-call": ("callComplete", "failedToEnqueue", "callFailure"),
    "fork-stream": ("next",),
    "gather-input-on-call": ("keypress", "speech", "timeout"),
    "make-http-request": ("success", "failed"),
    "make-outgoing-call-v1": None,
    "make-outgoing-call-v2": ("answered", "busy", "noAnswer", "failed"),
    "record-call": ("success", "failed"),
    "record-voicemail": ("recordingComplete", "noAudio", "hangup"),
    "run-function": ("success", "fail"),
    "run-function-v2": None,
    "run-subflow": ("completed", "failed"),
    "say-play": ("audioComplete",),
    "send-and-wait-for-reply": ("incomingMessage", "timeout", "deliveryFailure"),
    "send-message": ("sent", "failed"),
    "send-to-flex": ("callComplete", "failedToEnqueue", "callFailure"),
    "set-variables": ("next",),
    "split-based-on": ("noMatch",),
    "trigger": (
        "incomingMessage",
        "incomingCall",
        "incomingConversationMessage",
        "incomingRequest",
        "incomingParent",
    ),
    "understand": None,
    "update-sync-object": None,
}
# Widget type -> the properties that it can not do without. docs
REQUIRED = {
    "connect-call-to": ("noun",),
    "connect-virtual-agent": ("connector",),
    "make-http-request": ("url",),
    "make-outgoing-call-v1": ("from", "to"),
    "make-outgoing-call-v2": ("from", "to"),
    "run-function": ("url",),
    "send-and-wait-for-reply": ("from",),
    "send-message": ("from",),
    "send-to-flex": ("workflow", "channel"),
    "split-based-on": ("input",),
}

_DEFINITION = {"description": str, "states": list, "initial_state": str, "flags": dict, "$schema": str}
_STATE = {"name": str, "type": str, "transitions": list, "properties": dict}
_TRANSITION = {"event": str, "next": str, "conditions": list}
_CONDITION = {"friendly_name": str, "type": str, "arguments": list, "value": str}
_JSON_NAMES = {str: "string", list: "array", dict: "object", bool: "boolean"}


def problems(definition: Any, *, flags_required: bool) -> list[JSON]:
    """Return what Twilio refuses in a definition, as ``{"message", "property_path"}`` (inferred)."""
    found = list(_misshapen(definition, flags_required))
    # What is misshapen can not be followed.
    found = found or list(_misled(definition))
    return [{"message": message, "property_path": path} for path, message in found]


def completed(definition: JSON) -> JSON:
    """Return a definition with what Studio may add to it: nothing that changes what the flow does."""
    states = []
    for state in definition["states"]:
        known = [transition["event"] for transition in state["transitions"]]
        missing = [{"event": event} for event in WIDGETS[state["type"]] or () if event not in known]
        properties = {"offset": {"x": 0, "y": 0}, **state.get("properties", {})}
        states.append({**state, "transitions": state["transitions"] + missing, "properties": properties})
    added = {"description": "A New Flow", "flags": {"allow_concurrent_calls": True}}
    return {**added, **definition, "states": states}


def _misshapen(definition: Any, flags_required: bool) -> Iterator[tuple[str, str]]:
    required = ("states", "initial_state", *(("flags",) if flags_required else ()))
    yield from _object("#", definition, _DEFINITION, required)
    if not isinstance(definition, dict):
        return
    if definition.get("$schema", SCHEMA) != SCHEMA:
        yield "#/$schema", f"is not {SCHEMA}"
    if isinstance(definition.get("flags"), dict):
        yield from _object(
            "#/flags", definition["flags"], {"allow_concurrent_calls": bool}, ("allow_concurrent_calls",)
        )
    states = definition.get("states")
    if not isinstance(states, list):
        return
    if not 1 <= len(states) <= MOST_STATES:
        yield "#/states", f"must have 1 to {MOST_STATES} items, not {len(states)}"
    for index, state in enumerate(states):
        yield from _state(f"#/states/{index}", state)


def _state(path: str, state: Any) -> Iterator[tuple[str, str]]:
    kind = state.get("type") if isinstance(state, dict) else None
    required = ("name", "type", "transitions", *(() if kind == "trigger" else ("properties",)))
    yield from _object(path, state, _STATE, required)
    if not isinstance(state, dict):
        return
    if isinstance(kind, str) and kind not in WIDGETS:
        yield f"{path}/type", f"{kind} is no widget type"
    if isinstance(state.get("properties"), dict):
        for name in REQUIRED.get(str(kind), ()):
            if name not in state["properties"]:
                yield f"{path}/properties", f"required property '{name}' is missing"
    transitions = state.get("transitions")
    for index, transition in enumerate(transitions if isinstance(transitions, list) else ()):
        place = f"{path}/transitions/{index}"
        yield from _object(place, transition, _TRANSITION, ("event",))
        conditions = transition.get("conditions") if isinstance(transition, dict) else None
        for number, condition in enumerate(conditions if isinstance(conditions, list) else ()):
            yield from _object(f"{place}/conditions/{number}", condition, _CONDITION, tuple(_CONDITION))


def _object(path: str, value: Any, types: Mapping[str, type], required: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if not isinstance(value, dict):
        yield path, "must be an object"
        return
    for name in required:
        if name not in value:
            yield path, f"required property '{name}' is missing"
    for name, content in value.items():
        if name not in types:
            yield f"{path}/{name}", "is not allowed here"
        elif not isinstance(content, types[name]):
            yield f"{path}/{name}", f"must be of type {_JSON_NAMES[types[name]]}"


def _misled(definition: JSON) -> Iterator[tuple[str, str]]:
    names = [state["name"] for state in definition["states"]]
    for index, state in enumerate(definition["states"]):
        if state["name"] in names[:index]:
            yield f"#/states/{index}/name", f"{state['name']} is the name of another widget"
        for number, transition in enumerate(state["transitions"]):
            if "next" in transition and transition["next"] not in names:
                place = f"#/states/{index}/transitions/{number}/next"
                yield place, f"transition to {transition['next']}, which is no widget"
    if definition["initial_state"] not in names:
        yield "#/initial_state", f"{definition['initial_state']} is no widget"
