# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Studio v2: flows, read only for now."""

from __future__ import annotations

from ..resources import JSON, Call, Resource


class Flows(Resource):
    """Flows; a list leaves out what makes them large (captured)."""

    collection = "studio_flows"
    prefix = "FW"

    def row(self, call: Call, record: JSON) -> JSON:
        """Return a flow without its definition and what belongs to it."""
        return {**record, "definition": None, "commit_message": None, "valid": None, "errors": None, "warnings": None}


FLOWS = Flows()
ROUTES = {"/v2/Flows": FLOWS, "/v2/Flows/{Sid}": FLOWS}
