"""Folding of text, so that «contains» finds Łódź for a person who typed «lodz».

docs/rules.md says what folding is; the engines spell the same tables in SQL, and a test holds the two equal.
"""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart into a letter and an accent.
LETTERS: dict[str, str] = {"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"}

_LETTERS = str.maketrans(LETTERS)


def fold_text(text: str) -> str:
    """`text` in lower case and without accents."""
    # Letter by letter: Python alone lowers a final capital sigma differently from one inside a word.
    lowered = "".join(letter.lower() for letter in text)
    apart = unicodedata.normalize("NFD", lowered)
    bare = "".join(letter for letter in apart if not unicodedata.category(letter).startswith("M"))
    return unicodedata.normalize("NFC", bare).translate(_LETTERS)
