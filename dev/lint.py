# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run every static check; one that fails does not keep the others from being heard."""

from __future__ import annotations

import completeness
from surroundings import TREE, finish, link_tree, own_files, run

# mypy looks at the plugins under the name that they are imported by, at programs under their own. Not at tests: they
# hand in stand-ins on purpose, and what is wrong with them shows when they run.
PROGRAMS = ("dev", "emulator", "benchmarks")


def main() -> None:
    """Run the checkers one after the other."""
    link_tree()
    collection = TREE / "ansible_collections" / "flexops" / "twilio"
    files = own_files()
    python = [name for name in files if name.endswith(".py")]
    # A tool writes the changelog, in its own style.
    yaml = [name for name in files if name.endswith((".yml", ".yaml")) and name != "changelogs/changelog.yaml"]
    scripts = [name for name in files if name.endswith(".sh")] + [".ci/run"]
    checkers: dict[str, list[object]] = {
        "ruff check": ["ruff", "check", "--quiet", "--output-format", "concise", *python],
        "ruff format": ["ruff", "format", "--check", "--output-format", "concise", *python],
        "mypy": ["mypy", "--cache-dir", ".cache/mypy", collection / "plugins"],
        **{
            f"mypy {folder}": ["mypy", "--cache-dir", f".cache/mypy-{folder}", folder]
            for folder in PROGRAMS
            if any(name.startswith(f"{folder}/") for name in python)
        },
        "yamllint": ["yamllint", "--strict", *yaml],
        "ansible-lint": ["ansible-lint", "--nocolor", "-q"],
        "shellcheck": ["shellcheck", *scripts],
        "changelog": ["antsibull-changelog", "lint"],
    }
    failures = []
    for name, command in checkers.items():
        print(f"--- {name}", flush=True)
        passed, _said = run(command)
        if not passed:
            failures.append(name)
    print("--- completeness", flush=True)
    missing = completeness.problems()
    for problem in missing:
        print(problem)
    failures += ["completeness"] if missing else []
    finish("lint", "checkers", len(checkers) + 1 - len(failures), failures)


if __name__ == "__main__":
    main()
