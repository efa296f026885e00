# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What drifts apart when nobody looks: modules and their tests, the action group, playbooks, roles, long files.

The rules:

* ``plugins/modules/<kind>.py`` has ``tests/integration/targets/<kind>``, which covers ``<kind>_info`` too.
* A visible target is the target of a module.
* The action group ``all`` in ``meta/runtime.yml`` is the modules, in order.
* Every playbook in ``playbooks/`` is named by a molecule scenario, an integration target, a test or the demo.
* Every role has ``meta/argument_specs.yml`` and ``README.md``, and is run by a molecule scenario or a playbook.
* No Python file of ours is longer than 400 lines, unless one of its lines says why: ``# Long because ...``.
* There are no sanity ignores.
"""

from __future__ import annotations

import re

import yaml
from surroundings import ROOT, own_files

LONGEST = 400


def text_of(*folders: str) -> str:
    """Return everything that our own files below the folders say, as one text."""
    return "\n".join(
        (ROOT / name).read_text(encoding="utf-8", errors="replace")
        for name in own_files()
        if name.startswith(folders) and not name.endswith((".png", ".gz"))
    )


def modules() -> list[str]:
    """Return the names of all modules, in order."""
    return sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("[!_]*.py"))


def problems() -> list[str]:
    """Return one sentence for each thing that is missing."""
    found = []
    names = modules()
    targets_folder = ROOT / "tests" / "integration" / "targets"
    targets = {path.name for path in targets_folder.glob("*") if (path / "tasks" / "main.yml").is_file()}
    for name in names:
        kind = name.removesuffix("_info")
        if name not in targets and kind not in targets:
            found.append(f"module {name} has no integration target {kind if kind in names else name}")
        elif name not in targets and name not in text_of(f"tests/integration/targets/{kind}/"):
            found.append(f"the integration target {kind} never runs {name}")
    for target in sorted(targets - set(names)):
        if not target.startswith("setup_"):
            found.append(f"the integration target {target} belongs to no module")

    runtime = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))
    if runtime["action_groups"]["all"] != names:
        found.append("meta/runtime.yml: action_groups.all must be exactly " + ", ".join(names))

    runs = text_of("extensions/molecule/", "tests/", "dev/demo.py")
    for playbook in sorted((ROOT / "playbooks").glob("*.yml")):
        if not re.search(rf"(flexops\.twilio\.{playbook.stem}|{playbook.name})\b", runs):
            found.append(f"playbooks/{playbook.name} is run by no scenario and no test")

    scenarios = text_of("extensions/molecule/", "playbooks/")
    for role in sorted(path for path in (ROOT / "roles").glob("*") if path.is_dir()):
        for needed in ("meta/argument_specs.yml", "README.md"):
            if not (role / needed).is_file():
                found.append(f"role {role.name} has no {needed}")
        if f"flexops.twilio.{role.name}" not in scenarios:
            found.append(f"role {role.name} is run by no scenario and no playbook")

    for name in own_files():
        if name.endswith(".py"):
            lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
            if len(lines) > LONGEST and not any(line.startswith("# Long because ") for line in lines):
                found.append(f"{name} has {len(lines)} lines and no line '# Long because ...'")

    found += [f"{path.relative_to(ROOT)} exists" for path in (ROOT / "tests" / "sanity").glob("ignore*")]
    return found
