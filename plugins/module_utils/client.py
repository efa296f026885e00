# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDK's client on a transport of ours. The only file that knows HTTP.

The SDK supplies hosts, regions, paths, encoding and paging. The transport adds what it lacks: one base URL for all
hosts, timeouts, retries, the read-only guard of check mode, counters, and errors raised where the answer with its
headers is still at hand.
"""

from __future__ import annotations

import contextvars
import datetime
import json
import threading
import typing as t
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from .credentials import Settings
from .errors import BadAnswer, Interrupted, LostAnswer, TwilioError, Unreachable, attempting, excerpt, from_answer
from .pace import Limiter, backoff
from .resource import JSON
from .wait import Clock

MAX_PAGES = 1000
CONNECT_TRIES, DOUBTFUL_TRIES = 3, 5

repeatable: contextvars.ContextVar[bool] = contextvars.ContextVar("repeatable", default=True)
"""Whether the request under way may be sent again when its outcome is unknown."""

File = tuple[str, bytes, str]
"""A part of a multipart body: file name, content, media type."""

harmless: contextvars.ContextVar[bool] = contextvars.ContextVar("harmless", default=False)
"""Whether the request under way writes nothing, whatever its verb: then check mode makes it as well."""


class Transport:
    """The SDK's HttpClient, with our rules. Threads share it."""

    def __init__(self, settings: Settings, check: bool, clock: Clock) -> None:
        import requests

        self.settings = settings
        self.check = check
        self.clock = clock
        self.limiter = Limiter(settings.max_concurrency, clock)
        self.session = requests.Session()
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
        parts = urlsplit(url)
        host = parts.hostname or ""
        if endpoint and url.startswith(endpoint + "/"):
            return url
        if parts.scheme != "https" or not host.endswith(".twilio.com"):
            raise BadAnswer(f"the answer points at {parts.scheme}://{host}, not at Twilio; the credentials stay here")
        if not endpoint:
            return url
        return f"{endpoint}/{host.split('.')[0]}{parts.path}" + (f"?{parts.query}" if parts.query else "")

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

        files: parts of a multipart body beside `data`; the SDK never has any.
        """
        url = self.place(uri)
        if method != "GET" and self.check and not harmless.get():
            raise AssertionError(f"check mode must not write, yet {method} {url} was about to be sent")
        body: dict[str, t.Any] = {"json" if (headers or {}).get("Content-Type") == "application/json" else "data": data}
        if files:
            body["files"] = files
        tries = 0
        while True:
            tries += 1
            answer, failure = self._send(method, url, dict(params=params, headers=headers, auth=auth, **body))
            if failure is None:
                return self._checked(method, url, answer)
            self._pause_or_raise(failure, answer, tries)

    def _send(self, method: str, url: str, details: dict[str, t.Any]) -> tuple[t.Any, TwilioError | None]:
        """One try: (response or None, what went wrong or None)."""
        import requests
        from urllib3.exceptions import NewConnectionError

        request = f"{method} {url}"
        with self.limiter:
            with self.lock:
                self.requests += 1
                self.writes += method != "GET" and not harmless.get()
            try:
                answer = self.session.request(
                    method, url, timeout=self.settings.timeout, allow_redirects=False, **details
                )
                answer.content  # noqa: B018  reads the body here, where a cut connection is understood
            except requests.RequestException as error:
                cause = error.args[0] if error.args else error
                cause = getattr(cause, "reason", cause)
                never_sent = isinstance(
                    error, (requests.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.SSLError)
                )
                if never_sent or isinstance(cause, NewConnectionError):
                    where = self.settings.api_endpoint or f"https://{urlsplit(url).hostname}"
                    hint = " (from api_endpoint)" if self.settings.api_endpoint else ""
                    return None, Unreachable(f"{where}{hint} cannot be reached: {cause}", request=request)
                return None, Interrupted(f"the connection broke before the answer came: {cause}", request=request)
        if answer.status_code < 300:
            with self.lock:
                self.last_success = self.clock.now()
            self.limiter.succeeded()
            return answer, None
        return answer, self._error(request, answer)

    def _error(self, request: str, answer: t.Any) -> TwilioError:
        error = from_answer(request, answer.status_code, answer.headers, answer.text)
        if answer.status_code == 401:
            error.reason += (
                f". Twilio refuses the credentials of account {self.settings.account_sid} ({self.settings.given_by});"
                " SID, token or key must belong together and to this region"
            )
        return error

    def _pause_or_raise(self, failure: TwilioError, answer: t.Any, tries: int) -> None:
        """Sleeps before the next try, or raises where there must be none."""
        pause = backoff(tries)
        if answer is None:
            most = CONNECT_TRIES if isinstance(failure, Unreachable) else DOUBTFUL_TRIES
        elif answer.status_code == 429:
            # Twilio did not process it, so any verb may go again; only the budget ends it.
            most = 1 + int(self.settings.retry_budget)
            pause = max(pause, retry_after(answer.headers))
            self.limiter.refused(pause)
        elif answer.status_code >= 500:
            most = DOUBTFUL_TRIES
        else:
            raise failure
        doubtful = isinstance(failure, Interrupted) or (answer is not None and answer.status_code >= 500)
        if doubtful and not repeatable.get():
            raise LostAnswer(
                failure.reason,
                status=failure.status,
                code=failure.code,
                request_id=failure.request_id,
                request=failure.request,
            )
        if tries >= most or self.clock.now() + pause - self.last_success > self.settings.retry_budget:
            failure.reason += f" (given up after {tries} {'try' if tries == 1 else 'tries'})"
            raise failure
        with self.lock:
            self.retries += 1
            self.waited += pause
        self.clock.sleep(pause)

    def _checked(self, method: str, url: str, answer: t.Any) -> t.Any:
        """An answer below 300, as the SDK reads it; but for 204 it must be a JSON object."""
        from twilio.http.response import Response

        if answer.status_code != 204:
            try:
                body = json.loads(answer.text)
            except ValueError:
                body = None
            if not isinstance(body, dict):
                # A write may well have happened: what comes back is not an answer that says so.
                kind = BadAnswer if repeatable.get() else LostAnswer
                raise kind(
                    f"the answer is not a JSON object but {excerpt(answer.text)!r}: "
                    "is api_endpoint right, or a proxy in between?",
                    status=answer.status_code,
                    request=f"{method} {url}",
                )
        return Response(answer.status_code, answer.text, answer.headers)

    def counters(self) -> JSON:
        return {
            "requests": self.requests,
            "writes": self.writes,
            "retries": self.retries,
            "waited": round(self.waited, 1),
        }


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that a Retry-After header asks for, 0 without one."""
    from urllib3.exceptions import InvalidHeader
    from urllib3.util.retry import Retry

    try:
        return float(Retry().parse_retry_after(headers["Retry-After"])) if "Retry-After" in headers else 0.0
    except InvalidHeader:
        return 0.0


class Client:
    """Reads and writes through the SDK's list objects; every answer is a plain dictionary in Twilio's own names.

    `doing` completes "Could not …" in an error message.
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

    def pages(self, doing: str, api: t.Any, page_size: int, **filters: t.Any) -> list[JSON]:
        """Every resource of a collection. A collection that never ends, or serves a page twice, is a BadAnswer."""
        found: list[JSON] = []
        seen: set[str] = set()
        with attempting(doing):
            page = api.page(page_size=page_size, **filters)
            while True:
                # The SDK takes the answer's first unknown key for the list, whatever it holds.
                if not isinstance(page.load_page(page._payload), list):
                    raise BadAnswer("the answer has no list where the list should be")
                found += [plain(instance) for instance in page]
                following = page.next_page_url
                if not following:
                    return found
                if following in seen or len(seen) > MAX_PAGES:
                    raise BadAnswer(
                        f"the list does not end: {following} came twice, or there are more than {MAX_PAGES} pages"
                    )
                seen.add(following)
                page = page.next_page()

    def fetch(self, doing: str, context: t.Any) -> JSON:
        with attempting(doing):
            return plain(context.fetch())

    def create(self, doing: str, api: t.Any, values: Mapping[str, t.Any]) -> JSON:
        """Raises LostAnswer where it may or may not have happened."""
        token = repeatable.set(False)
        try:
            with attempting(doing):
                return plain(api.create(**values))
        finally:
            repeatable.reset(token)

    def upload(self, doing: str, url: str, fields: Mapping[str, str], content: File) -> JSON:
        """A create that takes a file, which the SDK does not know. Raises LostAnswer like `create`.

        url: at Twilio's host of the default region. content: becomes the part `Content`.
        """
        token = repeatable.set(False)
        try:
            with attempting(doing):
                answer = self.transport.request(
                    "POST",
                    self.sdk.get_hostname(url),
                    data=fields,
                    # Those of a read: a body of several parts brings its own Content-Type, with the boundary.
                    headers=self.sdk.get_headers("GET", None),
                    auth=self.sdk.auth,
                    files={"Content": content},
                )
                return {name: value for name, value in json.loads(answer.text).items() if name not in HIDDEN}
        finally:
            repeatable.reset(token)

    def validate(self, doing: str, request: Callable[[], t.Any]) -> JSON:
        """A POST that only asks for Twilio's judgement, in check mode too."""
        token = harmless.set(True)
        try:
            with attempting(doing):
                return plain(request())
        finally:
            harmless.reset(token)

    def update(self, doing: str, context: t.Any, values: Mapping[str, t.Any]) -> JSON:
        with attempting(doing):
            return plain(context.update(**values))

    def delete(self, doing: str, context: t.Any) -> None:
        """Something that is gone already is deleted."""
        with attempting(doing):
            try:
                context.delete()
            except TwilioError as error:
                if error.status != 404:
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
