# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tool that takes facts out of Twilio's descriptions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.flexops.twilio.emulator.tools import extract_contract

ROUTES = {"/v1/Things": ("GET", "POST"), "/v1/Things/{Sid}": ("GET", "POST", "DELETE")}


@pytest.fixture
def description() -> dict[str, Any]:
    """Return an API description as Twilio writes them, small enough to read."""
    sid = {"type": "string", "minLength": 34, "maxLength": 34, "pattern": "^TH[0-9a-fA-F]{32}$", "nullable": True}
    thing = {
        "type": "object",
        "properties": {
            "sid": sid,
            "color": {"$ref": "#/components/schemas/thing_enum_color"},
            "tags": {"type": "array", "nullable": True, "items": {"type": "string", "description": "prose"}},
            "can": {"type": "object", "properties": {"fly": {"type": "boolean", "description": "prose"}}},
        },
    }
    one = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/thing"}}}}
    page = {
        "type": "object",
        "properties": {
            "things": {"type": "array", "items": {"$ref": "#/components/schemas/thing"}},
            "meta": {"type": "object"},
        },
    }
    many = {"content": {"application/json": {"schema": page, "examples": {"prose": {"value": {}}}}}}
    form = {
        "type": "object",
        "properties": {
            "Name": {"type": "string", "description": "prose"},
            "Color": {"$ref": "#/components/schemas/thing_enum_color"},
        },
        "required": ["Name"],
    }
    body = {"content": {"application/x-www-form-urlencoded": {"schema": form}}}
    path_sid = {"name": "Sid", "in": "path", "required": True, "schema": {k: sid[k] for k in ("type", "pattern")}}
    size = {"name": "PageSize", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 20}}
    color = {"name": "Color", "in": "query", "required": True, "schema": {"type": "string", "description": "prose"}}
    links = {"parts": {"mapping": {"thing_sid": "sid"}, "resource_url": "/v1/Things/{thing_sid}/Parts"}}
    server = {"servers": [{"url": "https://things.twilio.com"}], "x-twilio": {"dependentProperties": links}}
    return {
        "components": {
            "schemas": {"thing": thing, "thing_enum_color": {"type": "string", "enum": ["red", "blue"]}},
        },
        "paths": {
            "/v1/Things": {
                **server,
                "description": "prose",
                "get": {"operationId": "ListThing", "parameters": [size, color], "responses": {"200": many}},
                "post": {"operationId": "CreateThing", "requestBody": body, "responses": {"201": one, "200": one}},
            },
            "/v1/Things/{Sid}": {
                **server,
                "get": {"operationId": "FetchThing", "parameters": [path_sid], "responses": {"200": one}},
                "post": {
                    "operationId": "UpdateThing",
                    "parameters": [path_sid],
                    "requestBody": {"content": {"application/json": {"schema": form}}},
                    "responses": {"200": one},
                },
                "delete": {"operationId": "DeleteThing", "parameters": [path_sid], "responses": {"204": {}}},
            },
            "/v1/Others": {**server},
        },
    }


@pytest.fixture
def folder(description: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with that description, which is all that is selected."""
    monkeypatch.setattr(extract_contract, "SELECTION", {"things": ("things.json", ROUTES)})
    folder = tmp_path / "descriptions"
    folder.mkdir()
    (folder / "things.json").write_text(json.dumps(description), encoding="utf-8")
    return folder


def test_it_takes_facts_and_no_prose(description: dict[str, Any]) -> None:
    extracted = extract_contract.extract(description, ROUTES, {"file": "things.json"})
    assert "prose" not in json.dumps(extracted)
    assert (extracted["source"], extracted["host"]) == ({"file": "things.json"}, "things.twilio.com")
    operations = {one["name"]: one for one in extracted["operations"]}
    assert list(operations) == ["ListThing", "CreateThing", "FetchThing", "UpdateThing", "DeleteThing"]
    listed, created, fetched = (operations[name] for name in ("ListThing", "CreateThing", "FetchThing"))
    color = {"type": "string", "enum": ["red", "blue"]}
    sid = {"type": "string", "pattern": "^TH[0-9a-fA-F]{32}$"}
    assert (listed["route"], listed["method"], listed["status"]) == ("/v1/Things", "GET", [200])
    assert (listed["items"], listed["page_size_maximum"]) == ("things", 20)
    assert listed["query"] == {
        "Color": {"type": "string", "required": True},
        "PageSize": {"type": "integer", "minimum": 1, "maximum": 20},
    }
    assert created["status"] == [200, 201]
    assert created["form"] == {"Color": color, "Name": {"type": "string", "required": True}}
    assert "json" not in created
    assert (operations["UpdateThing"]["form"], operations["UpdateThing"]["json"]) == ({}, created["form"])
    assert created["links"] == {"parts": "/v1/Things/{sid}/Parts"}
    assert fetched["path"] == {"Sid": sid}
    assert fetched["answer"] == listed["answer"]
    assert fetched["answer"] == {
        "can": {"type": "object", "fields": {"fly": {"type": "boolean"}}},
        "color": color,
        "sid": {**sid, "minLength": 34, "maxLength": 34, "nullable": True},
        "tags": {"type": "array", "nullable": True, "items": {"type": "string"}},
    }
    assert operations["DeleteThing"]["status"] == [204]


def test_it_takes_only_what_is_selected(description: dict[str, Any]) -> None:
    extracted = extract_contract.extract(description, {"/v1/Things": ("GET",)}, {})
    assert [one["name"] for one in extracted["operations"]] == ["ListThing"]


def test_a_product_has_one_host(description: dict[str, Any]) -> None:
    description["paths"]["/v1/Things"]["servers"] = [{"url": "https://elsewhere.twilio.com"}]
    with pytest.raises(ValueError, match="several hosts"):
        extract_contract.extract(description, ROUTES, {})


def test_it_writes_the_same_text_every_time_with_its_source(folder: Path, tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        assert extract_contract.main([str(folder), "--contract", str(tmp_path / name)]) == 0
        texts.append((tmp_path / name / "things.json").read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    source = json.loads(texts[0])["source"]
    assert (source["package"], source["file"], len(source["sha256"])) == ("@twilio/cli-core", "things.json", 64)


def test_drift_is_reported_fact_by_fact(
    folder: Path, tmp_path: Path, description: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [str(folder), "--contract", str(tmp_path / "contract")]
    assert extract_contract.main(arguments) == 0
    assert extract_contract.main([*arguments, "--check"]) == 0
    assert capsys.readouterr().out == "the contract agrees with the descriptions\n"

    form = description["paths"]["/v1/Things"]["post"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    form["schema"]["properties"]["Size"] = {"type": "integer"}
    description["components"]["schemas"]["thing_enum_color"]["enum"].append("green")
    del description["paths"]["/v1/Things/{Sid}"]["delete"]
    (folder / "things.json").write_text(json.dumps(description), encoding="utf-8")
    assert extract_contract.main([*arguments, "--check"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert "things: + operations.CreateThing.form.Size" in lines
    assert "things: - operations.DeleteThing" in lines
    red = '["red", "blue"] -> ["red", "blue", "green"]'
    assert f"things: ! operations.CreateThing.form.Color.enum: {red}" in lines
    assert any(line.startswith("things: ! source.sha256: ") for line in lines)


def test_a_product_without_an_extract_is_drift(folder: Path, tmp_path: Path) -> None:
    assert "things: + operations.ListThing" in extract_contract.drift(folder, tmp_path / "nowhere")
