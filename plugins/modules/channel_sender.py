#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: channel_sender
short_description: Decide where the messages of a WhatsApp or RCS sender go
version_added: 0.1.0
description:
  - Manages the webhook of a sender, which is to WhatsApp and RCS what the handler is to a phone number.
  - What is not given stays as it is. Twilio does not say whether an update merges or replaces the webhook, so each
    update carries the whole of it.
  - Twilio takes an update and carries it out later. The module waits up to two minutes until the sender is online
    again with what was sent, and fails if it goes offline. The run after a failure finds out what became of it.
  - Senders are neither created nor deleted here, because becoming a WhatsApp sender takes Meta's approval and is
    done in Twilio's Console. A sender that is not there is an error, in check mode too.
  - Facebook Messenger and the sandboxes of WhatsApp and Messenger have no API at all; only the Console configures
    them. Twilio documents updates for WhatsApp senders only, so it may refuse those for RCS.
options:
  sender_id:
    description: The sender, such as V(whatsapp:+14155550123) or V(rcs:my_agent). The number alone means WhatsApp.
    type: str
  sid:
    description: The sender's SID, V(XE) and 32 hexadecimal digits.
    type: str
  handler:
    description:
      - V(flex_proxy) sends messages to Flex UI 1.x. It stands for O(webhook.callback_url) with the URL of the account's
        Flex Proxy Service, which is looked up.
      - For Flex Conversations set O(webhook.callback_url) to blank and give the sender an address with
        M(flexops.twilio.conversations_address).
    type: str
    choices: [flex_proxy]
  webhook:
    description: Whom Twilio calls. A blank URL clears it.
    type: dict
    suboptions:
      callback_url:
        description: URL to call when a message comes in. Not together with O(handler).
        type: str
      callback_method:
        description: How to call it.
        type: str
        choices: [POST, PUT]
      fallback_url:
        description: URL to call when O(webhook.callback_url) fails.
        type: str
      fallback_method:
        description: How to call it.
        type: str
        choices: [POST, PUT]
      status_callback_url:
        description: URL to call with what becomes of messages that went out.
        type: str
      status_callback_method:
        description: How to call it.
        type: str
        choices: [POST, PUT]
requirements:
  - twilio >= 9.6.0
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.channel_sender_info
  - module: flexops.twilio.conversations_address
  - module: flexops.twilio.flex_flow
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Leave a sender's messages to Flex Conversations
  flexops.twilio.channel_sender:
    sender_id: whatsapp:+14155550123
    webhook:
      callback_url: ""
      fallback_url: ""

- name: Give them back to Flex UI 1.x
  flexops.twilio.channel_sender:
    sender_id: whatsapp:+14155550123
    handler: flex_proxy

- name: Hear of the fate of every message that two senders send
  flexops.twilio.channel_sender:
    webhook:
      status_callback_url: https://example.com/status
      status_callback_method: POST
    aggregate:
      - sender_id: "+14155550123"
      - sender_id: rcs:my_agent
"""

RETURN = r"""
channel_sender:
  description: The sender as Twilio answered it. In check mode what it would be.
  returned: without O(aggregate)
  type: dict
  sample:
    sid: XEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    sender_id: whatsapp:+14155550123
    status: ONLINE
    webhook:
      callback_url: ""
      callback_method: POST
      fallback_url: ""
      fallback_method: null
      status_callback_url: https://example.com/status
      status_callback_method: POST
channel_senders:
  description: The senders, in the order of the entries.
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

from ansible_collections.flexops.twilio.plugins.module_utils.resources.channel_sender import CHANNEL_SENDER
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(CHANNEL_SENDER)


if __name__ == "__main__":
    main()
