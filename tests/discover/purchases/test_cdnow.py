"""Published figures: the models on the customers they were published on."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clientela.discover.discrimination import area_under_curve as auc
from clientela.discover.purchases import Fitted, Histories, ModelName, PurchaseDays, fit, fit_values
from clientela.discover.purchases.challenger import challenge
from clientela.discover.purchases.comparison import Judgement, best, judge
from tests.discover.purchases import cdnow
from tests.discover.purchases.conftest import CUT

pytestmark = pytest.mark.real_data
HOLDOUT = 39

Fits = dict[ModelName, Fitted]


@pytest.fixture(scope="module")
def actual(sample_days: PurchaseDays, calibration: Histories) -> np.ndarray:
    return sample_days.between(CUT, CUT + 7 * HOLDOUT).counts(calibration.customer_ids)


def test_counts_of_the_sample(calibration: Histories, actual: np.ndarray) -> None:
    assert len(calibration) == 2357
    assert calibration.repeaters == 946
    assert calibration.purchases == 2457
    assert actual.sum() == 1882


@pytest.mark.parametrize(
    ("name", "parameters", "log_likelihood"),
    [
        ("bgnbd", {"r": 0.2425945, "alpha": 4.4136019, "a": 0.7929199, "b": 2.4258881}, -9582.4292),
        ("paretonbd", {"r": 0.5533, "alpha": 10.5777, "s": 0.6062, "beta": 11.6688}, -9594.976),
        ("mbgnbd", {"r": 0.5248, "alpha": 6.1831, "a": 0.8914, "b": 1.6140}, -9582.136),
    ],
)
def test_parameters(fits: Fits, name: ModelName, parameters: dict[str, float], log_likelihood: float) -> None:
    assert fits[name].parameters == pytest.approx(parameters, rel=5e-4)
    assert fits[name].log_likelihood == pytest.approx(log_likelihood, abs=0.01)


def test_standard_errors_of_pareto_nbd(fits: Fits) -> None:
    published = {"r": 0.0476, "alpha": 0.8427, "s": 0.1873, "beta": 6.2105}
    assert fits["paretonbd"].standard_errors == pytest.approx(published, rel=1e-3)


def test_gamma_gamma(calibration: Histories) -> None:
    fitted = fit_values(calibration)
    assert fitted.customers == 946
    assert fitted.left_out == 0
    assert fitted.parameters == pytest.approx({"p": 6.2496, "q": 3.7442, "gamma": 15.4435}, rel=5e-4)
    assert fitted.log_likelihood == pytest.approx(-4055.9177, abs=0.01)
    assert fitted.mean == pytest.approx(35.17, abs=0.005)
    assert fitted.correlation == pytest.approx(0.114, abs=0.001)
    assert np.nanmean(calibration.m) == pytest.approx(35.08, abs=0.005)


def test_worked_customers(fits: Fits) -> None:
    first = cdnow.one(2, 30.43, 38.86)
    assert fits["bgnbd"].expected(first, 39)[0] == pytest.approx(1.2259, abs=5e-5)
    assert fits["bgnbd"].p_alive(first)[0] == pytest.approx(0.7266, abs=5e-5)
    keen = cdnow.one(26, 30.857, 31)
    assert fits["bgnbd"].expected(keen, 52)[0] == pytest.approx(25.757, abs=5e-4)
    assert fits["bgnbd"].p_alive(keen)[0] == pytest.approx(0.9689, abs=5e-5)
    assert fits["bgnbd"].expected_new(52) == pytest.approx(1.444, abs=5e-4)


@pytest.mark.parametrize(
    ("name", "mae", "rmse", "correlation", "total"),
    [("bgnbd", 0.785, 1.608, 0.626, -0.121), ("paretonbd", 0.755, 1.603, 0.630, -0.115)],
)
def test_holdout(
    fits: Fits,
    calibration: Histories,
    actual: np.ndarray,
    name: ModelName,
    mae: float,
    rmse: float,
    correlation: float,
    total: float,
) -> None:
    said = fits[name].expected(calibration, HOLDOUT)
    assert np.abs(said - actual).mean() == pytest.approx(mae, abs=6e-4)
    assert np.sqrt(((said - actual) ** 2).mean()) == pytest.approx(rmse, abs=6e-4)
    assert np.corrcoef(said, actual)[0, 1] == pytest.approx(correlation, abs=6e-4)
    assert said.sum() / actual.sum() - 1 == pytest.approx(total, abs=6e-4)


def test_the_naive_rate_promises_half_as_much_again(calibration: Histories, actual: np.ndarray) -> None:
    said = calibration.x / calibration.T * HOLDOUT
    assert said.sum() / actual.sum() - 1 == pytest.approx(0.557, abs=6e-4)


def test_holdout_means_by_repeat_purchases(fits: Fits, calibration: Histories, actual: np.ndarray) -> None:
    said = fits["bgnbd"].expected(calibration, HOLDOUT)
    kind = np.minimum(calibration.x, 7)
    by_x = [[values[kind == x].mean() for x in range(8)] for values in (said, actual)]
    expected = [0.2251, 0.5231, 1.0441, 1.5203, 2.1638, 2.6538, 3.5040, 6.1570]
    came = [0.2367, 0.6970, 1.3925, 1.5600, 2.5323, 2.9474, 3.8621, 6.3594]
    assert by_x[0] == pytest.approx(expected, abs=2e-4)
    assert by_x[1] == pytest.approx(came, abs=6e-5)


def test_p_alive_is_no_churn_score(fits: Fits, calibration: Histories, actual: np.ndarray) -> None:
    gone = actual == 0
    hiatus = calibration.T - calibration.t_x
    bg, pareto = (1 - fits[name].p_alive(calibration) for name in ("bgnbd", "paretonbd"))
    assert auc(bg, gone) == pytest.approx(0.316, abs=6e-4)  # worse than a coin
    assert auc(pareto, gone) == pytest.approx(0.726, abs=6e-4)
    assert auc(hiatus, gone) == pytest.approx(0.771, abs=6e-4)
    assert np.all(fits["bgnbd"].p_alive(calibration)[calibration.x == 0] == 1)


@pytest.mark.parametrize("name", ["bgnbd", "mbgnbd", "paretonbd"])
def test_our_churn_risk_does_not_fall_into_that(
    fits: Fits, calibration: Histories, actual: np.ndarray, name: ModelName
) -> None:
    assert auc(fits[name].churn_risk(calibration, HOLDOUT), actual == 0) > 0.75


def test_days_and_weeks_say_the_same(fits: Fits, calibration: Histories) -> None:
    in_days = fit("bgnbd", calibration.in_unit("day"))
    weekly = fits["bgnbd"]
    assert in_days.parameters["alpha"] == pytest.approx(7 * weekly.parameters["alpha"], rel=1e-6)
    assert in_days.p_buy(calibration.in_unit("day"), 91) == pytest.approx(
        weekly.p_buy(calibration, 13), abs=1e-8
    )
    with pytest.raises(ValueError, match="counts in days, these histories in weeks"):
        in_days.p_alive(calibration)


@pytest.fixture(scope="module")
def next_quarter(real_data: Path) -> dict[str, Judgement]:
    """All customers at the end of 1997: who will buy within 13 weeks?"""
    days, cut, window = cdnow.master(real_data / "cdnow"), cdnow.day("1997-12-31"), 91
    histories = days.histories(cut)
    assert len(histories) == 23_570
    bought = days.between(cut, cut + window).counts(histories.customer_ids) > 0
    ids, probability = challenge(days, cut, window)
    assert np.array_equal(ids, histories.customer_ids)
    said = {name: fit(name, histories).p_buy(histories, window) for name in ("bgnbd", "mbgnbd", "paretonbd")}
    return {name: judge(each, bought) for name, each in {**said, "logistic": probability}.items()}


def test_who_buys_next_quarter(next_quarter: dict[str, Judgement]) -> None:
    assert next_quarter["bgnbd"].base_rate == pytest.approx(0.163, abs=6e-4)
    for name, area, brier in (
        ("bgnbd", 0.793, 0.1057),
        ("mbgnbd", 0.796, 0.1056),
        ("paretonbd", 0.801, 0.1055),
        ("logistic", 0.808, 0.1043),
    ):
        assert next_quarter[name].auc == pytest.approx(area, abs=0.0015), name
        assert next_quarter[name].brier == pytest.approx(brier, abs=3e-4), name
        assert next_quarter[name].brier < 0.8 * next_quarter[name].baseline
    assert next_quarter["mbgnbd"].calibration_error == pytest.approx(0.019, abs=1e-3)


def test_the_logistic_model_is_chosen_there(next_quarter: dict[str, Judgement]) -> None:
    assert best(next_quarter) == "logistic"
