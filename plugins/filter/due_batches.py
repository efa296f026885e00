# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan says has to be written, in batches."""

from __future__ import annotations

import typing as t
from collections.abc import Mapping, Sequence

DOCUMENTATION = r"""
name: due_batches
short_description: Take what a plan says has to be written, in batches
version_added: 0.1.0
author:
  - flexops (@flexops)
description:
  - The role C(flexops.twilio.messaging) loops over it.
options:
  _input:
    description: Entries that the module was asked for in check mode.
    type: list
    elements: dict
    required: true
  planned:
    description: The C(results) of that, one for each entry.
    type: list
    elements: dict
    required: true
  size:
    description: How many entries make a batch.
    type: int
    required: true
"""

EXAMPLES = r"""
- name: Write what differs, and show how far it is
  flexops.twilio.conversations_address:
    aggregate: "{{ item.entries }}"
  loop: "{{ wishes | flexops.twilio.due_batches(plan.results, 50) }}"
  loop_control:
    label: "{{ item.progress }}"
  vars:
    wishes:
      - {address: "+14155550123", friendly_name: Support}
    plan:
      results:
        - {changed: true}
"""

RETURN = r"""
_value:
  description: Batches; none if nothing has to be written.
  type: list
  elements: dict
  contains:
    entries:
      description: The entries of this batch.
      type: list
      elements: dict
    progress:
      description: Which they are of all that have to be written.
      type: str
      sample: 1-50 of 1000
"""

Entry = Mapping[str, t.Any]


def due_batches(entries: Sequence[Entry], planned: Sequence[Entry], size: int | str) -> list[dict[str, t.Any]]:
    """See DOCUMENTATION. A size given on the command line is text."""
    due = [entry for entry, result in zip(entries, planned, strict=True) if result["changed"]]
    step = max(1, int(size))
    batches = [due[start : start + step] for start in range(0, len(due), step)]
    return [
        {"entries": batch, "progress": f"{at * step + 1}-{at * step + len(batch)} of {len(due)}"}
        for at, batch in enumerate(batches)
    ]


class FilterModule:
    """Ansible's way to find the filter."""

    def filters(self) -> dict[str, t.Any]:
        return {"due_batches": due_batches}
