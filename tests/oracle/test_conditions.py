"""Conditions about events, histories, places, dates and consents: docs/rules.md, by hand."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from clientela.rules import nodes as n
from clientela.rules.nodes import Compare, Field, Variable
from tests.oracle.facts import ANA, NOON, happening, of_ana, truth, utc, with_history
from tests.oracle.world import Change, Company, Consent, Membership, World

ORDER = ("order_completed",)
MICROSECOND = dt.timedelta(microseconds=1)

MOVES = with_history(
    "city",
    ("1900-01-01T00:00", "Girona"),
    ("2026-02-01T00:00", "Girona"),
    ("2026-02-10T00:00", "Reus"),
    ("2026-02-20T00:00", None),
    ("2026-02-25T00:00", "Reus"),
    ("2026-03-02T00:00", "Lleida"),
)


@pytest.mark.parametrize(
    ("first", "last", "to", "expected"),
    [
        ("1900-01-01", "1900-01-02", None, False),  # the first value known is no change
        ("2026-02-01", "2026-02-05", None, False),  # the same value again
        ("2026-02-10", "2026-02-10", None, True),
        ("2026-02-11", "2026-02-19", None, False),
        ("2026-02-20", "2026-02-20", None, True),  # to missing
        ("2026-02-25", "2026-02-25", "Reus", True),  # from missing
        ("2026-02-20", "2026-02-20", "Reus", False),
        ("2026-03-02", "2026-03-02", None, False),  # later than the instant
    ],
)
def test_changed(first: str, last: str, to: str | None, expected: bool) -> None:
    window = n.DateRange(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    assert truth(n.Changed("city", window, to), MOVES) is expected


def test_changed_without_a_history_is_false() -> None:
    assert truth(n.Changed("city"), of_ana(city="Girona")) is False


def test_changed_to_compares_numbers_exactly() -> None:
    world = with_history("budget", ("2026-01-01T00:00", Decimal(1)), ("2026-01-02T00:00", Decimal("0.3")))
    assert [truth(n.Changed("budget", to=to), world) for to in (0.3, 1)] == [True, False]


def test_changed_of_the_company_is_of_her_company_now() -> None:
    history = (
        Change("industry", "retail", utc("2026-01-01T00:00"), 1),
        Change("industry", "software", utc("2026-01-02T00:00"), 2),
    )
    world = World(
        customers=of_ana(company_id=7).customers, companies=(Company(7, changes=history), Company(8))
    )
    assert truth(n.Changed("industry", to="software", entity="company"), world) is True
    elsewhere = replace(world, customers=of_ana(company_id=8).customers)
    assert truth(n.Changed("industry", entity="company"), elsewhere) is False
    assert (
        truth(n.Changed("industry", entity="company"), replace(world, customers=of_ana().customers)) is False
    )


LAST_DAY = of_ana(
    happening(1, "2026-02-28T12:00"),
    happening(2, "2026-02-28T12:00:00.000001"),
    happening(3, "2026-03-01T12:00"),
    happening(4, "2026-03-01T12:00:00.000001"),
)


@pytest.mark.parametrize(
    ("at_least", "at_most", "expected"),
    [(2, 2, True), (3, None, False), (0, 1, False), (0, 0, False), (1, None, True), (0, None, True)],
)
def test_happened_counts_in_a_half_open_window(at_least: int, at_most: int | None, expected: bool) -> None:
    condition = n.Happened(ORDER, None, n.LastPeriod(24, "hour"), at_least, at_most)
    assert truth(condition, LAST_DAY) is expected


def test_window_of_events_is_cut_at_the_instant() -> None:
    today = n.Happened(ORDER, None, n.CalendarPeriod("this", "day"), 2)
    assert [truth(today, LAST_DAY, at) for at in (NOON, NOON + MICROSECOND)] == [False, True]


def test_never_happened() -> None:
    assert truth(n.Happened(("page_viewed",), at_least=0, at_most=0), LAST_DAY) is True


@pytest.mark.parametrize(
    ("periods", "out_of", "unit", "until", "expected"),
    [
        (2, 3, "month", None, True),
        (3, 3, "month", None, False),
        (1, 1, "day", n.OnDate(dt.date(2026, 1, 10)), True),
        (1, 1, "day", n.OnDate(dt.date(2026, 1, 11)), False),
        (2, 2, "month", n.Ago(1, "month"), True),
    ],
)
def test_regularly(periods: int, out_of: int, unit: Any, until: n.Moment | None, expected: bool) -> None:
    # In (1 Jan 12:00, 1 Feb 12:00] and (1 Dec 12:00, 1 Jan 12:00]; none in (1 Feb 12:00, 1 Mar 12:00].
    world = of_ana(happening(1, "2026-01-01T12:00"), happening(2, "2026-01-10T08:00"))
    assert truth(n.Regularly(ORDER, periods, out_of, unit, until=until), world) is expected


@pytest.mark.parametrize(
    ("ats", "expected"),
    [
        (["2026-02-01T12:00"], True),
        (["2026-02-01T12:00:00.000001"], False),
        (["2026-01-01T12:00", "2026-03-01T12:00"], False),
        (["2026-01-01T12:00", "2026-03-01T12:00:00.000001"], True),
        ([], False),
    ],
)
def test_stopped_a_month_ago(ats: list[str], expected: bool) -> None:
    world = of_ana(*(happening(number, at) for number, at in enumerate(ats)))
    assert truth(n.Stopped(ORDER, 1, "month"), world) is expected


@pytest.mark.parametrize(
    ("ats", "expected"),
    [
        (["2026-01-01T00:00", "2026-02-20T00:00"], True),
        (["2026-02-10T00:00", "2026-02-20T00:00"], True),
        (["2026-02-10T00:00:00.000001", "2026-02-20T00:00"], False),
        (["2026-01-01T00:00", "2026-02-20T00:00", "2026-02-20T00:00"], True),
        (["2026-02-20T00:00"], False),
        (["2026-01-01T00:00", "2026-01-20T00:00"], False),  # resumed before the window
    ],
)
def test_resumed_after_ten_days(ats: list[str], expected: bool) -> None:
    world = of_ana(*(happening(number, at) for number, at in enumerate(ats)))
    window = n.DateRange(dt.date(2026, 2, 1), dt.date(2026, 3, 1))
    assert truth(n.Resumed(ORDER, 10, "day", window=window), world) is expected


def test_first_time_is_the_first_ever() -> None:
    february = n.DateRange(dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    one, two = happening(1, "2026-02-10T00:00", gift=True), happening(2, "2026-01-10T00:00")
    assert truth(n.FirstTime(ORDER, february), of_ana(one)) is True
    assert truth(n.FirstTime(ORDER, february), of_ana(one, two)) is False
    assert truth(n.FirstTime(ORDER, february, Compare(Field("gift"), "=", True)), of_ana(one, two)) is True
    assert truth(n.FirstTime(ORDER, february), of_ana()) is False


@pytest.mark.parametrize(
    ("place", "expected"),
    [((41.39, 2.17), True), ((41.98, 2.82), False), ((41.39, None), None), ((None, 2.17), None)],
)
def test_near_place(place: tuple[Any, Any], expected: bool | None) -> None:
    # Girona lies about 85 km from Barcelona.
    world = of_ana(latitude=place[0], longitude=place[1])
    assert truth(n.NearPlace(80, 41.3851, 2.1734), world) is expected


def test_near_place_measures_great_circles() -> None:
    # A quarter of a meridian: pi / 2 × 6371.0088 km = 10007.557 km.
    world = of_ana(latitude=90.0, longitude=0.0)
    assert [truth(n.NearPlace(km, 0.0, 57.0), world) for km in (10007.55, 10007.56)] == [False, True]


@pytest.mark.parametrize(
    ("place", "expected"),
    [((1.5, 0.5), True), ((1.5, 1.5), False), ((0.5, 1.5), True), ((3.0, 0.5), False), ((None, 1.0), None)],
)
def test_in_polygon_with_a_corner_cut_out(place: tuple[Any, Any], expected: bool | None) -> None:
    corners = ((0.0, 0.0), (0.0, 2.0), (1.0, 2.0), (1.0, 1.0), (2.0, 1.0), (2.0, 0.0))
    world = of_ana(latitude=place[0], longitude=place[1])
    assert truth(n.InPolygon(corners), world) is expected


def test_in_polygon_counts_crossings_evenly_where_it_overlaps_itself() -> None:
    corners = (
        (0.0, 0.0),
        (0.0, 3.0),
        (2.0, 3.0),
        (2.0, 1.0),
        (-1.0, 1.0),
        (-1.0, 2.0),
        (3.0, 2.0),
        (3.0, 0.0),
    )
    assert truth(n.InPolygon(corners), of_ana(latitude=1.0, longitude=1.5)) is False


@pytest.mark.parametrize(
    ("birthday", "window", "expected"),
    [
        ("1990-03-01", n.NextPeriod(1, "day"), True),
        ("1990-03-01", n.LastPeriod(1, "day"), True),
        ("1990-03-08", n.NextPeriod(7, "day"), False),
        ("1990-03-07", n.NextPeriod(1, "week"), True),
        ("1990-02-22", n.LastPeriod(7, "day"), False),
        ("1990-02-23", n.LastPeriod(7, "day"), True),
        ("2026-03-03", n.NextPeriod(7, "day"), False),  # the day itself is no anniversary
        ("2027-03-03", n.NextPeriod(7, "day"), False),
        ("1990-01-02", n.NextPeriod(52, "week"), True),  # over the turn of the year
        ("2000-02-29", n.LastPeriod(2, "day"), True),  # on 28 February in 2026
        ("2000-02-29", n.NextPeriod(1, "day"), False),
    ],
)
def test_anniversary(birthday: str, window: Any, expected: bool) -> None:
    world = of_ana(birthday=dt.date.fromisoformat(birthday))
    assert truth(n.Anniversary(Variable("birthday"), window), world) is expected


def test_anniversary_on_leap_day_of_a_leap_year() -> None:
    world = of_ana(birthday=dt.date(2000, 2, 29))
    condition = n.Anniversary(Variable("birthday"), n.NextPeriod(1, "day"))
    assert [truth(condition, world, utc(f"2028-02-{day}T12:00")) for day in (28, 29)] == [False, True]


def test_anniversary_is_in_her_own_zone_across_the_date_line() -> None:
    condition = n.Anniversary(Variable("birthday"), n.NextPeriod(1, "day"))
    zones = ("Pacific/Kiritimati", "Pacific/Pago_Pago", None)
    worlds = [of_ana(birthday=dt.date(1990, 3, 2), time_zone=zone) for zone in zones]
    assert [truth(condition, world) for world in worlds] == [True, False, False]


def test_anniversary_of_a_missing_date_is_unknown() -> None:
    assert truth(n.Anniversary(Variable("birthday"), n.NextPeriod(1, "day")), of_ana()) is None


MAIL = of_ana(
    happening(1, "2026-02-01T10:00", "message_sent", campaign="Spring"),
    happening(2, "2026-02-02T10:00", "message_opened", campaign="Spring", machine=True),
    happening(3, "2026-02-03T10:00", "message_clicked", campaign="Autumn", machine=False),
    happening(4, "2026-02-04T10:00", "message_replied"),
    happening(5, "2026-03-02T10:00", "message_bounced", campaign="Spring"),
    happening(6, "2026-02-05T10:00", "message_converted", campaign="Spring"),
)


@pytest.mark.parametrize(
    ("action", "campaign", "expected"),
    [
        ("got", "Spring", True),
        ("got", "Autumn", False),
        ("opened", "Spring", False),
        ("clicked", None, True),
        ("clicked", "Autumn", True),
        ("answered", None, True),
        ("answered", "Spring", False),
        ("bounced", None, False),
        ("converted", "Spring", True),
        ("converted", "Autumn", False),
    ],
)
def test_message_activity_leaves_machines_out(action: Any, campaign: str | None, expected: bool) -> None:
    assert truth(n.MessageActivity(action, campaign), MAIL) is expected


def consenting(*records: tuple[str, str]) -> World:
    consents = tuple(Consent(ANA, "email", "marketing", state, utc(at)) for state, at in records)
    return replace(of_ana(), consents=consents)


@pytest.mark.parametrize(
    ("records", "expected"),
    [
        ([], False),
        ([("given", "2026-03-01T12:00")], True),
        ([("given", "2026-03-01T12:00:00.000001")], False),
        ([("given", "2026-01-01T00:00"), ("withdrawn", "2026-01-02T00:00")], False),
        ([("withdrawn", "2026-01-01T00:00"), ("given", "2026-01-02T00:00")], True),
        ([("withdrawn", "2026-01-01T00:00"), ("given", "2026-01-01T00:00")], False),
    ],
)
def test_consents_by_the_latest_record(records: list[tuple[str, str]], expected: bool) -> None:
    assert truth(n.Consents("email", "marketing"), consenting(*records)) is expected
    assert truth(n.Consents("sms", "marketing"), consenting(*records)) is False


def test_bucket_is_a_share_of_the_hash() -> None:
    share = int(hashlib.md5(b"autumn:1").hexdigest()[:8], 16) / 2**32  # noqa: S324
    buckets = [n.Bucket("autumn", percent) for percent in (0, share * 100 - 0.01, share * 100 + 0.01, 100)]
    assert [truth(bucket, of_ana()) for bucket in buckets] == [False, False, True, True]


@pytest.mark.parametrize(
    ("change", "window", "expected"),
    [
        ("entered", n.AllTime(), True),
        ("left", n.AllTime(), False),  # it will be left tomorrow
        ("entered", n.LastPeriod(1, "day"), False),
        ("entered", n.LastPeriod(2, "day"), True),
    ],
)
def test_segment_change_reads_recorded_intervals(change: Any, window: n.Window, expected: bool) -> None:
    recorded = Membership("Loyal", ANA, utc("2026-02-28T12:00"), utc("2026-03-02T12:00"))
    world = replace(of_ana(), segments={"Loyal": n.AnyOf(())}, memberships=(recorded,))
    assert truth(n.SegmentChange("Loyal", change, window), world) is expected
