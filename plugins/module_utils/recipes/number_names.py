# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What to say of a number that the account does not have."""

from __future__ import annotations

from collections.abc import Sequence

from ..plan import Change
from ..recipe import Recipe
from ..references import Unresolved, there_is
from ..resource import UNKNOWN


def number_to_come(recipe: Recipe, change: Change) -> Sequence[Unresolved]:
    """The number of a change, where it is said which one that is."""
    key = recipe.resource.key_of(change.wish)
    if key is None or key[1] == UNKNOWN:
        return ()
    problem = f"{no_such_number(recipe, change)}. flexops.twilio.phone_number finds or buys numbers"
    return (Unresolved(key[0], str(key[1]), problem),)


def no_such_number(recipe: Recipe, change: Change) -> str:
    """With the names that there are, if it was asked for by name; that costs the pages of the account's numbers."""
    given = change.wish.given
    number, name = given.get("sid") or given.get("phone_number"), given.get("friendly_name")
    if number:
        return f"this account does not have {number}"
    lives = recipe.client.pages("list phone numbers", recipe.api, recipe.resource.page_size)
    names = {str(live["friendly_name"]) for live in lives if live.get("friendly_name")}
    return f"this account has no phone number called {name!r}; {there_is(str(name), names)}"
