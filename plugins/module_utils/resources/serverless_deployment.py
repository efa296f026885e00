# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serverless services, each with one of its environments: what runs there, with what, under which URLs."""

from __future__ import annotations

import re
import typing as t
from collections.abc import Mapping
from functools import partial

from .. import rules
from ..deployment import values
from ..deployment.parts import ASSETS, FUNCTIONS, PARTS_OPTION, Kind, merge, problem_of, shown
from ..recipes.serverless_deployment import ServerlessDeployment
from ..recipes.serverless_reading import BARE_ENVIRONMENT
from ..resource import Field, Lookup, Resource

MOST_SUFFIX = 16

RUNTIMES = ("node8", "node10", "node12", "node14", "node16", "node18", "node20", "node22", "node24")


def service_name(value: str) -> str | None:
    if re.fullmatch(r"[A-Za-z0-9_-]{1,50}", value):
        return None
    return f"{value!r} is not a name for a service: up to 50 letters, digits, - and _, because it is part of the domain"


def suffix_fits(given: Mapping[str, t.Any], effective: Mapping[str, t.Any]) -> str | None:
    """The name of an environment that is to be made becomes part of its domain."""
    name = str(given.get("environment") or "").removesuffix("-environment")
    if not name or name == BARE_ENVIRONMENT or re.fullmatch(rf"[A-Za-z0-9-]{{1,{MOST_SUFFIX}}}", name):
        return None
    return (
        f"the service has no environment {name!r}, and none can be made: the name becomes the suffix of the domain, so"
        f" it has at most {MOST_SUFFIX} letters, digits and hyphens"
    )


def parts_field(kind: Kind) -> Field:
    return Field(
        kind.name,
        type="dict",
        option=PARTS_OPTION,
        merged=partial(merge, kind),
        rule=partial(problem_of, kind),
        shown=partial(shown, kind),
    )


SERVERLESS_DEPLOYMENT = Resource(
    kind="serverless_deployment",
    plural="serverless_deployments",
    title="Serverless service",
    prefix="ZS",
    api=lambda sdk: sdk.serverless.v1.services,
    keys=("service",),
    # Twilio calls it otherwise.
    nameless=("service",),
    lookup=Lookup.DIRECT,
    fields=(
        Field("service", create_only=True, rule=service_name),
        Field("friendly_name", rule=rules.at_most(255)),
        Field("include_credentials", type="bool"),
        Field("ui_editable", type="bool"),
        Field("environment"),
        Field(
            "variables",
            type="dict",
            option={"type": "dict", "no_log": True},
            merged=values.merge,
            rule=values.variables_problem,
            shown=values.shown,
        ),
        parts_field(FUNCTIONS),
        parts_field(ASSETS),
        Field("dependencies", type="dict", merged=values.merge_dependencies, rule=values.dependencies_problem),
        Field("runtime", choices=RUNTIMES),
    ),
    options={"build_timeout": {"type": "int", "default": 300}},
    rules=(values.context_size, suffix_fits),
    recipe=ServerlessDeployment,
)
