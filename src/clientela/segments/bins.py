"""Borders people would draw: numbers into round bins, dates into days, months, quarters, years or decades."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

WANTED = 12
"""About so many bins; rounding makes more or fewer of them."""

Unit: TypeAlias = Literal["day", "month", "quarter", "year", "decade"]
_STEPS: dict[Unit, int] = {"month": 1, "quarter": 3, "year": 12, "decade": 120}  # in months
_MOST: dict[Unit, int] = {"month": 18, "quarter": 16, "year": 24}  # bins, from which the next unit is taken
_MOST_DAYS = 31
_SKEW = 12  # from so many times the middle value on, even bins would put nearly everybody in the first


@dataclass(frozen=True, slots=True)
class Bin:
    """Numbers from `low` up to, not including, `high`; without an end it is open there.

    With `is_above` the low end itself is outside.
    """

    low: float | None
    high: float | None
    is_above: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """Calendar days from `first` to `last`, both inside; without an end it is open there."""

    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class Ends:
    """The least and the greatest value, those between which nearly all lie, and the middle one."""

    low: float
    high: float
    nearly_low: float
    middle: float
    nearly_high: float


def number_bins(ends: Ends, *, whole: bool, positive: bool) -> list[Bin]:
    """Bins that hold every value; those far out are in bins open to their side.

    `whole` numbers have whole borders. `positive` says that 0 has a place of its own, so that the first bin
    begins above it. Where a few values are very much larger than most, each border is a multiple of the one
    before: 10, 20, 50, 100.
    """
    borders = _growing(ends, whole=whole) if _is_skew(ends) else _even(ends, whole=whole)
    if positive:
        borders = [0.0, *(each for each in borders if each > 0)]
    found = [Bin(low, high, is_above=positive and low == 0) for low, high in pairwise(borders)]
    if ends.low < borders[0]:
        found.insert(0, Bin(None, borders[0]))
    if ends.high >= borders[-1]:
        found.append(Bin(borders[-1], None, is_above=positive and borders[-1] == 0))
    return found


def round_step(least: float, *, whole: bool) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is not less; at least 1 for whole numbers."""
    if least <= 0 or (whole and least <= 1):
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    fits = (times * power for times in (1, 2, 2.5, 5, 10) if times * power >= least * (1 - 1e-9))
    return next(each for each in fits if not whole or each == round(each))


def _is_skew(ends: Ends) -> bool:
    return ends.low >= 0 and ends.middle > 0 and ends.nearly_high / ends.middle >= _SKEW


def _growing(ends: Ends, *, whole: bool) -> list[float]:
    """1, 2, 5, 10 … around the values between which nearly all lie."""
    low = ends.nearly_low if ends.nearly_low > 0 else ends.middle / 100
    powers = range(math.floor(math.log10(low)), math.floor(math.log10(ends.nearly_high)) + 1)
    every = [_clean(times * 10.0**power) for power in powers for times in (1, 2, 5)]
    borders = [each for each in every if low <= each <= ends.nearly_high and (not whole or each >= 1)]
    return borders or [_clean(10.0 ** math.floor(math.log10(ends.nearly_high)))]


def _even(ends: Ends, *, whole: bool) -> list[float]:
    reach = (ends.nearly_high - ends.nearly_low) / 2
    low = ends.low if ends.nearly_low - ends.low <= reach else ends.nearly_low
    high = ends.high if ends.high - ends.nearly_high <= reach else ends.nearly_high
    step = round_step((high - low) / WANTED, whole=whole)
    first, last = math.floor(low / step + 1e-9), math.floor(high / step + 1e-9) + 1
    return [_clean(place * step) for place in range(first, last + 1)]


def _clean(number: float) -> float:
    return float(f"{number:.12g}") + 0.0


def date_bins(first: dt.date, last: dt.date, nearly_first: dt.date, nearly_last: dt.date) -> list[Days]:
    """Calendar periods that hold every day; those far out are in bins open to their side."""
    reach = (nearly_last - nearly_first).days
    begin = first if (nearly_first - first).days <= reach / 2 else nearly_first
    end = last if (last - nearly_last).days <= reach / 2 else nearly_last
    unit = date_unit(begin, end)
    starts = list(_starts(begin, end, unit))
    found = [Days(one, other - dt.timedelta(days=1)) for one, other in pairwise(starts)]
    if first < starts[0]:
        found.insert(0, Days(None, starts[0] - dt.timedelta(days=1)))
    if last >= starts[-1]:
        found.append(Days(starts[-1], None))
    return found


def date_unit(first: dt.date, last: dt.date) -> Unit:
    """The shortest period of which not too many lie between the two days."""
    if (last - first).days < _MOST_DAYS:
        return "day"
    months = (last.year - first.year) * 12 + last.month - first.month
    for unit, most in _MOST.items():
        if months / _STEPS[unit] < most:
            return unit
    return "decade"


def _starts(first: dt.date, last: dt.date, unit: Unit) -> Iterator[dt.date]:
    """The first days of the periods from the one `first` is in to the one after `last`."""
    if unit == "day":
        yield from (first + dt.timedelta(days=place) for place in range((last - first).days + 2))
        return
    step = _STEPS[unit]
    month = (first.year * 12 + first.month - 1) // step * step
    while True:
        start = dt.date(month // 12, month % 12 + 1, 1)
        yield start
        if start > last:
            return
        month += step
