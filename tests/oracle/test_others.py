"""Ranks, segments and relations: docs/rules.md, facts computed by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from clientela.rules import nodes as n
from clientela.rules.nodes import Compare, Field, Rank, Variable
from tests.oracle.evaluate import members, truths
from tests.oracle.facts import ANA, BEA, CARL, NOON, happening, utc
from tests.oracle.scene import Question
from tests.oracle.world import Company, Customer, Deal, World


def with_children(*numbers: int | None) -> World:
    return World(
        customers=tuple(
            Customer(number, always={"children": children}) for number, children in enumerate(numbers, 1)
        )
    )


FAMILIES = with_children(5, 3, 3, 1, None)


@pytest.mark.parametrize(
    ("side", "amount", "measure", "expected"),
    [
        ("top", 1, "customers", {1}),
        ("top", 2, "customers", {1, 2, 3}),  # both in the second place
        ("top", 3, "customers", {1, 2, 3}),
        ("bottom", 1, "customers", {4}),
        ("bottom", 2, "customers", {2, 3, 4}),
        ("top", 25, "percent", {1}),
        ("top", 26, "percent", {1, 2, 3}),  # the first 1.04 of 4, that is 2
        ("top", 100, "percent", {1, 2, 3, 4}),
        ("top", 3, "decile", {1}),  # 10 × 1 / 4 = 2.5
        ("top", 5, "decile", {2, 3}),
        ("top", 10, "decile", {4}),
        ("top", 1, "decile", set()),
    ],
)
def test_rank(side: Any, amount: float, measure: Any, expected: set[int]) -> None:
    assert members(Rank(side, amount, measure, Variable("children")), NOON, FAMILIES) == expected


def test_rank_of_a_missing_value_is_unknown_and_outside_is_false() -> None:
    within = n.Not(Compare(Variable("children"), "=", 5))
    world = replace(FAMILIES, customers=(*FAMILIES.customers, Customer(6, always={"children": 0})))
    plain = truths(Rank("top", 1, "customers", Variable("children")), Question(world, NOON))
    inside = truths(Rank("top", 1, "customers", Variable("children"), within), Question(world, NOON))
    assert plain == {1: True, 2: False, 3: False, 4: False, 5: None, 6: False}
    # `within` is unknown, not true, for the fifth: she is outside.
    assert inside == {1: False, 2: True, 3: True, 4: False, 5: False, 6: False}


def test_rank_is_of_those_who_exist() -> None:
    late = Customer(6, utc("2026-03-02T00:00"), {"children": 9})
    world = replace(FAMILIES, customers=(*FAMILIES.customers, late))
    assert members(Rank("top", 1, "customers", Variable("children")), NOON, world) == {1}


SEGMENTED = World(
    customers=(Customer(ANA), Customer(BEA, utc("2026-02-01T00:00")), Customer(CARL)),
    events=(
        happening(1, "2026-01-10T00:00", customer=ANA),
        happening(2, "2026-02-10T00:00", customer=CARL),
    ),
    segments={
        "Buyers": n.Happened(("order_completed",)),
        "Others": n.Not(n.InSegment("Buyers")),
    },
)


def test_in_segment_now() -> None:
    assert members(n.InSegment("Buyers"), NOON, SEGMENTED) == {ANA, CARL}
    assert members(n.InSegment("Others"), NOON, SEGMENTED) == {BEA}


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        # Ana exists from her first event on, Bea from February, Carl from January: all false before.
        (n.AtInstant(utc("2025-12-31T00:00")), set()),
        (n.AtInstant(utc("2026-01-09T23:59")), {CARL}),
        (n.AtInstant(utc("2026-02-05T00:00")), {BEA, CARL}),
        (n.OnDate(dt.date(2026, 2, 9)), {BEA, CARL}),
        (n.OnDate(dt.date(2026, 2, 10)), {BEA}),
        (n.FromNow(1, "year"), {BEA}),  # not later than the question
    ],
)
def test_in_segment_at_an_instant(at: n.Moment, expected: set[int]) -> None:
    carl = Customer(CARL, utc("2026-01-01T00:00"))
    world = replace(SEGMENTED, customers=(*SEGMENTED.customers[:2], carl))
    assert members(n.InSegment("Others", at), NOON, world) == expected


def test_in_segment_may_be_unknown() -> None:
    world = World(customers=(Customer(ANA),), segments={"Near": Compare(Variable("city"), "=", "Girona")})
    assert truths(n.InSegment("Near"), Question(world, NOON)) == {ANA: None}


DEALS = World(
    customers=(Customer(ANA), Customer(BEA), Customer(CARL)),
    deals=(
        Deal(1, None, {"customer_id": ANA, "status": "won"}),
        Deal(2, None, {"customer_id": ANA}),
        Deal(3, None, {"customer_id": BEA, "status": "won"}),
    ),
)


@pytest.mark.parametrize(("quantifier", "expected"), [("any", {ANA, BEA}), ("all", {BEA}), ("none", {CARL})])
def test_related_deal(quantifier: Any, expected: set[int]) -> None:
    rule = n.Related("deal", quantifier, Compare(Field("status"), "=", "won"))
    assert members(rule, NOON, DEALS) == expected


PEOPLE = World(
    customers=(
        Customer(ANA, always={"company_id": 7, "children": 1}),
        Customer(BEA, always={"company_id": 7}),
        Customer(CARL, always={"company_id": 8, "children": 1}),
        Customer(4, always={"children": 1}),
        Customer(5, utc("2026-04-01T00:00"), {"company_id": 8, "children": 2}),
    ),
    companies=(Company(7), Company(8)),
)


@pytest.mark.parametrize(
    ("quantifier", "children", "expected"),
    [
        ("any", 1, {ANA, BEA, CARL}),
        ("all", 1, {CARL}),  # Bea's children are unknown
        ("none", 1, {4}),  # without a company there is nobody
        ("none", 2, {ANA, BEA, CARL, 4}),  # the fifth does not exist yet
    ],
)
def test_related_person_includes_herself(quantifier: Any, children: int, expected: set[int]) -> None:
    rule = n.Related("person", quantifier, Compare(Variable("children"), "=", children))
    assert members(rule, NOON, PEOPLE) == expected
