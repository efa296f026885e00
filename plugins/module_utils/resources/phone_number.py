# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Phone numbers of an account: the number itself, and the facet of it that decides who answers its messages."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from .. import rules
from ..recipes.flex_proxy import HANDLER, HANDLER_OPTION, handler_or
from ..recipes.number_messaging import NumberMessaging
from ..recipes.number_purchase import NumberPurchase
from ..recipes.number_search import NARROWING, SEARCH_OPTIONS, check_search
from ..resource import Field, Lookup, Resource, Wish, is_empty
from .messaging_service import MESSAGING_SERVICE


def search_is_whole(wish: Wish) -> str | None:
    """A search finds a number to buy for a name; beside an exact number it only says where that is on offer."""
    number, search = wish.given.get("phone_number"), wish.options.get("search")
    if wish.state == "absent":
        return None
    if number and search:
        narrowing = [name for name in search if name in NARROWING and search[name] is not None]
        if narrowing:
            return (
                f"search.{narrowing[0]} looks for any number that fits, but phone_number means {number}: beside"
                " phone_number, search takes country and type"
            )
    if search and not number and not wish.given.get("friendly_name"):
        return "search needs friendly_name: by that name later runs find the number instead of buying another"
    return check_search(search) if search else None


def limits_are_limits(wish: Wish) -> str | None:
    """Zero is one: nothing may be bought, or only what is free."""
    for name in ("max_purchases", "max_monthly_price"):
        if wish.options.get(name) is not None and not wish.options[name] >= 0:
            return f"{name} must be 0 or more, not {wish.options[name]}"
    return None


def has_a_name(wish: Wish) -> str | None:
    """Twilio takes a blank name and keeps the old one, so the wish could never come true."""
    if wish.given.get("friendly_name") == "":
        return "friendly_name cannot be blank: a number always has a name, Twilio would keep the one it has"
    return None


def released_on_purpose(wish: Wish) -> str | None:
    """Releasing cannot be undone, so it takes the exact number and a second word."""
    if wish.state != "absent":
        return None
    if not wish.given.get("phone_number"):
        return "state absent needs the exact phone_number; a name or SID is not enough to release a number"
    if not wish.options.get("release"):
        return (
            f"state absent releases {wish.given['phone_number']} to Twilio, for anybody to buy, and cannot be undone;"
            " set release: true if that is meant"
        )
    return None


PHONE_NUMBER = Resource(
    kind="phone_number",
    plural="phone_numbers",
    title="phone number",
    prefix="PN",
    api=lambda sdk: sdk.api.v2010.account.incoming_phone_numbers,
    keys=("phone_number", "friendly_name"),
    lookup=Lookup.FILTER,
    creating="buy",
    fields=(
        Field("phone_number", create_only=True, rule=rules.e164),
        Field("friendly_name", rule=rules.at_most(64)),
        Field("bundle_sid", rule=rules.sid_of("BU", "a regulatory bundle")),
        Field("address_sid", rule=rules.sid_of("AD", "an address")),
        Field("identity_sid", rule=rules.sid_of("RI", "an identity")),
    ),
    options={
        "search": {"type": "dict", "options": SEARCH_OPTIONS},
        "allow_purchase": {"type": "bool", "default": False},
        "max_purchases": {"type": "int"},
        "max_monthly_price": {"type": "float"},
        "release": {"type": "bool", "default": False},
    },
    checks=(search_is_whole, limits_are_limits, has_a_name, released_on_purpose),
    recipe=NumberPurchase,
)


def handler_is_whole(given: Mapping[str, t.Any], effective: Mapping[str, t.Any]) -> str | None:
    """Twilio refuses a fallback without a primary URL; an application makes the number's own URLs mean nothing."""
    if (
        {"sms_url", "sms_fallback_url"} & set(given)
        and is_empty(effective["sms_url"])
        and not is_empty(effective["sms_fallback_url"])
    ):
        return (
            f"sms_fallback_url is {effective['sms_fallback_url']!r} but sms_url is blank: blank both, or give sms_url"
        )
    if not is_empty(given.get("sms_url")) and not is_empty(effective["sms_application_sid"]):
        return (
            f"sms_url means nothing beside sms_application_sid {effective['sms_application_sid']}: blank that as well"
        )
    return None


PHONE_NUMBER_MESSAGING = Resource(
    kind="phone_number_messaging",
    plural="phone_numbers_messaging",
    title="phone number",
    prefix="PN",
    api=PHONE_NUMBER.api,
    keys=("phone_number", "friendly_name"),
    # None is ever made for want of a name.
    nameless=("friendly_name",),
    lookup=Lookup.FILTER,
    fields=(
        Field("phone_number", create_only=True, rule=rules.e164),
        Field("sms_url", rule=rules.url),
        Field("sms_method", choices=("GET", "POST")),
        Field("sms_fallback_url", rule=rules.url),
        Field("sms_fallback_method", choices=("GET", "POST")),
        Field("sms_application_sid", rule=rules.sid_of("AP", "a TwiML application")),
        # Not a field of the number in Twilio's API: the pool of the service holds the number.
        Field("messaging_service", reference=MESSAGING_SERVICE),
    ),
    options={HANDLER: HANDLER_OPTION},
    checks=(handler_or("sms_url"),),
    rules=(handler_is_whole,),
    states=("present",),
    recipe=NumberMessaging,
)
