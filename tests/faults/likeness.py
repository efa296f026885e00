# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether two accounts are alike although they came about differently: SIDs stand for what they point at.

Each record gets a label made of what it holds, with the labels of what it refers to in the place of SIDs; after some
rounds records have the same label only if they, and what they lead to, are the same. Order of creation does not count.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any

JSON = dict[str, Any]

# What is deliberately not compared, and why. Everything else is.
NOT_COMPARED = {
    "date_created": "another run is another time",
    "date_updated": "another run is another time",
    "url": "made of SIDs, which the record has besides",
    "links": "made of SIDs, which the record has besides",
    "revision": "an update of a Studio flow whose answer is lost is sent again: the same definition, one number more",
}
UNUSED = {
    "studio_revisions": "see revision; the flow itself is compared",
    "serverless_functions": "one that no live build has, left by an interrupted deployment: goes with its service",
    "serverless_function_versions": "one that no live build has: Twilio has no way to delete it",
    "serverless_assets": "as serverless_functions",
    "serverless_asset_versions": "as serverless_function_versions",
    "serverless_builds": "one that is not live: Twilio's own tool leaves them as well",
    "serverless_deployments": "a log: what is live stands in the environment",
}

ROUNDS = 5
_SID = re.compile(r"\b[A-Z]{2}[0-9a-f]{32}\b")
_SINGLE = ("conversations_configuration", "conversations_webhook", "flex", "console", "record", "keys", "switches")


def records_of(account: JSON) -> dict[tuple[str, str], JSON]:
    """Return (collection, SID) → record of a snapshot; what there is one of has its name for both."""
    found = {(name, name): account[name] for name in _SINGLE}
    for name, collection in account["collections"].items():
        found.update({(name, record["sid"]): _settled(record) for _number, record in collection["records"]})
    return found


def _settled(record: JSON) -> JSON:
    """Return a record as it will be: a sender's update ends by itself, in the emulator once it is looked at."""
    if "polls" not in record:
        return record
    kept = {name: value for name, value in record.items() if name != "polls"}
    return {**kept, "status": record["status"].removesuffix(":UPDATING")}


def untouched(before: JSON, after: JSON) -> dict[tuple[str, str], JSON]:
    """Return the records that are the same in two snapshots of an account, dates included."""
    old, new = records_of(before), records_of(after)
    return {key: record for key, record in old.items() if new.get(key) == record}


def unlike(expected: JSON, found: JSON) -> list[str]:
    """Return what one account has that the other has not, as sentences; nothing when they are alike."""
    wanted, there = labels(expected), labels(found)
    missing = Counter(wanted.values()) - Counter(there.values())
    strange = Counter(there.values()) - Counter(wanted.values())
    return [
        *(f"missing: {readable(expected, wanted, label)}" for label in missing),
        *(f"not in a run without faults: {readable(found, there, label)}" for label in strange),
    ]


def labels(account: JSON) -> dict[tuple[str, str], str]:
    """Return (collection, SID) → label."""
    live = _live(account)
    names = _names(account)
    records = {
        key: _plain(record) for key, record in records_of(account).items() if key[0] not in UNUSED or key[1] in live
    }
    now = {sid: kind for kind, sid in records}
    for _round in range(ROUNDS):
        texts = {key: json.dumps(_shown(record, names, now), sort_keys=True) for key, record in records.items()}
        now = {key[1]: _digest(f"{key[0]} {text}") for key, text in texts.items()}
    return {key: now[key[1]] for key in records}


def readable(account: JSON, labelled: dict[tuple[str, str], str], label: str) -> str:
    """Return a record of that label as text, with kinds in the place of SIDs."""
    key = next(key for key, value in labelled.items() if value == label)
    kinds = {sid: f"<{kind}>" for kind, sid in labelled}
    shown = _shown(_plain(records_of(account)[key]), _names(account), kinds)
    return f"{key[0]} {json.dumps(shown, sort_keys=True)}"


def _live(account: JSON) -> set[str]:
    """Return the SIDs of what the live builds hold."""
    collections = {name: [one for _at, one in content["records"]] for name, content in account["collections"].items()}
    live = {one["build_sid"] for one in collections["serverless_environments"]}
    builds = [one for one in collections["serverless_builds"] if one["sid"] in live]
    live.update(_SID.findall(json.dumps(builds)))
    return live


def _names(account: JSON) -> dict[str, str]:
    """Return what else stands for a record: numbers that were bought, and domains, which come of SIDs."""
    bought = {one["phone_number"] for one in account["purchases"]}
    collections = account["collections"]
    numbers = {
        one["phone_number"]: one["sid"]
        for _at, one in collections["phone_numbers"]["records"]
        if one["phone_number"] in bought
    }
    return {**numbers, **{one["domain_base"]: one["sid"] for _at, one in collections["serverless_services"]["records"]}}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if name not in NOT_COMPARED}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _shown(value: Any, names: dict[str, str], sids: dict[str, str]) -> Any:
    """Return a value with what it refers to in the place of SIDs and names; a SID of nothing stays."""
    if isinstance(value, dict):
        return {_shown(name, names, sids): _shown(one, names, sids) for name, one in value.items()}
    if isinstance(value, list):
        shown = [_shown(one, names, sids) for one in value]
        # Records within a record are a set.
        return sorted(shown, key=json.dumps) if shown and isinstance(value[0], dict) and "sid" in value[0] else shown
    if not isinstance(value, str):
        return value
    for name, sid in names.items():
        value = value.replace(name, sid)
    return _SID.sub(lambda found: sids.get(found[0], found[0]), value)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
