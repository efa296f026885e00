#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: channel_sender_info
short_description: Read the WhatsApp and RCS senders of an account
version_added: 0.1.0
description:
  - Lists the senders with their status and webhooks. Twilio lists them by channel, so without a sender there is one
    request for WhatsApp and one for RCS.
  - Messenger pages and sandboxes are not among them, Twilio shows those in its Console only.
options:
  sender_id:
    description: Only this sender, such as V(whatsapp:+14155550123) or V(rcs:my_agent). The number alone means WhatsApp.
    type: str
  sid:
    description: Only this sender, V(XE) and 32 hexadecimal digits.
    type: str
requirements:
  - twilio >= 9.6.0
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Read the senders
  flexops.twilio.channel_sender_info:
  register: senders

- name: Show those whose messages do not go to Conversations
  ansible.builtin.debug:
    msg: "{{ senders.channel_senders | selectattr('webhook.callback_url') | map(attribute='sender_id') }}"
"""

RETURN = r"""
channel_senders:
  description: The senders; empty if none fits.
  returned: success
  type: list
  elements: dict
  sample:
    - sid: XEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      sender_id: whatsapp:+14155550123
      status: ONLINE
      webhook:
        callback_url: https://example.com/whatsapp
        callback_method: POST
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 2, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.channel_sender import CHANNEL_SENDER
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(CHANNEL_SENDER)


if __name__ == "__main__":
    main()
