# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are masked wherever they stand and however they are written, and nothing else is."""

from __future__ import annotations

import html
import json
import types
from urllib.parse import quote, quote_plus

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils import hiding, runner
from ansible_collections.flexops.twilio.plugins.module_utils.errors import glimpse

MASK = hiding.MASK


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://bot:hush@a.example/x", f"https://bot:{MASK}@a.example/x"),
        (
            "no https://:1@a.example, but wss://b:2@c.example",
            f"no https://:{MASK}@a.example, but wss://b:{MASK}@c.example",
        ),
        ("https://bot:with@sign@a.example", f"https://bot:{MASK}@a.example"),
        (r"{\"Url\":\"https:\/\/bot:hush@a.example\"}", rf"{{\"Url\":\"https:\/\/bot:{MASK}@a.example\"}}"),
        ("https//bot:hush@a.example", f"https//bot:{MASK}@a.example"),
        ("https:/bot:hush@a.example", f"https:/bot:{MASK}@a.example"),
        *[
            (text, text)
            for text in (
                "https://c.example:8080/@me",
                "https://a.example:80 for me@b.example",
                '["https://a.example:80","me@b.example"]',
                "sip:desk@sip.example.com",
                "https://me@a.example",
                "whatsapp:+12125550123",
            )
        ],
    ],
)
def test_passwords_in_urls(text, shown):
    assert hiding.masked(text) == shown
    assert hiding.masked({text: [text]}) == {shown: [shown]}


def test_passwords_in_flows_are_masked_in_a_document_in_its_text_and_where_that_is_quoted():
    flow = {"sip_password": 'hu"sh', "sip_auth_password": 4711, "sip_username": "open", "body": "password: no"}
    shown = {**flow, "sip_password": MASK, "sip_auth_password": MASK}
    assert hiding.masked({"states": [flow]}) == {"states": [shown]}
    text = json.dumps({**flow, "sip_auth_password": "\\"})
    assert json.loads(hiding.masked(text)) == shown
    text = json.dumps({**flow, "sip_auth_password": "4711"})
    assert json.loads(json.loads(hiding.masked(json.dumps(text)))) == shown
    assert hiding.masked(str({"sip_password": "hush"})) == str({"sip_password": MASK})


def test_templates_and_nothing_are_no_passwords():
    flow = {"sip_password": "{{flow.variables.password}}", "sip_auth_password": None}
    assert hiding.masked([flow, json.dumps(flow)]) == [flow, json.dumps(flow)]
    assert list(hiding.passwords_in([flow, json.dumps(flow)])) == []


def test_passwords_are_found_as_they_are_meant():
    flow = {"sip_password": 'hu"sh', "url": "https://a:b@c.example"}
    assert set(hiding.passwords_in([flow])) == {'hu"sh', "b"}
    assert {'hu"sh', "b"} <= set(hiding.passwords_in(json.dumps([flow])))
    assert set(hiding.passwords_in({"sms_url": "https://bot:with a blank@a.example"})) == {"with a blank"}


@pytest.mark.parametrize(
    "write",
    [
        str,
        quote_plus,
        lambda secret: quote(secret, safe=""),
        html.escape,
        json.dumps,
        repr,
        lambda one: repr(json.dumps(one)),
    ],
)
def test_a_secret_is_masked_in_every_spelling(write):
    secret = "hu sh/\\\"'&<é\n%41"
    said = f"<pre>{write(secret)}</pre>"
    assert not {"hu", "sh", "%41"} & set(said.replace(write(secret), "").split())
    assert "hu" not in hiding.masked(said, [secret])
    assert "%41" not in hiding.masked(said, [secret])
    assert "2541" not in hiding.masked(said, [secret])


def module(**params):
    spec = {"auth_token": {"no_log": True}, "variables": {"no_log": True}, "sms_url": {}, "aggregate": {}}
    return types.SimpleNamespace(no_log_values={"s3cret"}, params=params, argument_spec=spec)


def test_credentials_are_masked_everywhere_the_header_they_travel_in_included():
    one = module(account_sid="AC1", auth_token=" token ")
    shown = runner.Module.hidden(one, {"msg": f"token Basic {hiding.basic('AC1', 'token')}", "changed": True})
    assert shown["msg"] == f"{MASK} Basic {MASK}"
    assert shown["changed"] is True
    assert one.no_log_values == {"token"}
    assert "token" not in str(shown["invocation"]["module_args"].values())


def test_a_long_password_is_masked_everywhere_a_short_one_in_urls():
    one = module(sms_url="https://bot:long-enough@a.example", aggregate=[{"sms_url": "https://bot:POST@a.example"}])
    shown = runner.Module.hidden(one, {"msg": "long-enough, POST", "url": "https://bot:POST@a.example"})
    assert (shown["msg"], shown["url"]) == (f"{MASK}, POST", f"https://bot:{MASK}@a.example")
    assert "POST" not in str(shown["invocation"])


def test_words_that_are_secret_values_are_masked_in_the_options_and_left_in_the_answer():
    one = module(variables={"A": "s3cret"}, aggregate=[{"variables": {"B": "dev"}}])
    shown = runner.Module.hidden(one, {"url": "https://x-dev.twil.io"})
    assert one.no_log_values == set()
    assert shown["url"] == "https://x-dev.twil.io"
    assert shown["invocation"]["module_args"]["variables"] == {"A": "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"}
    assert "dev" not in str(shown["invocation"])
    assert one.params["variables"] == {"A": "s3cret"}


def test_of_a_body_that_cannot_be_read_nothing_is_shown_in_part():
    assert glimpse('{"variables": [{"value": "hu') == "{…"
    page = f"<p>{'word ' * 22}hush-hush-hush</p>"
    assert glimpse(page) == f"<p>{'word ' * 22}".strip() + "…"
    assert glimpse("<h1>Bad\n Gateway</h1>") == "<h1>Bad Gateway</h1>"
