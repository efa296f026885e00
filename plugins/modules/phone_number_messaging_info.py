#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: phone_number_messaging_info
short_description: Read who answers the messages of phone numbers
version_added: 0.1.0
description:
  - Lists the account's numbers with their handlers and the messaging service that holds each.
  - Twilio cannot be asked which service a number is in, so the pool of every service is read, one request each.
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
- name: Numbers that still have a handler of their own
  flexops.twilio.phone_number_messaging_info:
  register: numbers

- name: Show them
  ansible.builtin.debug:
    msg: "{{ numbers.phone_numbers_messaging | selectattr('sms_url') | map(attribute='phone_number') }}"
"""

RETURN = r"""
phone_numbers_messaging:
  description: The numbers in Twilio's order; empty if none fits.
  returned: success
  type: list
  elements: dict
  sample:
    - sid: PNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      phone_number: "+14155550123"
      friendly_name: Sales line
      sms_url: https://demo.twilio.com/welcome/sms/reply
      sms_application_sid: ""
      messaging_service: MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import PHONE_NUMBER_MESSAGING
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(PHONE_NUMBER_MESSAGING)


if __name__ == "__main__":
    main()
