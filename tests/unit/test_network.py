# Copyright: (c) 2026, flexops
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport on a real network, which ends at this machine: trust, credentials, proxies, and servers that hang."""

from __future__ import annotations

import ast
import base64
import datetime
import ipaddress
import json
import socket
import ssl
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

from ansible_collections.flexops.twilio.plugins.module_utils.client import Client
from ansible_collections.flexops.twilio.plugins.module_utils.credentials import Settings
from ansible_collections.flexops.twilio.plugins.module_utils.errors import (
    BadAnswer,
    Interrupted,
    LostAnswer,
    TwilioError,
    Unreachable,
    Unsendable,
)
from ansible_collections.flexops.twilio.plugins.module_utils.transport import MOST_BYTES

from .world import ACCOUNT

OURS = "Basic " + base64.b64encode(f"{ACCOUNT}:token".encode()).decode()
PLUGINS = Path(__file__).parents[2] / "plugins"
SETTINGS = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC")


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    """Only what a test puts there."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return monkeypatch


class Server:
    """Hands each connection, with the request that came, to a function. `heard`: the heads of the requests."""

    def __init__(self, answer, context=None):
        self.answer, self.context = answer, context
        self.heard = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection, _address = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        with suppress(OSError), connection:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head:
                part = connection.recv(65536)
                if not part:
                    return
                head += part
            self.heard.append(head.partition(b"\r\n\r\n")[0].decode())
            self.answer(connection)
            connection.shutdown(socket.SHUT_RDWR)
            connection.close()


def reply(body, status="200 OK", **headers):
    """An answer function."""
    text = body if isinstance(body, str) else json.dumps(body)
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(text)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return lambda connection: connection.sendall(("\r\n".join(lines) + "\r\n\r\n" + text).encode())


WELL = reply({"account_sid": ACCOUNT, "default_closed_timer": "P1D"})


@pytest.fixture
def serve():
    servers = []

    def serve(answer, context=None):
        servers.append(Server(answer, context))
        return servers[-1]

    yield serve
    for server in servers:
        server.socket.close()


def client(endpoint, **settings):
    return Client(
        Settings(ACCOUNT, ACCOUNT, "token", "option auth_token", api_endpoint=endpoint, **settings), check=False
    )


def fetch(endpoint, **settings):
    ours = client(endpoint, **{"retry_budget": 0, **settings})
    return ours.fetch("read it", ours.sdk.conversations.v1.configuration())


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """(file, server context) of a certificate for 127.0.0.1 that nobody has signed but itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, "loopback")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


# Trust


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"REQUESTS_CA_BUNDLE": ""},
        {"CURL_CA_BUNDLE": ""},
        {"REQUESTS_CA_BUNDLE": "", "CURL_CA_BUNDLE": ""},
        {"PYTHONHTTPSVERIFY": "0"},
        {"SSL_CERT_FILE": "", "SSL_CERT_DIR": ""},
    ],
)
def test_a_certificate_that_nobody_vouches_for_is_refused_whatever_the_environment_says(
    serve, certificate, environment, settings
):
    for name, value in settings.items():
        environment.setenv(name, value)
    server = serve(WELL, certificate[1])
    ours = client(server.url)
    with pytest.raises(Unsendable) as raised:
        ours.fetch("read it", ours.sdk.conversations.v1.configuration())
    said = str(raised.value)
    assert said.startswith(f"Could not read it: {server.url} (from api_endpoint) is not trusted, so nothing was sent: ")
    assert "REQUESTS_CA_BUNDLE" in said
    assert server.heard == []
    assert ours.transport.counters()["requests"] == 1, "it would be the same a second time"


def test_an_authority_of_one_s_own_is_trusted_for_its_name_only(serve, certificate, environment):
    environment.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    server = serve(WELL, certificate[1])
    assert fetch(server.url)["default_closed_timer"] == "P1D"
    with pytest.raises(Unsendable, match="is not trusted"):
        fetch(server.url.replace("127.0.0.1", "localhost"))
    assert len(server.heard) == 1


def test_a_bundle_that_is_not_there_is_named(serve, certificate, environment):
    environment.setenv("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem")
    server = serve(WELL, certificate[1])
    with pytest.raises(TwilioError, match=r"/nowhere/ca\.pem"):
        fetch(server.url)
    assert server.heard == []


def test_nothing_in_the_collection_touches_the_verification_of_certificates():
    suspects = {"verify", "verify_mode", "check_hostname", "cert_reqs", "CERT_NONE", "_create_unverified_context"}
    for path in PLUGINS.rglob("*.py"):
        tree = ast.parse(path.read_text())
        names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.keyword)}
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not names & suspects, path


# Credentials


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent"])
def test_a_redirect_takes_the_credentials_nowhere(serve, status):
    elsewhere = serve(WELL)
    server = serve(reply("", status, Location=f"http://localhost:{elsewhere.port}/x?secret=sesame"))
    with pytest.raises(TwilioError, match=rf"redirected to http://localhost:{elsewhere.port}/x, where the") as raised:
        fetch(server.url)
    assert "sesame" not in str(raised.value)
    assert (len(server.heard), elsewhere.heard) == (1, [])


def test_netrc_is_not_read(serve, certificate, environment, tmp_path):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password else\ndefault login a password b\n")
    environment.setenv("HOME", str(tmp_path))
    environment.setenv("NETRC", str(tmp_path / ".netrc"))
    environment.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    for server in (serve(WELL, certificate[1]), serve(WELL)):
        fetch(server.url)
        assert f"Authorization: {OURS}" in server.heard[0].splitlines()
        assert server.heard[0].count("uthorization") == 1


# Proxies

PROXY = "http://somebody:sesame@127.0.0.1:{port}"


def test_what_is_in_clear_on_this_machine_is_shown_to_no_proxy(serve, environment):
    proxy, server = serve(WELL), serve(WELL)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        environment.setenv(name, PROXY.format(port=proxy.port))
    fetch(server.url)
    assert (len(server.heard), proxy.heard) == (1, [])


def test_a_proxy_of_the_environment_is_used_and_sees_no_credentials(serve, certificate, environment):
    def tunnel(connection):
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        inside = certificate[1].wrap_socket(connection, server_side=True)
        inside.recv(65536)
        WELL(inside)
        inside.close()

    proxy = serve(tunnel)
    environment.setenv("HTTPS_PROXY", PROXY.format(port=proxy.port))
    environment.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    assert fetch("https://127.0.0.1:9")["default_closed_timer"] == "P1D"
    assert proxy.heard[0].startswith("CONNECT 127.0.0.1:9 ")
    assert OURS not in proxy.heard[0]


@pytest.mark.parametrize("kind", ["refuses", "is not there", "has a bad URL", "has no host", "is of no known kind"])
def test_the_password_of_a_proxy_is_in_no_error(serve, environment, kind):
    proxy = serve(reply("sesame no", "407 Proxy Authentication Required"))
    urls = {
        "refuses": PROXY.format(port=proxy.port),
        "is not there": PROXY.format(port=9),
        "has a bad URL": "http://somebody:sesame@127.0.0.1:port",
        "has no host": "http://somebody:sesame@:3128",
        "is of no known kind": "gopher://somebody:sesame@127.0.0.1:70",
    }
    environment.setenv("HTTPS_PROXY", urls[kind])
    ours = client(None, retry_budget=0)
    with pytest.raises(Unreachable) as raised:
        ours.create("make it", ours.sdk.conversations.v1.services, {"friendly_name": "x"})
    assert "sesame" not in str(raised.value) + str(raised.value.facts())
    assert "https://conversations.twilio.com" in str(raised.value)


# Servers that hang


def dripping_head(connection):
    for byte in b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000:
        connection.sendall(bytes([byte]))
        time.sleep(0.1)


def dripping_body(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    dripping_head(connection)


def silent(_connection):
    time.sleep(5)


@pytest.mark.parametrize("hang", [dripping_head, dripping_body, silent])
def test_a_request_ends_in_time_however_a_server_hangs(serve, hang):
    server = serve(hang)
    started = time.monotonic()
    with pytest.raises(Interrupted, match=r"no whole answer within 0\.5 s \(timeout\)"):
        fetch(server.url, timeout=0.5)
    assert time.monotonic() - started < 1.5


def test_many_tries_end_within_the_budget_and_one_timeout(serve):
    server = serve(dripping_body)
    started = time.monotonic()
    with pytest.raises(Interrupted, match="given up after"):
        fetch(server.url, timeout=0.5, retry_budget=1.5)
    assert len(server.heard) > 1
    assert time.monotonic() - started < 1.5 + 0.5 + 0.5


def test_a_create_that_hangs_may_have_happened(serve):
    ours = client(serve(silent).url, timeout=0.5)
    with pytest.raises(LostAnswer, match="no whole answer"):
        ours.create("make it", ours.sdk.conversations.v1.services, {"friendly_name": "x"})


def test_an_answer_without_an_end_is_not_read_to_the_end(serve):
    sent = []

    def endless(connection):
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sent.append(connection.send(b'{"x": "' + b"x" * 65536))

    with pytest.raises(BadAnswer, match="the answer is longer than 8 MiB"):
        fetch(serve(endless).url)
    assert sum(sent) < MOST_BYTES * 2


def test_a_page_of_a_thousand_numbers_is_far_from_too_long(serve):
    number = {"sid": "PN" + "1" * 32, "phone_number": "+14155550123", "sms_url": "https://example.com/" + "x" * 2000}
    page = {"next_page_uri": None, "incoming_phone_numbers": [{**number, "friendly_name": "x" * 64}] * 1000}
    ours = client(serve(reply(page)).url)
    found = ours.pages("list them", ours.sdk.api.v2010.account.incoming_phone_numbers, 1000)
    assert len(found) == 1000


# All threads of a module


def test_one_refusal_pauses_and_slows_all_threads(serve):
    lock = threading.Lock()
    state = {"count": 0, "now": 0, "most": 0, "refused": 0.0, "early": 0}

    def answer(connection):
        with lock:
            state["count"] += 1
            first = state["count"] == 1
            if first:
                state["refused"] = time.monotonic()
            state["now"] += 1
        if first:
            reply("{}", "429 Too Many Requests", Retry_After="1")(connection)
        else:
            time.sleep(0.02)
        with lock:
            since = time.monotonic() - state["refused"]
            state["early"] += 0.3 < since < 0.9
            if since > 0.9:
                state["most"] = max(state["most"], state["now"])
            state["now"] -= 1
        if not first:
            WELL(connection)

    ours = client(serve(answer).url)
    limits = []

    def work():
        for _time in range(4):
            ours.fetch("read it", ours.sdk.conversations.v1.configuration())
            limits.append(ours.transport.limiter.limit)
            time.sleep(0.1)

    threads = [threading.Thread(target=work) for _thread in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert state["count"] == 33
    assert state["early"] == 0, "while one waits, all wait"
    assert min(limits) < 8, "it slows down"
    assert ours.transport.limiter.limit == 8, "and recovers"
