# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook in this process does what it does in processes of its own."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from ansible_collections.flexops.twilio.tests.faults.campaign import Driver
from ansible_collections.flexops.twilio.tests.faults.engine import Engine
from ansible_collections.flexops.twilio.tests.faults.served import Served
from ansible_collections.flexops.twilio.tests.faults.stories import STORIES

JSON = dict[str, Any]


def writes(driver: Driver) -> list[JSON]:
    """Tell the first story without a fault and return its writes."""
    step = STORIES[0].steps[0]
    try:
        run = driver.run(replace(step, variables={**step.variables, "twilio_max_concurrency": 1}))
        assert run.done, run.told()
        return [{name: one[name] for name in ("method", "path", "form")} for one in driver.entries() if one["write"]]
    finally:
        driver.close()


def test_both_drivers_write_the_same() -> None:
    inside, outside = writes(Engine(STORIES[0], {})), writes(Served(STORIES[0], {}))
    assert inside == outside
    assert len([one for one in inside if re.search("IncomingPhoneNumbers.json$", one["path"])]) == 3
