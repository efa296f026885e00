# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Flex Flows over a scripted network: what a new one belongs to, what is in its way, and reading."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import NotFound, TwilioError, WishError
from ansible_collections.flexops.twilio.plugins.module_utils.recipes.flex_configuration import read_configuration
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resources.flex_flow import FLEX_FLOW
from ansible_collections.flexops.twilio.plugins.module_utils.runner import read_all

from .test_flex_flow import ACCOUNT, CHAT, NUMBER, OTHER, flow, support, wish
from .wire import error, page, scripted
from .world import sid

CONFIGURATION = {"account_sid": "AC1", "status": "ok", "chat_service_instance_sid": CHAT, "attributes": {"key": "s3"}}
NO_FLEX = error(404, 45101, "not found")


def flows(*lives):
    return page("flex_flows", *lives)


def run(client, *wishes, check=False):
    return converge(client, FLEX_FLOW, wishes, check=check)


def urls(script):
    return [(method, url.partition("twilio.com/v1")[2]) for method, url, _details in script.sent]


def test_a_new_one_belongs_to_the_chat_service_of_flex_which_is_read_once():
    client, script = scripted(flows(), (200, CONFIGURATION), (201, flow()), (201, flow(2)), max_concurrency=1)
    wishes = [wish(channel_type="sms", contact_identity=number, friendly_name="Support") for number in (NUMBER, OTHER)]
    outcomes = run(client, *wishes)
    assert urls(script) == [
        ("GET", "/FlexFlows"),
        ("GET", "/Configuration"),
        ("POST", "/FlexFlows"),
        ("POST", "/FlexFlows"),
    ]
    assert script.form() == {
        "FriendlyName": "Support",
        "ChannelType": "sms",
        "ContactIdentity": OTHER,
        "ChatServiceSid": CHAT,
    }
    assert [outcome.result["sid"] for outcome in outcomes] == [sid("FO", 1), sid("FO", 2)]


@pytest.mark.parametrize(
    ("lives", "one"),
    [
        ([flow()], support(enabled=True)),
        ([], support("absent")),
        ([], support(friendly_name="Support", chat_service_sid=CHAT)),
    ],
)
def test_the_configuration_is_read_only_for_what_is_created_without(lives, one):
    services = [page("services", {"sid": CHAT, "friendly_name": "Flex"})] if "chat_service_sid" in one.given else []
    client, script = scripted(*services, flows(*lives), check=True)
    run(client, one, check=True)
    assert not any(url == "/Configuration" for _method, url in urls(script))


@pytest.mark.parametrize(
    ("answer", "kind", "says"),
    [
        (NO_FLEX, NotFound, "has no Flex: Twilio knows no Flex configuration of it"),
        ((200, {"status": "notstarted"}), WishError, "Flex has no chat service yet.*'notstarted'"),
    ],
)
@pytest.mark.parametrize("check", [True, False])
def test_without_flex_there_is_no_default(answer, kind, says, check):
    client, script = scripted(flows(), answer, check=check)
    with pytest.raises(kind, match=says):
        run(client, support(friendly_name="Support"), check=check)
    assert script.verbs == ["GET", "GET"]


def refused(status, code):
    return error(status, code, "Flex Flow creation failed")


@pytest.mark.parametrize(("status", "code"), [(409, 45202), (400, 45210), (400, 45212), (409, None)])
def test_somebody_was_faster_then_it_is_compared_and_put_right(status, code):
    rival = flow(friendly_name="Older", enabled=False)
    client, script = scripted(
        flows(),
        (200, CONFIGURATION),
        refused(status, code),
        flows(rival),
        flows(rival),
        (200, flow()),
    )
    (outcome,) = run(client, support(friendly_name="Support"))
    assert script.verbs == ["GET", "GET", "POST", "GET", "GET", "POST"]
    assert script.sent[-1][1].endswith(sid("FO", 1))
    assert script.form() == {"FriendlyName": "Support"}
    assert outcome.error is None


def test_what_is_in_the_way_and_is_not_the_one_is_named():
    web = flow(4, channel_type="web", contact_identity="", friendly_name="Web")
    others = [flow(1), flow(2, channel_type="web", contact_identity="x", friendly_name="Kiosk"), web]
    client, script = scripted(flows(*others), (200, CONFIGURATION), refused(400, 45210), *[flows(*others)] * 9)
    (outcome,) = run(client, wish(channel_type="web", friendly_name="New web"))
    assert f"the account has 'Web' ({sid('FO', 4)}) for the same channel_type" in str(outcome.error)
    assert "Could not create Flex Flow web New web: Flex Flow creation failed" in str(outcome.error)
    assert "Kiosk" not in str(outcome.error)
    assert sid("FO", 1) not in str(outcome.error)
    assert outcome.error.facts()["error"]["code"] == 45210
    assert script.verbs.count("POST") == 1


def test_a_refusal_for_another_reason_is_what_twilio_says():
    client, script = scripted(
        flows(), (200, CONFIGURATION), refused(400, 45210), flows(flow(2, contact_identity=OTHER))
    )
    (outcome,) = run(client, support(friendly_name="Support"))
    assert outcome.error.__class__ is TwilioError
    assert "the account has" not in str(outcome.error)
    client, script = scripted(flows(), (200, CONFIGURATION), refused(400, 45004))
    (outcome,) = run(client, support(friendly_name="Support"))
    assert outcome.error.code == 45004
    assert len(script.sent) == 3


def test_a_refusal_is_told_though_what_is_in_the_way_cannot_be_read():
    client, _script = scripted(flows(), (200, CONFIGURATION), refused(400, 45210), *[error(503)] * 5)
    (outcome,) = run(client, support(friendly_name="Support"))
    assert (outcome.error.code, outcome.error.status) == (45210, 400)


def test_a_lost_answer_is_looked_up_and_not_sent_again():
    client, script = scripted(flows(), (200, CONFIGURATION), error(502), flows(flow()))
    (outcome,) = run(client, support(friendly_name="Support"))
    assert (script.verbs, outcome.result["sid"]) == (["GET", "GET", "POST", "GET"], sid("FO", 1))


def read(client, **params):
    return [live["sid"] for live in read_all(FLEX_FLOW, client, params)]


@pytest.mark.parametrize(
    ("params", "ats"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"channel_type": "sms"}, [1, 2]),
        ({"contact_identity": NUMBER}, [1, 5]),
        ({"channel_type": "whatsapp", "contact_identity": NUMBER}, [3]),
        ({"friendly_name": "Support"}, [1, 2, 3]),
        ({"friendly_name": "Support", "contact_identity": OTHER}, [2]),
        ({"friendly_name": "Web", "channel_type": "sms"}, []),
        ({"channel_type": "sms", "contact_identity": NUMBER, "friendly_name": "Web"}, []),
    ],
)
def test_reading_gives_what_fits_every_option(params, ats):
    client, script = scripted(flows(*ACCOUNT))
    assert read(client, **params) == [sid("FO", at) for at in ats]
    assert urls(script) == [("GET", "/FlexFlows")]


def test_the_configuration_shows_what_others_need_and_nothing_else():
    client, _script = scripted((200, {**CONFIGURATION, "ui_attributes": {"token": "s3"}, "runtime_domain": "x"}))
    shown = read_configuration(client, {})["flex_configuration"]
    assert (shown["chat_service_instance_sid"], shown["status"]) == (CHAT, "ok")
    assert "s3" not in str(shown)
    client, _script = scripted(NO_FLEX)
    with pytest.raises(NotFound, match=r"Could not read the Flex configuration: account AC\w+ has no Flex"):
        read_configuration(client, {})
