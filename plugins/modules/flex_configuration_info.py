#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: flex_configuration_info
short_description: Read which services Flex uses in an account
version_added: 0.1.0
description:
  - Tells the SIDs that Flex was set up with, for whatever has to point at them, and the version of the Flex UI.
  - Fails in an account without Flex, and says so.
  - How the UI looks, skills and queues, and the free attributes of the configuration are not returned; they are not
    needed to route messages, and secrets may stand there.
options: {}
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.flex_flow
  - module: flexops.twilio.conversations_configuration
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: What does Flex use in this account?
  flexops.twilio.flex_configuration_info:
  register: flex

- name: Let new conversations be those of Flex
  flexops.twilio.conversations_configuration:
    default_chat_service_sid: "{{ flex.flex_configuration.chat_service_instance_sid }}"

- name: Say which accounts still run the Flex UI that is past its end of life
  ansible.builtin.debug:
    msg: "{{ flex.flex_configuration.account_sid }} has Flex UI {{ flex.flex_configuration.ui_version }}"
  when: flex.flex_configuration.ui_version is ansible.builtin.match('1\.')
"""

RETURN = r"""
flex_configuration:
  description: What Flex uses. What it does not have is null.
  returned: success
  type: dict
  contains:
    account_sid:
      description: The account.
      type: str
      sample: ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    status:
      description: How far the set-up of Flex is, V(ok), V(inprogress) or V(notstarted).
      type: str
      sample: ok
    ui_version:
      description: Version of the Flex UI, or the range of versions that is followed.
      type: str
      sample: 2.x
    flex_instance_sid:
      description: The Flex instance.
      type: str
      sample: GOaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    chat_service_instance_sid:
      description: The chat service, which is the conversation service of Flex Conversations as well.
      type: str
      sample: ISaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    flex_service_instance_sid:
      description: The service of the Flex instance itself.
      type: str
      sample: ISaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    messaging_service_instance_sid:
      description: The messaging service.
      type: str
      sample: MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    taskrouter_workspace_sid:
      description: The TaskRouter workspace.
      type: str
      sample: WSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    taskrouter_target_workflow_sid:
      description: The workflow that tasks go to by default.
      type: str
      sample: WWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    taskrouter_target_taskqueue_sid:
      description: The queue that tasks go to by default.
      type: str
      sample: WQaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    taskrouter_offline_activity_sid:
      description: The activity of an agent who is not there.
      type: str
      sample: WAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    serverless_service_sids:
      description: The Serverless services that Flex plugins and Functions of Flex live in.
      type: list
      elements: str
      sample: [ZSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa]
    runtime_domain:
      description: The address under which agents open Flex.
      type: str
      sample: https://acme.twil.io
    date_created:
      description: When Flex was set up.
      type: str
      sample: "2024-03-24T21:05:50Z"
    date_updated:
      description: When the configuration was changed last.
      type: str
      sample: "2026-03-24T21:05:50Z"
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.recipes.flex_configuration import read_configuration
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_reader


def main() -> None:
    run_reader({}, read_configuration)


if __name__ == "__main__":
    main()
