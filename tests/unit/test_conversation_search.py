# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations are found by SID, name or customer, ended once, and read in the order in which they were held."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.options import module_spec, wishes_from
from ansible_collections.flexops.twilio.plugins.module_utils.plan import validate
from ansible_collections.flexops.twilio.plugins.module_utils.recipes.transcript import (
    INFO_OPTIONS,
    read_conversations,
)
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.conversation import CONVERSATION

from .wire import error, page, scripted

CUSTOMER, OURS, OTHER = "+14155550199", "+14155550100", "+14155550101"
CH1, CH2, SERVICE = "CH" + "1" * 32, "CH" + "2" * 32, "IS" + "1" * 32
OPEN = {"sid": CH1, "unique_name": "order-1", "state": "active", "chat_service_sid": SERVICE}
CLOSED = {**OPEN, "state": "closed"}
SERVICES = page("services", {"sid": SERVICE, "friendly_name": "Care"})
NONE = page("conversations")
ROOT = "https://conversations.twilio.com/v1/"


def place(conversation, proxy=OURS, state="active", since="2026-01-01T00:00:00Z"):
    return {
        "conversation_sid": conversation,
        "conversation_state": state,
        "conversation_date_created": since,
        "participant_messaging_binding": {"type": "sms", "address": CUSTOMER, "proxy_address": proxy},
    }


def wish(state="closed", label="", proxy_address=None, **given):
    options = {"proxy_address": proxy_address} if proxy_address else {}
    return Wish({**given, "state": state}, label=label, state=state, options=options)


def run(wishes, *answers, check=False):
    client, script = scripted(*answers, check=check, max_concurrency=1)
    return converge(client, CONVERSATION, wishes, check=check), script


def sent(script):
    return [f"{method} {url.removeprefix(ROOT)}" for method, url, _details in script.sent]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"sid": CH1}, f"Conversations/{CH1}"),
        ({"unique_name": "order-1"}, "Conversations/order-1"),
        ({"unique_name": "a/b c"}, "Conversations/a%2Fb%20c"),
    ],
)
def test_by_sid_and_by_name_it_is_one_read(given, path):
    live = {**OPEN, "unique_name": given.get("unique_name")}
    (outcome,), script = run([wish(**given)], (200, live), (200, {**live, "state": "closed"}))
    assert sent(script) == [f"GET {path}", f"POST Conversations/{CH1}"]
    assert script.form() == {"State": "closed"}
    assert outcome.change.diff["before"] == {"state": "active"}
    assert outcome.change.diff["after"] == {"state": "closed"}


def test_by_customer_it_is_the_one_that_is_open():
    found = page("conversations", place(CH2, state="closed"), place(CH1))
    (outcome,), script = run([wish("absent", address=CUSTOMER)], found, (200, OPEN), (204, ""))
    assert sent(script) == [
        "GET ParticipantConversations",
        f"GET Conversations/{CH1}",
        f"DELETE Conversations/{CH1}",
    ]
    assert script.sent[0][2]["params"] == {"Address": CUSTOMER, "PageSize": 50}
    assert (outcome.change.action, outcome.result) == ("delete", None)


def test_in_a_service_everything_is_the_service_s():
    found = page("conversations", place(CH1))
    asked = wish("absent", address=CUSTOMER, conversation_service_sid="Care")
    (outcome,), script = run([asked], SERVICES, found, (200, OPEN), (204, ""))
    assert sent(script)[1:] == [
        f"GET Services/{SERVICE}/ParticipantConversations",
        f"GET Services/{SERVICE}/Conversations/{CH1}",
        f"DELETE Services/{SERVICE}/Conversations/{CH1}",
    ]
    assert outcome.change.doing == f"delete conversation order-1 ({CH1}) of {SERVICE}"


def test_our_own_address_says_which():
    found = page("conversations", place(CH1, OTHER), place(CH2))
    (outcome,), script = run([wish(address=CUSTOMER, proxy_address=OTHER)], found, (200, OPEN), (200, CLOSED))
    assert outcome.change.action == "update"
    assert sent(script)[-1] == f"POST Conversations/{CH1}"
    (outcome,), _script = run([wish(address=CUSTOMER, proxy_address="+14155550177")], found)
    assert outcome.change.action == "none"


def test_several_open_ones_are_named_and_nothing_is_written():
    found = page("conversations", place(CH1), place(CH2, OTHER, since="2026-02-01T00:00:00Z"))
    client, script = scripted((200, OPEN), found)
    asked = [wish(sid=CH1, label="a"), wish("absent", address=CUSTOMER, label="b")]
    with pytest.raises(WishError) as raised:
        converge(client, CONVERSATION, asked, check=False)
    assert str(raised.value) == (
        f"b: {CUSTOMER} is in 2 open conversations: {CH2} (with {OTHER}, since 2026-02-01T00:00:00Z),"
        f" {CH1} (with {OURS}, since 2026-01-01T00:00:00Z). Give proxy_address, the address of ours that it writes"
        " to, or the sid"
    )
    assert set(script.verbs) == {"GET"}


@pytest.mark.parametrize("state", ["closed", "absent"])
def test_what_is_not_there_needs_nothing(state):
    for asked, answer in (
        (wish(state, sid=CH1), error(404)),
        (wish(state, unique_name="order-1"), error(404)),
        (wish(state, address=CUSTOMER), NONE),
    ):
        (outcome,), script = run([asked], answer)
        assert (outcome.changed, outcome.result, script.verbs) == (False, None, ["GET"])


def test_what_is_closed_is_closed_and_can_still_be_deleted():
    (outcome,), script = run([wish(sid=CH1)], (200, CLOSED))
    assert (outcome.changed, script.verbs) == (False, ["GET"])
    (outcome,), script = run([wish("absent", sid=CH1)], (200, CLOSED), (204, ""))
    assert script.verbs == ["GET", "DELETE"]


def test_a_conversation_that_ends_while_it_is_looked_up():
    (outcome,), _script = run([wish(address=CUSTOMER)], page("conversations", place(CH1)), error(404))
    assert not outcome.changed


def test_check_mode_only_looks():
    (outcome,), script = run([wish(address=CUSTOMER)], page("conversations", place(CH1)), (200, OPEN), check=True)
    assert (outcome.changed, outcome.result["state"], script.verbs) == (True, "closed", ["GET", "GET"])


@pytest.mark.parametrize("label", ["sid", "unique_name"])
def test_two_entries_that_mean_the_same(label):
    other = wish(**({"sid": CH1} if label == "sid" else {"unique_name": "order-1"}), label="b")
    with pytest.raises(WishError, match=rf"b: it means order-1 \({CH1}\), as a does"):
        run([wish(address=CUSTOMER, label="a"), other], page("conversations", place(CH1)), (200, OPEN), (200, OPEN))


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (wish(unique_name=CH1), f"unique_name: {CH1} is a SID, give it as sid"),
        (wish(address="14155550199"), "address: '14155550199' is not a phone number in E.164 form"),
        (wish(address=CUSTOMER, proxy_address="14155550100"), "proxy_address: '14155550100' is not a phone number"),
        (wish(sid=CH1, proxy_address=OURS), "proxy_address only narrows address: give the customer's address as well"),
        (wish(), "nothing says which conversation is meant: give unique_name or address or sid"),
        (wish(sid=SERVICE), "is not the SID of a conversation: CH and 32"),
    ],
)
def test_what_cannot_be_meant(given, says):
    assert says in "; ".join(validate(CONVERSATION, [given]))


@pytest.mark.parametrize("address", ["12345", "whatsapp:+14155550199", "a@b.example", CUSTOMER, "messenger:123456789"])
def test_customers_of_every_channel(address):
    assert validate(CONVERSATION, [wish(address=address)]) == []


def test_there_is_no_default_that_ends_a_conversation():
    params = {**dict.fromkeys(module_spec(CONVERSATION)), "sid": CH1}
    (asked,) = wishes_from(CONVERSATION, params)
    assert validate(CONVERSATION, [asked]) == [
        "give state: closed ends the conversation and keeps it, absent deletes it with all its messages"
    ]
    params |= {"sid": None, "aggregate": [{"sid": CH1, "state": "absent"}, {"sid": CH2}]}
    first, second = wishes_from(CONVERSATION, params)
    (problem,) = validate(CONVERSATION, [first, second])
    assert problem.startswith(f"aggregate[1] ({CH2}): ")


def info(*answers, **params):
    client, script = scripted(*answers, check=True)
    known = {**dict.fromkeys(INFO_OPTIONS), "transcript": False, **params}
    return read_conversations(client, known)["conversations"], script


def message(index):
    return {"index": index, "body": f"message {index}", "sid": f"IM{index:032d}"}


def test_messages_are_in_the_order_of_their_index():
    pages = (
        page("messages", message(10), message(2), following=f"{ROOT}Conversations/{CH1}/Messages?Page=1"),
        page("messages", message(0), message(1)),
    )
    (found,), script = info((200, OPEN), *pages, sid=CH1, transcript=True)
    assert [each["index"] for each in found["messages"]] == [0, 1, 2, 10]
    assert sent(script)[1] == f"GET Conversations/{CH1}/Messages"
    assert script.sent[1][2]["params"] == {"PageSize": 100}


def test_without_a_transcript_no_message_is_read():
    (found,), script = info(page("conversations", place(CH1)), (200, OPEN), address=CUSTOMER)
    assert "messages" not in found
    assert len(script.sent) == 2


def test_a_list_is_narrowed_by_the_server():
    found, script = info(
        page("conversations", OPEN, CLOSED), state="active", start_date="2026-01-01", end_date="2026-01-02"
    )
    assert len(found) == 2
    assert script.sent[0][2]["params"] == {
        "State": "active",
        "StartDate": "2026-01-01",
        "EndDate": "2026-01-02",
        "PageSize": 100,
    }


def test_one_in_another_state_is_not_shown():
    assert info((200, OPEN), sid=CH1, state="closed")[0] == []
    assert len(info((200, OPEN), sid=CH1, state="active")[0]) == 1
    assert info(error(404), unique_name="gone")[0] == []


def test_a_transcript_of_a_service_s_conversation():
    (found,), script = info(
        SERVICES, (200, OPEN), page("messages"), sid=CH1, transcript=True, conversation_service_sid="Care"
    )
    assert found["messages"] == []
    assert sent(script)[2] == f"GET Services/{SERVICE}/Conversations/{CH1}/Messages"


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({"sid": "CH1"}, "'CH1' is not the SID of a conversation"),
        ({"proxy_address": OURS}, "proxy_address only narrows address"),
        ({"address": "14155550199"}, "in YAML it needs quotes"),
        ({"conversation_service_sid": "Crae"}, "no conversation service is called 'Crae'; there is 'Care'"),
    ],
)
def test_what_cannot_be_read(params, says):
    with pytest.raises(WishError, match=says):
        info(SERVICES, **params)
