# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract against the emulator that serves it and against Twilio's own SDK."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from twilio.rest import Client

from ansible_collections.flexops.twilio.emulator.tools.extract_contract import CONTRACT, SELECTION
from ansible_collections.flexops.twilio.emulator.twilio_emulator.behaviours import SERVED
from ansible_collections.flexops.twilio.emulator.twilio_emulator.emulator import Emulator
from ansible_collections.flexops.twilio.emulator.twilio_emulator.executions import hand_to_studio
from ansible_collections.flexops.twilio.emulator.twilio_emulator.gate import Caller, Gate, Reply, Request
from ansible_collections.flexops.twilio.emulator.twilio_emulator.quirks import (
    EXTRA,
    FILTERS,
    PARAMETERS,
    UPLOAD,
    UPLOADS,
)
from ansible_collections.flexops.twilio.emulator.twilio_emulator.seeding import plant
from ansible_collections.flexops.twilio.emulator.twilio_emulator.seeding.studio import FLOW
from ansible_collections.flexops.twilio.tests.contract.sdk import SDK, SID, V2010

EXTRACTS = {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(CONTRACT.glob("*.json"))}
OPERATIONS = [
    (extract["host"].partition(".")[0], facts) for extract in EXTRACTS.values() for facts in extract["operations"]
]

# Operations for which the SDK is ahead of the description.
SDK_HAS_MORE = {
    name: EXTRA[name]
    for name in ("CreateFlow", "UpdateFlow", "ListExecution", "CreateChannelsSender", "UpdateChannelsSender")
}
# What the description demands, and the SDK does not.
SDK_DEMANDS_LESS = {("ListChannelsSender", "Channel")}


def label(operation: tuple[str, Any]) -> str:
    """Return the name of a parametrized test."""
    return f"{operation[0]}-{operation[1]['name']}"


def test_the_contract_is_what_is_selected_and_the_emulator_serves_just_that() -> None:
    hosts = {name: extract["host"].partition(".")[0] for name, extract in EXTRACTS.items()}
    selected = {(hosts[name], route) for name, (_file, routes) in SELECTION.items() for route in routes}
    extracted = {(product, facts["route"]) for product, facts in OPERATIONS}
    assert extracted == selected == SDK.keys()
    # Uploads are in no description and not in the SDK.
    assert SERVED.keys() == selected | {(UPLOAD, route) for route in UPLOADS}
    gate = Gate()
    assert gate.handlers.keys() == set(gate.contract.operations)
    assert len(gate.handlers) == len(OPERATIONS) + len(UPLOADS)


def test_the_extracts_name_their_source_and_are_written_readably() -> None:
    for name, extract in EXTRACTS.items():
        text = (CONTRACT / f"{name}.json").read_text(encoding="utf-8")
        assert text == json.dumps(extract, indent=1, ensure_ascii=False) + "\n"
        assert set(extract["source"]) == {"package", "version", "file", "sha256"}
        assert extract["host"] == f"{name.removesuffix('-v2')}.twilio.com"
        assert '"description": "' not in text  # a sender's profile has a field of that name


@pytest.mark.parametrize("operation", OPERATIONS, ids=label)
def test_every_parameter_is_a_keyword_of_the_sdk_with_the_same_choices(operation: tuple[str, Any]) -> None:
    product, facts = operation
    target = SDK[product, facts["route"]](Client(SID, "x"))
    if facts["method"] == "GET":
        method = target.list if "items" in facts else target.fetch
    elif facts["method"] == "POST":
        method = target.create if facts["name"].startswith("Create") else target.update
    else:
        method = target.delete
    keywords = inspect.signature(method).parameters
    given = (facts["form"] if facts["method"] == "POST" else facts["query"]) | SDK_HAS_MORE.get(facts["name"], {})
    if "json" in facts:
        # A JSON body is one object of the SDK.
        document = getattr(type(target), request_of(*keywords))({})
        assert document.to_dict().keys() == facts["json"].keys() | SDK_HAS_MORE[facts["name"]].keys()
        return
    for parameter, known in given.items():
        if parameter in ("Page", "PageToken"):  # the SDK turns the pages itself
            continue
        keyword = keyword_of(parameter)
        assert keyword in keywords, f"{parameter} is no keyword of the SDK"
        for choices in enums(target, str(keywords[keyword].annotation)):
            assert choices == set(known["enum"])
        required = keywords[keyword].default is inspect.Parameter.empty
        assert required == bool(known.get("required") and (facts["name"], parameter) not in SDK_DEMANDS_LESS)
    # The other way round as well: a keyword that the description does not have is news.
    given = {**given, **{name.replace("-", "_"): facts for name, facts in facts.get("header", {}).items()}}
    known_keywords = {keyword_of(parameter) for parameter in given}
    assert set(keywords) - {"limit", "page_size"} <= known_keywords


def keyword_of(parameter: str) -> str:
    """Return the SDK's keyword for a parameter."""
    keyword = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", parameter).replace(".", "_").lower()
    return "from_" if keyword == "from" else keyword


def request_of(keyword: str) -> str:
    """Return the name of the SDK's class for a JSON body that is given by a keyword."""
    return "".join(word.capitalize() for word in keyword.split("_"))


def enums(target: Any, annotation: str) -> Iterator[set[str]]:
    """Yield the choices of every SDK enum that an annotation names."""
    module = sys.modules[type(target).__module__]
    for instance, name in re.findall(r"(\w+Instance)\.(\w+)", annotation):
        enum = getattr(getattr(module, instance), name)
        yield {value for key, value in vars(enum).items() if key.isupper()}


def test_the_emulator_knows_nothing_of_our_own_code() -> None:
    sources = list(CONTRACT.parent.rglob("*.py"))
    assert len(sources) > 20
    for source in sources:
        imported = re.findall(r"^\s*(?:from|import) (\S+)", source.read_text(encoding="utf-8"), re.MULTILINE)
        assert not [name for name in imported if "plugins" in name or "ansible" in name], source


def test_quirks_are_about_parameters_that_exist() -> None:
    forms = {(product, name) for product, facts in OPERATIONS for name in facts["form"]}
    queries = {(product, name) for product, facts in OPERATIONS for name in facts["query"]}
    assert PARAMETERS.keys() <= forms
    assert FILTERS.keys() <= queries
    assert EXTRA.keys() <= {facts["name"] for _product, facts in OPERATIONS}


# Where live answers differ from the description: captured, or its own example.
NOT_AS_DESCRIBED = {
    "latitude": {"type": ["string", "null"]},
    "longitude": {"type": ["string", "null"]},
    "method": {"enum": ["GET", "POST", None]},
}
NUMBERS_HAVE_MORE = {"type", "subresource_uris"}


def schema(fields: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a JSON Schema of an answer: every field, and none besides."""
    properties = {field: NOT_AS_DESCRIBED.get(field) or _property(facts) for field, facts in fields.items()}
    if "IncomingPhoneNumber" in name:
        properties |= {field: {} for field in NUMBERS_HAVE_MORE}
    return {"type": "object", "properties": properties, "required": sorted(fields), "additionalProperties": False}


def _property(facts: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {
        name: facts[name] for name in ("enum", "pattern", "minLength", "maxLength") if name in facts
    }
    if facts.get("enum") and facts.get("nullable"):
        found["enum"] = [*facts["enum"], None]
    if "type" in facts:
        found["type"] = [facts["type"], "null"] if facts.get("nullable") else facts["type"]
    if facts.get("items"):
        found["items"] = _property(facts["items"])
    return found


def lenient(answer: Any) -> Any:
    """Return an answer with its blank strings as null: live answers have "" where the description demands a SID."""
    return {name: None if value == "" else value for name, value in answer.items()}


class World:
    """An account with one of everything, and a caller who may do everything."""

    def __init__(self) -> None:
        self.emulator = Emulator()
        number = {"phone_number": "+14155552671"}
        seed = {
            "friendly_name": "x",
            "studio_flows": [{"friendly_name": "flow"}],
            "conversation_services": [{"friendly_name": "service"}],
            "default_conversation_service": "service",
            "phone_numbers": [number, {"phone_number": "+14155552672"}],
            "short_codes": ["12345", "12346"],
            "channel_senders": ["whatsapp:+14155552671", "whatsapp:+14155552672"],
            "flex": {"chat_service": "service"},
            "flex_flows": [
                {
                    "friendly_name": "flow",
                    "channel_type": "sms",
                    "contact_identity": "+14155552671",
                    "integration_type": "studio",
                    "integration": {"studio_flow": "flow"},
                }
            ],
            "proxy_services": [{"unique_name": "Flex Proxy Service", "phone_numbers": ["+14155552671"]}],
            "messaging_services": [
                {
                    "friendly_name": "pool",
                    "phone_numbers": ["+14155552671"],
                    "short_codes": ["12345"],
                    "channel_senders": ["whatsapp:+14155552671"],
                }
            ],
            "conversations": [{"from": "+13105550100", "to": "+14155552671", "messages": ["Hello"]}],
            "addresses": [{"type": "sms", "address": "+14155552671"}],
            "serverless_services": [
                {
                    "unique_name": "code",
                    "environments": [{"unique_name": "dev", "domain_suffix": "dev", "variables": {"KEY": "value"}}],
                    "functions": [{"path": "/hello", "content": "exports.handler = () => {}"}],
                    "assets": [{"path": "/robots.txt", "content": "x"}],
                }
            ],
        }
        world = self.emulator.world
        made = plant(world, self.emulator.gate.contract, {"accounts": [seed]})["accounts"][0]
        self.account = world.accounts[made["sid"]]
        self.made = made
        for environment in self.account["serverless_environments"]:
            environment["build_sid"] = None  # what is live can not be deleted
        message = {"sid": "IM1", "index": 0, "author": "+13105550100", "body": "Hello"}
        for path, form in (
            (f"/messaging/v1/Services/{self.one('messaging_services')}/AlphaSenders", [("AlphaSender", "Flexops")]),
            (f"/conversations/v1/Conversations/{self.one('conversations')}/Webhooks", FORMS[_WEBHOOK]),
        ):
            product, _slash, rest = path[1:].partition("/")
            assert self.ask(product, "POST", f"/{rest}", form).status == 201
        hand_to_studio(world, self.account, made["studio_flows"]["flow"], {"sid": "CH1"}, message)

    def ask(self, product: str, method: str, path: str, form: list[tuple[str, str]], text: str | None = None) -> Reply:
        """Return the emulator's reply; the parameters of a GET are its query, ``text`` is a JSON body."""
        query, form = (form, []) if method == "GET" else ([], form)
        request = Request(method, f"/{product}{path}", query, form, None, text=text)
        caller = Caller(self.account, self.account.sid, "main")
        return self.emulator.gate.answer(self.emulator.world, request, caller)

    def one(self, kind: str) -> str:
        """Return the SID of the first of a kind that was seeded."""
        return str(next(iter(self.made[kind].values())))

    def path(self, product: str, route: str) -> str:
        """Return a path of the route that leads to something."""
        made, one = self.made, self.one
        sids = {
            f"{V2010}/{{Sid}}.json": made["sid"],
            f"{V2010}/{{AccountSid}}/IncomingPhoneNumbers/{{Sid}}.json": one("phone_numbers"),
            "/v1/Services/{ServiceSid}/PhoneNumbers/{Sid}": one("phone_numbers"),
            "/v1/Services/{ServiceSid}/ShortCodes/{Sid}": one("short_codes"),
            "/v1/Services/{MessagingServiceSid}/ChannelSenders/{Sid}": one("channel_senders"),
            "/v1/Configuration/Addresses/{Sid}": one("addresses"),
        }
        services = one("messaging_services") if product == "messaging" else one("conversation_services")
        names = {
            "AccountSid": made["sid"],
            "ServiceSid": services,
            "MessagingServiceSid": services,
            "ChatServiceSid": services,
            "ConversationSid": one("conversations"),
            "CountryCode": "GB" if route.endswith("Mobile.json") else "US",
            "IsoCountry": "US",
            "FlowSid": one("studio_flows"),
            "Revision": "LatestRevision",
        }
        sid = sids.get(route, one("studio_flows") if product == "studio" else services)
        if "Conversations/{Sid}" in route:
            sid = one("conversations")
        if product == "proxy":
            names["ServiceSid"] = one("proxy_services")
            sid = sids.get(route, one("proxy_services"))
        for name, kind in COLLECTIONS.items():
            if f"{name}/{{Sid}}" in route:
                sid = next(iter(self.account[kind]))["sid"]
        if "Executions/" in route:
            sid = self.first("studio_executions")
        if product == "serverless":
            kind = "asset" if "/Assets" in route else "function"
            names |= {
                "ServiceSid": self.first("serverless_services"),
                "EnvironmentSid": self.first("serverless_environments"),
                "FunctionSid": self.first("serverless_functions"),
                "AssetSid": self.first("serverless_assets"),
            }
            last = route.partition("/{Sid}")[0].rpartition("/")[2].lower()
            sid = self.first(f"serverless_{kind}_versions" if last == "versions" else f"serverless_{last}")
        return route.format(**names, Sid=sid)

    def first(self, collection: str) -> str:
        """Return the SID of the first record of a collection."""
        return str(next(iter(self.account[collection]), {"sid": ""})["sid"])


_FLOW = [("FriendlyName", "x"), ("Status", "draft"), ("Definition", json.dumps(FLOW))]
_WEBHOOK = "CreateConversationScopedWebhook"
_INTEGRATION = [("IntegrationType", "external"), ("Integration.Url", "https://example.com/")]
COLLECTIONS = {
    "AlphaSenders": "alpha_senders",
    "Channels/Senders": "channel_senders",
    "FlexFlows": "flex_flows",
    "/Webhooks": "conversation_webhooks",
    "Participants": "participants",
    "Messages": "conversation_messages",
}
FORMS = {
    _WEBHOOK: [("Target", "studio"), ("Configuration.FlowSid", "FW" + 32 * "0")],
    "CreateServiceConversationScopedWebhook": [("Target", "studio"), ("Configuration.FlowSid", "FW" + 32 * "0")],
    "CreateConversationParticipant": [("Identity", "anna")],
    "CreateServiceConversationParticipant": [("Identity", "anna")],
    "CreateConversationMessage": [("Body", "Hello")],
    "CreateServiceConversationMessage": [("Body", "Hello")],
    "ListParticipantConversation": [("Address", "+13105550100")],
    "ListServiceParticipantConversation": [("Address", "+13105550100")],
    "CreateAlphaSender": [("AlphaSender", "Support")],
    "CreateFlow": _FLOW,
    "UpdateFlow": [("Status", "published")],
    "UpdateFlowValidate": _FLOW,
    "CreateExecution": [("To", "+13105550100"), ("From", "+14155552671")],
    "UpdateExecution": [("Status", "ended")],
    "CreateEnvironment": [("UniqueName", "x")],
    "CreateVariable": [("Key", "X"), ("Value", "x")],
    "CreateFunction": [("FriendlyName", "x")],
    "UpdateFunction": [("FriendlyName", "x")],
    "CreateAsset": [("FriendlyName", "x")],
    "UpdateAsset": [("FriendlyName", "x")],
    "CreateIncomingPhoneNumber": [("AreaCode", "415")],
    "CreateIncomingPhoneNumberLocal": [("PhoneNumber", "+14155552673")],
    "CreateIncomingPhoneNumberMobile": [("PhoneNumber", "+46701234567")],
    "CreateIncomingPhoneNumberTollFree": [("PhoneNumber", "+18005552673")],
    "CreateService": [("FriendlyName", "x")],
    "CreateConfigurationAddress": [("Type", "chat"), ("Address", "web")],
    "CreateFlexFlow": [
        ("FriendlyName", "x"),
        ("ChatServiceSid", "IS" + 32 * "0"),
        ("ChannelType", "web"),
        *_INTEGRATION,
    ],
    "ListChannelsSender": [("Channel", "whatsapp")],
}
DOCUMENTS = {
    "CreateChannelsSender": json.dumps({"sender_id": "whatsapp:+14155552673"}),
    "UpdateChannelsSender": json.dumps({"webhook": {"callback_url": "https://example.com/"}}),
}


@pytest.mark.parametrize("operation", OPERATIONS, ids=label)
def test_every_answer_has_the_described_status_and_exactly_the_described_fields(operation: tuple[str, Any]) -> None:
    product, facts = operation
    world = World()
    form = FORMS.get(facts["name"], [])
    if facts["name"] == "CreatePhoneNumber":
        form = [("PhoneNumberSid", world.made["phone_numbers"]["+14155552672"])]
    if facts["name"] == "CreateShortCode":
        form = [("ShortCodeSid", world.made["short_codes"]["12346"])]
    if facts["name"] == "CreateChannelSender":
        form = [("Sid", world.made["channel_senders"]["whatsapp:+14155552672"])]
    if facts["name"] == "CreateBuild":
        form = [("FunctionVersions", world.first("serverless_function_versions"))]
    if (product, facts["name"]) == ("serverless", "CreateService"):
        form = [*form, ("UniqueName", "x")]
    if product == "proxy" and facts["method"] == "POST":
        proxy = {"CreateService": [("UniqueName", "x")]}
        proxy["CreatePhoneNumber"] = [("Sid", world.made["phone_numbers"]["+14155552672"])]
        form = proxy.get(facts["name"], [])
    reply = world.ask(product, facts["method"], world.path(product, facts["route"]), form, DOCUMENTS.get(facts["name"]))
    assert reply.status in facts["status"], reply.body
    if reply.body is None:
        assert facts["method"] == "DELETE"
        return
    answers = reply.body[facts["items"]] if "items" in facts else [reply.body]
    assert answers or facts["name"] in ("ListIncomingPhoneNumberMobile", "ListIncomingPhoneNumberTollFree")
    for answer in answers:
        jsonschema.validate(lenient(answer), schema(facts["answer"], facts["name"]))
