"""NPS, CSAT and CES: published figures, coverage, and what is hidden."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from clientela.discover.voice.estimates import Figure, design_effect, mean, share
from clientela.discover.voice.scales import Scale, scale_of
from clientela.discover.voice.scores import (
    difference,
    nps,
    nps_half_width,
    nps_interval,
    nps_interval_wald,
    score_figure,
)

NPS = Scale("nps", 0, 10, 9, 6)
CSAT = Scale("csat", 1, 5, 4, 2)


def test_nps_of_60_promoters_and_15_detractors_in_100():
    assert nps(60, 15, 100) == 45
    assert nps_interval(60, 15, 100) == pytest.approx((29.3, 58.0), abs=0.05)
    assert nps_interval_wald(60, 15, 100) == pytest.approx((30.5, 59.5), abs=0.05)


@pytest.mark.parametrize(("n", "reach"), [(50, 21.6), (100, 15.3), (400, 7.7)])
def test_half_width_to_expect_at_50_and_20_per_cent(n: int, reach: float):
    assert nps_half_width(0.5, 0.2, n) == pytest.approx(reach, abs=0.05)


def _coverage(interval, n: int) -> float:
    drawn = np.random.default_rng(5).multinomial(n, [0.95, 0.04, 0.01], 20_000)
    held = [low <= 94 <= high for low, high in (interval(good, bad, n) for good, _, bad in drawn)]
    return float(np.mean(held))


def test_adjusted_interval_covers_where_walds_does_not():
    """At 95 % promoters and 1 % detractors; a share of 20,000 draws is known to half a point."""
    assert _coverage(nps_interval_wald, 10) == pytest.approx(0.398, abs=0.01)
    assert _coverage(nps_interval_wald, 50) == pytest.approx(0.756, abs=0.01)
    assert _coverage(nps_interval, 10) == pytest.approx(0.916, abs=0.01)
    assert _coverage(nps_interval, 50) == pytest.approx(0.968, abs=0.01)


def test_figures_of_scores_by_their_measure():
    everyone = np.arange(100)
    promoters = np.repeat([10.0, 8.0, 2.0], [60, 25, 15])
    figure = score_figure(promoters, everyone, NPS)
    assert (figure.value, figure.n, figure.customers) == (45, 100, 100)
    assert (figure.low, figure.high) == pytest.approx(nps_interval(60, 15, 100))
    stars = np.repeat([5.0, 4.0, 3.0, 1.0], [40, 22, 20, 18])
    happy = score_figure(stars, everyone, CSAT)
    wilson = stats.binomtest(62, 100).proportion_ci(method="wilson")
    assert (happy.value, happy.low, happy.high) == pytest.approx((0.62, wilson.low, wilson.high))
    effort = score_figure(stars, everyone, Scale("ces", 1, 5, 4, 2))
    student = stats.t.interval(0.95, 99, stars.mean(), stats.sem(stars))
    assert (effort.value, effort.low, effort.high) == pytest.approx((stars.mean(), *student))


def test_scores_are_hidden_below_thirty_and_shares_below_ten():
    scores = np.repeat([10.0, 2.0], [20, 9])
    assert score_figure(scores, np.arange(29), NPS) == Figure(29, 29)
    assert score_figure(np.append(scores, 9.0), np.arange(30), NPS).value is not None
    # thirty answers of twenty-nine people are of twenty-nine people
    assert score_figure(np.append(scores, 9.0), np.append(np.arange(29), 0), NPS).value is None
    has = np.repeat([True, False], [9, 91])
    assert share(has, np.arange(100)) == Figure(100, 100)
    assert share(~has, np.arange(100)).value == 0.91
    assert mean(np.ones(9), np.arange(9)).value is None


def test_answers_of_one_customer_count_for_less():
    rng = np.random.default_rng(3)
    customer = np.repeat(np.arange(40), 5)
    alike = np.repeat(rng.random(40) < 0.5, 5).astype(float)
    assert design_effect(alike, customer) == pytest.approx(5)
    assert design_effect(alike, np.arange(200)) == pytest.approx(1)
    assert design_effect(np.ones(200), customer) == 1
    wide, narrow = share(alike > 0, customer), share(alike > 0, np.arange(200))
    wilson = stats.binomtest(int(alike.sum() / 5), 40).proportion_ci(method="wilson")
    assert (wide.low, wide.high) == pytest.approx((wilson.low, wilson.high))
    assert narrow.high - narrow.low < wide.high - wide.low


def test_intervals_of_clustered_shares_cover():
    """Where people repeat themselves, the usual interval holds the truth too seldom, ours nearly always."""
    rng = np.random.default_rng(8)
    customer = np.repeat(np.arange(80), 4)
    held = plain = 0
    for _ in range(400):
        own = rng.beta(1.5, 3.5, 80)  # mean .3
        has = rng.random(320) < np.repeat(own, 4)
        figure, naive = share(has, customer), share(has, np.arange(320))
        held += figure.low <= 0.3 <= figure.high
        plain += naive.low <= 0.3 <= naive.high
    assert held / 400 > 0.92
    assert plain < held


def test_difference_is_the_root_of_summed_squares():
    one, other = Figure(100, 100, 40.0, 30.0, 50.0), Figure(100, 100, 20.0, 16.0, 26.0)
    low, high = difference(one, other)
    assert (low, high) == pytest.approx((20 - np.hypot(10, 6), 20 + np.hypot(10, 4)))
    assert difference(one, Figure(5, 5)) is None


@pytest.mark.parametrize(
    ("kind", "survey", "low", "high", "scale"),
    [
        ("survey_answered", "NPS 2026", 3, 10, Scale("nps", 0, 10, 9, 6)),
        ("survey_answered", "nps", 0, 100, Scale("mean", 0, 100, 75, 25)),
        ("survey_answered", "csat", 1, 5, Scale("csat", 1, 5, 4, 2)),
        ("survey_answered", "csat", 0, 10, Scale("csat", 0, 10, 9, 2.5)),
        ("survey_answered", "ces-website", 1, 7, Scale("ces", 1, 7, 6, 2.5)),
        ("survey_answered", "taste", 2, 5, Scale("mean", 1, 5, 4, 2)),
        ("review_written", None, 1, 5, Scale("csat", 1, 5, 4, 2)),
        ("survey_answered", "odd", -3, 5, None),
        ("survey_answered", "csat", None, None, None),
    ],
)
def test_scale_is_told_by_the_name_and_the_scores(kind, survey, low, high, scale):
    assert scale_of(kind, survey, low, high) == scale


def test_points_and_verdicts_of_a_scale():
    assert [NPS.points(score) for score in (0, 5, 10)] == [0, 50, 100]
    assert [CSAT.points(score) for score in (1, 3, 5)] == [0, 50, 100]
    assert [NPS.verdict(score) for score in (6, 7, 8, 9)] == [-1, 0, 0, 1]
