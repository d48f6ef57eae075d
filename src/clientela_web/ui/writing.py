"""Numbers, money and instants as the reader writes them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language

from clientela.workspace import now

Number = int | float | Decimal
NOTHING = "–"


def language() -> str:
    """The language of the page."""
    return (get_language() or "en").split("-")[0]


def number(value: Number | None, places: int = 2) -> str:
    """A number with the reader's separators and at most `places` decimals."""
    if value is None:
        return NOTHING
    return format_decimal(value, "#,##0" + ("." + "#" * places if places else ""), locale=language())


def short_number(value: Number | None) -> str:
    """A large number in few letters: 12K, 1.4M."""
    return NOTHING if value is None else format_compact_decimal(value, locale=language(), fraction_digits=1)


def percent(value: Number | None, places: int = 1) -> str:
    """A share of one as a percentage."""
    if value is None:
        return NOTHING
    figures = "#,##0" + ("." + "#" * places if places else "")
    pattern = format_percent(0, locale=language()).replace("0", figures)
    return format_percent(value, pattern, locale=language())


def money(value: Number | None, currency: str | None) -> str:
    """An amount in its currency; a plain number where no currency is known."""
    if value is None:
        return NOTHING
    return format_currency(value, currency, locale=language()) if currency else number(value)


def instant(value: dt.datetime | None) -> str:
    """Date and time in the firm's zone."""
    if value is None:
        return NOTHING
    return format_datetime(timezone.localtime(value), "d MMM y HH:mm", locale=language())


def day(value: dt.date | None) -> str:
    """A calendar day; of an instant, the day in the firm's zone."""
    if value is None:
        return NOTHING
    return format_date(
        timezone.localtime(value) if isinstance(value, dt.datetime) else value, "medium", locale=language()
    )


def ago(value: dt.datetime | None) -> str:
    """How long since, or until, that instant."""
    if value is None:
        return NOTHING
    return format_timedelta(value - now(), add_direction=True, locale=language())
