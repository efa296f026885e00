# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deployments over a scripted network: what others do at the same time, and what Twilio may answer either way."""

from __future__ import annotations

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.errors import LostAnswer
from ansible_collections.flexops.twilio.plugins.module_utils.recipes.serverless_reading import pick
from ansible_collections.flexops.twilio.plugins.module_utils.reconcile import converge
from ansible_collections.flexops.twilio.plugins.module_utils.resource import Wish
from ansible_collections.flexops.twilio.plugins.module_utils.resources.serverless_deployment import (
    RUNTIMES,
    SERVERLESS_DEPLOYMENT,
)

from .wire import error, page, scripted

ZS, ZE, ZV, ZB, ZH, ZN = (prefix + "1" * 32 for prefix in ("ZS", "ZE", "ZV", "ZB", "ZH", "ZN"))
OLD = "ZN" + "9" * 32
SERVICE = {"sid": ZS, "unique_name": "bridge", "friendly_name": "bridge"}
FOUND, MADE = (200, SERVICE), (201, SERVICE)
ENVIRONMENT = {"sid": ZE, "unique_name": "dev-environment", "domain_suffix": "dev", "domain_name": "b-1-dev.twil.io"}
LIVE = {**ENVIRONMENT, "build_sid": ZB}
ENVIRONMENTS, NO_ENVIRONMENT = page("environments", ENVIRONMENT), page("environments")
NONE = error(404, 20404)


def variable(value):
    return {"sid": ZV, "key": "A", "value": value}


def run(*answers, check=False, **given):
    client, script = scripted(*answers, check=check, max_concurrency=1)
    (outcome,) = converge(client, SERVERLESS_DEPLOYMENT, [Wish({"service": "bridge", **given})], check=check)
    assert script.answers == [], "answers are left"
    return outcome, script


def writes(script):
    return [f"{method} {url.split('/v1/')[-1]}" for method, url, _details in script.sent if method != "GET"]


@pytest.mark.parametrize("taken", [error(409, 20409), error(400, 20001)])
def test_a_service_that_somebody_else_made_meanwhile(taken):
    # A bad request is looked into once more, because it may be anything.
    looks = [FOUND] if taken[0] == 400 else []
    outcome, script = run(NONE, taken, *looks, FOUND, ENVIRONMENTS)
    assert outcome.error is None
    assert writes(script) == ["POST Services"]


def test_a_service_that_twilio_refuses_is_not_there():
    outcome, script = run(NONE, error(400, 20001, "no such name"), NONE)
    assert "no such name" in str(outcome.error)
    assert not outcome.changed
    assert writes(script) == ["POST Services"]


@pytest.mark.parametrize("taken", [error(409, 20409), error(400, 20001)])
def test_an_environment_that_somebody_else_made_meanwhile(taken):
    outcome, script = run(FOUND, NO_ENVIRONMENT, taken, ENVIRONMENTS)
    assert outcome.result["domain_name"] == "b-1-dev.twil.io"
    assert writes(script) == [f"POST Services/{ZS}/Environments"]


def test_an_environment_of_which_the_answer_was_lost_is_made_again_if_it_is_not_there():
    outcome, script = run(FOUND, NO_ENVIRONMENT, error(503), *[NO_ENVIRONMENT] * 5, (201, ENVIRONMENT))
    assert outcome.error is None
    assert writes(script) == [f"POST Services/{ZS}/Environments"] * 2


def test_a_variable_that_somebody_else_made_meanwhile_gets_our_value():
    outcome, script = run(
        FOUND,
        ENVIRONMENTS,
        page("variables"),
        error(409, 20409),
        page("variables", variable("theirs")),
        (200, variable("ours")),
        variables={"A": "ours"},
    )
    assert outcome.error is None
    assert script.form() == {"Value": "ours"}


def test_a_refused_value_is_not_repeated():
    refused = error(400, 20001, "Value sesame is no good")
    refused[1]["details"] = {"Value": "sesame"}
    outcome, _script = run(FOUND, ENVIRONMENTS, page("variables", variable("old")), refused, variables={"A": "sesame"})
    assert "Could not update variable A: Value (the value) is no good" in str(outcome.error)
    assert "sesame" not in str(outcome.error.facts())


def test_half_done_names_each_step():
    outcome, _script = run(
        FOUND,
        ENVIRONMENTS,
        page("variables"),
        (200, SERVICE),
        (201, variable("x")),
        error(403, 20003),
        friendly_name="B",
        variables={"A": "x", "B": "y"},
    )
    assert outcome.error.half_done.startswith("friendly_name of Serverless service bridge")
    assert outcome.error.half_done.endswith("is written. variable A was set.")
    assert outcome.changed


def version(sid, path="/a", visibility="PUBLIC"):
    return {"sid": sid, "function_sid": ZH, "path": path, "visibility": visibility}


def build(*versions, **facts):
    return {"sid": ZB, "status": "completed", "runtime": "node22", "function_versions": list(versions), **facts}


A = {"path": "/a", "content": "new", "state": "present"}


def test_a_newer_version_with_the_wanted_content_is_only_built():
    newer = "ZN" + "2" * 32
    outcome, script = run(
        FOUND,
        page("environments", LIVE),
        (200, build(version(ZN))),
        (200, {"sid": "ZN1", "content": "old"}),
        page("function_versions", version(newer, visibility="public"), version(ZN, visibility="public")),
        (200, {"sid": "ZN1", "content": "new"}),
        page("builds", build(version(ZN))),
        (201, {**build(version(newer)), "sid": "ZB" + "2" * 32}),
        (201, {"sid": "ZD" + "1" * 32}),
        functions=[A],
    )
    assert outcome.error is None
    assert writes(script) == [f"POST Services/{ZS}/Builds", f"POST Services/{ZS}/Environments/{ZE}/Deployments"]


def test_of_two_versions_the_date_decides_and_then_the_place():
    dated = [
        {**version("ZN" + digit * 32, visibility="public"), "date_created": f"2026-01-0{day}T00:00:00Z"}
        for digit, day in (("2", 1), ("3", 2), ("4", 2))
    ]
    outcome, script = run(
        FOUND,
        page("environments", LIVE),
        (200, build(version(ZN))),
        (200, {"sid": "ZN1", "content": "old"}),
        page("function_versions", *dated),
        (200, {"sid": "ZN1", "content": "new"}),
        check=True,
        functions=[A],
    )
    assert outcome.changed
    assert script.sent[-1][1].endswith(f"Versions/ZN{'3' * 32}/Content")


def test_what_nobody_looked_at_is_not_read():
    outcome, script = run(
        FOUND,
        page("environments", LIVE),
        (200, build(version(ZN, "/theirs"), version(OLD), dependencies=[{"name": "twilio", "version": "5.0.3"}])),
        (200, {"sid": "ZN1", "content": "new"}),
        functions=[A],
        dependencies={"twilio": "^5.0.0"},
        runtime="node22",
    )
    assert not outcome.changed
    assert set(outcome.result["functions"]) == {"/a", "/theirs"}
    assert writes(script) == []


def test_a_retired_runtime_is_a_warning():
    outcome, _script = run(NONE, check=True, runtime="node18", functions=[A])
    assert "runtime node18 is retired" in outcome.change.wish.remarks["findings"][0]


def test_a_runtime_with_nothing_to_build_is_no_change():
    outcome, _script = run(FOUND, ENVIRONMENTS, runtime="node22", dependencies={"x": "1.0.0"})
    assert not outcome.changed


def test_runtimes_are_the_sdk_s():
    from twilio.rest.serverless.v1.service.build import BuildInstance

    assert set(RUNTIMES) == {value for name, value in vars(BuildInstance.Runtime).items() if name.isupper()}


@pytest.mark.parametrize(
    ("name", "meant"),
    [("dev", "dev-environment"), ("dev-environment", "dev-environment"), ("x", "odd"), ("production", "bare")],
)
def test_environments_by_name_or_suffix(name, meant):
    environments = [
        {"unique_name": "odd", "domain_suffix": "x"},
        {"unique_name": "dev-environment", "domain_suffix": "dev"},
        {"unique_name": "bare", "domain_suffix": None},
    ]
    assert pick(environments, name)["unique_name"] == meant
    assert pick(environments, "none") is None


URL = "https://serverless-upload.twilio.com/v1/Services/ZS/Functions/ZH/Versions"


def upload(client):
    return client.upload("upload it", URL, {"Path": "/a"}, ("a.js", b"x", "application/javascript"))


def test_an_upload_is_a_file_with_credentials_to_the_region_s_host():
    client, script = scripted((201, {"sid": ZN, "url": "u"}), region="ie1", edge="dublin")
    assert upload(client) == {"sid": ZN}
    method, url, details = script.sent[0]
    assert (method, url) == ("POST", URL.replace("upload.twilio", "upload.dublin.ie1.twilio"))
    assert details["files"] == {"Content": ("a.js", b"x", "application/javascript")}
    assert details["data"] == {"Path": "/a"}
    assert details["auth"] == (client.settings.username, "token")
    assert "Content-Type" not in details["headers"], "the boundary is not ours to choose"
    assert client.transport.writes == 1


def test_an_upload_through_an_endpoint():
    client, script = scripted((201, {"sid": ZN}), api_endpoint="https://gateway.example")
    upload(client)
    assert script.sent[0][1] == "https://gateway.example/serverless-upload/v1/Services/ZS/Functions/ZH/Versions"


def test_an_upload_that_was_too_many_goes_again_and_one_in_doubt_does_not():
    client, script = scripted(error(429), (201, {"sid": ZN}), error(503))
    assert upload(client)["sid"] == ZN
    with pytest.raises(LostAnswer):
        upload(client)
    assert len(script.sent) == 3


def test_no_upload_in_check_mode():
    client, script = scripted(check=True)
    with pytest.raises(AssertionError, match="check mode must not write"):
        upload(client)
    assert script.sent == []
