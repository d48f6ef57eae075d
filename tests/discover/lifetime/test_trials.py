"""The test out of time: published figures come out, the better method is chosen, the trap is avoided."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from clientela.discover.discrimination import area_under_curve as auc
from clientela.discover.lifetime.accuracy import accuracy, bounds, calibration, worse_by
from clientela.discover.lifetime.describing import histories
from clientela.discover.lifetime.ranges import total_orders
from clientela.discover.lifetime.reading import aligned, cut_at, end_of, read_later, read_purchases
from clientela.discover.lifetime.trials import run_trial
from clientela.discover.purchases import fit
from clientela.discover.purchases.simulate import simulate
from tests.discover.lifetime.conftest import CALIBRATED

QUARTER_PASSED = dt.datetime(1998, 4, 2, tzinfo=dt.UTC)
"""13 weeks after the end of 1997."""


@pytest.fixture(scope="module")
def quarter(everybody):
    tried = run_trial(everybody.base, QUARTER_PASSED, 91, 0)
    assert tried is not None
    return tried


def test_thirteen_weeks_of_cdnow_are_foretold_as_well_as_published(quarter):
    trial = quarter.trial
    assert (trial.day, trial.customers) == (dt.date(1997, 12, 31), 23_570)
    assert trial.best.accuracy.base_rate == pytest.approx(0.163, abs=5e-4)
    logistic, mbg, bg = (trial.candidate(name).accuracy for name in ("logistic", "mbgnbd", "bgnbd"))
    assert logistic.auc.value > 0.80
    assert logistic.brier.value == pytest.approx(0.1043, abs=5e-4)
    assert (mbg.auc.value, mbg.brier.value) == pytest.approx((0.796, 0.1056), abs=1e-3)
    assert (bg.auc.value, bg.brier.value) == pytest.approx((0.793, 0.1057), abs=1e-3)


def test_the_challenger_is_chosen_where_it_foretells_better(quarter):
    trial = quarter.trial
    assert trial.best.method == "logistic"
    assert quarter.learnt is not None
    briers = [each.accuracy.brier.value for each in trial.candidates]
    assert briers == sorted(briers)
    assert trial.best.accuracy.brier.high < trial.best.accuracy.baseline
    assert trial.candidate("mbgnbd").behind.low > 0


def test_counts_of_the_parametric_models_are_near_what_came(quarter):
    expected = quarter.trial.candidate("paretonbd").orders
    assert expected / quarter.trial.orders == pytest.approx(1, abs=0.06)
    assert quarter.trial.candidate("logistic").orders is None


def test_who_has_no_past_window_has_no_challenger(cdnow):
    tried = run_trial(cdnow.base, dt.datetime(1997, 7, 1, tzinfo=dt.UTC), 90, 0)
    assert tried is not None
    assert tried.learnt is None
    assert tried.trial.candidate("logistic") is None
    assert tried.trial.best.method in ("mbgnbd", "paretonbd")


def test_too_little_by_then_is_no_trial(cdnow):
    assert run_trial(cdnow.base, dt.datetime(1997, 4, 1, tzinfo=dt.UTC), 30, 0) is None


def test_churn_is_told_by_not_buying_and_not_by_p_alive(cdnow):
    """P(alive) of BG/NBD is 1 for everyone who bought once: as a churn score it is worse than a coin."""
    cut = cut_at(CALIBRATED, cdnow.zone)
    purchases = read_purchases(cdnow.base, cut)
    ids, later = read_later(cdnow.base, cut, end_of(dt.date(1998, 6, 30), cdnow.zone), (273,))
    lost = aligned(purchases.customer_ids, ids, later)[:, 0] == 0
    past = histories(purchases)
    trap = auc(1 - fit("bgnbd", past).p_alive(past), lost)
    score = auc(fit("mbgnbd", past).churn_risk(past, 39), lost)
    assert trap == pytest.approx(0.316, abs=2e-3)
    assert score > 0.74


def test_the_bootstrap_covers_the_figure_and_follows_the_seed():
    rng = np.random.default_rng(3)
    said = rng.beta(1, 4, 3_000)
    happened = rng.random(3_000) < said
    found = accuracy(said, happened, 5)
    assert found == accuracy(said, happened, 5)
    assert found.brier.value == pytest.approx(float(((said - happened) ** 2).mean()))
    half = (found.brier.high - found.brier.low) / 2
    normal = 1.96 * float(((said - happened) ** 2).std() / np.sqrt(3_000))
    assert half == pytest.approx(normal, rel=0.15)
    # the same interval as of a bootstrap that draws customers one by one
    places = rng.integers(0, 3_000, (300, 3_000))
    slow = [auc(said[drawn], happened[drawn]) for drawn in places]
    assert (found.auc.low, found.auc.high) == pytest.approx(np.quantile(slow, (0.025, 0.975)), abs=0.006)


def test_calibration_of_a_true_probability_holds_it():
    rng = np.random.default_rng(4)
    said = rng.random(20_000)
    rows = calibration(said, rng.random(20_000) < said)
    assert sum(row.n for row in rows) == 20_000
    assert sum(row.observed.low <= row.said <= row.observed.high for row in rows) >= 8
    low, high = bounds(said, rows)
    assert ((low <= said) & (said <= high)).all()
    assert (low <= low[said.argmax()]).all()


def test_equal_scores_stay_together():
    said = np.array([0.1] * 90 + [0.9] * 10)
    rows = calibration(said, np.zeros(100, dtype=bool))
    assert [(row.n, row.said) for row in rows] == [(90, pytest.approx(0.1)), (10, pytest.approx(0.9))]


def test_a_difference_is_of_pairs():
    found = worse_by(np.array([0.2, 0.4, 0.3]), np.array([0.1, 0.3, 0.2]))
    assert (found.value, found.low, found.high) == pytest.approx((0.1, 0.1, 0.1))


def test_a_ridge_of_the_likelihood_is_held_and_foretells_what_comes():
    """Everybody leaves equally often: how much they differ in it cannot be told, what they will buy can."""
    made = simulate("mbgnbd", (2.0, 10.0, 4e3, 1e5), np.full(1_500, 60.0), t=26.0, seed=8, unit="week")
    model = fit("mbgnbd", made.histories)
    assert model.expected(made.histories, 26.0).sum() == pytest.approx(made.future.sum(), rel=0.05)
    total = total_orders(model, made.histories, 26.0, error=0.0, seed=1)
    assert total.low <= made.future.sum() <= total.high
