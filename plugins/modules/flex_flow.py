#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: flex_flow
short_description: Manage the Flex Flows of Flex UI 1.x
version_added: 0.1.0
description:
  - Manages Flex Flows. In Flex UI 1.x one of them stands for each identity that customers write to and decides what
    answers there, a Studio flow, a program of yours or a task for an agent.
  - This is the legacy way. Flex UI 1.x and the Programmable Chat under it are past their end of life. Set up anything
    new with M(flexops.twilio.conversations_address), and use this module to describe what is still there, to keep it
    right, and to take it out.
  - A Flex Flow alone answers nothing. The messages have to come to the Flex Proxy service first, which for a number
    is the task of M(flexops.twilio.phone_number_messaging). This module does not touch the number.
  - A flow is found by O(channel_type) with O(contact_identity), else by O(friendly_name) among those of O(channel_type)
    if that is given, or by O(sid). Where several fit, nothing is done and the error names them.
options:
  channel_type:
    description: The channel. Required to create.
    type: str
    choices: [web, sms, facebook, whatsapp, line, custom]
  contact_identity:
    description:
      - What customers write to on that channel, in Twilio's form. A number in E.164 form or a short code for V(sms),
        V(whatsapp:+14155550123) for V(whatsapp), V(messenger:<page id>) for V(facebook). V(line) and V(custom) have
        any identifier.
      - For V(whatsapp) the number alone will do as well.
      - V(web) works without. Together with O(sid) or O(friendly_name) alone, blank clears it.
    type: str
  friendly_name:
    description:
      - A name for people. Required to create. Twilio lets several flows have the same.
      - Beside O(channel_type) and O(contact_identity), or beside O(sid), a different one renames the flow.
    type: str
  sid:
    description: SID of an existing flow, V(FO) and 32 hexadecimal digits. The only way to change O(channel_type).
    type: str
  chat_service_sid:
    description:
      - Name or SID of the chat service, which is the same as a conversation service, that the flow works in.
      - A new flow gets the one of Flex if this is not given. An account without Flex has none, which is an error.
    type: str
    aliases: [chat_service]
  enabled:
    description:
      - Whether the flow answers at all. What Twilio makes of a new flow that does not say so is not documented, so say
        so.
    type: bool
  integration_type:
    description:
      - What answers. V(studio) starts a Studio flow, V(external) calls a URL, V(task) makes a TaskRouter task at once.
      - A different one is one update in place, in which the SIDs, the URL and the task channel of the old one are
        cleared. Numbers and booleans of the old one have no blank form; Twilio ignores them.
    type: str
    choices: [studio, external, task]
  integration:
    description: How it answers. What is not given stays as it is.
    type: dict
    suboptions:
      flow_sid:
        description:
          - Name or SID of the Studio flow. Required for O(integration_type=studio), and only for that.
          - Without a Send to Flex widget in it no agent ever hears of the customer.
        type: str
        aliases: [flow]
      url:
        description: URL to call. Required for O(integration_type=external), and only for that.
        type: str
      retry_count:
        description: How often Twilio tries again to start the Studio flow or to call the URL, 0 to 3.
        type: int
      workspace_sid:
        description:
          - SID of the TaskRouter workspace, V(WS) and 32 hexadecimal digits. Required for O(integration_type=task), and
            only for that. M(flexops.twilio.flex_configuration_info) tells the one of Flex.
        type: str
      workflow_sid:
        description: SID of the TaskRouter workflow, V(WW) and 32 hexadecimal digits. Like O(integration.workspace_sid).
        type: str
      channel:
        description: SID or unique name of the task channel. For V(task); Twilio's default is V(default).
        type: str
      timeout:
        description: Seconds until the task is given up. For V(task); Twilio's default is a day.
        type: int
      priority:
        description: Priority of the task. For V(task).
        type: int
      creation_on_message:
        description:
          - Whether a conversation that an agent begins becomes a task only when the customer answers, rather than at
            once. For V(task).
        type: bool
  long_lived:
    description: Whether a chat channel stays open for what the same customer writes later.
    type: bool
  janitor_enabled:
    description: Whether Proxy sessions are removed whose task was deleted outside the Flex UI.
    type: bool
  state:
    description: V(present) creates or updates, V(absent) deletes.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.flex_flow_info
  - module: flexops.twilio.flex_configuration_info
  - module: flexops.twilio.conversations_address
  - module: flexops.twilio.phone_number_messaging
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Keep the legacy support line as it is
  flexops.twilio.flex_flow:
    channel_type: sms
    contact_identity: "+14155550123"
    friendly_name: Support line
    enabled: true
    integration_type: studio
    integration:
      flow: Messaging flow
      retry_count: 3
    janitor_enabled: true

- name: Put the WhatsApp sender straight into the queue
  flexops.twilio.flex_flow:
    channel_type: whatsapp
    contact_identity: "+14155550123"
    friendly_name: WhatsApp
    enabled: true
    integration_type: task
    integration:
      workspace_sid: WSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      workflow_sid: WWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      channel: chat
      timeout: 3600

- name: Hand the Facebook page over to a bot, whatever answered before
  flexops.twilio.flex_flow:
    channel_type: facebook
    contact_identity: messenger:1234567890
    integration_type: external
    integration:
      url: https://bot.example.com/flex

- name: Silence the legacy web chat, which is found by its name
  flexops.twilio.flex_flow:
    channel_type: web
    friendly_name: Flex Web Channel Flow
    enabled: false

- name: Take the flows out of numbers that have moved to Flex Conversations
  flexops.twilio.flex_flow:
    channel_type: sms
    state: absent
    aggregate:
      - contact_identity: "+14155550123"
      - contact_identity: "+14155550124"
"""

RETURN = r"""
flex_flow:
  description: The flow as Twilio answered it; null when it is absent. In check mode what it would be.
  returned: without O(aggregate)
  type: dict
  sample:
    sid: FOaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    account_sid: ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    friendly_name: Support line
    chat_service_sid: ISaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    channel_type: sms
    contact_identity: "+14155550123"
    enabled: true
    integration_type: studio
    integration:
      flow_sid: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      retry_count: 3
    long_lived: false
    janitor_enabled: true
    date_created: "2026-03-24T21:05:50Z"
    date_updated: null
flex_flows:
  description: The flows, in the order of the entries, without those that are absent.
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

from ansible_collections.flexops.twilio.plugins.module_utils.resources.flex_flow import FLEX_FLOW
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(FLEX_FLOW)


if __name__ == "__main__":
    main()
