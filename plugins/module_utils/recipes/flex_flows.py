# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Creating Flex Flows: the chat service they get by default, and what another flow leaves no room for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import Conflict, TwilioError, WishError
from ..plan import Change
from ..recipe import Recipe
from ..resource import JSON, Wish
from .flex_configuration import flex_of

CHAT_SERVICE = "chat_service_sid"

REFUSED = (45210, 45212)
"""Twilio's codes for a flow that it does not create: something is missing, or another flow is in the way."""


class FlexFlows(Recipe):
    chat_service = ""

    def wanted(self, wish: Wish, live: JSON | None) -> Wish:
        """A new flow belongs to the chat service of Flex, unless it names one. Read once, and only then."""
        if live or wish.state == "absent" or CHAT_SERVICE in wish.given:
            return wish
        if not self.chat_service:
            configuration = flex_of(self.client)
            self.chat_service = str(configuration.get("chat_service_instance_sid") or "")
            if not self.chat_service:
                raise WishError(
                    f"chat_service_sid is not given, and Flex has no chat service yet in this account: its status is"
                    f" {configuration.get('status')!r}"
                )
        return replace(wish, given={**wish.given, CHAT_SERVICE: self.chat_service})

    def create(self, change: Change) -> JSON:
        """Where another flow is in the way, a Conflict that names it, whatever status Twilio answered."""
        try:
            return super().create(change)
        except TwilioError as error:
            if not isinstance(error, Conflict) and error.code not in REFUSED:
                raise
            rivals = self.rivals(change)
            if rivals:
                names = ", ".join(f"{live.get('friendly_name')!r} ({live['sid']})" for live in rivals)
                error.reason += f"; the account has {names} for the same channel_type and contact_identity"
            if not rivals or isinstance(error, Conflict):
                raise
            conflict = Conflict(error.reason, status=error.status, code=error.code, more_info=error.more_info)
            conflict.request_id, conflict.details, conflict.request = error.request_id, error.details, error.request
            conflict.attempted = error.attempted
            raise conflict from error

    def rivals(self, change: Change) -> Sequence[JSON]:
        """The flows for the same identity, or without one as this would be; none where they cannot be read."""
        try:
            lives = self.read([])
        except TwilioError:
            return []
        identity = [self.resource.field(name) for name in self.resource.together[0]]
        return [
            live
            for live in lives
            if all(field.equal(live.get(field.name), change.effective.get(field.name)) for field in identity)
        ]
