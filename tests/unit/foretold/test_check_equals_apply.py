# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check equals apply: on accounts in any state, for wishes of any kind, one after the other in one account."""

from __future__ import annotations

import collections
import os
import sys
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings, strategies as st

from ansible_collections.flexops.twilio.plugins import modules

from .account import ACCOUNTS, Account
from .hands import HAND, SETTINGS
from .truth import Wish, resource_of
from .wishes import WISHES

ACCOUNT = Account()
WORLDS = collections.Counter()
REACHED = collections.Counter()

MODULES = sorted(WISHES)
BEGINNINGS = st.sampled_from(["usual"] * 6 + sorted(ACCOUNTS))
EDITS = st.lists(HAND, max_size=8)
STEPS = st.lists(st.tuples(st.integers(0, len(MODULES) - 1), st.lists(HAND, max_size=2)), min_size=3, max_size=4)


@settings(
    max_examples=int(os.environ.get("WORLDS", "1000")),
    derandomize="WORLDS" not in os.environ,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data(), name=BEGINNINGS, switches=SETTINGS, edits=EDITS, steps=STEPS)
def check_equals_apply(data, name, switches, edits, steps):
    """One world: what it is in the beginning, what others did to it, and then wishes, with others in between."""
    WORLDS["worlds"] += 1
    ACCOUNT.begin(name, switches)
    WORLDS["edits"] += len(edits) + sum(len(others) for _chosen, others in steps)
    for edit in edits:
        ACCOUNT.by_hand(*edit)
    for at, (chosen, others) in enumerate(steps):
        # What is simplest is drawn most often: so it is another module each time.
        module = MODULES[(chosen + 3 * at + len(edits)) % len(MODULES)]
        for edit in others:
            ACCOUNT.by_hand(*edit)
        wish = Wish(ACCOUNT, module, data.draw(WISHES[module], module))
        WORLDS["wishes"] += 1
        wish.prove()
        REACHED.update((module, outcome) for outcome in wish.outcomes)


def test_check_equals_apply(capsys):
    began = time.perf_counter()
    try:
        check_equals_apply()
    finally:
        with capsys.disabled():
            sys.stdout.write(told(time.perf_counter() - began))
    assert WORLDS["worlds"] >= 1000
    assert WORLDS["wishes"] >= 3 * WORLDS["worlds"]
    missing = {(module, outcome) for module in MODULES for outcome in outcomes_of(module)} - REACHED.keys()
    assert not missing


def outcomes_of(module):
    """What has to come of the wishes for a kind."""
    resource = resource_of(module)
    found = {"none", "refused", "update"}
    if not resource.part_of_another:
        found |= {"delete"}
        found |= {"create"} if resource.creating else set()
    return found


def told(seconds):
    """A table: how often each outcome was reached, by module."""
    names = sorted({outcome for _module, outcome in REACHED})
    rows = [["", *names], *([module, *(REACHED[module, name] for name in names)] for module in MODULES)]
    widths = [max(len(str(row[at])) for row in rows) for at in range(len(names) + 1)]
    lines = ["  ".join(str(cell).rjust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    head = f"{WORLDS['worlds']} worlds, {WORLDS['edits']} edits, {WORLDS['wishes']} wishes, {seconds:.0f} s"
    return "\n".join(["", head, *lines, ""])


def test_every_write_module_is_wished_for():
    folder = Path(modules.__file__).parent
    writing = {file.stem for file in folder.glob("*.py") if "run_module(" in file.read_text(encoding="utf-8")}
    assert writing == set(WISHES)
