#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: available_phone_number_info
short_description: Show phone numbers that Twilio offers for sale
version_added: 0.1.0
description:
  - Runs the search that M(flexops.twilio.phone_number) runs before it buys, and buys nothing.
  - Nothing is reserved. A number that is offered now can be gone a moment later.
options:
  country:
    description: Country to search in, two letters.
    type: str
    required: true
  type:
    description: Kind of number.
    type: str
    choices: [local, mobile, toll_free]
    default: local
  area_code:
    description: Three digits. United States and Canada only.
    type: int
  contains:
    description:
      - Digits or letters that the number has, 2 to 16 of them. V(*) stands for one digit, V(%) for any, a leading
        V(+) or a trailing V($) holds the pattern to that end.
    type: str
  in_region:
    description: State or province, such as V(CA). United States and Canada only.
    type: str
  in_locality:
    description: City, such as V(San Francisco).
    type: str
  in_postal_code:
    description: Postal code. United States and Canada only.
    type: str
  near_number:
    description: A number in E.164 form that the new one should be near. United States and Canada only.
    type: str
  distance:
    description: How near, 1 to 500 miles; Twilio takes 25 if not given. Needs O(near_number).
    type: int
  sms_enabled:
    description: Only numbers that take SMS.
    type: bool
    default: true
  mms_enabled:
    description: Only numbers that take MMS.
    type: bool
  voice_enabled:
    description: Only numbers that take calls.
    type: bool
  exclude_all_address_required:
    description: No numbers that need an address of any kind.
    type: bool
  exclude_local_address_required:
    description: No numbers that need an address in the same country.
    type: bool
  exclude_foreign_address_required:
    description: No numbers that need an address in another country.
    type: bool
  beta:
    description: Whether numbers that are new to Twilio's platform are offered too. They are if not given.
    type: bool
  limit:
    description: At most so many numbers.
    type: int
    default: 20
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: What would a purchase in San Francisco get?
  flexops.twilio.available_phone_number_info:
    country: US
    area_code: 415
    contains: "*555*"

- name: Toll-free numbers that take pictures
  flexops.twilio.available_phone_number_info:
    country: US
    type: toll_free
    mms_enabled: true
    limit: 5
"""

RETURN = r"""
available_phone_numbers:
  description: Numbers on offer, in Twilio's order; empty if none fits.
  returned: success
  type: list
  elements: dict
  sample:
    - phone_number: "+14155550199"
      friendly_name: (415) 555-0199
      locality: San Francisco
      region: CA
      postal_code: "94105"
      iso_country: US
      address_requirements: none
      beta: false
      capabilities: {voice: true, SMS: true, MMS: true, fax: false}
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.recipes.number_search import (
    INFO_OPTIONS,
    read_offers,
)
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_reader


def main() -> None:
    run_reader(INFO_OPTIONS, read_offers)


if __name__ == "__main__":
    main()
