"""Texts that stand in one line: what people write, without what would break it."""

from __future__ import annotations

# Joiners make one picture of several (families, flags of regions) and letters of Persian and Indic writing;
# marks of direction keep figures in place beside Arabic and Hebrew. Overrides of direction only deceive.
_JOINING = frozenset("\u200c\u200d\u200e\u200f\u061c") | {chr(code) for code in range(0xE0020, 0xE0080)}


def clean(text: str) -> str:
    """The text in one line: every control, and every mark that breaks lines, is a blank."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return "".join(letter if letter.isprintable() or letter in _JOINING else " " for letter in text).strip()


def one_line(text: str) -> str:
    """The same without repeated blanks."""
    return " ".join(clean(text).split())
