"""Text messages: in which alphabet they go, in how many parts, and what that costs (3GPP TS 23.038, 23.040).

A message in the GSM alphabet has 160 places, or 153 in each of several parts; one letter outside of it and
the whole message goes as UCS-2 with 70, or 67. A letter of the extension table takes two places, an emoji
two units, and neither is ever torn between two parts.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = "\f^{}\\[~]|€"
GSM: dict[str, int] = {**dict.fromkeys(_BASIC, 1), **dict.fromkeys(_EXTENDED, 2)}
"""The places each letter of the GSM alphabet takes."""

ROOM: dict[str, tuple[int, int]] = {"gsm7": (160, 153), "ucs2": (70, 67)}
"""Places of a message alone, and of each part of a longer one."""

# What a letter may become so that the message stays in the GSM alphabet.
_PLAIN: dict[str, str] = {
    **dict(zip("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "acelnoszzACELNOSZZ", strict=True)),
    **dict(zip("ăâîșțşţĂÂÎȘȚŞŢ", "aaiststAAISTST", strict=True)),
    **dict(zip("áíúïçÀÈÍÏÒÚÁÙÌ", "àìùicAEIIOUAUI", strict=True)),
    **dict(zip("êëôûõãýÊËÔÛÕÃÝ", "eeouoayEEOUOAY", strict=True)),
    **dict(zip("čšžřěůťďňČŠŽŘĚŮŤĎŇőűŐŰ", "cszreutdnCSZREUTDNöüÖÜ", strict=True)),
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‚`´", "'"),
    **dict.fromkeys("–—‑−", "-"),
    "•": "*",
    "·": ".",
    "ª": "a",
    "º": "o",
    "…": "...",
    "™": "TM",
    "©": "(c)",
    "®": "(R)",
    "№": "No",
    "\t": " ",
    "\xa0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\u200b": "",
    "\u00ad": "",
}


@dataclass(frozen=True, slots=True)
class SmsSize:
    """What one text message takes: `units` are places of its alphabet.

    `forced_by` are the letters that are not in the GSM alphabet, with how often each occurs; `spared` is how
    many parts fewer there would be without them, as `transliterated` would have it.
    """

    encoding: Literal["gsm7", "ucs2"]
    characters: int
    units: int
    segments: int
    forced_by: dict[str, int]
    spared: int = 0

    def cost(self, price: Decimal) -> Decimal:
        """What it costs at a price a part."""
        return price * self.segments


def measure_sms(text: str) -> SmsSize:
    """Alphabet, places and parts of a message; an empty one takes no part."""
    forced = Counter(letter for letter in text if letter not in GSM)
    if not forced:
        return SmsSize("gsm7", len(text), *_packed([GSM[letter] for letter in text], *ROOM["gsm7"]), {})
    units, segments = _packed([1 + (letter > "\uffff") for letter in text], *ROOM["ucs2"])
    plain = transliterated(text)
    saved = 0
    if all(letter in GSM for letter in plain):
        saved = segments - _packed([GSM[letter] for letter in plain], *ROOM["gsm7"])[1]
    return SmsSize("ucs2", len(text), units, segments, dict(forced.most_common()), saved)


def transliterated(text: str) -> str:
    """The text with the nearest letters of the GSM alphabet: Łódź → Lodz, „ș” → "s".

    Letters without one, such as Cyrillic and emoji, stay, and the message stays in UCS-2.
    """
    return "".join(letter if letter in GSM else _PLAIN.get(letter, letter) for letter in text)


def _packed(places: list[int], alone: int, part: int) -> tuple[int, int]:
    """The places taken, and how many parts hold them when no letter is torn."""
    total = sum(places)
    if total <= alone:
        return total, 1 if total else 0
    segments, room = 1, part
    for taken in places:
        if taken > room:
            segments, room = segments + 1, part
        room -= taken
    return total, segments
