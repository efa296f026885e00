# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether an answer really is a page of the list that was asked for, and whether that list has an end.

The SDK takes whatever it finds for the list. What reads as "the account has none" by mistake could make us create, or
buy, what is there.
"""

from __future__ import annotations

import json
import re
import typing as t
from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

from .errors import BadAnswer, excerpt
from .resource import JSON, SID

MOST_PAGES = 1000

MOST_EMPTY_PAGES = 10
"""In a row; a filter of Twilio's may leave some empty before the list goes on."""

MOST_BYTES = 64 * 1024 * 1024
"""Of all pages together: 30,000 numbers."""

ON_OFFER = "available_phone_numbers"
"""A search, which has one page and no link to another."""

ODD_NAMES: Mapping[str, str] = {
    "Addresses": "address_configurations",
    "ChannelSenders": "senders",
    "ParticipantConversations": "conversations",
}
"""Last part of a collection's path → what its answer calls the list, where that is not the same word."""

NUMBERS = ("AvailablePhoneNumbers", "IncomingPhoneNumbers")


class Listing:
    """One list that is read page by page. `read` sees each answer before the SDK does."""

    def __init__(self, api: t.Any, place: Callable[[str], str]) -> None:
        """api: the SDK's list object. place: says where a request really goes; raises BadAnswer."""
        self.place = place
        self.absolute = api._version.domain.absolute_url
        self.path = self.path_of(api._version.absolute_url(api._uri))
        self.key = name_of(self.path)
        self.seen: set[int] = set()
        self.size = self.pages = self.empty = 0

    def path_of(self, url: str) -> list[str]:
        """The product that serves a URL, and the parts of its path."""
        parts = urlsplit(self.place(url))
        return [parts.netloc.partition(".")[0], *unquote(parts.path).split("/")]

    def read(self, body: JSON, size: int) -> JSON:
        """A page as the SDK understands it, without anything that it would stumble over. Raises BadAnswer."""
        old = self.path[-1].endswith(".json")
        meta = body if old else body.get("meta")
        if not isinstance(meta, dict) or not (old or meta.get("key") == self.key):
            raise BadAnswer(f"the answer has no meta that says it is a page of {self.key}; it has {names_in(body)}")
        items = body.get(self.key)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise BadAnswer(f"the answer has no list {self.key} of objects; it has {names_in(body)}")
        link = "next_page_uri" if old else "next_page_url"
        following = meta.get(link, None if self.key == ON_OFFER else False)
        if following is not None and not isinstance(following, str):
            raise BadAnswer(f"the page does not say whether it is the last one: {link} is {excerpt(repr(following))}")
        if items and (following or self.seen):
            # The same entries at another address are no new page either.
            self.once(hash(json.dumps(items, sort_keys=True)))
        if following:
            self.once(hash(following))
            self.go_on(items, self.absolute(following) if old else following, size)
        links = {link: following} if old else {"meta": {"key": self.key, link: following}}
        return {self.key: items, **links}

    def go_on(self, items: list[JSON], following: str, size: int) -> None:
        """Raises BadAnswer where the next page is none of this list, or where there would be no end to it."""
        there = self.path_of(following)
        same = len(there) == len(self.path) and all(
            # Twilio may put the SID in the place of a name.
            ours == theirs or (SID.fullmatch(theirs) and not SID.fullmatch(ours))
            for ours, theirs in zip(self.path, there, strict=True)
        )
        if not same:
            raise BadAnswer(f"the next page, {excerpt(following)}, is no page of {'/'.join(self.path[1:])}")
        self.pages += 1
        self.size += size
        self.empty = 0 if items else self.empty + 1
        if self.pages > MOST_PAGES or self.size > MOST_BYTES or self.empty > MOST_EMPTY_PAGES:
            raise BadAnswer(
                f"the list does not end: after {self.pages} pages with {self.size // 1024} KiB, the last {self.empty}"
                f" of them empty, it goes on with {excerpt(following)}"
            )

    def once(self, mark: int) -> None:
        if mark in self.seen:
            raise BadAnswer("the list does not end: the same page came twice")
        self.seen.add(mark)


def name_of(path: list[str]) -> str:
    """What an answer calls the list of a collection with that path."""
    # /AvailablePhoneNumbers/US/Local.json is a list of those.
    last = next((part for part in path if part in NUMBERS), path[-1]).removesuffix(".json")
    word = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", last).lower()
    # /Functions/ZH…/Versions are function_versions.
    return f"{path[-3].lower().removesuffix('s')}_{word}" if last == "Versions" else ODD_NAMES.get(last, word)


def names_in(body: JSON) -> str:
    return excerpt(", ".join(map(repr, body))) or "nothing"
