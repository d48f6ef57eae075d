"""Requests over a real connection on loopback: encrypted, kept, dripped at, cut off."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
import time
from contextlib import suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from clientela_web.channels import calling
from clientela_web.channels.calling import MOST_BYTES, Caller, Endpoint
from clientela_web.channels.lines import LineBrokenError, ProviderError

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Server:
    """Answers each request by what `answer` writes to its socket; true keeps the connection."""

    def __init__(self, answer, context=None):
        self.answer, self.context, self.requests, self.connections = answer, context, [], 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        with suppress(OSError):
            while True:
                connection, _ = self.listening.accept()
                threading.Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection):
        self.connections += 1
        with suppress(OSError), connection:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            while request := self.request(connection):
                self.requests.append(request)
                if not self.answer(connection):
                    break
            connection.close()

    def request(self, connection):
        told = b""
        while b"\r\n\r\n" not in told:
            if not (more := connection.recv(65536)):
                return b""
            told += more
        head, _, body = told.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        while len(body) < length:
            body += connection.recv(65536)
        return head + b"\r\n\r\n" + body


@pytest.fixture
def server():
    running = []

    def start(answer, context=None):
        running.append(Server(answer, context))
        return running[-1]

    yield start
    for each in running:
        each.listening.close()


def says(data):
    def answer(connection):
        connection.sendall(data)
        return True

    return answer


OPENED = []


@pytest.fixture(autouse=True)
def _closed():
    yield
    while OPENED:
        OPENED.pop().close()


def calling_to(end, **told):
    OPENED.append(Caller(end, **told))
    return OPENED[-1]


def caller_of(server, seconds=5.0, scheme="http"):
    return calling_to(Endpoint(scheme, "localhost", server.port, "/hook?a=1"), seconds=seconds)


def test_connection_is_kept_for_the_next_request(server):
    running = server(says(OK))
    caller = caller_of(running)
    told = [caller.post(b"{}", {"X-Number": str(number)}) for number in range(3)]
    caller.close()
    assert [(each.status, each.body) for each in told] == [(200, b"ok")] * 3
    assert running.connections == 1
    head = running.requests[1].decode()
    assert head.startswith("POST /hook?a=1 HTTP/1.1\r\n")
    assert f"Host: localhost:{running.port}\r\n" in head
    assert "X-Number: 1\r\n" in head


def test_connection_that_was_closed_meanwhile_is_opened_anew(server):
    def once(connection):
        connection.sendall(OK)  # and closes, without having said that it would
        return False

    running = server(once)
    caller = caller_of(running)
    for _ in range(3):
        assert caller.post(b"{}", {}).status == 200
        time.sleep(0.05)
    assert running.connections == 3


def test_slow_dripping_ends_at_the_deadline(server):
    def drip(connection):
        for letter in b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000:
            connection.sendall(bytes([letter]))
            time.sleep(0.02)
        return True

    caller, began = caller_of(server(drip), seconds=0.4), time.monotonic()
    with pytest.raises(LineBrokenError, match="Timeout"):
        caller.post(b"{}", {})
    assert time.monotonic() - began < 2


def test_long_answer_is_cut_and_does_not_become_the_next(server):
    head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (MOST_BYTES * 3)
    running = server(says(head + b"x" * (MOST_BYTES * 3)))
    caller = caller_of(running)
    for _ in range(2):
        assert len(caller.post(b"{}", {}).body) == MOST_BYTES
    assert running.connections == 2


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 2", b"SSH-2.0-hello\r\n\r\n"])
def test_answer_that_is_none_leaves_it_unknown(server, answer):
    def end(connection):
        connection.sendall(answer)
        return False

    with pytest.raises(LineBrokenError):
        caller_of(server(end)).post(b"{}", {})


def test_nobody_there_is_not_unknown():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(ProviderError, match="cannot be reached"):
        calling_to(Endpoint("http", "127.0.0.1", port, "/")).post(b"{}", {})


def test_name_is_asked_for_once_and_the_number_connected_to(server, monkeypatch):
    """A name that leads elsewhere the second time it is asked for leads nowhere."""
    running, asked, real = server(says(OK)), [], socket.getaddrinfo

    def getaddrinfo(host, *told, **more):
        if host == "shop.example":
            asked.append(host)
            return real("127.0.0.1" if len(asked) == 1 else "10.0.0.1", *told, **more)
        return real(host, *told, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    end = Endpoint("http", "shop.example", running.port, "/", is_guarded=True, allowed=("shop.example",))
    caller = calling_to(end)
    assert caller.post(b"{}", {}).status == caller.post(b"{}", {}).status == 200
    assert len(asked) == 1


@pytest.fixture
def certified(tmp_path, monkeypatch):
    """A context for a server that `localhost` is proven by, to whoever trusts the file it is signed in."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    calling._context.cache_clear()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    yield context
    calling._context.cache_clear()


def test_encrypted_connection_is_kept_too(server, certified):
    running = server(says(OK), certified)
    caller = caller_of(running, scheme="https")
    assert [caller.post(b"{}", {}).status for _ in range(3)] == [200] * 3
    caller.close()
    assert running.connections == 1


def test_who_cannot_prove_the_name_gets_nothing(server, certified):
    running = server(says(OK), certified)
    end = Endpoint("https", "127.0.0.1", running.port, "/")
    with pytest.raises(ProviderError, match="IP address mismatch"):
        calling_to(end).post(b"{}", {})
    assert running.requests == []


def test_whom_nobody_vouches_for_gets_nothing(server, certified, monkeypatch, tmp_path):
    running = server(says(OK), certified)
    monkeypatch.delenv("SSL_CERT_FILE")
    calling._context.cache_clear()
    with pytest.raises(ProviderError, match="CERTIFICATE_VERIFY_FAILED"):
        caller_of(running, scheme="https").post(b"{}", {})
    assert running.requests == []
