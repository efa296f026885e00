# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who we are to Twilio: options and environment become one checked set of settings."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from .errors import WishError
from .resource import SID

ENVIRONMENT = {
    "account_sid": "TWILIO_ACCOUNT_SID",
    "auth_token": "TWILIO_AUTH_TOKEN",
    "api_key": "TWILIO_API_KEY",
    "api_secret": "TWILIO_API_SECRET",
    "region": "TWILIO_REGION",
    "edge": "TWILIO_EDGE",
    "api_endpoint": "TWILIO_API_ENDPOINT",
}

EDGE_OF_REGION = {"us1": "ashburn", "ie1": "dublin", "au1": "sydney", "jp1": "tokyo"}


@dataclass(frozen=True)
class Settings:
    """One connection. `given_by` says, for error messages, where the credentials came from; never their values.

    timeout: seconds for one request. retry_budget: seconds after which nothing is tried again, since a request was
    first sent or since Twilio answered any.
    """

    account_sid: str
    username: str
    password: str
    given_by: str
    region: str | None = None
    edge: str | None = None
    api_endpoint: str | None = None
    timeout: float = 30
    retry_budget: float = 120
    max_concurrency: int = 8

    def __repr__(self) -> str:
        return f"Settings(account_sid={self.account_sid!r}, given_by={self.given_by!r})"


def settings_from(params: Mapping[str, t.Any], environ: Mapping[str, str]) -> Settings:
    """Settings from options, environment fallbacks already applied; a WishError lists all that is wrong."""
    value = {name: str(params.get(name) or "").strip() for name in ENVIRONMENT}

    def source(name: str) -> str:
        variable = ENVIRONMENT[name]
        return (
            f"environment variable {variable}" if environ.get(variable, "").strip() == value[name] else f"option {name}"
        )

    def from_option(*names: str) -> bool:
        return any(value[name] and source(name).startswith("option") for name in names)

    problems = []
    by_key, by_token = bool(value["api_key"] or value["api_secret"]), bool(value["auth_token"])
    if by_key and by_token:
        # What a task says goes before what the environment happens to hold; in the environment the key wins, as in
        # Twilio's own tools.
        if from_option("api_key", "api_secret") and from_option("auth_token"):
            problems.append("give either auth_token or api_key with api_secret, not both")
        by_key = not from_option("auth_token")
    username, password = ("api_key", "api_secret") if by_key else ("account_sid", "auth_token")
    for name in dict.fromkeys(("account_sid", username, password)):
        if not value[name]:
            other = f" ({username} came from the {source(username)})" if value[username] and name == password else ""
            problems.append(f"{name} is missing{other}: set the option or the environment variable {ENVIRONMENT[name]}")
    for name, prefix in (("account_sid", "AC"), ("api_key", "SK")):
        wanted = name == "account_sid" or by_key
        if wanted and value[name] and not (SID.fullmatch(value[name]) and value[name].startswith(prefix)):
            problems.append(
                f"{name} must be {prefix} and 32 hexadecimal digits, which what the {source(name)} holds is not"
            )
    if value["api_endpoint"]:
        try:
            parts = urlsplit(value["api_endpoint"])
        except ValueError:
            parts = urlsplit("")
        if "@" in parts.netloc:
            problems.append("api_endpoint must not have a user or password in it: the credentials are Twilio's")
        elif parts.scheme not in ("http", "https") or not parts.hostname:
            problems.append(f"api_endpoint must be an http:// or https:// URL, not {value['api_endpoint']!r}")
        elif parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
            problems.append(
                "api_endpoint must use https:// unless it is on this machine: it would carry the credentials in clear"
            )
    for name, low, high in (("timeout", 1, 600), ("retry_budget", 0, 3600), ("max_concurrency", 1, 64)):
        given = params.get(name)
        if given is not None and not low <= given <= high:
            problems.append(f"{name} must be {low} to {high}, not {given}")
    if problems:
        raise WishError(*problems)
    region = value["region"] or None
    numbers = {
        name: params[name] for name in ("timeout", "retry_budget", "max_concurrency") if params.get(name) is not None
    }
    return Settings(
        account_sid=value["account_sid"],
        username=value[username],
        password=value[password],
        given_by=" and ".join(f"{name} from the {source(name)}" for name in dict.fromkeys((username, password))),
        region=region,
        # Twilio withdraws host names that have a region but no edge.
        edge=value["edge"] or EDGE_OF_REGION.get(region or ""),
        api_endpoint=value["api_endpoint"].rstrip("/") or None,
        **numbers,
    )
