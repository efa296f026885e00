# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads and writes through Twilio's SDK, on a transport of ours. Nothing that was not looked at leaves this file."""

from __future__ import annotations

import datetime
import json
import typing as t
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress

from .credentials import Settings
from .errors import BadAnswer, LostAnswer, NotFound, TwilioError, attempting, excerpt
from .listing import Listing
from .resource import JSON
from .transport import File, Transport, harmless, having, reading, repeatable
from .wait import Clock


class Client:
    """Reads and writes through the SDK's list objects; every answer is a plain dictionary in Twilio's own names.

    `doing` completes "Could not …" in an error message. What is not the answer that Twilio documents is a BadAnswer.
    """

    def __init__(self, settings: Settings, *, check: bool, clock: Clock | None = None) -> None:
        """Raises ImportError where the twilio library is missing."""
        from twilio.rest import Client as SDK

        self.settings = settings
        self.clock = clock or Clock()
        self.transport = Transport(settings, check, self.clock)
        self.sdk = SDK(
            username=settings.username,
            password=settings.password,
            account_sid=settings.account_sid,
            region=settings.region,
            edge=settings.edge,
            http_client=t.cast(t.Any, self.transport),
            # Not empty, so that the SDK does not look at the process's environment behind our back.
            environment={"TWILIO_": ""},
            user_agent_extensions=["flexops.twilio"],
        )

    def pages(self, doing: str, api: t.Any, page_size: int, needs: Sequence[str] = (), **filters: t.Any) -> list[JSON]:
        """Every resource of a collection.

        needs: fields without which an entry cannot be told from others. Beside them every kind that has SIDs needs one.
        """
        found: list[JSON] = []
        with attempting(doing), having(reading, Listing(api, self.transport.place).read):
            page = api.page(page_size=page_size, **filters)
            while True:
                found += [checked(plain(instance), needs) for instance in page]
                if not page.next_page_url:
                    return found
                page = page.next_page()

    def fetch(self, doing: str, context: t.Any, needs: Sequence[str] = ()) -> JSON:
        """One resource. needs: as for pages."""
        with attempting(doing):
            return checked(plain(context.fetch()), needs)

    def create(self, doing: str, api: t.Any, values: Mapping[str, t.Any]) -> JSON:
        """Raises LostAnswer where it may or may not have happened."""
        with creating(doing):
            return checked(plain(api.create(**values)))

    def upload(self, doing: str, url: str, fields: Mapping[str, str], content: File) -> JSON:
        """A create that takes a file, which the SDK does not know. Raises LostAnswer like `create`.

        url: at Twilio's host of the default region. content: becomes the part `Content`.
        """
        with creating(doing):
            answer = self.transport.request(
                "POST",
                self.sdk.get_hostname(url),
                data=fields,
                # Those of a read: a body of several parts brings its own Content-Type, with the boundary.
                headers=self.sdk.get_headers("GET", None),
                auth=self.sdk.auth,
                files={"Content": content},
            )
            body = json.loads(answer.text)
            return checked({"sid": None, **{name: value for name, value in body.items() if name not in HIDDEN}})

    def validate(self, doing: str, request: Callable[[], t.Any]) -> JSON:
        """A POST that only asks for Twilio's judgement, in check mode too."""
        with attempting(doing), having(harmless, True):
            return plain(request())

    def update(self, doing: str, context: t.Any, values: Mapping[str, t.Any]) -> JSON:
        with changing(doing):
            return checked(plain(context.update(**values)))

    def delete(self, doing: str, context: t.Any) -> None:
        """Something that is gone already is deleted."""
        with changing(doing), suppress(NotFound):
            context.delete()


@contextmanager
def creating(doing: str) -> Iterator[None]:
    """As attempting. Whatever is wrong with an answer, it may have happened: then it is a LostAnswer."""
    try:
        with attempting(doing), having(repeatable, False):
            yield
    except BadAnswer as error:
        raise error.turned(LostAnswer) from error


@contextmanager
def changing(doing: str) -> Iterator[None]:
    """As attempting, for what may be sent again; what fails at last may have happened all the same."""
    try:
        with attempting(doing):
            yield
    except TwilioError as error:
        if error.doubtful:
            error.reason += "; it may have happened all the same"
        raise


HIDDEN = frozenset({"auth_token", "subresource_uris", "links", "uri", "url"})
"""A secret, and hypermedia that says nothing about the configuration."""


def plain(instance: t.Any) -> JSON:
    """An SDK instance as the dictionary that Twilio answered, dates in ISO 8601 for old and new products alike."""
    values = {name: value for name, value in vars(instance).items() if not name.startswith("_") and name not in HIDDEN}
    for name, value in values.items():
        if isinstance(value, datetime.datetime):
            values[name] = value.strftime("%Y-%m-%dT%H:%M:%SZ")
        elif value is not None and not isinstance(value, (str, int, float, bool, list, dict)):
            values[name] = str(value)
    return values


def checked(values: JSON, needs: Sequence[str] = ()) -> JSON:
    """The values, if they say anything, and which one they are about."""
    if all(value is None for value in values.values()):
        raise BadAnswer("the answer says nothing of what was asked")
    for name in dict.fromkeys((*(name for name in ("sid",) if name in values), *needs)):
        value = values.get(name)
        if not isinstance(value, str) or not value:
            raise BadAnswer(f"the answer has no {name} where there must be one, but {excerpt(repr(value))}")
    return values


def entries(document: JSON, name: str, *needs: str) -> list[JSON]:
    """The objects in a list inside an answer, none where it is null; BadAnswer where one lacks what it needs."""
    found = document.get(name) or []
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise BadAnswer(f"{name} of {document.get('sid')} is no list of objects")
    return [checked(entry, needs) for entry in found]
