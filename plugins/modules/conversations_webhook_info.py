#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conversations_webhook_info
short_description: Read which Conversations events call which URL
version_added: 0.1.0
description:
  - Reads the webhooks that hear of every conversation of the account, or of one conversation service.
options:
  conversation_service_sid:
    description: Name or SID of the conversation service; the whole account without it.
    type: str
    aliases: [conversation_service]
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Who hears of this account's conversations?
  flexops.twilio.conversations_webhook_info:
  register: webhooks

- name: Refuse to go on where somebody else's URL is set
  ansible.builtin.assert:
    that: webhooks.conversations_webhook.post_webhook_url | default("", true) | length == 0
"""

RETURN = r"""
conversations_webhook:
  description: The webhooks. URLs are null or blank and filters null or empty where nothing is set.
  returned: success
  type: dict
  sample:
    account_sid: ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    pre_webhook_url: null
    post_webhook_url: null
    method: POST
    filters: []
    target: webhook
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_webhook import (
    CONVERSATIONS_WEBHOOK,
)
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(CONVERSATIONS_WEBHOOK)


if __name__ == "__main__":
    main()
