"""Header fields by RFC 5322 and RFC 2047: no line longer than 78 letters where it can be helped, never 998.

Whatever a value holds, it stays inside its field: line breaks and controls become blanks before anything
else happens.
"""

from __future__ import annotations

import re
from binascii import b2a_base64
from functools import lru_cache

from clientela.act.messages.lines import clean

LINE = 76
_WORD = 75  # the longest encoded word
_FRAME = len("=?utf-8?b??=")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_Q_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


@lru_cache(maxsize=16_384)
def unstructured(text: str, offset: int) -> bytes:
    """The value of a field of words, such as Subject; `offset` is how long the name before it is."""
    text = clean(text)
    if text.isascii() and "=?" not in text:
        folded = _folded(text, offset)
        if folded is not None:
            return folded
    return _encoded(text, offset)


def phrase(text: str, offset: int) -> bytes:
    """A name beside an address: bare, in quotes, or encoded."""
    text = clean(text)
    if not text.isascii() or "=?" in text or len(text) > LINE - offset:
        return _encoded(text, offset)
    if _ATOMS.fullmatch(text):
        return text.encode()
    return b'"' + text.replace("\\", "\\\\").replace('"', '\\"').encode() + b'"'


def _folded(text: str, offset: int) -> bytes | None:
    """ASCII broken at blanks; None where a word is too long for a line."""
    if offset + len(text) <= LINE:
        return text.encode()
    lines, room = [""], LINE - offset
    for word in text.split(" "):
        if len(word) >= LINE:
            return None
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = LINE - 1
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] or len(lines) > 1 else word
    return None if any(not line.strip() for line in lines) else "\r\n ".join(lines).encode()


def _encoded(text: str, offset: int) -> bytes:
    """Encoded words, each of whole letters, by whichever encoding is shorter."""
    data = text.encode()
    quoted = sum(1 if byte in _Q_PLAIN or byte == 0x20 else 3 for byte in data)
    made = _words(text, offset, quoted=quoted <= (len(data) + 2) // 3 * 4)
    return b"\r\n ".join(made)


def _words(text: str, offset: int, *, quoted: bool) -> list[bytes]:
    words: list[bytes] = []
    room = max(_WORD - _FRAME - offset, 12)
    held: list[bytes] = []
    size = 0
    for letter in text:
        data = letter.encode()
        grown = size + (len(_q(data)) if quoted else len(data))
        if held and (grown if quoted else (grown + 2) // 3 * 4) > room:
            words.append(_word(b"".join(held), quoted=quoted))
            held, room = [], _WORD - _FRAME - 1
            grown = grown - size
        held.append(data)
        size = grown
    words.append(_word(b"".join(held), quoted=quoted))
    return words


def _word(data: bytes, *, quoted: bool) -> bytes:
    if quoted:
        return b"=?utf-8?q?" + _q(data) + b"?="
    return b"=?utf-8?b?" + b2a_base64(data, newline=False) + b"?="


def _q(data: bytes) -> bytes:
    return b"".join(
        b"_" if byte == 0x20 else bytes((byte,)) if byte in _Q_PLAIN else b"=%02X" % byte for byte in data
    )
