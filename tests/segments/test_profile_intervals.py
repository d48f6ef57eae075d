"""The statistics of profiles against published figures and against SciPy."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from clientela.segments.intervals import (
    Moments,
    adjusted,
    mean_difference,
    mean_interval,
    share_difference,
    share_interval,
)
from clientela.segments.student import incomplete_beta, two_sided_p, two_sided_quantile

# Student (1908), "The probable error of a mean": additional hours of sleep under two drugs
DRUG_1 = (0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0)
DRUG_2 = (1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4)
FREEDOMS = (1, 2.5, 9, 30.3, 999, 2001, 1e6)


def moments(values: object) -> Moments:
    array = np.asarray(values, dtype=float)
    return Moments(array.size, float(array.mean()), float(array.var(ddof=1)))


@pytest.mark.parametrize("freedom", FREEDOMS)
@pytest.mark.parametrize("t", [0.0, 0.1, 1.0, 2.0, 5.0, 12.0])
def test_two_sided_p_for_any_freedom_is_scipys(freedom: float, t: float) -> None:
    assert two_sided_p(t, freedom) == pytest.approx(2 * stats.t.sf(t, freedom), rel=1e-8)


@pytest.mark.parametrize("freedom", FREEDOMS)
@pytest.mark.parametrize("level", [0.5, 0.9, 0.95, 0.999])
def test_quantile_for_any_freedom_is_scipys(freedom: float, level: float) -> None:
    expected = stats.t.ppf((1 + level) / 2, freedom)
    assert two_sided_quantile(level, freedom) == pytest.approx(expected, rel=1e-8)


def test_quantile_of_ten_degrees_is_the_printed_one() -> None:
    assert round(two_sided_quantile(0.95, 10), 3) == 2.228


def test_incomplete_beta_at_its_ends_is_zero_and_one() -> None:
    assert (incomplete_beta(0.0, 2, 3), incomplete_beta(1.0, 2, 3)) == (0.0, 1.0)
    assert incomplete_beta(0.5, 2, 2) == pytest.approx(0.5)


def test_p_of_an_infinite_t_is_zero() -> None:
    assert two_sided_p(math.inf, 10) == 0.0


def test_wilson_interval_is_the_published_one() -> None:
    # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3
    assert [round(end, 4) for end in share_interval(81, 263)] == [0.2553, 0.3662]
    assert [round(end, 4) for end in share_interval(15, 148)] == [0.0624, 0.1605]
    assert [round(end, 4) for end in share_interval(0, 20)] == [0.0, 0.1611]
    assert [round(end, 4) for end in share_interval(1, 29)] == [0.0061, 0.1718]


def test_share_interval_of_all_and_none_ends_at_one_and_zero() -> None:
    assert share_interval(0, 50)[0] == 0.0
    assert share_interval(50, 50)[1] == 1.0


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        # Newcombe (1998), Statistics in Medicine 17:873, table II, method 10
        ((56, 70, 48, 80), (0.0524, 0.3339)),
        ((9, 10, 3, 10), (0.1705, 0.8090)),
        ((10, 10, 0, 20), (0.6791, 1.0000)),
    ],
)
def test_newcombe_interval_is_the_published_one(
    counts: tuple[int, int, int, int], expected: tuple[float, float]
) -> None:
    found = share_difference(*counts)
    assert (round(found.low, 4), round(found.high, 4)) == expected


def test_welch_interval_of_students_sleep_is_the_one_r_prints() -> None:
    found = mean_difference(moments(DRUG_1), moments(DRUG_2))
    assert (round(found.low, 7), round(found.high, 7)) == (-3.3654832, 0.2054832)
    assert round(found.p, 5) == 0.07939


def test_difference_of_means_is_scipys_welch() -> None:
    rng = np.random.default_rng(7)
    group, rest = rng.normal(5, 3, 31), rng.normal(4, 9, 400)
    found = mean_difference(moments(group), moments(rest))
    expected = stats.ttest_ind(group, rest, equal_var=False)
    ends = expected.confidence_interval(0.95)
    assert (found.p, found.low, found.high) == pytest.approx((expected.pvalue, ends.low, ends.high), rel=1e-9)


def test_mean_interval_is_scipys() -> None:
    values = np.asarray(DRUG_2)
    expected = stats.t.interval(0.95, 9, loc=values.mean(), scale=stats.sem(values))
    assert mean_interval(moments(values)) == pytest.approx(expected, rel=1e-9)


def test_difference_of_shares_is_pearsons_chi_squared() -> None:
    found = share_difference(56, 70, 48, 80)
    table = [[56, 14], [48, 32]]
    assert found.p == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue, rel=1e-9)


def test_effect_of_shares_is_the_one_cohen_prints() -> None:
    # Cohen (1988), table 6.2.2: phi(.50) = 1.571, phi(.65) = 1.875; phi(.40) = 1.369
    assert share_difference(65, 100, 50, 100).effect == pytest.approx(1.875 - 1.571, abs=0.001)
    assert share_difference(40, 100, 50, 100).effect == pytest.approx(1.369 - 1.571, abs=0.001)


def test_effect_of_means_is_their_distance_in_pooled_deviations() -> None:
    # deviations of 3 and 5 in groups of one size: the pooled one is the root of (9 + 25) / 2
    found = mean_difference(Moments(20, 12.0, 9.0), Moments(20, 10.0, 25.0))
    assert found.effect == pytest.approx(2 / math.sqrt(17))


def test_difference_of_groups_that_do_not_vary_is_finite() -> None:
    apart = mean_difference(Moments(20, 1.0, 0.0), Moments(80, 0.0, 0.0))
    assert (apart.low, apart.high, apart.p) == (1.0, 1.0, 0.0)
    assert apart.effect == pytest.approx(1 / np.std([1.0] * 20 + [0.0] * 80, ddof=1))
    alike = mean_difference(Moments(20, 1.0, 0.0), Moments(80, 1.0, 0.0))
    assert (alike.effect, alike.p) == (0.0, 1.0)


def test_merged_moments_are_those_of_both_groups_together() -> None:
    both = moments(DRUG_1).merged(moments(DRUG_2))
    expected = moments(DRUG_1 + DRUG_2)
    assert both.n == 20
    assert (both.mean, both.variance) == pytest.approx((expected.mean, expected.variance))


def test_merged_moments_with_an_empty_group_are_the_others() -> None:
    nobody = Moments(0, 0.0, 0.0)
    assert nobody.merged(moments(DRUG_1)) == moments(DRUG_1)
    assert moments(DRUG_1).merged(nobody) == moments(DRUG_1)


def test_adjusted_keeps_the_four_that_benjamini_and_hochberg_kept() -> None:
    # the worked example of their paper, section 4.1
    given = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    given += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    assert [p < 0.05 for p in adjusted(given)] == [True] * 4 + [False] * 11


def test_adjusted_in_any_order_is_scipys() -> None:
    given = [0.04, 0.001, 0.9, 0.03, 0.03, 0.2]
    assert adjusted(given) == pytest.approx(list(stats.false_discovery_control(given)))
    assert adjusted([]) == []
