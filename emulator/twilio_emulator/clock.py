# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's time, which tests can move forward, and Twilio's two ways to write it."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from email.utils import format_datetime


class Clock:
    """Wall-clock time plus what was added by hand."""

    def __init__(self) -> None:
        self.advanced = 0.0

    def now(self) -> datetime:
        """Return the time in UTC, in whole seconds as Twilio's dates are."""
        return datetime.fromtimestamp(time.time() + self.advanced, timezone.utc).replace(microsecond=0)

    def iso(self) -> str:
        """Return the time as the v1 and v2 products write it."""
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def rfc2822(self) -> str:
        """Return the time as the 2010 API writes it."""
        return format_datetime(self.now())
