# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a request to its answer: who asks, what for, with which parameters; then the resource answers.

Nothing here waits or touches a socket, so a request is one step that no other request can interrupt.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .behaviours import SERVED
from .contract import Contract, Operation, read_form, read_json, read_query
from .errors import ApiError, invalid, not_found
from .multipart import Upload
from .quirks import UPLOAD
from .resources import Call, routes_of
from .state import Account, World
from .switches import SWITCHES, setting

JSON = dict[str, Any]
CONTRACT = Path(__file__).resolve().parent.parent / "contract"


@dataclass(frozen=True)
class Request:
    """What came over the wire. ``path`` is the emulator's, still encoded: /conversations/v1/Configuration."""

    method: str
    path: str
    query: list[tuple[str, str]]
    form: list[tuple[str, str]]
    authorization: str | None
    announced: bool = False  # X-Twilio-Webhook-Enabled
    files: tuple[Upload, ...] = ()
    text: str | None = None  # a JSON body, as it came

    @property
    def plain_path(self) -> str:
        """Return the emulator's path, decoded."""
        return unquote(self.path)

    @property
    def product(self) -> str:
        """Return the first label of Twilio's host name."""
        return self.path.split("/", 2)[1]

    @property
    def twilio_path(self) -> str:
        """Return the path on Twilio's host, still encoded."""
        return "/" + self.path.partition("/")[2].partition("/")[2]


@dataclass(frozen=True)
class Caller:
    """Whose credential came with a request; no account when it is wrong or missing."""

    account: Account | None = None
    credential_sid: str | None = None
    kind: str = ""  # auth_token, main, standard


@dataclass(frozen=True)
class Reply:
    """An answer before it is bytes. ``acted_on`` is the account that was looked into or changed."""

    status: int
    body: JSON | None
    acted_on: str | None = None
    headers: JSON = field(default_factory=dict)

    @property
    def code(self) -> int | None:
        """Return Twilio's error code."""
        return self.body.get("code") if self.status >= 400 and self.body else None


class Gate:
    """The contract, and the resource behind each of its operations."""

    def __init__(self) -> None:
        self.contract = Contract(CONTRACT)
        self.handlers = routes_of(self.contract.operations, SERVED)

    def answer(self, world: World, request: Request, caller: Caller) -> Reply:
        """Answer a request, whatever it is."""
        acted_on = caller.account.sid if caller.account else None
        try:
            principal = authenticated(caller)
            operation, arguments = self.contract.match(request.product, request.method, request.twilio_path)
            account = acting_on(world, principal, caller, operation, arguments)
            acted_on = account.sid
            if request.files and operation.product != UPLOAD:
                raise invalid(f"{request.twilio_path} takes no files")
            if request.text is not None and not operation.document:
                raise invalid(f"{request.method} {request.twilio_path} takes no JSON")
            if request.form and operation.document:
                raise ApiError(415, 20001, f"{request.method} {request.twilio_path} takes JSON, no form")
            settings = {name: setting(world, account, name) for name in SWITCHES}
            posted: JSON = {}
            if operation.document:
                posted = read_json(operation, request.text or "", settings)
            elif request.method == "POST":
                posted = read_form(operation, request.form, settings)
            call = Call(
                world=world,
                account=account,
                principal=principal,
                operation=operation,
                path=unquote(request.twilio_path),
                arguments=arguments,
                query=read_query(operation, request.query, settings),
                form=posted,
                announced=request.announced,
                files=request.files,
            )
            status, body = self.handlers[operation](call)
        except ApiError as error:
            headers = {"WWW-Authenticate": 'Basic realm="Twilio API"'} if error.status == 401 else {}
            return Reply(error.status, error.envelope(), acted_on, headers)
        return Reply(status, body, acted_on)


def identify(world: World, authorization: str | None) -> Caller:
    """Return whose credential a Basic authorization is."""
    scheme, _blank, encoded = (authorization or "").partition(" ")
    try:
        user, _colon, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return Caller()
    if scheme.lower() != "basic" or not user:
        return Caller()
    account = world.accounts.get(user)
    if account is not None:
        right = hmac.compare_digest(secret.encode(), account.record["auth_token"].encode())
        return Caller(account if right else None, user, "auth_token")
    for account in world.accounts.values():
        key = account.keys.get(user)
        if key is not None:
            right = hmac.compare_digest(secret.encode(), key["secret"].encode())
            return Caller(account if right else None, user, key["kind"])
    return Caller(None, user)


def authenticated(caller: Caller) -> Account:
    """Return the account that a right credential of an active account belongs to, or raise 401."""
    if caller.account is None:
        raise ApiError(401, 20003, "Authenticate")
    if caller.account.record["status"] != "active":
        raise ApiError(401, 20005, "Account not active")
    return caller.account


def acting_on(
    world: World, principal: Account, caller: Caller, operation: Operation, arguments: dict[str, str]
) -> Account:
    """Return the account that an operation is about.

    The 2010 API names it in the path: the caller's own or a subaccount. All others act on the caller's.
    """
    if operation.product != "api":
        return principal
    if "AccountSid" not in arguments:
        if caller.kind == "standard":  # docs: standard keys reach everything but Accounts and Keys
            raise ApiError(401, 20003, "Authenticate")
        return principal
    sid = unquote(arguments["AccountSid"])
    for account in (principal, *world.children(principal.sid)):
        if account.sid == sid:
            if account.record["status"] != "active":
                raise ApiError(401, 20005, "Account not active")
            return account
    if sid in world.accounts:
        raise ApiError(401, 20003, "Authenticate")
    raise not_found(f"/2010-04-01/Accounts/{sid}")
