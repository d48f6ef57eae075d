"""Who is asked about and what she has: docs/rules.md, facts computed by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from clientela.rules import nodes as n
from clientela.rules.nodes import Aggregate, Compare, Elapsed, Field, Occurrence, Variable
from tests.oracle.evaluate import members
from tests.oracle.facts import ANA, BEA, CARL, NOON, happening, of_ana, utc, value, with_history
from tests.oracle.world import Change, Company, Customer, Deal, World

ORDER = ("order_completed",)
EVERYONE = n.All(())


@pytest.mark.parametrize(
    ("created", "first_event", "exists"),
    [
        (None, None, True),
        ("2026-03-01T12:00", None, True),
        ("2026-03-01T12:00:00.000001", None, False),
        ("2026-03-02T00:00", "2026-03-01T12:00", True),
        ("2026-02-01T00:00", "2026-04-01T00:00", True),
        (None, "2026-03-01T12:00:00.000001", False),
    ],
)
def test_customer_exists_from_the_earlier_of_creation_and_first_event(
    created: str | None, first_event: str | None, exists: bool
) -> None:
    events = (happening(1, first_event),) if first_event else ()
    world = World(customers=(Customer(ANA, utc(created) if created else None),), events=events)
    assert members(EVERYONE, NOON, world) == ({ANA} if exists else set())


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-01-01T00:00", None),
        ("2026-01-10T00:00", "Girona"),
        ("2026-01-20T00:00", "Lleida"),
        ("2026-02-10T00:00", None),
    ],
)
def test_attribute_has_the_value_of_its_latest_change(as_of: str, expected: str | None) -> None:
    world = with_history(
        "city",
        ("2026-01-10T00:00", "Girona"),
        ("2026-01-20T00:00", "Reus"),
        ("2026-01-20T00:00", "Lleida"),
        ("2026-02-10T00:00", None),
    )
    assert value(Variable("city"), world, utc(as_of)) == expected


def test_attribute_that_never_changed_has_held_always() -> None:
    assert value(Variable("city"), of_ana(city="Girona"), utc("1990-01-01T00:00")) == "Girona"


@pytest.mark.parametrize(("attribute", "empty"), [("city", ""), ("interests", ())])
def test_empty_text_and_list_are_missing(attribute: str, empty: Any) -> None:
    assert value(Variable(attribute), of_ana(**{attribute: empty})) is None


@pytest.mark.parametrize(
    ("company", "as_of", "expected"),
    [(7, "2026-02-01T00:00", "retail"), (7, "2026-01-31T23:59:59", None), (8, "2026-02-01T00:00", None)],
)
def test_company_value_needs_the_company_to_exist(company: int, as_of: str, expected: str | None) -> None:
    world = replace(
        of_ana(company_id=company),
        companies=(Company(7, utc("2026-02-01T00:00"), {"industry": "retail"}),),
    )
    assert value(Variable("industry", "company"), world, utc(as_of)) == expected


def test_computed_variables_may_use_one_another() -> None:
    world = of_ana(
        happening(1, "2026-02-01T10:00", amount=Decimal("10.5")),
        happening(2, "2026-02-03T10:00", amount=Decimal(20)),
    )
    assert (value(Variable("revenue"), world), value(Variable("basket"), world)) == (Decimal("30.5"), 15.25)


SHOP = of_ana(
    happening(1, "2026-01-01T10:00", amount=Decimal(10), category="hats", parcels=1),
    happening(2, "2026-01-02T10:00", amount=Decimal("20.5"), category="shoes", parcels=2),
    happening(3, "2026-01-02T10:00", amount=None, category="shoes", gift=True),
    happening(4, "2026-01-06T22:00", amount=Decimal(-3), category="hats", parcels=2, gift=False),
    happening(5, "2026-01-06T22:00", "page_viewed"),
    happening(6, "2026-03-01T12:00:00.000001", amount=Decimal(1000), category="late", parcels=9),
)


@pytest.mark.parametrize(
    ("function", "field", "expected"),
    [
        ("count", None, 4),
        ("count", "amount", 3),
        ("sum", "amount", Decimal("27.5")),
        ("avg", "amount", 27.5 / 3),
        ("min", "amount", Decimal(-3)),
        ("max", "amount", Decimal("20.5")),
        ("max", "category", "shoes"),
        ("distinct", "category", 2),
        ("distinct", "amount", 3),
        ("mode", "category", "hats"),  # two and two: the smaller text
        ("mode", "parcels", 2),
        ("mode", "gift", False),  # one and one: false comes first
        ("share", None, 1.0),
        # 1 Jan 10:00, 2 Jan 10:00 (twice, one instant), 6 Jan 22:00: gaps of 1 and 4.5 days.
        ("gap_avg", None, 2.75),
        ("gap_min", None, 1.0),
        ("gap_max", None, 4.5),
        ("gap_median", None, 2.75),
    ],
)
def test_aggregate(function: n.AggregateFunction, field: str | None, expected: Any) -> None:
    assert value(Aggregate(function, ORDER, field), SHOP) == expected


@pytest.mark.parametrize(
    ("function", "field", "expected"),
    [
        ("count", None, 0),
        ("count", "amount", 0),
        ("distinct", "amount", 0),
        ("sum", "amount", 0),
        ("avg", "amount", None),
        ("min", "amount", None),
        ("max", "amount", None),
        ("mode", "amount", None),
        ("share", None, None),
        ("share", "amount", None),
        ("gap_avg", None, None),
    ],
)
def test_aggregate_over_nothing(function: n.AggregateFunction, field: str | None, expected: Any) -> None:
    assert value(Aggregate(function, ("product_added",), field), SHOP) == expected


def test_gap_of_one_instant_is_missing() -> None:
    window = n.DateRange(dt.date(2026, 1, 2), dt.date(2026, 1, 2))
    assert value(Aggregate("gap_min", ORDER, window=window), SHOP) is None


def test_share_is_of_all_events_of_the_kinds_in_the_window() -> None:
    where = Compare(Field("category"), "=", "shoes")
    assert value(Aggregate("share", ORDER, None, where), SHOP) == 0.5
    assert value(Aggregate("share", ORDER, "amount", where), SHOP) == 20.5 / 27.5
    window = n.Span(n.OnDate(dt.date(2026, 1, 2)))
    assert value(Aggregate("share", ORDER, None, where, window), SHOP) == 2 / 3


def test_share_by_a_sum_of_zero_is_missing() -> None:
    world = of_ana(
        happening(1, "2026-01-01T10:00", amount=Decimal(5)),
        happening(2, "2026-01-01T10:00", amount=Decimal(-5)),
    )
    assert value(Aggregate("share", ORDER, "amount"), world) is None


@pytest.mark.parametrize(
    "unknown", [Compare(Field("amount"), ">", 0), n.Not(Compare(Field("amount"), ">", 0))]
)
def test_where_does_not_keep_the_unknown(unknown: n.Condition) -> None:
    kept = value(Aggregate("count", ORDER, where=n.All((unknown, Compare(Field("gift"), "=", True)))), SHOP)
    assert kept == 0


@pytest.mark.parametrize(
    ("occurrence", "expected"),
    [
        (Occurrence("first", ORDER), utc("2026-01-01T10:00")),
        (Occurrence("last", ORDER, "category"), "hats"),
        (Occurrence("nth", ORDER, "amount", n=2), Decimal("20.5")),
        (Occurrence("nth", ORDER, "gift", n=3), True),  # same instant as the second, later id
        (Occurrence("nth", ORDER, n=5), None),
        (Occurrence("nth", ORDER, "amount", n=3), None),
        (Occurrence("last", ORDER, "category", Compare(Field("gift"), "=", True)), "shoes"),
        (Occurrence("last", (*ORDER, "page_viewed")), utc("2026-01-06T22:00")),
    ],
)
def test_occurrence(occurrence: Occurrence, expected: Any) -> None:
    assert value(occurrence, SHOP) == expected


def test_answer_is_of_the_latest_answer_to_that_survey() -> None:
    world = of_ana(
        happening(1, "2026-01-01T10:00", "survey_answered", survey="nps", score=Decimal(9)),
        happening(2, "2026-01-02T10:00", "survey_answered", survey="nps", text="fine"),
        happening(3, "2026-01-03T10:00", "survey_answered", survey="csat", score=Decimal(2)),
    )
    assert value(n.Answer("nps", "text"), world) == "fine"
    assert value(n.Answer("nps"), world) is None
    assert value(n.Answer("other"), world) is None


DEALS = World(
    customers=tuple(
        Customer(number, always={"company_id": 7 if number < CARL else 8}) for number in (ANA, BEA, CARL)
    ),
    companies=(Company(7), Company(8)),
    deals=(
        Deal(1, None, {"customer_id": ANA, "company_id": 8, "status": "lost", "value": Decimal(100)}),
        Deal(2, None, {"company_id": 7, "status": "won", "value": Decimal("0.5")}),
        Deal(3, utc("2026-03-01T12:00:00.000001"), {"company_id": 7, "value": Decimal(1)}),
        Deal(4, None, {"company_id": 8}, (Change("customer_id", BEA, utc("2026-02-01T00:00"), 1),)),
    ),
)


@pytest.mark.parametrize(
    ("customer", "as_of", "expected"),
    [
        (ANA, "2026-03-01T12:00", 2),  # her own, and her company's
        (BEA, "2026-03-01T12:00", 2),  # her company's, and one that names her since February
        (BEA, "2026-01-01T00:00", 1),
        (CARL, "2026-01-01T00:00", 1),  # until then that one named nobody but his company
        (CARL, "2026-03-01T12:00", 0),
        (ANA, "2026-04-01T00:00", 3),
    ],
)
def test_deals_are_hers_or_her_companys_without_a_name(customer: int, as_of: str, expected: int) -> None:
    rule = Compare(n.RelatedAggregate("count"), "=", expected)
    assert customer in members(rule, utc(as_of), DEALS)


def test_related_aggregate_over_deals() -> None:
    found = [
        value(n.RelatedAggregate(function, "value"), DEALS)
        for function in ("count", "sum", "avg", "min", "distinct")
    ]
    assert found == [2, Decimal("100.5"), 50.25, Decimal("0.5"), 2]
    assert value(n.RelatedAggregate("sum", "value", Compare(Field("status"), "=", "open")), DEALS) == 0


@pytest.mark.parametrize(
    ("since", "unit", "expected"),
    [
        (dt.date(2026, 2, 1), "day", 28),
        (dt.date(2026, 3, 3), "day", -2),
        (dt.date(2026, 1, 31), "month", 1),
        (dt.date(2025, 3, 1), "year", 1),
        (dt.date(2025, 3, 2), "year", 0),
        (dt.date(2026, 4, 1), "month", -1),
        (dt.date(2026, 3, 31), "month", 0),
        (dt.date(2028, 2, 29), "year", -1),
    ],
)
def test_elapsed_since_a_date(since: dt.date, unit: Any, expected: int) -> None:
    assert value(Elapsed(Variable("birthday"), unit), of_ana(birthday=since)) == expected


def test_leap_birthday_is_a_year_older_on_the_last_of_february() -> None:
    world = of_ana(birthday=dt.date(2004, 2, 29))
    ages = [value(Variable("age"), world, utc(f"2026-02-{day}T12:00")) for day in (27, 28)]
    assert ages == [21, 22]


@pytest.mark.parametrize(
    ("since", "unit", "expected"),
    [
        ("2026-02-28T12:00:00", "day", 1),
        ("2026-02-28T12:00:00.000001", "day", 0),
        ("2026-03-01T13:00:00", "day", -1),
        ("2026-01-31T23:30:00", "month", 1),  # 1 February in Madrid
        ("2026-03-31T22:30:00", "month", -1),  # 1 April in Madrid
    ],
)
def test_elapsed_since_an_instant(since: str, unit: Any, expected: int) -> None:
    assert value(Elapsed(Variable("renewal_at"), unit), of_ana(renewal_at=utc(since))) == expected


@pytest.mark.parametrize(
    ("part", "expected"),
    [("weekday", 1), ("day", 1), ("month", 6), ("quarter", 2), ("year", 2026), ("hour", 1)],
)
def test_date_part_of_an_instant_is_in_her_own_zone(part: Any, expected: int) -> None:
    # Sunday, 31 May, 11:30 in UTC is Monday, 1 June, 01:30 in Kiritimati, across the date line.
    world = of_ana(renewal_at=utc("2026-05-31T11:30"), time_zone="Pacific/Kiritimati")
    assert value(n.DatePart(part, Variable("renewal_at")), world) == expected


def test_date_part_without_a_zone_is_in_the_workspaces() -> None:
    world = of_ana(renewal_at=utc("2026-05-31T22:30"))
    assert [value(n.DatePart(part, Variable("renewal_at")), world) for part in ("day", "hour")] == [1, 0]


def test_date_part_of_a_date_knows_no_zone() -> None:
    world = of_ana(birthday=dt.date(2024, 2, 29), time_zone="Pacific/Kiritimati")
    found = [value(n.DatePart(part, Variable("birthday")), world) for part in ("weekday", "quarter", "hour")]
    assert found == [4, 1, 0]


@pytest.mark.parametrize(
    ("operator", "left", "right", "expected"),
    [
        ("+", 0.1, 0.2, 0.30000000000000004),
        ("-", 1, 3, -2.0),
        ("*", 2, 2.5, 5.0),
        ("/", 1, 4, 0.25),
        ("/", 1, 0, None),
    ],
)
def test_arithmetic_is_of_doubles(operator: Any, left: float, right: float, expected: float | None) -> None:
    assert value(n.Arithmetic(operator, n.Constant(left), n.Constant(right)), of_ana()) == expected


def test_arithmetic_with_a_missing_side_is_missing() -> None:
    assert value(n.Arithmetic("+", Variable("income"), n.Constant(1)), of_ana()) is None


def test_choose_takes_the_first_true_case_and_skips_unknown() -> None:
    unknown = n.Case(Compare(Variable("income"), ">", 0), "rich")
    true = n.Case(Compare(Variable("city"), "=", "Girona"), "near")
    world = of_ana(city="Girona")
    assert value(n.Choose((unknown, true, n.Case(EVERYONE, "all"))), world) == "near"
    assert value(n.Choose((unknown,), "other"), world) == "other"
    assert value(n.Choose((unknown,)), world) is None


def test_nothing_later_than_the_instant_is_read() -> None:
    assert value(Aggregate("max", ORDER, "parcels"), SHOP, NOON) == 2
    assert value(Aggregate("max", ORDER, "parcels"), SHOP, NOON + dt.timedelta(microseconds=1)) == 9
