# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can go wrong, as one family of exceptions; answers and SDK exceptions become members of it here.

Callers branch on the kind (which follows the HTTP status) because Twilio refines its error codes over time.
"""

from __future__ import annotations

import json
import typing as t
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

NOTHING_SENT: t.Mapping[str, float] = {"requests": 0, "writes": 0, "retries": 0, "waited": 0.0}


class FlexopsError(Exception):
    """Anything a user has to be told. `facts` go into the module's answer beside `msg`.

    api: what the run has cost until then, see Transport.counters.
    """

    api: t.Mapping[str, float] = NOTHING_SENT

    def facts(self) -> dict[str, t.Any]:
        return {}


class WishError(FlexopsError):
    """What was asked cannot be: found before any write. `problems` holds one sentence each."""

    def __init__(self, *problems: str) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class TwilioError(FlexopsError):
    """A request that failed.

    attempted: what we were doing, in words ("create the Conversations address +1555…").
    status, code, reason, more_info, request_id, details: Twilio's own, None where it gave none.
    retry_after: the seconds that Twilio asks to wait; 0 if it does not.
    half_done: what has been written all the same before this failed; empty if nothing.

    Of each kind. tries: how often a request that ends so is sent at the most. doubtful: whether it may have happened.
    """

    tries = 1
    doubtful = False

    def __init__(
        self,
        reason: str,
        *,
        status: int | None = None,
        code: int | None = None,
        more_info: str | None = None,
        request_id: str | None = None,
        details: t.Any = None,
        request: str = "",
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.code = code
        self.more_info = more_info
        self.request_id = request_id
        self.details = details
        self.request = request
        self.retry_after = 0.0
        self.attempted = ""
        self.half_done = ""

    def __str__(self) -> str:
        parts = [f"Could not {self.attempted}: {self.reason}" if self.attempted else self.reason]
        if self.status:
            parts.append(f"[HTTP {self.status}" + (f", Twilio error {self.code}]" if self.code else "]"))
        if self.details:
            parts.append(f"Details: {json.dumps(self.details, sort_keys=True)}.")
        if self.more_info:
            parts.append(f"See {self.more_info}.")
        if self.request_id:
            parts.append(f"(request {self.request_id})")
        if self.half_done:
            parts.append(f"Already done: {self.half_done}")
        return " ".join(parts)

    def facts(self) -> dict[str, t.Any]:
        known = {
            "attempted": self.attempted,
            "request": self.request,
            "status": self.status,
            "code": self.code,
            "more_info": self.more_info,
            "request_id": self.request_id,
            "details": self.details,
            "half_done": self.half_done,
        }
        return {"error": {name: value for name, value in known.items() if value}}

    def turned(self, kind: type[TwilioError]) -> TwilioError:
        """The same failure as one of another kind."""
        error = kind(self.reason)
        error.__dict__.update(self.__dict__)
        return error


class NotFound(TwilioError):
    """404: no such thing, or not in this account."""


class Conflict(TwilioError):
    """409: it exists already, or is busy."""


class Denied(TwilioError):
    """401 or 403: the credentials are wrong or may not do this."""


class Busy(TwilioError):
    """429: too many requests at a time. Twilio did not process it, so it may go again until the budget is used up."""

    tries = 1_000_000


class ServerFailed(TwilioError):
    """5xx: Twilio's fault, or that of something in between."""

    tries = 5
    doubtful = True


class Interrupted(TwilioError):
    """The connection broke, or no answer came in time."""

    tries = 5
    doubtful = True


class LostAnswer(TwilioError):
    """A create that may or may not have happened: look before sending it again."""

    doubtful = True


class Unreachable(TwilioError):
    """No connection could be made; nothing was sent."""

    tries = 3


class Unsendable(Unreachable):
    """The same, and it will not be different next time: a certificate that nobody vouches for, a proxy's bad URL."""

    tries = 1


class BadAnswer(TwilioError):
    """An answer that is not what the API promises: nothing may be decided on it."""

    doubtful = True


class Unreadable(BadAnswer):
    """Not even JSON, or only half of it."""

    tries = 3


KIND_OF_STATUS: Mapping[int, type[TwilioError]] = {401: Denied, 403: Denied, 404: NotFound, 409: Conflict, 429: Busy}

MOST_WORDS = 2000
"""Characters of what is repeated of an answer."""


def excerpt(text: str) -> str:
    """The first words of a text, on one line."""
    line = " ".join(text.split())
    return line[:120] + ("…" if len(line) > 120 else "")


def whole_words(text: str, most: int) -> str:
    """The first characters of a text. No word in part: nobody knows half a secret for one, and masks it."""
    return text if len(text) <= most else text[: most + 1].rpartition(" ")[0] + "…"


def glimpse(body: str) -> str:
    """What is shown of a body that cannot be read: enough to recognise a proxy's error page.

    Of broken JSON nothing: it may be Twilio's, with a secret in it.
    """
    line = " ".join(body.split())
    return f"{line[0]}…" if line[:1] in ("{", "[") else whole_words(line, 120)


def from_answer(request: str, status: int, headers: Mapping[str, str], body: str) -> TwilioError:
    """The error that an answer of 300 or more is. `request` is its verb and URL.

    Understands Twilio's classic envelope (code, message, more_info, details) and the RFC 9457 one (type, title, detail,
    errors).
    """
    try:
        envelope = json.loads(body)
    except (ValueError, RecursionError):
        envelope = None
    kind = KIND_OF_STATUS.get(status, ServerFailed if status >= 500 else TwilioError)
    if not isinstance(envelope, dict):
        if issubclass(kind, (NotFound, Conflict)):
            # A proxy's word on what there is in the account decides nothing.
            kind = Unreadable
        envelope = {
            "message": f"the answer is not Twilio's: {glimpse(body)!r}" if body.strip() else "the answer is empty"
        }
    if 300 <= status < 400:
        elsewhere = str(headers.get("Location")).partition("?")[0]
        envelope["message"] = f"redirected to {excerpt(elsewhere)}, where the credentials are not sent"
    title = envelope.get("message") or envelope.get("title") or "no reason given"
    reason = ": ".join(str(part) for part in (title, envelope.get("detail")) if part)
    code, more_info = envelope.get("code"), envelope.get("more_info") or envelope.get("type")
    details = envelope.get("details") or envelope.get("errors")
    error = kind(
        whole_words(reason, MOST_WORDS),
        status=status,
        code=code if isinstance(code, int) else None,
        more_info=whole_words(str(more_info), MOST_WORDS) if more_info else None,
        request_id=headers.get("Twilio-Request-Id"),
        details=details if len(str(details)) <= MOST_WORDS * 10 else whole_words(str(details), MOST_WORDS),
        request=request,
    )
    error.retry_after = retry_after(headers)
    return error


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that a Retry-After header asks for, 0 without one that can be read."""
    from urllib3.exceptions import InvalidHeader
    from urllib3.util.retry import Retry

    try:
        return float(Retry().parse_retry_after(headers["Retry-After"])) if "Retry-After" in headers else 0.0
    except (InvalidHeader, ValueError, OverflowError):
        return 0.0


@contextmanager
def attempting(what: str) -> Iterator[None]:
    """Names what is attempted in any failure inside; what the SDK makes of a strange answer becomes BadAnswer."""
    from twilio.base.exceptions import TwilioException

    try:
        yield
    except TwilioError as error:
        error.attempted = error.attempted or what
        raise
    except (TwilioException, LookupError, TypeError, ValueError, AttributeError) as error:
        bad = BadAnswer(f"the answer has not the form that Twilio documents ({type(error).__name__}: {error})")
        bad.attempted = what
        raise bad from error
