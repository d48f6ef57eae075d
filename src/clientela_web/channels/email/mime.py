"""Messages in the form that mail servers take, from parts made once a campaign.

What Python's own classes do for one message at a time is done here for many with the same skeleton: a header
is a line of bytes, a body is encoded by the C routines of `binascii`.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import time
from email.utils import formataddr, formatdate

_WORD_BYTES = 45  # of UTF-8 in one encoded word: no line becomes longer than 76
_LONGEST_LINE = 990
_MOSTLY_ASCII = 6


class Mime:
    """The skeleton of a campaign's messages."""

    def __init__(self, *, sender: tuple[str, str], reply_to: str = "") -> None:
        self._boundary = f"=_{secrets.token_hex(12)}".encode()
        lines = [b"From: " + formataddr(sender).encode("ascii")]
        if reply_to:
            lines.append(b"Reply-To: " + reply_to.encode("ascii"))
        lines.append(b"MIME-Version: 1.0")
        self._head = b"\r\n".join(lines)
        self._date: tuple[int, bytes] = (0, b"")

    def message(
        self,
        *,
        to: str,
        subject: str,
        html: str | None,
        text: str,
        message_id: str,
        unsubscribe: str | None,
    ) -> bytes:
        """The whole message, ready for the wire: lines that begin with a dot doubled, and the end marked."""
        head = b"To: %b\r\nSubject: %b\r\nMessage-ID: <%b>\r\nDate: %b\r\n%b" % (
            to.encode("ascii"),
            encoded_words(subject),
            message_id.encode("ascii"),
            self._now(),
            self._head,
        )
        if unsubscribe:
            head += (
                b"\r\nList-Unsubscribe: <%b>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click"
                % unsubscribe.encode("ascii")
            )
        return stuffed(head + b"\r\n" + self._body(text, html))

    def _body(self, text: str, html: str | None) -> bytes:
        if html is None:
            return part("plain", text)
        line = b"--" + self._boundary
        return (
            b'Content-Type: multipart/alternative; boundary="%b"\r\n\r\n%b\r\n%b\r\n%b\r\n%b\r\n%b--\r\n'
            % (self._boundary, line, part("plain", text), line, part("html", html), line)
        )

    def _now(self) -> bytes:
        second = int(time.time())
        if second != self._date[0]:
            self._date = (second, formatdate(second).replace("-0000", "+0000").encode())
        return self._date[1]


def part(kind: str, text: str) -> bytes:
    """Headers and content of one text; the encoding is the shortest that every server passes on."""
    raw = text.encode()
    if raw.isascii() and max(map(len, raw.splitlines()), default=0) <= _LONGEST_LINE:
        return _part(kind, b"7bit", b"\r\n".join(raw.splitlines()))
    if _MOSTLY_ASCII * (len(raw) - len(text)) < len(raw):
        quoted = binascii.b2a_qp(b"\r\n".join(raw.splitlines()), istext=True)
        return _part(kind, b"quoted-printable", quoted.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    return _part(kind, b"base64", base64.encodebytes(raw).replace(b"\n", b"\r\n"))


def _part(kind: str, encoding: bytes, content: bytes) -> bytes:
    return b"Content-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: %b\r\n\r\n%b" % (
        kind.encode(),
        encoding,
        content,
    )


def encoded_words(text: str) -> bytes:
    """A header's text: as it is in ASCII, else as encoded words on lines of their own."""
    if text.isascii():
        return text.encode()
    words, current = [], b""
    for letter in text:
        raw = letter.encode()
        if len(current) + len(raw) > _WORD_BYTES:
            words.append(current)
            current = b""
        current += raw
    words.append(current)
    return b"\r\n ".join(b"=?utf-8?b?%b?=" % base64.b64encode(word) for word in words)


def stuffed(message: bytes) -> bytes:
    """The message as DATA wants it (RFC 5321, 4.5.2)."""
    if b"\r\n." in message:
        message = message.replace(b"\r\n.", b"\r\n..")
    return message + (b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n")
