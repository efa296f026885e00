# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flows as Studio exported them until 2020, turned into what version 2 of its API takes.

Such an export names widget types differently, points at the next widget by SID, writes null for what is not set and
has neither an initial state nor a transition for conversations. Only types and properties whose counterpart is known
are converted; the rest is named.
"""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping

from ..errors import excerpt
from ..resource import JSON, is_empty
from .findings import Finding, path_of, transitions, widgets

OLD_TYPE = re.compile(r"[A-Z][A-Za-z0-9]*")
OLD_SID = re.compile(r"FF[0-9a-f]{32}")


class Kind(t.NamedTuple):
    """Today's type and the properties that old and new share. texts: numbers among them that are texts today."""

    type: str
    properties: tuple[str, ...]
    texts: tuple[str, ...] = ()


MESSAGE = ("body", "from", "media_url", "service", "channel", "attributes")

KINDS = {
    "InitialState": Kind("trigger", ()),
    "Message": Kind("send-message", (*MESSAGE, "to")),
    "MessagePrompt": Kind("send-and-wait-for-reply", (*MESSAGE, "timeout", "save_response_as"), ("timeout",)),
    "Branch": Kind("split-based-on", ("input",)),
    "SetVariables": Kind("set-variables", ("variables",)),
    "Webhook": Kind("make-http-request", ("method", "url", "body", "parameters", "content_type")),
    "SayPlay": Kind("say-play", ("say", "play", "voice", "language", "loop", "digits")),
    "Gather": Kind(
        "gather-input-on-call",
        (
            "timeout",
            "finish_on_key",
            "stop_gather",
            "number_of_digits",
            "save_response_as",
            "say",
            "play",
            "voice",
            "language",
            "loop",
            "hints",
            "gather_language",
            "speech_timeout",
            "speech_model",
            "profanity_filter",
        ),
        ("speech_timeout", "profanity_filter"),
    ),
    "ConnectCaller": Kind(
        "connect-call-to",
        (
            "noun",
            "to",
            "caller_id",
            "record",
            "timeout",
            "time_limit",
            "sip_endpoint",
            "sip_username",
            "sip_password",
        ),
        ("time_limit",),
    ),
    "EnqueueCall": Kind(
        "enqueue-call",
        ("workflow_sid", "queue_name", "priority", "timeout", "task_attributes", "wait_url", "wait_url_method"),
    ),
}

# Bound to the account that it was exported from.
DROPPED = ("flow_url",)


class Conversion(t.NamedTuple):
    """The document of today, one note for each widget that was converted, and what stands against it or is odd."""

    document: JSON
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]


def is_old(document: Mapping[str, t.Any]) -> bool:
    return any(
        OLD_SID.fullmatch(str(state.get("sid"))) or OLD_TYPE.fullmatch(str(state.get("type")))
        for state in widgets(document)
    )


def convert(document: JSON) -> Conversion:
    """Leaves a document of today as it is. Where a finding is fatal, what it is about is left as it was."""
    if not is_old(document):
        return Conversion(document, (), ())
    states = widgets(document)
    names = {str(state["sid"]): state.get("name") for state in states if state.get("sid")}
    notes, findings, converted = [], [], []
    for at, state in enumerate(states):
        name, old = state.get("name"), str(state.get("type"))
        kind = KINDS.get(old)
        if kind:
            notes.append(f"widget {name!r}: {old} became {kind.type}")
        elif OLD_TYPE.fullmatch(old):
            message = (
                f"the type {old!r} has no certain counterpart among today's; put a widget of a type of today in its"
                f" place (converted are {', '.join(KINDS)})"
            )
            findings.append(Finding(str(name), path_of(("states", at, "type")), message))
        properties, problems = convert_properties(state, kind, at)
        ways, broken = convert_transitions(state, names, at)
        findings += problems + broken
        listed = isinstance(state.get("transitions"), list)
        converted.append(
            {
                "name": name,
                "type": kind.type if kind else state.get("type"),
                "transitions": ways if listed else state.get("transitions"),
                "properties": properties,
            }
        )
        findings += conversation_follows_message(converted[-1], at)
    result = {
        **{key: value for key, value in document.items() if key not in ("states", "sid") and value is not None},
        "states": converted,
    }
    triggers = [state["name"] for state in converted if state["type"] == "trigger"]
    if triggers:
        result.setdefault("initial_state", triggers[0])
    return Conversion(result, tuple(notes), tuple(findings))


def convert_properties(state: JSON, kind: Kind | None, at: int) -> tuple[JSON, list[Finding]]:
    properties = state.get("properties")
    wanted: JSON = {}
    problems = []
    for key, value in properties.items() if isinstance(properties, Mapping) else ():
        if value is None or key in DROPPED:
            continue
        if kind is None or key in (*kind.properties, "offset"):
            is_text = kind and key in kind.texts and isinstance(value, (int, float))
            # Old pairs also carry their number.
            wanted[key] = str(value) if is_text else without(("index",), value)
            continue
        problems.append(
            Finding(
                str(state.get("name")),
                path_of(("states", at, "properties", key)),
                f"{kind.type}, which {state['type']} became, has no property {key!r}; remove it if the flow can do"
                f" without {excerpt(repr(value))}",
            )
        )
    return wanted, problems


def without(keys: tuple[str, ...], listed: t.Any) -> t.Any:
    """A list of dictionaries, without these keys in each."""
    if not isinstance(listed, list):
        return listed
    return [
        {key: value for key, value in item.items() if key not in keys} if isinstance(item, Mapping) else item
        for item in listed
    ]


def convert_transitions(state: JSON, names: Mapping[str, t.Any], at: int) -> tuple[list[JSON], list[Finding]]:
    converted, problems = [], []
    for number, way in enumerate(transitions(state)):
        new = {key: value for key, value in way.items() if key not in ("uuid", "sid") and not is_empty(value)}
        following = str(way.get("next"))
        if following in names:
            new["next"] = names[following]
        elif OLD_SID.fullmatch(following):
            path = path_of(("states", at, "transitions", number, "next"))
            problems.append(Finding(str(state.get("name")), path, f"no widget of this flow has the SID {following}"))
        if "conditions" in new:
            new["conditions"] = without(("uuid", "sid"), new["conditions"])
        converted.append(new)
    return converted, problems


def conversation_follows_message(state: JSON, at: int) -> list[Finding]:
    """Gives a trigger the transition that conversations start a flow by, which did not exist in 2020."""
    ways = {str(way.get("event")): way.get("next") for way in transitions(state)}
    following = ways.get("incomingMessage")
    if state["type"] != "trigger" or not following or ways.get("incomingConversationMessage"):
        return []
    state["transitions"] = [
        *(way for way in state["transitions"] if way.get("event") != "incomingConversationMessage"),
        {"event": "incomingConversationMessage", "next": following},
    ]
    message = f"conversations go the way of messages, to {following!r}: the flow is of 2020, which knew only those"
    return [Finding(str(state["name"]), path_of(("states", at, "transitions")), message, fatal=False)]
