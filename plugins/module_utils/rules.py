# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Local rules for values: each says what is wrong and what would be right, or returns None."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Callable
from urllib.parse import urlsplit

from .resource import SID, UNKNOWN

ValueRule = Callable[[t.Any], "str | None"]

E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def e164(value: str) -> str | None:
    if value == UNKNOWN or E164.fullmatch(value):
        return None
    quoting = " (in YAML it needs quotes, or the + is lost)" if value.isdigit() else ""
    form = "+, country code, 7 to 15 digits in all, such as +14155550123"
    return f"{value!r} is not a phone number in E.164 form: {form}{quoting}"


def whatsapp(value: str) -> str:
    """A WhatsApp number as Twilio spells it; anything else stays what it is."""
    return f"whatsapp:{value}" if E164.fullmatch(value) else value


def url(value: str) -> str | None:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"\s", value)
    except ValueError:
        usable = False
    if not value or usable or value == UNKNOWN:
        return None
    return f"{value!r} is not an absolute http:// or https:// URL (blank clears it)"


def sid_of(prefix: str, what: str) -> ValueRule:
    def rule(value: str) -> str | None:
        if not value or (SID.fullmatch(value) and value.startswith(prefix)):
            return None
        return f"{value!r} is not the SID of {what}: {prefix} and 32 hexadecimal digits"

    return rule


def at_most(length: int) -> ValueRule:
    def rule(value: str) -> str | None:
        return f"it has {len(value)} characters, Twilio takes at most {length}" if len(value) > length else None

    return rule


def between(low: int, high: int) -> ValueRule:
    def rule(value: int) -> str | None:
        return None if low <= value <= high else f"{value} is outside {low} to {high}"

    return rule


def ignoring_case(one: t.Any, other: t.Any) -> bool:
    """For methods, which are written `post` in requests and answered as `POST`."""
    return str(one).lower() == str(other).lower()


def country(value: str) -> str | None:
    return (
        None
        if re.fullmatch(r"[A-Za-z]{2}", value)
        else f"{value!r} is not a two-letter ISO 3166 country code such as US"
    )
