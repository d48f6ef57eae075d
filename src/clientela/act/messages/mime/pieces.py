"""Bodies on the wire, made of pieces that are encoded once.

Every piece of quoted-printable begins on a line of its own and ends with a soft line break, which readers
take away: so what the writer wrote is encoded once a campaign, what a recipient adds is encoded alone, and
the two are only laid end to end. For the same reason what a signature sees of a piece (RFC 6376, relaxed)
depends on nothing beside it.
"""

from __future__ import annotations

import re
from binascii import a2b_qp, b2a_base64, b2a_qp
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from liquid import BoundTemplate, Node
from liquid.builtin.content import ContentNode

from clientela.act.messages.template.environment import Sink, too_much
from clientela.act.messages.template.holes import Holes
from clientela.act.messages.template.limits import MOST_OUTPUT

_FROM = re.compile(rb"(?m)^From ")
_SIMPLE = re.compile(r"[!-<>-~]+(?: [!-<>-~]+)*")
"""Words that stand in quoted-printable, and in what is signed, as they are."""
_LINE = 76


class Encoded(NamedTuple):
    """A piece as it is sent, and as a signature sees it."""

    sent: bytes
    seen: bytes


def encode_piece(text: str) -> Encoded:
    """A piece in quoted-printable, ended by a soft line break or by its own; nothing of nothing."""
    if len(text) < _LINE and _SIMPLE.fullmatch(text) and not text.startswith("From "):
        data = text.encode() + b"=\r\n"
        return Encoded(data, data)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    data = b2a_qp(text.encode(), istext=True)
    if b"From " in data:  # old stores would mark such a line, and break the signature
        data = _FROM.sub(b"F=\nrom ", data)
    data = data.replace(b"\n", b"\r\n")
    if data and not data.endswith(b"\n"):
        data = _with_room(data) + b"=\r\n"
    return Encoded(data, seen_by_signatures(data))


def _with_room(data: bytes) -> bytes:
    """The same with a place free on its last line."""
    if len(data) - (data.rfind(b"\n") + 1) < _LINE:
        return data
    last = 3 if data[-3:-2] == b"=" else 1
    return data[:-last] + b"=\r\n" + data[-last:]


encode_again = lru_cache(maxsize=8_192)(encode_piece)
"""The same for what recipients add: many have the same city, and many the same left out."""


def seen_by_signatures(data: bytes) -> bytes:
    """Whole lines in the relaxed form of RFC 6376, 3.4.4, but for empty lines at the end of all."""
    # replacing is many times faster here than a pattern, which would stop at every blank
    data = data.replace(b"\t", b" ")
    while b"  " in data:
        data = data.replace(b"  ", b" ")
    return data.replace(b" \r\n", b"\r\n")


class QuotedSink(Sink):
    """Takes the pieces of a part as they are sent; `known` are those encoded before, by their identity."""

    def __init__(self, known: Mapping[int, Encoded], holes: Holes | None = None) -> None:
        super().__init__(holes)
        self.known = known
        self.encoded: list[Encoded] = []

    @property
    def blank(self) -> bool:
        """Whether nothing can be seen of what was written."""
        return not any(a2b_qp(each.sent).strip() for each in self.encoded)

    def write(self, text: str) -> int:
        """Take a piece."""
        if self.holes is not None:
            text = self.holes.closed(text)
        found = self.known.get(id(text)) or encode_again(text)
        self.encoded.append(found)
        self.size += len(text)
        if self.size > MOST_OUTPUT:
            raise too_much()
        return 1


def encode_base64(text: str) -> bytes:
    """A whole text in lines of base64."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    data = b2a_base64(text.encode(), newline=False)
    lines = [data[at : at + _LINE] for at in range(0, len(data), _LINE)]
    return b"\r\n".join([*lines, b""])


def literals(template: BoundTemplate) -> list[str]:
    """What the writer wrote, piece by piece; they are the same objects as long as the template lives."""
    return [node.text for node in _walk(template.nodes) if isinstance(node, ContentNode)]


def _walk(nodes: list[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(list(node.children(None)))  # type: ignore[arg-type]


def takes_base64(texts: list[str]) -> bool:
    """Whether base64 is shorter, as it is where most letters are not ASCII."""
    quoted = sum(len(encode_piece(text).sent) for text in texts)
    plain = sum(len(text.encode()) for text in texts)
    return quoted > plain * 4 / 3 * 78 / 76
