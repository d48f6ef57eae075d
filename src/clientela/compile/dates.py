"""Calendar questions: elapsed time, parts of a date, anniversaries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.aggregates import MICROSECONDS_A_DAY
from clientela.compile.asking import Ask
from clientela.compile.attributes import time_zone
from clientela.compile.draft import Cell, Predicate
from clientela.compile.sql import Sql
from clientela.compile.times import DAY, Clock
from clientela.rules import nodes as n
from clientela.rules.types import ValueType

_PARTS: dict[str, Callable[..., Sql]] = {
    "day": exp.Day,
    "month": exp.Month,
    "quarter": exp.Quarter,
    "year": exp.Year,
    "weekday": exp.DayOfWeekIso,
}


def elapsed(of: Cell, unit: str, ask: Ask) -> Cell:
    """Whole units from a date or instant to `as of`."""
    if unit == "day":
        return Cell(_days(of, ask), ValueType.INTEGER, of.source)
    day, today = _day(of, ask), ask.draft.bind(ask.clock.today)
    later = exp.GT(this=day.copy(), expression=today.copy())
    months = sql.case([(later, exp.Neg(this=_months(today, day)))], _months(day, today))
    if unit == "month":
        return Cell(months, ValueType.INTEGER, of.source)
    # cut towards zero: both signs count whole years
    years = exp.Cast(
        this=exp.Trunc(this=sql.binary(exp.Div, sql.double(months), sql.double(sql.number(12)))),
        to=exp.DataType.build("BIGINT"),
    )
    return Cell(years, ValueType.INTEGER, of.source)


def _days(of: Cell, ask: Ask) -> Sql:
    if of.type is ValueType.DATE:
        return exp.DateDiff(this=ask.draft.bind(ask.clock.today), expression=of.sql, unit=exp.Var(this="DAY"))
    passed = sql.binary(
        exp.Sub, sql.call("micros", ask.draft.bind(ask.clock.as_of)), sql.call("micros", of.sql)
    )
    days = exp.Div(this=sql.double(passed), expression=sql.double(sql.number(MICROSECONDS_A_DAY)))
    return sql.cast(exp.Floor(this=days), "BIGINT")


def _day(of: Cell, ask: Ask) -> Sql:
    if of.type is ValueType.DATE:
        return of.sql
    return sql.call("local_date", of.sql, ask.draft.bind(ask.clock.zone.key))


def _months(start: Sql, end: Sql) -> Sql:
    """The greatest n with start + n months ≤ end, for start ≤ end."""
    years = sql.binary(exp.Sub, exp.Year(this=end.copy()), exp.Year(this=start.copy()))
    months = sql.binary(exp.Sub, exp.Month(this=end.copy()), exp.Month(this=start.copy()))
    most = sql.binary(exp.Add, sql.binary(exp.Mul, years, sql.number(12)), months)
    reached = exp.LTE(this=sql.call("add_months", start.copy(), most.copy()), expression=end.copy())
    return sql.case([(reached, most)], sql.binary(exp.Sub, most.copy(), sql.number(1)))


def date_part(of: Cell, part: str, ask: Ask) -> Cell:
    """A part of a date, or of an instant in the customer's own zone."""
    if of.type is ValueType.DATE:
        found = (
            sql.case([(sql.not_null(of.sql), sql.number(0))]) if part == "hour" else _PARTS[part](this=of.sql)
        )
        return Cell(found, ValueType.INTEGER, of.source)
    local = sql.call("local_timestamp", of.sql, time_zone(ask))
    hour = exp.Extract(this=exp.Var(this="HOUR"), expression=local)
    return Cell(hour if part == "hour" else _PARTS[part](this=local), ValueType.INTEGER, of.source)


def anniversary(of: Cell, window: n.LastPeriod | n.NextPeriod, ask: Ask) -> Predicate:
    """Whether the latest return not later than the window's end lies after its start."""
    today = sql.call("local_date", ask.draft.bind(ask.clock.as_of), time_zone(ask))
    # only lengths in days are asked for, so any clock gives the offsets from today
    clock = Clock(ask.clock.as_of, ask.clock.zone)
    days = clock.days(window)
    low, high = (_shifted(today, edge, clock.today) for edge in (days.low, days.high))
    birth = of.sql if of.type is ValueType.DATE else sql.call("local_date", of.sql, time_zone(ask))
    this_year = exp.Sub(this=exp.Year(this=high.copy()), expression=exp.Year(this=birth.copy()))
    return_then = _return(birth, this_year)
    years = sql.case(
        [(exp.LTE(this=return_then, expression=high.copy()), this_year.copy())],
        exp.Sub(this=this_year.copy(), expression=sql.number(1)),
    )
    latest = exp.GT(this=_return(birth, years), expression=low)
    after_birth = exp.GTE(this=years.copy(), expression=sql.number(1))
    return Predicate(sql.all_of([latest, after_birth]))


def _return(birth: Sql, years: Sql) -> Sql:
    return sql.call(
        "add_months", birth.copy(), sql.binary(exp.Mul, exp.Paren(this=years.copy()), sql.number(12))
    )


def _shifted(today: Sql, edge: dt.date | None, base: dt.date) -> Sql:
    if edge is None:
        raise ValueError("an anniversary needs a window with both ends")
    return sql.call("add_days", today.copy(), sql.number((edge - base) // DAY))
