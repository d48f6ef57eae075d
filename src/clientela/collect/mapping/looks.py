"""What the values of a column look like: e-mails, phones, dates, numbers, words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from clientela.rules.types import NUMERIC, TEMPORAL, ValueType

EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]{2,}")
PHONE = re.compile(r"\+?[\d][\d\s().\-/]{6,18}\d")
INTEGER = re.compile(r"[-+]?(0|[1-9]\d{0,17})")
DECIMAL = re.compile(r"[-+]?\d{0,14}[.,]\d{1,4}")
NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?")
MONEY = re.compile(r"[^\d\s]{0,4}\s?[-+]?\d[\d\s.,']*\s?[^\d\s]{0,4}")
DATE = re.compile(r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})|(19|20)\d{6})")
INSTANT = re.compile(DATE.pattern[:-1] + r")[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s?(Z|[-+]\d{2}:?\d{2})?")
YES_NO = frozenset(
    {"yes", "no", "true", "false", "y", "n", "si", "sí", "da", "nu", "tak", "nie", "да", "нет"}
)


@dataclass(frozen=True, slots=True)
class Look:
    """Shares of the non-empty values of a sample, and the type they fit best."""

    type: ValueType
    filled: int
    distinct: int
    email: float
    phone: float
    number: float
    date: float
    digits: float

    def suits(self, target: str, typed: ValueType) -> float:
        """How well values like these suit a target, 0 to 1.1; 1 says nothing against it."""
        if not self.filled:
            return 1.0
        if target == "email":
            return 1.1 if self.email > 0.8 else 0.3 + 0.6 * self.email
        if target == "phone":
            return 1.05 if self.phone > 0.7 else 0.4 + 0.5 * self.phone
        if self.email > 0.8 and target not in {"external_id", "customer", "text"}:
            return 0.3
        if typed in TEMPORAL:
            return 1.05 if self.date > 0.8 else 0.3 + 0.6 * self.date
        if typed in NUMERIC:
            return 1.0 if self.number > 0.8 else 0.3 + 0.6 * self.number
        return self._suits_words(target)

    def _suits_words(self, target: str) -> float:
        name = target.removeprefix("customer.")
        if name == "postcode":
            return 1.0 if self.digits > 0.5 else 0.4
        if name in WORDS and self.number > 0.5:
            return 0.5
        return 1.0


WORDS = {"name", "city", "first_name", "last_name", "full_name", "title", "text", "gender", "state"}


def look_at(values: Sequence[str | None]) -> Look:
    """Judge a sample of one column."""
    filled = [value.strip() for value in values if value is not None and value.strip()]
    return Look(
        type=infer_type(filled),
        filled=len(filled),
        distinct=len(set(filled)),
        email=_share(EMAIL, filled),
        phone=_share(PHONE, filled),
        number=_share(MONEY, filled),
        date=max(_share(DATE, filled), _share(INSTANT, filled)),
        digits=sum(any(c.isdigit() for c in value) for value in filled) / max(len(filled), 1),
    )


def infer_type(filled: Sequence[str]) -> ValueType:
    """The narrowest type that holds every value; text where there is none, or for numbers led by zeros."""
    if not filled:
        return ValueType.TEXT
    if all(value.casefold() in YES_NO for value in filled):
        return ValueType.BOOLEAN
    for pattern, typed in (
        (INTEGER, ValueType.INTEGER),
        (DATE, ValueType.DATE),
        (INSTANT, ValueType.INSTANT),
    ):
        if all(pattern.fullmatch(value) for value in filled):
            return typed
    if any(len(value) > 1 and value[0] == "0" and value[1].isdigit() for value in filled):
        return ValueType.TEXT
    exact = (INTEGER, DECIMAL)
    if all(any(pattern.fullmatch(value) for pattern in exact) for value in filled):
        return ValueType.DECIMAL
    return ValueType.NUMBER if all(NUMBER.fullmatch(value) for value in filled) else ValueType.TEXT


def _share(pattern: re.Pattern[str], filled: Sequence[str]) -> float:
    return sum(bool(pattern.fullmatch(value)) for value in filled) / len(filled) if filled else 0.0
