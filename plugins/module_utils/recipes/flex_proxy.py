# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Proxy service of Flex UI 1.x: found, never typed, and the URL by which it answers messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ..client import Client
from ..errors import NotFound, WishError
from ..resource import JSON, Wish
from ..resources.proxy_service import PROXY_SERVICE
from .flex_configuration import flex_configuration

FLEX_PROXY_NAME = "Flex Proxy Service"

HANDLER = "handler"
HANDLER_OPTION: JSON = {"type": "str", "choices": ["flex_proxy"]}


def flex_proxy_service(client: Client) -> JSON:
    """The account's Flex Proxy service. NotFound where there is none, a WishError where two could be meant.

    It has its name from Flex, or the chat service that Flex uses. One read where only the name can tell, else two.
    """
    services = client.pages(f"list {PROXY_SERVICE.titles}", PROXY_SERVICE.api(client.sdk), PROXY_SERVICE.page_size)
    named = [service for service in services if service.get("unique_name") == FLEX_PROXY_NAME]
    linked = [service for service in services if service.get("chat_instance_sid") and service not in named]
    if linked:
        chat = (flex_configuration(client) or {}).get("chat_service_instance_sid")
        linked = [service for service in linked if service["chat_instance_sid"] == chat]
    found = named + linked
    if not found:
        others = ", ".join(PROXY_SERVICE.name_of(service) for service in services)
        raise NotFound(
            f"this account has no Flex Proxy service: none is called {FLEX_PROXY_NAME!r} and none belongs to the chat"
            f" service of Flex; {f'there is {others}' if others else 'it has no Proxy service at all'}"
        )
    if len(found) > 1:
        raise WishError(
            f"{len(found)} Proxy services could be the one of Flex: "
            + ", ".join(PROXY_SERVICE.name_of(service) for service in found)
            + f". One has the name {FLEX_PROXY_NAME!r}, the other the chat service of Flex"
        )
    return found[0]


class FlexHandler:
    """`handler: flex_proxy` becomes the URL that it stands for. Looked up once in a run, and only if a wish asks.

    field: the one that takes the URL.
    """

    def __init__(self, client: Client, field: str) -> None:
        self.client = client
        self.field = field
        self.url = ""

    def wanted(self, wish: Wish) -> Wish:
        if HANDLER not in wish.options:
            return wish
        if not self.url:
            service = flex_proxy_service(self.client)["sid"]
            account = self.client.settings.account_sid
            self.url = f"https://webhooks.twilio.com/v1/Accounts/{account}/Proxy/{service}/Webhooks/Message"
        return replace(wish, given={**wish.given, self.field: self.url})


def handler_or(field: str) -> Callable[[Wish], str | None]:
    """A check: the handler stands for a URL, so it cannot stand beside one."""

    def check(wish: Wish) -> str | None:
        both = HANDLER in wish.options and field in wish.given
        return f"give {HANDLER} or {field}, not both: {HANDLER} stands for a URL that is looked up" if both else None

    return check
