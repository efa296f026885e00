# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From options to wishes: aggregate entries, defaults, aliases."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.options import entry_spec, module_spec, wishes_from
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversations_address import (
    CONVERSATIONS_ADDRESS,
)
from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import PHONE_NUMBER
from ansible_collections.flexops.twilio.plugins.module_utils.resources.serverless_deployment import (
    SERVERLESS_DEPLOYMENT,
)


def given(params, resource=CONVERSATIONS_ADDRESS):
    return [dict(wish.given) for wish in wishes_from(resource, params)]


def test_top_level_options_are_one_wish():
    params = {
        "address": "+14155550123",
        "friendly_name": None,
        "auto_creation": {"studio_flow": "F", "studio_flow_sid": "F"},
    }
    assert given(params) == [{"address": "+14155550123", "auto_creation.studio_flow_sid": "F"}]


def test_null_is_not_given_and_blank_is():
    assert given({"address": "a", "friendly_name": "", "auto_creation": None}) == [
        {"address": "a", "friendly_name": ""}
    ]


def test_entries_inherit_key_by_key():
    params = {
        "type": "sms",
        "auto_creation": {"type": "studio", "studio_flow": "F", "studio_retry_count": 2},
        "aggregate": [
            {"address": "+14155550123"},
            {"address": "+14155550124", "auto_creation": {"studio_flow_sid": "G"}},
        ],
    }
    first, second = given(params)
    assert first["auto_creation.studio_flow_sid"] == "F"
    assert second["auto_creation.studio_flow_sid"] == "G"
    assert second["auto_creation.studio_retry_count"] == 2


def test_what_a_default_list_leaves_out_is_not_given():
    params = {
        "functions": [{"path": "/a", "content": "x", "visibility": None, "src": None, "state": "present"}],
        "aggregate": [{"service": "one"}],
    }
    (wish,) = given(params, SERVERLESS_DEPLOYMENT)
    assert wish["functions"] == [{"path": "/a", "content": "x", "state": "present"}]


def test_a_default_that_belongs_to_another_type_is_dropped():
    params = {
        "auto_creation": {"type": "studio", "studio_flow": "F", "enabled": True},
        "aggregate": [
            {"address": "a", "type": "chat", "auto_creation": {"type": "webhook", "webhook_url": "https://x.example"}}
        ],
    }
    assert given(params) == [
        {
            "address": "a",
            "type": "chat",
            "auto_creation.enabled": True,
            "auto_creation.type": "webhook",
            "auto_creation.webhook_url": "https://x.example",
        }
    ]


def test_an_entry_of_its_own_state_and_permission():
    params = {
        "state": "present",
        "allow_purchase": True,
        "release": False,
        "aggregate": [{"phone_number": "+14155550123", "state": "absent", "release": True}],
    }
    (wish,) = wishes_from(PHONE_NUMBER, params)
    assert (wish.state, wish.options["release"], wish.label) == ("absent", True, "aggregate[0] (+14155550123)")


def test_an_empty_aggregate_asks_for_nothing():
    assert given({"address": "a", "aggregate": []}) == []


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"addres": "a"}, r"aggregate\[1\]: unknown option addres\."),
        ({"state": "gone"}, r"aggregate\[1\]: .*state.*present, absent"),
        ({"auto_creation": {"typ": "studio"}}, r"aggregate\[1\]: .*typ"),
        ({"auto_creation": {"webhook_filters": ["onConversationAdded"]}}, r"aggregate\[1\]: .*onMessageAdded"),
        ({"auto_creation": {"studio_retry_count": "often"}}, r"aggregate\[1\]: .*int"),
        ({"account_sid": "AC"}, r"aggregate\[1\]: .*account_sid"),
    ],
)
def test_an_entry_that_does_not_fit_is_named(entry, says):
    with pytest.raises(WishError, match=says):
        wishes_from(CONVERSATIONS_ADDRESS, {"aggregate": [{"address": "a"}, entry]})


def test_numbers_in_entries_become_text():
    """YAML reads an unquoted +14155550123 as a number; Ansible makes text of it without the plus."""
    (wish,) = given({"aggregate": [{"phone_number": 14155550123}]}, PHONE_NUMBER)
    assert wish == {"phone_number": "14155550123"}


def test_only_secrets_are_hidden_and_every_one_is():
    spec = module_spec(PHONE_NUMBER)
    assert {name for name, option in spec.items() if option.get("no_log")} == {"auth_token", "api_secret"}
    assert spec["api_key"]["no_log"] is False


def test_a_facet_has_no_state():
    from ansible_collections.flexops.twilio.plugins.module_utils.resources.phone_number import PHONE_NUMBER_MESSAGING

    assert "state" not in entry_spec(PHONE_NUMBER_MESSAGING)
    (wish,) = wishes_from(PHONE_NUMBER_MESSAGING, {"phone_number": "+14155550123", "sms_url": ""})
    assert (wish.state, wish.given["sms_url"]) == ("present", "")
