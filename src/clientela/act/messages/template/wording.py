"""How a value is written in a message, by its type and the message's language."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.numbers import format_decimal
from liquid import Markup, escape


class Lacking(NamedTuple):
    """Something that was to be said and came out empty: a code of the phrases, and what it was."""

    code: str
    what: str


class Unknown(str):
    """No text, because a form is not known: `reason` says which; `default:` takes its place."""

    __slots__ = ("reason",)

    def __new__(cls, reason: str) -> Unknown:
        made = super().__new__(cls, "")
        made.reason = reason
        return made

    reason: str


def worded(value: object, language: str) -> str:
    """A value in words of the language; nothing where it is missing.

    Whole numbers stay as they are (a year has no thousands), others take the decimal mark of the language,
    dates are written out, lists end in its word for "and".
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float | Decimal):
        return _number(value, language)
    if isinstance(value, dt.date):
        return _day(value, language)
    if isinstance(value, list | tuple):
        return format_list([worded(each, language) for each in value], locale=language) if value else ""
    return str(value)


def worded_html(value: object, language: str) -> str:
    """The same, fit to stand in HTML; what is markup already stays so."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    return str(escape(value if kind is str else worded(value, language)))


@lru_cache(maxsize=4096)
def _number(value: float | Decimal, language: str) -> str:
    return format_decimal(value, "0.####", locale=language)


@lru_cache(maxsize=4096)
def _day(value: dt.date, language: str) -> str:
    if isinstance(value, dt.datetime):
        return format_datetime(value, "d MMMM y, HH:mm" if language != "en" else "medium", locale=language)
    return format_date(value, "long", locale=language)


def as_number(value: object) -> Decimal | None:
    """A value as a number; None where it is none."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    try:
        return Decimal(str(value).strip())
    except ArithmeticError:
        return None
