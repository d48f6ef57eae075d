"""The logistic challenger, and how good a probability was."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from clientela.discover.discrimination import area_under_curve as auc
from clientela.discover.purchases import fit_logistic, purchase_days
from clientela.discover.purchases.challenger import FEATURES, challenge, features
from clientela.discover.purchases.comparison import best, calibration, judge
from clientela.errors import TooThinError


def noisy(n: int = 4_000, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    columns = rng.normal([0, 5, -2], [1, 10, 0.1], (n, 3))
    p = 1 / (1 + np.exp(1 - columns[:, 0] - 0.05 * columns[:, 1]))
    return columns, rng.random(n) < p


def test_probability_is_that_of_the_library() -> None:
    columns, happened = noisy()
    fitted = fit_logistic(columns, happened)
    scaled = (columns - columns.mean(0)) / columns.std(0)
    library = LogisticRegression(C=1.0, max_iter=1_000).fit(scaled, happened).predict_proba(scaled)[:, 1]
    assert fitted.probability(columns) == pytest.approx(library, abs=1e-9)
    assert fitted.probability(columns).mean() == pytest.approx(happened.mean(), abs=1e-4)


def test_a_feature_that_never_varies_says_nothing() -> None:
    columns, happened = noisy()
    still = np.column_stack([columns, np.full(len(columns), 3.0)])
    assert fit_logistic(still, happened).probability(still) == pytest.approx(
        fit_logistic(columns, happened).probability(columns), abs=1e-4
    )


def test_too_few_outcomes() -> None:
    columns, _ = noisy(500)
    with pytest.raises(
        TooThinError, match="20 of 500 customers bought in the window to learn from; at least 50"
    ):
        fit_logistic(columns, np.arange(500) < 20)


def test_features_are_what_was_known() -> None:
    days = purchase_days([1, 1, 1, 2], [0, 50, 95, 60], [10.0, 20.0, 30.0, 8.0])
    ids, found = features(days, cut=100, window=30)
    assert ids.tolist() == [1, 2]
    said = dict(zip(FEATURES, found.T, strict=True))
    assert np.expm1(said["repeat purchases"]) == pytest.approx([2, 0])
    assert np.expm1(said["days since the last purchase"]) == pytest.approx([5, 40])
    assert np.expm1(said["value in all"]) == pytest.approx([60, 8])
    assert np.expm1(said["purchases in the last window"]) == pytest.approx([1, 0])
    assert np.expm1(said["purchases in the window before"]) == pytest.approx([1, 1])
    assert np.expm1(said["days between purchases"]) == pytest.approx([47.5, 40])
    assert said["bought once"].tolist() == [0, 1]
    later = purchase_days([1, 1, 1, 2, 2], [0, 50, 95, 60, 101], [10.0, 20.0, 30.0, 8.0, 99.0])
    assert np.array_equal(features(later, cut=100, window=30)[1], found)


def test_the_future_does_not_leak_into_the_challenge() -> None:
    rng = np.random.default_rng(3)
    ids, days = rng.integers(0, 1_000, 6_000), rng.integers(0, 300, 6_000)
    whole = purchase_days(ids, days, np.ones(6_000))
    past = whole.until(200)
    for ours, theirs in zip(challenge(whole, 200, 50), challenge(past, 200, 50), strict=True):
        assert np.array_equal(ours, theirs)


def test_scores_are_those_of_the_library() -> None:
    columns, happened = noisy()
    said = np.round(fit_logistic(columns, happened).probability(columns), 2)  # with ties
    judged = judge(said, happened)
    assert judged.brier == pytest.approx(brier_score_loss(happened, said))
    assert judged.auc == pytest.approx(roc_auc_score(happened, said))
    assert judged.baseline == pytest.approx(brier_score_loss(happened, np.full(len(said), happened.mean())))
    assert judged.base_rate == happened.mean()


def test_one_outcome_has_no_auc() -> None:
    assert np.isnan(auc(np.array([0.1, 0.9]), np.array([True, True])))


def test_calibration_of_a_true_and_of_a_bold_probability() -> None:
    rng = np.random.default_rng(4)
    p = rng.beta(1, 3, 50_000)
    happened = rng.random(50_000) < p
    parts = calibration(p, happened)
    assert [each.customers for each in parts] == pytest.approx([5_000] * 10, abs=1)
    assert sum(each.low <= each.said <= each.high for each in parts) >= 8
    assert judge(p, happened).calibration_error < 0.01
    assert judge(np.sqrt(p), happened).calibration_error > 0.15
    assert best({"bold": judge(np.sqrt(p), happened), "true": judge(p, happened)}) == "true"


def test_ties_stay_together() -> None:
    said = np.repeat([0.1, 0.5], [95, 5])
    parts = calibration(said, np.arange(100) % 2 == 0)
    assert [(each.customers, each.said) for each in parts] == [(95, pytest.approx(0.1)), (5, 0.5)]
