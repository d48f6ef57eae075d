"""Read moments and windows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, cast

from clientela.rules.nodes import (
    Ago,
    AllTime,
    AtInstant,
    CalendarPeriod,
    CalendarUnit,
    DateRange,
    FromNow,
    LastPeriod,
    Moment,
    NextPeriod,
    Now,
    OnDate,
    Span,
    Unit,
    Window,
)
from clientela.rules.reading.reader import Branch, Part, Reader, by_name, parts

CLOCK_UNITS = ("second", "minute", "hour")


def unit(part: Part) -> Unit:
    """`days` and `day` alike are the unit `day`."""
    return cast("Unit", str(part).lower().removesuffix("s"))


def _ago(reader: Reader, tree: Branch) -> Moment:
    count, of_unit = parts(tree)
    return Ago(reader.whole(count), unit(of_unit))


def _from_now(reader: Reader, tree: Branch) -> Moment:
    count, of_unit = parts(tree)
    return FromNow(reader.whole(count), unit(of_unit))


def _on_date(reader: Reader, tree: Branch) -> Moment:
    (day,) = parts(tree)
    return OnDate(reader.date(day))


def _at_instant(reader: Reader, tree: Branch) -> Moment:
    (instant,) = parts(tree)
    return AtInstant(reader.instant(instant))


def _now(reader: Reader, tree: Branch) -> Moment:
    del reader, tree
    return Now()


def _all_time(reader: Reader, tree: Branch) -> Window:
    del reader, tree
    return AllTime()


def _last_period(reader: Reader, tree: Branch) -> LastPeriod:
    count, of_unit = parts(tree)
    return LastPeriod(reader.whole(count), unit(of_unit))


def _next_period(reader: Reader, tree: Branch) -> Window:
    count, of_unit = parts(tree)
    return NextPeriod(reader.whole(count), unit(of_unit))


def _calendar_period(reader: Reader, tree: Branch) -> Window:
    which, of_unit = parts(tree)
    return _calendar(reader, "this" if str(which).lower() == "this" else "previous", of_unit)


def _next_calendar_period(reader: Reader, tree: Branch) -> Window:
    (of_unit,) = parts(tree)
    return _calendar(reader, "next", of_unit)


def _calendar(reader: Reader, which: Literal["this", "previous", "next"], part: Part) -> Window:
    of_unit = unit(part)
    if of_unit in CLOCK_UNITS:
        raise reader.mistake(part, "clock_unit", which=which, unit=str(part))
    return CalendarPeriod(which, cast("CalendarUnit", of_unit))


def _date_range(reader: Reader, tree: Branch) -> Window:
    first, last = parts(tree)
    return DateRange(reader.date(first), reader.date(last))


def _span(reader: Reader, tree: Branch) -> Window:
    after, until = parts(tree)
    return Span(after=reader.moment(after), until=reader.moment(until))


def _span_after(reader: Reader, tree: Branch) -> Window:
    (after,) = parts(tree)
    return Span(after=reader.moment(after))


def _span_until(reader: Reader, tree: Branch) -> Window:
    (until,) = parts(tree)
    return Span(until=reader.moment(until))


def _span_open(reader: Reader, tree: Branch) -> Window:
    del reader, tree
    return Span()


MOMENTS: Mapping[str, Callable[[Reader, Branch], Moment]] = by_name(
    _ago,
    _from_now,
    _on_date,
    _at_instant,
    _now,
)
WINDOWS: Mapping[str, Callable[[Reader, Branch], Window]] = by_name(
    _all_time,
    _last_period,
    _next_period,
    _calendar_period,
    _next_calendar_period,
    _date_range,
    _span,
    _span_after,
    _span_until,
    _span_open,
)
