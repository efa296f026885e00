# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Studio flows from which no customer ever comes to an agent."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

from ansible.utils.display import Display

DOCUMENTATION = r"""
name: flows_without_flex
short_description: Warn of Studio flows that hand nobody over to an agent
version_added: 0.1.0
author:
  - flexops (@flexops)
description:
  - The role C(flexops.twilio.messaging) looks with it at the Studio flows that Flex Flows start. One without a Send to
    Flex widget answers, and no agent ever hears of the customer.
  - Each sentence is shown as a warning as well.
options:
  _input:
    description: C(results) of a loop of M(flexops.twilio.studio_flow_info) over SIDs.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Which of these flows lead nowhere?
  ansible.builtin.debug:
    msg: "{{ results | flexops.twilio.flows_without_flex }}"
  vars:
    results:
      - item: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
        studio_flows:
          - sid: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
            friendly_name: Inbound
            definition: {states: [{name: Trigger, type: trigger}]}
"""

RETURN = r"""
_value:
  description: A sentence for each such flow.
  type: list
  elements: str
"""


def problem_of(sid: str, flows: Sequence[Mapping[str, t.Any]]) -> str | None:
    """What is wrong with a flow that was asked for by its SID."""
    if not flows:
        return f"Studio flow {sid} is not there, so the Flex Flow that starts it answers nobody."
    widgets = {state.get("type") for state in flows[0]["definition"].get("states") or []}
    if "send-to-flex" in widgets:
        return None
    unless = ", unless a subflow of it has one" if "run-subflow" in widgets else ""
    return (
        f"Studio flow {flows[0].get('friendly_name')!r} ({sid}) has no Send to Flex widget{unless}: no agent will hear"
        " of the customers whom a Flex Flow sends there."
    )


def flows_without_flex(results: Sequence[Mapping[str, t.Any]]) -> list[str]:
    """See DOCUMENTATION."""
    asked = [(result[result.get("ansible_loop_var", "item")], result["studio_flows"]) for result in results]
    problems = [problem for sid, flows in asked if (problem := problem_of(sid, flows))]
    for problem in problems:
        Display().warning(problem)
    return problems


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict[str, t.Any]:
        return {"flows_without_flex": flows_without_flex}
