# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no answer may show: passwords, known by their place in URLs and flows, and secrets in any spelling. Pure."""

from __future__ import annotations

import html
import json
import re
import typing as t
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Mapping
from urllib.parse import quote, quote_plus, unquote

MASK = "********"

# Somebody who forgets a slash or the colon does not mean to publish the password.
PASSWORD_IN_URL = re.compile(r"""([:/]\\?/[^/\s:@"'<>]*:)([^/\s"<>]+)@""")
# An option that is a URL may be wrong in other ways, with a blank in the password for one.
URL_WITH_PASSWORD = re.compile(r"\s*\w+:?/+[^/:@]*:([^/]+)@")
# Of a SIP account, in the definition of a flow or in its JSON text, quoted or not; a Liquid template is none.
NAME_IN_FLOW = re.compile(r"sip_\w*password")
PASSWORDS_IN_FLOW = (
    re.compile(r"""(sip_\w*password["']\s*:\s*(["']))(?!\{\{)((?:\\.|(?!\2|\\).)+)""", re.DOTALL),
    # Where the text is quoted. It may take more than the password, never less.
    re.compile(r"""(sip_\w*password\\+["']\s*:\s*(\\+["']))(?!\{\{)(.+?)(?<!\\)(?=\2)""", re.DOTALL),
)

LONG = 8
"""A password of fewer characters may be a word or a number: masked everywhere, it would take other things along."""


def spellings(secret: str) -> set[str]:
    """A secret as JSON, HTML, a URL, a form or a quotation of these writes it."""
    plain = {secret, secret.strip(), unquote(secret)}
    quoted = plain | {json.dumps(one, ensure_ascii=ascii)[1:-1] for one in plain for ascii in (True, False)}
    quoted |= {html.escape(one) for one in quoted}
    encoded = {encode(one) for one in quoted for encode in (quote_plus, lambda one: quote(one, safe=""))}
    return {spelled for spelled in quoted | encoded | {repr(one)[1:-1] for one in quoted} if spelled}


def basic(user: str, password: str) -> str:
    """A credential as it travels in the header `Authorization`."""
    return b64encode(f"{user}:{password}".encode()).decode()


def passwords_in(value: t.Any) -> Iterator[str]:
    """The passwords in the URLs and flows of a value, at every depth."""
    if isinstance(value, str):
        for found in PASSWORD_IN_URL.finditer(value):
            yield found[2]
        if whole := URL_WITH_PASSWORD.match(value):
            yield whole[1]
        for pattern in PASSWORDS_IN_FLOW:
            for found in pattern.finditer(value):
                yield from {found[3], unescaped(found[3])}
    elif isinstance(value, Mapping):
        for name, each in value.items():
            if is_password(name, each):
                yield str(each)
            yield from passwords_in(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from passwords_in(each)


def is_password(name: t.Any, value: t.Any) -> bool:
    return bool(NAME_IN_FLOW.fullmatch(str(name))) and value not in (None, "") and not str(value).startswith("{{")


def unescaped(text: str) -> str:
    """What a string in JSON means."""
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def strings_in(value: t.Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from strings_in([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from strings_in(each)


def masked(value: t.Any, secrets: Iterable[str] = ()) -> t.Any:
    """A copy without the passwords in its URLs and flows, and without `secrets`, wherever they stand."""
    everything = "\0".join(strings_in(value))
    # Of many secrets few stand anywhere, and then each string is searched for those only.
    there = [spelled for secret in secrets for spelled in spellings(secret) if spelled in everything]
    there.sort(key=len, reverse=True)

    def of_text(text: str) -> str:
        text = PASSWORD_IN_URL.sub(rf"\1{MASK}@", text)
        for pattern in PASSWORDS_IN_FLOW:
            text = pattern.sub(rf"\1{MASK}", text)
        for spelled in there:
            text = text.replace(spelled, MASK)
        return text

    def of(one: t.Any) -> t.Any:
        if isinstance(one, str):
            return of_text(one)
        if isinstance(one, Mapping):
            return {of(name): MASK if is_password(name, each) else of(each) for name, each in one.items()}
        return [of(each) for each in one] if isinstance(one, (list, tuple)) else one

    return of(value)


def without_values(options: t.Any, names: Collection[str]) -> t.Any:
    """A copy of options, at every depth without the values of those of these names; what is inside keeps its name."""
    if isinstance(options, Mapping):
        return {name: hollow(each) if name in names else without_values(each, names) for name, each in options.items()}
    return [without_values(each, names) for each in options] if isinstance(options, list) else options


def hollow(value: t.Any) -> t.Any:
    if isinstance(value, Mapping):
        return {name: hollow(each) for name, each in value.items()}
    return value if value is None else "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
