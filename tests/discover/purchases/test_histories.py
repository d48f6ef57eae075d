"""Orders to histories: merging, returns, the cut, and grouping."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.discover.purchases import Histories, from_orders, purchase_days
from clientela.discover.purchases.simulate import simulate
from tests.discover.purchases.cdnow import one

NAN = float("nan")


def test_orders_of_a_day_are_one_purchase() -> None:
    found = from_orders([7, 7, 7, 3, 7], [10, 12, 12, 11, 30], [5.0, 2.0, 4.0, 9.0, 8.0], until=40)
    assert found.customer_ids.tolist() == [3, 7]
    assert found.x.tolist() == [0, 2]
    assert found.t_x.tolist() == [0, 20]
    assert found.T.tolist() == [29, 30]
    assert found.m[1] == (6.0 + 8.0) / 2  # the first purchase is not one of the repeated
    assert np.isnan(found.m[0])
    assert (found.repeaters, found.purchases, found.unit) == (1, 2, "day")


def test_nothing_later_is_read() -> None:
    orders = ([1, 1, 2], [5, 9, 10], [1.0, 2.0, 3.0])
    found = from_orders(*orders, until=8)
    assert found.customer_ids.tolist() == [1]
    assert (found.x[0], found.T[0]) == (0, 3)


def test_a_later_return_is_not_known_yet() -> None:
    orders = ([1, 1, 1], [0, 5, 9], [10.0, 20.0, -20.0])
    assert from_orders(*orders, until=8).m[0] == 20.0
    assert from_orders(*orders, until=9).x[0] == 0


def test_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(0)
    ids, days, amounts = rng.integers(1, 50, 500), rng.integers(0, 60, 500), rng.normal(10, 9, 500)
    turned = rng.permutation(500)
    first, second = (from_orders(ids[by], days[by], amounts[by], 70) for by in (slice(None), turned))
    for name in ("customer_ids", "x", "t_x", "T"):
        assert np.array_equal(getattr(first, name), getattr(second, name))
    assert np.array_equal(first.m, second.m, equal_nan=True)


def test_returns_are_taken_off_the_latest_purchase() -> None:
    ids, days = [1, 1, 1, 1, 2, 2, 3], [0, 10, 12, 20, 0, 1, 4]
    amounts = [50.0, 30.0, -10.0, 5.0, 20.0, -20.0, -9.0]
    found = purchase_days(ids, days, amounts)
    assert found.customer_ids.tolist() == [1, 1, 1]  # all of 2 came back; 3 returned what she never bought
    assert found.value.tolist() == [50.0, 20.0, 5.0]
    assert found.histories(30).m[0] == 12.5


def test_an_order_of_no_value_is_a_purchase() -> None:
    found = from_orders([1, 1], [0, 5], [10.0, 0.0], until=9)
    assert (found.x[0], found.m[0]) == (1, 0.0)


def test_nobody() -> None:
    found = from_orders([], [], [], until=9)
    assert len(found) == 0
    assert len(found.groups()) == 0


def test_weeks_and_back() -> None:
    days = from_orders([1, 1], [0, 10], [1.0, 2.0], until=21)
    weeks = days.in_unit("week")
    assert (weeks.t_x[0], weeks.T[0], weeks.unit) == (pytest.approx(10 / 7), 3.0, "week")
    assert weeks.in_unit("day").T[0] == 21.0


@pytest.mark.parametrize("unit", ["day", "week"])
def test_groups_are_the_distinct_histories(unit: str) -> None:
    rng = np.random.default_rng(2)
    days = from_orders(rng.integers(0, 400, 1_500), rng.integers(0, 20, 1_500), np.ones(1_500), until=20)
    rows = days.in_unit(unit)
    groups = rows.groups()
    distinct = np.unique(np.stack([days.x, days.t_x, days.T]), axis=1)
    assert len(groups) == distinct.shape[1] < len(rows)
    assert groups.weight.sum() == len(rows)
    for name in ("x", "t_x", "T"):
        assert np.array_equal(groups.spread(getattr(groups.histories, name)), getattr(rows, name))


def test_groups_of_times_that_are_no_days() -> None:
    drawn = simulate("bgnbd", (0.5, 5.0, 0.8, 2.0), np.full(2_000, 31.7), t=0.0, seed=1).histories
    once = int((drawn.x == 0).sum())
    groups = drawn.groups()
    assert len(groups) == len(drawn) - once + 1
    assert groups.weight.max() == once


@pytest.mark.parametrize(("x", "t_x", "watched"), [(1, 0, 5), (0, 1, 5), (1, 6, 5), (-1, 1, 5), (1, NAN, 5)])
def test_histories_that_cannot_be(x: float, t_x: float, watched: float) -> None:
    with pytest.raises(ValueError, match="t_x"):
        one(x, t_x, watched)


def test_columns_of_unequal_length() -> None:
    with pytest.raises(ValueError, match="differ in length"):
        Histories(np.array([1, 2]), np.zeros(2), np.zeros(2), np.ones(1), np.zeros(2))
