# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What other hands do to an account: each edit is a request to Twilio that need not be sensible, nor succeed."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from ansible_collections.flexops.twilio.emulator.twilio_emulator.switches import SWITCHES

from .account import NUMBERS, OFFERED, Sid

URLS = st.sampled_from(["", "https://a.example", "https://b.example/x"])
NAMES = st.sampled_from(["line 0", "line 1", "line 2"])
CHATS = st.sampled_from([Sid("conversation_services", at) for at in range(3)])
FLOWS = st.sampled_from([Sid("studio_flows", at) for at in range(3)])
NONE = Sid("studio_flows", -1)
ADDRESSES = st.sampled_from([("sms", number) for number in NUMBERS] + [("whatsapp", f"whatsapp:{NUMBERS[0]}")])
EVENTS_AFTER = ["onMessageAdded", "onConversationAdded", "onParticipantAdded", "onDeliveryUpdated"]
EVENTS = ["onMessageAdd", "onConversationAdd", *EVENTS_AFTER]
METHODS = st.sampled_from(["GET", "POST"])
OF_FLOW = {"description": "", "states": [], "initial_state": "Trigger", "flags": {"allow_concurrent_calls": True}}


def some(*names, **values):
    """Any of the parameters, by their names without the dots."""
    return st.fixed_dictionaries({}, optional={name.replace("__", "."): value for name, value in values.items()})


def few(values):
    return st.lists(st.sampled_from(values), unique=True, max_size=3)


def flow_definition(*texts):
    """A flow that says these texts, one after the other."""
    names = [f"say_{at}" for at in range(len(texts))]
    offset = {"offset": {"x": 0, "y": 0}}
    begin = {"event": "incomingMessage", "next": names[0]} if names else {"event": "incomingMessage"}
    trigger = {"name": "Trigger", "type": "trigger", "transitions": [begin], "properties": offset}
    saying = [
        {
            "name": name,
            "type": "send-message",
            "transitions": [{"event": "sent", **({"next": after} if after else {})}, {"event": "failed"}],
            "properties": {**offset, "from": "{{flow.channel.address}}", "body": text},
        }
        for name, after, text in zip(names, [*names[1:], ""], texts, strict=False)
    ]
    return {**OF_FLOW, "states": [trigger, *saying]}


DEFINITIONS = st.sampled_from([flow_definition(), flow_definition("hello"), flow_definition("hello", "bye")])


def post(*path, form):
    return st.tuples(
        st.just("POST"),
        st.tuples(*(part if isinstance(part, st.SearchStrategy) else st.just(part) for part in path)),
        form,
    )


def delete(*path):
    return st.tuples(st.just("DELETE"), post(*path, form=st.none()).map(lambda request: request[1]), st.none())


def any_of(collection, most=4):
    return st.integers(0, most - 1).map(lambda at: Sid(collection, at))


ADDRESS = some(
    FriendlyName=st.sampled_from(["", "line 0", "line 1"]),
    AutoCreation__Enabled=st.booleans(),
    AutoCreation__Type=st.sampled_from(["webhook", "studio", "default"]),
    AutoCreation__ConversationServiceSid=CHATS,
    AutoCreation__WebhookUrl=URLS,
    AutoCreation__WebhookMethod=METHODS,
    AutoCreation__WebhookFilters=few(["onMessageAdded", "onParticipantAdded"]),
    AutoCreation__StudioFlowSid=FLOWS | st.just(NONE),
    AutoCreation__StudioRetryCount=st.integers(0, 3),
)
NUMBER = some(
    FriendlyName=NAMES,
    SmsUrl=URLS,
    SmsMethod=METHODS,
    SmsFallbackUrl=URLS,
    SmsFallbackMethod=METHODS,
    SmsApplicationSid=st.sampled_from(["", "AP" + 32 * "1"]),
    BundleSid=st.sampled_from(["", "BU" + 32 * "1"]),
    AddressSid=st.sampled_from(["", "AD" + 32 * "1"]),
)
WEBHOOKS = some(
    PreWebhookUrl=URLS,
    PostWebhookUrl=URLS,
    Method=METHODS,
    Filters=few(EVENTS),
    Target=st.sampled_from(["webhook", "flex"]),
)
OF_SERVICE = some(PreWebhookUrl=URLS, PostWebhookUrl=URLS, Method=METHODS, Filters=few(EVENTS))
CONFIGURATION = some(
    DefaultChatServiceSid=CHATS | st.just(Sid("conversation_services", -1)),
    DefaultMessagingServiceSid=any_of("messaging_services"),
    DefaultInactiveTimer=st.sampled_from(["", "PT60S", "PT1M", "P1D"]),
    DefaultClosedTimer=st.sampled_from(["", "PT10M", "PT600S"]),
)
TALK_WEBHOOK = st.one_of(
    st.fixed_dictionaries({"Target": st.just("studio"), "Configuration.FlowSid": FLOWS | st.just(NONE)}),
    st.fixed_dictionaries(
        {
            "Target": st.just("webhook"),
            "Configuration.Url": URLS,
            "Configuration.Filters": few(["onMessageAdded", "onMessageUpdated"]),
        },
        optional={"Configuration.Method": METHODS},
    ),
    st.fixed_dictionaries(
        {"Target": st.just("trigger"), "Configuration.Url": URLS, "Configuration.Triggers": few(["help", "agent"])}
    ),
)
FLEX_FLOW = some(
    FriendlyName=NAMES,
    ContactIdentity=st.sampled_from(["", *NUMBERS[:2]]),
    Enabled=st.booleans(),
    IntegrationType=st.sampled_from(["studio", "external", "task"]),
    Integration__FlowSid=FLOWS | st.just(NONE),
    Integration__Url=URLS,
    Integration__WorkspaceSid=st.just("WS" + 32 * "1"),
    Integration__WorkflowSid=st.just("WW" + 32 * "1"),
    Integration__Channel=st.just("chat"),
    Integration__Priority=st.integers(0, 2),
    Integration__RetryCount=st.integers(0, 3),
    Integration__CreationOnMessage=st.booleans(),
    LongLived=st.booleans(),
    JanitorEnabled=st.booleans(),
)
SERVICE = some(
    FriendlyName=st.sampled_from(["pool 0", "pool 1", "pool 2"]),
    InboundRequestUrl=URLS,
    InboundMethod=METHODS,
    FallbackUrl=URLS,
    UseInboundWebhookOnNumber=st.booleans(),
    StatusCallback=URLS,
    StickySender=st.booleans(),
    ValidityPeriod=st.integers(1, 3),
)
SENDER = st.fixed_dictionaries(
    {
        "webhook": st.fixed_dictionaries(
            {},
            optional={
                "callback_url": URLS,
                "callback_method": st.sampled_from(["POST", "PUT"]),
                "fallback_url": URLS,
                "status_callback_url": URLS,
            },
        )
    }
)


def required(strategy, **values):
    return st.tuples(strategy, st.fixed_dictionaries(values)).map(lambda pair: {**pair[0], **pair[1]})


AN_ADDRESS = st.tuples(ADDRESSES, ADDRESS).map(lambda pair: {"Type": pair[0][0], "Address": pair[0][1], **pair[1]})
FN = Sid("serverless_services", 0)
SERVERLESS = "/serverless/v1/Services/"
ENVIRONMENT = any_of("serverless_environments", 2)
CONVERSATIONS = "/conversations/v1"
NUMBER_PATH = "/api/2010-04-01/Accounts/{account}/IncomingPhoneNumbers"

FORMS = {
    "conversations_address": st.one_of(
        post(f"{CONVERSATIONS}/Configuration/Addresses", form=AN_ADDRESS),
        post(f"{CONVERSATIONS}/Configuration/Addresses/", any_of("addresses"), form=ADDRESS),
    ),
    "phone_number": st.one_of(
        post(f"{NUMBER_PATH}/", any_of("phone_numbers"), ".json", form=NUMBER),
        post(f"{NUMBER_PATH}.json", form=required(NUMBER, PhoneNumber=st.sampled_from(OFFERED))),
        delete(f"{NUMBER_PATH}/", any_of("phone_numbers"), ".json"),
    ),
    "messaging_service": st.one_of(
        post("/messaging/v1/Services", form=required(SERVICE, FriendlyName=st.sampled_from(["pool 1", "pool 2"]))),
        post("/messaging/v1/Services/", any_of("messaging_services"), form=SERVICE),
        delete("/messaging/v1/Services/", any_of("messaging_services")),
        post(
            "/messaging/v1/Services/",
            any_of("messaging_services"),
            "/PhoneNumbers",
            form=st.fixed_dictionaries({"PhoneNumberSid": any_of("phone_numbers")}),
        ),
        post(
            "/messaging/v1/Services/",
            any_of("messaging_services"),
            "/AlphaSenders",
            form=st.fixed_dictionaries({"AlphaSender": st.sampled_from(["Shop", "SHOP 2"])}),
        ),
    ),
    "conversations_webhook": st.one_of(
        post(f"{CONVERSATIONS}/Configuration/Webhooks", form=WEBHOOKS),
        post(f"{CONVERSATIONS}/Services/", CHATS, "/Configuration/Webhooks", form=OF_SERVICE),
    ),
    "conversations_configuration": st.one_of(
        post(f"{CONVERSATIONS}/Configuration", form=CONFIGURATION),
        post(
            f"{CONVERSATIONS}/Services",
            form=st.fixed_dictionaries({"FriendlyName": st.sampled_from(["chat 1", "chat 3"])}),
        ),
        delete(f"{CONVERSATIONS}/Services/", CHATS),
    ),
    "conversation_webhook": post(
        f"{CONVERSATIONS}/Conversations/", any_of("conversations"), "/Webhooks", form=TALK_WEBHOOK
    ),
    "conversation": st.one_of(
        post(
            f"{CONVERSATIONS}/Conversations/",
            any_of("conversations"),
            form=some(
                State=st.sampled_from(["active", "inactive", "closed"]),
                UniqueName=st.sampled_from(["", "talk 0", "talk 4"]),
                Timers__Inactive=st.just("PT1M"),
            ),
        ),
        post(f"{CONVERSATIONS}/Conversations", form=some(UniqueName=st.sampled_from(["talk 0", "talk 5"]))),
        post(
            f"{CONVERSATIONS}/Conversations/",
            any_of("conversations"),
            "/Participants",
            form=st.fixed_dictionaries(
                {
                    "MessagingBinding.Address": st.sampled_from(["+15550109001", "+15550109002"]),
                    "MessagingBinding.ProxyAddress": st.sampled_from(NUMBERS[:3]),
                }
            ),
        ),
    ),
    "studio_flow": st.one_of(
        post(
            "/studio/v2/Flows/",
            any_of("studio_flows"),
            form=st.fixed_dictionaries(
                {"Status": st.sampled_from(["draft", "published"])},
                optional={
                    "Definition": DEFINITIONS.map(json.dumps),
                    "FriendlyName": st.sampled_from(["flow 0", "flow 1"]),
                },
            ),
        ),
        delete("/studio/v2/Flows/", FLOWS),
    ),
    "flex_flow": st.one_of(
        post(
            "/flex-api/v1/FlexFlows",
            form=required(
                FLEX_FLOW,
                FriendlyName=NAMES,
                ChannelType=st.sampled_from(["sms", "web", "custom"]),
                ChatServiceSid=CHATS | st.just(Sid("conversation_services", -1)),
            ),
        ),
        post("/flex-api/v1/FlexFlows/", any_of("flex_flows"), form=FLEX_FLOW),
    ),
    "proxy_phone_number": st.one_of(
        post(
            "/proxy/v1/Services/",
            any_of("proxy_services", 2),
            "/PhoneNumbers",
            form=st.fixed_dictionaries({"Sid": any_of("phone_numbers")}, optional={"IsReserved": st.booleans()}),
        ),
        delete("/proxy/v1/Services/", any_of("proxy_services", 2), "/PhoneNumbers/", any_of("phone_numbers")),
        delete("/proxy/v1/Services/", any_of("proxy_services", 2)),
    ),
    "serverless_deployment": st.one_of(
        post(SERVERLESS, FN, "/Functions", form=st.fixed_dictionaries({"FriendlyName": st.sampled_from(["/a", "/c"])})),
        post(
            SERVERLESS, FN, "/Assets", form=st.fixed_dictionaries({"FriendlyName": st.sampled_from(["/x.txt", "/c"])})
        ),
        post(
            SERVERLESS,
            FN,
            "/Environments/",
            ENVIRONMENT,
            "/Variables",
            form=st.fixed_dictionaries({"Key": st.sampled_from(["A", "C"]), "Value": st.sampled_from(["1", "3"])}),
        ),
        post(
            SERVERLESS,
            FN,
            "/Environments/",
            ENVIRONMENT,
            "/Deployments",
            form=some(BuildSid=any_of("serverless_builds", 2)),
        ),
        post(
            SERVERLESS,
            FN,
            "/Builds",
            form=st.fixed_dictionaries(
                {"FunctionVersions": st.lists(any_of("serverless_function_versions"), min_size=1, max_size=3)}
            ),
        ),
        post(SERVERLESS, FN, form=some(FriendlyName=st.just("by hand"), UiEditable=st.booleans())),
        delete(SERVERLESS, FN, "/Environments/", ENVIRONMENT),
    ),
}

UPLOAD = st.tuples(
    any_of("serverless_functions", 3),
    st.fixed_dictionaries({"Path": st.sampled_from(["/a", "/b", "/c"]), "Visibility": st.just("public")}),
    st.sampled_from(["exports.a", "other"]),
).map(lambda drawn: ("POST", ("/serverless-upload/v1/Services/", FN, "/Functions/", drawn[0], "/Versions"), *drawn[1:]))
SENDERS = st.tuples(any_of("channel_senders", 3), SENDER).map(
    lambda drawn: ("POST", ("/messaging/v2/Channels/Senders/", drawn[0]), drawn[1])
)
HAND = st.one_of(*FORMS.values(), UPLOAD, SENDERS)

# Builds and senders that are never done cost their patience, and a purchase that updates is none.
PLAYED = {
    name: switch.values
    for name, switch in SWITCHES.items()
    if name not in ("unknown_parameters", "address_silences_number")
}
PLAYED |= {"build_polls": ("0", "2"), "sender_polls": ("0", "2")}
SETTINGS = st.dictionaries(
    st.sampled_from(sorted(name for name, values in PLAYED.items() if len(values) > 1)), st.integers(1, 9), max_size=12
).map(lambda chosen: {name: PLAYED[name][at % len(PLAYED[name])] for name, at in chosen.items()})
