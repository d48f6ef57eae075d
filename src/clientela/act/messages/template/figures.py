"""Figures, money and days as people of a language write them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import cache, lru_cache

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from liquid.filter import with_context

from clientela.act.messages.template.limits import Merging
from clientela.act.messages.template.misuse import MisuseError
from clientela.act.messages.template.wording import as_number

_DAYS = ("short", "medium", "long", "full")


@with_context
def money(value: object, currency: object = None, *, context: Merging) -> object:
    """An amount: `{{ product.price | money: product.currency }}`; cents only where there are some."""
    amount = as_number(value)
    return None if amount is None else _money(amount, str(currency or "").upper(), context.language)


@with_context
def number(value: object, digits: object = None, *, context: Merging) -> object:
    """A number with its thousands marked, and so many digits behind the mark."""
    known = as_number(value)
    return None if known is None else _number(known, _places(digits), context.language)


@with_context
def day(value: object, style: object = "long", *, context: Merging) -> object:
    """A date written out: short, medium, long or full; or a pattern of CLDR such as `d MMMM`."""
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, dt.date):
        return None
    pattern = str(style)
    if pattern not in _DAYS and (len(pattern) > 40 or not set(pattern) & set("dMyEL")):
        known = ", ".join((*_DAYS, "d MMMM"))
        raise MisuseError("day_style", f"no way to write a day: {pattern!r}", name=pattern[:40], known=known)
    return _day(value, pattern, context.language)


def _places(digits: object) -> int | None:
    known = as_number(digits)
    return None if known is None else max(0, min(int(known), 8))


# A campaign says the same few figures to many, and CLDR takes its time.
@lru_cache(maxsize=16_384)
def _money(amount: Decimal, currency: str, language: str) -> str:
    if not currency:
        return format_decimal(amount, "#,##0.00", locale=language)
    whole = amount == amount.to_integral_value()
    pattern = _pattern(language).replace(".00", "") if whole else None
    return format_currency(amount, currency, pattern, locale=language, currency_digits=not whole)


@lru_cache(maxsize=16_384)
def _number(known: Decimal, places: int | None, language: str) -> str:
    behind = ".####" if places is None else "." + "0" * places if places else ""
    return format_decimal(known, "#,##0" + behind, locale=language)


@lru_cache(maxsize=16_384)
def _day(value: dt.date, pattern: str, language: str) -> str:
    return format_date(value, pattern, locale=language)


@cache
def _pattern(language: str) -> str:
    pattern: str = Locale(language).currency_formats["standard"].pattern
    return pattern


FIGURE_FILTERS: dict[str, Callable[..., object]] = {"money": money, "number": number, "day": day}
