# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module and every playbook in real runs of ansible-playbook at -vvvv: no secret shows up anywhere.

Secrets are given in each way that there is: by module_defaults, by options, by environment variables, always from the
inventory. Looked at are the output, Ansible's log, registered results, diffs, all processes' command lines and all
files that appear in any folder of the run, while it runs and afterwards, and the emulator's journal, faults and ledger.

Not looked at are the inventory itself, what the emulator is asked for as a whole (a snapshot is the account with its
secrets), and processes' environments, which only their own user can read. With pipelining, which the inventory asks for
as the README advises, Ansible writes no module to a file; without, it is there for as long as it runs, for its user.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from ansible_collections.flexops.twilio.tests.emulator.support import Running
from ansible_collections.flexops.twilio.tests.faults.every_module import MODULES, arguments

from .marks import Marks, marked
from .places import KEY_SID, account
from .repeater import Repeater
from .watch import Watch

JSON = dict[str, Any]

ROOT = Path(__file__).absolute().parents[2]
NOWHERE = "http://127.0.0.1:9"


class Stage:
    """A folder to run in, and everything that was to be seen there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.marks = Marks()
        self.inventory: JSON = {}
        self.given = folder / "given"
        self.given.mkdir()

    def play(self, *arguments: str, **environment: str) -> tuple[int, str]:
        """Run ansible-playbook, look for secrets wherever it leaves something, and return its code and output."""
        places = {name: self.folder / name for name in ("home", "tmp", "remote", "local", "work")}
        for place in places.values():
            place.mkdir(exist_ok=True)
        hosts = {"all": {"hosts": {"account": None}, "vars": self.inventory}}
        (self.given / "hosts.yml").write_text(json.dumps(hosts), encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "TWILIO_"))}
        env = {
            **kept,
            "HOME": str(places["home"]),
            "PWD": str(places["work"]),
            "TMPDIR": str(places["tmp"]),
            "ANSIBLE_HOME": str(places["home"] / ".ansible"),
            "ANSIBLE_REMOTE_TMP": str(places["remote"]),
            "ANSIBLE_LOCAL_TEMP": str(places["local"]),
            "ANSIBLE_ASYNC_DIR": str(places["home"] / "async"),
            "ANSIBLE_LOG_PATH": str(places["work"] / "ansible.log"),
            "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "tree"),
            "ANSIBLE_CONFIG": str(self.given / "ansible.cfg"),
            "NODE_PATH": str(ROOT / ".cache" / "node" / "node_modules"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            **environment,
        }
        (self.given / "ansible.cfg").touch()
        command = ["ansible-playbook", "-vvvv", "--diff", "--inventory", str(self.given / "hosts.yml"), *arguments]
        with Watch(*places.values()) as watch:
            run = subprocess.run(
                command,
                cwd=places["work"],
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        self.innocent("the output", run.stdout)
        self.innocent("a command line", *watch.commands)
        for path, states in watch.files.items():
            self.innocent(path, *states)
        assert any("ansible-playbook" in command for command in watch.commands)
        assert "ansible.log" in str(watch.files.keys())
        return run.returncode, run.stdout

    def innocent(self, where: str, *texts: str) -> None:
        """Nothing in these texts is secret."""
        for text in texts:
            for line in text.splitlines() if self.marks.found(text) else ():
                found = self.marks.found(line)
                assert not found, f"{sorted(found)} in {where}: {line[:3000]}"

    def look_at_emulator(self, url: str) -> None:
        """Nothing that the emulator tells of its runs is secret."""
        for name in ("journal", "faults", "ledger", "switches", "health"):
            self.innocent(f"the emulator's {name}", requests.get(f"{url}/_emulator/{name}", timeout=30).text)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


@pytest.fixture(scope="module")
def emulator() -> Iterator[Running]:
    running = Running()
    yield running
    running.close()


def most_secret(module: str, marks: Marks) -> JSON:
    """Return the arguments of a module that hold the most secrets."""
    calls = [marked(given, marks, f"{module}[{at}]") for at, given in enumerate(arguments(module))]
    return max(calls, key=lambda given: len(marks.found(json.dumps(given))))


def cases_of(at: int, options: JSON, reads: bool) -> Iterator[tuple[str, bool, JSON]]:
    """Return a mode of the repeater, whether to check only, and options: what is done with the module number `at`.

    One way to fail for each module that writes: a process takes its time, and test_answers.py has them all.
    """
    if not reads:
        yield "plain", True, options
        yield "plain", False, options if "aggregate" in options or at % 2 else {"aggregate": [options]}
    yield "plain", False, options
    if reads:
        return
    if at % 4 == 3:
        yield "plain", False, {**options, "account_sid": "{{ account_sid }}", "auth_token": "{{ wrong_token }}"}
    else:
        kind = ("refusal", "page", "page_decoded")[at % 4]
        yield kind, False, options


def test_every_module(stage: Stage, emulator: Running) -> None:
    marks = stage.marks
    emulator.begin()
    made = emulator.seed(account(marks))
    repeater = Repeater(emulator.url, emulator.control("GET", f"snapshot?account={made['sid']}"))
    secrets: list[str] = []
    stage.inventory = {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "ansible_pipelining": True,
        "account_sid": made["sid"],
        "auth_token": made["auth_token"],
        "api_secret": marks.token("api_secret"),
        "wrong_token": marks.token("wrong_token"),
        "secrets": secrets,
    }

    def by_name(value: Any) -> Any:
        """Nothing secret stands in the playbook."""
        if isinstance(value, dict):
            return {name: by_name(each) for name, each in value.items()}
        if isinstance(value, list):
            return [by_name(each) for each in value]
        if isinstance(value, str) and marks.found(value):
            secrets.append(value)
            return f"{{{{ secrets[{len(secrets) - 1}] }}}}"
        return literal(value)

    ways: list[JSON] = [
        {"account_sid": "{{ account_sid }}", "auth_token": "{{ auth_token }}"},
        {"account_sid": "{{ account_sid }}", "api_key": KEY_SID, "api_secret": "{{ api_secret }}"},
        {},  # the environment has them
    ]
    plays: list[JSON] = [{"name": "Secrets", "hosts": "all", "gather_facts": False, "tasks": []} for _way in ways]
    plays[0]["module_defaults"] = {"group/flexops.twilio.all": ways[0]}
    given: set[str] = set()
    names: dict[str, str] = {}
    for at, module in enumerate(MODULES):
        options = most_secret(module, marks)
        given |= marks.found(json.dumps(options))
        for mode, check, wanted in cases_of(at, by_name(options), module.endswith("_info")):
            way = {} if at % 3 == 0 or "wrong_token" in str(wanted) else ways[at % 3]
            case = f"{module}-{mode}" if mode != "plain" else f"{module}{check}"
            name = f"result_{len(names)}"
            names[name] = f"{module} {mode}"
            plays[at % 3]["tasks"].append(
                {
                    "name": names[name],
                    f"flexops.twilio.{module}": {**way, **wanted, "api_endpoint": f"{repeater.url}/{mode}/{case}"},
                    "check_mode": check,
                    "register": name,
                    "ignore_errors": True,
                }
            )
    plays[-1]["tasks"] += [
        {
            "name": "Nobody answers",
            "flexops.twilio.account_info": {"api_endpoint": NOWHERE, "retry_budget": 0},
            "register": "result_nobody",
            "ignore_errors": True,
        },
        {
            "name": "Keep all results",
            "ansible.builtin.copy": {
                "dest": str(stage.folder / "work" / "results.json"),
                "content": "{{ dict(names | zip(q('vars', *names))) | to_json }}",
                "mode": "0600",
            },
            "vars": {"names": "{{ q('varnames', '^result_') }}"},
        },
    ]
    playbook = stage.given / "modules.yml"
    playbook.write_text(json.dumps(plays), encoding="utf-8")
    assert marks.found(playbook.read_text(encoding="utf-8")) == set()
    code, said = stage.play(str(playbook), TWILIO_ACCOUNT_SID=made["sid"], TWILIO_AUTH_TOKEN=made["auth_token"])
    repeater.close()
    assert code == 0, said[-3000:]
    results = json.loads((stage.folder / "work" / "results.json").read_text(encoding="utf-8"))
    assert results.keys() == {*names, "result_nobody"}
    worked = {names[name] for name, result in results.items() if name in names and not result.get("failed")}
    assert worked == {f"{module} plain" for module in MODULES}, "some calls work, and no refused one does"
    assert given <= marks.found("\n".join(repeater.received)), "what was never sent cannot have been kept"
    stage.look_at_emulator(emulator.url)


SID, LEGACY_SID = "AC" + 32 * "5", "AC" + 32 * "6"


def legacy(marks: Marks) -> JSON:
    """Return the seed of an account that can be migrated: a password in a URL would keep it from that."""
    return {
        "sid": LEGACY_SID,
        "auth_token": marks.token("legacy_token"),
        "friendly_name": "legacy",
        "studio_flows": [{"friendly_name": "Inbound"}],
        "conversation_services": [{"friendly_name": "Flex"}],
        "default_conversation_service": "Flex",
        "flex": {"chat_service": "Flex"},
        "phone_numbers": ["+12125550601"],
        "proxy_services": [
            {"unique_name": "Flex Proxy Service", "phone_numbers": ["+12125550601"], "handles": ["+12125550601"]}
        ],
        "flex_flows": [
            {
                "friendly_name": "By a bot",
                "channel_type": "sms",
                "contact_identity": "+12125550601",
                "integration_type": "external",
                "integration": {"url": "https://example.com/flex"},
            }
        ],
    }


def as_inventory(stage: Stage, port: int) -> JSON:
    """Return variables for the inventory of the playbooks, which have a secret wherever one can be."""
    marks = stage.marks

    def url(name: str) -> str:
        return marked(f"https://example.com/{name}", marks, name)

    webhook = {"type": "webhook", "webhook_filters": ["onMessageAdded"]}
    return {
        "ansible_connection": "local",
        "twilio_account_sid": SID,
        "twilio_auth_token": marks.token("auth_token"),
        "twilio_api_endpoint": f"http://127.0.0.1:{port}",
        "twilio_emulator": True,
        "emulator_port": port,
        "emulator_directory": str(stage.folder / "work"),
        "emulator_seed": {"accounts": [literal(account(marks)) | {"sid": SID}, legacy(marks)]},
        "messaging_expected_account_sid": SID,
        "messaging_allow_purchase": True,
        "messaging_defaults": {
            "type": "sms",
            "search": {"country": "US"},
            "auto_creation": {"webhook_url": url("default")},
        },
        "messaging_handler": {
            "sms_url": url("handler"),
            "sms_fallback_url": url("fallback"),
            "sms_application_sid": "",
            "messaging_service": "",
        },
        "messaging_channels": [
            {"name": "Hotline", "search": {"area_code": 415}, "auto_creation": webhook},
            {"name": "Desk", "phone_number": "+12125550125", "auto_creation": {**webhook, "webhook_url": url("desk")}},
            {
                "name": "Legacy",
                "phone_number": "+12125550123",
                "routing": "flex_flow",
                "flex_flow": {"integration_type": "external", "integration": {"url": url("legacy")}},
            },
        ],
        "flex_migration_expected_account_sid": SID,
    }


def literal(value: Any) -> Any:
    """Return a value in which Ansible finds no templates."""
    if isinstance(value, dict):
        return {name: literal(each) for name, each in value.items()}
    if isinstance(value, list):
        return [literal(each) for each in value]
    return value.replace("{{", "{{ '{{' }}") if isinstance(value, str) else value


PLAYBOOKS = sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))
MOVED = {
    "twilio_account_sid": LEGACY_SID,
    "twilio_auth_token": "legacy_token",
    "flex_migration_expected_account_sid": LEGACY_SID,
}
RUNS: list[tuple[str, list[str], JSON, int]] = [
    ("provision", ["--check"], {}, 0),
    ("provision", [], {}, 0),
    ("provision", [], {"twilio_auth_token": "wrong_token"}, 2),
    ("migrate_flex_flows", [], {"flex_migration_contacts": ["+12125550123"]}, 2),
    ("migrate_flex_flows", [], MOVED, 0),
    ("rollback", [], MOVED, 0),
    ("emulator", [], {"emulator_state": "stopped"}, 0),
    ("demo", [], {}, 0),
]


def test_every_playbook(stage: Stage) -> None:
    marks = stage.marks
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    assert {name for name, *_rest in RUNS} == set(PLAYBOOKS)
    kept = ""
    try:
        for name, options, more, expected in RUNS:
            # The demo has an account of its own.
            base = {"demo_auth_token": marks.token("demo")} if name == "demo" else as_inventory(stage, port)
            stage.inventory = {**base, **more}
            if "twilio_auth_token" in more:
                stage.inventory["twilio_auth_token"] = marks.token(more["twilio_auth_token"])
            code, said = stage.play(f"flexops.twilio.{name}", *options)
            assert code == expected, f"{name}: {said[-3000:]}"
            if name not in ("emulator", "demo"):
                stage.look_at_emulator(url)
                kept += requests.get(f"{url}/_emulator/snapshot", timeout=30).text
    finally:
        for path in stage.folder.rglob("*.pid"):
            os.kill(int(path.read_text(encoding="utf-8")), signal.SIGTERM)
    assert {"default", "handler", "fallback", "desk", "legacy"} <= marks.found(kept), "what was never sent is not kept"
