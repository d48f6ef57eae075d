"""The figures of a quality card: published sample sizes, areas held against scikit-learn, shares of a sum."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from clientela.discover.discrimination import area_under_curve
from clientela.discover.features.table import Prepared
from clientela.discover.quality import detectable, needed
from clientela.discover.quality.card import least_of_its_own
from clientela.discover.quality.judging import share_of_total
from clientela.discover.quality.levers import Answered, levers, responses
from clientela.discover.quality.telling_apart import area, standard_error
from clientela.segments.intervals import Moments


@pytest.mark.parametrize(
    ("rate", "relative", "per_arm"),
    [(0.02, 0.1, 80_682), (0.02, 0.2, 21_109), (0.05, 0.1, 31_234), (0.1, 0.1, 14_751), (0.3, 0.05, 14_856)],
)
def test_sample_sizes_are_the_published_ones(rate, relative, per_arm):
    assert needed(rate, rate * relative) == per_arm
    assert detectable(rate, per_arm) == pytest.approx(rate * relative, rel=1e-4)


def test_fewer_customers_show_only_larger_lifts():
    found = [detectable(0.1, per_arm) for per_arm in (20_000, 2_000, 200, 20)]
    assert found == sorted(found)
    assert all(
        needed(0.1, lift) <= per_arm for lift, per_arm in zip(found, (20_000, 2_000, 200, 20), strict=True)
    )


@pytest.mark.parametrize(("rate", "per_arm"), [(0.0, 500), (1.0, 500), (0.5, 0), (0.2, 2)])
def test_where_nothing_can_be_shown_nothing_is_said(rate, per_arm):
    assert detectable(rate, per_arm) is None


@pytest.mark.parametrize(("population", "least"), [(100, 50), (10_000, 50), (10_001, 51), (1_000_000, 5_000)])
def test_a_segment_of_its_own_has_fifty_or_half_a_per_cent(population, least):
    assert least_of_its_own(population) == least


def test_area_is_scikit_learns_with_ties():
    rng = np.random.default_rng(3)
    labels = rng.random(500) < 0.3
    scores = np.round(rng.normal(labels * 0.8, 1), 1)
    assert area_under_curve(scores, labels) == pytest.approx(roc_auc_score(labels, scores), abs=1e-12)


def test_error_of_an_area_is_that_of_exponential_scores():
    """Hanley and McNeil's formula is exact for them: the area of scales 3 and 1 is 3/4."""
    rng = np.random.default_rng(12)
    labels = np.arange(100) < 40
    drawn = [area_under_curve(rng.exponential(np.where(labels, 3.0, 1.0)), labels) for _ in range(2_000)]
    assert np.mean(drawn) == pytest.approx(0.75, abs=0.004)
    assert np.std(drawn) == pytest.approx(standard_error(0.75, 40, 60), rel=0.05)


def prepared_of(numbers, codes=None, levels=()):
    codes = np.zeros((len(numbers), 0), np.int32) if codes is None else codes
    keys = tuple(f"x{place}" for place in range(numbers.shape[1]))
    return Prepared(numbers, keys, codes, tuple(f"c{place}" for place in range(len(levels))), tuple(levels))


def test_area_of_what_features_tell_and_of_what_they_do_not():
    rng = np.random.default_rng(5)
    numbers = rng.normal(size=(1_500, 3))
    codes = rng.integers(0, 4, (1_500, 1)).astype(np.int32)
    prepared = prepared_of(numbers, codes, [("a", "b", "c", "d")])
    middle = np.abs(numbers[:, 0]) < 0.4
    assert area(prepared, numbers[:, 1] > 1, seed=1).value > 0.99
    assert area(prepared, middle, seed=1).value > 0.95
    assert area(prepared, codes[:, 0] == 2, seed=1).value > 0.99
    chance = area(prepared, rng.random(1_500) < 0.2, seed=1)
    assert chance.low < 0.5 < chance.high
    assert area(prepared, middle, seed=1) == area(prepared, middle, seed=1)


def test_area_of_normal_scores_is_the_closed_form():
    """Two normals one deviation apart: Phi(1 / sqrt 2) = .760."""
    rng = np.random.default_rng(9)
    inside = np.arange(6_000) < 1_500
    prepared = prepared_of((rng.normal(size=6_000) + inside)[:, None])
    found = area(prepared, inside, seed=2)
    assert found.low < 0.760 < found.high
    assert found.n == 4_000


def test_too_few_on_either_side_have_no_area():
    prepared = prepared_of(np.random.default_rng(1).normal(size=(100, 2)))
    assert area(prepared, np.arange(100) < 9, seed=1) is None
    assert area(prepared, np.arange(100) < 91, seed=1) is None


def moments(values):
    return Moments(len(values), float(np.mean(values)), float(np.var(values, ddof=1)))


def test_share_of_a_sum_has_the_interval_of_the_bootstrap():
    rng = np.random.default_rng(8)
    inside = rng.random(1_200) < 0.25
    spent = rng.gamma(2, 50, 1_200) * np.where(inside, 3, 1)
    found = share_of_total(moments(spent[inside]), moments(spent[~inside]))
    drawn = rng.integers(0, 1_200, (2_000, 1_200))
    again = (spent * inside)[drawn].sum(axis=1) / spent[drawn].sum(axis=1)
    assert found.value == pytest.approx(spent[inside].sum() / spent.sum())
    assert [found.low, found.high] == pytest.approx(np.quantile(again, [0.025, 0.975]), abs=0.005)


def test_share_of_nothing_is_not_said():
    nothing, something = Moments(20, 0.0, 0.0), Moments(20, 5.0, 1.0)
    assert share_of_total(nothing, something) is None
    assert share_of_total(Moments(20, -1.0, 1.0), something) is None
    assert share_of_total(something, nothing).value == 1.0


def test_levers_of_groups_that_do_not_differ_are_hardly_ever_found():
    rng = np.random.default_rng(4)
    asked = responses([])
    cried = 0
    for _ in range(300):
        rates = rng.uniform(0.05, 0.6, len(asked))
        answered = [
            Answered(response, 80, int(rng.binomial(80, rate)), 900, int(rng.binomial(900, rate)))
            for response, rate in zip(asked, rates, strict=True)
        ]
        cried += any(lever.differs for lever in levers(answered))
    assert cried <= 0.08 * 300


def test_levers_need_ten_on_either_side_and_one_response():
    email, sms, *_ = responses([])
    assert levers([Answered(email, 9, 5, 500, 10), Answered(sms, 500, 5, 9, 1)]) == ()
    assert levers([Answered(email, 50, 0, 50, 0)]) == ()
    (lever,) = levers([Answered(email, 100, 60, 400, 80)])
    assert (lever.inside.value, lever.outside.value) == (0.6, 0.2)
    assert lever.difference.value == pytest.approx(0.4)
    assert lever.differs
