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

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from ansible_collections.flexops.twilio.plugins import modules

from .account import ACCOUNTS, NUMBERS, OFFERED, Account, Sid
from .hands import FN, HAND, SERVERLESS, SETTINGS
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


A_FUNCTION = ("POST", (SERVERLESS, FN, "/Functions"), {"FriendlyName": "/left"})
A_TIMER = ("POST", ("/conversations/v1/Configuration",), {"DefaultInactiveTimer": "PT60S"})
WHATSAPP = {"Type": "whatsapp", "Address": "whatsapp:+15550100001"}
AN_ADDRESS = ("POST", ("/conversations/v1/Configuration/Addresses",), WHATSAPP)
A_HOOK = {"target": "studio", "configuration": {"flow": "flow 1"}}
A_LINE = {"channel_type": "sms", "contact_identity": NUMBERS[1], "friendly_name": "line 5"}


@pytest.mark.parametrize(
    ("edits", "module", "options", "outcome"),
    [
        # Two of one name, which nothing runs: the second run took the second one.
        (
            [A_FUNCTION] * 2,
            "serverless_deployment",
            {"service": "fn", "functions": [{"path": "/left", "state": "absent"}]},
            "update",
        ),
        # As long as it is already: the diff said that it becomes what was asked for.
        (
            [A_TIMER],
            "conversations_configuration",
            {"default_inactive_timer": "PT1M", "default_closed_timer": "PT1H"},
            "update",
        ),
        # It was deleted, and then the new one refused.
        (
            [AN_ADDRESS],
            "conversations_address",
            {"sid": Sid("addresses", 2), "type": "sms", "replace": True},
            "refused",
        ),
        # Check mode did not say that the number is not there.
        (
            [],
            "messaging_service",
            {"friendly_name": "pool 1", "phone_numbers": {"present": [NUMBERS[3]]}},
            "refused until it is there",
        ),
        # Things and places with two names each: made twice, or made and taken away again by the next run.
        (
            [],
            "conversation_webhook",
            {"aggregate": [{**A_HOOK, "conversation_sid": at} for at in ("talk 0", Sid("conversations", 0))]},
            "refused",
        ),
        (
            [],
            "proxy_phone_number",
            {
                "phone_number": NUMBERS[1],
                "aggregate": [{}, {"state": "absent", "proxy_service": Sid("proxy_services", 0)}],
            },
            "refused",
        ),
        (
            [],
            "proxy_phone_number",
            {"phone_number": NUMBERS[1], "aggregate": [{}, {"proxy_service": "other"}]},
            "refused",
        ),
        ([], "flex_flow", {"aggregate": [A_LINE, {"friendly_name": "line 5", "state": "absent"}]}, "refused"),
        # The diff of what was bought still said that its name is not known.
        ([], "phone_number", {"phone_number": OFFERED[0], "allow_purchase": True}, "create"),
    ],
)
def test_what_once_went_wrong(edits, module, options, outcome):
    ACCOUNT.begin("usual", {})
    for edit in edits:
        ACCOUNT.by_hand(*edit)
    wish = Wish(ACCOUNT, module, options)
    wish.prove()
    assert wish.outcomes == [outcome]


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
