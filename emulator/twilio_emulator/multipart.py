# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files in requests, as serverless-upload takes them."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import BodyPartReader, web


@dataclass(frozen=True)
class Upload:
    """A part of a multipart body that came as a file: it has a name for the file, and it may have a content type."""

    name: str
    filename: str
    content_type: str
    content: bytes


async def read_multipart(request: web.BaseRequest) -> tuple[list[tuple[str, str]], tuple[Upload, ...]]:
    """Return the fields and the files of a multipart body; ValueError says why it can not be read."""
    fields, files = [], []
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError("a part of the body has no name")
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            fields.append((part.name, content.decode("utf-8", "replace")))
        else:
            files.append(Upload(part.name, part.filename, part.headers.get("Content-Type", ""), content))
    return fields, tuple(files)
