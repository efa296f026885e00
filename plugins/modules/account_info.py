#!/usr/bin/python
# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: account_info
short_description: Tell which account the credentials open
version_added: 0.1.0
description:
  - Asks Twilio whose credentials these are. Most of Twilio's products have no account in their URLs and act on the
    owner of the credentials, whatever O(account_sid) says, so ask before the first write to production.
  - A standard API key may not read the account itself. Then only RV(account.sid) is known and the other fields are
    null.
options: {}
extends_documentation_fragment:
  - flexops.twilio.twilio
  - flexops.twilio.twilio.attributes_info
  - flexops.twilio.twilio.actiongroup
author:
  - flexops (@flexops)
"""

EXAMPLES = r"""
- name: Whose credentials are these?
  flexops.twilio.account_info:
  register: whose

- name: Refuse to go on with those of another account
  ansible.builtin.assert:
    that: whose.account.sid == expected_account_sid
    fail_msg: "These are the credentials of {{ whose.account.sid }}, not of {{ expected_account_sid }}."
"""

RETURN = r"""
account:
  description: The account that owns the credentials.
  returned: success
  type: dict
  contains:
    sid:
      description: Its SID.
      type: str
      sample: ACaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
    friendly_name:
      description: Its name.
      type: str
      sample: Acme staging
    owner_account_sid:
      description: The account that it is a subaccount of; its own SID if it is none.
      type: str
    status:
      description: V(active), V(suspended) or V(closed).
      type: str
      sample: active
    type:
      description: V(Trial) or V(Full).
      type: str
      sample: Full
    date_created:
      description: When it was made.
      type: str
matches:
  description: Whether that is the account that O(account_sid) names. If not, some modules would work on one account
    and some on the other.
  returned: success
  type: bool
api:
  description:
    - What the run cost, also if it failed. C(writes) says how many of the C(requests) could change something,
      C(retries) how many were sent again, and C(waited) how many seconds that was waited for, requests that ran at the
      same time counted each.
  returned: always
  type: dict
  sample: {requests: 1, writes: 0, retries: 0, waited: 0.0}
"""

from ansible_collections.flexops.twilio.plugins.module_utils.recipes.account import read_account
from ansible_collections.flexops.twilio.plugins.module_utils.runner import run_reader


def main() -> None:
    run_reader({}, read_account)


if __name__ == "__main__":
    main()
