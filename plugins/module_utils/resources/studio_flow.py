# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Studio flows: a definition, and whether its newest revision is the one that answers."""

from __future__ import annotations

from ..flow.compare import same, shown
from ..recipes.studio_revisions import StudioRevisions
from ..resource import Field, Resource, Wish


def one_definition(wish: Wish) -> str | None:
    """A definition comes from one place."""
    revision = wish.options.get("revision")
    if revision is None or wish.state == "absent":
        return None
    if "definition" in wish.given:
        return "give definition or revision, not both: revision takes the definition from the flow's own past"
    return None if revision >= 1 else f"revision: {revision} is none; Twilio counts from 1"


STUDIO_FLOW = Resource(
    kind="studio_flow",
    plural="studio_flows",
    title="Studio flow",
    prefix="FW",
    api=lambda sdk: sdk.studio.v2.flows,
    keys=("friendly_name",),
    fields=(
        Field("friendly_name", required=True),
        Field("status", choices=("draft", "published"), required=True, always=True),
        Field("definition", type="raw", required=True, same=same, shown=shown),
        Field("commit_message", compare=False),
    ),
    options={"variables": {"type": "dict"}, "revision": {"type": "int"}},
    checks=(one_definition,),
    # Definitions come only with the flow itself.
    whole_list=False,
    recipe=StudioRevisions,
)
