"""A text as the octets of its parts (3GPP TS 23.038, 23.040): none torn inside a letter."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from clientela.act.messages.sms import GSM, ROOM, measure_sms
from clientela_web.channels.lines import NotWritableError

GSM7, LATIN1, UCS2 = 0, 3, 8
"""Data codings of SMPP: the centre's own alphabet, which is the GSM one; ISO-8859-1; UCS-2."""
MOST_PARTS = 255
_ESCAPE = 0x1B
_EXTENDED = {
    "\f": 0x0A,
    "^": 0x14,
    "{": 0x28,
    "}": 0x29,
    "\\": 0x2F,
    "[": 0x3C,
    "~": 0x3D,
    "]": 0x3E,
    "|": 0x40,
    "€": 0x65,
}
# the basic table has the escape in its midst, and no letter there
_BASIC = {
    letter: place + (place >= _ESCAPE)
    for place, letter in enumerate(each for each in GSM if each not in _EXTENDED)
}
_LETTERS = {code: letter for letter, code in _BASIC.items()}
_BEHIND_ESCAPE = {code: letter for letter, code in _EXTENDED.items()}


@dataclass(frozen=True, slots=True)
class Parts:
    """The octets of each part; where there are several, each begins with a header that joins them."""

    coding: int
    octets: tuple[bytes, ...]

    @property
    def has_headers(self) -> bool:
        """Whether the parts begin with a header."""
        return len(self.octets) > 1


def parts_of(text: str, name: str) -> Parts:
    """The parts of a text, as many as `measure_sms` says; `name` tells them from those of other messages.

    Raises NotWritableError for a text of more than 255 parts.
    """
    size = measure_sms(text)
    coding = GSM7 if size.encoding == "gsm7" else UCS2
    alone, part = ROOM[size.encoding]
    letters = [_octets(letter, coding) for letter in text]
    octet = 1 if coding == GSM7 else 2
    if sum(map(len, letters)) <= alone * octet:
        return Parts(coding, (b"".join(letters),))
    found = list(_packed(letters, part * octet))
    if len(found) > MOST_PARTS:
        raise NotWritableError(f"the text takes {len(found)} parts; {MOST_PARTS} are the most")
    reference = zlib.crc32(name.encode()) & 0xFF
    heads = (bytes((5, 0, 3, reference, len(found), place)) for place in range(1, len(found) + 1))
    return Parts(coding, tuple(head + each for head, each in zip(heads, found, strict=True)))


def text_of(octets: bytes, coding: int) -> str:
    """What somebody wrote, as far as its coding is known."""
    if coding == UCS2:
        return octets.decode("utf-16-be", "replace")
    if coding == GSM7:
        return "".join(_read(octets))
    return octets.decode("latin-1")


def _octets(letter: str, coding: int) -> bytes:
    if coding == UCS2:
        return letter.encode("utf-16-be", "surrogatepass")
    if letter in _EXTENDED:
        return bytes((_ESCAPE, _EXTENDED[letter]))
    return bytes((_BASIC[letter],))


def _packed(letters: list[bytes], room: int) -> Iterator[bytes]:
    part = b""
    for letter in letters:
        if len(part) + len(letter) > room:
            yield part
            part = b""
        part += letter
    yield part


def _read(octets: bytes) -> Iterator[str]:
    codes = iter(octets)
    for code in codes:
        if code == _ESCAPE:
            yield _BEHIND_ESCAPE.get(next(codes, 0), " ")
        else:
            yield _LETTERS.get(code, "?")
