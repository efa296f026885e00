# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Twilio's description is silent or wrong. Kept apart from the extract, each with its source.

docs: Twilio's pages and error dictionary; captured: answers of live accounts; inferred: a deduction.
"""

from __future__ import annotations

from typing import Any

# The events of a conversation, before and after the fact. docs
BEFORE = tuple(
    f"on{what}{verb}" for what in ("Conversation", "Message", "Participant") for verb in ("Add", "Remove", "Update")
)
# What a conversation's own webhook can be told of: only what has happened, and not that there is a conversation.
SCOPED = (
    "onMessageAdded",
    "onMessageUpdated",
    "onMessageRemoved",
    "onConversationUpdated",
    "onConversationStateUpdated",
    "onConversationRemoved",
    "onParticipantAdded",
    "onParticipantUpdated",
    "onParticipantRemoved",
    "onDeliveryUpdated",
)
# Only an account's webhook is told of users.
USERS = ("onUserUpdate", "onUserAdded", "onUserUpdated")
ACCOUNT = (*BEFORE, *SCOPED, "onConversationAdded", *USERS)


def _event(names: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "string", "enum": list(names)}


# (product, parameter) -> facts that are laid over the description's. "any_case": an enum is read without its case.
PARAMETERS: dict[tuple[str, str], dict[str, Any]] = {
    ("api", "FriendlyName"): {"maxLength": 64},  # docs
    ("messaging", "FriendlyName"): {"maxLength": 64},  # docs
    ("messaging", "ValidityPeriod"): {"minimum": 1, "maximum": 36000},  # docs
    ("messaging", "Usecase"): {  # docs
        "enum": ["notifications", "marketing", "verification", "discussion", "poll", "undeclared"]
    },
    ("conversations", "FriendlyName"): {"maxLength": 256},  # docs
    ("conversations", "Type"): {"any_case": True},  # the description's own example is "whAtsAPP"
    ("conversations", "AutoCreation.WebhookUrl"): {"format": "uri"},  # docs
    ("conversations", "AutoCreation.WebhookMethod"): {"any_case": True},  # captured: upper case before 2025
    ("conversations", "AutoCreation.StudioRetryCount"): {"minimum": 0, "maximum": 3},  # inferred from Flex flows
    ("conversations", "AutoCreation.WebhookFilters"): {"items": _event(SCOPED)},  # docs
    ("conversations", "AddressCountry"): {"pattern": "^[A-Z]{2}$"},  # docs
    ("conversations", "Filters"): {"items": _event(ACCOUNT)},  # docs
    ("conversations", "Method"): {"enum": ["GET", "POST"], "any_case": True},  # docs; read in either case
    ("conversations", "PreWebhookUrl"): {"format": "uri"},  # docs
    ("conversations", "PostWebhookUrl"): {"format": "uri"},  # docs
    ("conversations", "Configuration.Url"): {"format": "uri"},  # docs
    ("conversations", "Configuration.Method"): {"any_case": True},  # both are in use
    ("conversations", "Configuration.Filters"): {"items": _event(SCOPED)},  # docs
    ("conversations", "Configuration.ReplayAfter"): {"minimum": 0},  # it is the index of a message
    ("conversations", "Attributes"): {"maxLength": 16384},  # docs
    ("conversations", "Body"): {"maxLength": 1600},  # docs
    ("flex-api", "Integration.RetryCount"): {"minimum": 0, "maximum": 3},  # its prose
    ("flex-api", "Integration.Timeout"): {"minimum": 1},  # seconds
    ("flex-api", "Integration.Priority"): {"minimum": 0},  # TaskRouter's
    ("proxy", "UniqueName"): {"maxLength": 191},  # its prose
    ("proxy", "DefaultTtl"): {"minimum": 0},  # seconds
    ("studio", "From"): {"format": None},  # its prose: a messaging service's SID does as well
    # the lengths are docs (a service's unique name is shorter still), the characters inferred from what they end up in
    ("serverless", "UniqueName"): {"maxLength": 100, "pattern": "^[A-Za-z0-9_-]+$"},
    ("serverless", "DomainSuffix"): {"maxLength": 16, "pattern": "^[A-Za-z0-9-]+$"},
    ("serverless", "FriendlyName"): {"maxLength": 255},
    ("serverless", "Key"): {"maxLength": 128, "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
}

# Filters of lists whose type the description leaves open.
FILTERS: dict[tuple[str, str], dict[str, Any]] = {
    ("conversations", "Type"): {  # the description says string; its prose says "one of"
        "enum": ["sms", "whatsapp", "messenger", "gbm", "email", "rcs", "apple", "chat"],
        "any_case": True,
    },
    ("api", "Origin"): {"enum": ["twilio", "hosted"]},  # docs
}

# Parameters that an operation knows although the description does not say so.
EXTRA: dict[str, dict[str, dict[str, Any]]] = {
    # docs: an area code on a typed purchase has an error of its own, 21457
    "CreateIncomingPhoneNumberLocal": {"AreaCode": {"type": "string"}},
    "CreateIncomingPhoneNumberMobile": {"AreaCode": {"type": "string"}},
    "CreateIncomingPhoneNumberTollFree": {"AreaCode": {"type": "string"}},
    # Twilio's Python SDK 9.13 has them
    "CreateFlow": {"AuthorSid": {"type": "string", "pattern": "^US[0-9a-fA-F]{32}$"}},
    "UpdateFlow": {"AuthorSid": {"type": "string", "pattern": "^US[0-9a-fA-F]{32}$"}},
    "ListExecution": {"Status": {"type": "string", "enum": ["active", "ended"]}},
    "CreateChannelsSender": {"friendly_name": {"type": "string"}},
    "UpdateChannelsSender": {"friendly_name": {"type": "string"}},
}

# Versions are made on a host that no description knows, by multipart. docs: Twilio's own deployment tool
UPLOAD = "serverless-upload"
# route -> (operation, operation of the description that answers in the same way)
UPLOADS = {
    f"/v1/Services/{{ServiceSid}}/{kind}s/{{{kind}Sid}}/Versions": (
        f"Create{kind}Version",
        f"Fetch{kind}Version",
    )
    for kind in ("Function", "Asset")
}
UPLOAD_FORM: dict[str, dict[str, Any]] = {
    "Path": {"type": "string", "required": True, "maxLength": 255, "pattern": r"^/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*$"},
    "Visibility": {"type": "string", "required": True, "enum": ["public", "protected", "private"]},
    "Content": {"type": "string"},  # as a field it is refused: it is a file
}

# Every list that is given no PageSize. docs
PAGE_SIZE = 50

# A second path of a resource. seen: the Terraform provider uses it
ALIASES = {("conversations", "/v1/Conversations/Webhooks"): "/v1/Configuration/Webhooks"}
