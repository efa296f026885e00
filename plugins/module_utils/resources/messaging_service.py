# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messaging services: a pool of senders, what becomes of a message that comes in, and how messages go out."""

from __future__ import annotations

from .. import rules
from ..members import contradicting_members, members_option, merge_members
from ..recipes.sender_pool import SenderPool
from ..resource import Field, Resource, Wish


def senders_have_a_form(wish: Wish) -> str | None:
    """Numbers in E.164, names of at most 11 letters and digits; nothing both wanted and not."""
    for name, rule in (("phone_numbers", rules.e164), ("alpha_senders", alpha_sender)):
        given = wish.given.get(name) or {}
        problem = contradicting_members(name, given)
        for sender in [sender for senders in given.values() for sender in senders or ()]:
            wrong = rule(sender)
            problem = problem or (f"{name}: {wrong}" if wrong else None)
        if problem:
            return problem
    return None


def alpha_sender(value: str) -> str | None:
    letters = value.replace(" ", "")
    fits = len(value) <= 11 and letters.isalnum() and letters.isascii() and not letters.isdigit()
    return None if fits else f"{value!r} is not an alphanumeric sender: up to 11 letters, digits and blanks, one letter"


MESSAGING_SERVICE = Resource(
    kind="messaging_service",
    plural="messaging_services",
    title="messaging service",
    prefix="MG",
    api=lambda sdk: sdk.messaging.v1.services,
    keys=("friendly_name",),
    fields=(
        Field("friendly_name", required=True, rule=rules.at_most(64)),
        Field("inbound_request_url", rule=rules.url),
        Field("inbound_method", choices=("GET", "POST")),
        Field("fallback_url", rule=rules.url),
        Field("fallback_method", choices=("GET", "POST")),
        Field("use_inbound_webhook_on_number", type="bool"),
        Field("status_callback", rule=rules.url),
        Field("sticky_sender", type="bool"),
        Field("mms_converter", type="bool"),
        Field("smart_encoding", type="bool"),
        Field("area_code_geomatch", type="bool"),
        Field("validity_period", type="int", rule=rules.between(1, 36000)),
        Field(
            "usecase",
            choices=("notifications", "marketing", "verification", "discussion", "poll", "undeclared"),
        ),
        # Not fields of the service in Twilio's API: collections of their own.
        *(
            Field(name, type="list", option=members_option(), merged=merge_members, unordered=True, emptying=True)
            for name in ("phone_numbers", "alpha_senders")
        ),
    ),
    checks=(senders_have_a_form,),
    recipe=SenderPool,
)
