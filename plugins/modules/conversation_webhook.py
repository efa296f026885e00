#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conversation_webhook
short_description: Hand one conversation to a Studio flow or a webhook
version_added: 0.1.0
description:
  - Manages the webhooks of a single conversation. They live and end with it; Twilio allows five.
  - This is what the Function of M(flexops.twilio.conversations_webhook) does for each new conversation. For every
    conversation of an address M(flexops.twilio.conversations_address) is the place.
options:
  conversation_sid:
    description: SID or unique name of the conversation. Required, here or for all entries of O(aggregate).
    type: str
  conversation_service_sid:
    description: Name or SID of the conversation service that has the conversation; the account's default one without
      it.
    type: str
    aliases: [conversation_service]
  sid:
    description: SID of an existing webhook, V(WH) and 32 hexadecimal digits. Otherwise the flow or the URL identifies
      it.
    type: str
  target:
    description: What it is. Required to create; it cannot change.
    type: str
    choices: [webhook, trigger, studio]
  configuration:
    description: What it does.
    type: dict
    suboptions:
      flow_sid:
        description: Name or SID of the Studio flow. Required for O(target=studio), and only for that.
        type: str
        aliases: [flow]
      replay_after:
        description:
          - Index of the first message that the webhook also gets if it was there before. V(0) hands the whole
            conversation over, so that the message that created it starts the flow.
          - Used to create; afterwards it has done its work and is not compared.
        type: int
      url:
        description: URL to call, at most 512 characters. For V(webhook) and V(trigger).
        type: str
      method:
        description: How to call it.
        type: str
        choices: [get, post]
      filters:
        description: Events that call the URL, in any order. Required for O(target=webhook).
        type: list
        elements: str
        choices:
          - onMessageAdded
          - onMessageUpdated
          - onMessageRemoved
          - onConversationUpdated
          - onConversationStateUpdated
          - onConversationRemoved
          - onParticipantAdded
          - onParticipantUpdated
          - onParticipantRemoved
          - onDeliveryUpdated
      triggers:
        description: Words that call the URL when a message contains one, at most five. Required for O(target=trigger).
        type: list
        elements: str
  state:
    description: V(present) creates or updates, V(absent) deletes. A conversation that is gone has no webhook either.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.conversation_webhook_info
  - module: flexops.twilio.conversation_info
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Let a Studio flow take over a conversation from its first message on
  flexops.twilio.conversation_webhook:
    conversation_sid: CHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    target: studio
    configuration:
      flow: Inbound
      replay_after: 0

- name: Take it away from the flow again
  flexops.twilio.conversation_webhook:
    conversation_sid: CHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    configuration:
      flow: Inbound
    state: absent

- name: Call us when a customer asks for a person
  flexops.twilio.conversation_webhook:
    conversation_sid: order-4711
    target: trigger
    configuration:
      url: https://example.com/person
      method: post
      triggers: [agent, human, help]
"""

RETURN = r"""
conversation_webhook:
  description: The webhook as Twilio answered it; null when it is absent. In check mode what it would be.
  returned: without O(aggregate)
  type: dict
  sample:
    sid: WHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    conversation_sid: CHaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    target: studio
    configuration:
      flow_sid: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
conversation_webhooks:
  description: The webhooks, in the order of the entries, without those that are absent.
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

from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversation_webhook import CONVERSATION_WEBHOOK
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(CONVERSATION_WEBHOOK)


if __name__ == "__main__":
    main()
