"""Means of all who were assigned: against scipy, and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from clientela.measure.adjusting import lin
from clientela.measure.means import mean, mean_ratio, welch, winsorised
from clientela.measure.trends import difference_in_differences


@pytest.fixture(scope="module")
def spent() -> tuple[np.ndarray, np.ndarray]:
    """Most spend nothing, some a lot."""
    rng = np.random.default_rng(1)
    return tuple(rng.gamma(0.7, 90, n) * (rng.random(n) < share) for n, share in ((900, 0.2), (400, 0.1)))


def test_welch_is_scipys(spent):
    one, rest = spent
    found = stats.ttest_ind(one, rest, equal_var=False)
    ends = found.confidence_interval(0.95)
    line = welch(one, rest)
    assert (line.value, line.low, line.high) == pytest.approx((one.mean() - rest.mean(), ends.low, ends.high))
    assert line.p == pytest.approx(found.pvalue, rel=1e-6)
    student = stats.t.interval(0.95, one.size - 1, one.mean(), stats.sem(one))
    assert (mean(one).low, mean(one).high) == pytest.approx(student)


def test_ratios_ends_are_where_the_test_just_accepts(spent):
    """Fieller: at the ends one mean less so many times the other is as far off as Student allows."""
    one, rest = spent
    line = mean_ratio(one, rest)
    assert line is not None
    for end in (line.low, line.high):
        error = np.sqrt(one.var(ddof=1) / one.size + end**2 * rest.var(ddof=1) / rest.size)
        t = (one.mean() - end * rest.mean()) / error
        assert abs(t) == pytest.approx(stats.t.ppf(0.975, rest.size - 1), rel=1e-9)
    assert mean_ratio(one, np.append(np.zeros(200), 5.0)) is None


def test_winsorised_takes_down_the_highest_thousandth():
    values, rest = np.ones(1000), np.ones(1000)
    values[0] = 1_001
    plain, cut = welch(values, rest), winsorised(values, rest)
    assert plain.value == pytest.approx(1)
    assert cut is not None
    assert cut.value == pytest.approx(0, abs=1e-9)  # one in two thousand lies above the 99.9th percentile
    assert winsorised(np.append(np.zeros(5_000), 3.0), np.zeros(5_000)) is None


def _ols(values, before, rest, rest_before):
    """Lin's regression written out as one, by the textbook's matrices."""
    arm = np.repeat([1.0, 0.0], [values.size, rest.size])
    earlier = np.concatenate((before, rest_before))
    earlier = earlier - earlier.mean(axis=0)
    design = np.column_stack((np.ones(arm.size), arm, earlier, earlier * arm[:, None]))
    y = np.concatenate((values, rest))
    slopes, *_ = np.linalg.lstsq(design, y, rcond=None)
    bread = np.linalg.inv(design.T @ design)
    hat = np.sum((design @ bread) * design, axis=1)
    errors = y - design @ slopes
    cover = bread @ (design.T * (errors**2 / (1 - hat))) @ design @ bread
    return slopes[1], np.sqrt(cover[1, 1])


def test_lin_is_the_regression_with_products_and_hc2():
    rng = np.random.default_rng(4)
    before, rest_before = rng.gamma(2, 10, (300, 2)), rng.gamma(2, 10, (120, 2))
    values = before @ [0.6, 0.1] + rng.gamma(2, 5, 300) + 3
    rest = rest_before @ [0.4, 0.2] + rng.gamma(2, 5, 120)
    value, error = _ols(values, before, rest, rest_before)
    line = lin(values, before, rest, rest_before)
    assert line.value == pytest.approx(value)
    reach = stats.t.ppf(0.975, 420 - 6) * error
    assert (line.low, line.high) == pytest.approx((value - reach, value + reach))


def test_an_earlier_figure_that_is_the_same_for_all_changes_nothing():
    rng = np.random.default_rng(4)
    one, rest = rng.normal(1, 2, 200), rng.normal(0, 2, 200)
    line = lin(one, np.ones((200, 1)), rest, np.ones((200, 1)))
    assert line.value == pytest.approx(one.mean() - rest.mean())


def test_difference_in_differences_by_hand():
    trend = difference_in_differences(
        np.array([8.0, 10, 12]),
        np.array([[5.0, 4], [6, 5], [7, 6]]),
        np.array([4.0, 6, 5]),
        np.array([[3.0, 2], [5, 4], [4, 3]]),
    )
    assert trend.line.value == pytest.approx(4 - 1)
    assert trend.earlier is not None
    assert trend.earlier.value == pytest.approx(0)
    assert trend.is_parallel
