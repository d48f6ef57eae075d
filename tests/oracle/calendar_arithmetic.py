"""Moments, windows and calendar steps, as docs/rules.md tells them.

A window of instants is (low, high], a window of days likewise; an end that is None is no limit.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clientela.rules import nodes as n

MICROSECOND = dt.timedelta(microseconds=1)
DAY = dt.timedelta(days=1)
FIXED = {
    "second": dt.timedelta(seconds=1),
    "minute": dt.timedelta(minutes=1),
    "hour": dt.timedelta(hours=1),
    "day": DAY,
    "week": dt.timedelta(weeks=1),
}
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Interval:
    """Instants later than `low` and not later than `high`."""

    low: dt.datetime | None = None
    high: dt.datetime | None = None

    def holds(self, at: dt.datetime) -> bool:
        return (self.low is None or self.low < at) and (self.high is None or at <= self.high)


@dataclass(frozen=True, slots=True)
class Days:
    """Days later than `low` and not later than `high`."""

    low: dt.date | None = None
    high: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        return (self.low is None or self.low < day) and (self.high is None or day <= self.high)


def instant_of(wall: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The instant of a wall-clock time: through a gap it moves forward, of two it is the first."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(dt.UTC)


def wall_of(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def day_of(at: dt.datetime, zone: ZoneInfo) -> dt.date:
    return at.astimezone(zone).date()


def midnight(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    return instant_of(dt.datetime.combine(day, dt.time()), zone)


def add_months(day: dt.date, months: int) -> dt.date:
    """That many calendar months later, clamped to the end of the month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def step_instant(at: dt.datetime, count: int, unit: str, zone: ZoneInfo) -> dt.datetime:
    """`count` units later (earlier when negative)."""
    if unit in FIXED:
        return at + FIXED[unit] * count
    wall = wall_of(at, zone)
    day = add_months(wall.date(), MONTHS[unit] * count)
    return instant_of(dt.datetime.combine(day, wall.time()), zone)


def step_day(day: dt.date, count: int, unit: str) -> dt.date:
    if unit in FIXED:
        return day + FIXED[unit] * count
    return add_months(day, MONTHS[unit] * count)


def first_of(moment: n.Moment, as_of: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first microsecond that a moment covers."""
    match moment:
        case n.Now():
            return as_of
        case n.Ago(count=count, unit=unit):
            return step_instant(as_of, -count, unit, zone)
        case n.FromNow(count=count, unit=unit):
            return step_instant(as_of, count, unit, zone)
        case n.OnDate(date=day):
            return midnight(day, zone)
        case n.AtInstant(at=at):
            return instant_of(at, zone) if at.tzinfo is None else at.astimezone(dt.UTC)


def last_of(moment: n.Moment, as_of: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The last microsecond that a moment covers."""
    if isinstance(moment, n.OnDate):
        return midnight(moment.date + DAY, zone) - MICROSECOND
    return first_of(moment, as_of, zone)


def day_of_moment(moment: n.Moment, as_of: dt.datetime, zone: ZoneInfo) -> dt.date:
    """The day a moment falls on, for values that are dates."""
    match moment:
        case n.OnDate(date=day):
            return day
        case n.Ago(count=count, unit=unit):
            return step_day(day_of(as_of, zone), -count, unit)
        case n.FromNow(count=count, unit=unit):
            return step_day(day_of(as_of, zone), count, unit)
        case _:
            return day_of(first_of(moment, as_of, zone), zone)


def calendar_period(today: dt.date, which: str, unit: str) -> tuple[dt.date, dt.date]:
    """The first day of a calendar period and the first day after it."""
    starts = {
        "day": today,
        "week": today - DAY * today.weekday(),
        "month": today.replace(day=1),
        "quarter": today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1),
        "year": today.replace(month=1, day=1),
    }
    start = step_day(starts[unit], {"previous": -1, "this": 0, "next": 1}[which], unit)
    return start, step_day(start, 1, unit)


def interval_of(window: n.Window, as_of: dt.datetime, zone: ZoneInfo) -> Interval:
    """A window of instants, not cut at as_of."""
    match window:
        case n.AllTime():
            return Interval()
        case n.LastPeriod(count=count, unit=unit):
            return Interval(step_instant(as_of, -count, unit, zone), as_of)
        case n.NextPeriod(count=count, unit=unit):
            return Interval(as_of - MICROSECOND, step_instant(as_of, count, unit, zone) - MICROSECOND)
        case n.CalendarPeriod(which=which, unit=unit):
            start, end = calendar_period(day_of(as_of, zone), which, unit)
            return _from_day_to_day(start, end, zone)
        case n.DateRange(first=first, last=last):
            return _from_day_to_day(first, last + DAY, zone)
        case n.Span(after=after, until=until):
            low = None if after is None else first_of(after, as_of, zone)
            if low is not None and isinstance(after, n.OnDate):
                low -= MICROSECOND
            return Interval(low, None if until is None else last_of(until, as_of, zone))


def _from_day_to_day(start: dt.date, end: dt.date, zone: ZoneInfo) -> Interval:
    return Interval(midnight(start, zone) - MICROSECOND, midnight(end, zone) - MICROSECOND)


def days_of(window: n.Window, as_of: dt.datetime, zone: ZoneInfo) -> Days:
    """The same window for values that are calendar dates."""
    today = day_of(as_of, zone)
    match window:
        case n.AllTime():
            return Days()
        case n.LastPeriod(count=count, unit=unit):
            return Days(step_day(today, -count, unit), today)
        case n.NextPeriod(count=count, unit=unit):
            return Days(today - DAY, step_day(today, count, unit) - DAY)
        case n.CalendarPeriod(which=which, unit=unit):
            start, end = calendar_period(today, which, unit)
            return Days(start - DAY, end - DAY)
        case n.DateRange(first=first, last=last):
            return Days(first - DAY, last)
        case n.Span(after=after, until=until):
            low = None if after is None else day_of_moment(after, as_of, zone)
            if low is not None and isinstance(after, n.OnDate):
                low -= DAY
            return Days(low, None if until is None else day_of_moment(until, as_of, zone))


def whole_steps(start: dt.date, end: dt.date, months: int) -> int:
    """The greatest k ≥ 0 with start + k steps of that many months ≤ end; start ≤ end."""
    apart = (end.year - start.year) * 12 + end.month - start.month
    count = max(0, apart // months - 1)
    while add_months(start, months * (count + 1)) <= end:
        count += 1
    return count
