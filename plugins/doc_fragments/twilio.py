# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options and attributes that modules share."""

from __future__ import annotations


class ModuleDocFragment:
    # Connection: every module.
    DOCUMENTATION = r"""
options:
  account_sid:
    description:
      - The account to work on, V(AC) and 32 hexadecimal digits. A subaccount has a SID and a token of its own; use
        those.
      - If not set, the environment variable E(TWILIO_ACCOUNT_SID) is used. White space around any credential is
        dropped.
    type: str
  auth_token:
    description:
      - The auth token of O(account_sid). Give either this or O(api_key) with O(api_secret).
      - If not set, the environment variable E(TWILIO_AUTH_TOKEN) is used.
    type: str
  api_key:
    description:
      - SID of an API key of the account, V(SK) and 32 hexadecimal digits. A standard key is enough for every module.
      - If not set, the environment variable E(TWILIO_API_KEY) is used.
    type: str
  api_secret:
    description:
      - Secret of O(api_key).
      - If not set, the environment variable E(TWILIO_API_SECRET) is used.
    type: str
  region:
    description:
      - Twilio region that the account's data lives in, such as V(ie1). Credentials belong to one region.
      - Conversations handle SMS and WhatsApp in V(us1) only, the default.
      - If not set, the environment variable E(TWILIO_REGION) is used.
    type: str
  edge:
    description:
      - Twilio edge location that requests enter by, such as V(dublin). The one beside O(region) by default.
      - If not set, the environment variable E(TWILIO_EDGE) is used.
    type: str
  api_endpoint:
    description:
      - One base URL for all of Twilio's hosts. C(https://conversations.twilio.com/v1/X) becomes
        C(<api_endpoint>/conversations/v1/X).
      - For the emulator of this collection, an egress gateway or a recorder. Plain C(http://) is accepted on this
        machine only.
      - If not set, the environment variable E(TWILIO_API_ENDPOINT) is used.
    type: str
  timeout:
    description:
      - Seconds that one request may take, down to the last byte of its answer. A file that is uploaded gets one more
        for each 64 KiB.
    type: int
    default: 30
  retry_budget:
    description:
      - Seconds after which nothing is tried again and the module fails. They count from the first try of a request,
        and from the last time that Twilio answered any. So no request takes longer than this and one O(timeout).
      - Requests that Twilio refused because there were too many (HTTP 429) are sent again until then. So are reads,
        updates and deletions that were cut off or met a server error, five times at the most. A creation is looked
        up before it is sent again.
      - Where Twilio asks for a pause (C(Retry-After)) that is longer than what is left, the module fails at once and
        says so.
    type: int
    default: 120
  max_concurrency:
    description:
      - Requests at a time, which matters to modules that take C(aggregate). Twilio's limit is on requests at a time;
        the module slows down by itself when it meets it.
    type: int
    default: 8
requirements:
  - python >= 3.10
  - twilio >= 9.0
"""

    # Write modules.
    AGGREGATE = r"""
options:
  aggregate:
    description:
      - Many in one task. Each entry takes the options of this module other than the connection; what stands beside
        O(aggregate) is the default of every entry, dictionaries key by key.
      - The account is read by the page rather than once for each entry, and O(max_concurrency) writes run at a time.
      - RV(ignore:results) has the outcome of each entry in order. An entry that fails does not stop the others; the
        task then fails and says what was done and what was not.
    type: list
    elements: dict
"""

    ATTRIBUTES = r"""
attributes:
  check_mode:
    support: full
    description: Can run in check mode and predict what a real run does, without a single write.
  diff_mode:
    support: full
    description: Returns what changes, limited to what was asked for.
  idempotent:
    support: full
    description: A second run with the same options changes nothing and writes nothing.
"""

    ATTRIBUTES_INFO = r"""
attributes:
  check_mode:
    support: full
    description: Only reads, in check mode as well.
  diff_mode:
    support: N/A
    description: Changes nothing.
  idempotent:
    support: full
    description: Changes nothing.
"""

    # Every module can stand in module_defaults under this group.
    ACTIONGROUP = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/flexops.twilio.all) in C(module_defaults) to give the connection once.
    support: full
    membership:
      - flexops.twilio.all
"""
