# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a wish came true, by its own words: without asking the code what it thinks it did."""

from __future__ import annotations

import base64
import re

from ansible_collections.flexops.twilio.plugins.module_utils.resource import is_empty

from .untouched import environment_of, given

# Compared elsewhere, or spelled in more than one way.
NOT_PLAIN = {"definition", "default_inactive_timer", "default_closed_timer", "environment", "dependencies", "variables"}
NOT_PLAIN |= {"functions", "assets", "runtime"}
TEXTS = {
    "auto_creation.type": {"webhook": ["auto_creation.webhook_url"], "studio": ["auto_creation.studio_flow_sid"]},
    "integration_type": {
        "studio": ["integration.flow_sid"],
        "external": ["integration.url"],
        "task": ["integration.workspace_sid", "integration.workflow_sid"],
    },
}


def granted(wish, done, options, live):
    """Every option that says how something is to be, against what is there now."""
    if wish.module == "serverless_deployment":
        deployed(wish, options, live["sid"])
    for field in wish.resource.fields:
        value = given(options, field)
        plain = field.name not in (*NOT_PLAIN, *wish.resource.identifiers, *wish.resource.scope)
        if value is None or not plain or (field.name == "configuration.replay_after" and done["action"] != "create"):
            continue
        there = live
        for name in field.name.split("."):
            there = (there or {}).get(name)
        if field.merged:
            members(value, there or [], before(wish, field.name, live))
        elif field.reference and not is_empty(value):
            assert there, f"{field.name} is blank"
            assert not re.fullmatch("[A-Z]{2}[0-9a-f]{32}", value) or there == value, field.name
        else:
            assert alike(field.name, value, there), f"{field.name} is to be {value!r}, and is {there!r}"
        for kind, texts in TEXTS.get(field.name, {}).items():
            group, old = texts[0].partition(".")[0], wish.before.get((OWN_OF[field.name], live["sid"]), {})
            if kind != value and old and switched(field.name, old) != value:
                kept = [text for text in texts if (live[group] or {}).get(text.partition(".")[2])]
                assert not kept, f"{kept} of what answered before"


OWN_OF = {"auto_creation.type": "addresses", "integration_type": "flex_flows"}


def switched(name, record):
    """What a switch was."""
    return record["integration_type"] if name == "integration_type" else record["auto_creation"]["type"]


def alike(name, one, other):
    """Whether two values of a field mean the same to Twilio."""
    if is_empty(one) or is_empty(other):
        return is_empty(one) and is_empty(other)
    if isinstance(one, list) and isinstance(other, list):
        return sorted(map(str, one)) == sorted(map(str, other))
    if name.endswith("method"):
        return one.upper() == other.upper()
    return one == other


def before(wish, name, live):
    """The members of a list as they were."""
    if name == "filters":
        service = live.get("chat_service_sid")
        key = ("conversation_services", service) if service else ("conversations_webhook", "")
        record = wish.before[key]
        return (record["webhooks"] if service else record).get("filters") or []
    pool, member = {"phone_numbers": ("pool", "phone_number"), "alpha_senders": ("alpha_senders", "alpha_sender")}[name]
    return [one[member] for key, one in wish.before.items() if key[0] == pool and one["service_sid"] == live["sid"]]


def members(wanted, now, then):
    """What is to be in a list is there, what is not is not, and nobody else's members came or went."""
    if wanted.get("exactly") is not None:
        # Twilio need not take an empty list, and need not be asked where it means nothing.
        assert set(now) == set(wanted["exactly"]) or (not wanted["exactly"] and set(now) == set(then))
        return
    present, absent = set(wanted.get("present") or ()), set(wanted.get("absent") or ())
    assert present <= set(now)
    assert not absent & set(now) or set(then) <= absent
    assert set(then) - present - absent == set(now) - present - absent


def deployed(wish, options, service):
    """What runs in the environment that is meant, and that it can run in every other one."""
    old, new = (environment_of(image, service, options) for image in (wish.before, wish.after))
    for kind in ("function", "asset"):
        then, now = parts(wish.before, old, kind), parts(wish.after, new, kind)
        entries = {entry["path"]: entry for entry in options.get(f"{kind}s", ())}
        assert {path: one for path, one in then.items() if path not in entries} == {
            path: one for path, one in now.items() if path not in entries
        }
        for path, entry in entries.items():
            if entry.get("state") == "absent":
                assert path not in now
                continue
            version = wish.after[f"serverless_{kind}_versions", now[path]["sid"]]
            assert base64.b64decode(version["content"]).decode() == entry["content"]
            assert entry.get("visibility", version["visibility"]) == version["visibility"]
        for key, environment in wish.after.items():
            if key[0] == "serverless_environments" and key in wish.before:
                gone = [
                    one
                    for one in parts(wish.after, environment, kind).values()
                    if (f"serverless_{kind}s", one[f"{kind}_sid"]) not in wish.after
                    and (f"serverless_{kind}s", one[f"{kind}_sid"]) in wish.before
                ]
                assert not gone, f"{gone} is deleted, and environment {environment['unique_name']} runs it"
    then, now = variables(wish.before, old), variables(wish.after, new)
    wanted = {**then, **options.get("variables", {})}
    assert now == {key: value for key, value in wanted.items() if value is not None}
    build = wish.after.get(("serverless_builds", new.get("build_sid")))
    assert not build or options.get("runtime", build["runtime"]) == build["runtime"]


def parts(image, environment, kind):
    """path → version, of what is live."""
    build = image.get(("serverless_builds", environment.get("build_sid"))) or {}
    return {one["path"]: one for one in build.get(f"{kind}_versions", ())}


def variables(image, environment):
    """key → value, of an environment."""
    return {
        one["key"]: one["value"]
        for key, one in image.items()
        if key[0] == "serverless_variables" and one["environment_sid"] == environment.get("sid")
    }
