"""Moments and windows: counts, units, order, and whether they fit what is asked about."""

from __future__ import annotations

import datetime as dt

from clientela.rules import nodes as n
from clientela.rules.problems.spots import Spot
from clientela.rules.types import ValueType

FIXED_UNITS = ("second", "minute", "hour", "day", "week")
SHORT_UNITS = ("second", "minute", "hour")
# The shortest and the longest a unit can be, in days: what decides whether two moments are surely reversed.
_DAYS: dict[str, tuple[float, float]] = {
    "second": (1 / 86_400, 1 / 86_400),
    "minute": (1 / 1_440, 1 / 1_440),
    "hour": (1 / 24, 1 / 24),
    "day": (1, 1),
    "week": (7, 7),
    "month": (28, 31),
    "quarter": (90, 92),
    "year": (365, 366),
}
# Farther from now than this no calendar arithmetic is safe, and no customer was there.
LONGEST_YEARS = 900
FIRST_YEAR, LAST_YEAR = 1000, 9000


def check_count(count: int, unit: str, spot: Spot) -> None:
    """Report a count of units that is not positive, or absurdly long."""
    if count < 1:
        spot.report(
            "count_not_positive",
            f"the number of {unit}s must be at least 1, not {count}",
            count=count,
            unit=unit,
        )
    elif count * _DAYS[unit][1] > LONGEST_YEARS * 366:
        spot.report(
            "period_too_long",
            f"{count} {unit}s is more than {LONGEST_YEARS} years; use a shorter time",
            count=count,
            unit=unit,
            years=LONGEST_YEARS,
        )


def check_fixed_unit(unit: str, spot: Spot, *, what: str) -> None:
    """Report a month, quarter or year where only a fixed length makes sense."""
    if unit not in FIXED_UNITS:
        message = f"{what} takes seconds to weeks, not {unit}s; give it in days or weeks"
        spot.report("calendar_unit", message, unit=unit)


def check_moment(moment: n.Moment, spot: Spot, *, of: ValueType | None = None) -> None:
    """Report what is wrong with a moment, `of` being the type of the value held against it."""
    match moment:
        case n.Ago(count=count, unit=unit) | n.FromNow(count=count, unit=unit):
            check_count(count, unit, spot)
            _check_unit(unit, spot, of)
        case n.OnDate(date=date):
            _check_year(date, spot)
        case n.AtInstant(at=at):
            _check_year(at.date(), spot)
        case n.Now():
            pass


def check_window(window: n.Window, spot: Spot, *, of: ValueType | None = None) -> None:
    """Report what is wrong with a window, `of` being the type of the value that should lie in it."""
    match window:
        case n.LastPeriod(count=count, unit=unit) | n.NextPeriod(count=count, unit=unit):
            check_count(count, unit, spot)
            _check_unit(unit, spot, of)
        case n.DateRange(first=first, last=last):
            _check_year(first, spot.below("first"))
            _check_year(last, spot.below("last"))
            if first > last:
                spot.report(
                    "range_reversed",
                    f"the range begins on {first} and ends before that, on {last}; swap them",
                    "range_reversed_days",
                    first=str(first),
                    last=str(last),
                )
        case n.Span():
            _check_span(window, spot, of)
        case n.AllTime() | n.CalendarPeriod():
            pass


def check_event_window(window: n.Window, spot: Spot) -> None:
    """Likewise for a window over what is recorded, which never lies ahead."""
    check_window(window, spot)
    match window:
        case n.NextPeriod() | n.CalendarPeriod(which="next") | n.Span(after=n.FromNow()):
            spot.report(
                "window_ahead",
                "what is recorded never lies ahead, so this window is always empty; use 'last' or 'previous'",
            )
        case _:
            pass


def _check_unit(unit: str, spot: Spot, of: ValueType | None) -> None:
    if of == ValueType.DATE and unit in SHORT_UNITS:
        message = f"a date has no time of day, so {unit}s do not fit; use days or longer"
        spot.report("unit_too_short", message, unit=unit)


def _check_year(date: dt.date, spot: Spot) -> None:
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        spot.report(
            "date_out_of_range",
            f"the year {date.year} is not between {FIRST_YEAR} and {LAST_YEAR}",
            year=str(date.year),
            first=str(FIRST_YEAR),
            last=str(LAST_YEAR),
        )


def _check_span(span: n.Span, spot: Spot, of: ValueType | None) -> None:
    if span.after is not None:
        check_moment(span.after, spot.below("after"), of=of)
    if span.until is not None:
        check_moment(span.until, spot.below("until"), of=of)
    if span.after is not None and span.until is not None and _surely_later(span.after, span.until):
        spot.report(
            "range_reversed", "the span begins after it ends; swap its two moments", "range_reversed_span"
        )


def _surely_later(one: n.Moment, other: n.Moment) -> bool:
    """Is `one` later than `other`, whatever the instant of the question?"""
    if isinstance(one, n.OnDate) and isinstance(other, n.OnDate):
        return one.date > other.date
    if isinstance(one, n.AtInstant) and isinstance(other, n.AtInstant):
        comparable = (one.at.tzinfo is None) == (other.at.tzinfo is None)
        return comparable and one.at > other.at
    mine, its = _offset(one), _offset(other)
    return mine is not None and its is not None and mine[0] > its[1]


def _offset(moment: n.Moment) -> tuple[float, float] | None:
    """The least and the greatest distance from now in days; None for moments not counted from now."""
    match moment:
        case n.Now():
            return 0, 0
        case n.Ago(count=count, unit=unit):
            short, long = _DAYS[unit]
            return -count * long, -count * short
        case n.FromNow(count=count, unit=unit):
            short, long = _DAYS[unit]
            return count * short, count * long
        case _:
            return None
