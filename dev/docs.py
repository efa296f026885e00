# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check the documentation: markup, references and, with more than a YAML parser's eye, every example."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml
from surroundings import CACHE, ROOT, finish, quiet, run

EXAMPLES = CACHE / "examples"
# What may stand beside the module in a task, as far as our examples go.
KEYWORDS = {
    *("name", "vars", "register", "loop", "loop_control", "when", "check_mode", "diff", "no_log", "delegate_to"),
    *("module_defaults", "environment", "until", "retries", "delay", "changed_when", "failed_when", "run_once"),
}


class Loader(yaml.SafeLoader):
    """Also reads what Ansible adds to YAML."""


Loader.add_constructor("!unsafe", lambda loader, node: str(node.value))


def unknown_words(module: str, arguments: Any, options: dict[str, Any], where: str) -> Iterator[str]:
    """Yield a sentence for each option of an example, at any depth, that the module does not have."""
    if not isinstance(arguments, dict):
        return
    aliases = {alias: name for name, option in options.items() for alias in option.get("aliases") or ()}
    for given, value in arguments.items():
        name = aliases.get(given, given)
        if name not in options:
            yield f"{where}: {module} has no option {name}"
            continue
        # The entries of an aggregate are wishes of the same module.
        inner = options if name == "aggregate" else options[name].get("suboptions") or {}
        if inner:
            for entry in value if isinstance(value, list) else [value]:
                yield from unknown_words(module, entry, inner, f"{where}, {name}")
        choices = options[name].get("choices")
        if choices and isinstance(value, (str, int)) and "{{" not in str(value) and value not in choices:
            yield f"{where}: {module} takes for {name} one of {', '.join(map(str, choices))}, not {value}"


def example_problems(module: str, examples: str, modules: dict[str, Any]) -> Iterator[str]:
    """Yield a sentence for each example that names something that does not exist."""
    try:
        tasks = yaml.load(examples, Loader=Loader)
    except yaml.YAMLError as error:
        yield f"EXAMPLES of {module} are not YAML: {error}"
        return
    if not isinstance(tasks, list) or not tasks:
        yield f"{module} has no EXAMPLES"
        return
    used = set()
    for number, task in enumerate(tasks, 1):
        where = f"example {number} of {module}"
        for name, arguments in task.items():
            if name.startswith("flexops.twilio."):
                used.add(name)
                if name in modules:
                    yield from unknown_words(name, arguments, modules[name]["doc"]["options"], where)
            elif "." not in name and name not in KEYWORDS:
                yield f"{where}: {name} is neither a task keyword nor a full module name"
    if module not in used:
        yield f"no example of {module} uses it"


def main() -> None:
    """Lint the documentation, then run all the examples through Ansible's own syntax check."""
    failures = []
    passed, _said = run(
        ["antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs=all", str(ROOT)]
    )
    if not passed:
        failures.append("antsibull-docs")
    dumped, text = quiet(["ansible-doc", "--metadata-dump", "--no-fail-on-errors", "flexops.twilio"])
    if not dumped:
        print(text)
        finish("docs", "documents and examples", 0, [*failures, "ansible-doc"])
    dump = json.loads(text[text.index("{") :])["all"]
    modules = dump["module"]
    failures += [f"{name}: {entry['error']}" for name, entry in modules.items() if "error" in entry]
    modules = {name: entry for name, entry in modules.items() if "error" not in entry}

    EXAMPLES.mkdir(parents=True, exist_ok=True)
    written = []
    for name, entry in sorted(modules.items()):
        examples = entry.get("examples") or ""
        found = list(example_problems(name, examples, modules))
        failures += found
        playbook = EXAMPLES / f"{name}.yml"
        body = "\n".join(f"    {line}" for line in examples.splitlines() if line.strip() != "---")
        playbook.write_text(f"- hosts: localhost\n  gather_facts: false\n  tasks:\n{body}\n", encoding="utf-8")
        written.append(playbook)
    if written:
        clean, text = quiet(
            ["ansible-playbook", "--syntax-check", "-i", "localhost,", *written], ANSIBLE_DEVEL_WARNING="0"
        )
        if not clean or "[WARNING]" in text or "[DEPRECATION" in text:
            print(text)
            failures.append("ansible-playbook --syntax-check of the examples")
    documents = {name for kind in dump.values() for name in kind if name.startswith("flexops.twilio.")}
    good = len(documents) + len(written) + passed - len(failures)
    finish("docs", "documents and examples", max(good, 0), failures)


if __name__ == "__main__":
    main()
