# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is deployed answers: Functions under Node.js, with Twilio's own library, and assets."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any

import pytest
import requests

from ansible_collections.flexops.twilio.emulator.twilio_emulator import functions
from ansible_collections.flexops.twilio.emulator.twilio_emulator.webhooks import signature
from ansible_collections.flexops.twilio.tests.emulator.support import JSON, Running


class Deployed:
    """A deployed service, and calls to it."""

    def __init__(self, emulator: Running, *code: JSON, **service: Any) -> None:
        self.emulator = emulator
        assets = [one for one in code if "content_type" in one]
        seed = {
            "unique_name": "code",
            "environments": [
                {"unique_name": "dev", "domain_suffix": "dev", "variables": {"FLOW_SID": "FW1"}},
                {"unique_name": "prod", "variables": {"FLOW_SID": "FW2", "MORE": "1"}},
            ],
            "functions": [one for one in code if one not in assets],
            "assets": assets,
            **service,
        }
        made = emulator.seed({"serverless_services": [seed]})["serverless_services"]["code"]
        self.sid, self.environment = made["sid"], made["environments"]["dev"]
        self.domain = self.environment["domain_name"]

    def ask(self, path: str = "/hello", method: str = "GET", **more: Any) -> requests.Response:
        """Call a path over HTTP, as anybody may."""
        url = f"{self.emulator.url}/functions/{self.domain}{path}"
        return self.emulator.session.request(method, url, timeout=30, **more)

    def call(self, path: str = "/hello", *, signed: bool = True, method: str = "POST", **parameters: str) -> JSON:
        """Call a path as the emulator's webhooks do."""
        world = self.emulator.emulator.world
        account = world.accounts[self.emulator.account["sid"]] if signed else None
        url, endpoint = f"https://{self.domain}{path}", self.emulator.url
        said = asyncio.run(functions.call_function(world, account, url, method, parameters, {}, endpoint))
        assert said is not None
        return said


def function(body: str, path: str = "/hello", visibility: str = "public") -> JSON:
    """Return a Function whose handler does this."""
    content = f"exports.handler = function (context, event, callback) {{\n{body}\n}};\n"
    return {"path": path, "visibility": visibility, "content": content}


def test_a_function_sees_its_context_and_the_event(emulator: Running) -> None:
    deployed = Deployed(emulator, function("callback(null, { context, event });"))
    answer = deployed.ask("/hello?A=1&B=2", "POST", data={"B": "3"}, headers={"X-Mine": "yes"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    said = answer.json()
    assert said["context"] == {
        "FLOW_SID": "FW1",
        "DOMAIN_NAME": deployed.domain,
        "PATH": "/hello",
        "SERVICE_SID": deployed.sid,
        "ENVIRONMENT_SID": deployed.environment["sid"],
        "ACCOUNT_SID": emulator.account["sid"],
        "AUTH_TOKEN": emulator.account["auth_token"],
    }
    assert said["event"].pop("request")["headers"]["x-mine"] == "yes"
    assert said["event"] == {"A": "1", "B": "3"}
    assert deployed.ask(method="POST", json={"C": "4"}).json()["event"]["C"] == "4"
    assert deployed.ask(method="POST", json=[]).status_code == 400


def test_a_service_may_keep_its_credentials_to_itself(emulator: Running) -> None:
    keys = "callback(null, [Object.keys(context), process.env.AUTH_TOKEN || 'none', process.env.FLOW_SID]);"
    deployed = Deployed(emulator, function(keys), include_credentials=False)
    names, token, flow = deployed.ask().json()
    assert (set(names) & {"ACCOUNT_SID", "AUTH_TOKEN"}, token, flow) == (set(), "none", "FW1")
    deployed = Deployed(emulator, function("context.getTwilioClient();"), include_credentials=False)
    assert "does not include credentials" in deployed.ask().json()["message"]


def test_a_function_uses_twilios_own_library_on_the_emulator(emulator: Running) -> None:
    source = """
    const client = context.getTwilioClient();
    client.serverless.v1.services.list({ limit: 20 })
      .then((services) => client.incomingPhoneNumbers.create({ phoneNumber: event.To })
        .then((number) => callback(null, { services: services.map((one) => one.uniqueName), sid: number.sid })))
      .catch(callback);
    """
    deployed = Deployed(emulator, function(source))
    emulator.control("DELETE", "journal")
    said = deployed.call(To="+15005550006")
    assert said["status"] == 200, said
    body = json.loads(said["body"])
    assert (body["services"], body["sid"][:2]) == (["code"], "PN")
    paths = [(entry["method"], entry["path"].split("/")[1]) for entry in emulator.journal()["entries"]]
    assert paths == [("GET", "serverless"), ("POST", "api")]
    # What Twilio refuses, the Function is told.
    refused = deployed.call(To="+15005550000")
    assert (refused["status"], json.loads(refused["body"])["name"]) == (500, "Error")


ANSWERS = {
    "text": ("callback(null, 'hi');", 200, "text/plain", "hi"),
    "nothing": ("callback();", 200, None, ""),
    "number": ("callback(null, 42);", 200, "text/plain", "42"),
    "object": ("callback(null, { a: [1] });", 200, "application/json", '{"a":[1]}'),
    "response": (
        """
        const response = new Twilio.Response();
        response.setStatusCode(201).setBody({ a: 1 }).appendHeader('X-A', '1');
        response.setCookie('c', 'd');
        callback(null, response);
        """,
        201,
        "application/json",
        '{"a":1}',
    ),
    "typed response": (
        """
        const response = new Twilio.Response();
        response.setHeaders({ 'content-type': 'text/csv' });
        response.setBody('a,b');
        callback(null, response);
        """,
        200,
        "text/csv",
        "a,b",
    ),
    "twiml": (
        "const t = new Twilio.twiml.MessagingResponse(); t.message('hi'); callback(null, t);",
        200,
        "text/xml",
        '<?xml version="1.0" encoding="UTF-8"?><Response><Message>hi</Message></Response>',
    ),
    "error text": ("callback('broken');", 500, "text/plain", "broken"),
    "error object": ("callback({ code: 7 });", 500, "application/json", '{"code":7}'),
    "only the first": ("callback(null, 'first'); callback(null, 'second');", 200, "text/plain", "first"),
}


@pytest.mark.parametrize(("body", "status", "kind", "text"), ANSWERS.values(), ids=ANSWERS)
def test_what_a_callback_makes_of_its_argument(
    emulator: Running, body: str, status: int, kind: str | None, text: str
) -> None:
    answer = Deployed(emulator, function(body)).ask()
    assert (answer.status_code, answer.text) == (status, text)
    assert kind is None or answer.headers["Content-Type"] == kind
    if "X-A" in body:
        assert (answer.headers["X-A"], answer.headers["Set-Cookie"]) == ("1", "c=d")


@pytest.mark.parametrize(
    "source",
    [
        "exports.handler = (context, event, callback) => callback(new TypeError('broken'));",
        "exports.handler = () => { throw new TypeError('broken'); };",
        "exports.handler = async () => { throw new TypeError('broken'); };",
        "exports.handler = () => setTimeout(() => { throw new TypeError('broken'); }, 1);",
        "throw new TypeError('broken');",
    ],
)
def test_an_error_is_a_500_with_its_message(emulator: Running, source: str) -> None:
    said = Deployed(emulator, {"path": "/hello", "content": source}).call()
    assert (said["status"], said["error"]) == (500, None)
    body = json.loads(said["body"])
    assert (body["name"], body["message"]) == ("TypeError", "broken")


@pytest.mark.parametrize("source", ["exports.handler = {", "exports.other = 1;"])
def test_source_that_is_no_function_is_a_500(emulator: Running, source: str) -> None:
    said = Deployed(emulator, {"path": "/hello", "content": source}).call()
    assert said["status"] == 500
    assert json.loads(said["body"])["name"] in ("SyntaxError", "Error")
    assert any("Error" in line for line in said["logs"])


def test_an_async_handler_and_its_logs(emulator: Running) -> None:
    source = """
    exports.handler = async function (context, event, callback) {
      console.log('one', { two: 2 });
      await new Promise((done) => setTimeout(done, 5));
      console.error('three');
      return callback(null, event.Body);
    };
    """
    said = Deployed(emulator, {"path": "/hello", "content": source}).call(Body="Grüße")
    assert (said["status"], said["body"], said["error"]) == (200, "Grüße", None)
    assert said["logs"] == ["one { two: 2 }", "three"]
    assert (said["method"], said["parameters"]) == ("POST", {"Body": "Grüße"})


def test_a_function_that_says_nothing_is_a_504(emulator: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed = Deployed(
        emulator, function("console.log('began');"), function("process.on('SIGTERM', () => {}); for (;;);", "/busy")
    )
    said = deployed.call()
    assert (said["status"], said["error"]) == (504, "The Function ended without calling back")
    assert said["logs"] == ["began"]
    monkeypatch.setattr(functions, "TIME_LIMIT", 0.5)
    said = deployed.call("/busy")
    assert (said["status"], said["error"]) == (504, "The Function did not answer within 0.5 seconds")


def test_a_function_that_nobody_waits_for_ends(emulator: Running, tmp_path: Path) -> None:
    file = tmp_path / "pid"
    deployed = Deployed(emulator, function("require('fs').writeFileSync(event.File, String(process.pid)); for (;;);"))

    async def give_up() -> None:
        url, parameters = f"https://{deployed.domain}/hello", {"File": str(file)}
        call = functions.call_function(emulator.emulator.world, None, url, "POST", parameters, {}, emulator.url)
        task = asyncio.create_task(call)
        while not (file.exists() and file.read_text(encoding="utf-8")):
            await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(asyncio.wait_for(give_up(), 20))
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text(encoding="utf-8")), 0)


def test_a_function_that_takes_too_much_memory_ends(emulator: Running) -> None:
    said = Deployed(emulator, function("const a = []; for (;;) a.push(new Array(1e6).fill(0.5));")).call()
    assert said["status"] == 500
    assert said["error"].startswith("Node.js ended with ")


@pytest.mark.parametrize(
    "attempt",
    [
        "fetch('https://example.com')",
        "fetch('http://192.0.2.1/')",
        "new Promise((yes, no) => require('http').get('http://192.0.2.1/', yes).on('error', no))",
        "new Promise((yes, no) => require('net').connect(80, '192.0.2.1', yes).on('error', no))",
        "new Promise((yes, no) => require('tls').connect({ host: '192.0.2.1', port: 443 }, yes).on('error', no))",
    ],
)
def test_nothing_but_loopback_can_be_reached(emulator: Running, attempt: str) -> None:
    body = f"{attempt}.then(() => callback(null, 'out'), (e) => callback(null, String(e.cause || e)));"
    assert "can reach loopback only" in Deployed(emulator, function(body)).call()["body"]


def test_loopback_can_be_reached(emulator: Running) -> None:
    body = f"fetch('{emulator.url}/_emulator/health').then((a) => a.json()).then((b) => callback(null, b));"
    assert json.loads(Deployed(emulator, function(body)).call()["body"])["ok"]


def test_protected_is_for_twilio_alone(emulator: Running) -> None:
    deployed = Deployed(emulator, function("callback(null, event.Body);", visibility="protected"))
    assert deployed.call(Body="hi")["body"] == "hi"
    assert deployed.call(method="GET", Body="a b")["body"] == "a b"
    assert deployed.call(signed=False, Body="hi")["status"] == 403
    signed = signature(emulator.account["auth_token"], f"https://{deployed.domain}/hello", {"Body": "hi"})
    headers = {"X-Twilio-Signature": signed}
    assert deployed.ask(method="POST", data={"Body": "hi"}, headers=headers).text == "hi"
    assert deployed.ask(method="POST", data={"Body": "ho"}, headers=headers).status_code == 403


def test_private_and_unknown_have_no_url(emulator: Running) -> None:
    helper = {"path": "/helper", "visibility": "private", "content": "exports.shout = (text) => text.toUpperCase();"}
    source = """
    const helper = require(Runtime.getFunctions().helper.path);
    callback(null, helper.shout(Runtime.getAssets()['/greeting.txt'].open()));
    """
    greeting = {"path": "/greeting.txt", "visibility": "private", "content": "hello", "content_type": "text/plain"}
    deployed = Deployed(emulator, function(source), helper, greeting)
    assert deployed.ask().text == "HELLO"
    for path in ("/helper", "/greeting.txt", "/nothing", "/"):
        assert deployed.ask(path).status_code == 404
    assert emulator.session.get(f"{emulator.url}/functions/example.com/hello", timeout=30).status_code == 404


def test_public_assets_are_served(emulator: Running) -> None:
    deployed = Deployed(emulator, {"path": "/a.css", "content": "a {}", "content_type": "text/css"})
    answer = deployed.ask("/a.css")
    assert (answer.status_code, answer.text, answer.headers["Content-Type"]) == (200, "a {}", "text/css")
    assert deployed.call("/a.css")["logs"] == []


def test_only_what_is_deployed_answers(emulator: Running) -> None:
    deployed = Deployed(emulator, function("callback(null, 'hi');"))
    world = emulator.emulator.world
    assert asyncio.run(functions.call_function(world, None, "https://example.com/hello", "GET", {}, {}, "")) is None
    path = f"/serverless/v1/Services/{deployed.sid}"
    emulator.post(f"{path}/Environments/{deployed.environment['sid']}/Deployments", {}, 201)
    assert deployed.ask().status_code == 404
    assert emulator.raw("DELETE", path).status_code == 204
    assert deployed.ask().text == f"No environment has the domain {deployed.domain}\n"


def test_without_node_it_says_so(emulator: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed = Deployed(emulator, function("callback(null, 'hi');"))
    monkeypatch.setenv("PATH", "")
    said = deployed.call()
    assert (said["status"], said["body"]) == (None, None)
    assert said["error"] == "Node.js runs Functions, and there is no node on PATH: /hello did not run"
    answer = deployed.ask()
    assert (answer.status_code, answer.text) == (503, said["error"] + "\n")


def test_without_the_library_it_says_so(emulator: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    deployed = Deployed(emulator, function("callback(null, context.getTwilioClient());"))
    monkeypatch.setenv("NODE_PATH", "/nowhere")
    said = deployed.call()
    assert (said["status"], said["error"]) == (500, "The npm package twilio is missing")
    assert "npm package twilio is not installed" in json.loads(said["body"])["message"]
    # One that does without it runs.
    assert Deployed(emulator, function("callback(null, 'hi');")).call()["body"] == "hi"


def test_a_function_sees_nothing_of_this_machine(emulator: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUSH", "hush")
    said = Deployed(emulator, function("callback(null, process.env.HUSH || 'nothing');")).call()
    assert said["body"] == "nothing"
