# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messaging services and their senders: the real SDK on a transport that keeps services and pools."""

from __future__ import annotations

import copy
import re

import pytest
from hypothesis import given, settings, strategies as st

from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError
from ansible_collections.flexops.twilio.plugins.module_utils.plan import validate
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import UNKNOWN, Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.messaging_service import MESSAGING_SERVICE
from ansible_collections.flexops.twilio.plugins.module_utils.runner import read_all

from .pools import NUMBERS, PNS, SALES, SUPPORT, Pools
from .wire import error, scripted
from .world import sid


def converged(account, *wishes, check=False, concurrency=1):
    client, _script = scripted(check=check, max_concurrency=concurrency)
    client.transport.session = account
    account.sent.clear()
    return converge(client, MESSAGING_SERVICE, list(wishes), check=check)


def two():
    return Pools({SUPPORT: ("Support", NUMBERS[:2], ["ACME"]), SALES: ("Sales", NUMBERS[2:3], [])})


def wish(name="Support", state="present", label="", **given):
    return Wish({"friendly_name": name, **given}, state=state, label=label)


def test_what_is_not_given_is_not_sent():
    account = two()
    converged(account, wish(status_callback="https://a.example"))
    assert account.writes() == [("POST", f"Services/{SUPPORT}", {"StatusCallback": "https://a.example"})]
    converged(account, wish("New", sticky_sender=False))
    assert account.writes() == [("POST", "Services", {"FriendlyName": "New", "StickySender": "false"})]
    converged(account, wish(phone_numbers={"absent": NUMBERS[:1]}))
    assert account.writes() == [("DELETE", f"Services/{SUPPORT}/PhoneNumbers/{PNS[NUMBERS[0]]}", {})]


def test_blank_means_blank_and_an_inbound_setting_is_sent_if_given():
    account = two()
    asked = wish(inbound_request_url="https://a.example", use_inbound_webhook_on_number=False)
    converged(account, asked)
    assert account.writes()[0][2] == {
        "InboundRequestUrl": "https://a.example",
        "UseInboundWebhookOnNumber": "false",
    }
    converged(account, wish(inbound_request_url=""))
    assert account.writes()[0][2] == {"InboundRequestUrl": ""}
    converged(account, wish(inbound_request_url=""))
    assert account.writes() == []


def test_the_result_has_the_senders_that_were_asked_about():
    account = two()
    (outcome,) = converged(account, wish(status_callback="https://a.example", phone_numbers={"present": NUMBERS[:1]}))
    assert len(account.writes()) == 1
    assert (outcome.result["status_callback"], outcome.result["phone_numbers"]) == ("https://a.example", NUMBERS[:2])


def test_nobody_asks_for_senders_so_none_is_read():
    account = two()
    converged(account, wish())
    assert [path for _method, path, _form in account.sent] == ["/v1/Services"]
    converged(account, wish(alpha_senders={"present": ["ACME"]}))
    assert [path.split("/v1/")[1] for _method, path, _form in account.sent] == [
        "Services",
        f"Services/{SUPPORT}/AlphaSenders",
    ]


def test_a_new_service_with_senders():
    account = two()
    (outcome,) = converged(
        account, wish("New", phone_numbers={"present": [NUMBERS[3]]}, alpha_senders={"exactly": ["Care 1"]})
    )
    new = outcome.result["sid"]
    assert account.writes() == [
        ("POST", "Services", {"FriendlyName": "New"}),
        ("POST", f"Services/{new}/PhoneNumbers", {"PhoneNumberSid": PNS[NUMBERS[3]]}),
        ("POST", f"Services/{new}/AlphaSenders", {"AlphaSender": "Care 1"}),
    ]
    assert (outcome.result["phone_numbers"], outcome.result["alpha_senders"]) == ([NUMBERS[3]], ["Care 1"])


def test_senders_go_before_others_come():
    account = two()
    (outcome,) = converged(account, wish(phone_numbers={"exactly": [NUMBERS[3], NUMBERS[1]]}, sticky_sender=True))
    assert [method for method, _path, _form in account.writes()] == ["POST", "DELETE", "POST"]
    assert account.pools[SUPPORT]["PhoneNumbers"] == [NUMBERS[1], NUMBERS[3]]
    assert outcome.result["phone_numbers"] == [NUMBERS[3], NUMBERS[1]]
    assert outcome.change.before["phone_numbers"] == NUMBERS[:2]


@pytest.mark.parametrize("check", [True, False])
def test_a_number_of_another_service_is_refused_before_any_write(check):
    account = two()
    asked = [wish(label="a", sticky_sender=True), wish("New", label="b", phone_numbers={"present": [NUMBERS[2]]})]
    with pytest.raises(WishError) as raised:
        converged(account, *asked, check=check)
    assert str(raised.value) == (
        f"b: phone_numbers: {NUMBERS[2]} is in messaging service Sales ({SALES});"
        " flexops.twilio.phone_number_messaging moves it"
    )
    assert account.writes() == []


def test_a_number_that_the_account_lacks():
    account = two()
    asked = wish(phone_numbers={"present": [NUMBERS[4], "+14155550177"]})
    with pytest.raises(WishError) as raised:
        converged(account, asked)
    assert str(raised.value) == (
        f"phone_numbers: this account does not have {NUMBERS[4]}\n"
        "phone_numbers: this account does not have +14155550177"
    )
    assert account.writes() == []
    (outcome,) = converged(account, asked, check=True)
    assert outcome.changed, "an earlier step of the same run may buy it"
    assert [unresolved.name for unresolved in outcome.unresolved] == [NUMBERS[4], "+14155550177"]


def test_check_mode_goes_on_with_numbers_not_known_yet():
    account = two()
    asked = [wish(name, phone_numbers={"present": [UNKNOWN]}, label=name) for name in ("Support", "Sales")]
    outcomes = converged(account, *asked, check=True)
    assert [outcome.change.after["phone_numbers"][-1] for outcome in outcomes] == [UNKNOWN] * 2


def test_one_number_for_two_services():
    account = two()
    asked = [wish(name, phone_numbers={"present": [NUMBERS[3]]}, label=name) for name in ("Support", "Sales")]
    with pytest.raises(
        WishError,
        match=f"^Sales: phone_numbers: messaging service Support .* is to have {re.escape(NUMBERS[3])} as well",
    ):
        converged(account, *asked)
    assert account.writes() == []


def test_a_number_taken_out_that_is_in_none_is_nothing():
    account = two()
    (outcome,) = converged(account, wish(phone_numbers={"absent": [NUMBERS[2], NUMBERS[4]]}))
    assert not outcome.changed
    assert account.pools[SALES]["PhoneNumbers"] == [NUMBERS[2]]


@pytest.mark.parametrize("answers", [[error(409, 21710)], [error(503)] * 9, ["cut"]])
def test_a_sender_that_somebody_else_put_in(answers):
    account = two()
    account.broken["POST", NUMBERS[3]] = answers
    if answers != ["cut"]:
        join = account.pool

        def meanwhile(method, service, kind, member, form):
            if method == "POST":
                account.pools[SUPPORT][kind].append(NUMBERS[3])
            return join(method, service, kind, member, form)

        account.pool = meanwhile
    (outcome,) = converged(account, wish(phone_numbers={"present": [NUMBERS[3]]}))
    assert outcome.error is None
    assert outcome.result["phone_numbers"] == [*NUMBERS[:2], NUMBERS[3]]


def test_a_number_that_went_elsewhere_meanwhile():
    account = two()
    account.broken["POST", NUMBERS[3]] = [error(409, 21712, "elsewhere")]
    (outcome,) = converged(account, wish(phone_numbers={"present": [NUMBERS[3]]}))
    assert f"Could not put {NUMBERS[3]} into messaging service {SUPPORT}: elsewhere" in str(outcome.error)
    assert not outcome.changed


def test_what_is_done_before_a_failure_is_told():
    account = two()
    account.broken["POST", NUMBERS[3]] = [error(400, 21715, "no SMS")]
    asked = wish(
        status_callback="https://a.example",
        phone_numbers={"present": [NUMBERS[3]], "absent": [NUMBERS[0]]},
        alpha_senders={"present": ["Care"]},
    )
    (outcome,) = converged(account, asked)
    assert outcome.error.half_done == (
        f"status_callback of messaging service Support ({SUPPORT}) is written; {NUMBERS[0]} is out; Care is in."
    )
    assert outcome.changed
    (outcome,) = converged(account, asked)
    assert [path for _method, path, _form in account.writes()] == [f"Services/{SUPPORT}/PhoneNumbers"]
    assert outcome.error is None


def test_nobody_comes_in_when_somebody_could_not_leave():
    account = two()
    account.broken["DELETE", NUMBERS[0]] = [error(403, 20003, "no")]
    (outcome,) = converged(account, wish(phone_numbers={"exactly": [NUMBERS[3]]}))
    assert outcome.error.half_done == f"{NUMBERS[1]} is out."
    assert account.pools[SUPPORT]["PhoneNumbers"] == [NUMBERS[0]]


def test_each_failure_is_named():
    account = two()
    account.broken["POST", NUMBERS[3]] = [error(400, 21715, "no SMS")]
    account.broken["POST", "Care"] = [error(400, 1, "not in the US")]
    asked = wish(phone_numbers={"present": [NUMBERS[3]]}, alpha_senders={"present": ["Care"]})
    (outcome,) = converged(account, asked)
    assert f"no SMS; nor put Care into messaging service {SUPPORT}: not in the US" in str(outcome.error)
    assert (outcome.changed, outcome.error.half_done) == (False, "")


@pytest.mark.parametrize("answer", [error(409, 21712, "elsewhere"), error(503, 1, "down"), error(400, 21715, "no SMS")])
def test_a_service_that_is_created_and_whose_senders_fail(answer):
    account = two()
    account.broken["POST", NUMBERS[3]] = [answer]
    asked = wish("New", phone_numbers={"present": [NUMBERS[3]]}, alpha_senders={"present": ["Care"]})
    (outcome,) = converged(account, asked)
    assert outcome.error.half_done == "messaging service New is created; Care is in."
    assert outcome.changed
    (outcome,) = converged(account, asked)
    assert outcome.change.action == "update"
    assert [path for _method, path, _form in account.writes()] == [f"Services/{outcome.result['sid']}/PhoneNumbers"]
    assert len(account.services) == 3


def test_a_deleted_service_keeps_nothing_back():
    account = two()
    (outcome,) = converged(account, wish(state="absent", phone_numbers={"present": [NUMBERS[3]]}))
    assert account.writes() == [("DELETE", f"Services/{SUPPORT}", {})]
    assert outcome.result is None
    assert not converged(account, wish(state="absent"))[0].changed


def test_several_of_one_name_are_named():
    account = Pools({SUPPORT: ("Support", [], []), SALES: ("Support", [], [])})
    with pytest.raises(WishError, match=rf"2 messaging services are called 'Support': .*{SALES}.* Give the sid"):
        converged(account, wish(phone_numbers={"present": NUMBERS[:1]}))
    converged(account, Wish({"sid": SALES, "friendly_name": "Sales"}))
    assert account.writes() == [("POST", f"Services/{SALES}", {"FriendlyName": "Sales"})]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"phone_numbers": {"present": ["14155550100"]}},
            "phone_numbers: '14155550100' is not a phone number in E.164",
        ),
        ({"phone_numbers": {"exactly": ["+1 415 555 0100"]}}, "is not a phone number in E.164 form"),
        ({"phone_numbers": {"present": [NUMBERS[0]], "absent": [NUMBERS[0]]}}, f"{NUMBERS[0]} cannot be both"),
        ({"alpha_senders": {"present": ["x" * 12]}}, "is not an alphanumeric sender: up to 11 letters"),
        ({"alpha_senders": {"absent": ["123"]}}, "'123' is not an alphanumeric sender"),
        ({"alpha_senders": {"present": ["Füße"]}}, "is not an alphanumeric sender"),
        ({"alpha_senders": {"present": [" "]}}, "is not an alphanumeric sender"),
        ({"validity_period": 0}, "0 is outside 1 to 36000"),
        ({"status_callback": "a.example"}, "is not an absolute http"),
        ({"friendly_name": "x" * 65}, "it has 65 characters, Twilio takes at most 64"),
    ],
)
def test_a_service_that_cannot_be(given, says):
    (problem,) = validate(
        MESSAGING_SERVICE,
        [wish(**{"name": "Support", **given} if "friendly_name" not in given else {"name": given["friendly_name"]})],
    )
    assert says in problem


def test_reading_has_everybody_s_senders():
    client, _script = scripted(check=True)
    client.transport.session = two()
    lives = read_all(MESSAGING_SERVICE, client, {})
    assert [(live["phone_numbers"], live["alpha_senders"]) for live in lives] == [
        (NUMBERS[:2], ["ACME"]),
        (NUMBERS[2:3], []),
    ]
    (live,) = read_all(MESSAGING_SERVICE, client, {"friendly_name": "Sales"})
    assert live["phone_numbers"] == NUMBERS[2:3]


NAMES = ["One", "Two", "Three"]
MEMBERSHIPS = st.fixed_dictionaries(
    {}, optional={"present": st.lists(st.sampled_from(NUMBERS[:4])), "absent": st.lists(st.sampled_from(NUMBERS[:4]))}
) | st.fixed_dictionaries({"exactly": st.lists(st.sampled_from(NUMBERS[:4]))})
WISHES = st.dictionaries(
    st.sampled_from([*NAMES, "New"]),
    st.tuples(
        st.sampled_from(["present", "present", "absent"]),
        st.fixed_dictionaries(
            {}, optional={"phone_numbers": MEMBERSHIPS, "status_callback": st.sampled_from(["", "https://a.example"])}
        ),
    ),
    min_size=1,
)


@settings(deadline=None, max_examples=150)
@given(
    holders=st.lists(st.sampled_from([None, 0, 1, 2]), min_size=4, max_size=4),
    wishes=WISHES,
    concurrency=st.sampled_from([1, 4]),
)
def test_check_foretells_the_second_run_is_empty_and_nobody_else_moves(holders, wishes, concurrency):
    def world():
        return Pools(
            {
                sid("MG", at): (
                    name,
                    [number for number, held in zip(NUMBERS, holders, strict=False) if held == at],
                    [],
                )
                for at, name in enumerate(NAMES)
            }
        )

    asked = [wish(name, state, name, **given) for name, (state, given) in wishes.items()]
    checked, account = world(), world()
    before = copy.deepcopy((account.services, account.pools))
    try:
        foretold = converged(checked, *asked, check=True)
    except WishError as refusal:
        with pytest.raises(WishError, match=re.escape(str(refusal))):
            converged(account, *asked)
        assert (account.services, account.pools) == before
        return
    done = converged(account, *asked, concurrency=concurrency)
    assert checked.writes() == []
    assert [outcome.error for outcome in done] == [None] * len(done)
    assert [outcome.change.diff for outcome in foretold] == [outcome.change.diff for outcome in done]
    assert bool(account.writes()) == any(outcome.changed for outcome in done)
    for service, pools in before[1].items():
        name = before[0][service]["friendly_name"]
        state, values = wishes.get(name, ("present", {}))
        given = values.get("phone_numbers", {})
        there = account.pools.get(service, {}).get("PhoneNumbers")
        if state == "absent":
            assert there is None
            continue
        moved = set(there) ^ set(pools["PhoneNumbers"])
        assert "exactly" in given or all(any(number in some for some in given.values()) for number in moved)
        assert "exactly" not in given or set(there) == set(given["exactly"])
        assert account.services[service] == {
            **before[0][service],
            **({"status_callback": values["status_callback"]} if values.get("status_callback") else {}),
        }
    assert not any(outcome.changed for outcome in converged(account, *asked))
    assert account.writes() == []
