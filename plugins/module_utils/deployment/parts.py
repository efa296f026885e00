# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a build is made of: functions and assets by path. Reads files, asks nobody.

A part, as documents have it: {visibility, content}, where content is the text of a function and the digest of an asset,
and missing where nobody looked. A part that Twilio keeps outside of the live build also has `deployed: False`.
"""

from __future__ import annotations

import hashlib
import re
import typing as t
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..resource import JSON

VISIBILITIES = ("public", "protected", "private")

PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")
MOST_PATH = 255
MOST_ASSET_PATH = 180
"""The rest of an asset's name, which has room for 255 characters, is for its version and digest."""

MARK = re.compile(r"(?P<path>\S+) (?P<version>ZN[0-9a-fA-F]{32}) sha256:(?P<digest>[0-9a-f]{32})")


@dataclass(frozen=True)
class Kind:
    """Functions or assets: the option and the SDK's name for the collection, and what versions are called."""

    name: t.Literal["functions", "assets"]
    one: str

    @property
    def versions(self) -> str:
        return f"{self.one}_versions"

    @property
    def owner(self) -> str:
        return f"{self.one}_sid"

    def media_type(self, path: str) -> str:
        import mimetypes

        if self.name == "functions":
            return "application/javascript"
        return mimetypes.guess_type(path)[0] or "application/octet-stream"


FUNCTIONS = Kind("functions", "function")
ASSETS = Kind("assets", "asset")
KINDS = (FUNCTIONS, ASSETS)

PARTS_OPTION: JSON = {
    "type": "list",
    "elements": "dict",
    "options": {
        "path": {"type": "str", "required": True},
        "visibility": {"type": "str", "choices": list(VISIBILITIES)},
        "content": {"type": "str"},
        "src": {"type": "path"},
        "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
    },
}


def load(entry: Mapping[str, t.Any]) -> bytes:
    """What an entry wants to have uploaded. Raises OSError where its file cannot be read."""
    if entry.get("content") is not None:
        return str(entry["content"]).encode()
    with open(entry["src"], "rb") as file:
        return file.read()


def digest(content: bytes) -> str:
    """Enough of a SHA-256 to tell versions of a file apart."""
    return hashlib.sha256(content).hexdigest()[:32]


def mark(path: str, version: str, content: str) -> str:
    """The name of an asset: Twilio does not give an asset's content back, so its name says what its version holds."""
    return f"{path} {version} sha256:{content}"


def is_present(entry: Mapping[str, t.Any]) -> bool:
    return bool(entry.get("state", "present") == "present")


def part_of(kind: Kind, entry: Mapping[str, t.Any], live: Mapping[str, t.Any] | None) -> JSON:
    """The part that an entry asks for. A new one is protected unless the entry says otherwise."""
    content = load(entry)
    return {
        "visibility": entry.get("visibility") or (live or {}).get("visibility") or "protected",
        "content": content.decode() if kind is FUNCTIONS else digest(content),
    }


def merge(kind: Kind, live: Mapping[str, t.Any] | None, given: Sequence[Mapping[str, t.Any]]) -> JSON:
    """All parts of the build that is asked for: what is live, with the given ones put in and taken out."""
    wanted = {path: part for path, part in (live or {}).items() if part.get("deployed", True)}
    for entry in given:
        path = entry["path"]
        if is_present(entry):
            wanted[path] = part_of(kind, entry, (live or {}).get(path))
        else:
            wanted.pop(path, None)
    return wanted


def shown(kind: Kind, before: Mapping[str, t.Any], after: Mapping[str, t.Any]) -> tuple[JSON, JSON]:
    """Only what differs; a source by its lines, so that a diff of it can be read, and an asset by its digest."""
    paths = sorted(path for path in {*before, *after} if before.get(path) != after.get(path))

    def content(parts: Mapping[str, t.Any], path: str) -> t.Any:
        return parts.get(path, {}).get("content")

    def side(parts: Mapping[str, t.Any]) -> JSON:
        told = {}
        for path in (path for path in paths if path in parts):
            told[path] = {name: value for name, value in parts[path].items() if name != "content"}
            text = content(parts, path)
            if text is not None and content(before, path) != content(after, path):
                told[path] |= {"content": text.splitlines()} if kind is FUNCTIONS else {"sha256": text}
        return told

    return side(before), side(after)


def problem_of(kind: Kind, given: t.Any) -> str | None:
    """Everything that is wrong with the list of functions or assets."""
    problems = []
    paths: list[str] = []
    for at, entry in enumerate(given):
        path = entry["path"]
        where = f"{path!r}" if path else f"entry {at}"
        problems += [f"{where}: {problem}" for problem in entry_problems(kind, entry)]
        if path in paths:
            problems.append(f"{where} is listed twice")
        paths.append(path)
    return "; ".join(problems) or None


def entry_problems(kind: Kind, entry: Mapping[str, t.Any]) -> t.Iterator[str]:
    most = MOST_PATH if kind is FUNCTIONS else MOST_ASSET_PATH
    path = entry["path"]
    if not PATH.fullmatch(path):
        yield "a path starts with / and has only what a URL has there unescaped, such as /on-message"
    elif len(path) > most:
        yield f"the path has {len(path)} characters, there is room for {most}"
    if not is_present(entry):
        return
    if (entry.get("content") is None) == (entry.get("src") is None):
        yield "give either content or src"
        return
    try:
        content = load(entry)
    except OSError as error:
        yield f"{entry['src']} cannot be read: {error.strerror}. It has to be on the machine that runs the module"
        return
    try:
        content.decode()
    except UnicodeDecodeError as error:
        if kind is FUNCTIONS:
            yield f"{entry['src']} is not UTF-8 text: {error.reason} at byte {error.start}"
