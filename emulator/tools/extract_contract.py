# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Take the facts that the emulator holds requests and answers against out of Twilio's OpenAPI descriptions.

    python emulator/tools/extract_contract.py DIRECTORY           # writes emulator/contract/<product>.json
    python emulator/tools/extract_contract.py DIRECTORY --check   # says what differs; exit code 1 when something does

DIRECTORY holds the descriptions as the npm package @twilio/cli-core ships them (src/services/twilio-api/). Only facts
are taken: routes, parameters with their types, enums and limits, status codes, answer fields. No prose.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

JSON = dict[str, Any]

PACKAGE = "@twilio/cli-core"
PACKAGE_VERSION = "8.3.2"
CONTRACT = Path(__file__).resolve().parent.parent / "contract"

_NUMBERS = "/2010-04-01/Accounts/{AccountSid}/IncomingPhoneNumbers"
_AVAILABLE = "/2010-04-01/Accounts/{AccountSid}/AvailablePhoneNumbers"
_SERVERLESS = _PROXY = "/v1/Services/{ServiceSid}"
_EVERY = ("GET", "POST", "DELETE")


def _pairs(base: str, *names: str) -> list[str]:
    """Return the routes of collections and of what is in them."""
    return [f"{base}/{name}{one}" for name in names for one in ("", "/{Sid}")]


# extract -> (description, {route: methods}). What is named here must be served by the emulator, and nothing else is.
# The host says which product it is about: a product whose versions have a description each has an extract for each.
SELECTION: dict[str, tuple[str, dict[str, tuple[str, ...]]]] = {
    "api": (
        "twilio_api_v2010.json",
        {
            "/2010-04-01/Accounts.json": _EVERY,
            "/2010-04-01/Accounts/{Sid}.json": _EVERY,
            f"{_NUMBERS}.json": _EVERY,
            f"{_NUMBERS}/Local.json": _EVERY,
            f"{_NUMBERS}/Mobile.json": _EVERY,
            f"{_NUMBERS}/TollFree.json": _EVERY,
            f"{_NUMBERS}/{{Sid}}.json": _EVERY,
            f"{_AVAILABLE}.json": _EVERY,
            f"{_AVAILABLE}/{{CountryCode}}.json": _EVERY,
            f"{_AVAILABLE}/{{CountryCode}}/Local.json": _EVERY,
            f"{_AVAILABLE}/{{CountryCode}}/Mobile.json": _EVERY,
            f"{_AVAILABLE}/{{CountryCode}}/TollFree.json": _EVERY,
        },
    ),
    "messaging": (
        "twilio_messaging_v1.json",
        {
            "/v1/Services": _EVERY,
            "/v1/Services/{Sid}": _EVERY,
            **dict.fromkeys(_pairs("/v1/Services/{ServiceSid}", "PhoneNumbers", "ShortCodes", "AlphaSenders"), _EVERY),
            **dict.fromkeys(_pairs("/v1/Services/{MessagingServiceSid}", "ChannelSenders"), _EVERY),
        },
    ),
    "messaging-v2": ("twilio_messaging_v2.json", dict.fromkeys(_pairs("/v2/Channels", "Senders"), _EVERY)),
    "flex-api": (
        "twilio_flex_v1.json",
        {"/v1/Configuration": ("GET",), **dict.fromkeys(_pairs("/v1", "FlexFlows"), _EVERY)},
    ),
    "pricing": (
        "twilio_pricing_v1.json",
        dict.fromkeys(("/v1/PhoneNumbers/Countries", "/v1/PhoneNumbers/Countries/{IsoCountry}"), _EVERY),
    ),
    "proxy": (
        "twilio_proxy_v1.json",
        dict.fromkeys((*_pairs("/v1", "Services"), *_pairs(_PROXY, "PhoneNumbers")), _EVERY),
    ),
    "conversations": (
        "twilio_conversations_v1.json",
        {
            "/v1/Configuration": _EVERY,
            "/v1/Configuration/Addresses": _EVERY,
            "/v1/Configuration/Addresses/{Sid}": _EVERY,
            "/v1/Configuration/Webhooks": _EVERY,
            "/v1/Services": _EVERY,
            "/v1/Services/{Sid}": _EVERY,
            "/v1/Services/{ChatServiceSid}/Configuration": _EVERY,
            "/v1/Services/{ChatServiceSid}/Configuration/Webhooks": _EVERY,
            # What is in a conversation service: below it, and for the account's default one without naming it.
            **{
                scope + route: _EVERY
                for scope in ("/v1", "/v1/Services/{ChatServiceSid}")
                for route in (
                    *_pairs("", "Conversations"),
                    *_pairs("/Conversations/{ConversationSid}", "Webhooks", "Participants", "Messages"),
                    "/ParticipantConversations",
                )
            },
        },
    ),
    "studio": (
        "twilio_studio_v2.json",
        {
            "/v2/Flows": _EVERY,
            "/v2/Flows/Validate": _EVERY,
            "/v2/Flows/{Sid}": _EVERY,
            "/v2/Flows/{Sid}/Revisions": _EVERY,
            "/v2/Flows/{Sid}/Revisions/{Revision}": _EVERY,
            "/v2/Flows/{FlowSid}/Executions": _EVERY,
            "/v2/Flows/{FlowSid}/Executions/{Sid}": _EVERY,
        },
    ),
    "serverless": (
        "twilio_serverless_v1.json",
        {
            "/v1/Services": _EVERY,
            "/v1/Services/{Sid}": _EVERY,
            f"{_SERVERLESS}/Environments": _EVERY,
            f"{_SERVERLESS}/Environments/{{Sid}}": _EVERY,
            f"{_SERVERLESS}/Environments/{{EnvironmentSid}}/Variables": _EVERY,
            f"{_SERVERLESS}/Environments/{{EnvironmentSid}}/Variables/{{Sid}}": _EVERY,
            f"{_SERVERLESS}/Environments/{{EnvironmentSid}}/Deployments": _EVERY,
            f"{_SERVERLESS}/Environments/{{EnvironmentSid}}/Deployments/{{Sid}}": _EVERY,
            f"{_SERVERLESS}/Functions": _EVERY,
            f"{_SERVERLESS}/Functions/{{Sid}}": _EVERY,
            f"{_SERVERLESS}/Functions/{{FunctionSid}}/Versions": _EVERY,
            f"{_SERVERLESS}/Functions/{{FunctionSid}}/Versions/{{Sid}}": _EVERY,
            f"{_SERVERLESS}/Functions/{{FunctionSid}}/Versions/{{Sid}}/Content": _EVERY,
            f"{_SERVERLESS}/Assets": _EVERY,
            f"{_SERVERLESS}/Assets/{{Sid}}": _EVERY,
            f"{_SERVERLESS}/Assets/{{AssetSid}}/Versions": _EVERY,
            f"{_SERVERLESS}/Assets/{{AssetSid}}/Versions/{{Sid}}": _EVERY,
            f"{_SERVERLESS}/Builds": _EVERY,
            f"{_SERVERLESS}/Builds/{{Sid}}": _EVERY,
            f"{_SERVERLESS}/Builds/{{Sid}}/Status": _EVERY,
        },
    ),
}

_KEPT = ("type", "format", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern")


def _resolve(description: JSON, schema: JSON) -> JSON:
    while "$ref" in schema:
        target: Any = description
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = target
    return schema


def _facts(description: JSON, schema: JSON) -> JSON:
    schema = _resolve(description, schema)
    facts = {name: schema[name] for name in _KEPT if name in schema}
    if schema.get("nullable"):
        facts["nullable"] = True
    if "items" in schema:
        facts["items"] = _facts(description, schema["items"])
    if "properties" in schema:
        facts["fields"] = _all_facts(description, schema["properties"])
    return facts


def _all_facts(description: JSON, schemas: JSON) -> JSON:
    return {name: _facts(description, schema) for name, schema in sorted(schemas.items())}


def _parameters(description: JSON, operation: JSON, place: str) -> JSON:
    found = {}
    for parameter in operation.get("parameters", []):
        if parameter["in"] == place:
            facts = _facts(description, parameter["schema"])
            if parameter.get("required") and place != "path":
                facts["required"] = True
            found[parameter["name"]] = facts
    return dict(sorted(found.items()))


def _body(description: JSON, operation: JSON, kind: str) -> JSON:
    """Return what a request of a content type may hold, nothing when it does not take that type."""
    content = operation.get("requestBody", {}).get("content", {})
    if kind not in content:
        return {}
    schema = _resolve(description, content[kind]["schema"])
    fields = _all_facts(description, schema.get("properties", {}))
    for name in schema.get("required", []):
        fields[name]["required"] = True
    return fields


def _answer(description: JSON, operation: JSON) -> tuple[list[int], str | None, JSON]:
    """Return the success codes, the key that a list's items are under (None for a single resource), and the fields."""
    successes = {int(code): answer for code, answer in operation["responses"].items() if code.startswith("2")}
    for answer in successes.values():
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        if schema is None:
            continue
        properties = _resolve(description, schema).get("properties", {})
        lists = [name for name, value in properties.items() if value.get("type") == "array"]
        if operation["operationId"].startswith("List") and lists:
            item = _resolve(description, properties[lists[0]]["items"])
            return sorted(successes), lists[0], _all_facts(description, item.get("properties", {}))
        return sorted(successes), None, _all_facts(description, properties)
    return sorted(successes), None, {}


def _links(path: JSON) -> dict[str, str]:
    """Return the templates of a resource's sub-resources, their placeholders being fields of its answer."""
    links = {}
    for name, link in sorted(path.get("x-twilio", {}).get("dependentProperties", {}).items()):
        template = link["resource_url"]
        for placeholder, answer_field in link["mapping"].items():
            template = template.replace(f"{{{placeholder}}}", f"{{:{answer_field}}}")
        links[name] = template.replace("{:", "{")
    return links


def _operation(description: JSON, route: str, method: str) -> JSON:
    path = description["paths"][route]
    operation = path[method.lower()]
    query = _parameters(description, operation, "query")
    status, items, fields = _answer(description, operation)
    extract: JSON = {"route": route, "method": method, "name": operation["operationId"], "status": status}
    if items:
        extract["items"] = items
    if "maximum" in query.get("PageSize", {}):
        extract["page_size_maximum"] = query["PageSize"]["maximum"]
    extract["path"] = _parameters(description, operation, "path")
    extract["query"] = query
    extract["form"] = _body(description, operation, "application/x-www-form-urlencoded")
    document = _body(description, operation, "application/json")
    if document:
        extract["json"] = document
    header = _parameters(description, operation, "header")
    if header:
        extract["header"] = header
    extract["links"] = _links(path)
    extract["answer"] = fields
    return extract


def extract(description: JSON, routes: dict[str, tuple[str, ...]], source: JSON) -> JSON:
    """Return the facts about the routes, each operation in order of route and method."""
    operations = [
        _operation(description, route, method)
        for route, methods in sorted(routes.items())
        for method in methods
        if method.lower() in description["paths"][route]
    ]
    hosts = {description["paths"][route]["servers"][0]["url"] for route in routes}
    if len(hosts) != 1:
        raise ValueError(f"one product, several hosts: {sorted(hosts)}")
    return {"source": source, "host": hosts.pop().removeprefix("https://"), "operations": operations}


def extract_all(directory: Path) -> dict[str, JSON]:
    """Return the extract of every product in SELECTION."""
    extracts = {}
    for product, (file_name, routes) in SELECTION.items():
        content = (directory / file_name).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        source = {"package": PACKAGE, "version": PACKAGE_VERSION, "file": file_name, "sha256": digest}
        extracts[product] = extract(json.loads(content), routes, source)
    return extracts


def differences(old: Any, new: Any, where: str = "") -> list[str]:
    """Return one line for each fact that differs, with the path to it."""
    if isinstance(old, dict) and isinstance(new, dict):
        lines = []
        for name in sorted(old.keys() | new.keys()):
            place = f"{where}.{name}" if where else name
            if name not in new:
                lines.append(f"- {place}")
            elif name not in old:
                lines.append(f"+ {place}")
            else:
                lines += differences(old[name], new[name], place)
        return lines
    return [] if old == new else [f"! {where}: {json.dumps(old)} -> {json.dumps(new)}"]


def _by_name(extracted: JSON) -> JSON:
    return {**extracted, "operations": {operation["name"]: operation for operation in extracted["operations"]}}


def drift(directory: Path, contract: Path = CONTRACT) -> list[str]:
    """Return one line for each difference between the committed contract and the descriptions in the directory."""
    lines = []
    for product, new in extract_all(directory).items():
        committed = contract / f"{product}.json"
        old = json.loads(committed.read_text(encoding="utf-8")) if committed.exists() else {"operations": []}
        lines += [f"{product}: {line}" for line in differences(_by_name(old), _by_name(new))]
    return lines


def main(arguments: list[str]) -> int:
    """Write the contract, or with --check compare it; return the exit code."""
    parser = argparse.ArgumentParser(description="Extract facts from Twilio's OpenAPI descriptions.")
    parser.add_argument("directory", type=Path, help="where twilio_*.json are")
    parser.add_argument("--check", action="store_true", help="only say what differs from the committed contract")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="folder of the extracts")
    options = parser.parse_args(arguments)
    if options.check:
        lines = drift(options.directory, options.contract)
        print("\n".join(lines) or "the contract agrees with the descriptions")
        return 1 if lines else 0
    options.contract.mkdir(parents=True, exist_ok=True)
    for product, content in extract_all(options.directory).items():
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        (options.contract / f"{product}.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
