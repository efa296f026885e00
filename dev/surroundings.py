# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the project's commands run: nothing of the machine helps them, and they change nothing on it.

As a command, ``python dev/surroundings.py COMMAND...`` runs any command that way.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache"
TREE = CACHE / "tree"
HOME = CACHE / "home"
RESULTS = CACHE / "results"

# The caller's own Twilio credentials, Ansible settings and Python paths must not reach a test or the demo.
_OTHERS = re.compile(
    r"^(TWILIO|ANSIBLE|MOLECULE|PYTEST|HYPOTHESIS|MYPY|RUFF|GALAXY|GIT)_|^(PYTHONPATH|PYTHONHOME|VIRTUAL_ENV)$"
)
_KEPT = {"GIT_SSL_CAINFO"}


def link_tree() -> Path:
    """Make ``.cache/tree/ansible_collections/flexops/twilio`` point at the checkout and return ``.cache/tree``.

    A checkout has any name; Ansible finds a collection only under its own.
    """
    link = TREE / "ansible_collections" / "flexops" / "twilio"
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink() or link.resolve() != ROOT:
        link.unlink(missing_ok=True)
        link.symlink_to(os.path.relpath(ROOT, link.parent))
    return TREE


def environment(**extra: str) -> dict[str, str]:
    """Return the environment of every run: own home, own Ansible, own collection path, nobody's credentials."""
    env = {name: value for name, value in os.environ.items() if name in _KEPT or not _OTHERS.match(name)}
    settings = HOME / "ansible.cfg"
    settings.parent.mkdir(parents=True, exist_ok=True)
    # An empty file of our own keeps /etc/ansible/ansible.cfg and ~/.ansible.cfg out.
    settings.touch()
    env.update(
        PATH=os.pathsep.join((str(Path(sys.prefix) / "bin"), env.get("PATH", os.defpath))),
        HOME=str(HOME),
        LC_ALL="C.UTF-8",
        NODE_PATH=str(CACHE / "node" / "node_modules"),
        ANSIBLE_CONFIG=str(settings),
        ANSIBLE_HOME=str(HOME / ".ansible"),
        ANSIBLE_ASYNC_DIR=str(HOME / ".ansible_async"),
        ANSIBLE_COLLECTIONS_PATH=str(link_tree()),
        ANSIBLE_LOCALHOST_WARNING="false",
        ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
        ANSIBLE_NOCOWS="1",
        PYTHONDONTWRITEBYTECODE="1",
        PY_COLORS="0",
        NO_COLOR="1",
    )
    env.update(extra)
    return env


def run(command: Sequence[object], cwd: Path = ROOT, **extra: str) -> tuple[bool, str]:
    """Run a command, show what it says while it says it, and return (exit code was 0, everything it said)."""
    said = []
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(**extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            said.append(line)
    return process.returncode == 0, "".join(said)


def quiet(command: Sequence[object], cwd: Path = ROOT, **extra: str) -> tuple[bool, str]:
    """Run a command and return (exit code was 0, everything it said)."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(**extra),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode == 0, done.stdout


def own_files() -> list[str]:
    """Return the paths that belong to the project: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return sorted(name for name in set(listed.stdout.split("\0")) if name and (ROOT / name).is_file())


def copy_tree(name: str) -> Path:
    """Copy the project's own files to ``.cache/<name>/ansible_collections/flexops/twilio`` and return that path.

    ansible-test insists on a real folder, and asks git what belongs to it: without a repository of its own inside
    an ignored folder it would find nothing, test nothing and call that success.
    """
    target = CACHE / name / "ansible_collections" / "flexops" / "twilio"
    shutil.rmtree(target, ignore_errors=True)
    for path in own_files():
        destination = target / path
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, destination, follow_symlinks=False)
    subprocess.run(["git", "init", "--quiet", "--initial-branch=main"], cwd=target, env=environment(), check=True)
    return target


def unexpected_warnings(said: str, folder: Path) -> list[str]:
    """Return the warnings in what Ansible said that no YAML file below the folder announces.

    A warning is a failure, unless a comment ``# Expected warning: REGEX`` stands where it is provoked.
    """
    expected = [
        re.compile(found)
        for path in folder.rglob("*.yml")
        for found in re.findall(r"# Expected warning: (.*\S)", path.read_text(encoding="utf-8"))
    ]
    warnings = re.findall(r"^\[(?:DEPRECATION )?WARNING\]:? .*", said, re.MULTILINE)
    return sorted({warning for warning in warnings if not any(pattern.search(warning) for pattern in expected)})


def finish(step: str, what: str, passed: int, failures: Iterable[str], skipped: int = 0) -> None:
    """Say how a step ended, leave the counts for the table of ``make test``, and exit with its verdict.

    A step that tested nothing has failed: that is how a broken tool looks.
    """
    failed = list(failures)
    if not passed and not failed:
        failed = ["nothing was tested"]
    RESULTS.mkdir(parents=True, exist_ok=True)
    counts = {"what": what, "passed": passed, "failed": len(failed), "skipped": skipped}
    (RESULTS / f"{step}.json").write_text(json.dumps(counts), encoding="utf-8")
    for failure in failed:
        print(f"FAILED {step}: {failure}")
    print(f"{step}: {passed} {what} passed, {len(failed)} failed" + (f", {skipped} skipped" if skipped else ""))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    os.execvpe(sys.argv[1], sys.argv[1:], environment())
