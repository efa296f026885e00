# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan with what was written put in."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

DOCUMENTATION = r"""
name: carried_out
short_description: Put the results of writing into the results of planning
version_added: 0.1.0
author:
  - flexops (@flexops)
description:
  - The role C(flexops.twilio.messaging) plans all channels with one task in check mode, then writes what differs
    with other tasks. This puts the two together again, in the order of the channels.
options:
  _input:
    description: C(results) of the module in check mode.
    type: list
    elements: dict
    required: true
  written:
    description: C(results) of the loop over batches that wrote those of the plan that were C(changed).
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: All numbers, those just bought included
  ansible.builtin.debug:
    msg: "{{ plan.results | flexops.twilio.carried_out(batches.results) }}"
  vars:
    plan:
      results:
        - {changed: false, phone_number: {phone_number: "+14155550123"}}
        - {changed: true, phone_number: {phone_number: (known after apply)}}
    batches:
      results:
        - results:
            - {changed: true, phone_number: {phone_number: "+14155550124"}}
"""

RETURN = r"""
_value:
  description: One result for each planned one.
  type: list
  elements: dict
"""

Result = Mapping[str, t.Any]


def carried_out(planned: Sequence[Result], written: Sequence[Result]) -> list[Result]:
    """See DOCUMENTATION."""
    done = iter([result for batch in written for result in batch["results"]])
    return [next(done) if result["changed"] else result for result in planned]


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict[str, t.Any]:
        return {"carried_out": carried_out}
