# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who we are: options before environment, whole pairs, nothing half given."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.credentials import settings_from
from ansible_collections.flexops.twilio.plugins.module_utils.errors import WishError

ACCOUNT, KEY = "AC" + "0" * 32, "SK" + "0" * 32
TOKEN = {"account_sid": ACCOUNT, "auth_token": "token"}
PAIR = {"account_sid": ACCOUNT, "api_key": KEY, "api_secret": "secret"}


def test_token():
    settings = settings_from(TOKEN, {})
    assert (settings.username, settings.password) == (ACCOUNT, "token")
    assert settings.given_by == "account_sid from the option account_sid and auth_token from the option auth_token"


def test_key():
    settings = settings_from(PAIR, {"TWILIO_API_KEY": KEY})
    assert (settings.account_sid, settings.username, settings.password) == (ACCOUNT, KEY, "secret")
    assert "environment variable TWILIO_API_KEY" in settings.given_by
    assert "option api_secret" in settings.given_by


def test_stray_white_space_is_dropped():
    settings = settings_from({"account_sid": f" {ACCOUNT}\n", "auth_token": "token\r\n"}, {})
    assert (settings.account_sid, settings.password) == (ACCOUNT, "token")


def test_the_task_goes_before_the_environment():
    environ = {"TWILIO_AUTH_TOKEN": "theirs"}
    assert settings_from({**PAIR, "auth_token": "theirs"}, environ).username == KEY
    environ = {"TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": "secret"}
    assert settings_from({**PAIR, "auth_token": "mine"}, environ).password == "mine"


def test_a_key_goes_before_a_token_where_both_are_in_the_environment():
    environ = {"TWILIO_API_KEY": KEY, "TWILIO_API_SECRET": "secret", "TWILIO_AUTH_TOKEN": "token"}
    assert settings_from({**PAIR, "auth_token": "token"}, environ).username == KEY


@pytest.mark.parametrize(
    ("params", "says"),
    [
        ({}, "account_sid is missing: set the option or the environment variable TWILIO_ACCOUNT_SID"),
        ({"account_sid": ACCOUNT}, "auth_token is missing .account_sid came from the option account_sid."),
        ({"account_sid": ACCOUNT, "api_key": KEY}, "api_secret is missing .api_key came"),
        ({"account_sid": ACCOUNT, "api_secret": "s"}, "api_key is missing"),
        ({**TOKEN, **PAIR}, "either auth_token or api_key"),
        ({**TOKEN, "account_sid": "AC123"}, "account_sid must be AC and 32"),
        ({**PAIR, "api_key": ACCOUNT}, "api_key must be SK and 32"),
        ({**TOKEN, "api_endpoint": "localhost:8088"}, "api_endpoint must be an http:// or https:// URL"),
        ({**TOKEN, "api_endpoint": "https://[::1"}, "api_endpoint must be an http:// or https:// URL"),
        ({**TOKEN, "api_endpoint": "https://me:secret@gateway.example"}, "must not have a user or password"),
        ({**TOKEN, "api_endpoint": "http://gateway.example"}, "https:// unless it is on this machine"),
        ({**TOKEN, "timeout": 0}, "timeout must be 1 to 600, not 0"),
        ({**TOKEN, "max_concurrency": 65}, "max_concurrency must be 1 to 64"),
    ],
)
def test_what_is_wrong_is_said(params, says):
    with pytest.raises(WishError, match=says):
        settings_from(params, {})


def test_no_message_and_no_repr_has_a_secret():
    with pytest.raises(WishError) as raised:
        settings_from({"account_sid": "AC-very-secret", "auth_token": "very-secret"}, {})
    assert "very-secret" not in str(raised.value)
    assert "hush" not in repr(settings_from({**TOKEN, "auth_token": "hush"}, {}))


def test_a_region_brings_its_edge():
    assert settings_from({**TOKEN, "region": "ie1"}, {}).edge == "dublin"
    assert settings_from({**TOKEN, "region": "ie1", "edge": "london"}, {}).edge == "london"
    assert settings_from(TOKEN, {}).edge is None
