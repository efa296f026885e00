# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serverless builds and deployments: what runs where."""

from __future__ import annotations

import json

import pytest

from ansible_collections.flexops.twilio.tests.emulator.services import Service


def test_a_build_takes_as_many_looks_as_it_is_told(service: Service) -> None:
    version = service.version()
    build = service.post("Builds", {"FunctionVersions": version})
    assert (build["status"], build["runtime"]) == ("building", "node22")
    assert {one["name"] for one in build["dependencies"]} >= {"twilio", "@twilio/runtime-handler"}
    [shown] = build["function_versions"]
    assert (shown["sid"], shown["visibility"], shown["path"]) == (version, "PUBLIC", "/hello")
    assert shown.keys() == {
        "sid",
        "account_sid",
        "service_sid",
        "function_sid",
        "path",
        "visibility",
        "date_created",
    }
    statuses = [service.get(f"Builds/{build['sid']}/Status")["status"] for _look in range(4)]
    assert statuses == ["building", "building", "completed", "completed"]
    service.refused(405, 20004, "POST", f"Builds/{build['sid']}", {"Runtime": "node20"})
    service.emulator.control("POST", "switches", {"build_polls": "never"})
    slow = service.post("Builds", {"FunctionVersions": version})["sid"]
    assert {service.get(f"Builds/{slow}")["status"] for _look in range(20)} == {"building"}
    service.emulator.control("POST", "switches", {"build_polls": "0"})
    quick = service.post("Builds", {"FunctionVersions": version, "Runtime": "node20"})["sid"]
    assert service.get(f"Builds/{quick}")["status"] == "completed"
    # The runtime stays what it was.
    assert service.post("Builds", {"FunctionVersions": version})["runtime"] == "node20"


def test_a_build_shows_its_versions_in_no_order(service: Service) -> None:
    versions = [service.version(f"/{number}") for number in range(8)]
    build = service.post("Builds", {"FunctionVersions": versions})
    shown = [one["sid"] for one in build["function_versions"]]
    assert sorted(shown) == sorted(versions)
    assert shown != versions
    assert service.get(f"Builds/{build['sid']}")["function_versions"] == build["function_versions"]


def test_a_build_with_a_package_that_does_not_exist_fails(service: Service) -> None:
    dependencies = [{"name": "twilio", "version": "5.0.0"}, {"name": "no-such-package", "version": "1.0.0"}]
    build = service.built(service.version(), Dependencies=json.dumps(dependencies))
    failed = service.get(f"Builds/{build}")
    assert (failed["status"], failed["dependencies"]) == ("failed", dependencies)
    environment = service.post("Environments", {"UniqueName": "dev"})["sid"]
    service.refused(400, 20001, "POST", f"Environments/{environment}/Deployments", {"BuildSid": build})


def test_what_a_build_must_be(service: Service) -> None:
    version = service.version()
    twin = service.version()
    foreign = Service(service.emulator, "other").version()
    service.refused(400, 82007, "POST", "Builds", {"FunctionVersions": version, "Runtime": "node8"})
    for form in (
        {},
        {"FunctionVersions": f"ZN{32 * '0'}"},
        {"FunctionVersions": foreign},
        {"AssetVersions": version},
        {"FunctionVersions": [version, twin]},
        {"FunctionVersions": version, "Dependencies": "twilio"},
        {"FunctionVersions": version, "Dependencies": '{"twilio": "5.0.0"}'},
        {"FunctionVersions": version, "Dependencies": '[{"name": "twilio"}]'},
        {"FunctionVersions": version, "Dependencies": '[{"name": "twilio", "version": 5}]'},
    ):
        service.refused(400, 20001, "POST", "Builds", form)
    assert service.get("Builds")["builds"] == []


def test_a_deployment_puts_a_build_into_an_environment(service: Service) -> None:
    environment = service.post("Environments", {"UniqueName": "dev", "DomainSuffix": "dev"})["sid"]
    deployments = f"Environments/{environment}/Deployments"
    version = service.version()
    unfinished = service.post("Builds", {"FunctionVersions": version})["sid"]
    service.refused(400, 20001, "POST", deployments, {"BuildSid": unfinished})
    service.refused(400, 20001, "POST", deployments, {"BuildSid": f"ZB{32 * '0'}"})
    other = Service(service.emulator, "other")
    service.refused(400, 20001, "POST", deployments, {"BuildSid": other.built(other.version())})
    build = service.built(version)
    made = service.post(deployments, {"BuildSid": build})
    assert (made["build_sid"], made["environment_sid"]) == (build, environment)
    assert service.get(f"Environments/{environment}")["build_sid"] == build
    service.refused(405, 20004, "DELETE", f"{deployments}/{made['sid']}")
    # What is live stays.
    service.refused(400, 20001, "DELETE", f"Builds/{build}")
    emptied = service.post(deployments, {})
    assert emptied["build_sid"] is None
    assert service.get(f"Environments/{environment}")["build_sid"] is None
    assert service.emulator.raw("DELETE", f"{service.path}/Builds/{build}").status_code == 204
    assert [one["sid"] for one in service.get(deployments)["deployments"]] == [emptied["sid"], made["sid"]]


@pytest.mark.parametrize("play", ["rejected", "accepted"])
def test_deleting_a_function_that_is_live(service: Service, play: str) -> None:
    service.emulator.control("POST", "switches", {"delete_live_function": play})
    environment = service.post("Environments", {"UniqueName": "dev"})["sid"]
    build = service.built(service.version())
    function = service.get("Functions")["functions"][0]["sid"]
    service.post(f"Environments/{environment}/Deployments", {"BuildSid": build})
    if play == "rejected":
        service.refused(400, 20001, "DELETE", f"Functions/{function}")
        service.post(f"Environments/{environment}/Deployments", {})
    assert service.emulator.raw("DELETE", f"{service.path}/Functions/{function}").status_code == 204
    service.refused(404, 20404, "GET", f"Functions/{function}/Versions")


def test_assets_take_any_content(service: Service) -> None:
    asset = service.post("Assets", {"FriendlyName": "logo"})["sid"]
    content = ("logo.png", b"\x89PNG\xff", "image/png")
    version = service.upload(asset, "/logo.png", "Assets", Content=content)
    assert version.status_code == 201, version.text
    assert version.json()["asset_sid"] == asset
    assert "links" not in version.json()
    versions = service.emulator.sdk().serverless.v1.services("code").assets(asset).asset_versions
    assert [one.path for one in versions.list()] == ["/logo.png"]
    build = service.post("Builds", {"AssetVersions": version.json()["sid"]})
    assert build["asset_versions"][0]["visibility"] == "PUBLIC"
