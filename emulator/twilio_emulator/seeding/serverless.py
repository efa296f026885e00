# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serverless services with what is deployed in them."""

from __future__ import annotations

import base64
import json
from typing import Any

from .making import JSON, Maker, SeedError, mapping

_SERVICE = frozenset({"unique_name", "friendly_name", "include_credentials", "ui_editable"})
_MORE = frozenset({"environments", "functions", "assets", "dependencies", "runtime", "deployed"})
_ENVIRONMENT = frozenset({"unique_name", "domain_suffix", "variables"})
_CODE = frozenset({"friendly_name", "path", "visibility", "content", "content_type"})


def serverless_services(maker: Maker, where: str, entry: Any) -> tuple[str, JSON]:
    """Make a service and return its name, and its SID with those and the domains of its environments."""
    mapping(where, entry, _SERVICE | _MORE)
    if not entry.get("unique_name"):
        raise SeedError(f"{where}: a service has a unique_name")
    fields = {"friendly_name": entry["unique_name"], **{key: value for key, value in entry.items() if key in _SERVICE}}
    service = maker.make("serverless", "CreateService", where, fields, {})
    owner = {"ServiceSid": service["sid"]}
    environments = [
        _environment(maker, f"{where}.environments[{index}]", one, owner)
        for index, one in enumerate(entry.get("environments", []))
    ]
    chosen = {
        f"{kind.lower()}_versions": [
            _version(maker, f"{where}.{kind.lower()}s[{index}]", kind, one, owner)
            for index, one in enumerate(entry.get(f"{kind.lower()}s", []))
        ]
        for kind in ("Function", "Asset")
    }
    if entry.get("deployed", any(chosen.values())):
        manifest: JSON = {**chosen, **({"runtime": entry["runtime"]} if "runtime" in entry else {})}
        if "dependencies" in entry:
            wanted = entry["dependencies"]
            mapping(f"{where}.dependencies", wanted, frozenset(wanted))
            manifest["dependencies"] = json.dumps([{"name": key, "version": wanted[key]} for key in wanted])
        build = maker.make("serverless", "CreateBuild", where, manifest, {}, owner)
        build["status"] = "completed"
        for one in environments:
            path = {**owner, "EnvironmentSid": one["sid"]}
            maker.make("serverless", "CreateDeployment", where, {"build_sid": build["sid"]}, {}, path)
    made = {one["unique_name"]: {"sid": one["sid"], "domain_name": one["domain_name"]} for one in environments}
    return service["unique_name"], {"sid": service["sid"], "environments": made}


def _environment(maker: Maker, where: str, entry: Any, owner: JSON) -> JSON:
    mapping(where, entry, _ENVIRONMENT)
    fields = {key: value for key, value in entry.items() if key != "variables"}
    environment = maker.make("serverless", "CreateEnvironment", where, fields, {}, owner)
    path = {**owner, "EnvironmentSid": environment["sid"]}
    variables = entry.get("variables", {})
    mapping(f"{where}.variables", variables, frozenset(variables))
    for key, value in variables.items():
        fields = {"key": key, "value": value}
        maker.make("serverless", "CreateVariable", f"{where}.variables.{key}", fields, {}, path)
    return environment


def _version(maker: Maker, where: str, kind: str, entry: Any, owner: JSON) -> str:
    mapping(where, entry, _CODE)
    if not isinstance(entry.get("content"), str):
        raise SeedError(f"{where}.content is a string")
    name = entry.get("friendly_name") or entry.get("path", "")
    code = maker.make("serverless", f"Create{kind}", where, {"friendly_name": name}, {}, owner)
    path = {**owner, f"{kind}Sid": code["sid"]}
    fields = {"path": entry.get("path", ""), "visibility": entry.get("visibility", "public")}
    version = maker.make("serverless-upload", f"Create{kind}Version", where, fields, {}, path)
    version["content"] = base64.b64encode(entry["content"].encode()).decode()
    usual = "application/javascript" if kind == "Function" else "text/plain"
    version["content_type"] = entry.get("content_type", usual)
    return str(version["sid"])
