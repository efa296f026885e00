# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whose account the credentials open."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

from ..client import Client
from ..errors import TwilioError
from ..resource import JSON


def read_account(client: Client, params: Mapping[str, t.Any]) -> JSON:
    """{account, matches}: the account that owns the credentials, and whether it is the one that account_sid names.

    The products without an account in their URLs act on the owner of the credentials, whatever account_sid says; so one
    of those is asked.
    Name, status and type come from the account itself, which a standard API key may not read: they are null then.
    """
    configuration = client.fetch(
        "read which account the credentials belong to", client.sdk.conversations.v1.configuration(), ("account_sid",)
    )
    sid = configuration["account_sid"]
    details: JSON = {}
    try:
        details = client.fetch(f"read account {sid}", client.sdk.api.v2010.accounts(sid))
    except TwilioError as error:
        if error.status not in (401, 403, 404):
            raise
    account = {
        name: details.get(name) for name in ("friendly_name", "owner_account_sid", "status", "type", "date_created")
    }
    return {"account": {"sid": sid, **account}, "matches": sid == client.settings.account_sid}
