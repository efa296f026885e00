# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sender's webhook: JSON, whole, and done only when the sender is online again with it."""

from __future__ import annotations

import types

import pytest
from twilio.rest.messaging.v2.channels_sender import ChannelsSenderInstance, ChannelsSenderList

from ansible_collections.flexops.twilio.plugins.module_utils.errors import NotFound, WishError
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import Wish, flatten
from ansible_collections.flexops.twilio.plugins.module_utils.resources.channel_sender import CHANNEL_SENDER, spelled
from ansible_collections.flexops.twilio.plugins.module_utils.runner import read_all

from .wire import error, page, scripted
from .world import ACCOUNT, sid

XE, KS = sid("XE", 1), sid("KS", 1)
SENDER = "whatsapp:+14155550123"
WEBHOOK = {
    "callback_url": "https://a.example.com/in",
    "callback_method": "POST",
    "fallback_url": None,
    "fallback_method": None,
    "status_callback_url": "https://a.example.com/status",
    "status_callback_method": "POST",
}
LIVE = {"sid": XE, "sender_id": SENDER, "status": "ONLINE", "webhook": WEBHOOK, "profile": {"name": "Shop"}}
LIST = page("senders", LIVE)
UPDATING = {**LIVE, "status": "ONLINE:UPDATING"}
URL = "webhook.callback_url"
PROXY = f"https://webhooks.twilio.com/v1/Accounts/{ACCOUNT}/Proxy/{KS}/Webhooks/Message"


def live(status="ONLINE", **webhook):
    return 200, {**LIVE, "status": status, "webhook": {**WEBHOOK, **webhook}}


def run(*answers, check=False, options=None, **given):
    client, script = scripted(*answers, check=check, max_concurrency=1)
    wish = Wish(spelled({"sender_id": SENDER, **{f"webhook.{name}": value for name, value in given.items()}}))
    wish = Wish(wish.given, options=options or {})
    (outcome,) = converge(client, CHANNEL_SENDER, [wish], check=check)
    return outcome, script


def test_the_fields_are_the_webhook_of_the_sdk():
    request = ChannelsSenderList.MessagingV2ChannelsSenderRequestsUpdate({"webhook": {}})
    ours = {field.name.removeprefix("webhook.") for field in CHANNEL_SENDER.fields if field.name != "sender_id"}
    assert ours == set(request.webhook.to_dict())
    assert {"ONLINE", "OFFLINE"} <= {getattr(ChannelsSenderInstance.Status, name) for name in ("ONLINE", "OFFLINE")}


def test_a_library_that_is_too_old_is_named():
    with pytest.raises(WishError, match=r"twilio 9\.6\.0 or later"):
        CHANNEL_SENDER.api(types.SimpleNamespace(messaging=types.SimpleNamespace()))


def test_the_whole_webhook_goes_as_json_and_nothing_else():
    outcome, script = run(LIST, (202, UPDATING), live(callback_url=""), callback_url="")
    (method, url, details) = script.sent[1]
    assert (method, url) == ("POST", f"https://messaging.twilio.com/v2/Channels/Senders/{XE}")
    known = {name: value for name, value in WEBHOOK.items() if value is not None}
    assert details["json"] == {"webhook": {**known, "callback_url": ""}}
    assert "data" not in details
    assert outcome.result["webhook"]["callback_url"] == ""
    assert outcome.change.before["webhook"]["callback_url"] == "https://a.example.com/in"


def test_what_is_right_is_not_written():
    outcome, script = run(LIST, callback_url="https://a.example.com/in", fallback_url="")
    assert not outcome.changed
    assert script.sent[0][2]["params"] == {"Channel": "whatsapp", "PageSize": 1000}
    assert script.verbs == ["GET"]


def test_it_waits_until_the_sender_is_online_with_what_was_sent():
    new = "https://b.example.com/in"
    answers = [live("ONLINE:UPDATING"), live(), live("ONLINE:UPDATING", callback_url=new), live(callback_url=new)]
    outcome, script = run(LIST, (202, UPDATING), *answers, callback_url=new)
    assert script.verbs == ["GET", "POST", "GET", "GET", "GET", "GET"]
    assert outcome.error is None
    assert outcome.result["status"] == "ONLINE"


def test_a_draft_stays_a_draft():
    draft = {**LIVE, "status": "DRAFT"}
    outcome, script = run(page("senders", draft), (202, draft), live("DRAFT", callback_url=""), callback_url="")
    assert outcome.error is None
    assert script.verbs == ["GET", "POST", "GET"]


def test_one_that_was_offline_is_not_to_blame():
    offline = {**LIVE, "status": "OFFLINE"}
    answers = [live("OFFLINE"), live("OFFLINE", callback_url="")]
    outcome, _script = run(page("senders", offline), (202, offline), *answers, callback_url="")
    assert outcome.error is None


def test_an_update_before_this_one_is_waited_out():
    answers = [live("ONLINE:UPDATING", callback_url=""), live(callback_url="")]
    outcome, script = run(page("senders", UPDATING), (202, UPDATING), *answers, callback_url="")
    assert outcome.result["status"] == "ONLINE"
    assert script.verbs == ["GET", "POST", "GET", "GET"]


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ([(200, {**LIVE, "status": "OFFLINE", "offline_reasons": ["63112"]})], r"the sender went OFFLINE: \['63112'\]"),
        ([live("OFFLINE")], "went OFFLINE: Twilio gives no reason"),
        ([live("ONLINE:UPDATING")] * 40, "after 120 s the sender is still ONLINE:UPDATING; the next run finds out"),
        ([live()] * 40, "is ONLINE, but after 120 s still without what was sent"),
        ([error(403, 20003, "not yours")], "Could not read channel sender XE.*: not yours"),
    ],
)
def test_what_became_of_an_update_that_did_not_arrive(answers, says):
    outcome, script = run(LIST, (202, UPDATING), *answers, callback_url="https://b.example.com/in")
    with pytest.raises(type(outcome.error), match=says):
        raise outcome.error
    assert f"Twilio took the new webhook of channel sender {SENDER} ({XE})." == outcome.error.half_done
    assert script.verbs.count("POST") == 1
    assert outcome.changed


def test_an_update_that_is_refused_is_just_that():
    outcome, _script = run(LIST, error(400, 20001, "bad"), callback_url="")
    assert str(outcome.error).startswith(f"Could not update channel sender {SENDER} ({XE}): bad")
    assert outcome.error.half_done == ""


def test_check_mode_writes_nothing():
    outcome, script = run(LIST, check=True, callback_url="")
    assert outcome.changed
    assert outcome.result["webhook"]["callback_url"] == ""
    assert outcome.result["webhook"]["status_callback_url"] == "https://a.example.com/status"
    assert script.verbs == ["GET"]


@pytest.mark.parametrize("check", [True, False])
def test_a_sender_that_is_not_there_is_an_error_that_lists_those_there_are(check):
    agent = {**LIVE, "sid": sid("XE", 2), "sender_id": "rcs:agent"}
    lists = {"whatsapp": page("senders"), "rcs": page("senders", agent)}
    client, script = scripted(*[lists["whatsapp"]] * (2 if check else 6), lists["rcs"], check=check)
    wish = Wish({"sender_id": SENDER, URL: ""})
    with pytest.raises(WishError, match=r"no channel sender 'whatsapp:.*'; there is 'rcs:agent'. Senders are set up"):
        converge(client, CHANNEL_SENDER, [wish], check=check)
    assert set(script.verbs) == {"GET"}


def test_by_sid_without_a_list():
    client, script = scripted((200, LIVE))
    (outcome,) = converge(client, CHANNEL_SENDER, [Wish({"sid": XE, URL: "https://a.example.com/in"})], check=False)
    assert not outcome.changed
    assert script.sent[0][1].endswith(f"/Senders/{XE}")
    client, _script = scripted(*[error(404)] * 9)
    with pytest.raises(WishError, match=f"there is no channel sender {XE} in this account"):
        converge(client, CHANNEL_SENDER, [Wish({"sid": XE, URL: ""})], check=False)


def test_each_channel_is_listed_once_and_only_those_that_are_asked_about():
    agent = {**LIVE, "sid": sid("XE", 2), "sender_id": "rcs:agent"}
    second = {**LIVE, "sid": sid("XE", 3), "sender_id": "whatsapp:+14155550124"}
    client, script = scripted(page("senders", LIVE, second), page("senders", agent), check=True)
    wishes = [Wish({"sender_id": each["sender_id"], URL: ""}, label=each["sid"]) for each in (LIVE, second, agent)]
    outcomes = converge(client, CHANNEL_SENDER, wishes, check=True)
    assert [outcome.changed for outcome in outcomes] == [True] * 3
    assert [details["params"]["Channel"] for _verb, _url, details in script.sent] == ["whatsapp", "rcs"]


def test_a_list_without_webhooks_is_not_taken_for_blank():
    """What is sent is the whole webhook, so nothing may be guessed."""
    bare = page(
        "senders",
        {**LIVE, "webhook": None},
        {**LIVE, "sid": sid("XE", 2), "sender_id": "whatsapp:+14155550124", "webhook": None},
    )
    _outcome, script = run(bare, (200, LIVE), (202, UPDATING), live(callback_url=""), callback_url="")
    assert script.verbs == ["GET", "GET", "POST", "GET"]
    assert script.sent[2][2]["json"]["webhook"]["status_callback_url"] == "https://a.example.com/status"


@pytest.mark.parametrize("spelling", ["+14155550123", SENDER])
def test_a_whatsapp_number_may_be_spelled_either_way(spelling):
    assert spelled({"sender_id": spelling}) == {"sender_id": SENDER}
    client, _script = scripted(LIST)
    assert [live["sid"] for live in read_all(CHANNEL_SENDER, client, {"sender_id": spelling, "sid": None})] == [XE]


@pytest.mark.parametrize("sender", ["whatsapp:14155550123", "messenger:123", "14155550123", "rcs:", "whatsapp:"])
def test_what_is_no_sender_is_said_so(sender):
    client, script = scripted()
    with pytest.raises(WishError, match=r"is not a sender of WhatsApp or RCS.*Console only"):
        converge(client, CHANNEL_SENDER, [Wish({"sender_id": sender, URL: ""})], check=False)
    assert script.sent == []


def test_the_info_module_reads_both_channels():
    agent = {**LIVE, "sid": sid("XE", 2), "sender_id": "rcs:agent"}
    client, script = scripted(LIST, page("senders", agent))
    assert [live["sid"] for live in read_all(CHANNEL_SENDER, client, {"sender_id": None, "sid": None})] == [
        XE,
        agent["sid"],
    ]
    assert script.verbs == ["GET", "GET"]


SERVICES = page("services", {"sid": KS, "unique_name": "Flex Proxy Service", "chat_instance_sid": None})


def test_flex_proxy_is_looked_up():
    outcome, script = run(LIST, SERVICES, (202, UPDATING), live(callback_url=PROXY), options={"handler": "flex_proxy"})
    assert script.sent[2][2]["json"]["webhook"]["callback_url"] == PROXY
    assert flatten(CHANNEL_SENDER.fields, outcome.result)[URL] == PROXY


@pytest.mark.parametrize("check", [True, False])
def test_flex_proxy_must_be_there(check):
    with pytest.raises(NotFound, match="no Flex Proxy service"):
        run(LIST, page("services"), check=check, options={"handler": "flex_proxy"})


def test_flex_proxy_and_a_url_contradict_each_other():
    with pytest.raises(WishError, match=r"give handler or webhook.callback_url, not both"):
        run(callback_url="", options={"handler": "flex_proxy"})
