# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Senders of WhatsApp and RCS: set up in the Console; ours is where their messages go."""

from __future__ import annotations

import typing as t

from .. import rules
from ..errors import WishError
from ..recipes.flex_proxy import HANDLER, HANDLER_OPTION, handler_or
from ..recipes.sender_webhook import CHANNELS, SenderWebhook
from ..resource import JSON, UNKNOWN, Field, Resource

METHODS = ("POST", "PUT")


def senders(sdk: t.Any) -> t.Any:
    """The SDK's list; the library learnt of it late."""
    try:
        return sdk.messaging.v2.channels_senders
    except AttributeError:
        raise WishError("the twilio library here knows no senders yet; they need twilio 9.6.0 or later") from None


def sender_format(value: str) -> str | None:
    channel, _colon, rest = value.partition(":")
    fits = rest and channel in CHANNELS and (channel != "whatsapp" or rules.E164.fullmatch(rest))
    if fits or value == UNKNOWN:
        return None
    return (
        f"{value!r} is not a sender of WhatsApp or RCS, such as whatsapp:+14155550123 or rcs:my_agent; other channels"
        " are configured in Twilio's Console only"
    )


def spelled(given: JSON) -> JSON:
    """A WhatsApp number may stand there without its prefix."""
    return {**given, "sender_id": rules.whatsapp(given["sender_id"])} if given.get("sender_id") else given


# Whether Twilio merges the webhook of an update into the one it has or replaces that is not documented: so the whole
# goes in each.
CHANNEL_SENDER = Resource(
    kind="channel_sender",
    plural="channel_senders",
    title="channel sender",
    prefix="XE",
    api=senders,
    keys=("sender_id",),
    spelled=spelled,
    creating="",
    fields=(
        Field("sender_id", create_only=True, rule=sender_format),
        Field("webhook.callback_url", always=True, rule=rules.url),
        Field("webhook.callback_method", always=True, choices=METHODS),
        Field("webhook.fallback_url", always=True, rule=rules.url),
        Field("webhook.fallback_method", always=True, choices=METHODS),
        Field("webhook.status_callback_url", always=True, rule=rules.url),
        Field("webhook.status_callback_method", always=True, choices=METHODS),
    ),
    options={HANDLER: HANDLER_OPTION},
    checks=(handler_or("webhook.callback_url"),),
    states=("present",),
    recipe=SenderWebhook,
)
