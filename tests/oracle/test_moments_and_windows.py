"""Moments, windows and calendar steps: docs/rules.md, facts computed by hand."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from clientela.rules import nodes as n
from tests.oracle.calendar_arithmetic import (
    Days,
    Interval,
    add_months,
    days_of,
    first_of,
    interval_of,
    last_of,
    midnight,
)
from tests.oracle.facts import NOON, utc

MADRID = ZoneInfo("Europe/Madrid")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
MICROSECOND = dt.timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("as_of", "count", "unit", "expected"),
    [
        ("2026-03-01T12:00", 3, "hour", "2026-03-01T09:00"),
        # A day is 24 hours, also over a change of clocks (Madrid: 2026-03-29).
        ("2026-03-30T12:00", 1, "day", "2026-03-29T12:00"),
        ("2026-03-30T10:00", 2, "week", "2026-03-16T10:00"),
        # The same wall-clock time: 14:00 summer time, 14:00 winter time.
        ("2026-04-15T12:00", 1, "month", "2026-03-15T13:00"),
        ("2026-03-31T10:00", 1, "month", "2026-02-28T11:00"),
        ("2024-02-29T11:00", 1, "year", "2023-02-28T11:00"),
        ("2026-05-31T10:00", 1, "quarter", "2026-02-28T11:00"),
        # 02:30 on 2025-03-30 does not exist: forward by the gap, to 03:30 summer time.
        ("2025-04-30T00:30", 1, "month", "2025-03-30T01:30"),
        # 02:30 on 2025-10-26 exists twice: the first, in summer time.
        ("2025-11-26T01:30", 1, "month", "2025-10-26T00:30"),
    ],
)
def test_units_ago_in_madrid(as_of: str, count: int, unit: n.Unit, expected: str) -> None:
    assert first_of(n.Ago(count, unit), utc(as_of), MADRID) == utc(expected)


def test_months_from_now_clamp_to_the_months_end() -> None:
    assert first_of(n.FromNow(1, "month"), utc("2026-01-31T12:00"), MADRID) == utc("2026-02-28T12:00")


def test_day_covers_midnight_to_midnight_of_the_workspace() -> None:
    day = n.OnDate(dt.date(2026, 3, 1))
    assert first_of(day, NOON, MADRID) == utc("2026-02-28T23:00")
    assert last_of(day, NOON, MADRID) == utc("2026-03-01T23:00") - MICROSECOND


def test_day_without_midnight_begins_when_clocks_have_moved() -> None:
    assert midnight(dt.date(2018, 11, 4), SAO_PAULO) == utc("2018-11-04T03:00")


def test_day_of_the_spring_change_has_23_hours() -> None:
    day = n.OnDate(dt.date(2026, 3, 29))
    assert last_of(day, NOON, MADRID) - first_of(day, NOON, MADRID) == dt.timedelta(hours=23) - MICROSECOND


def test_instant_without_offset_is_wall_time() -> None:
    assert first_of(n.AtInstant(dt.datetime(2026, 7, 1, 10)), NOON, MADRID) == utc("2026-07-01T08:00")


def test_instant_with_offset_is_itself() -> None:
    moment = n.AtInstant(dt.datetime.fromisoformat("2026-01-01T10:00:00+01:00"))
    assert first_of(moment, NOON, MADRID) == last_of(moment, NOON, MADRID) == utc("2026-01-01T09:00")


@pytest.mark.parametrize(
    ("window", "low", "high"),
    [
        (n.LastPeriod(2, "day"), "2026-02-27T12:00", "2026-03-01T12:00"),
        (n.CalendarPeriod("this", "month"), "2026-02-28T23:00-1", "2026-03-31T22:00-1"),
        (n.CalendarPeriod("previous", "month"), "2026-01-31T23:00-1", "2026-02-28T23:00-1"),
        (n.CalendarPeriod("next", "day"), "2026-03-01T23:00-1", "2026-03-02T23:00-1"),
        # 1 March 2026 is a Sunday: its week began on Monday, 23 February.
        (n.CalendarPeriod("this", "week"), "2026-02-22T23:00-1", "2026-03-01T23:00-1"),
        (n.CalendarPeriod("previous", "quarter"), "2025-09-30T22:00-1", "2025-12-31T23:00-1"),
        (n.CalendarPeriod("this", "year"), "2025-12-31T23:00-1", "2026-12-31T23:00-1"),
        (
            n.DateRange(dt.date(2026, 1, 1), dt.date(2026, 3, 31)),
            "2025-12-31T23:00-1",
            "2026-03-31T22:00-1",
        ),
        (n.NextPeriod(2, "hour"), "2026-03-01T12:00-1", "2026-03-01T14:00-1"),
        (
            n.Span(n.OnDate(dt.date(2026, 1, 1)), n.OnDate(dt.date(2026, 1, 2))),
            "2025-12-31T23:00-1",
            "2026-01-02T23:00-1",
        ),
        (n.Span(n.Ago(1, "day"), n.Now()), "2026-02-28T12:00", "2026-03-01T12:00"),
    ],
)
def test_window_of_instants(window: n.Window, low: str, high: str) -> None:
    assert interval_of(window, NOON, MADRID) == Interval(_spelled(low), _spelled(high))


def _spelled(text: str) -> dt.datetime:
    return utc(text.removesuffix("-1")) - (MICROSECOND if text.endswith("-1") else dt.timedelta(0))


def test_window_without_ends_is_infinite() -> None:
    assert interval_of(n.AllTime(), NOON, MADRID) == interval_of(n.Span(), NOON, MADRID) == Interval()


def test_window_holds_its_high_end_and_not_its_low() -> None:
    interval = interval_of(n.LastPeriod(1, "hour"), NOON, MADRID)
    low = NOON - dt.timedelta(hours=1)
    held = [interval.holds(at) for at in (low, low + MICROSECOND, NOON, NOON + MICROSECOND)]
    assert held == [False, True, True, False]


@pytest.mark.parametrize(
    ("window", "low", "high"),
    [
        (n.LastPeriod(7, "day"), "2026-02-22", "2026-03-01"),
        (n.LastPeriod(2, "week"), "2026-02-15", "2026-03-01"),
        (n.LastPeriod(1, "month"), "2026-02-01", "2026-03-01"),
        (n.NextPeriod(7, "day"), "2026-02-28", "2026-03-07"),
        (n.NextPeriod(1, "year"), "2026-02-28", "2027-02-28"),
        (n.CalendarPeriod("this", "week"), "2026-02-22", "2026-03-01"),
        (n.DateRange(dt.date(2026, 1, 1), dt.date(2026, 1, 31)), "2025-12-31", "2026-01-31"),
        (n.Span(n.OnDate(dt.date(2026, 1, 1)), n.Now()), "2025-12-31", "2026-03-01"),
        (n.Span(n.Ago(1, "day"), n.FromNow(1, "month")), "2026-02-28", "2026-04-01"),
        (n.Span(n.AtInstant(utc("2026-01-01T23:30"))), "2026-01-02", None),
    ],
)
def test_window_of_dates(window: n.Window, low: str, high: str | None) -> None:
    expected = Days(dt.date.fromisoformat(low), dt.date.fromisoformat(high) if high else None)
    assert days_of(window, NOON, MADRID) == expected


def test_dates_use_the_day_of_the_workspace() -> None:
    assert days_of(n.LastPeriod(1, "day"), NOON, ZoneInfo("Pacific/Kiritimati")) == Days(
        dt.date(2026, 3, 1), dt.date(2026, 3, 2)
    )


def test_months_clamp_to_the_months_end() -> None:
    steps = [add_months(dt.date(2024, 1, 31), months) for months in (1, 2, 13, -2)]
    assert [str(day) for day in steps] == ["2024-02-29", "2024-03-31", "2025-02-28", "2023-11-30"]
