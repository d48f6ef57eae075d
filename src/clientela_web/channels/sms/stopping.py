"""Words that mean no: what the networks agree on, and what people write in the six languages."""

from __future__ import annotations

import re
import unicodedata

_NO = frozenset(
    {
        "stop",
        "stopall",
        "end",
        "quit",
        "cancel",
        "unsubscribe",
        "optout",
        "revoke",
        "baixa",
        "atura",
        "aturar",
        "prou",
        "baja",
        "alto",
        "parar",
        "cancelar",
        "rezygnuje",
        "wypisz",
        "zrezygnuj",
        "koniec",
        "stopp",
        "стоп",
        "отписка",
        "отписаться",
        "отпишите",
        "dezabonare",
        "dezabonez",
        "dezaboneaza",
        "opreste",
    }
)
_LETTERS = re.compile(r"[^\W\d_]+")


def means_stop(text: str) -> bool:
    """Whether a reply says no: one of these words is the whole of it, or its first of at most three."""
    words = [_plain(word) for word in _LETTERS.findall(text.casefold())]
    return 0 < len(words) <= 3 and ("".join(words) in _NO or words[0] in _NO)


def _plain(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word.replace("ł", "l"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
