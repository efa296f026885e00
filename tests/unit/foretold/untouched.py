# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may differ after a wish: what it asked for, and what Twilio does besides. Everything else may not."""

from __future__ import annotations

from ansible_collections.flexops.twilio.plugins.module_utils.resource import dig

from .account import moved, sids_in

OWN = {
    "phone_number": "phone_numbers",
    "phone_number_messaging": "phone_numbers",
    "conversations_address": "addresses",
    "studio_flow": "studio_flows",
    "serverless_deployment": "serverless_services",
    "conversation_webhook": "conversation_webhooks",
    "conversation": "conversations",
    "messaging_service": "messaging_services",
    "flex_flow": "flex_flows",
    "proxy_phone_number": "proxy_numbers",
    "channel_sender": "channel_senders",
}

# What Twilio does to a resource besides what it is asked for.
BESIDES = {
    "studio_flow": {"revision", "commit_message"},
    "conversation": {"timers", "lengths"},
    "channel_sender": {"status", "polls"},
}
# What a look at it is enough for.
LOOKS = {"channel_senders": {"status", "polls"}, "serverless_builds": {"status", "polls", "date_updated"}}
# What belongs to it, in collections of its own: (collection, field that names the owner).
PARTS = {
    "studio_flow": [("studio_revisions", "flow_sid"), ("studio_executions", "flow_sid")],
    "conversation": [
        (name, "conversation_sid") for name in ("participants", "conversation_messages", "conversation_webhooks")
    ],
    "messaging_service": [("pool", "service_sid"), ("alpha_senders", "service_sid")],
}
# The option that stands for a field.
STANDS_FOR = {
    "phone_number_messaging": {"handler": "sms_url"},
    "channel_sender": {"handler": "webhook.callback_url"},
    "studio_flow": {"revision": "definition"},
}
# The switch of a group: with it goes what belongs to either side of it.
SWITCHES = {
    "auto_creation.type": {
        f"auto_creation.{name}"
        for name in ("webhook_url", "webhook_method", "webhook_filters", "studio_flow_sid", "studio_retry_count")
    },
    "integration_type": {"integration"},
}


def nothing_else_moved(wish):
    """Every record of the account is as it was, dates included, but for what may move."""
    allowed = may_move(wish)
    for key, fields in moved(wish.before, wish.after).items():
        if fields and fields <= LOOKS.get(key[0], set()):
            continue
        assert key in allowed, f"{key} moved"
        if allowed[key] is None:
            continue
        assert fields is not None, f"{key} came or went"
        strange = {name for name in fields if not any(f"{name}.".startswith(f"{one}.") for one in allowed[key])}
        strange -= {name for name in strange if filled_in(wish, key, name)}
        assert not strange, f"{key}: {strange} moved"


def filled_in(wish, key, name):
    """Whether Twilio has put its default where nothing was, or spells a method in another case now."""
    old, new = (dig(image[key], name) for image in (wish.before, wish.after))
    by_default = {"flex_flows": "integration.", "channel_senders": "webhook."}.get(key[0])
    if name.endswith("method") and old and new:
        return old.upper() == new.upper()
    return by_default and name.startswith(by_default) and old is None


def may_move(wish):
    """(collection, SID) → the fields that may differ; None where it may come or go."""
    allowed = {}
    if wish.done.get("failed"):
        # A build that fails is there, and the error names it.
        named = sids_in(wish.done["msg"])
        allowed.update({key: None for key in wish.after.keys() - wish.before.keys() if key[1] in named})
    for done, entry in zip(wish.parts(wish.done), wish.entries, strict=False):
        if done.get("changed") or (done.get("error") or {}).get("half_done"):
            allowed.update(moved_by(wish, done, {**wish.options, **entry}, asked(wish, wish.options, entry)))
    return allowed


def asked(wish, *options):
    """The names of the fields that are asked for, and of those that go with them."""
    names = set()
    for part in options:
        names |= {one.name for one in wish.resource.fields if given(part, one) is not None}
        names |= {name for option, name in STANDS_FOR.get(wish.module, {}).items() if option in part}
    return names.union(*(SWITCHES.get(name, ()) for name in names))


def given(options, field):
    """What options say of a field, under either of its names."""
    value = dig(options, field.name)
    return dig(options, field.alias) if value is None and field.alias else value


def owned(wish, collection, owner, sid):
    """What belongs to something, before or after."""
    images = (wish.before, wish.after)
    return [key for image in images for key, one in image.items() if key[0] == collection and one[owner] == sid]


def moved_by(wish, done, options, names):
    """The same for one entry."""
    allowed = {}
    action, module = done["action"], wish.module
    if done.get("failed") and action in ("create", "replace"):
        # Half of what is new, or what was put back.
        allowed.update(dict.fromkeys(wish.after.keys() - wish.before.keys()))
    if module == "conversations_configuration":
        return {("conversations_configuration", ""): names}
    if module == "conversations_webhook":
        service = sids_in(done["diff"]["before_header"])
        if not service:
            return {("conversations_webhook", ""): names}
        return {("conversation_services", service[0]): {f"webhooks.{name}" for name in names}}
    comes_or_goes = action in ("create", "delete", "replace")
    for sid in wish.sids(done):
        allowed[OWN[module], sid] = None if comes_or_goes else names | {"date_updated"} | BESIDES.get(module, set())
        for collection, owner in PARTS.get(module, ()):
            kind = {"pool": "phone_numbers"}.get(collection, collection)
            if comes_or_goes or collection == "studio_revisions" or kind in names:
                allowed.update(dict.fromkeys(owned(wish, collection, owner, sid)))
        if module == "serverless_deployment":
            allowed.update(dict.fromkeys(parts_of_service(wish, done, options, sid)))
        if module == "phone_number" and action == "delete":
            allowed.update(dict.fromkeys([("pool", sid), ("proxy_numbers", sid), ("releases", "")]))
        if module == "phone_number" and action == "create":
            allowed["purchases", ""] = None
        if module == "phone_number_messaging" and "messaging_service" in names:
            allowed["pool", sid] = None
        if module == "proxy_phone_number" and comes_or_goes:
            # Proxy may take the number over, and leave it.
            allowed["phone_numbers", sid] = {"sms_url", "sms_method", "voice_url", "voice_method"}
        if module == "conversation_webhook" and "configuration.replay_after" in names:
            # A flow that is shown messages begins with them.
            allowed.update(dict.fromkeys(key for key in wish.after if key[0] == "studio_executions"))
        if module == "messaging_service":
            # Autocreate a Conversation is one of the ways to answer.
            allowed["console", ""] = {"autocreate_conversation"}
    return allowed


def environment_of(image, service, options):
    """The environment that is meant, under any of its names; nothing where there is none."""
    name = options.get("environment", "dev")
    there = [one for key, one in image.items() if key[0] == "serverless_environments" and one["service_sid"] == service]
    fits = [one for one in there if one["unique_name"] in (name, f"{name}-environment")]
    fits += [one for one in there if name in (one["domain_suffix"], "" if one["domain_suffix"] else "production")]
    return fits[0] if fits else {}


def parts_of_service(wish, done, options, service):
    """What a deployment may touch: its one environment, what is built for it, and the paths that it names."""
    everything = [
        key
        for image in (wish.before, wish.after)
        for key, one in image.items()
        if key[0].startswith("serverless_") and one.get("service_sid") == service
    ]
    if done["action"] != "update":
        return everything
    environment = environment_of(wish.after, service, options).get("sid")
    paths = {entry["path"] for kind in ("functions", "assets") for entry in options.get(kind, ())}

    def touched(key):
        one = wish.after.get(key) or wish.before[key]
        if key[0] == "serverless_environments":
            return key[1] == environment
        if key[0] == "serverless_variables":
            return one["environment_sid"] == environment and one["key"] in options.get("variables", {})
        if key[0] in ("serverless_functions", "serverless_assets"):
            return one["friendly_name"].split()[0] in paths
        return key not in wish.before

    return [key for key in everything if touched(key)]
