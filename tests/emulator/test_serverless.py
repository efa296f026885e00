# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serverless services: environments, variables and what is uploaded."""

from __future__ import annotations

import json

import pytest

from ansible_collections.flexops.twilio.emulator.twilio_emulator.state import World
from ansible_collections.flexops.twilio.tests.emulator.services import FILE, SERVICES, SOURCE, UPLOAD, Service
from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running


def test_a_service_is_found_by_its_unique_name_as_well(emulator: Running) -> None:
    made = emulator.sdk().serverless.v1.services.create(unique_name="my_Code", friendly_name="Code")
    assert (made.include_credentials, made.ui_editable) == (True, False)
    assert made.domain_base.startswith("my-code-")
    assert made.links["functions"] == f"https://serverless.twilio.com/v1/Services/{made.sid}/Functions"
    found = emulator.sdk().serverless.v1.services("my_Code")
    assert found.fetch().sid == made.sid
    assert found.update(friendly_name="New", include_credentials=False).include_credentials is False
    environment = found.environments.create(unique_name="dev-environment", domain_suffix="dev")
    assert environment.url == f"{made.url}/Environments/{environment.sid}"
    assert environment.domain_name == f"{made.domain_base}-dev.twil.io"
    assert environment.build_sid is None
    assert found.delete()
    emulator.refused(404, 20404, "GET", f"{SERVICES}/my_Code")
    emulator.refused(404, 20404, "GET", f"{SERVICES}/{made.sid}/Environments")


def domains(emulator: Running) -> list[str]:
    """Return the domains of two services of the same name, in two accounts of a new world."""
    emulator.begin()
    found = []
    for name in ("one", "two"):
        made = emulator.seed({"friendly_name": name, "serverless_services": [{"unique_name": "code"}]})
        account = emulator.emulator.world.accounts[made["sid"]]
        found += [service["domain_base"] for service in account["serverless_services"]]
    return found


def test_domains_depend_on_the_seed_and_are_nobody_elses(emulator: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    first = domains(emulator)
    assert first == domains(emulator)
    digest = World.digest
    # Chance would have it that both get the same digits.
    monkeypatch.setattr(World, "digest", lambda self, *parts: digest(self, *(p for p in parts if p[:2] != "ZS")))
    assert len(set(domains(emulator))) == 2


@pytest.mark.parametrize("status", [409, 400])
def test_names_are_unique(service: Service, status: int) -> None:
    code = {409: 20409, 400: 20001}[status]
    service.emulator.control("POST", "switches", {"duplicate_name_status": status})
    service.emulator.refused(status, code, "POST", SERVICES, {"UniqueName": "code", "FriendlyName": "x"})
    environment = service.post("Environments", {"UniqueName": "dev", "DomainSuffix": "dev"})["sid"]
    service.refused(status, code, "POST", "Environments", {"UniqueName": "dev", "DomainSuffix": "other"})
    service.refused(status, code, "POST", "Environments", {"UniqueName": "other", "DomainSuffix": "dev"})
    variables = f"Environments/{environment}/Variables"
    service.post(variables, {"Key": "A", "Value": "1"})
    other = service.post(variables, {"Key": "B", "Value": "1"})["sid"]
    service.refused(status, code, "POST", variables, {"Key": "A", "Value": "2"})
    service.refused(status, code, "POST", f"{variables}/{other}", {"Key": "A"})
    # Another service has its own names, and the names of Functions may repeat.
    elsewhere = Service(service.emulator, "other")
    elsewhere.post("Environments", {"UniqueName": "dev", "DomainSuffix": "dev"})
    for _time in range(2):
        service.post("Functions", {"FriendlyName": "same"})


@pytest.mark.parametrize(
    "form",
    [
        {"UniqueName": "x"},
        {"FriendlyName": "x"},
        {"UniqueName": "x" * 51, "FriendlyName": "x"},
        {"UniqueName": "a b", "FriendlyName": "x"},
        {"UniqueName": "x", "FriendlyName": "x" * 256},
    ],
)
def test_what_a_service_must_be(emulator: Running, form: JSON) -> None:
    emulator.refused(400, 20001, "POST", SERVICES, form)
    assert emulator.get(SERVICES)["services"] == []


def test_environments_are_never_changed(service: Service) -> None:
    service.refused(400, 20001, "POST", "Environments", {"UniqueName": "x", "DomainSuffix": "x" * 17})
    environment = service.post("Environments", {"UniqueName": "production"})
    assert environment["domain_name"] == f"{service.record['domain_base']}.twil.io"
    assert environment["domain_suffix"] is None
    service.refused(405, 20004, "POST", f"Environments/{environment['sid']}", {"UniqueName": "x"})
    other = Service(service.emulator, "other")
    other.refused(404, 20404, "GET", f"Environments/{environment['sid']}")
    other.refused(404, 20404, "GET", f"Environments/{environment['sid']}/Variables")


def test_the_limits_of_variables(service: Service) -> None:
    environment = service.post("Environments", {"UniqueName": "dev", "DomainSuffix": "dev"})["sid"]
    variables = f"Environments/{environment}/Variables"
    made = service.post(variables, {"Key": "GREETING", "Value": "é" * 225})
    assert made["value"] == "é" * 225
    for form in (
        {"Key": "A", "Value": "é" * 226},
        {"Key": "A" * 129, "Value": "x"},
        {"Key": "A-B", "Value": "x"},
        {"Key": "A"},
        {"Value": "x"},
    ):
        service.refused(400, 20001, "POST", variables, form)
    service.refused(400, 20001, "POST", f"{variables}/{made['sid']}", {"Value": ""})
    assert service.post(f"{variables}/{made['sid']}", {"Value": "x"}, 200)["value"] == "x"
    for number in range(6):
        service.post(variables, {"Key": f"A{number}", "Value": "x" * 450})
    service.refused(400, 82006, "POST", variables, {"Key": "A6", "Value": "x" * 450})
    assert len(service.get(variables)["variables"]) == 7


def test_values_of_variables_stay_out_of_the_journal(service: Service) -> None:
    environment = service.post("Environments", {"UniqueName": "dev"})["sid"]
    made = service.post(f"Environments/{environment}/Variables", {"Key": "SECRET", "Value": "hush-hush"})
    service.post(f"Environments/{environment}/Variables/{made['sid']}", {"Value": "hush-hush-2"}, 200)
    journal = service.emulator.journal()
    assert "hush-hush" not in json.dumps(journal)
    assert journal["entries"][-1]["form"] == {"Value": "***"}


def test_versions_are_uploaded_and_the_newest_comes_first(service: Service) -> None:
    function = service.post("Functions", {"FriendlyName": "hello"})["sid"]
    answer = service.upload(function)
    assert answer.status_code == 201, answer.text
    first = answer.json()
    assert (first["path"], first["visibility"], first["function_sid"]) == ("/hello", "public", function)
    url = f"https://serverless.twilio.com/v1/Services/{service.record['sid']}/Functions/{function}/Versions/{first['sid']}"
    assert (first["url"], first["links"]) == (url, {"function_version_content": f"{url}/Content"})
    assert "content" not in first
    second = service.upload(function, Visibility=(None, "protected"), Content=("x.js", "2", "text/javascript")).json()
    versions = service.emulator.sdk().serverless.v1.services("code").functions(function).function_versions
    assert [one.sid for one in versions.list(page_size=1)] == [second["sid"], first["sid"]]
    assert versions(first["sid"]).function_version_content().fetch().content == SOURCE
    content = service.get(f"Functions/{function}/Versions/{second['sid']}/Content")
    assert (content["content"], content["url"]) == ("2", f"{second['url']}/Content")
    assert not [name for name in content if name.startswith("date")]
    service.refused(405, 20004, "DELETE", f"Functions/{function}/Versions/{first['sid']}")
    service.refused(405, 20004, "POST", f"Functions/{function}/Versions", {"Path": "/x", "Visibility": "public"})
    entry = service.emulator.journal("?writes=true")["entries"][-4]
    assert entry["product"] == UPLOAD
    assert entry["form"] == {"Path": "/hello", "Visibility": "public"}
    size = len(SOURCE)
    assert entry["files"] == {
        "Content": {"filename": "hello.js", "content_type": "application/javascript", "size": size}
    }


@pytest.mark.parametrize(
    "parts",
    [
        {"Path": None},
        {"Path": (None, "hello")},
        {"Path": (None, "/a b")},
        {"Path": (None, "/" + "x" * 255)},
        {"Visibility": None},
        {"Visibility": (None, "PUBLIC")},
        {"Content": None},
        {"Content": (None, SOURCE)},
        {"Content": ("x.js", SOURCE)},
        {"Content": ("x.js", SOURCE, "text/plain")},
        {"Content": ("x.js", b"\xff", "application/javascript")},
        {"More": ("x.js", SOURCE, "application/javascript")},
        {"More": (None, "x")},
    ],
    ids=str,
)
def test_what_an_upload_must_be(service: Service, parts: JSON) -> None:
    function = service.post("Functions", {"FriendlyName": "hello"})["sid"]
    answer = service.upload(function, **parts)
    assert (answer.status_code, answer.json()["code"]) == (400, 20001), answer.text
    assert service.get(f"Functions/{function}/Versions")["function_versions"] == []


def test_an_upload_is_multipart_and_nothing_else_is(service: Service) -> None:
    function = service.post("Functions", {"FriendlyName": "hello"})["sid"]
    path = f"{service.path.replace('serverless', UPLOAD)}/Functions/{function}/Versions"
    emulator = service.emulator
    emulator.refused(400, 20001, "POST", path, {"Path": "/x", "Visibility": "public", "Content": SOURCE})
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    assert emulator.raw("POST", path, b"no multipart", headers=headers).status_code == 400
    answer = emulator.raw(
        "POST", SERVICES, files={"UniqueName": (None, "x"), "FriendlyName": (None, "x"), "File": FILE}
    )
    assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    emulator.refused(405, 20004, "GET", path)
    emulator.refused(404, 20404, "POST", f"{path}s")
    nobody = path.replace(function, f"ZH{32 * '0'}")
    assert (
        emulator.raw(
            "POST", nobody, files={"Path": (None, "/x"), "Visibility": (None, "public"), "Content": FILE}
        ).status_code
        == 404
    )


def test_a_service_takes_everything_along(service: Service) -> None:
    environment = service.post("Environments", {"UniqueName": "dev"})["sid"]
    service.post(f"Environments/{environment}/Variables", {"Key": "A", "Value": "1"})
    build = service.built(service.version())
    service.post(f"Environments/{environment}/Deployments", {"BuildSid": build})
    kept = Service(service.emulator, "other")
    kept.version()
    assert service.emulator.raw("DELETE", service.path).status_code == 204
    account = service.emulator.emulator.world.accounts[service.emulator.account["sid"]]
    left = {
        name: len(account[name]) for name in account.collections if name.startswith("serverless_") and account[name]
    }
    assert left == {"serverless_services": 1, "serverless_functions": 1, "serverless_function_versions": 1}


def test_an_environment_takes_its_variables_along(service: Service) -> None:
    environment = service.post("Environments", {"UniqueName": "dev"})["sid"]
    service.post(f"Environments/{environment}/Variables", {"Key": "A", "Value": "1"})
    assert service.emulator.raw("DELETE", f"{service.path}/Environments/{environment}").status_code == 204
    account = service.emulator.emulator.world.accounts[service.emulator.account["sid"]]
    assert len(account["serverless_variables"]) == 0


def test_a_snapshot_keeps_what_was_uploaded(service: Service) -> None:
    function = service.post("Functions", {"FriendlyName": "hello"})["sid"]
    version = service.upload(function).json()["sid"]
    snapshot = service.emulator.control("GET", "snapshot")
    service.emulator.raw("DELETE", service.path)
    service.emulator.control("POST", "snapshot", snapshot)
    assert service.get(f"Functions/{function}/Versions/{version}/Content")["content"] == SOURCE


def test_a_seeded_service_is_deployed(emulator: Running) -> None:
    made = emulator.seed(
        {
            "serverless_services": [
                {
                    "unique_name": "bridge",
                    "environments": [{"unique_name": "dev", "domain_suffix": "dev", "variables": {"FLOW_SID": "FW1"}}],
                    "functions": [{"path": "/hello", "visibility": "protected", "content": SOURCE}],
                    "dependencies": {"twilio": "5.0.0"},
                    "runtime": "node20",
                }
            ]
        }
    )["serverless_services"]["bridge"]
    environment = emulator.get(f"{SERVICES}/bridge/Environments/{made['environments']['dev']['sid']}")
    assert environment["domain_name"] == made["environments"]["dev"]["domain_name"]
    build = emulator.get(f"{SERVICES}/bridge/Builds/{environment['build_sid']}")
    assert (build["status"], build["runtime"], build["dependencies"]) == (
        "completed",
        "node20",
        [{"name": "twilio", "version": "5.0.0"}],
    )
    assert [(one["path"], one["visibility"]) for one in build["function_versions"]] == [("/hello", "PROTECTED")]


@pytest.mark.parametrize(
    ("seed", "where"),
    [
        ({}, ".serverless_services[0]: a service has a unique_name"),
        ({"unique_name": "x", "functions": [{"path": "/x"}]}, ".serverless_services[0].functions[0].content"),
        ({"unique_name": "x", "functions": [{"path": "x", "content": ""}]}, "functions[0]: Invalid parameter Path"),
        ({"unique_name": "x", "environments": [{"name": "x"}]}, "environments[0]: there is no name"),
        (
            {"unique_name": "x", "environments": [{"unique_name": "x", "variables": {"A": "x" * 451}}]},
            "environments[0].variables.A: Invalid parameter Value",
        ),
        ({"unique_name": "x", "deployed": True}, ".serverless_services[0]: Missing required parameter"),
    ],
    ids=str,
)
def test_a_seed_is_held_to_twilios_rules(emulator: Running, seed: JSON, where: str) -> None:
    error = emulator.control("POST", "seed", {"accounts": [{"serverless_services": [seed]}]}, status=400)["error"]
    assert where in error
