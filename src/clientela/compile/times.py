"""Moments and windows resolved against one `as of` in one zone: nothing relative is left after this.

Every window becomes a half-open interval (low, high] of instants, or of days for calendar dates;
`docs/rules.md` has the table.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from clientela.rules import nodes as n

MICROSECOND = dt.timedelta(microseconds=1)
DAY = dt.timedelta(days=1)
_FIXED = {
    "second": dt.timedelta(seconds=1),
    "minute": dt.timedelta(minutes=1),
    "hour": dt.timedelta(hours=1),
    "day": DAY,
    "week": dt.timedelta(weeks=1),
}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Interval:
    """(low, high] of instants; None is infinite."""

    low: dt.datetime | None = None
    high: dt.datetime | None = None

    def until(self, limit: dt.datetime) -> Interval:
        """Cut so that nothing lies later than `limit`."""
        return Interval(self.low, limit if self.high is None or self.high > limit else self.high)


@dataclass(frozen=True, slots=True)
class Days:
    """(low, high] of calendar days; None is infinite."""

    low: dt.date | None = None
    high: dt.date | None = None


def length(count: int, unit: str) -> dt.timedelta:
    """A fixed length of time; months and longer have none (`check` refuses them where one is needed)."""
    return _FIXED[unit] * count


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month, that many months away, clamped to the month's end."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Clock:
    """One `as of` in the workspace's zone."""

    as_of: dt.datetime
    zone: ZoneInfo

    @property
    def today(self) -> dt.date:
        """The calendar day of `as of`."""
        return self.day_of(self.as_of)

    def at(self, as_of: dt.datetime) -> Clock:
        """The same zone at another instant."""
        return Clock(as_of, self.zone)

    def day_of(self, instant: dt.datetime) -> dt.date:
        """The day of the workspace's zone an instant falls on."""
        return instant.astimezone(self.zone).date()

    def midnight(self, day: dt.date) -> dt.datetime:
        """The first instant of a day, in UTC."""
        return dt.datetime.combine(day, dt.time(), self.zone).astimezone(dt.UTC)

    def step(self, count: int, unit: n.Unit) -> dt.datetime:
        """`as of` plus so many units (negative: before it)."""
        if unit in _FIXED:
            return self.as_of + length(count, unit)
        local = self.as_of.astimezone(self.zone)
        day = add_months(local.date(), count * _MONTHS[unit])
        # fold=0: a wall time that exists twice is the first one, one that does not exist moves forward
        return dt.datetime.combine(day, local.time().replace(fold=0), self.zone).astimezone(dt.UTC)

    def step_day(self, count: int, unit: n.Unit) -> dt.date:
        """Today plus so many days, weeks, months …"""
        if unit in _MONTHS:
            return add_months(self.today, count * _MONTHS[unit])
        return self.today + length(count, unit)

    def first(self, moment: n.Moment) -> dt.datetime:
        """The first microsecond a moment covers."""
        match moment:
            case n.Ago(count=count, unit=unit):
                return self.step(-count, unit)
            case n.FromNow(count=count, unit=unit):
                return self.step(count, unit)
            case n.OnDate(date=day):
                return self.midnight(day)
            case n.AtInstant(at=at):
                return self.instant(at)
            case n.Now():
                return self.as_of

    def last(self, moment: n.Moment) -> dt.datetime:
        """The last microsecond a moment covers."""
        if isinstance(moment, n.OnDate):
            return self.midnight(moment.date + DAY) - MICROSECOND
        return self.first(moment)

    def instant(self, at: dt.datetime) -> dt.datetime:
        """An instant as written; without an offset it is wall time in the workspace's zone."""
        return (at if at.tzinfo else at.replace(tzinfo=self.zone)).astimezone(dt.UTC)

    def day(self, moment: n.Moment) -> dt.date:
        """The day a moment falls on."""
        match moment:
            case n.OnDate(date=day):
                return day
            case n.Ago(count=count, unit=unit) if unit not in ("hour", "minute", "second"):
                return self.step_day(-count, unit)
            case n.FromNow(count=count, unit=unit) if unit not in ("hour", "minute", "second"):
                return self.step_day(count, unit)
            case _:
                return self.day_of(self.first(moment))

    def period(self, window: n.CalendarPeriod) -> tuple[dt.date, dt.date]:
        """The first day of a calendar period and the first day after it."""
        shift = {"previous": -1, "this": 0, "next": 1}[window.which]
        today = self.today
        if window.unit in ("day", "week"):
            start = today - DAY * (today.weekday() if window.unit == "week" else 0)
            size = length(1, window.unit)
            return start + size * shift, start + size * (shift + 1)
        months = _MONTHS[window.unit]
        start = dt.date(today.year, (today.month - 1) // months * months + 1, 1)
        return add_months(start, months * shift), add_months(start, months * (shift + 1))

    def interval(self, window: n.Window) -> Interval:
        """A window as instants."""
        match window:
            case n.AllTime():
                return Interval()
            case n.LastPeriod(count=count, unit=unit):
                return Interval(self.step(-count, unit), self.as_of)
            case n.NextPeriod(count=count, unit=unit):
                return Interval(self.as_of - MICROSECOND, self.step(count, unit) - MICROSECOND)
            case n.CalendarPeriod():
                start, end = self.period(window)
                return self._whole_days(start, end)
            case n.DateRange(first=first, last=last):
                return self._whole_days(first, last + DAY)
            case n.Span(after=after, until=until):
                return Interval(self._low(after), self.last(until) if until else None)

    def days(self, window: n.Window) -> Days:
        """A window as calendar days."""
        match window:
            case n.AllTime():
                return Days()
            case n.LastPeriod(count=count, unit=unit):
                return Days(self.step_day(-count, unit), self.today)
            case n.NextPeriod(count=count, unit=unit):
                return Days(self.today - DAY, self.step_day(count, unit) - DAY)
            case n.CalendarPeriod():
                start, end = self.period(window)
                return Days(start - DAY, end - DAY)
            case n.DateRange(first=first, last=last):
                return Days(first - DAY, last)
            case n.Span(after=after, until=until):
                low = None
                if after is not None:
                    low = self.day(after) - (DAY if isinstance(after, n.OnDate) else dt.timedelta())
                return Days(low, self.day(until) if until else None)

    def _low(self, after: n.Moment | None) -> dt.datetime | None:
        if after is None:
            return None
        return self.first(after) - (MICROSECOND if isinstance(after, n.OnDate) else dt.timedelta())

    def _whole_days(self, start: dt.date, end: dt.date) -> Interval:
        return Interval(self.midnight(start) - MICROSECOND, self.midnight(end) - MICROSECOND)
