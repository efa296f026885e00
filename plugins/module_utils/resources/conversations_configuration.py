# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What new conversations of an account start with: its default services and timers."""

from __future__ import annotations

import re

from .. import rules
from ..resource import Field, Lookup, Resource, Wish
from .conversation_service import CONVERSATION_SERVICE
from .messaging_service import MESSAGING_SERVICE

DURATION = re.compile(r"P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
SECONDS = (604800, 86400, 3600, 60, 1)


def seconds(duration: str) -> int | None:
    """Of an ISO 8601 duration without years and months; None where it is none."""
    match = DURATION.fullmatch(str(duration))
    return sum(int(part or 0) * unit for part, unit in zip(match.groups(), SECONDS, strict=False)) if match else None


def as_long(one: str, other: str) -> bool:
    """PT60S is PT1M."""
    return one == other or (seconds(one) is not None and seconds(one) == seconds(other))


def at_least(minutes: int) -> rules.ValueRule:
    def rule(value: str) -> str | None:
        length = seconds(value)
        if length is None:
            return f"{value!r} is not an ISO 8601 duration such as PT{minutes}M or P1D"
        return None if length >= minutes * 60 else f"{value} is too short, Twilio takes PT{minutes}M and more"

    return rule


def nothing_is_blank(wish: Wish) -> str | None:
    blank = sorted(name for name, value in wish.given.items() if value == "")
    return f"{', '.join(blank)}: Twilio has no way to unset it; name another" if blank else None


CONVERSATIONS_CONFIGURATION = Resource(
    kind="conversations_configuration",
    plural="conversations_configurations",
    title="Conversations configuration",
    prefix="",
    api=lambda sdk: sdk.conversations.v1.configuration,
    keys=(),
    lookup=Lookup.SINGLETON,
    fields=(
        Field("default_chat_service_sid", reference=CONVERSATION_SERVICE),
        Field("default_messaging_service_sid", reference=MESSAGING_SERVICE),
        Field("default_inactive_timer", same=as_long, rule=at_least(1)),
        Field("default_closed_timer", same=as_long, rule=at_least(10)),
    ),
    checks=(nothing_is_blank,),
    states=("present",),
)
