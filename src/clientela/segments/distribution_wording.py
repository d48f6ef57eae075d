"""Bars of a distribution in words of six languages."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from clientela.catalog import FirmCatalog
from clientela.catalog.phrasebook import Phrasebook
from clientela.rules.sentences import noun_phrase
from clientela.segments.bars import Bar
from clientela.segments.bins import Bin, Days
from clientela.segments.distributions import Distribution
from clientela.segments.profile_variables import named_variables
from clientela.segments.profile_wording import NOTHING, said_level, said_number, said_value

PHRASES = Phrasebook("clientela.segments", "phrases_distributions.yaml")


def variable_said(found: Distribution, catalog: FirmCatalog, language: str) -> str:
    """What the variable is called: "orders in the last 365 days"."""
    return noun_phrase(found.variable, language, catalog.labels)


def known_said(found: Distribution, language: str) -> str:
    """Of how many it is known."""
    return PHRASES.say(
        "known",
        language,
        known=found.known,
        population=found.population,
        share=said_value(found.known_share, "share", language),
    )


def bar_label(bar: Bar, found: Distribution, catalog: FirmCatalog, language: str) -> str:
    """The values a bar stands for: "10–19", "May 2026", "Barcelona"."""
    match bar.what:
        case None:
            return PHRASES.say("others", language)
        case Bin():
            return _bin_said(bar.what, found, language)
        case Days():
            return days_said(bar.what, language)
        case bool():
            return PHRASES.say("yes" if bar.what else "no", language)
        case str():
            return _level_said(bar.what, found, catalog, language)
        case _ if found.shape == "levels":
            return _level_said(str(bar.what), found, catalog, language)
        case number:
            return number_said(number, found.definition.unit, language)


def value_said(value: object, found: Distribution, language: str, *, is_mean: bool = False) -> str:
    """A quantile or a mean in the variable's unit; large numbers without decimals."""
    if isinstance(value, dt.date):
        return _day(value, language)
    if not isinstance(value, int | float | Decimal):
        return NOTHING
    unit, number = found.definition.unit, float(value)
    if unit in ("share", "probability"):
        return said_value(number, unit, language)
    if unit == "year" or (found.definition.type == "integer" and not is_mean):
        return number_said(number, unit, language)
    return said_number(number, "" if abs(number) >= 100 else ".0" if abs(number) >= 10 else ".00", language)


def number_said(number: float, unit: str, language: str) -> str:
    """A round number: a share in per cent, a year without separators."""
    if unit in ("share", "probability"):
        percent: str = format_percent(number, locale=language, decimal_quantization=False)
        return percent
    if unit == "year":
        return f"{number:.0f}"
    said: str = format_decimal(number, "#,##0.####", locale=language)
    return said


def days_said(days: Days, language: str) -> str:
    """A day, a month, a quarter, a year, or what lies between two days."""
    first, last = days.first, days.last
    if first is None or last is None:
        end = first if last is None else last + dt.timedelta(days=1)
        return "*" if end is None else f"{'≥' if last is None else '<'} {_day(end, language)}"
    after = last + dt.timedelta(days=1)
    if first == last:
        return _day(first, language)
    if first.day == after.day == 1:
        months = (after.year - first.year) * 12 + after.month - first.month
        patterns = {1: "LLL y", 3: "QQQ y", 12: "y"}
        if months in patterns and (first.month - 1) % months == 0:
            said: str = format_date(first, patterns[months], locale=language)
            return said
        if months % 12 == 0 and first.month == 1:
            return f"{first.year}–{last.year}"
    return f"{_day(first, language)} – {_day(last, language)}"


def _day(day: dt.date, language: str) -> str:
    said: str = format_date(day, "medium", locale=language)
    return said


def _bin_said(bin_: Bin, found: Distribution, language: str) -> str:
    unit, low, high = found.definition.unit, bin_.low, bin_.high
    if high is None:
        return "*" if low is None else f"{'>' if bin_.is_above else '≥'} {number_said(low, unit, language)}"
    if low is None:
        return f"< {number_said(high, unit, language)}"
    if found.definition.type == "integer":
        low, high = low + bin_.is_above, high - 1
        if low == high:
            return number_said(low, unit, language)
    return f"{number_said(low, unit, language)}–{number_said(high, unit, language)}"


def _level_said(level: str, found: Distribution, catalog: FirmCatalog, language: str) -> str:
    (profiled,) = named_variables(catalog, [found.name])
    return said_level(profiled, level, catalog.labels, language)
