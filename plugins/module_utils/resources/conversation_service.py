# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversation services (chat services): read, to resolve names."""

from __future__ import annotations

from ..resource import Field, Resource

CONVERSATION_SERVICE = Resource(
    kind="conversation_service",
    plural="conversation_services",
    title="conversation service",
    prefix="IS",
    api=lambda sdk: sdk.conversations.v1.services,
    keys=("friendly_name",),
    fields=(Field("friendly_name", required=True, create_only=True),),
    page_size=100,
)
