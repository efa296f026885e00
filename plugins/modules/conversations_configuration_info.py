#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conversations_configuration_info
short_description: Read what new conversations of an account start with
version_added: 0.1.0
description:
  - Reads the account's default services and timers of Conversations.
options: {}
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Where are conversations created?
  flexops.twilio.conversations_configuration_info:
  register: defaults
"""

RETURN = r"""
conversations_configuration:
  description: The configuration; null for what is not set.
  returned: success
  type: dict
  sample:
    account_sid: ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    default_chat_service_sid: ISaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    default_messaging_service_sid: MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    default_inactive_timer: null
    default_closed_timer: null
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_configuration import (
    CONVERSATIONS_CONFIGURATION,
)
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_info_module


def main() -> None:
    run_info_module(CONVERSATIONS_CONFIGURATION)


if __name__ == "__main__":
    main()
