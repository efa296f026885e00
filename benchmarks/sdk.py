# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floor: Twilio's SDK alone, in one process, written the obvious way. No retry, no check mode, no plan.

``python benchmarks/sdk.py FILE THREADS``; the file is JSON: ``endpoint``, ``account_sid``, ``auth_token`` and
``channels``, each with ``name``, ``phone_number`` and ``flow`` (a Studio flow's name).
"""

from __future__ import annotations

import json
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

RETRIES = 3
HANDLERS = ("sms_url", "sms_fallback_url", "sms_application_sid")


class Endpoint(TwilioHttpClient):
    """Sends to one base URL what is meant for all of Twilio's hosts."""

    def __init__(self, endpoint: str) -> None:
        super().__init__()
        self.endpoint = endpoint

    def request(self, method: str, uri: str, *args: Any, **kwargs: Any) -> Any:
        """Send a request as the SDK means it, elsewhere."""
        if not uri.startswith(self.endpoint):
            parts = urlsplit(uri)
            query = f"?{parts.query}" if parts.query else ""
            uri = f"{self.endpoint}/{(parts.hostname or '').split('.')[0]}{parts.path}{query}"
        return super().request(method, uri, *args, **kwargs)


class Script:
    """What somebody would write who needs this once."""

    def __init__(self, wanted: dict[str, Any]) -> None:
        self.client = Client(
            wanted["account_sid"], wanted["auth_token"], http_client=Endpoint(wanted["endpoint"]), environment={"": ""}
        )
        self.client.api.v2010.accounts(wanted["account_sid"]).fetch()
        numbers = self.client.incoming_phone_numbers.list(page_size=1000)
        addresses = self.client.conversations.v1.address_configurations.list(page_size=50)
        self.numbers = {number.phone_number: number for number in numbers}
        self.addresses = {address.address: address for address in addresses}
        self.flows = {flow.friendly_name: flow.sid for flow in self.client.studio.v2.flows.list(page_size=1000)}
        self.members = {
            member.sid: member
            for service in self.client.messaging.v1.services.list(page_size=100)
            for member in service.phone_numbers.list(page_size=1000)
        }

    def channel(self, channel: dict[str, str]) -> None:
        """Make one channel what it shall be: no handler of its own, an address that starts its flow."""
        number = self.numbers[channel["phone_number"]]
        values = {name: "" for name in HANDLERS if getattr(number, name)}
        if values:
            number.update(**values)
        if number.sid in self.members:
            self.members[number.sid].delete()
        wish = {
            "auto_creation_enabled": True,
            "auto_creation_type": "studio",
            "auto_creation_studio_flow_sid": self.flows[channel["flow"]],
            "auto_creation_studio_retry_count": RETRIES,
        }
        address = self.addresses.get(channel["phone_number"])
        if address is None:
            self.client.conversations.v1.address_configurations.create(
                type="sms", address=channel["phone_number"], friendly_name=channel["name"], **wish
            )
            return
        auto = address.auto_creation
        now = {name: auto[name.removeprefix("auto_creation_")] for name in wish}
        if now != wish or address.friendly_name != channel["name"]:
            address.update(friendly_name=channel["name"], **wish)


def main() -> None:
    """Read once, then write what differs."""
    wanted = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    threads = int(sys.argv[2])
    script = Script(wanted)
    if threads == 1:
        for channel in wanted["channels"]:
            script.channel(channel)
    else:
        with ThreadPoolExecutor(max_workers=threads) as pool:
            list(pool.map(script.channel, wanted["channels"]))


if __name__ == "__main__":
    main()
