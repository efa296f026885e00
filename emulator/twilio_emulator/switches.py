# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What nobody could verify against a live account, and can therefore be played either way.

A switch is set for everybody or for one account; the account's own setting wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .state import Account, World


@dataclass(frozen=True)
class Switch:
    """The ways to play one behaviour, the first being the default, and why nobody knows."""

    values: tuple[str, ...]
    question: str
    source: str


SWITCHES: dict[str, Switch] = {
    "stale_type_fields": Switch(
        ("kept", "cleared"),
        "Does an address keep the auto-creation fields of its old type when the type changes?",
        "inferred: the Terraform provider always sends both",
    ),
    "empty_list": Switch(
        ("clears", "ignored", "rejected"),
        "What does a list parameter do that is sent once, with an empty value?",
        "inferred: no captured request does it",
    ),
    "empty_int": Switch(
        ("clears", "rejected"),
        "What does a number parameter do that is sent with an empty value?",
        "inferred: no captured request does it",
    ),
    "empty_default": Switch(
        ("clears", "ignored", "rejected"),
        "What does an empty default service do in the Conversations configuration?",
        "inferred: no way to unset it is documented, and the Terraform provider keeps the old value",
    ),
    "unknown_parameters": Switch(
        ("reject", "ignore"),
        "Is a parameter that the API does not know an error?",
        "docs: the error dictionary calls them harmless for older products; new products refuse",
    ),
    "unknown_references": Switch(
        ("accepted", "rejected"),
        "May an address, a webhook or the configuration name a service or flow that does not exist?",
        "inferred: dangling references are seen in the wild after deletions",
    ),
    "duplicate_address_status": Switch(
        ("409", "400"),
        "Which status answers a second configuration of the same address?",
        "inferred: third-party code handles 409",
    ),
    "owned_number_purchase": Switch(
        ("updates", "rejected"),
        "What does buying a number do that the account owns already: 201 with that number changed, or 21422?",
        "inferred: 21422 is documented for numbers that are held by an account; 201 does the more harm",
    ),
    "available_capability_case": Switch(
        ("upper", "lower"),
        "Are SMS and MMS written in capitals in the capabilities of available numbers?",
        "captures show capitals, the description does not",
    ),
    "stock_order": Switch(
        ("same", "rotates"),
        "Does a search for available numbers begin with the same number every time?",
        "inferred: no order is documented",
    ),
    "price_values": Switch(
        ("text", "number", "null"),
        "Is a price in a price list a string, a number of JSON, or null where it is the account's current one?",
        "the description says number and, for Twilio's SDKs, string; its example has strings",
    ),
    "price_unit_case": Switch(
        ("upper", "lower"),
        "Is the currency of a price list written in capitals?",
        "the description's example is in capitals, its prose is not",
    ),
    "price_toll_free": Switch(
        ("toll free", "toll_free", "tollfree"),
        "How does a price list spell toll-free numbers?",
        "docs: with a blank; every other API of Twilio's has another spelling",
    ),
    "unpriced_country": Switch(
        ("nulls", "empty", "not_found"),
        "What is the price list of a country that has none: all fields null, an empty list, or 404?",
        "docs say null, for countries whose numbers are not for sale or not generally available",
    ),
    "address_silences_number": Switch(
        ("false", "true"),
        "Does an auto-creating address keep the number's own message handler from being called?",
        "docs contradict themselves: a warning says both run, a footer says the handler is not used",
    ),
    "fresh_sms_url": Switch(
        ("demo", "blank"),
        "Does a new number carry Twilio's demo URL as its message handler?",
        "seen in accounts; the description's examples are blank",
    ),
    "scoped_webhook_method": Switch(
        ("lower", "upper"),
        "Is the method of a conversation's own webhook shown in small letters or in capitals?",
        "the description's examples are small, an address shows capitals",
    ),
    "conversations_order": Switch(
        ("newest_first", "oldest_first"),
        "Which conversation does a list begin with?",
        "inferred: Twilio's guide takes the first one for the latest, and no order is documented",
    ),
    "inactive_conversation": Switch(
        ("wakes", "ignored"),
        "Does a message find an inactive conversation of its two numbers?",
        "inferred: docs speak of active ones, and of inactive ones becoming active with a message",
    ),
    "inbound_write_ends_autocreate": Switch(
        ("true", "false"),
        "Does writing InboundRequestUrl or UseInboundWebhookOnNumber end a service's Autocreate a Conversation?",
        "inferred: all of them are one choice in the Console, and the API does not know that one",
    ),
    "silent_pre_webhook": Switch(
        ("proceeds", "drops"),
        "What becomes of a message when the webhook that is asked before does not answer in time?",
        "inferred: only its refusal is documented",
    ),
    "blank_primary_with_fallback": Switch(
        ("rejected", "accepted"),
        "Is a fallback URL without a primary URL an error?",
        "docs: errors 21405 and 21406",
    ),
    "flow_without_flags": Switch(
        ("rejected", "accepted"),
        "Is a Studio definition without flags an error?",
        "inferred: every published example has them, the published schema may not demand them",
    ),
    "flow_defaults": Switch(
        ("none", "added"),
        "Does Studio complete a definition when it saves it: flags, description, offsets, unconnected transitions?",
        "inferred: exports have them even where nobody wrote them",
    ),
    "duplicate_name_status": Switch(
        ("409", "400"),
        "Which status answers a Serverless service, environment or variable whose name is taken?",
        "inferred: Twilio's own tool takes any error for it",
    ),
    "delete_live_function": Switch(
        ("rejected", "accepted"),
        "Can a Function or an asset be deleted that is in a deployed build?",
        "inferred: a deployed build itself can not be deleted",
    ),
    "flex_flow_enabled": Switch(
        ("false", "true"),
        "Is a Flex Flow enabled when nobody said so?",
        "inferred: no default is documented, and the Terraform provider always sends false",
    ),
    "flex_flow_defaults": Switch(
        ("shown", "hidden"),
        "Does the integration of a Flex Flow show the defaults of what nobody gave?",
        "inferred: the defaults are documented, the examples show what was given",
    ),
    "flex_flow_stale_fields": Switch(
        ("kept", "cleared"),
        "Does a Flex Flow keep the integration fields of its old type when the type changes?",
        "inferred: the Terraform provider always sends empty ones",
    ),
    "duplicate_flex_flow": Switch(
        ("409", "400", "accepted"),
        "What answers a second Flex Flow of the same channel type and contact identity?",
        "inferred: errors 45202 and 45212 speak of collisions, without a status and without saying of what",
    ),
    "flex_chat_in_use": Switch(
        ("false", "true"),
        "Does an open Flex chat keep its number from leaving the Proxy pool?",
        "inferred: a number in active sessions can not leave (80611), whether Flex's chats are such is not documented",
    ),
    "new_proxy_service": Switch(
        ("accepted", "rejected"),
        "Can the account make a Proxy service?",
        "docs: error 80506 for accounts from after the end of sale",
    ),
    "proxy_pool_add": Switch(
        ("takes_over", "leaves"),
        "Does a number that is put into a Proxy pool get Proxy's URLs as its message and voice handlers?",
        "inferred: guides set the message handler as well",
    ),
    "proxy_pool_remove": Switch(
        ("leaves", "blanks"),
        "Does a number that leaves a Proxy pool keep Proxy's URLs as its handlers?",
        "inferred: nothing is documented",
    ),
    "sender_objects": Switch(
        ("merged", "replaced"),
        "Does an update of a sender's webhook, profile or configuration leave what it does not name?",
        "inferred: nothing is documented",
    ),
    "json_null": Switch(
        ("ignored", "clears"),
        "What does a null do within the JSON of an update?",
        "inferred: Twilio's SDK sends one for everything that was not given",
    ),
    "sender_polls": Switch(
        ("2", "0", "10", "never"),
        "How often is a sender looked at before its change is done?",
        "docs: writes answer 202; a fetch of the sender is a look",
    ),
    "build_polls": Switch(
        ("2", "0", "10", "never"),
        "How often is a build looked at before it is done?",
        "docs: builds take seconds or minutes; a fetch of the build or of its status is a look",
    ),
}


def normal(settings: dict[str, Any]) -> dict[str, str]:
    """Return settings as they are kept; ValueError names a switch or value that does not exist.

    JSON's true, false and numbers are taken for their names.
    """
    kept = {}
    for name, given in settings.items():
        if name not in SWITCHES:
            raise ValueError(f"there is no switch {name}; the switches are {', '.join(SWITCHES)}")
        value = str(given).lower() if isinstance(given, bool) else str(given)
        if value not in SWITCHES[name].values:
            raise ValueError(f"switch {name} is one of {', '.join(SWITCHES[name].values)}, not {value}")
        kept[name] = value
    return kept


def setting(world: World, account: Account | None, name: str) -> str:
    """Return how a behaviour is to be played for an account."""
    own = {} if account is None else account.switches
    return str(own.get(name) or world.switches.get(name) or SWITCHES[name].values[0])
