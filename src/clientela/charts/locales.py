"""Numbers and dates of charts as six languages write them: the locales Vega's d3 formats want.

They are read from CLDR, so Romanian and Catalan are there too, and travel inside each specification: a
picture and a page then say the same.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, TypeAlias

from babel import Locale
from babel.dates import get_day_names, get_month_names, get_period_names
from babel.numbers import format_percent, get_decimal_symbol, get_group_symbol

from clientela.catalog.labels import known_language

# %-notation of d3-time-format: date and time, date, time
_PATTERNS = {
    "en": ("%A, %B %-d, %Y, %H:%M", "%B %-d, %Y", "%H:%M"),
    "ca": ("%A, %-d %B %Y, %H:%M", "%-d %B %Y", "%H:%M"),
    "es": ("%A, %-d de %B de %Y, %H:%M", "%-d de %B de %Y", "%H:%M"),
    "pl": ("%A, %-d %B %Y, %H:%M", "%-d %B %Y", "%H:%M"),
    "ru": ("%A, %-d %B %Y г., %H:%M", "%-d %B %Y г.", "%H:%M"),
    "ro": ("%A, %-d %B %Y, %H:%M", "%-d %B %Y", "%H:%M"),
}
Width: TypeAlias = Literal["abbreviated", "wide"]
_SUNDAY_FIRST = (6, 0, 1, 2, 3, 4, 5)


@cache
def chart_locale(language: str) -> dict[str, object]:
    """The `locale` of a Vega configuration: number and time formats."""
    return {"number": number_locale(language), "time": time_locale(language)}


def number_locale(language: str) -> dict[str, object]:
    """The definition d3-format takes."""
    locale = Locale(known_language(language))
    percent = format_percent(1, locale=locale).removeprefix("100")
    group = get_group_symbol(locale).replace("\u202f", "\xa0")  # narrow spaces are missing in many fonts
    return {
        "decimal": get_decimal_symbol(locale),
        "thousands": group,
        "grouping": [3],
        "currency": ["", "\xa0€"] if language != "en" else ["€", ""],
        "percent": percent,
        "minus": "−",
    }


def time_locale(language: str) -> dict[str, object]:
    """The definition d3-time-format takes; months stand alone ("январь"), as on an axis."""
    locale = Locale(known_language(language))
    date_time, date, time = _PATTERNS[language]
    periods = get_period_names("wide", "format", locale)
    return {
        "dateTime": date_time,
        "date": date,
        "time": time,
        "periods": [periods.get("am", "AM"), periods.get("pm", "PM")],
        "days": _days("wide", locale),
        "shortDays": _days("abbreviated", locale),
        "months": _months("wide", locale),
        "shortMonths": _months("abbreviated", locale),
    }


def _days(width: Width, locale: Locale) -> list[str]:
    names = get_day_names(width, "stand-alone", locale)
    return [names[day] for day in _SUNDAY_FIRST]


def _months(width: Width, locale: Locale) -> list[str]:
    names = get_month_names(width, "stand-alone", locale)
    return [names[month] for month in range(1, 13)]
