"""Cuts from quantiles, and days from pauses."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from clientela.discover.rfm.gaps import estimate_each, estimate_gaps, gaps_of
from clientela.discover.rfm.hiatus import check_hiatus
from clientela.discover.rfm.quantiles import fit_axis, lower_cuts, roundest, upper_cuts
from clientela.discover.rfm.reading import PurchaseDays
from clientela.errors import TooThinError
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF
from tests.discover.rfm.worlds import firm_with

END = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_continuous_values_make_five_equal_bands():
    values = np.random.default_rng(1).lognormal(4, 1, 5000)
    fit = fit_axis(values)
    assert fit.quantiles == tuple(np.quantile(values, [0.2, 0.4, 0.6, 0.8]))
    codes = np.searchsorted(lower_cuts(values, fit, readable=False, whole=False), values, side="right")
    assert np.bincount(codes).tolist() == pytest.approx([1000] * 5, abs=2)


def test_ties_stay_together_and_make_fewer_bands():
    assert fit_axis(np.repeat([1.0, 2.0, 3.0], [600, 250, 150])).borders == (1.0, 2.0)
    assert fit_axis(np.repeat([1.0, 2.0], [999, 1])).borders == (1.0,)
    assert fit_axis(np.full(500, 7.0)).borders == ()
    assert fit_axis(np.repeat([0.0, 5.0], [10, 990])).borders == ()


def test_rounding_moves_at_most_one_buyer_in_fifty():
    rng = np.random.default_rng(2)
    for values in (rng.lognormal(5, 1, 3000), rng.exponential(200, 3000) // 1, rng.gamma(2, 300, 200)):
        fit = fit_axis(values)
        exact = lower_cuts(values, fit, readable=False, whole=False)
        rounded = lower_cuts(values, fit, readable=True, whole=False)
        for one, other in zip(exact, rounded, strict=True):
            assert abs((values < one).mean() - (values < other).mean()) <= 0.02
        upto = upper_cuts(values // 1, fit_axis(values // 1), readable=True)
        assert list(upto) == sorted(set(upto))


@pytest.mark.parametrize(
    ("low", "high", "near", "expected"),
    [(95, 108, 103, 100), (176, 190, 181, 180), (470, 490, 482, 480), (2.31, 2.39, 2.35, 2.35), (7, 7, 7, 7)],
)
def test_roundest(low: float, high: float, near: float, expected: float):
    assert roundest(low, high, near) == pytest.approx(expected)


def test_below_a_hundred_buyers_nothing_is_fitted(shop: Workspace):
    with pytest.raises(TooThinError, match="need 100"):
        shop.fit_cut_points(AS_OF)


def test_gap_quantiles_are_type_7_and_the_interval_covers():
    """200 samples of 300 customers with three exponential gaps each: 95 % of intervals hold the median."""
    rng = np.random.default_rng(3)
    truth = 50 * np.log(2)
    covered = 0
    for seed in range(60):
        days = np.cumsum(rng.exponential(50, (300, 4)), axis=1).round().astype(np.int64)
        purchases = PurchaseDays(np.repeat(np.arange(300), 4), days.ravel())
        found = estimate_gaps(purchases, seed=seed)
        half = found.quantiles[0]
        covered += half.low - 0.5 <= truth <= half.high + 0.5
        if seed == 0:
            _, gaps = gaps_of(purchases)
            exact = np.quantile(gaps, [0.5, 0.75, 0.9])
            assert [each.days for each in found.quantiles] == pytest.approx(exact)
            assert (found.gaps, found.customers) == (900, 300)
    assert covered >= 54


def test_interval_is_wider_where_gaps_come_from_few_customers():
    rng = np.random.default_rng(4)
    pace = np.repeat(rng.choice([10, 100], 60), 20)
    days = np.cumsum(pace.reshape(60, 20), axis=1)
    alike = estimate_gaps(PurchaseDays(np.repeat(np.arange(60), 20), days.ravel()), seed=1)
    assert (alike.quantiles[0].low, alike.quantiles[0].high) == (10.0, 100.0)


def test_too_few_pauses_are_refused_with_their_number():
    purchases = PurchaseDays(np.repeat(np.arange(40), 4), np.tile(np.arange(4) * 9, 40))
    with pytest.raises(TooThinError, match="120 pauses between purchases, of 40 customers"):
        estimate_gaps(purchases, seed=0)


def test_categories_with_enough_pauses_are_listed_most_first():
    owners = np.repeat(np.arange(60), 4)
    weekly = PurchaseDays(owners, np.tile(np.arange(4) * 7, 60))
    daily = PurchaseDays(np.repeat(np.arange(60), 5), np.tile(np.arange(5), 60))
    rare = PurchaseDays(owners[:80], np.tile(np.arange(4) * 7, 20))
    found = estimate_each({"bread": daily, "rare": rare, "soap": weekly}, seed=1)
    assert [(name, each.gaps, each.quantiles[0].days) for name, each in found.items()] == [
        ("bread", 240, 1.0),
        ("soap", 180, 7.0),
    ]
    assert list(estimate_each({"bread": daily, "soap": weekly}, seed=1, most=1)) == ["bread"]


def test_hiatus_rule_is_held_against_what_happened():
    # 1: away 50 days, came back; 2: away 200, did not; 3: away 10, did not; 4: first bought later
    purchases = PurchaseDays(np.array([1, 1, 2, 3, 4]), np.array([850, 950, 700, 890, 960]))
    found = check_hiatus(purchases, today=1000, days=100, cut=90)
    assert (found.customers, found.returned, found.correct) == (3, 1, pytest.approx(2 / 3))
    assert (found.best_cut, found.best, found.base) == (-1.0, pytest.approx(2 / 3), pytest.approx(2 / 3))


def test_fit_reads_the_firm(tmp_path: Path):
    """150 customers who buy every 30 days for some months; two orders of a day are one purchase day."""
    first = dt.date(2025, 1, 1)
    orders = [
        (f"C{number}", first + dt.timedelta(days=30 * place), 10.0 + number)
        for number in range(150)
        for place in range(2 + number % 5)
    ]
    with firm_with(tmp_path, [*orders, *orders[:40]]) as firm:
        fit = firm.fit_cut_points(END)
        assert fit.buyers == 150
        assert {each.days for each in fit.gaps.quantiles} == {30.0}
        assert fit.gaps.gaps == sum(1 + number % 5 for number in range(150))
        cut = fit.cut_points
        assert (cut.active_days, cut.cooling_days, cut.lapsed_days) == (30, 31, 32)
        assert (cut.new_days, cut.reactivated_after_days) == (30, 32)
        assert cut.frequency_orders[0] >= 2
