# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twilio's two little languages for finding numbers."""

from __future__ import annotations

import re
from functools import lru_cache

from .errors import invalid

_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")


@lru_cache(maxsize=1000)
def _owned(pattern: str) -> re.Pattern[str]:
    # A plus sign that was not encoded arrives as a blank.
    return re.compile(re.escape(pattern.strip()).replace(r"\*", r"\d"))


def matches_number(pattern: str, phone_number: str) -> bool:
    """Whether a number of an account is found by a filter: part of the number, ``*`` being any digit."""
    return _owned(pattern).search(phone_number) is not None


def contains(pattern: str) -> re.Pattern[str]:
    """Return what a search for available numbers asks of the digits; raises 400.

    ``*`` is one digit, ``%`` any run of digits, ``+`` the start and ``$`` the end, letters are keys of the phone.
    """
    if not 2 <= len(pattern) <= 16 or len(re.findall(r"[0-9A-Za-z]", pattern)) < 2:
        raise invalid(f"Invalid parameter Contains: {pattern}")
    match = re.fullmatch(r"([+ ]?)([0-9A-Za-z*%]+)(\$?)", pattern)
    if match is None:
        raise invalid(f"Invalid parameter Contains: {pattern}")
    start, middle, end = match.groups()
    digits = middle.upper().translate(_KEYPAD).replace("*", r"\d").replace("%", r"\d*")
    return re.compile(("^" if start else "") + digits + ("$" if end else ""))
