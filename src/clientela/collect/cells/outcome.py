"""What reading one cell gives, and what the reader may know about its column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

EMPTY_WORDS = frozenset({"", "-", "--", "—", "n/a", "#n/a", "null", "none", "nan", "nil", "\\n", "(null)"})


class Problem(NamedTuple):
    """Why a value cannot be read, and what the user can do about it."""

    reason: str
    cure: str


class Cell(NamedTuple):
    """A value as canonical text, or none and the problem; `note` says what was taken for granted."""

    value: str | None = None
    problem: Problem | None = None
    note: str | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class CellContext:
    """What is known about a column before its cells are read.

    `decimal` is "," or ".", or None where neither is known. Two-digit years fall in the hundred years from
    `two_digit_years_from`. `country` (ISO 2) is the one phone numbers are written in.
    """

    decimal: Literal[",", "."] | None = None
    date_order: Literal["DMY", "MDY", "YMD"] = "DMY"
    zone: str = "UTC"
    country: str | None = None
    currency: str | None = None
    two_digit_years_from: int = 1930
    separators: str = ";|,\n"


NOTHING = Cell()


def failed(reason: str, cure: str) -> Cell:
    """A cell that cannot be read."""
    return Cell(problem=Problem(reason, cure))


def is_empty(text: str) -> bool:
    """Whether a cell says that there is no value."""
    return text.strip().casefold() in EMPTY_WORDS
