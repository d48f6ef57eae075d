"""Subscriptions, on the published figures of the telecom set and on planted hazards."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np
import pytest

from clientela.discover.purchases import fit_logistic
from clientela.discover.purchases.comparison import judge
from clientela.discover.purchases.survival import (
    Subscriptions,
    fit_cox,
    horizon_calibration,
    one_hot,
    survival_curve,
)
from clientela.errors import MissingExtraError, TooThinError

Telco = tuple[Subscriptions, tuple[str, ...], np.ndarray]


@pytest.fixture(scope="module")
def telco(real_data: Path) -> Telco:
    with (real_data / "telco" / "Telco-Customer-Churn.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    tenure = np.array([float(row["tenure"]) for row in rows])
    left_out = ("customerID", "tenure", "MonthlyCharges", "TotalCharges", "Churn")
    names, features = one_hot({key: [row[key] for row in rows] for key in rows[0] if key not in left_out})
    features = np.column_stack([features, [float(row["MonthlyCharges"]) for row in rows]])
    ended = np.array([row["Churn"] == "Yes" for row in rows])
    return Subscriptions(tenure, ended), (*names, "MonthlyCharges"), features


@pytest.mark.real_data
def test_published_survival(telco: Telco) -> None:
    subscriptions, _, _ = telco
    assert subscriptions.ended.mean() == pytest.approx(0.2654, abs=5e-5)
    curve = survival_curve(subscriptions)
    assert [curve.at(month)[0] for month in (12, 24, 48, 72)] == pytest.approx(
        [0.8432, 0.7887, 0.7088, 0.5928], abs=5e-5
    )
    assert curve.at_risk[0] == 7_043
    with pytest.raises(ValueError, match="the curve ends at 72"):
        curve.at(80)


@pytest.mark.real_data
def test_the_interval_is_greenwoods_on_the_log_log_scale(telco: Telco) -> None:
    subscriptions, _, _ = telco
    share, low, high = survival_curve(subscriptions).at(24)
    tenure, ended = subscriptions.tenure, subscriptions.ended
    times = np.unique(tenure[ended & (tenure <= 24)])
    deaths = np.array([np.sum(ended & (tenure == time)) for time in times])
    risk = np.array([np.sum(tenure >= time) for time in times])
    error = np.sqrt(np.sum(deaths / (risk * (risk - deaths)))) / np.log(share)
    assert (high, low) == pytest.approx(
        [share ** np.exp(sign * 1.959964 * error) for sign in (1, -1)], abs=1e-9
    )


@pytest.mark.real_data
def test_logistic_on_who_left(telco: Telco) -> None:
    subscriptions, _, features = telco
    known = np.column_stack([features, subscriptions.tenure, np.log1p(subscriptions.tenure)])
    fold, said = np.arange(len(known)) % 5, np.empty(len(known))
    for held in range(5):
        model = fit_logistic(known[fold != held], subscriptions.ended[fold != held])
        said[fold == held] = model.probability(known[fold == held])
    assert judge(said, subscriptions.ended).auc == pytest.approx(0.845, abs=0.006)


@pytest.mark.real_data
def test_cox_ranks_and_is_calibrated(telco: Telco) -> None:
    subscriptions, names, features = telco
    fitted = fit_cox(subscriptions, names, features)
    assert fitted.concordance == pytest.approx(0.865, abs=0.005)
    assert (fitted.customers, fitted.ended) == (7_043, 1_869)
    ratios = {each.feature: each for each in fitted.hazard_ratios}
    assert ratios["Contract: Two year"].high < 0.15
    said = fitted.stays(features, np.zeros(len(features)), 24)
    parts = horizon_calibration(subscriptions, said, 24)
    assert sum(each.customers for each in parts) == 7_043
    assert max(abs(each.said - each.lasted) for each in parts) < 0.05
    assert parts[-1].low < 1.0  # nobody left: still no certainty


def test_columns_that_repeat_each_other_enter_once() -> None:
    names, columns = one_hot(
        {
            "net": ["yes", "no", "yes", "yes"],
            "video": ["on", "no net", "off", "on"],
            "plan": ["a", "a", "a", "a"],
        }
    )
    assert names == ("net: no", "video: off")
    assert columns.tolist() == [[0, 0], [1, 0], [0, 1], [0, 0]]


def test_planted_hazards_are_found() -> None:
    """Exponential lives whose rate a feature doubles; half are still watched when it ends."""
    rng = np.random.default_rng(7)
    flag, noise = rng.integers(0, 2, 4_000), rng.normal(size=4_000)
    life, watched = rng.exponential(10 / 2.0**flag), rng.uniform(2, 12, 4_000)
    subscriptions = Subscriptions(np.minimum(life, watched), life <= watched)
    features = np.column_stack([flag, noise]).astype(float)
    fitted = fit_cox(subscriptions, ("flag", "noise"), features)
    first, second = fitted.hazard_ratios
    assert first.low < 2.0 < first.high
    assert second.low < 1.0 < second.high
    assert second.p > 0.01
    asked = np.array([[0.0, 0.0], [1.0, 0.0]])
    assert fitted.stays(asked, np.array([1.0, 1.0]), 3) == pytest.approx(np.exp([-0.3, -0.6]), abs=0.03)
    later = fitted.stays(asked, np.array([4.0, 4.0]), 3)  # an exponential life does not age
    assert later == pytest.approx(np.exp([-0.3, -0.6]), abs=0.04)


def test_too_few_have_ended() -> None:
    few = Subscriptions(np.arange(100.0), np.arange(100) < 30)
    with pytest.raises(TooThinError, match=r"30 of 100 subscriptions have ended; .* at least 50"):
        survival_curve(few)
    more = Subscriptions(np.arange(300.0), np.arange(300) < 60)
    with pytest.raises(TooThinError, match=r"60 of 300 subscriptions have ended; .* at least 70"):
        fit_cox(more, list("abcdefg"), np.zeros((300, 7)))


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    name = "clientela.discover.purchases.survival"
    monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "lifelines", None)
    with pytest.raises(MissingExtraError, match=r"clientela\[survival\]"):
        __import__(name)
