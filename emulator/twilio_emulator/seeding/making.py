# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a seeded record is made: by the resource's own rules, from the fields of Twilio's answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..behaviours import SERVED
from ..contract import Contract, Operation, field_name, read_form
from ..errors import ApiError
from ..resources import Call, Resource
from ..state import Account, World
from ..switches import SWITCHES

JSON = dict[str, Any]

_SETTINGS = {name: switch.values[0] for name, switch in SWITCHES.items()}


class SeedError(ValueError):
    """A seed that can not be read; the message says where and why."""


class Maker:
    """Makes the records of one account."""

    def __init__(self, world: World, contract: Contract, account: Account) -> None:
        self.world = world
        self.account = account
        self.operations = {(one.product, one.name): one for one in contract.operations}

    def make(
        self,
        product: str,
        operation_name: str,
        where: str,
        entry: Any,
        preset: JSON,
        arguments: Mapping[str, str] | None = None,
    ) -> JSON:
        """Make a record with the parameters and answer fields of an operation.

        Fields that no parameter sets are taken as they are. ``arguments`` are what the path of the operation names.
        """
        operation = self.operations[product, operation_name]
        resource: Resource = SERVED[product, operation.route]
        if not isinstance(entry, dict):
            raise SeedError(f"{where} is a mapping")
        parameters = {field_name(parameter): parameter for parameter in operation.form}
        given, fixed = {}, dict(preset)
        for field, value in _flat(entry):
            if field in parameters and value is not None:
                given[field] = value
            elif field.partition(".")[0] in operation.answer:
                fixed[field] = value
            elif field not in parameters:
                raise SeedError(f"{where}: there is no field {field}")
        try:
            return resource.build(self._call(operation, given, arguments or {}), fixed)
        except ApiError as error:
            raise SeedError(f"{where}: {error.message} ({error.code})") from None

    def ask(
        self, operation_name: str, where: str, entry: JSON, arguments: Mapping[str, str], product: str = "conversations"
    ) -> JSON:
        """Do what a request to the API would do, with parameters by the names of the fields; returns its answer."""
        operation = self.operations[product, operation_name]
        resource: Resource = SERVED[product, operation.route]
        mapping(where, entry, frozenset(field_name(parameter) for parameter in operation.form))
        act = resource.create if operation.status == 201 else resource.update
        try:
            return act(self._call(operation, entry, arguments))[1] or {}
        except ApiError as error:
            raise SeedError(f"{where}: {error.message} ({error.code})") from None

    def _call(self, operation: Operation, given: JSON, arguments: Mapping[str, str]) -> Call:
        parameters = {field_name(parameter): parameter for parameter in operation.form}
        pairs = []
        for field, value in given.items():
            values = value if isinstance(value, list) else [value]
            pairs += [(parameters[field], _text(one)) for one in values if one is not None]
        arguments = {"AccountSid": self.account.sid, **arguments}
        return Call(
            world=self.world,
            account=self.account,
            principal=self.account,
            operation=operation,
            path=operation.route.removesuffix("/{Sid}").format_map(arguments),
            arguments=arguments,
            query={},
            form=read_form(operation, pairs, _SETTINGS),
        )

    def named(self, where: str, collection: str, name: str) -> str:
        """Return the SID of the one record with this friendly name or SID."""
        found = [one["sid"] for one in self.account[collection] if name in (one["friendly_name"], one["sid"])]
        if len(found) != 1:
            raise SeedError(f"{where}: {len(found)} of the account's {collection} are called {name}")
        return str(found[0])


def mapping(where: str, given: Any, known: frozenset[str]) -> None:
    """Raise SeedError unless ``given`` is a mapping of known names only."""
    if not isinstance(given, dict):
        raise SeedError(f"{where} is a mapping")
    strange = sorted(given.keys() - known)
    if strange:
        raise SeedError(f"{where}: there is no {', '.join(strange)}; known are {', '.join(sorted(known))}")


def _flat(entry: Mapping[str, Any], prefix: str = "") -> Iterable[tuple[str, Any]]:
    for name, value in entry.items():
        if name in ("auto_creation", "integration") and isinstance(value, dict):
            yield from _flat(value, f"{name}.")
        else:
            yield prefix + name, value


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
