#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: messaging_service
short_description: Manage a messaging service and its senders
version_added: 0.1.0
description:
  - Creates, changes and deletes a messaging service, which sends through a pool of numbers and decides what becomes of
    messages to them.
  - What is not given stays as it is. That matters most for O(inbound_request_url) and
    O(use_inbound_webhook_on_number). Twilio's Console knows a third way, "Autocreate a Conversation", which no public
    API shows; writing either option to such a service may end it without a word.
  - Obsolete and reserved settings of Twilio's API (fallback to long code, scanning of contents, synchronous validation)
    are left alone.
options:
  friendly_name:
    description:
      - The service's name, at most 64 characters. Identifies it; Twilio lets several have the same, which is an error
        here that lists them.
      - Together with O(sid) it renames.
    type: str
  sid:
    description: SID of an existing service, V(MG) and 32 hexadecimal digits.
    type: str
  inbound_request_url:
    description:
      - URL to call when a message comes in to a number of the pool. Blank for none.
      - Without a URL and with O(use_inbound_webhook_on_number=false) such messages are dropped and not even logged.
    type: str
  inbound_method:
    description: How to call O(inbound_request_url).
    type: str
    choices: [GET, POST]
  fallback_url:
    description: URL to call when O(inbound_request_url) fails. Blank for none.
    type: str
  fallback_method:
    description: How to call O(fallback_url).
    type: str
    choices: [GET, POST]
  use_inbound_webhook_on_number:
    description:
      - Whether the number's own handler answers in place of the service's. In the Console this is "Defer to sender's
        webhook". A new service has V(false) unless it is given.
    type: bool
  status_callback:
    description: URL that hears of the delivery of what is sent. Blank for none.
    type: str
  sticky_sender:
    description: Whether one customer always hears from the same number.
    type: bool
  mms_converter:
    description: Whether media are sent as a link where the receiver takes no MMS.
    type: bool
  smart_encoding:
    description: Whether characters that make messages longer are replaced by similar ones.
    type: bool
  area_code_geomatch:
    description: Whether a number of the customer's own area code is preferred.
    type: bool
  validity_period:
    description: How long a message may wait to be sent, 1 to 36000 seconds.
    type: int
  usecase:
    description: What it is used for.
    type: str
    choices: [notifications, marketing, verification, discussion, poll, undeclared]
  phone_numbers:
    description:
      - The account's numbers in its pool, in E.164 form. A number is in one service at most. One that is in another is
        an error, before anything is written; M(flexops.twilio.phone_number_messaging) moves numbers.
      - In check mode a number that the account lacks is no error, since an earlier task of the same run may buy it.
    type: dict
    suboptions:
      present:
        description: These are in the pool, whoever else is.
        type: list
        elements: str
      absent:
        description: These are not.
        type: list
        elements: str
      exactly:
        description: These and no others are. Excludes O(phone_numbers.present) and O(phone_numbers.absent).
        type: list
        elements: str
  alpha_senders:
    description:
      - Names in its pool that messages can come from, up to 11 letters, digits and blanks. Not in the US and Canada.
    type: dict
    suboptions:
      present:
        description: These are in the pool, whoever else is.
        type: list
        elements: str
      absent:
        description: These are not.
        type: list
        elements: str
      exactly:
        description: These and no others are. Excludes O(alpha_senders.present) and O(alpha_senders.absent).
        type: list
        elements: str
  state:
    description: V(present) creates or updates, V(absent) deletes. The numbers of a deleted service stay in the account.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.messaging_service_info
  - module: flexops.twilio.phone_number_messaging
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: A pool that leaves answering to its numbers
  flexops.twilio.messaging_service:
    friendly_name: Support
    use_inbound_webhook_on_number: true
    status_callback: https://example.com/delivery
    phone_numbers:
      present: ["+14155550100", "+14155550101"]

- name: Take one number out and leave everything else
  flexops.twilio.messaging_service:
    friendly_name: Support
    phone_numbers:
      absent: ["+14155550101"]

- name: Rename it
  flexops.twilio.messaging_service:
    sid: MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    friendly_name: Care
"""

RETURN = r"""
messaging_service:
  description:
    - The service as Twilio answered it; null when it is absent. In check mode what it would be.
    - C(phone_numbers) and C(alpha_senders) are there if they were given.
  returned: without O(aggregate)
  type: dict
  sample:
    sid: MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    friendly_name: Support
    inbound_request_url: null
    use_inbound_webhook_on_number: true
    status_callback: https://example.com/delivery
    sticky_sender: true
    validity_period: 36000
    phone_numbers: ["+14155550100", "+14155550101"]
messaging_services:
  description: The services, in the order of the entries, without those that are absent.
  returned: with O(aggregate)
  type: list
  elements: dict
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
    - Numbers that the account does not have yet, each with the C(option), the C(name) and the C(problem). Only in check
      mode; a real run fails.
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

from ansible_collections.flexops.twilio.plugins.module_utils.resources.messaging_service import MESSAGING_SERVICE
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(MESSAGING_SERVICE)


if __name__ == "__main__":
    main()
