#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conversation_info
short_description: Read conversations and what was said in them
version_added: 0.1.0
description:
  - Looks a conversation up by SID, unique name or customer, or lists those of a time or state.
  - An account in use has very many. Narrow a list by O(start_date) and O(state).
options:
  sid:
    description: Only this conversation, V(CH) and 32 hexadecimal digits.
    type: str
  unique_name:
    description: Only the conversation of this unique name.
    type: str
  address:
    description: Only the conversation that a message of this customer would land in. One that is closed is not it.
    type: str
  proxy_address:
    description: The address of ours that the customer writes to, where O(address) alone fits several.
    type: str
  conversation_service_sid:
    description: Name or SID of the conversation service; the account's default one without it.
    type: str
    aliases: [conversation_service]
  state:
    description: Only conversations in this state.
    type: str
    choices: [initializing, inactive, active, closed]
  start_date:
    description: Only those created on this day or later, V(YYYY-MM-DD) in UTC. For lists.
    type: str
  end_date:
    description: Only those created on this day or earlier, V(YYYY-MM-DD) in UTC. For lists.
    type: str
  transcript:
    description: Whether to read the messages of each, at a request for every hundred.
    type: bool
    default: false
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.conversation
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: What did this customer write?
  flexops.twilio.conversation_info:
    address: "+14155550199"
    transcript: true
  register: found

- name: Show it
  ansible.builtin.debug:
    msg: "{{ item.author }}: {{ item.body }}"
  loop: "{{ found.conversations | map(attribute='messages') | flatten }}"
  loop_control:
    label: "{{ item.index }}"
"""

RETURN = r"""
conversations:
  description: The conversations; empty if none fits.
  returned: success
  type: list
  elements: dict
  contains:
    sid:
      description: SID of the conversation.
      type: str
    state:
      description: V(initializing), V(active), V(inactive) or V(closed).
      type: str
    messages:
      description: What was said, in the order in which it was. With O(transcript=true).
      type: list
      elements: dict
      sample:
        - index: 0
          author: "+14155550199"
          body: Hello
          participant_sid: MBaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          date_created: "2026-03-24T21:05:50Z"
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.recipes.transcript import INFO_OPTIONS, read_conversations
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_reader


def main() -> None:
    run_reader(INFO_OPTIONS, read_conversations)


if __name__ == "__main__":
    main()
