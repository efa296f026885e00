#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conversations_address
short_description: Decide what answers the first message to a phone number or other address
version_added: 0.1.0
description:
  - Manages the address configuration of Twilio Conversations, the part of Flex Conversations that a message meets
    first. With auto-creation enabled, a message from somebody who is in no conversation yet creates one and hands it
    to a Studio flow, to a webhook, or to nobody.
  - An account has at most one configuration for each address. It is independent of messaging services.
  - The number's own handler can answer beside it, so blank that with M(flexops.twilio.phone_number_messaging).
options:
  address:
    description:
      - The address that customers write to, in the form of its O(type).
      - A number in E.164 form for V(sms), such as V(+14155550123), or a short code with O(address_country).
        V(whatsapp:+14155550123) for V(whatsapp), where the prefix may be left out beside O(type).
        V(messenger:<page id>), V(rcs:<agent id>), a mailbox,
        V(urn:mbid:<business id>) for V(apple). Any identifier for V(chat).
      - Identifies the configuration. O(sid) does as well.
    type: str
  type:
    description:
      - The channel. Required to create. Twilio fixes it at creation; a different one is an error unless
        O(replace=true).
      - V(gbm) is kept for accounts that still have such addresses; Google has ended the service.
    type: str
    choices: [sms, whatsapp, messenger, gbm, email, rcs, apple, chat]
  sid:
    description: SID of an existing configuration, V(IG) and 32 hexadecimal digits.
    type: str
  friendly_name:
    description: A name for people, at most 256 characters. Blank clears it.
    type: str
  address_country:
    description: Country of a short code, two letters. Fixed at creation like O(type).
    type: str
  auto_creation:
    description:
      - What happens to a message that belongs to no active conversation. What is not given stays as it is.
      - Changing O(auto_creation.type) is one update in place, in which everything that belongs to the old type is
        cleared.
    type: dict
    suboptions:
      enabled:
        description:
          - Whether a conversation is created at all. V(false) keeps the configuration and creates nothing.
          - A new address that gives any other option of O(auto_creation) gets V(true); Twilio's own default would
            answer nobody.
        type: bool
      type:
        description:
          - V(studio) starts a Studio flow for each new conversation. V(webhook) calls a URL on the events in
            O(auto_creation.webhook_filters).
          - V(default) creates the conversation and leaves it at that.
        type: str
        choices: [webhook, studio, default]
      conversation_service_sid:
        description:
          - Name or SID of the conversation service to create conversations in. Blank means the account's default
            service at the time the message comes in, which on a Flex account is the one of Flex.
        type: str
        aliases: [conversation_service]
      webhook_url:
        description: URL to call. Required for O(auto_creation.type=webhook), and only for that.
        type: str
      webhook_method:
        description: How to call it.
        type: str
        choices: [get, post]
      webhook_filters:
        description:
          - Events that call the URL, in any order; the list replaces the one that is there.
          - Twilio's API cannot empty this list, so C([]) is an error where events are set.
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
      studio_flow_sid:
        description:
          - Name or SID of the Studio flow. Required for O(auto_creation.type=studio), and only for that.
          - The flow needs a transition from the trigger's event C(incomingConversationMessage). A flow that is not
            published answers nothing.
        type: str
        aliases: [studio_flow]
      studio_retry_count:
        description: How often Twilio tries again to start the flow, 0 to 3.
        type: int
  replace:
    description:
      - Allows deleting the configuration and creating it anew where O(type) or O(address_country) differ. What is
        not given is carried over.
      - Between the two requests a message creates no conversation. If the second fails, the old configuration is put
        back.
    type: bool
    default: false
  state:
    description:
      - V(present) creates or updates, V(absent) deletes. Conversations that exist go on either way.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.conversations_address_info
  - module: flexops.twilio.phone_number_messaging
  - name: Conversations address configurations
    description: Twilio's reference of the resource.
    link: https://www.twilio.com/docs/conversations/api/address-configuration-resource
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Hand every new SMS conversation of the support line to a Studio flow
  flexops.twilio.conversations_address:
    address: "+14155550123"
    type: sms
    friendly_name: Support line
    auto_creation:
      type: studio
      studio_flow: Inbound
      studio_retry_count: 3

- name: Give a WhatsApp sender to a bot that listens to messages
  flexops.twilio.conversations_address:
    address: whatsapp:+14155550123
    type: whatsapp
    auto_creation:
      type: webhook
      webhook_url: https://bot.example.com/conversations
      webhook_method: post
      webhook_filters: [onMessageAdded]

- name: Stop creating conversations during maintenance, keep everything else
  flexops.twilio.conversations_address:
    address: "+14155550123"
    auto_creation:
      enabled: false

- name: A whole inventory in one task, with one flow for all but one
  flexops.twilio.conversations_address:
    type: sms
    auto_creation:
      type: studio
      studio_flow: Inbound
    aggregate:
      - address: "+14155550123"
      - address: "+14155550124"
      - address: "+14155550125"
        auto_creation:
          studio_flow: Returns

- name: Remove the configuration before the number is released
  flexops.twilio.conversations_address:
    address: "+14155550123"
    state: absent
"""

RETURN = r"""
conversations_address:
  description: The configuration as Twilio answered it; null when it is absent. In check mode what it would be.
  returned: without O(aggregate)
  type: dict
  sample:
    sid: IGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    account_sid: ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    address: "+14155550123"
    type: sms
    friendly_name: Support line
    address_country: null
    auto_creation:
      enabled: true
      type: studio
      conversation_service_sid: null
      studio_flow_sid: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      studio_retry_count: 3
      webhook_url: null
      webhook_method: null
      webhook_filters: null
    date_created: "2026-03-24T21:05:50Z"
    date_updated: null
conversations_addresses:
  description: The configurations, in the order of the entries, without those that are absent.
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

from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS,
)
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(CONVERSATIONS_ADDRESS)


if __name__ == "__main__":
    main()
