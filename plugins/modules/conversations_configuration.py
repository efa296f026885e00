#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: conversations_configuration
short_description: Set what new conversations of an account start with
version_added: 0.1.0
description:
  - Manages the account's Conversations defaults, the service that conversations are created in where nothing says
    otherwise, and the timers that end them.
  - It always exists, so this module never creates or deletes, it only changes what is given. Twilio has no way to
    unset any of it, so a blank value is an error.
  - The Console's "Handle inbound messages with Conversations" stands on the same page there and has no public API.
options:
  default_chat_service_sid:
    description:
      - Name or SID of the conversation service. On a Flex account this has to be the one of Flex, or agents do not
        see the conversations.
    type: str
    aliases: [default_chat_service]
  default_messaging_service_sid:
    description: Name or SID of the messaging service that conversations send by.
    type: str
    aliases: [default_messaging_service]
  default_inactive_timer:
    description:
      - After this time without a message a conversation becomes inactive, an ISO 8601 duration of a minute or more
        such as V(PT30M).
    type: str
  default_closed_timer:
    description:
      - After this time without a message a conversation is closed, an ISO 8601 duration of ten minutes or more such as
        V(P1D). The customer's next message then creates a new one.
    type: str
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.aggregate
  - flexops.twilio.twilio.attributes
  - flexops.twilio.twilio.actiongroup
seealso:
  - module: flexops.twilio.conversations_configuration_info
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Create conversations where Flex looks for them, and close them after a quiet day
  flexops.twilio.conversations_configuration:
    default_chat_service: Flex Chat Service
    default_closed_timer: P1D
"""

RETURN = r"""
conversations_configuration:
  description: The configuration as Twilio answered it. In check mode what it would be.
  returned: without O(aggregate)
  type: dict
  sample:
    account_sid: ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    default_chat_service_sid: ISaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    default_messaging_service_sid: MGaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    default_inactive_timer: null
    default_closed_timer: P1D
conversations_configurations:
  description: The same as a list, since an account has only one.
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

from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_configuration import (
    CONVERSATIONS_CONFIGURATION,
)
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_module


def main() -> None:
    run_module(CONVERSATIONS_CONFIGURATION)


if __name__ == "__main__":
    main()
