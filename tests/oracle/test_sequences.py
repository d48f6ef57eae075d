"""Sequences: docs/rules.md, facts computed by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from clientela.rules import nodes as n
from clientela.rules.nodes import Compare, Field, Sequence, Step
from tests.oracle.facts import NOON, happening, of_ana, truth, utc

ADDED, ORDERED, VIEWED = ("product_added",), ("order_completed",), ("page_viewed",)
DAY = n.LastPeriod(24, "hour")
ABANDONED = Sequence((Step(ADDED), Step(ORDERED, within=DAY, negated=True)), same=("cart_id",))


CARTS = of_ana(
    happening(1, "2026-02-01T10:00", "product_added", cart_id="first"),
    happening(2, "2026-02-01T12:00", "order_completed", cart_id="first"),
    happening(3, "2026-02-01T14:00", "product_added", cart_id="second"),
)


def test_cart_added_ordered_added_again_is_abandoned_for_the_second_alone() -> None:
    assert truth(ABANDONED, CARTS) is True
    by_cart = {
        cart: Sequence(
            (Step(ADDED, Compare(Field("cart_id"), "=", cart)), Step(ORDERED, within=DAY, negated=True)),
            same=("cart_id",),
        )
        for cart in ("first", "second")
    }
    assert {cart: truth(rule, CARTS) for cart, rule in by_cart.items()} == {"first": False, "second": True}


@pytest.mark.parametrize(
    ("as_of", "expected"), [("2026-02-02T13:59:59.999999", False), ("2026-02-02T14:00", True)]
)
def test_then_not_needs_its_time_to_have_wholly_passed(as_of: str, expected: bool) -> None:
    assert truth(ABANDONED, CARTS, utc(as_of)) is expected


@pytest.mark.parametrize(
    ("ordered", "cart", "expected"),
    [
        ("2026-02-01T09:59:59.999999", "c1", True),  # before it does not count
        ("2026-02-01T10:00", "c1", False),  # at the same instant does
        ("2026-02-02T10:00", "c1", False),  # up to and including 24 hours
        ("2026-02-02T10:00:00.000001", "c1", True),
        ("2026-02-01T12:00", "c2", True),
        ("2026-02-01T12:00", None, True),
    ],
)
def test_then_not_within_a_day(ordered: str, cart: str | None, expected: bool) -> None:
    world = of_ana(
        happening(2, "2026-02-01T10:00", "product_added", cart_id="c1"),
        happening(1, ordered, "order_completed", cart_id=cart),
    )
    assert truth(ABANDONED, world) is expected


def test_then_not_without_a_limit_looks_up_to_the_instant() -> None:
    rule = Sequence((Step(ADDED), Step(ORDERED, negated=True)))
    world = of_ana(happening(1, "2026-02-01T10:00", "product_added"), happening(2, "2026-03-01T12:00"))
    assert [truth(rule, world, at) for at in (NOON - dt.timedelta(microseconds=1), NOON)] == [True, False]


def test_then_not_of_the_same_kind_leaves_the_event_itself_out() -> None:
    rule = Sequence((Step(ADDED), Step(ADDED, negated=True)))
    alone = happening(1, "2026-02-01T10:00", "product_added")
    assert truth(rule, of_ana(alone)) is True
    assert truth(rule, of_ana(alone, happening(2, "2026-02-01T10:00", "product_added"))) is False


def test_anchor_whose_field_is_missing_starts_nothing() -> None:
    world = of_ana(happening(1, "2026-02-01T10:00", "product_added"))
    assert truth(ABANDONED, world) is False


@pytest.mark.parametrize(
    ("at", "within", "expected"),
    [
        ("2026-02-01T10:00", None, False),  # not strictly later
        ("2026-02-01T10:00:00.000001", None, True),
        ("2026-02-02T10:00", DAY, True),
        ("2026-02-02T10:00:00.000001", DAY, False),
    ],
)
def test_then_is_strictly_later_and_within(at: str, within: n.LastPeriod | None, expected: bool) -> None:
    world = of_ana(happening(2, "2026-02-01T10:00", "product_added"), happening(3, at))
    assert truth(Sequence((Step(ADDED), Step(ORDERED, within=within))), world) is expected


def test_not_between_two_steps_looks_before_the_next_one() -> None:
    rule = Sequence((Step(ADDED), Step(VIEWED, negated=True), Step(ORDERED)))
    first, last = happening(1, "2026-02-01T10:00", "product_added"), happening(9, "2026-02-01T12:00")
    between = [
        of_ana(first, last, happening(5, at, "page_viewed"))
        for at in ("2026-02-01T09:00", "2026-02-01T10:00", "2026-02-01T11:00", "2026-02-01T12:00")
    ]
    assert [truth(rule, world) for world in between] == [True, False, False, True]


def test_not_within_between_two_steps_looks_beyond_the_next_one() -> None:
    rule = Sequence((Step(ADDED), Step(VIEWED, within=DAY, negated=True), Step(ORDERED)))
    world = of_ana(
        happening(1, "2026-02-01T10:00", "product_added"),
        happening(2, "2026-02-01T12:00"),
        happening(3, "2026-02-01T13:00", "page_viewed"),
    )
    assert truth(rule, world) is False


def test_chain_tries_every_way_on() -> None:
    # From the first order nothing was viewed within the hour; from the second it was.
    hour = n.LastPeriod(1, "hour")
    rule = Sequence((Step(ADDED), Step(ORDERED, within=DAY), Step(VIEWED, within=hour)))
    world = of_ana(
        happening(1, "2026-02-01T10:00", "product_added"),
        happening(2, "2026-02-01T11:00"),
        happening(3, "2026-02-01T15:00"),
        happening(4, "2026-02-01T15:30", "page_viewed"),
    )
    assert truth(rule, world) is True


@pytest.mark.parametrize(("anchor", "expected"), [("any", True), ("first", False), ("last", False)])
def test_anchor(anchor: str, expected: bool) -> None:
    world = of_ana(
        happening(1, "2026-02-01T10:00", "product_added"),
        happening(2, "2026-02-05T10:00", "product_added"),
        happening(3, "2026-02-05T12:00"),
        happening(4, "2026-02-10T10:00", "product_added"),
    )
    rule = Sequence((Step(ADDED), Step(ORDERED, within=DAY)), anchor=anchor)  # type: ignore[arg-type]
    assert truth(rule, world) is expected


def test_anchor_last_of_two_at_one_instant_is_the_later_id() -> None:
    world = of_ana(
        happening(1, "2026-02-01T10:00", "product_added", cart_id="c1"),
        happening(2, "2026-02-01T10:00", "product_added", cart_id="c2"),
        happening(3, "2026-02-01T11:00", cart_id="c1"),
    )
    steps = (Step(ADDED), Step(ORDERED))
    found = [truth(Sequence(steps, ("cart_id",), anchor), world) for anchor in ("first", "last")]
    assert found == [True, False]


def test_window_limits_the_anchor_alone() -> None:
    world = of_ana(happening(1, "2026-02-01T10:00", "product_added"), happening(2, "2026-02-20T10:00"))
    steps = (Step(ADDED), Step(ORDERED))
    windows = (
        n.DateRange(dt.date(2026, 2, 1), dt.date(2026, 2, 2)),
        n.DateRange(dt.date(2026, 2, 2), dt.date(2026, 2, 28)),
    )
    assert [truth(Sequence(steps, window=window), world) for window in windows] == [True, False]
