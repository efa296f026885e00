#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conversations_address_info
short_description: Read Conversations addresses
version_added: 0.1.0
description:
  - Lists what the account's addresses do with a first message, or looks one up.
options:
  address:
    description: Only the configuration of this address.
    type: str
  sid:
    description: Only this configuration, V(IG) and 32 hexadecimal digits.
    type: str
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: What does the support line do with a new message?
  flexops.twilio.conversations_address_info:
    address: "+14155550123"
  register: support_line

- name: Every address that does not answer
  flexops.twilio.conversations_address_info:
  register: addresses

- name: Show them
  ansible.builtin.debug:
    msg: "{{ addresses.conversations_addresses | rejectattr('auto_creation.enabled') | map(attribute='address') }}"
"""

RETURN = r"""
conversations_addresses:
  description: The configurations in Twilio's order; empty if none fits.
  returned: success
  type: list
  elements: dict
  sample:
    - sid: IGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      address: "+14155550123"
      type: sms
      friendly_name: Support line
      auto_creation: {enabled: true, type: studio, studio_flow_sid: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa}
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS,
)
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(CONVERSATIONS_ADDRESS)


if __name__ == "__main__":
    main()
