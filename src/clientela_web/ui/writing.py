"""Numbers, money and instants as the reader writes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import ParamSpec, cast

from babel import dates, numbers
from django.utils import timezone
from django.utils.translation import get_language

from clientela.workspace import now

P = ParamSpec("P")


def _remembered(write: Callable[P, str]) -> Callable[P, str]:
    """The same, written once: a page says the same figures and days many times, and a list the next time too.

    What is written depends on nothing but the arguments.
    """
    return cast(Callable[P, str], lru_cache(maxsize=5_000, typed=True)(write))


format_date = _remembered(dates.format_date)
format_decimal = _remembered(numbers.format_decimal)
format_percent = _remembered(numbers.format_percent)
format_currency = _remembered(numbers.format_currency)
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
    return (
        NOTHING
        if value is None
        else numbers.format_compact_decimal(value, locale=language(), fraction_digits=1)
    )


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


def price(value: Number | None, currency: str | None) -> str:
    """What one of many costs: the same with as many as five decimals, so that 0.035 is not 0.04."""
    if value is None:
        return NOTHING
    if not currency:
        return number(value, 5)
    rounded = round(Decimal(str(value)), 5)
    return format_currency(rounded, currency, locale=language(), decimal_quantization=False)


def instant(value: dt.datetime | None) -> str:
    """Date and time in the firm's zone."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value).replace(tzinfo=None)  # one instant is written otherwise in each zone
    return f"{format_date(local, 'medium', locale=language())}, {local:%H:%M}"


def day(value: dt.date | None) -> str:
    """A calendar day; of an instant, the day in the firm's zone."""
    if value is None:
        return NOTHING
    local = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    return format_date(local, "medium", locale=language())


def ago(value: dt.datetime | None) -> str:
    """How long since, or until, that instant."""
    if value is None:
        return NOTHING
    return dates.format_timedelta(value - now(), add_direction=True, locale=language())
