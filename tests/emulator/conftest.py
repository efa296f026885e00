# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator for all tests; each test finds it empty but for one account."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from ansible_collections.flexops.twilio.tests.emulator.hooks import Hook
    from ansible_collections.flexops.twilio.tests.emulator.services import Service
    from ansible_collections.flexops.twilio.tests.emulator.support import Running


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """Start the emulator once."""
    # The collection can be imported once the root conftest.py is configured, which is after this file is read.
    from ansible_collections.flexops.twilio.tests.emulator.support import Running

    running = Running()
    yield running
    running.close()


@pytest.fixture
def emulator(running: Running) -> Running:
    """Return the emulator, reset."""
    running.begin()
    return running


@pytest.fixture
def service(emulator: Running) -> Service:
    """Return an empty Serverless service."""
    from ansible_collections.flexops.twilio.tests.emulator.services import Service

    return Service(emulator)


@pytest.fixture
def hook() -> Iterator[Hook]:
    """Return a web server on loopback that can be called."""
    from ansible_collections.flexops.twilio.tests.emulator.hooks import Hook

    hook = Hook()
    yield hook
    hook.close()
