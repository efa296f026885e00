# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Studio flows: read only."""

from __future__ import annotations

from ansible_collections.flexops.twilio.tests.emulator.support import Running


def test_a_list_leaves_out_what_makes_flows_large(emulator: Running) -> None:
    definition = {"states": [], "initial_state": "Trigger"}
    flows = [{"friendly_name": "Inbound", "definition": definition, "commit_message": "first"}, {"friendly_name": "B"}]
    sid = emulator.seed({"studio_flows": flows})["studio_flows"]["Inbound"]
    listed = emulator.get("/studio/v2/Flows")["flows"][0]
    assert [listed[name] for name in ("definition", "commit_message", "valid", "errors", "warnings")] == 5 * [None]
    flow = emulator.sdk().studio.v2.flows(sid).fetch()
    assert (flow.definition, flow.commit_message, flow.valid, flow.errors) == (definition, "first", True, [])
    assert (flow.status, flow.revision, flow.friendly_name) == ("published", 1, "Inbound")
    assert flow.url == f"https://studio.twilio.com/v2/Flows/{sid}"
    assert flow.links["revisions"] == f"{flow.url}/Revisions"
    assert flow.webhook_url == f"https://webhooks.twilio.com/v1/Accounts/{emulator.account['sid']}/Flows/{sid}"
    emulator.refused(404, 20404, "GET", f"/studio/v2/Flows/FW{32 * '0'}")
