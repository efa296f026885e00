#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: phone_number
short_description: Look up, buy once, name or release a phone number
version_added: 0.1.0
description:
  - Finds a number that the account has by its number, name or SID, and keeps its name and regulatory SIDs as wished.
  - Buys a number that the account lacks, and only with O(allow_purchase=true). The name travels in the purchase
    itself, so that whatever happens afterwards, the next run finds the number by O(phone_number) or O(friendly_name)
    and buys no other.
  - A purchase whose answer was lost is looked for as long as O(retry_budget) lasts. If its outcome stays unknown, that
    is an error; it is not ordered a second time, and the next run finds out.
  - Where two runs buy for the same name at the same moment, the later one fails and names both numbers. It releases
    neither.
  - Before a number is bought by name, a run that began less than six seconds ago waits until then and looks again,
    so that what a run bought that died a moment ago is seen.
  - Who answers the number's messages is the business of M(flexops.twilio.phone_number_messaging). Voice settings are
    never touched.
options:
  phone_number:
    description:
      - The number in E.164 form, such as V(+14155550123). One that the account has is taken over as it is.
      - One that it does not have is bought if O(allow_purchase) says so and Twilio offers it.
    type: str
  friendly_name:
    description:
      - The name, at most 64 characters. Beside O(phone_number) or O(sid) it is given to the number.
      - Alone or beside O(search) the number is found by it, so it must fit one number only. Twilio names numbers
        after themselves if nobody does, C((415) 555-0123) for example.
    type: str
  sid:
    description: SID of a number that the account has, V(PN) and 32 hexadecimal digits.
    type: str
  search:
    description:
      - What number to buy if the account has none called O(friendly_name). Any that fits will do.
      - Beside O(phone_number) it says where that very number is on offer, so that check mode can tell whether it is,
        and for how much. Then it takes O(search.country) and O(search.type) only.
      - Twilio does not reserve what it offers. If somebody else is faster, the next one is taken.
      - M(flexops.twilio.available_phone_number_info) shows what is on offer.
    type: dict
    suboptions:
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
          - Digits or letters that the number has, 2 to 16 of them. V(*) stands for one digit, V(%) for any, a
            leading V(+) or a trailing V($) holds the pattern to that end.
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
        description: How near, 1 to 500 miles; Twilio takes 25 if not given. Needs O(search.near_number).
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
  allow_purchase:
    description: Allows spending money on a number that the account does not have. Without it that is an error.
    type: bool
    default: false
  max_purchases:
    description: At most so many numbers are bought by this task; if it would take more, none is.
    type: int
  max_monthly_price:
    description:
      - What all numbers that this task buys may cost a month together, in the currency of the account. If they cost
        more, or if their price cannot be found out, none is bought.
      - Prices are this account's own, from Twilio's Pricing API. An exact O(phone_number) needs O(search.country)
        and O(search.type) for that.
    type: float
  bundle_sid:
    description: Regulatory bundle, V(BU) and 32 hexadecimal digits. Many countries refuse a purchase without one.
      Blank clears it.
    type: str
  address_sid:
    description: Address that regulation asks for, V(AD) and 32 hexadecimal digits. Blank clears it.
    type: str
  identity_sid:
    description: Identity that regulation asks for, V(RI) and 32 hexadecimal digits. Blank clears it.
    type: str
  state:
    description:
      - V(present) finds or buys. V(absent) gives the number back to Twilio, which takes the exact O(phone_number)
        and O(release=true).
      - Delete the Conversations address of a number before its release; otherwise Twilio does so later.
    type: str
    choices: [present, absent]
    default: present
  release:
    description: Confirms O(state=absent). A released number is anybody's to buy; there is no way back.
    type: bool
    default: false
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.phone_number_info
  - module: flexops.twilio.available_phone_number_info
  - module: flexops.twilio.phone_number_messaging
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Take over a number that the account has, and name it
  flexops.twilio.phone_number:
    phone_number: "+14155550123"
    friendly_name: Support line

- name: Buy a local number for the sales team, once
  flexops.twilio.phone_number:
    friendly_name: Sales line
    search:
      country: US
      area_code: 415
      mms_enabled: true
    allow_purchase: true

- name: Buy two numbers, unless they would cost more than three dollars a month
  flexops.twilio.phone_number:
    allow_purchase: true
    max_purchases: 2
    max_monthly_price: 3
    search:
      country: US
      in_locality: Boston
    aggregate:
      - friendly_name: Boston store
      - friendly_name: Boston office

- name: Buy a mobile number that needs a regulatory bundle
  flexops.twilio.phone_number:
    friendly_name: UK support
    search:
      country: GB
      type: mobile
    bundle_sid: BUaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    allow_purchase: true

- name: Three numbers in one task
  flexops.twilio.phone_number:
    allow_purchase: true
    search:
      country: US
      type: toll_free
    aggregate:
      - friendly_name: Support
      - friendly_name: Sales
      - friendly_name: Returns

- name: Give a number back
  flexops.twilio.phone_number:
    phone_number: "+14155550123"
    state: absent
    release: true
"""

RETURN = r"""
phone_number:
  description:
    - The number as Twilio answered it; null when it is absent. In check mode what it would be, where a number still
      to be bought is C((known after apply)).
  returned: without O(aggregate)
  type: dict
  sample:
    sid: PNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    account_sid: ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    phone_number: "+14155550123"
    friendly_name: Support line
    capabilities: {voice: true, sms: true, mms: true, fax: false}
    address_requirements: none
    bundle_sid: null
    address_sid: null
    identity_sid: null
    sms_url: ""
    sms_method: POST
    status: in-use
    date_created: "2026-03-24T21:05:50Z"
phone_numbers:
  description: The numbers, in the order of the entries, without those that are absent.
  returned: with O(aggregate)
  type: list
  elements: dict
candidates:
  description:
    - Where a number is to be bought, the first that are tried, each with its C(monthly_price) as a number and the
      C(currency), null where Twilio names none. The diff names the first one.
    - Twilio reserves nothing, so it may become another.
  returned: when a number is bought, without O(aggregate); with it they stand in RV(results)
  type: list
  elements: dict
  sample:
    - {phone_number: "+14155550123", locality: San Francisco, region: CA, monthly_price: 1.15, currency: USD}
action:
  description: What was done, or would be in check mode.
  returned: without O(aggregate)
  type: str
  sample: create
results:
  description:
    - The outcome of each entry in order, with RV(ignore:action), RV(ignore:changed) and the resource, and for one
      that failed C(failed), C(msg) and RV(error).
  returned: with O(aggregate)
  type: list
  elements: dict
unresolved:
  description:
    - Names that fit nothing yet, each with the C(option), the C(name) and the C(problem), which says what there is
      instead. Only in check mode; a real run fails.
  returned: when there are any, without O(aggregate); with it they stand in RV(results)
  type: list
  elements: dict
error:
  description:
    - What was attempted, and what Twilio said as far as it said anything. C(half_done) is what had been written before
      it failed.
  returned: when a request failed
  type: dict
  sample:
    attempted: update Conversations address +14155550123 (IGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa)
    status: 400
    code: 20001
    more_info: https://www.twilio.com/docs/errors/20001
    request_id: RQaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 3, writes: 1, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import PHONE_NUMBER
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(PHONE_NUMBER)


if __name__ == "__main__":
    main()
