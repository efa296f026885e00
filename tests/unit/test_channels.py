# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role's filters: channels to entries, plans to results, results to a table."""

from __future__ import annotations

import re

import pytest
from ansible.errors import AnsibleFilterError

from ansible_collections.flexops.twilio.plugins.filter import flows_without_flex as flows_without_flex_module
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
        "flex_flow": [],
        "proxy_phone_number": [],
        "channel_sender": [],
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


LEGACY = {"routing": "flex_flow", "flex_flow": {"integration_type": "studio", "integration": {"flow": "Inbound"}}}
IDENTITY = "+14155550100"
INBOUND = {"enabled": True, "integration_type": "studio", "integration": {"flow_sid": "Inbound"}}


def test_a_legacy_number_goes_to_proxy_whatever_becomes_of_the_others_handlers():
    handler = {"sms_url": "", "sms_fallback_url": "", "messaging_service": "Marketing"}
    wishes = channel_wishes([{**SUPPORT, **LEGACY}, {"name": "New", "phone_number": "+14155550101"}], SMS, handler)
    assert wishes["phone_number_messaging"] == [
        {
            "phone_number": IDENTITY,
            "friendly_name": "Support",
            "handler": "flex_proxy",
            "sms_method": "POST",
            "sms_application_sid": "",
            "messaging_service": "",
        },
        {"phone_number": "+14155550101", "friendly_name": "New", **handler},
    ]
    assert wishes["proxy_phone_number"] == [{"phone_number": IDENTITY, "friendly_name": "Support"}]
    assert wishes["flex_flow"] == [
        {"channel_type": "sms", "contact_identity": IDENTITY, "friendly_name": "Support", **INBOUND}
    ]
    assert wishes["channel_sender"] == []


def test_what_a_flex_flow_answers_has_no_address():
    wishes = channel_wishes([{**SUPPORT, **LEGACY, "auto_creation": {"enabled": True}}, PAGE], SMS)
    assert wishes["conversations_address"] == [
        {"address": IDENTITY, "type": "sms", "friendly_name": "Support", "state": "absent"},
        {"address": "messenger:1", "type": "messenger", "friendly_name": "Page"},
    ]


def test_a_legacy_whatsapp_number_has_its_handler_at_the_sender():
    wishes = channel_wishes([{**SUPPORT, **LEGACY, "type": "whatsapp"}], SMS, {"sms_url": ""})
    assert wishes["channel_sender"] == [{"sender_id": f"whatsapp:{IDENTITY}", "handler": "flex_proxy"}]
    assert (
        wishes["flex_flow"][0].items()
        >= {"channel_type": "whatsapp", "contact_identity": "whatsapp:" + IDENTITY}.items()
    )
    assert wishes["proxy_phone_number"] == []
    assert "handler" not in wishes["phone_number_messaging"][0]


def test_a_legacy_page_has_a_flex_flow_and_nothing_that_a_module_could_set():
    wishes = channel_wishes([{**PAGE, **LEGACY}], SMS)
    assert wishes["flex_flow"][0].items() >= {"channel_type": "facebook", "contact_identity": "messenger:1"}.items()
    assert not any(wishes[kind] for kind in ("phone_number_messaging", "proxy_phone_number", "channel_sender"))


def test_a_legacy_channel_that_is_absent_loses_its_flex_flow_and_nothing_else():
    wishes = channel_wishes([{**SUPPORT, **LEGACY, "state": "absent"}], SMS, {"sms_url": ""})
    assert wishes.pop("flex_flow") == [{"channel_type": "sms", "contact_identity": IDENTITY, "state": "absent"}]
    assert not any(wishes.values())


def test_a_legacy_number_that_is_not_bought_yet_is_unknown_everywhere():
    wishes = channel_wishes([{**SALES, **LEGACY}], SMS)
    assert wishes["flex_flow"][0]["contact_identity"] == UNKNOWN
    assert wishes["proxy_phone_number"][0]["phone_number"] == UNKNOWN
    assert wishes["conversations_address"][0].items() >= {"address": UNKNOWN, "state": "absent"}.items()


@pytest.mark.parametrize(
    ("own", "becomes"),
    [
        ({}, {"janitor_enabled": True, **INBOUND}),
        (
            {"enabled": False, "integration": {"flow_sid": "FW1", "retry_count": 1}},
            {
                "janitor_enabled": True,
                **INBOUND,
                "enabled": False,
                "integration": {"flow_sid": "FW1", "retry_count": 1},
            },
        ),
        (
            {"integration_type": "external", "integration": {"url": "https://x.example"}},
            {
                "janitor_enabled": True,
                "enabled": True,
                "integration_type": "external",
                "integration": {"url": "https://x.example"},
            },
        ),
    ],
)
def test_a_flex_flow_takes_the_defaults_that_go_with_it(own, becomes):
    defaults = {**SMS, **LEGACY, "flex_flow": {**LEGACY["flex_flow"], "janitor_enabled": True}}
    (entry,) = channel_wishes([{"phone_number": IDENTITY, "flex_flow": own}], defaults)["flex_flow"]
    assert entry == {"channel_type": "sms", "contact_identity": IDENTITY, **becomes}


@pytest.mark.parametrize(
    ("channel", "says"),
    [
        ({**SUPPORT, "routing": "proxy"}, "gives routing 'proxy'; it is address or flex_flow"),
        (
            {**LEGACY, "name": "Box", "type": "email", "address": "a@b.c"},
            "is of type email, and routing flex_flow is for sms",
        ),
        ({**LEGACY, **SALES, "type": "whatsapp"}, "needs the phone_number or address of its sender"),
        (
            {**SUPPORT, "routing": "flex_flow", "flex_flow": {"channel_type": "sms"}},
            "gives flex_flow.channel_type, which follows from the channel itself",
        ),
    ],
)
def test_a_channel_that_no_flex_flow_can_answer(channel, says):
    with pytest.raises(AnsibleFilterError, match=says):
        channel_wishes([channel], SMS)


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


PROXY_URL = f"https://webhooks.twilio.com/v1/Accounts/AC{'0' * 32}/Proxy/KS{'1' * 32}/Webhooks/Message"


def test_a_line_has_the_name_of_the_flow_that_a_flex_flow_starts():
    flows = [flex_flow(integration_type="studio", integration={"flow_sid": "FW1"})]
    (_heading, line) = channel_report([GONE], [SUPPORT], LEGACY, [QUIET], flows)
    assert columns(line)[2] == "starts Studio flow Inbound, by a Flex Flow"


def flex_flow(changed=False, **fields):
    return {"changed": changed, "flex_flow": {"contact_identity": IDENTITY, "enabled": True, **fields}}


GONE = {"changed": False, "conversations_address": None}
QUIET = {"changed": False, "phone_number_messaging": {"phone_number": IDENTITY, "sms_url": PROXY_URL}}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"integration_type": "studio", "integration": {"flow_sid": "FW1"}}, "starts Studio flow FW1, by a Flex Flow"),
        ({"integration_type": "external", "integration": {"url": "https://x"}}, "calls https://x, by a Flex Flow"),
        ({"integration_type": "task", "integration": {}}, "makes a task, by a Flex Flow"),
        ({"integration_type": None}, "does nothing, by a Flex Flow"),
        ({"integration_type": "task", "enabled": False}, "meets a Flex Flow that is disabled"),
    ],
)
def test_a_line_says_what_a_flex_flow_does(fields, says):
    legacy = {**SUPPORT, "routing": "flex_flow"}
    (_heading, line) = channel_report([GONE], [legacy], {}, [QUIET], [flex_flow(**fields)])
    assert columns(line) == ["Support", IDENTITY, says, "Flex Proxy", "as it was"]


@pytest.mark.parametrize("which", ["flow", "address", "handler", "pool"])
def test_whatever_changed_of_a_legacy_channel(which):
    legacy = {**SUPPORT, "routing": "flex_flow"}
    pool = {"changed": which == "pool", "proxy_phone_number": {"phone_number": IDENTITY}}
    (_heading, line) = channel_report(
        [{**GONE, "changed": which == "address"}],
        [legacy],
        {},
        [{**QUIET, "changed": which == "handler"}, pool],
        [flex_flow(which == "flow")],
    )
    assert columns(line)[3:] == ["Flex Proxy", "changed"]


def test_a_legacy_channel_that_is_gone_has_no_address_to_tell_of():
    gone = {**SUPPORT, "routing": "flex_flow", "state": "absent"}
    other = {"name": "Other", "phone_number": "+14155550101"}
    lines = channel_report([address(enabled=True)], [gone, other], {}, [], [{"changed": True, "flex_flow": None}])
    assert columns(lines[1]) == ["Support", IDENTITY, "meets no Flex Flow", "-", "changed"]
    assert "creates a conversation" in lines[2]
    assert len(lines) == 3


def test_a_legacy_sender_is_told_from_the_number_of_the_same_digits():
    sender = {"changed": True, "channel_sender": {"sender_id": f"whatsapp:{IDENTITY}", "webhook": {"callback_url": ""}}}
    flows = [flex_flow(contact_identity=f"whatsapp:{IDENTITY}", integration_type="task")]
    legacy = {**SUPPORT, "type": "whatsapp", "routing": "flex_flow"}
    (_heading, line) = channel_report([GONE], [legacy], {}, [QUIET, sender], flows)
    assert columns(line)[3:] == ["none", "changed"]


def test_what_only_the_console_can_set_is_said_below():
    page = {"changed": False, "conversations_address": {"address": "messenger:1", "auto_creation": {"enabled": True}}}
    lines = channel_report([page], [PAGE])
    assert "see below" in lines[1]
    assert "of Page (messenger:1) must be blank" in lines[2]
    legacy = [{**PAGE, "routing": "flex_flow"}]
    flows = [flex_flow(contact_identity="messenger:1")]
    assert (
        f"of Page (messenger:1) must be {PROXY_URL}. No module" in channel_report([GONE], legacy, {}, [QUIET], flows)[2]
    )
    assert "must be that of the Flex Proxy Service" in channel_report([GONE], legacy, {}, [], flows)[2]
    absent = [{**PAGE, "state": "absent"}]
    assert len(channel_report([GONE], absent)) == 2


def studio_flow(*widgets):
    states = [{"name": f"widget_{at}", "type": widget} for at, widget in enumerate(widgets)]
    flow = {"sid": "FW1", "friendly_name": "Inbound", "definition": {"states": states}}
    return {"item": "FW1", "studio_flows": [flow]}


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (studio_flow("trigger", "send-to-flex"), None),
        (studio_flow("trigger", "send-message"), r"'Inbound' \(FW1\) has no Send to Flex widget: no agent"),
        (studio_flow("trigger", "run-subflow"), "no Send to Flex widget, unless a subflow of it has one"),
        ({"item": "FW1", "studio_flows": []}, "Studio flow FW1 is not there"),
    ],
)
def test_a_flow_that_leads_to_no_agent_is_warned_of(result, says, monkeypatch):
    warned = []
    monkeypatch.setattr(flows_without_flex_module.Display, "warning", lambda _self, text: warned.append(text))
    problems = flows_without_flex_module.flows_without_flex([result])
    assert problems == warned
    assert len(problems) == bool(says)
    assert not says or re.search(says, problems[0])
