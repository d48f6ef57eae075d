"""The mail of a campaign: everything that is alike made once, each recipient's laid into it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from typing import TypeAlias

from clientela.act.messages.composed import Composed
from clientela.act.messages.lines import one_line
from clientela.act.messages.mime.addresses import Mailbox, wire_address
from clientela.act.messages.mime.dkim import Header
from clientela.act.messages.mime.headers import unstructured
from clientela.act.messages.mime.pieces import (
    Encoded,
    QuotedSink,
    encode_base64,
    encode_piece,
    literals,
    takes_base64,
)
from clientela.act.messages.mime.post import TOKEN, Post, PostError, known_token
from clientela.act.messages.template.environment import Sink
from clientela.act.messages.template.wording import Lacking

_URL = re.compile(r"https?://[!-;=?-~]{1,900}")
Values: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Addressee:
    """One recipient: her address, the token of this delivery, and the instant the mail is dated."""

    address: str
    token: str
    at: dt.datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail ready for SMTP. A mail that is `lacking` something is not fit to be sent."""

    return_path: str
    recipient: str
    message_id: str
    data: bytes
    lacking: tuple[Lacking, ...] = ()

    @property
    def needs_smtputf8(self) -> bool:
        """Whether the receiving server has to know RFC 6531: the address is not ASCII before its @."""
        return not self.recipient.isascii()


@dataclass(slots=True)
class Body:
    """A body as it is sent and, where it is signed, as signatures see it."""

    signed: bool
    sent: list[bytes] = field(default_factory=list)
    seen: list[bytes] = field(default_factory=list)

    def take(self, encoded: Iterable[Encoded]) -> None:
        """Add pieces."""
        self.sent += [each.sent for each in encoded]
        if self.signed:
            self.seen += [each.seen for each in encoded]

    def add(self, data: bytes) -> None:
        """Add what both see alike."""
        self.sent.append(data)
        if self.signed:
            self.seen.append(data)


class _Part:
    """One body of the message, by the encoding that suits it."""

    def __init__(self, name: str, composed: Composed) -> None:
        self.name, self.composed = name, composed
        texts = literals(composed.templates[name])
        self.base64 = takes_base64(texts)
        self.known = {} if self.base64 else {id(text): encode_piece(text) for text in texts}
        encoding = b"base64" if self.base64 else b"quoted-printable"
        kind = b"text/plain" if name == "text" else b"text/html"
        self.fields = [
            (b"Content-Type", kind + b"; charset=utf-8"),
            (b"Content-Transfer-Encoding", encoding),
        ]

    def write(self, values: Values, roots: Values, body: Body) -> list[Lacking]:
        """Add the part to the body; returns what was lacking."""
        holes = self.composed.holes if self.name == "text" else None
        sink = Sink(holes) if self.base64 else QuotedSink(self.known, holes)
        lacking = self.composed.write(self.name, values, roots, sink)
        if isinstance(sink, QuotedSink):
            body.take(sink.encoded)
            blank = sink.blank
        else:
            text = "".join(sink.pieces)
            body.add(encode_base64(text))
            blank = not text.strip()
        return [*lacking, Lacking("empty", self.name)] if blank else lacking


class Letters:
    """The mails of one campaign, made one after the other; raises PostError where they cannot be."""

    def __init__(self, composed: Composed, post: Post) -> None:
        self.composed, self.post = composed, post.checked()
        self.parts = [_Part(name, composed) for name in ("text", "html") if name in composed.templates]
        self.fixed = post.fixed()
        boundary = post.boundary().encode()
        if len(self.parts) > 1:
            kind = b'multipart/alternative;\r\n boundary="%b"' % boundary
            self.fixed.append((b"Content-Type", kind))
            heads = [b"".join(_line(each) for each in part.fields) + b"\r\n" for part in self.parts]
            self.opened = [
                b"\r\n" * bool(at) + b"--%b\r\n%b" % (boundary, head) for at, head in enumerate(heads)
            ]
            self.closed = b"\r\n--%b--\r\n" % boundary
        else:
            self.opened, self.closed = [b""], b""
            self.fixed += self.parts[0].fields
        self.fixed_lines = b"".join(map(_line, self.fixed)) + b"\r\n"

    def mail(self, values: Values, to: Addressee) -> Mail:
        """The mail of one recipient; `values` are by the names of the message's needs and links.

        Raises AddressError, PostError and WriteError.
        """
        roots = self.composed.roots(values)
        body = Body(signed=bool(self.post.keys))
        lacking: dict[Lacking, None] = {}
        for opened, part in zip(self.opened, self.parts, strict=True):
            body.add(opened)
            lacking |= dict.fromkeys(part.write(values, roots, body))
        body.add(self.closed)
        subject, lacks = self._subject(values, roots)
        lacking |= dict.fromkeys(lacks)
        address = wire_address(to.address)
        message_id = self.post.message_id(known_token(to.token))
        own = self._own(values, to, address, message_id, subject)
        signatures = self._signatures([*own, *self.fixed], body, to.at) if body.signed else []
        data = b"".join([*signatures, *map(_line, own), self.fixed_lines, *body.sent])
        return Mail(self.post.envelope_from(to.token), address, message_id, data, tuple(lacking))

    def _subject(self, values: Values, roots: Values) -> tuple[str, list[Lacking]]:
        sink = Sink()
        lacking = self.composed.write("subject", values, roots, sink)
        subject = one_line("".join(sink.pieces))
        return subject, lacking if subject else [*lacking, Lacking("empty", "subject")]

    def _own(
        self, values: Values, to: Addressee, address: str, message_id: str, subject: str
    ) -> list[Header]:
        """The fields that are the recipient's own."""
        made = [
            (b"To", Mailbox(address, to.name).header("To")),
            (b"Subject", unstructured(subject, 9)),
            (b"Date", _date(to.at)),
            (b"Message-ID", message_id.encode()),
        ]
        url = values.get("unsubscribe_url")
        return made + self._unsubscribing(str(url), to.token) if url else made

    def _unsubscribing(self, url: str, token: str) -> list[Header]:
        """How to leave by one click (RFC 2369, RFC 8058, which wants HTTPS)."""
        if not _URL.fullmatch(url):
            raise PostError(f"{url!r} is no address to unsubscribe at; it is an https:// address in ASCII")
        ways = [b"<%b>" % url.encode()]
        if mail := self.post.unsubscribe_mail.replace(TOKEN, token):
            ways.append(b"<mailto:%b>" % mail.encode())
        made = [(b"List-Unsubscribe", b",\r\n ".join(ways))]
        if url.startswith("https://"):
            made.append((b"List-Unsubscribe-Post", b"List-Unsubscribe=One-Click"))
        return made

    def _signatures(self, headers: list[Header], body: Body, at: dt.datetime) -> list[bytes]:
        seen = b"".join(body.seen)
        if not self.closed:
            seen = seen.rstrip(b"\r\n") + b"\r\n"  # empty lines at the end do not count
        digest = sha256(seen).digest()
        return [key.sign(headers, digest, int(at.timestamp())) for key in self.post.keys]


def _line(header: Header) -> bytes:
    return b"%b: %b\r\n" % header


@lru_cache(maxsize=256)
def _date(at: dt.datetime) -> bytes:
    return format_datetime(at).encode()
