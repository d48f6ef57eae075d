"""Truth, operators and missing values: docs/rules.md, facts computed by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from clientela.rules import nodes as n
from clientela.rules.nodes import AllTime, Compare, Now, OnDate, Variable
from clientela.rules.operators import OPERATORS, Shape, WhenMissing
from tests.oracle.comparisons import fold
from tests.oracle.facts import NOON, of_ana, truth, utc

TRUE = n.All(())
FALSE = n.AnyOf(())
UNKNOWN = Compare(Variable("city"), "=", "Girona")
CONDITIONS: dict[bool | None, n.Condition] = {True: TRUE, False: FALSE, None: UNKNOWN}
NOBODY_KNOWN = of_ana()


def test_kleene_not() -> None:
    assert [truth(n.Not(part), NOBODY_KNOWN) for part in (TRUE, FALSE, UNKNOWN)] == [False, True, None]


@pytest.mark.parametrize(("left", "right"), list(product((True, False, None), repeat=2)))
def test_kleene_and_or(left: bool | None, right: bool | None) -> None:
    both = (CONDITIONS[left], CONDITIONS[right])
    ranks = {False: 0, None: 1, True: 2}
    smaller, larger = sorted((left, right), key=lambda truth: ranks[truth])
    assert truth(n.All(both), NOBODY_KNOWN) is smaller
    assert truth(n.AnyOf(both), NOBODY_KNOWN) is larger


ATTRIBUTES = {
    Shape.MOMENT: "renewal_at",
    Shape.WINDOW: "renewal_at",
    Shape.PAIR: "children",
    Shape.SCALARS: "city",
    Shape.SCALAR: "city",
    Shape.NOTHING: "city",
}
OPERANDS: dict[Shape, Any] = {
    Shape.MOMENT: Now(),
    Shape.WINDOW: AllTime(),
    Shape.PAIR: (1, 2),
    Shape.SCALARS: ("a",),
    Shape.SCALAR: "a",
    Shape.NOTHING: None,
}


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda operator: operator.name)
def test_missing_value_means_what_the_operator_declares(operator: Any) -> None:
    attribute = "interests" if "includes" in operator.name else ATTRIBUTES[operator.shape]
    declared = {WhenMissing.UNKNOWN: None, WhenMissing.TRUE: True, WhenMissing.FALSE: False}
    condition = Compare(Variable(attribute), operator.name, OPERANDS[operator.shape])
    assert truth(condition, NOBODY_KNOWN) is declared[operator.when_missing]


KNOWN = of_ana(
    city="Łódź",
    note="Señor Straße",
    children=2,
    income=0.1,
    budget=Decimal("0.3"),
    newsletter=False,
    interests=("urban", "casual"),
)


@pytest.mark.parametrize(
    ("attribute", "operator", "operand", "expected"),
    [
        ("city", "=", "Łódź", True),
        ("city", "=", "łódź", False),
        ("city", "!=", "łódź", True),
        ("city", "in", ("Lodz", "Łódź"), True),
        ("city", "not in", ("Lodz", "łódź"), True),
        ("city", "contains", "ODZ", True),
        ("city", "not contains", "odz", False),
        ("city", "starts with", "lo", True),
        ("city", "ends with", "ŹD", False),
        ("note", "contains", "NOR STRASS", True),
        ("note", "ends with", "ße", True),
        ("children", "=", 2.0, True),
        ("children", "<", 2, False),
        ("children", "<=", 2, True),
        ("children", ">", 1.5, True),
        ("children", ">=", 3, False),
        ("children", "between", (2, 3), True),
        ("children", "between", (0, 2), True),
        ("income", "=", 0.1, True),
        ("income", ">", 0.1, False),
        ("budget", "=", 0.3, True),
        ("budget", "<", 0.3001, True),
        ("newsletter", "=", False, True),
        ("newsletter", "!=", True, True),
        ("interests", "includes any", ("sport", "urban"), True),
        ("interests", "includes any", ("Urban",), False),
        ("interests", "includes all", ("casual", "urban"), True),
        ("interests", "includes all", ("casual", "sport"), False),
        ("interests", "includes none", ("sport",), True),
        ("interests", "includes none", ("sport", "casual"), False),
        ("city", "is set", None, True),
        ("city", "is not set", None, False),
    ],
)
def test_operator_on_a_known_value(attribute: str, operator: str, operand: Any, expected: bool) -> None:
    assert truth(Compare(Variable(attribute), operator, operand), KNOWN) is expected


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÀÉÎÕÜ ñ Ç", "aeiou n c"),
        ("ȘȚ șț şţ", "st st st"),
        ("Łódź Æsop œuvre Øst ıIđĐ", "lodz aesop oeuvre ost iidd"),
        ("Straße STRASSE ẞ", "strasse strasse ss"),
        ("Ёлка Йод", "елка иод"),
    ],
)
def test_fold_of_six_languages(text: str, folded: str) -> None:
    assert fold(text) == folded


DAY = OnDate(dt.date(2026, 3, 1))  # in Madrid: from 2026-02-28T23:00 to 2026-03-01T23:00


@pytest.mark.parametrize(
    ("at", "before", "on", "after"),
    [
        ("2026-02-28T22:59:59.999999", True, False, False),
        ("2026-02-28T23:00", False, True, False),
        ("2026-03-01T22:59:59.999999", False, True, False),
        ("2026-03-01T23:00", False, False, True),
    ],
)
def test_instant_beside_a_day(at: str, before: bool, on: bool, after: bool) -> None:
    world = of_ana(renewal_at=utc(at))
    found = [
        truth(Compare(Variable("renewal_at"), operator, DAY), world) for operator in ("before", "on", "after")
    ]
    assert found == [before, on, after]


def test_instant_within_a_window_is_not_cut_at_the_instant_of_the_question() -> None:
    world = of_ana(renewal_at=utc("2026-03-01T18:00"))
    windows = (n.CalendarPeriod("this", "day"), n.NextPeriod(6, "hour"), n.NextPeriod(7, "hour"), AllTime())
    found = [truth(Compare(Variable("renewal_at"), "within", window), world) for window in windows]
    assert found == [True, False, True, True]


def test_next_period_holds_the_instant_of_the_question() -> None:
    world = of_ana(renewal_at=NOON)
    windows = (n.NextPeriod(1, "hour"), n.LastPeriod(1, "hour"))
    assert [truth(Compare(Variable("renewal_at"), "within", w), world) for w in windows] == [True, True]


@pytest.mark.parametrize(
    ("moment", "before", "on", "after"),
    [
        (DAY, False, True, False),
        (Now(), False, True, False),
        (n.Ago(1, "month"), False, False, True),
        (n.FromNow(1, "day"), True, False, False),
        (n.AtInstant(utc("2026-02-28T23:00")), False, True, False),
        (n.AtInstant(utc("2026-02-28T22:59")), False, False, True),
    ],
)
def test_date_beside_a_moment_is_compared_by_days(
    moment: n.Moment, before: bool, on: bool, after: bool
) -> None:
    world = of_ana(birthday=dt.date(2026, 3, 1))
    found = [
        truth(Compare(Variable("birthday"), operator, moment), world)
        for operator in ("before", "on", "after")
    ]
    assert found == [before, on, after]


def test_date_within_the_last_days_ends_today() -> None:
    days = [dt.date(2026, 2, 22), dt.date(2026, 2, 23), dt.date(2026, 3, 1), dt.date(2026, 3, 2)]
    condition = Compare(Variable("birthday"), "within", n.LastPeriod(7, "day"))
    assert [truth(condition, of_ana(birthday=day)) for day in days] == [False, True, True, False]
