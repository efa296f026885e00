#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: messaging_service_info
short_description: Read messaging services and their senders
version_added: 0.1.0
description:
  - Lists the messaging services of the account with the senders of each, or looks services up by name or SID. The
    senders cost two more requests for each service.
options:
  friendly_name:
    description: Only services of this name. Twilio lets several have the same.
    type: str
  sid:
    description: Only this service, V(MG) and 32 hexadecimal digits.
    type: str
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Which numbers are in the pool?
  flexops.twilio.messaging_service_info:
    friendly_name: Support
  register: services
"""

RETURN = r"""
messaging_services:
  description: The services in Twilio's order; empty if none fits.
  returned: success
  type: list
  elements: dict
  sample:
    - sid: MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      friendly_name: Support
      inbound_request_url: null
      use_inbound_webhook_on_number: true
      phone_numbers: ["+14155550100", "+14155550101"]
      alpha_senders: []
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 3, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.messaging_service import MESSAGING_SERVICE
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(MESSAGING_SERVICE)


if __name__ == "__main__":
    main()
