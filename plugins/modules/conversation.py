#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conversation
short_description: Close or delete a conversation
version_added: 0.1.0
description:
  - Ends a conversation, for example so that a test can start over. The customer's next message creates a new one.
  - Conversations are created by customers' messages, not by this module. One that is not there, or closed already,
    is no error and no change.
options:
  sid:
    description: SID of the conversation, V(CH) and 32 hexadecimal digits.
    type: str
  unique_name:
    description: Its unique name, if O(sid) is not given.
    type: str
  address:
    description:
      - The customer's address, such as V(+14155550199) or V(whatsapp:+14155550199), if neither O(sid) nor
        O(unique_name) is given. Means the latest conversation that this customer's next message would land in, so one
        that is not closed.
      - Where the customer writes to several addresses of ours there can be several. Then nothing is done and the error
        names them; O(proxy_address) says which.
    type: str
  proxy_address:
    description: The address of ours that the customer writes to. Narrows O(address).
    type: str
  conversation_service_sid:
    description: Name or SID of the conversation service that has it; the account's default one without it.
    type: str
    aliases: [conversation_service]
  state:
    description:
      - V(closed) ends the conversation and keeps its messages. Twilio does not open it again.
      - V(absent) deletes the conversation with all its messages.
      - Required, here or in each entry of O(aggregate). Neither can be undone.
    type: str
    choices: [closed, absent]
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.conversation_info
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Let the test phone start over
  flexops.twilio.conversation:
    address: "+14155550199"
    proxy_address: "+14155550100"
    state: absent

- name: Close what an agent forgot to
  flexops.twilio.conversation:
    sid: CHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    state: closed
"""

RETURN = r"""
conversation:
  description: The conversation as Twilio answered it; null when there is none.
  returned: without O(aggregate)
  type: dict
  sample:
    sid: CHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    chat_service_sid: ISaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    messaging_service_sid: MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    friendly_name: null
    unique_name: null
    attributes: "{}"
    state: closed
    date_created: "2026-03-24T21:05:50Z"
conversations:
  description: The conversations, in the order of the entries, without those that are absent.
  returned: with O(aggregate)
  type: list
  elements: dict
action:
  description: What was done, or would be in check mode.
  returned: without O(aggregate)
  type: str
  sample: update
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

from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversation import CONVERSATION
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(CONVERSATION)


if __name__ == "__main__":
    main()
