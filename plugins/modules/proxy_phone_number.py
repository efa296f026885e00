#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: proxy_phone_number
short_description: Put phone numbers into the pool of Flex's Proxy service, and take them out
version_added: 0.1.0
description:
  - Flex UI 1.x talks to customers through a Proxy service, and a number takes part once it is in that service's pool.
    This module manages who is in it. Flex Conversations needs none of this; take the numbers out when they have an
    address (M(flexops.twilio.conversations_address)).
  - The Proxy service of Flex is found by itself, as the one called C(Flex Proxy Service) or the one that has the chat
    service of the Flex configuration. Where there is none the module fails and lists what there is, but a number is
    V(absent) from it in any case.
  - A number can be in the pool of one Proxy service only. One that is in another is refused before anything is
    written.
  - Twilio is expected to make Proxy the handler of a number that goes in, and does not document what becomes of the
    handler when it goes out. Follow up with M(flexops.twilio.phone_number_messaging), which sets the handler to what
    it shall be and writes only if it differs.
  - Proxy services themselves are not managed. Twilio does not let new customers create them.
options:
  phone_number:
    description: The number in E.164 form. The account must have it.
    type: str
  friendly_name:
    description: The number's name, if O(phone_number) and O(sid) are not given. It must fit one number only.
    type: str
  sid:
    description: The number's SID, V(PN) and 32 hexadecimal digits. In a pool a number keeps its own.
    type: str
  proxy_service_sid:
    description: Name (Twilio calls it unique name) or SID of the Proxy service; that of Flex without it.
    type: str
    aliases: [proxy_service]
  is_reserved:
    description: Whether Proxy leaves the number out when it picks one for a participant. Without it, Twilio's default
      for a new one is V(false).
    type: bool
  state:
    description:
      - V(present) puts the number in, V(absent) takes it out. It stays the account's number either way.
      - Twilio refuses to let a number go while conversations go on through it. Check mode warns of open sessions.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.proxy_phone_number_info
  - module: flexops.twilio.phone_number_messaging
  - module: flexops.twilio.flex_flow
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Let Flex UI 1.x take part in a number's messages
  flexops.twilio.proxy_phone_number:
    phone_number: "+14155550123"

- name: And make Flex's Proxy service the one that answers
  flexops.twilio.phone_number_messaging:
    phone_number: "+14155550123"
    handler: flex_proxy

- name: Take numbers out, once Conversations answer them
  flexops.twilio.proxy_phone_number:
    state: absent
    aggregate:
      - phone_number: "+14155550123"
      - phone_number: "+14155550124"

- name: Keep a number of another Proxy service for callers who ask for it
  flexops.twilio.proxy_phone_number:
    proxy_service: Couriers
    phone_number: "+14155550125"
    is_reserved: true
"""

RETURN = r"""
proxy_phone_number:
  description: The number in the pool as Twilio answered it; null when it is absent. In check mode what it would be.
  returned: without O(aggregate)
  type: dict
  sample:
    sid: PNaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    service_sid: KSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    phone_number: "+14155550123"
    friendly_name: Support line
    iso_country: US
    is_reserved: false
    in_use: 0
proxy_phone_numbers:
  description: The numbers, in the order of the entries, without those that are absent.
  returned: with O(aggregate)
  type: list
  elements: dict
findings:
  description: What may stand against it, such as Proxy sessions that are still open. A warning as well.
  returned: when there is any, without O(aggregate); with it they stand in RV(results)
  type: list
  elements: str
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

from ansible_collections.flexops.twilio.plugins.module_utils.resources.proxy_phone_number import PROXY_PHONE_NUMBER
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(PROXY_PHONE_NUMBER)


if __name__ == "__main__":
    main()
