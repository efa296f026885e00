# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's filters: channels to entries, plans to results, results to a table."""

from __future__ import annotations

import re

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.flexops.twilio.plugins.filter.carried_out import carried_out
from ansible_collections.flexops.twilio.plugins.filter.channel_report import channel_report
from ansible_collections.flexops.twilio.plugins.filter.channel_wishes import UNKNOWN, channel_wishes
from ansible_collections.flexops.twilio.plugins.filter.due_batches import due_batches

SMS = {"type": "sms"}
SUPPORT = {"name": "Support", "phone_number": "+14155550100"}
SALES = {"name": "Sales", "search": {"area_code": 415}}
PAGE = {"name": "Page", "type": "messenger", "address": "messenger:1"}


def test_one_entry_for_each_module():
    wishes = channel_wishes([SUPPORT], SMS, {"sms_url": ""})
    assert wishes == {
        "phone_number": [{"phone_number": "+14155550100"}],
        "phone_number_messaging": [{"phone_number": "+14155550100", "friendly_name": "Support", "sms_url": ""}],
        "conversations_address": [{"type": "sms", "address": "+14155550100", "friendly_name": "Support"}],
    }


def test_the_unknown_is_the_engine_s():
    from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN as THEIRS

    assert UNKNOWN == THEIRS


def test_a_number_not_bought_yet_is_unknown_until_there_are_results():
    before = channel_wishes([SUPPORT, SALES], SMS)
    assert [entry["address"] for entry in before["conversations_address"]] == ["+14155550100", UNKNOWN]
    results = [{"phone_number": {"phone_number": number}} for number in ("+14155550100", "+14155550111")]
    after = channel_wishes([SUPPORT, SALES], SMS, None, results)
    assert after["conversations_address"][1]["address"] == "+14155550111"
    assert after["phone_number_messaging"][1] == {"phone_number": "+14155550111", "friendly_name": "Sales"}
    assert after["phone_number"] == before["phone_number"]


def test_channels_without_a_number_have_only_an_address():
    wishes = channel_wishes([PAGE, SUPPORT], SMS)
    assert [len(wishes[kind]) for kind in ("phone_number", "phone_number_messaging")] == [1, 1]
    assert wishes["conversations_address"][0] == {
        "type": "messenger",
        "address": "messenger:1",
        "friendly_name": "Page",
    }


def test_a_whatsapp_number_becomes_its_address():
    (entry,) = channel_wishes([{**SUPPORT, "type": "whatsapp"}])["conversations_address"]
    assert entry["address"] == "whatsapp:+14155550100"


def test_defaults_fill_in_and_a_search_merges():
    defaults = {**SMS, "search": {"country": "US", "type": "local"}, "bundle_sid": "BU1", "auto_creation": {"a": 1}}
    wishes = channel_wishes([SALES, SUPPORT, {"name": "Any", "search": {}}], defaults)
    assert wishes["phone_number"] == [
        {"search": {"country": "US", "type": "local", "area_code": 415}, "bundle_sid": "BU1", "friendly_name": "Sales"},
        {"phone_number": "+14155550100", "bundle_sid": "BU1"},
        {"search": {"country": "US", "type": "local"}, "bundle_sid": "BU1", "friendly_name": "Any"},
    ]
    assert all("auto_creation" not in entry for entry in wishes["conversations_address"])


def test_a_number_of_the_account_is_named_only_on_request():
    assert "friendly_name" not in channel_wishes([SUPPORT], SMS)["phone_number"][0]
    wishes = channel_wishes([{**SUPPORT, "friendly_name": "Hello"}], SMS)
    assert wishes["phone_number"][0]["friendly_name"] == wishes["conversations_address"][0]["friendly_name"] == "Hello"


def test_an_absent_channel_touches_its_address_only():
    wishes = channel_wishes([{**SUPPORT, "state": "absent"}], SMS)
    assert wishes["phone_number"] == wishes["phone_number_messaging"] == []
    assert wishes["conversations_address"][0]["state"] == "absent"


@pytest.mark.parametrize(
    ("channel", "says"),
    [
        ({**SUPPORT, "search": {}}, "channel 'Support' gives phone_number and search"),
        ({"name": "Nowhere"}, "channel 'Nowhere' gives none of phone_number, search and address"),
        ({"search": {}}, "channel 2 gives search and needs a name"),
        ({**SALES, "state": "absent"}, "channel 'Sales' is absent, so instead of a search"),
        ({"name": "First", "address": "b"}, "channel 'First' has the name of another channel"),
    ],
)
def test_a_channel_that_does_not_say_where_it_is(channel, says):
    with pytest.raises(AnsibleFilterError, match=says):
        channel_wishes([{"name": "First", "address": "a"}, channel])


def test_all_problems_come_in_one_error():
    with pytest.raises(AnsibleFilterError, match=r"channel 1 .*; channel 2 "):
        channel_wishes([{}, {}])


def test_what_was_written_takes_the_place_of_its_plan():
    plan = [{"changed": changed, "at": at} for at, changed in enumerate([True, False, True, True])]
    batches = [{"results": [{"at": "a"}, {"at": "b"}]}, {"results": [{"at": "c"}]}]
    assert [result["at"] for result in carried_out(plan, batches)] == ["a", 1, "b", "c"]
    assert carried_out(plan[1:2], []) == plan[1:2]


def test_only_what_is_due_goes_into_batches_that_show_the_progress():
    entries = [{"at": at} for at in range(6)]
    planned = [{"changed": at != 1} for at in range(6)]
    batches = due_batches(entries, planned, "2")
    assert [[entry["at"] for entry in batch["entries"]] for batch in batches] == [[0, 2], [3, 4], [5]]
    assert [batch["progress"] for batch in batches] == ["1-2 of 5", "3-4 of 5", "5-5 of 5"]
    assert due_batches(entries[1:2], planned[1:2], 50) == []
    assert due_batches([], [], 0) == []


def address(**creation):
    return {"changed": True, "conversations_address": {"address": "+14155550100", "auto_creation": creation}}


@pytest.mark.parametrize(
    ("creation", "says"),
    [
        ({"enabled": False, "type": "studio"}, "creates no conversation"),
        ({"enabled": True, "type": "studio", "studio_flow_sid": "FW1"}, "starts Studio flow Inbound"),
        ({"enabled": True, "type": "webhook", "webhook_url": "https://x.example"}, "calls https://x.example"),
        ({"enabled": True, "type": "default"}, "creates a conversation"),
    ],
)
def test_a_line_says_what_a_message_does(creation, says):
    defaults = {"auto_creation": {"studio_flow": "Inbound"}}
    _heading, line = channel_report([address(**creation)], [SUPPORT], defaults)
    assert says in line
    assert line.startswith("Support  +14155550100  ")


def columns(line):
    return re.split("  +", line)


def test_a_line_says_who_else_would_answer():
    number = {"phone_number": "+14155550100", "sms_url": "", "sms_application_sid": None, "messaging_service": ""}
    quiet = [{"changed": True, "phone_number_messaging": number}]
    answering = {**number, "sms_url": "https://demo", "messaging_service": "MG1"}
    loud = [{"changed": False, "phone_number_messaging": answering}]
    unchanged = {**address(enabled=True), "changed": False}
    assert columns(channel_report([unchanged], [SUPPORT], {}, quiet)[1])[3:] == ["none", "changed"]
    assert columns(channel_report([unchanged], [SUPPORT], {}, loud)[1])[3:] == [
        "https://demo, messaging service MG1",
        "as it was",
    ]
    assert columns(channel_report([unchanged], [SUPPORT])[1])[3:] == ["-", "as it was"]


def test_an_address_that_is_gone():
    (_heading, line) = channel_report([{"changed": True, "conversations_address": None}], [SUPPORT])
    assert "meets no Conversations address" in line
