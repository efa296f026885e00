#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: studio_flow_info
short_description: Read Studio flows
version_added: 0.1.0
description:
  - Lists the Studio flows of the account, or looks flows up by name or SID.
  - Twilio leaves definitions out of lists. They are there when O(friendly_name) or O(sid) is given, and so is the
    list of revisions, at two more requests for each flow.
options:
  friendly_name:
    description: Only flows with this name. Twilio lets several have the same.
    type: str
  sid:
    description: Only this flow, V(FW) and 32 hexadecimal digits.
    type: str
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.studio_flow
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Names and states of all flows
  flexops.twilio.studio_flow_info:
  register: flows

- name: One flow with its definition and its revisions
  flexops.twilio.studio_flow_info:
    friendly_name: Inbound
  register: inbound

- name: The revision that answers, which is the newest one that was published
  ansible.builtin.debug:
    msg: "{{ revisions | selectattr('status', 'eq', 'published') | map(attribute='revision') | max }}"
  vars:
    revisions: "{{ inbound.studio_flows[0].revisions }}"
"""

RETURN = r"""
studio_flows:
  description: The flows in Twilio's order; empty if none fits.
  returned: success
  type: list
  elements: dict
  sample:
    - sid: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      friendly_name: Inbound
      status: published
      revision: 3
      webhook_url: https://webhooks.twilio.com/v1/Accounts/ACaaa/Flows/FWaaa
  contains:
    definition:
      description: The definition of the newest revision.
      returned: when O(friendly_name) or O(sid) is given
      type: dict
    revisions:
      description: Every revision, without its definition. M(flexops.twilio.studio_flow) brings one back.
      returned: when O(friendly_name) or O(sid) is given
      type: list
      elements: dict
      sample:
        - revision: 3
          status: published
          commit_message: Written by Ansible
          date_created: "2026-03-24T21:05:50Z"
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.studio_flow import STUDIO_FLOW
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(STUDIO_FLOW)


if __name__ == "__main__":
    main()
