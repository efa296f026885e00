# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The webhooks of one conversation: Twilio allows five."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..plan import Change
from ..recipe import Recipe
from ..resource import JSON, Wish

MOST = 5


class FewWebhooks(Recipe):
    there = 0

    def enrich(self, lives: Sequence[JSON], wishes: Sequence[Wish]) -> None:
        """Answers spell keywords of a trigger under either name."""
        self.there = len(lives)
        for live in lives:
            configuration = live.get("configuration") or {}
            if live.get("target") == "trigger" and not configuration.get("triggers") and configuration.get("filters"):
                configuration["triggers"] = configuration.pop("filters")

    def prepare(self, changes: Sequence[Change]) -> Mapping[int, str]:
        removed = sum(change.action == "delete" for change in changes)
        created = [at for at, change in enumerate(changes) if change.action == "create"]
        too_many = self.there - removed + len(created) - MOST
        if too_many <= 0:
            return {}
        problem = f"the conversation has {self.there} webhooks and Twilio allows {MOST}: remove one first"
        return dict.fromkeys(created[-too_many:], problem)
