#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: studio_flow
short_description: Create, change, publish, roll back and delete Studio flows
version_added: 0.1.0
description:
  - Brings a Studio flow to a definition that lives in a file of yours, one file for all environments.
  - A definition is read before Twilio is asked for anything. What is wrong with it is an error that names the widget
    and its JSON path; what is only odd, such as a widget that no way leads to, is a warning. Then Twilio's own
    validation judges it, in check mode too, because that writes nothing.
  - Flows are compared by what they do. The order of keys and of widgets, white space, positions on the canvas, nulls,
    and what Twilio adds by itself are no difference. A flow that is as it shall be gets no new revision, and a diff
    shows the widgets that differ and no others.
  - After a write the module waits until reading shows it, which may take Twilio some seconds, so that a later task
    finds the flow by its name and with its new definition.
options:
  friendly_name:
    description:
      - The flow's name. Identifies it; Twilio lets several have the same, which is an error here that lists them.
      - Together with O(sid) it renames.
    type: str
  sid:
    description: SID of an existing flow, V(FW) and 32 hexadecimal digits.
    type: str
  definition:
    description:
      - The flow, as a dictionary or as JSON text. Required to create.
      - Hand a file over with C(lookup('ansible.builtin.file', ...)), which keeps Studio's own C({{ }}) from being
        taken for Ansible's. Written out in a playbook, each text that has C({{ }}) needs C(!unsafe).
      - Exports of 2020 and before (widgets of type C(InitialState), C(MessagePrompt), C(Message) and so on, with SIDs
        in C(next)) are converted on the way; RV(converted) tells how. Their trigger knows no conversations, so
        C(incomingConversationMessage) gets the way of C(incomingMessage). Types and properties that have no certain
        counterpart today are an error that names each.
    type: raw
  variables:
    description:
      - What differs between environments. V(WORKFLOW_SID) fills each C(<WORKFLOW_SID>) in a text of O(definition).
      - Names are of capitals, digits and underscores. Values are texts; numbers and booleans become texts.
      - A placeholder that is left is an error, and so is a variable that fills nothing in any flow of the task. So is
        C(????), which many examples have where a SID belongs. Tags of HTML and question marks behind a word are left
        alone.
    type: dict
  status:
    description:
      - V(published) makes the newest revision the one that answers, V(draft) saves it and leaves what is published
        answering. Required to create; otherwise the flow keeps the status of its newest revision.
      - Publishing a draft as it is takes this option alone, without O(definition).
    type: str
    choices: [draft, published]
  commit_message:
    description:
      - What the revision says about itself. By default that Ansible has written it.
      - Alone it is no reason to write a revision.
    type: str
  revision:
    description:
      - Number of an earlier revision whose definition comes back, as a new revision. Excludes O(definition).
      - If the newest revision has that definition already, nothing is written. M(flexops.twilio.studio_flow_info)
        lists the revisions.
    type: int
  state:
    description:
      - V(present) creates or updates, V(absent) deletes with all revisions. Addresses and numbers that point at a
        deleted flow go on pointing at it, so repoint them first.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
requirements:
  - jsonschema >= 3.2, if O(definition) is given
notes:
  - Moving a widget on the canvas is no difference, so a file that differs in nothing else is not written.
  - Conditions of one split are tried in turn, so their order counts.
seealso:
  - module: flexops.twilio.studio_flow_info
  - module: flexops.twilio.conversations_address
  - name: Studio flow definition
    description: Twilio's reference of the widgets.
    link: https://www.twilio.com/docs/studio/rest-api/v2/flow-definition
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Publish the flow of this environment
  flexops.twilio.studio_flow:
    friendly_name: Inbound
    status: published
    definition: "{{ lookup('ansible.builtin.file', 'flows/flex.json') }}"
    variables:
      GREETING: Good day! An agent will be with you in a moment.
      WORKFLOW_SID: WWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      TASK_CHANNEL_SID: TCaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    commit_message: "Release {{ release | default('of today') }}"

- name: Save a small flow, written out here, as a draft
  flexops.twilio.studio_flow:
    friendly_name: Closed
    status: draft
    definition:
      initial_state: Trigger
      states:
        - name: Trigger
          type: trigger
          transitions:
            - event: incomingConversationMessage
              next: closed
          properties: {}
        - name: closed
          type: send-message
          transitions: []
          properties:
            from: !unsafe "{{flow.channel.address}}"
            to: !unsafe "{{contact.channel.address}}"
            service: !unsafe "{{trigger.message.InstanceSid}}"
            channel: !unsafe "{{trigger.message.ChannelSid}}"
            body: We are closed until Monday.

- name: Publish the draft as it is
  flexops.twilio.studio_flow:
    friendly_name: Closed
    status: published

- name: Take back what the last release did
  flexops.twilio.studio_flow:
    friendly_name: Inbound
    revision: 7
    status: published

- name: All flows of the account, with the same SIDs in each
  flexops.twilio.studio_flow:
    status: published
    variables:
      GREETING: Good day!
      WORKFLOW_SID: WWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
      TASK_CHANNEL_SID: TCaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    aggregate:
      - friendly_name: Inbound
        definition: "{{ lookup('ansible.builtin.file', 'flows/flex.json') }}"
      - friendly_name: Returns
        definition: "{{ lookup('ansible.builtin.file', 'flows/flex.json') }}"
        variables:
          GREETING: What would you like to return?

- name: Delete a flow that nothing points at any more
  flexops.twilio.studio_flow:
    friendly_name: Closed
    state: absent
"""

RETURN = r"""
studio_flow:
  description: The flow as Twilio answered it; null when it is absent. In check mode what it would be.
  returned: without O(aggregate)
  type: dict
  sample:
    sid: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    account_sid: ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    friendly_name: Closed
    status: published
    revision: 3
    commit_message: Written by Ansible
    definition:
      description: A New Flow
      initial_state: Trigger
      flags: {allow_concurrent_calls: true}
      states: [{name: Trigger, type: trigger, transitions: [], properties: {}}]
    valid: true
    errors: []
    warnings: []
    webhook_url: https://webhooks.twilio.com/v1/Accounts/ACaaa/Flows/FWaaa
    date_created: "2026-03-24T21:05:50Z"
    date_updated: null
  contains:
    revision:
      description: Number of the newest revision.
      type: int
studio_flows:
  description: The flows, in the order of the entries, without those that are absent.
  returned: with O(aggregate)
  type: list
  elements: dict
converted:
  description: What became of each widget of an export of 2020.
  returned: when there were any, without O(aggregate); with it they stand in RV(results)
  type: list
  elements: str
  sample: ["widget 'send_1': Message became send-message"]
findings:
  description: What is odd about the definition. A warning as well, when something changes.
  returned: when there are any, without O(aggregate); with it they stand in RV(results)
  type: list
  elements: str
  sample: ["Studio flow Inbound: widget 'old' ($.states[7]): no way leads here from the initial state"]
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
  sample: {requests: 4, writes: 1, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.studio_flow import STUDIO_FLOW
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(STUDIO_FLOW)


if __name__ == "__main__":
    main()
