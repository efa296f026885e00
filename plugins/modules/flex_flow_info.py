#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: flex_flow_info
short_description: Read the Flex Flows of Flex UI 1.x
version_added: 0.1.0
description:
  - Lists what answers on the legacy channels of Flex UI 1.x, all of it or what fits every option that is given.
options:
  channel_type:
    description: Only the flows of this channel.
    type: str
    choices: [web, sms, facebook, whatsapp, line, custom]
  contact_identity:
    description:
      - Only the flows of this identity, in Twilio's form, such as V(whatsapp:+14155550123). With
        O(channel_type=whatsapp) the number alone will do.
    type: str
  friendly_name:
    description: Only the flows of this name.
    type: str
  sid:
    description: Only this flow, V(FO) and 32 hexadecimal digits.
    type: str
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.flex_flow
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: What is left of Flex UI 1.x in this account?
  flexops.twilio.flex_flow_info:
  register: legacy

- name: Show the identities that still answer the old way
  ansible.builtin.debug:
    msg: "{{ legacy.flex_flows | selectattr('enabled') | map(attribute='contact_identity') }}"

- name: What answers the WhatsApp sender?
  flexops.twilio.flex_flow_info:
    channel_type: whatsapp
    contact_identity: "+14155550123"
"""

RETURN = r"""
flex_flows:
  description: The flows in Twilio's order; empty if none fits.
  returned: success
  type: list
  elements: dict
  sample:
    - sid: FOaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      friendly_name: Support line
      channel_type: sms
      contact_identity: "+14155550123"
      chat_service_sid: ISaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      enabled: true
      integration_type: studio
      integration: {flow_sid: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, retry_count: 3}
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.flex_flow import FLEX_FLOW
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(FLEX_FLOW)


if __name__ == "__main__":
    main()
