#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conversation_webhook_info
short_description: Read the webhooks of a conversation
version_added: 0.1.0
description:
  - Reads who is called about a single conversation.
options:
  conversation_sid:
    description: SID or unique name of the conversation.
    type: str
    required: true
  conversation_service_sid:
    description: Name or SID of the conversation service that has it; the account's default one without it.
    type: str
    aliases: [conversation_service]
  sid:
    description: Only this webhook, V(WH) and 32 hexadecimal digits.
    type: str
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Which flow has this conversation?
  flexops.twilio.conversation_webhook_info:
    conversation_sid: CHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
  register: hooks
"""

RETURN = r"""
conversation_webhooks:
  description: The webhooks, five at most.
  returned: success
  type: list
  elements: dict
  sample:
    - sid: WHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      conversation_sid: CHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      target: studio
      configuration:
        flow_sid: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversation_webhook import CONVERSATION_WEBHOOK
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(CONVERSATION_WEBHOOK)


if __name__ == "__main__":
    main()
