# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands between Twilio's SDK and the network. The only file that knows HTTP.

The SDK supplies hosts, regions, paths, encoding and paging. This adds what it lacks: one base URL for all hosts, an end
to every request and every answer, tries and pauses, the read-only guard of check mode, counters, and errors raised
where the answer with its headers is still at hand.
"""

from __future__ import annotations

import contextvars
import json
import re
import ssl
import threading
import typing as t
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from functools import partial

from .credentials import Settings
from .errors import (
    BadAnswer,
    Busy,
    Interrupted,
    LostAnswer,
    TwilioError,
    Unreachable,
    Unreadable,
    Unsendable,
    excerpt,
    from_answer,
    glimpse,
)
from .pace import Limiter, backoff
from .resource import JSON
from .wait import Clock

CONNECT_TIMEOUT = 10.0

MOST_BYTES = 8 * 1024 * 1024
"""Of one answer. A page of 1,000 numbers has 2 MB; a definition of a flow less."""

CHUNK_BYTES = 16 * 1024

SLOWEST_UPLOAD = 64 * 1024
"""Bytes a second: so much longer than an answer a file may take."""

TWILIO_URL = re.compile(r"https://([a-z0-9-]+)(?:\.[a-z0-9-]+)*\.twilio\.com(/[^\s\\#]*)?", re.IGNORECASE)

File = tuple[str, bytes, str]
"""A part of a multipart body: file name, content, media type."""

T = t.TypeVar("T")

repeatable: contextvars.ContextVar[bool] = contextvars.ContextVar("repeatable", default=True)
"""Whether the request under way may be sent again when its outcome is unknown."""

harmless: contextvars.ContextVar[bool] = contextvars.ContextVar("harmless", default=False)
"""Whether the request under way writes nothing, whatever its verb: then check mode makes it as well."""

reading: contextvars.ContextVar[Callable[[JSON, int], JSON]] = contextvars.ContextVar(
    "reading", default=lambda body, size: body
)
"""(body, bytes of it) → the body as the SDK gets to see it. Raises BadAnswer."""


@contextmanager
def having(variable: contextvars.ContextVar[T], value: T) -> Iterator[None]:
    """The variable has the value inside."""
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)


class Answer(t.NamedTuple):
    """status, headers; content: at most MOST_BYTES of it; whole: whether that is all."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    whole: bool


class Transport:
    """The SDK's HttpClient, with our rules. Threads share it."""

    def __init__(self, settings: Settings, check: bool, clock: Clock) -> None:
        import requests

        self.settings = settings
        self.check = check
        self.clock = clock
        self.limiter = Limiter(settings.max_concurrency, clock)
        self.session = requests.Session()
        # An endpoint in clear is on this machine: no proxy of the environment may see what goes there.
        self.session.trust_env = not (settings.api_endpoint or "").startswith("http:")
        adapter = requests.adapters.HTTPAdapter(pool_maxsize=settings.max_concurrency)
        self.session.mount("https://", adapter)
        self.session.mount("http://", adapter)
        self.lock = threading.Lock()
        self.requests = self.writes = self.retries = 0
        self.waited = 0.0
        self.last_success = clock.now()

    def place(self, url: str) -> str:
        """Where a request really goes: `https://conversations.twilio.com/v1/X` is `{api_endpoint}/conversations/v1/X`.

        An answer may name the next page's URL, so anything that is neither Twilio's nor the endpoint's is refused: it
        would be handed the credentials.
        """
        endpoint = self.settings.api_endpoint
        if endpoint and url.startswith(endpoint + "/"):
            return url
        parts = TWILIO_URL.fullmatch(url)
        if not parts:
            raise BadAnswer(f"the answer points at {excerpt(plain_url(url))}, not at Twilio; the credentials stay here")
        return f"{endpoint}/{parts[1].lower()}{parts[2] or ''}" if endpoint else url

    def request(
        self,
        method: str,
        uri: str,
        params: Mapping[str, t.Any] | None = None,
        data: Mapping[str, t.Any] | None = None,
        headers: Mapping[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
        files: Mapping[str, File] | None = None,
    ) -> t.Any:
        """The SDK calls this. Sends until there is an answer below 300, which it returns; else raises a TwilioError.

        It ends within retry_budget and one timeout. files: parts of a multipart body beside `data`; the SDK never has
        any.
        """
        url = self.place(uri)
        if method != "GET" and self.check and not harmless.get():
            raise AssertionError(f"check mode must not write, yet {method} {url} was about to be sent")
        body: dict[str, t.Any] = {"json" if (headers or {}).get("Content-Type") == "application/json" else "data": data}
        if files:
            body["files"] = files
        details = dict(params=params, headers=headers, auth=auth, **body)
        began: float | None = None
        tries = 0
        failure: TwilioError | None = None
        while True:
            if not self.limiter.enter(partial(self.deadline, began)):
                raise failure or Busy(
                    "it was not sent: Twilio refuses requests of this run (HTTP 429) for longer than retry_budget"
                    f" ({self.settings.retry_budget:g} s) allows",
                    request=f"{method} {plain_url(url)}",
                )
            began = self.clock.now() if began is None else began
            tries += 1
            try:
                return self._send(method, url, details)
            except TwilioError as error:
                failure = error
            self._pause_or_raise(failure, tries, began)

    def deadline(self, began: float | None) -> float:
        """When there must be no further try: nothing at all succeeds any more, or this request has had its time."""
        since = self.last_success if began is None else min(began, self.last_success)
        return since + self.settings.retry_budget

    def _send(self, method: str, url: str, details: dict[str, t.Any]) -> t.Any:
        """One try, in a place of the limiter's that it gives back: the answer as the SDK reads it."""
        request = f"{method} {plain_url(url)}"
        try:
            with self.lock:
                self.requests += 1
                self.writes += method != "GET" and not harmless.get()
            answer = self._exchange(method, url, details)
        except TwilioError as error:
            error.request = request
            raise
        finally:
            self.limiter.leave()
        if answer.status != 429 and answer.status < 500:
            with self.lock:
                self.last_success = self.clock.now()
            self.limiter.succeeded()
        if answer.status >= 300:
            refusal = from_answer(request, answer.status, answer.headers, answer.content.decode(errors="replace"))
            if answer.status == 401:
                refusal.reason += (
                    f". Twilio refuses the credentials of account {self.settings.account_sid}"
                    f" ({self.settings.given_by}); SID, token or key must belong together and to this region"
                )
            raise refusal
        return self._understood(request, answer)

    def _exchange(self, method: str, url: str, details: dict[str, t.Any]) -> Answer:
        """Sends and receives. Raises Unreachable only where that proves that nothing was sent."""
        import requests
        from urllib3.exceptions import HTTPError

        timeout = self.settings.timeout
        uploading = sum(len(content) for _name, content, _kind in details.get("files", {}).values()) / SLOWEST_UPLOAD

        def exchange() -> Answer:
            answer = self.session.request(
                method,
                url,
                # Beyond the end, so that whoever is left behind ends as well.
                timeout=(min(CONNECT_TIMEOUT, timeout / 2), timeout + 1),
                allow_redirects=False,
                stream=True,
                **details,
            )
            content = bytearray()
            for chunk in answer.iter_content(CHUNK_BYTES):
                content += chunk
                if len(content) > MOST_BYTES:
                    answer.close()
                    return Answer(answer.status_code, answer.headers, bytes(content[:MOST_BYTES]), False)
            return Answer(answer.status_code, answer.headers, bytes(content), True)

        try:
            return within(timeout + uploading, exchange)
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise self._broken(url, error) from None

    def _broken(self, url: str, error: Exception) -> TwilioError:
        """The connection failed: before anything was sent, or at a moment that nobody knows."""
        causes = list(causes_of(error))
        where = self.settings.api_endpoint or "https://" + url.split("/")[2]
        where = plain_url(where) + (" (from api_endpoint)" if self.settings.api_endpoint else "")
        untrusted = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
        if untrusted:
            return Unsendable(
                f"{where} is not trusted, so nothing was sent: {untrusted.verify_message or untrusted}. The certificate"
                " of an authority of your own goes into the file that the environment variable REQUESTS_CA_BUNDLE"
                " names; there is no way to do without one"
            )
        said = without_passwords(str(causes[-1]) or type(causes[-1]).__name__)
        if isinstance(error, ValueError):
            return Unsendable(f"the request to {where} cannot be made, so nothing was sent: {said}")
        if any(proves_unsent(cause) for cause in causes):
            return Unreachable(f"{where} cannot be reached: {said}")
        return Interrupted(f"the connection broke before the answer came: {said}")

    def _understood(self, request: str, answer: Answer) -> t.Any:
        """An answer below 300, as the SDK reads it; but for 204 it must be a JSON object."""
        from twilio.http.response import Response

        if answer.status == 204:
            return Response(204, "", answer.headers)
        if not answer.whole:
            raise BadAnswer(
                f"the answer is longer than {MOST_BYTES // 1024**2} MiB", status=answer.status, request=request
            )
        try:
            body = json.loads(answer.content.decode(), parse_constant=no_number)
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict):
            raise Unreadable(
                f"the answer is not a JSON object but {glimpse(answer.content.decode(errors='replace'))!r}:"
                " is api_endpoint right, or a proxy in between?",
                status=answer.status,
                request=request,
            )
        try:
            body = reading.get()(body, len(answer.content))
        except TwilioError as error:
            error.status, error.request = answer.status, request
            raise
        return Response(answer.status, json.dumps(body), answer.headers)

    def _pause_or_raise(self, failure: TwilioError, tries: int, began: float) -> None:
        """Sleeps before the next try, or raises where there must be none."""
        if failure.doubtful and not repeatable.get():
            raise failure.turned(LostAnswer) from None
        if failure.tries == 1:
            raise failure
        pause = max(backoff(tries), failure.retry_after)
        left = max(0.0, self.deadline(began) - self.clock.now())
        if isinstance(failure, Busy):
            # A pause that nobody waits out would only keep others from their last try.
            self.limiter.refused(pause if pause <= left else failure.retry_after)
        if pause > left or tries >= failure.tries:
            failure.reason += f" (given up after {tries} {'try' if tries == 1 else 'tries'}"
            if failure.retry_after > left:
                failure.reason += (
                    f": Twilio asks for {failure.retry_after:.0f} s, of retry_budget {left:.0f} s are left"
                )
            failure.reason += ")"
            raise failure
        with self.lock:
            self.retries += 1
            self.waited += pause
        self.clock.sleep(pause)

    def counters(self) -> JSON:
        return {
            "requests": self.requests,
            "writes": self.writes,
            "retries": self.retries,
            "waited": round(self.waited, 1),
        }


def within(seconds: float, do: Callable[[], T]) -> T:
    """What `do` returns or raises; TimeoutError after so many seconds, whatever it hangs in.

    Timeouts of sockets begin anew with each byte, and there are none for names. Its thread is left behind then, and
    keeps nobody from ending.
    """
    future: Future[T] = Future()

    def work() -> None:
        try:
            future.set_result(do())
        except BaseException as error:  # noqa: BLE001  goes to whoever waits
            future.set_exception(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    thread.join(seconds)
    if not future.done():
        raise TimeoutError(f"no whole answer within {seconds:g} s (timeout)")
    return future.result()


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """The error and what it was made of, the innermost last."""
    inner: BaseException | None = error
    while inner is not None:
        yield inner
        made_of = (inner.__cause__, getattr(inner, "reason", None), getattr(inner, "original_error", None), *inner.args)
        inner = next((each for each in made_of if isinstance(each, BaseException)), None)


def proves_unsent(error: BaseException) -> bool:
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

    refused_by_proxy = isinstance(error, OSError) and "Tunnel connection failed" in str(error)
    return isinstance(error, (NewConnectionError, ConnectTimeoutError)) or refused_by_proxy


def without_passwords(text: str) -> str:
    """A proxy's URL may have one, and the libraries below repeat it."""
    return re.sub(r"//\S*@", "//***@", text)


def plain_url(url: str) -> str:
    """A URL without what may be secret in it."""
    return without_passwords(url).partition("?")[0]


def no_number(name: str) -> t.NoReturn:
    """NaN and Infinity are no JSON, and nobody could read an answer that has them."""
    raise ValueError(name)
