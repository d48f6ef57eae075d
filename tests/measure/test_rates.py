"""Score intervals of two rates: a published one, an oracle by another way, and the tables at the edge."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import optimize, stats

from clientela.measure.rates import rate, rate_difference, rate_ratio

Z = stats.norm.ppf(0.975)
TABLES = [(56, 70, 48, 80), (3, 40, 9, 30), (1, 500, 7, 90), (267, 21_307, 122, 21_306), (20, 25, 1, 200)]


def _likelihood(one: float, other: float, table: tuple[int, int, int, int]) -> float:
    count, n, rest, rest_n = table
    return float(stats.binom.logpmf(count, n, one) + stats.binom.logpmf(rest, rest_n, other))


def _score_of_difference(apart: float, table: tuple[int, int, int, int]) -> float:
    """The score statistic with the likeliest rates sought by a general optimiser."""
    count, n, rest, rest_n = table
    low, high = max(0.0, -apart), min(1.0, 1 - apart)
    found = optimize.minimize_scalar(
        lambda other: -_likelihood(other + apart, other, table),
        bounds=(low, high),
        method="bounded",
        options={"xatol": 1e-12},
    )
    other, one = found.x, found.x + apart
    error = math.sqrt(one * (1 - one) / n + other * (1 - other) / rest_n)
    return (count / n - rest / rest_n - apart) / error


def _score_of_ratio(ratio: float, table: tuple[int, int, int, int]) -> float:
    count, n, rest, rest_n = table
    found = optimize.minimize_scalar(
        lambda other: -_likelihood(ratio * other, other, table),
        bounds=(0, min(1.0, 1 / ratio)),
        method="bounded",
        options={"xatol": 1e-12},
    )
    other, one = found.x, ratio * found.x
    error = math.sqrt(one * (1 - one) / n + ratio**2 * other * (1 - other) / rest_n)
    return (count / n - ratio * rest / rest_n) / error


def test_difference_as_published():
    """Newcombe (1998), table II: 56 of 70 against 48 of 80 by Mee's method."""
    line = rate_difference(56, 70, 48, 80)
    assert (line.low, line.high) == pytest.approx((0.0533, 0.3377), abs=5e-5)


@pytest.mark.parametrize("table", TABLES)
def test_ends_of_the_difference_are_what_the_test_just_accepts(table):
    line = rate_difference(*table)
    assert _score_of_difference(line.low, table) == pytest.approx(Z, abs=1e-3)
    assert _score_of_difference(line.high, table) == pytest.approx(-Z, abs=1e-3)


@pytest.mark.parametrize("table", TABLES)
def test_ends_of_the_ratio_are_what_the_test_just_accepts(table):
    line = rate_ratio(*table)
    assert line is not None
    assert _score_of_ratio(line.low, table) == pytest.approx(Z, abs=1e-3)
    assert _score_of_ratio(line.high, table) == pytest.approx(-Z, abs=1e-3)


def test_interval_leaves_out_nothing_exactly_where_chi_squared_does():
    rng = np.random.default_rng(2)
    clear = 0
    for _ in range(300):
        n, rest_n = rng.integers(20, 400, 2)
        count, rest = rng.binomial(n, 0.3), rng.binomial(rest_n, 0.4)
        line, ratio = rate_difference(count, n, rest, rest_n), rate_ratio(count, n, rest, rest_n)
        p = stats.chi2_contingency([[count, n - count], [rest, rest_n - rest]], correction=False).pvalue
        assert line.p == pytest.approx(p)
        assert line.is_clear == (p < 0.05)
        assert ratio is not None
        assert (ratio.low > 1 or ratio.high < 1) == (p < 0.05)
        clear += line.is_clear
    assert 30 < clear < 270  # both sides were tried


def test_rates_at_the_edge():
    nobody = rate_difference(0, 10, 0, 12)
    assert (nobody.value, nobody.p) == (0, 1)
    assert nobody.low < 0 < nobody.high
    all_of_one = rate_difference(10, 10, 0, 12)
    assert (all_of_one.value, all_of_one.high) == pytest.approx((1, 1))
    assert 0.6 < all_of_one.low < 0.8
    assert rate_ratio(3, 10, 0, 12) is None
    none = rate_ratio(0, 10, 3, 12)
    assert none is not None
    assert (none.value, none.low) == (0, 0)
    wilson = stats.binomtest(3, 12).proportion_ci(method="wilson")
    assert (rate(3, 12).low, rate(3, 12).high) == pytest.approx((wilson.low, wilson.high))
