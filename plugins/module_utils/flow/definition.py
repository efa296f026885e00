# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From what a user hands over to the document that is written: placeholders, conversion, findings."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ..errors import WishError
from ..resource import JSON
from .compare import DEFAULTS
from .convert import convert
from .lint import lint
from .text import filled, leftovers, parse, spelled


class Flow(t.NamedTuple):
    """document: as it is to be written. converted: one sentence for each widget of 2020. warnings: what is odd.
    used: the variables that filled something.
    """

    document: JSON
    converted: tuple[str, ...]
    warnings: tuple[str, ...]
    used: frozenset[str]


def read_flow(definition: t.Any, variables: Mapping[str, t.Any]) -> Flow:
    """Raises a WishError that lists everything that is wrong with it, each with its widget and path."""
    values = spelled(variables)
    used: set[str] = set()
    conversion = convert(parse(definition))
    # What a conversion drops needs no filling.
    left = leftovers(conversion.document, values.keys())
    whole = without_nulls(filled(conversion.document, values, used))
    # Said rather than left to Twilio, so that what is stored is what was written.
    whole.setdefault("flags", DEFAULTS["flags"])
    findings = [*left, *conversion.findings, *lint(whole)]
    problems = [str(finding) for finding in findings if finding.fatal]
    if problems:
        raise WishError(*(f"definition: {problem}" for problem in problems))
    return Flow(
        whole,
        conversion.notes,
        tuple(str(finding) for finding in findings if not finding.fatal),
        frozenset(used),
    )


def without_nulls(value: t.Any) -> t.Any:
    """Twilio leaves out what is not set and refuses null."""
    if isinstance(value, Mapping):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value
