# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messaging services and their sender pools: read, to resolve names and to find the service that holds a number."""

from __future__ import annotations

from ..resource import Field, Resource

MESSAGING_SERVICE = Resource(
    kind="messaging_service",
    plural="messaging_services",
    title="messaging service",
    prefix="MG",
    api=lambda sdk: sdk.messaging.v1.services,
    keys=("friendly_name",),
    fields=(Field("friendly_name", required=True),),
)
