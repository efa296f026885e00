#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: serverless_deployment_info
short_description: Read what is deployed as Twilio Functions and assets
version_added: 0.1.0
description:
  - Lists the Serverless services of the account with their environments, or looks one up, and says what is live in
    each environment under which URL.
  - Variables are told by name, never with their values.
  - Costs one request for each service and up to two for each environment.
options:
  service:
    description: Only the service with this unique name.
    type: str
  sid:
    description: Only this service, V(ZS) and 32 hexadecimal digits.
    type: str
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.serverless_deployment
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: What does the bridge serve?
  flexops.twilio.serverless_deployment_info:
    service: flex-bridge
  register: bridge

- name: Show the URLs of every environment
  ansible.builtin.debug:
    msg: "{{ item.environment }} {{ item.functions | dict2items | map(attribute='value.url') | list }}"
  loop: "{{ bridge.serverless_deployments | map(attribute='environments') | flatten }}"
  loop_control:
    label: "{{ item.environment }}"

- name: Which services does the account have?
  flexops.twilio.serverless_deployment_info:
  register: services
"""

RETURN = r"""
serverless_deployments:
  description: The services in Twilio's order; empty if none fits.
  returned: success
  type: list
  elements: dict
  contains:
    sid:
      description: SID of the service.
      type: str
    service:
      description: Its unique name.
      type: str
    friendly_name:
      description: Its name for people.
      type: str
    include_credentials:
      description: Whether functions get the account's credentials.
      type: bool
    ui_editable:
      description: Whether the Console may edit it.
      type: bool
    environments:
      description: Its environments.
      type: list
      elements: dict
      sample:
        - environment: dev-environment
          environment_sid: ZEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          domain_suffix: dev
          domain_name: flex-bridge-1234-dev.twil.io
          build_sid: ZBaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
          runtime: node22
          dependencies: {twilio: 5.0.3}
          functions:
            /on-conversation-added:
              visibility: protected
              url: https://flex-bridge-1234-dev.twil.io/on-conversation-added
          assets: {}
          variables: [FLOW_SID]
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 4, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.serverless_deployment import (
    SERVERLESS_DEPLOYMENT,
)
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(SERVERLESS_DEPLOYMENT)


if __name__ == "__main__":
    main()
