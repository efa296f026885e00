# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twilio's two page envelopes.

A page is cut by the number that each record has of its own. The token of a page names the record next to it, before
or after, so a page index alone leads nowhere, as with Twilio.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from .errors import invalid
from .quirks import PAGE_SIZE

JSON = dict[str, Any]


def page(
    host: str,
    path: str,
    query: JSON,
    key: str,
    rows: Iterable[tuple[int, JSON]],
    view: Callable[[JSON], JSON],
) -> JSON:
    """Return the envelope with the page that ``query`` asks for; ``rows`` are (number, record) in rising order."""
    size = query.get("PageSize", PAGE_SIZE)
    index = query.get("Page", 0)
    after, before = _read_token(query.get("PageToken"))
    all_rows = list(rows)
    if before is not None:
        chosen = [row for row in all_rows if row[0] < before][-size:]
    else:
        chosen = [row for row in all_rows if row[0] > after][:size]
    filters = [(name, _text(value)) for name, value in query.items() if name not in ("PageSize", "Page", "PageToken")]

    def link(number: int, token: str | None) -> str:
        parameters = [*filters, ("PageSize", str(size)), ("Page", str(number))]
        return f"{path}?{urlencode(parameters + ([('PageToken', token)] if token else []))}"

    following = bool(chosen) and chosen[-1][0] < all_rows[-1][0]
    preceding = bool(chosen) and chosen[0][0] > all_rows[0][0]
    links = {
        "first_page": link(0, None),
        "next_page": link(index + 1, f"PTa{chosen[-1][0]:031x}") if following else None,
        "previous_page": link(max(index - 1, 0), f"PTb{chosen[0][0]:031x}") if preceding else None,
        "this": link(index, query.get("PageToken")),
    }
    items = [view(record) for _number, record in chosen]
    return (
        _flat(links, index, size, key, items) if path.endswith(".json") else _meta(host, links, index, size, key, items)
    )


def _flat(links: JSON, index: int, size: int, key: str, items: list[JSON]) -> JSON:
    return {
        "first_page_uri": links["first_page"],
        "next_page_uri": links["next_page"],
        "previous_page_uri": links["previous_page"],
        "uri": links["this"],
        "page": index,
        "page_size": size,
        "start": index * size,
        "end": index * size + max(len(items) - 1, 0),
        key: items,
    }


def _meta(host: str, links: JSON, index: int, size: int, key: str, items: list[JSON]) -> JSON:
    urls = {name: f"https://{host}{link}" if link else None for name, link in links.items()}
    meta = {
        "page": index,
        "page_size": size,
        "first_page_url": urls["first_page"],
        "previous_page_url": urls["previous_page"],
        "url": urls["this"],
        "next_page_url": urls["next_page"],
        "key": key,
    }
    return {"meta": meta, key: items}


def _read_token(token: str | None) -> tuple[int, int | None]:
    if token is None:
        return 0, None
    match = re.fullmatch(r"PT([ab])([0-9a-f]{31})", token)
    if match is None:
        raise invalid(f"Invalid parameter PageToken: {token}")
    number = int(match.group(2), 16)
    return (number, None) if match.group(1) == "a" else (0, number)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
