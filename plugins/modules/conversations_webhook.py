#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conversations_webhook
short_description: Choose which Conversations events call which URL, for an account or one service
version_added: 0.1.0
description:
  - Manages the webhooks of Twilio Conversations that hear of every conversation of the account, or of one
    conversation service. Twilio calls the pre-event URL before something happens, and the answer may refuse it, and
    the post-event URL afterwards.
  - There is one such set for the account and one for each service. It always exists, so this module never creates or
    deletes, it only changes what is given.
  - Several teams often share it. So O(filters) says which events shall and shall not be there, and leaves the others.
  - Where a service has URLs of its own, those are called in place of the account's.
options:
  conversation_service_sid:
    description: Name or SID of the conversation service whose webhooks are meant; the whole account's without it.
    type: str
    aliases: [conversation_service]
  pre_webhook_url:
    description:
      - URL to call before an event. Blank for none.
      - A slow or failing URL holds up or drops customers' messages; Twilio waits five seconds.
    type: str
  post_webhook_url:
    description: URL to call after an event. Blank for none.
    type: str
  method:
    description: How to call both.
    type: str
    choices: [GET, POST]
  filters:
    description:
      - The events that call the URLs; those in the present tense (C(onMessageAdd)) O(pre_webhook_url), those in the
        past tense (C(onMessageAdded)) O(post_webhook_url).
      - Twilio does not promise that the list can be emptied. The module tries; where Twilio keeps the list, that is an
        error. It is none where both URLs are blank, because then filters call nobody; the result shows what is left.
      - With both URLs blank and O(target) not V(flex), the last filters are not worth a request of their own.
    type: dict
    suboptions:
      present:
        description: These events call the URL, whatever others do.
        type: list
        elements: str
        choices: &events
          [onConversationAdd, onConversationRemove, onConversationUpdate, onMessageAdd, onMessageRemove,
           onMessageUpdate, onParticipantAdd, onParticipantRemove, onParticipantUpdate, onConversationAdded,
           onConversationRemoved, onConversationStateUpdated, onConversationUpdated, onDeliveryUpdated,
           onMessageAdded, onMessageRemoved, onMessageUpdated, onParticipantAdded, onParticipantRemoved,
           onParticipantUpdated, onUserAdded, onUserUpdate, onUserUpdated]
      absent:
        description: These events do not.
        type: list
        elements: str
        choices: *events
      exactly:
        description: These events and no others do. Excludes O(filters.present) and O(filters.absent).
        type: list
        elements: str
        choices: *events
  target:
    description:
      - Who is called, V(webhook) for the URLs. V(flex) belongs to Flex's own set-up. For the whole account only.
      - Not given, it stays as it is.
    type: str
    choices: [webhook, flex]
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.conversations_webhook_info
  - module: flexops.twilio.conversation_webhook
  - name: Conversations webhooks
    description: Twilio's page about events and the order in which they fire.
    link: https://www.twilio.com/docs/conversations/conversations-webhooks
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Tell our Function of each new conversation, and leave other teams' events alone
  flexops.twilio.conversations_webhook:
    post_webhook_url: https://bridge-1234-prod.twil.io/on-conversation-added
    method: POST
    filters:
      present: [onConversationAdded]

- name: Stop telling it
  flexops.twilio.conversations_webhook:
    post_webhook_url: ""
    filters:
      absent: [onConversationAdded]

- name: Have messages of one service checked before they are accepted
  flexops.twilio.conversations_webhook:
    conversation_service: Pharmacy
    pre_webhook_url: https://example.com/check
    filters:
      exactly: [onMessageAdd]
"""

RETURN = r"""
conversations_webhook:
  description: The webhooks as Twilio answered them. In check mode what they would be.
  returned: without O(aggregate)
  type: dict
  sample:
    account_sid: ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    pre_webhook_url: null
    post_webhook_url: https://bridge-1234-prod.twil.io/on-conversation-added
    method: POST
    filters: [onConversationAdded]
    target: webhook
conversations_webhooks:
  description: The same for each entry, in order.
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

from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_webhook import (
    CONVERSATIONS_WEBHOOK,
)
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(CONVERSATIONS_WEBHOOK)


if __name__ == "__main__":
    main()
