#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: proxy_phone_number_info
short_description: Read which phone numbers Flex's Proxy service has
version_added: 0.1.0
description:
  - Lists the pool of a Proxy service, by default that of Flex UI 1.x, which is found by itself. It fails in an account
    that has no such service, and lists what there is.
options:
  phone_number:
    description: Only this number, in E.164 form.
    type: str
  friendly_name:
    description: Only numbers with this name.
    type: str
  sid:
    description: Only this number, V(PN) and 32 hexadecimal digits.
    type: str
  proxy_service_sid:
    description: Name (Twilio calls it unique name) or SID of the Proxy service; that of Flex without it.
    type: str
    aliases: [proxy_service]
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Which numbers are still answered by way of Proxy?
  flexops.twilio.proxy_phone_number_info:
  register: legacy

- name: Show those that nobody is talking through
  ansible.builtin.debug:
    msg: "{{ legacy.proxy_phone_numbers | selectattr('in_use', 'eq', 0) | map(attribute='phone_number') }}"
"""

RETURN = r"""
proxy_phone_numbers:
  description: The numbers in the pool; empty if none fits. C(in_use) counts the open sessions.
  returned: success
  type: list
  elements: dict
  sample:
    - sid: PNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      service_sid: KSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      phone_number: "+14155550123"
      friendly_name: Support line
      is_reserved: false
      in_use: 0
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 2, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.proxy_phone_number import PROXY_PHONE_NUMBER
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(PROXY_PHONE_NUMBER)


if __name__ == "__main__":
    main()
