#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: phone_number_messaging
short_description: Decide who answers a phone number's messages outside of Conversations
version_added: 0.1.0
description:
  - Manages the messaging half of a number that the account has, its own handler and the messaging service whose pool
    holds it.
  - Flex Conversations wants both out of the way. A handler may answer in parallel with the Conversations address,
    and Twilio puts the handler of a demo on every number it sells, so blank them.
  - Blank means blank. V("") is sent, read back and shown in the diff. What is not given stays as it is. Voice
    settings are never touched.
options:
  phone_number:
    description: The number in E.164 form.
    type: str
  friendly_name:
    description: The number's name, if O(phone_number) and O(sid) are not given. It must fit one number only. This
      module does not rename.
    type: str
  sid:
    description: The number's SID, V(PN) and 32 hexadecimal digits.
    type: str
  sms_url:
    description: URL that Twilio calls when a message comes in. Blank for a number that Conversations answer.
    type: str
  handler:
    description:
      - V(flex_proxy) sends messages to Flex UI 1.x. It stands for O(sms_url) with the URL of the account's Flex Proxy
        Service, which is looked up, as M(flexops.twilio.proxy_phone_number) does; in an account without one the module
        fails, in check mode too.
      - Not together with O(sms_url). Methods and the fallback stay as they are.
    type: str
    choices: [flex_proxy]
  sms_method:
    description: How to call O(sms_url).
    type: str
    choices: [GET, POST]
  sms_fallback_url:
    description: URL to call when O(sms_url) fails. It cannot stand without O(sms_url).
    type: str
  sms_fallback_method:
    description: How to call O(sms_fallback_url).
    type: str
    choices: [GET, POST]
  sms_application_sid:
    description: TwiML application that answers in place of O(sms_url), V(AP) and 32 hexadecimal digits. Blank for none.
    type: str
  messaging_service:
    description:
      - Name or SID of the messaging service that shall hold the number. Blank takes it out of whichever does.
      - Twilio allows one service for each number and has no request that moves it. The module takes the number out
        of the old service and puts it into the new one; if the second half fails, it puts the number back and says so.
      - What a service does with incoming messages is set in the service. "Autocreate a Conversation" there has no
        public API.
    type: str
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.phone_number_messaging_info
  - module: flexops.twilio.phone_number
  - module: flexops.twilio.conversations_address
  - module: flexops.twilio.proxy_phone_number
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Leave a number's messages to Conversations alone
  flexops.twilio.phone_number_messaging:
    phone_number: "+14155550123"
    sms_url: ""
    sms_fallback_url: ""
    sms_application_sid: ""
    messaging_service: ""

- name: Answer by a webhook of ours while Flex is closed
  flexops.twilio.phone_number_messaging:
    phone_number: "+14155550123"
    sms_url: https://example.com/closed
    sms_method: POST

- name: Give a number back to Flex UI 1.x
  flexops.twilio.phone_number_messaging:
    phone_number: "+14155550123"
    handler: flex_proxy

- name: Move two numbers into the marketing pool
  flexops.twilio.phone_number_messaging:
    messaging_service: Marketing
    aggregate:
      - phone_number: "+14155550124"
      - phone_number: "+14155550125"
"""

RETURN = r"""
phone_number_messaging:
  description:
    - The number as Twilio answered it. C(messaging_service) is added, the SID of the service that holds the number
      or blank, if O(messaging_service) was given.
  returned: without O(aggregate)
  type: dict
  sample:
    sid: PNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    phone_number: "+14155550123"
    friendly_name: Support line
    sms_url: ""
    sms_method: POST
    sms_fallback_url: ""
    sms_fallback_method: POST
    sms_application_sid: ""
    messaging_service: ""
phone_numbers_messaging:
  description: The numbers, in the order of the entries.
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

from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import PHONE_NUMBER_MESSAGING
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(PHONE_NUMBER_MESSAGING)


if __name__ == "__main__":
    main()
