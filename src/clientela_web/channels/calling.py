"""HTTP requests one at a time: over a connection that is kept, within a time, no further than asked.

The standard library's client is enough, and lets us say which numeric address a connection is made to.
Redirections are not followed.
"""

from __future__ import annotations

import http.client
import io
import selectors
import socket
import ssl
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from clientela_web.channels.guarding import resolved
from clientela_web.channels.lines import LineBrokenError, ProviderError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 30.0
KEPT_SECONDS = 4.0
"""A connection that was silent for longer may be closed at any moment by the other side: it is made anew."""
MOST_BYTES = 65_536
AGENT = "Clientela"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where requests go. `is_guarded`: to addresses of the public internet and to `allowed` hosts only."""

    scheme: str
    host: str
    port: int
    path: str
    is_guarded: bool = False
    allowed: tuple[str, ...] = ()

    @classmethod
    def of(cls, url: str, *, is_guarded: bool = False, allowed: Collection[str] = ()) -> Endpoint:
        """The endpoint of an address; raises ProviderError for one that is none of HTTP or HTTPS."""
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError as error:
            raise ProviderError(f"{url!r} is no address; write it as https://…") from error
        host, scheme = (parts.hostname or "").rstrip("."), parts.scheme.lower()
        if scheme not in ("https", "http") or not host or parts.username is not None:
            raise ProviderError(f"{url!r} is no address; write it as https://…")
        if scheme == "http" and host.lower() not in {each.lower() for each in allowed}:
            raise ProviderError(f"{url!r} is not encrypted; write it as https://…")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if not path.isascii() or not path.isprintable() or " " in path:
            raise ProviderError(f"{url!r} has letters that an address cannot have; write them as %…")
        standard = 443 if scheme == "https" else 80
        return cls(scheme, host, port or standard, path, is_guarded, tuple(allowed))


@dataclass(frozen=True, slots=True)
class Told:
    """What was answered: the status, some headers by their lower-case names, the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The beginning of the body as text."""
        return " ".join(self.body[:300].decode("utf-8", "replace").split())


class Caller:
    """One connection to an endpoint, opened again when it is gone."""

    def __init__(self, endpoint: Endpoint, *, seconds: float = ANSWER_SECONDS) -> None:
        self.endpoint, self._seconds = endpoint, seconds
        self._connection: http.client.HTTPConnection | None = None
        self._socket: _Timed | None = None
        self._used = 0.0

    def post(self, body: bytes, headers: Mapping[str, str], path: str = "") -> Told:
        """What the other side answers to the body.

        Raises ProviderError where it surely did not get it, and LineBrokenError where nobody can know.
        """
        connection, timed = self._ready()
        timed.deadline = monotonic() + self._seconds
        try:
            connection.request("POST", path or self.endpoint.path, body, {"User-Agent": AGENT, **headers})
            with connection.getresponse() as response:
                found = {name.lower(): value for name, value in response.getheaders()}
                told = Told(response.status, found, response.read(MOST_BYTES))
                is_whole = response.isclosed() or not response.read(1)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise LineBrokenError(f"{self.endpoint.host}: {type(error).__name__}: {error}") from error
        self._used = monotonic()
        if not is_whole:
            self.close()  # what is left of the answer would be taken for the next
        return told

    def close(self) -> None:
        """End the connection."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self._socket = None

    def _ready(self) -> tuple[http.client.HTTPConnection, _Timed]:
        if self._connection is not None and (self._connection.sock is None or self._is_stale()):
            self.close()
        if self._connection is None or self._socket is None:
            self._socket = _Timed(self._connected())
            self._connection = http.client.HTTPConnection(self.endpoint.host, self.endpoint.port)
            self._connection.auto_open = 0
            if self.endpoint.scheme == "https":
                self._connection.default_port = 443
            self._connection.sock = cast("socket.socket", self._socket)
        return self._connection, self._socket

    def _is_stale(self) -> bool:
        """Whether the other side has closed it, or is about to."""
        if self._socket is None or monotonic() - self._used > KEPT_SECONDS:
            return True
        with selectors.DefaultSelector() as selector:
            selector.register(self._socket, selectors.EVENT_READ)
            return bool(selector.select(0))

    def _connected(self) -> socket.socket:
        end = self.endpoint
        allowed = end.allowed if end.is_guarded else (end.host,)
        failed: Exception | None = None
        for address in resolved(end.host, end.port, allowed):
            try:
                plain = socket.create_connection((address, end.port), CONNECT_SECONDS)
                plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return self._encrypted(plain) if end.scheme == "https" else plain
            except OSError as error:
                failed = error
        raise ProviderError(f"{end.host}:{end.port} cannot be reached: {failed}")

    def _encrypted(self, plain: socket.socket) -> socket.socket:
        try:
            return _context().wrap_socket(plain, server_hostname=self.endpoint.host)
        except BaseException:
            plain.close()
            raise


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


class _Timed:
    """A socket of which each wait ends at one deadline, however slowly the other side drips."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket, self.deadline = sock, monotonic() + CONNECT_SECONDS

    def fileno(self) -> int:
        return self._socket.fileno()

    def sendall(self, data: bytes) -> None:
        self._wind()
        self._socket.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        self._socket.close()

    def shared(self) -> socket.SocketIO:
        """The socket as a file: it stays open until the last such file is closed."""
        return self._socket.makefile("rb", buffering=0)

    def _wind(self) -> None:
        left = self.deadline - monotonic()
        if left <= 0:
            raise TimeoutError("no whole answer in time")
        self._socket.settimeout(left)


class _Reader(io.RawIOBase):
    def __init__(self, timed: _Timed) -> None:
        self._timed, self._file = timed, timed.shared()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int | None:
        self._timed._wind()
        return self._file.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
