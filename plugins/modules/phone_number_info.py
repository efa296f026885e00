#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: phone_number_info
short_description: Read the account's phone numbers
version_added: 0.1.0
description:
  - Lists the phone numbers of the account, or those that answer to a number, name or SID.
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
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: All numbers
  flexops.twilio.phone_number_info:
  register: numbers

- name: The one that the inventory calls Sales line
  flexops.twilio.phone_number_info:
    friendly_name: Sales line
"""

RETURN = r"""
phone_numbers:
  description: The numbers in Twilio's order; empty if none fits.
  returned: success
  type: list
  elements: dict
  sample:
    - sid: PNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      phone_number: "+14155550123"
      friendly_name: Sales line
      capabilities: {voice: true, sms: true, mms: true, fax: false}
      sms_url: ""
      status: in-use
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import PHONE_NUMBER
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(PHONE_NUMBER)


if __name__ == "__main__":
    main()
