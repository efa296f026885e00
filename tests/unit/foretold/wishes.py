# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What users ask the write modules for: by name, number or SID, alone or many at once, and wrong things as well."""

from __future__ import annotations

from hypothesis import strategies as st

from .account import GUARDED, NUMBERS, OFFERED, Sid
from .hands import DEFINITIONS, EVENTS, METHODS, any_of, few

URLS = st.sampled_from(["", "https://a.example", "https://b.example/x", "https://c.example"])
FULL_URLS = st.sampled_from(["https://a.example", "https://b.example/x"])
NOTHING = st.just({})
STATES = st.sampled_from(["present", "present", "present", "absent"])


def asks(needed, **more):
    """Options: these, and any of the others."""
    return st.fixed_dictionaries(needed, optional=more)


def put_together(*parts):
    """Options of several strategies in one, the later ones winning."""
    return st.tuples(*parts).map(
        lambda dictionaries: {key: value for one in dictionaries for key, value in one.items()}
    )


def named(collection, *names, number="", most=3):
    """The options that say which one is meant, in every way there is."""
    ways = [asks({"sid": any_of(collection, most)})]
    ways += [asks({name: st.sampled_from(values)}) for name, values in names for _weight in range(4)]
    return st.one_of(ways)


def names(kind, *known):
    return st.sampled_from([*known, *known, f"no {kind}"])


def absent_is_bare(options):
    """Who wants it gone does not say how it should be."""
    kept = ("state", "sid", "address", "friendly_name", "channel_type", "contact_identity")
    return (
        {name: value for name, value in options.items() if name in kept}
        if options.get("state") == "absent"
        else options
    )


def one_or_many(entry, shared=NOTHING):
    """A task with one entry or, in `aggregate`, several; those may have options in common."""
    many = st.lists(entry, min_size=1, max_size=3).map(lambda entries: {"aggregate": entries})
    return st.one_of(entry, entry, put_together(shared, many))


FLOW = names("flow", "flow 0", "flow 1") | any_of("studio_flows")
CHAT = names("chat", "Flex", "chat 1", "chat 2") | any_of("conversation_services")
POOL = names("pool", "", "pool 0", "pool 1") | any_of("messaging_services")

# Twilio takes it with an address only, or nobody sells it.
UNSOLD = st.sampled_from([GUARDED, "+15005550000"])
SEARCH = asks(
    {"country": st.just("US")}, area_code=st.sampled_from([415, 555]), type=st.sampled_from(["local", "toll_free"])
)
A_NUMBER = asks({"phone_number": st.sampled_from(NUMBERS)})
NUMBER_MORE = asks(
    {},
    friendly_name=st.sampled_from(["line 0", "line 1", "line 3"]),
    bundle_sid=st.sampled_from(["", "BU" + 32 * "1"]),
    address_sid=st.sampled_from(["", "AD" + 32 * "1", "AD1"]),
)
BUYING = st.sampled_from([{"allow_purchase": True}, {"allow_purchase": True}, {"allow_purchase": True}, {}])
PHONE_NUMBER = st.one_of(
    put_together(
        NUMBER_MORE, named("phone_numbers", ("phone_number", NUMBERS), ("friendly_name", ["line 0", "line 2"]))
    ),
    put_together(NUMBER_MORE, asks({"phone_number": st.sampled_from(OFFERED) | UNSOLD}), BUYING),
    put_together(asks({"search": SEARCH, "friendly_name": st.sampled_from(["line 0", "line 4", "line 5"])}), BUYING),
    put_together(
        asks({"phone_number": st.sampled_from([*NUMBERS, *OFFERED]), "state": st.just("absent")}),
        st.sampled_from([{"release": True}, {"release": True}, {}]),
    ),
)
MESSAGING = put_together(
    asks(
        {},
        sms_url=URLS,
        sms_method=METHODS,
        sms_fallback_url=URLS,
        sms_fallback_method=METHODS,
        sms_application_sid=st.sampled_from(["", "AP" + 32 * "1"]),
        messaging_service=POOL,
    ),
    st.sampled_from([{}, {}, {}, {"handler": "flex_proxy"}]),
    named("phone_numbers", ("phone_number", NUMBERS), ("friendly_name", ["line 0", "line 1"])),
)

ANSWERS = st.one_of(
    st.just({}),
    asks({"type": st.just("default")}),
    asks({"type": st.just("studio"), "studio_flow": FLOW}, studio_retry_count=st.integers(0, 4)),
    asks(
        {"type": st.just("webhook"), "webhook_url": FULL_URLS},
        webhook_method=st.sampled_from(["get", "post"]),
        webhook_filters=few(["onMessageAdded", "onParticipantAdded"]),
    ),
    asks({}, studio_flow=FLOW, webhook_url=URLS, type=st.sampled_from(["studio", "webhook"])),
)
CREATION = put_together(ANSWERS, asks({}, enabled=st.booleans(), conversation_service=CHAT))
ADDRESS = put_together(
    asks(
        {"state": STATES},
        friendly_name=st.sampled_from(["", "line 0", "line 1"]),
        auto_creation=CREATION,
        replace=st.booleans(),
    ),
    st.one_of(
        asks({"address": st.sampled_from(NUMBERS), "type": st.just("sms")}),
        asks({"address": st.sampled_from(NUMBERS[:2]), "type": st.sampled_from(["sms", "whatsapp"])}),
        asks({"address": st.sampled_from([*NUMBERS, f"whatsapp:{NUMBERS[0]}"])}),
        asks({"sid": any_of("addresses")}),
    ),
).map(absent_is_bare)

STUDIO_FLOW = put_together(
    asks({"state": STATES}, status=st.sampled_from(["draft", "published"])),
    st.one_of(
        st.just({}),
        asks(
            {"definition": DEFINITIONS, "status": st.sampled_from(["draft", "published"])},
            commit_message=st.just("by wish"),
        ),
        asks({"revision": st.integers(0, 3)}),
    ),
    st.one_of(
        asks({"friendly_name": st.sampled_from(["flow 3", "flow 0", "flow 1", "flow 2", "flow 5"])}),
        asks({"sid": any_of("studio_flows")}, friendly_name=st.just("flow 4")),
    ),
)

PARTS = st.lists(
    st.one_of(
        asks(
            {
                "path": st.sampled_from(["/a", "/b", "/c"]),
                "content": st.sampled_from(["exports.a", "exports.b", "other"]),
            },
            visibility=st.sampled_from(["public", "protected", "private"]),
        ),
        asks({"path": st.sampled_from(["/a", "/b", "/c"]), "state": st.just("absent")}),
    ),
    min_size=1,
    max_size=2,
)
ASSETS = st.lists(
    asks({"path": st.sampled_from(["/x.txt", "/c"]), "content": st.sampled_from(["x", "y"])})
    | st.just({"path": "/x.txt", "state": "absent"}),
    min_size=1,
    max_size=1,
)
SERVERLESS = put_together(
    asks(
        {},
        environment=st.sampled_from(["dev", "production", "stage", "dev-environment"]),
        variables=st.dictionaries(st.sampled_from(["A", "B", "C"]), st.sampled_from(["1", "2", None]), min_size=1),
        functions=PARTS,
        assets=ASSETS,
        dependencies=st.dictionaries(
            st.sampled_from(["twilio", "lodash", "no-such-package"]),
            st.sampled_from(["5.0.3", "^4.17.0"]),
            min_size=1,
            max_size=1,
        ),
        runtime=st.sampled_from(["node20", "node22", "node22", "node12"]),
        friendly_name=st.sampled_from(["fn", "functions"]),
        ui_editable=st.booleans(),
    ),
    asks({"state": STATES}),
    st.one_of(
        asks({"service": st.sampled_from(["fn", "fn", "fn", "new", "new_2"])}),
        asks({"sid": any_of("serverless_services")}),
    ),
)

HOOKS = put_together(
    asks(
        {},
        pre_webhook_url=URLS,
        post_webhook_url=URLS,
        method=METHODS,
        filters=st.one_of(
            asks({"exactly": few(EVENTS)}),
            asks({}, present=few(EVENTS[:3]), absent=few(EVENTS[3:])),
            asks({"present": few(EVENTS), "absent": few(EVENTS)}),
        ),
    ),
    st.one_of(
        asks({}, target=st.sampled_from(["webhook", "flex"])),
        asks({"conversation_service": CHAT}),
    ),
)
TALK = st.sampled_from(["talk 0", "talk 0", "talk 5"]) | any_of("conversations")
HOOKED = st.sampled_from(["https://a.example", "https://a.example", "https://b.example/x"])
A_HOOK = asks(
    {
        "target": st.just("webhook"),
        "configuration": asks(
            {"url": HOOKED, "filters": st.sampled_from([["onMessageAdded"], ["onMessageUpdated"], []])},
            method=st.sampled_from(["get", "post"]),
        ),
    }
)
NO_HOOK = asks({"configuration": asks({"url": HOOKED}), "state": st.just("absent")})
TALK_HOOK = put_together(
    st.one_of(
        A_HOOK,
        NO_HOOK,
        A_HOOK,
        NO_HOOK,
        asks({"target": st.just("studio"), "configuration": asks({"flow": FLOW}, replay_after=st.just(0))}),
        asks(
            {
                "target": st.just("trigger"),
                "configuration": asks({"url": HOOKED, "triggers": few(["help", "agent", "human"])}),
            }
        ),
        asks({"configuration": asks({"flow": FLOW}), "state": st.just("absent")}),
        asks({"sid": any_of("conversation_webhooks"), "state": STATES}),
    ),
    asks({"conversation_sid": TALK}),
)
CONFIGURATION = asks(
    {},
    default_chat_service=CHAT,
    default_messaging_service=names("pool", "pool 0", "pool 1"),
    default_inactive_timer=st.sampled_from(["PT60S", "PT1M", "P1D", "", "PT1S"]),
    default_closed_timer=st.sampled_from(["PT10M", "PT600S", "P2D"]),
)
CONVERSATION = put_together(
    asks({"state": st.sampled_from(["closed", "closed", "absent"])}),
    st.one_of(
        asks({"sid": any_of("conversations", 6)}),
        asks({"unique_name": st.sampled_from(["talk 0", "talk 2", "talk 4", "talk 9"])}),
        asks(
            {"address": st.sampled_from(["+15550109001", "+15550109002"])}, proxy_address=st.sampled_from(NUMBERS[:2])
        ),
    ),
    st.sampled_from([{}, {}, {}, {"conversation_service": "chat 1"}]),
)

MEMBERS = st.sampled_from([*NUMBERS, OFFERED[0]])
SENDERS = asks({}, present=st.lists(MEMBERS, max_size=2), absent=st.lists(MEMBERS, max_size=1)) | asks(
    {"exactly": st.lists(MEMBERS, max_size=2, unique=True)}
)
SHOPS = asks({}, present=few(["Shop", "SHOP", "Shop 2"])) | asks({"exactly": few(["Shop", "Shop 3"])})
SERVICE = put_together(
    asks(
        {"state": STATES},
        inbound_request_url=URLS,
        inbound_method=METHODS,
        fallback_url=URLS,
        use_inbound_webhook_on_number=st.booleans(),
        status_callback=URLS,
        sticky_sender=st.booleans(),
        validity_period=st.sampled_from([1, 2, 36000, 36001]),
        phone_numbers=SENDERS,
        alpha_senders=SHOPS,
    ),
    st.one_of(
        asks({"friendly_name": st.sampled_from(["pool 0", "pool 1", "pool 2", "pool 3"])}),
        asks({"sid": any_of("messaging_services")}, friendly_name=st.sampled_from(["pool 1", "pool 4"])),
    ),
)

FORWARDS = st.one_of(
    st.just({}),
    asks({"integration": asks({}, retry_count=st.integers(0, 3), channel=st.just("chat"))}),
    asks({"integration_type": st.just("studio"), "integration": asks({"flow": FLOW}, retry_count=st.integers(0, 3))}),
    asks(
        {
            "integration_type": st.just("external"),
            "integration": asks({"url": FULL_URLS}, retry_count=st.integers(0, 3)),
        }
    ),
    asks(
        {
            "integration_type": st.just("task"),
            "integration": asks(
                {"workspace_sid": st.just("WS" + 32 * "1"), "workflow_sid": st.just("WW" + 32 * "1")},
                priority=st.integers(0, 2),
                timeout=st.just(60),
                creation_on_message=st.booleans(),
            ),
        }
    ),
)
FLEX_FLOW = put_together(
    asks(
        {"state": STATES, "friendly_name": st.sampled_from(["line 0", "line 1", "line 2"])},
        chat_service=CHAT,
        enabled=st.booleans(),
        long_lived=st.booleans(),
        janitor_enabled=st.booleans(),
    ),
    FORWARDS,
    st.one_of(
        asks({"channel_type": st.just("sms"), "contact_identity": st.sampled_from([*NUMBERS[:3], "15550100001"])}),
        asks({"channel_type": st.just("whatsapp"), "contact_identity": st.sampled_from(NUMBERS[:2])}),
        asks({"channel_type": st.sampled_from(["web", "custom"])}),
        asks({"sid": any_of("flex_flows")}, contact_identity=st.sampled_from(NUMBERS[:2])),
        st.just({}),
    ),
).map(absent_is_bare)

POOLED = put_together(
    asks({"state": st.sampled_from(["absent", "present"])}),
    named("phone_numbers", ("phone_number", [NUMBERS[0], *NUMBERS]), ("friendly_name", ["line 0", "line 1"]), most=4),
    st.sampled_from(
        [{}, {}, {"proxy_service": "other"}, {"proxy_service": Sid("proxy_services", 0)}, {"proxy_service": "none"}]
    ),
    st.sampled_from([{}, {}, {"is_reserved": True}, {"is_reserved": False}]),
)
SENDER = put_together(
    asks(
        {},
        webhook=asks(
            {},
            callback_url=URLS,
            callback_method=st.sampled_from(["POST", "PUT"]),
            fallback_url=URLS,
            status_callback_url=URLS,
        ),
    ),
    st.sampled_from([{}, {}, {}, {"handler": "flex_proxy"}]),
    st.one_of(
        asks(
            {
                "sender_id": st.sampled_from(
                    ["whatsapp:+15550100001", "+15550100001", "whatsapp:+15550100009", "rcs:agent", "+15550100003"]
                )
            }
        ),
        asks({"sid": any_of("channel_senders")}),
    ),
)

WISHES = {
    "phone_number": one_or_many(PHONE_NUMBER),
    "phone_number_messaging": one_or_many(MESSAGING, asks({}, messaging_service=POOL, sms_url=URLS)),
    "conversations_address": one_or_many(ADDRESS, asks({}, type=st.just("sms"), auto_creation=CREATION)),
    "studio_flow": one_or_many(STUDIO_FLOW),
    "serverless_deployment": SERVERLESS,
    "conversations_webhook": one_or_many(HOOKS),
    "conversation_webhook": one_or_many(TALK_HOOK),
    "conversations_configuration": CONFIGURATION,
    "conversation": one_or_many(CONVERSATION),
    "messaging_service": one_or_many(SERVICE),
    "flex_flow": one_or_many(FLEX_FLOW),
    "proxy_phone_number": one_or_many(POOLED),
    "channel_sender": one_or_many(SENDER),
}
