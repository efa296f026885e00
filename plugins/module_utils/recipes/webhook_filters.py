# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emptying the filters of webhooks, for which Twilio documents no way."""

from __future__ import annotations

from dataclasses import replace

from ..errors import TwilioError
from ..plan import Change
from ..recipe import Recipe
from ..resource import JSON

LEFT = (
    "Twilio did not empty filters, which its API does not promise to do: blank pre_webhook_url and post_webhook_url "
    "instead, without a URL filters call nobody"
)


class WebhookFilters(Recipe):
    def update(self, change: Change) -> JSON:
        """Where the list cannot be emptied, everything else is written all the same, if then nobody is called."""
        if change.sent.get("filters") != []:
            return super().update(change)
        idle = change.resource.field("filters").idle
        harmless = idle is not None and idle(change.effective)
        others = {name: value for name, value in change.sent.items() if name != "filters"}
        try:
            answer = super().update(change)
        except TwilioError as error:
            if error.status == 400 and harmless:
                return super().update(replace(change, sent=others))
            if error.status == 400:
                error.reason += f". {LEFT}"
            raise
        if answer["filters"] and not harmless:
            kept = TwilioError(f"{LEFT}. They are still {', '.join(answer['filters'])}.")
            kept.attempted = change.doing
            kept.half_done = f"{', '.join(others)} of {change.name} is written." if others else ""
            raise kept
        return answer
