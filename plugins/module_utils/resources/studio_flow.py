# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Studio flows: read, to resolve names."""

from __future__ import annotations

from ..resource import Field, Resource

STUDIO_FLOW = Resource(
    kind="studio_flow",
    plural="studio_flows",
    title="Studio flow",
    prefix="FW",
    api=lambda sdk: sdk.studio.v2.flows,
    keys=("friendly_name",),
    fields=(
        Field("friendly_name", required=True),
        Field("status", choices=("draft", "published"), required=True),
    ),
    # Definitions come only with the flow itself.
    whole_list=False,
)
