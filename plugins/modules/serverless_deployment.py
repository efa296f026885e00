#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: serverless_deployment
short_description: Deploy Twilio Functions and assets
version_added: 0.1.0
description:
  - Brings one environment of a Serverless service to what is asked for, and tells the URLs. Service and environment
    are made if need be.
  - What is live is compared by content. Only what differs is uploaded; a build and a deployment are made only if the
    functions, assets, dependencies or the runtime differ. Changed variables need neither, functions see them at once.
  - A build is a complete manifest, so everything else that is live stays in it, whoever put it there. What is not
    given stays as it is; it goes with O(functions[].state=absent), O(assets[].state=absent), or null in O(variables)
    and O(dependencies).
  - A run that was cut off is completed by the next one. What is uploaded already is not uploaded again, and a build
    that is complete or under way is taken.
  - Works on what the Serverless API, Twilio's command line and the Functions editor of the Console make. Functions
    under "Functions (Classic)" are out of its reach.
options:
  service:
    description:
      - Unique name of the service, up to 50 letters, digits, C(-) and C(_). It becomes part of the domain.
      - Required unless O(sid) is given.
    type: str
  sid:
    description: SID of an existing service, V(ZS) and 32 hexadecimal digits.
    type: str
  friendly_name:
    description: A name for people. A new service is called like O(service) if this is not given.
    type: str
  include_credentials:
    description:
      - Whether functions get the account's credentials, which C(context.getTwilioClient()) needs.
      - Twilio's default for a new service is V(true).
    type: bool
  ui_editable:
    description:
      - Whether the Console may edit the service. Twilio's default for a new service is V(false).
    type: bool
  environment:
    description:
      - The environment, by the suffix of its domain or by its unique name. V(dev) if not given, as with Twilio's own
        tool.
      - One that is made gets the unique name V(<environment>-environment) and the suffix, at most 16 letters, digits
        and hyphens. V(production) is the one without a suffix.
      - Twilio cannot change an environment afterwards.
    type: str
  variables:
    description:
      - Variables of the environment that functions see in C(context). Others stay; null deletes one.
      - A value is text, at most 450 bytes. Numbers are written as text, booleans as V(true) and V(false). All names
        and values together have at most 3 KB.
      - Values are never shown, not in diffs and results either, which name only the variables.
    type: dict
  functions:
    description: Functions, by path. Others of the build stay.
    type: list
    elements: dict
    suboptions:
      path:
        description: The path of the URL, such as V(/on-message). No two of a build are the same.
        type: str
        required: true
      visibility:
        description:
          - V(public) answers everybody. V(protected) answers only requests that Twilio has signed, which is right for
            webhooks. V(private) has no URL and is for other functions.
          - What exists keeps its visibility if this is not given; what is new is V(protected).
        type: str
        choices: [public, protected, private]
      content:
        description:
          - The source itself. Either this or O(functions[].src) unless it is to go.
          - Compared byte by byte. Note that P(ansible.builtin.file#lookup) takes the last line break away.
        type: str
      src:
        description:
          - The file with the source, in UTF-8, on the machine where the module runs. Give an absolute path, such as
            C({{ playbook_dir }}/files/on-message.js).
        type: path
      state:
        description: V(absent) takes it out of the build, deploys, and deletes it unless another environment uses it.
        type: str
        choices: [present, absent]
        default: present
  assets:
    description:
      - Static files, by path. Others of the build stay.
      - Twilio does not give the content of an asset back. So the module writes into the asset's name which version it
        uploaded and a digest of it, and compares that. An asset that something else has uploaded is therefore
        uploaded once more by the first run.
    type: list
    elements: dict
    suboptions:
      path:
        description: The path of the URL, such as V(/logo.png), at most 180 characters. It decides the media type.
        type: str
        required: true
      visibility:
        description:
          - V(public) is for everybody, V(protected) for requests that Twilio has signed. V(private) has no URL and is
            for functions of the same build.
          - What exists keeps its visibility if this is not given; what is new is V(protected).
        type: str
        choices: [public, protected, private]
      content:
        description: The content itself, if it is text. Either this or O(assets[].src) unless it is to go.
        type: str
      src:
        description: The file, of any kind, on the machine where the module runs.
        type: path
      state:
        description: V(absent) takes it out of the build, deploys, and deletes it unless another environment uses it.
        type: str
        choices: [present, absent]
        default: present
  dependencies:
    description:
      - npm packages and their versions. Others of the build stay; null takes one out. Put versions into quotes.
      - What is live is compared by what it means. V(^4.17.0) is content with a live V(4.17.21), V(*) with any version.
      - A first build without this option gets the packages that Twilio chooses. With it, it gets these alone, so list
        V(twilio) and V(@twilio/runtime-handler) as well.
    type: dict
  runtime:
    description:
      - The version of Node.js. The live one stays if this is not given; for a first build Twilio chooses.
      - Like O(dependencies) it belongs to a build, so it waits for the first function or asset.
      - Those up to V(node18) are retired. Asking for one is a warning, and Twilio may refuse it.
    type: str
    choices: [node8, node10, node12, node14, node16, node18, node20, node22, node24]
  build_timeout:
    description:
      - Seconds to wait for a build. Twilio takes seconds or minutes, longer with many dependencies.
      - A build that takes longer fails the task and nothing is deployed. The next run goes on with the same build.
    type: int
    default: 300
  state:
    description:
      - V(present) brings the environment to what is asked for.
      - V(absent) deletes the whole service with all its environments, and its URLs answer no more. If O(environment)
        is given beside it, a service that has others is left alone and the task fails.
    type: str
    choices: [present, absent]
    default: present
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
notes:
  - The requests for one service are made one after the other. With O(aggregate), services are deployed at the same
    time; each can stand in it once.
  - Twilio keeps versions that no build uses for a week and builds that are not deployed for an hour. Until then a run
    that was cut off can be taken up.
seealso:
  - module: flexops.twilio.serverless_deployment_info
  - name: Serverless API
    description: Twilio's reference of the resources.
    link: https://www.twilio.com/docs/serverless/api
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Deploy a webhook from a file
  flexops.twilio.serverless_deployment:
    service: flex-bridge
    environment: production
    runtime: node22
    dependencies:
      twilio: "5.0.3"
      "@twilio/runtime-handler": "1.3.0"
    variables:
      FLOW_SID: FWaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    functions:
      - path: /on-conversation-added
        visibility: protected
        src: "{{ playbook_dir }}/files/on-conversation-added.js"
  register: bridge

- name: Hand its URL to somebody
  ansible.builtin.debug:
    msg: "{{ bridge.serverless_deployment.functions['/on-conversation-added'].url }}"

- name: A function in line, and a file for it to read
  flexops.twilio.serverless_deployment:
    service: opening-hours
    functions:
      - path: /open
        content: |
          exports.handler = (context, event, callback) => {
            const hours = JSON.parse(Runtime.getAssets()['/hours.json'].open());
            callback(null, { open: hours.days.includes(new Date().getDay()) });
          };
    assets:
      - path: /hours.json
        visibility: private
        content: "{{ {'days': [1, 2, 3, 4, 5]} | to_json }}"

- name: Change one variable and delete another; nothing is built
  flexops.twilio.serverless_deployment:
    service: flex-bridge
    environment: production
    variables:
      API_TOKEN: "{{ vaulted_api_token }}"
      DEBUG: null

- name: Take one function out and leave the rest alone
  flexops.twilio.serverless_deployment:
    service: flex-bridge
    environment: production
    functions:
      - path: /on-conversation-added
        state: absent

- name: Remove the whole service
  flexops.twilio.serverless_deployment:
    service: opening-hours
    state: absent
"""

RETURN = r"""
serverless_deployment:
  description:
    - The service and its environment as they are now; null when the service is absent. In check mode what they would
      be, with V((known after apply)) for the URLs of an environment that does not exist yet.
  returned: without O(aggregate)
  type: dict
  contains:
    sid:
      description: SID of the service.
      type: str
      sample: ZSaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    service:
      description: Its unique name.
      type: str
      sample: flex-bridge
    friendly_name:
      description: Its name for people.
      type: str
      sample: flex-bridge
    include_credentials:
      description: Whether functions get the account's credentials.
      type: bool
    ui_editable:
      description: Whether the Console may edit it.
      type: bool
    environment:
      description: The environment as it was asked for.
      type: str
      sample: production
    environment_sid:
      description: Its SID.
      type: str
      sample: ZEaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    domain_name:
      description: Its domain.
      type: str
      sample: flex-bridge-1234.twil.io
    functions:
      description: Every function that is live, by path, with C(visibility) and C(url), which is null for a private one.
      type: dict
      sample:
        /on-conversation-added:
          visibility: protected
          url: https://flex-bridge-1234.twil.io/on-conversation-added
    assets:
      description: Every asset that is live, in the same form.
      type: dict
      sample: {}
    variables:
      description: The names of the variables; null if O(variables) was not given.
      type: list
      elements: str
      sample: [FLOW_SID]
    dependencies:
      description: The packages of the live build.
      type: dict
      sample: {twilio: 5.0.3}
    runtime:
      description: The version of Node.js of the live build.
      type: str
      sample: node22
serverless_deployments:
  description: The same for each entry in order, without services that are absent.
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
findings:
  description: What is odd about what was asked for, such as a retired runtime. Warnings too, if something changes.
  returned: when there is any
  type: list
  elements: str
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
  sample: {requests: 9, writes: 7, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.serverless_deployment import (
    SERVERLESS_DEPLOYMENT,
)
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(SERVERLESS_DEPLOYMENT)


if __name__ == "__main__":
    main()
