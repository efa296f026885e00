# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Flex says of itself in an account: there is one configuration, and an account without Flex has none."""

from __future__ import annotations

from ..client import Client
from ..errors import NotFound
from ..resource import JSON


def flex_configuration(client: Client) -> JSON | None:
    """The account's Flex configuration, one read; None in an account without Flex."""
    try:
        return client.fetch("read the Flex configuration", client.sdk.flex_api.v1.configuration())
    except NotFound:
        return None
