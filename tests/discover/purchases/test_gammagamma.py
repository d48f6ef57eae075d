"""Spending: the closed form of the likelihood, recovery, shrinkage, and when not to believe it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import approx_fprime
from scipy.stats import gamma as gamma_distribution

from clientela.discover.purchases import Histories, fit_values, value_bounds
from clientela.discover.purchases.gammagamma import log_likelihood
from clientela.discover.purchases.simulate import simulate, simulate_values
from clientela.errors import TooThinError
from tests.discover.purchases.cdnow import one

TRUTH = (6.0, 4.0, 15.0)


def spending(n: int, seed: int, truth: tuple[float, float, float] = TRUTH) -> Histories:
    """Customers of a BG/NBD who spend as a Gamma-Gamma says."""
    rows = simulate("bgnbd", (0.8, 30.0, 0.8, 2.5), np.full(n, 300.0), t=0.0, seed=seed).histories
    return dataclasses.replace(rows, m=simulate_values(truth, rows.x, seed=seed + 1))


def test_likelihood_is_the_integral_over_what_customers_spend_on_average() -> None:
    p, q, scale = TRUTH
    for x, m in ((1.0, 30.0), (4.0, 12.0), (25.0, 70.0)):

        def density(rate: float, x: float = x, m: float = m) -> float:
            own = gamma_distribution.pdf(rate, q, scale=1 / scale)
            return float(gamma_distribution.pdf(m, p * x, scale=1 / (rate * x)) * own)

        exact = quad(density, 0, 5, epsabs=0, epsrel=1e-11, points=[p / m], limit=200)[0]
        said = log_likelihood(np.array(TRUTH), np.array([x]), np.array([m]))[0][0]
        assert said == pytest.approx(np.log(exact), abs=1e-8)


def test_derivatives() -> None:
    x, m = np.array([1.0, 7.0]), np.array([12.0, 80.0])
    _, slope = log_likelihood(np.array(TRUTH), x, m)
    for row in range(2):
        numeric = approx_fprime(
            np.array(TRUTH),
            lambda p, row=row: log_likelihood(p, x[row : row + 1], m[row : row + 1])[0][0],
            1e-7,
        )
        assert slope[:, row] == pytest.approx(numeric, rel=1e-5, abs=1e-6)


def test_parameters_are_recovered() -> None:
    fitted = fit_values(spending(8_000, 5))
    errors = np.array(list(fitted.standard_errors.values()))
    assert np.all(np.abs(fitted.values - TRUTH) < 3.5 * errors)
    assert fitted.mean == pytest.approx(30.0, rel=0.03)


def test_expected_value_lies_between_her_own_and_the_mean_of_all() -> None:
    fitted = fit_values(spending(4_000, 9))
    once, twice, often = (
        fitted.expected_value(one(*history))[0]
        for history in ((0, 0, 39), (2, 10, 39, 100.0), (90, 38, 39, 100.0))
    )
    assert once == pytest.approx(fitted.mean)
    assert once < twice < often < 100
    assert often > 97


def test_bounds_of_the_value_hold_the_truth() -> None:
    p, q, scale = TRUTH
    asked = one(3, 20, 39, 60.0)
    truth = p * (scale + 3 * 60) / (p * 3 + q - 1)
    held = 0
    for seed in range(20):
        bounds = value_bounds(fit_values(spending(1_500, 100 + seed)), asked, level=0.9)
        held += int(bounds.low[0] <= truth <= bounds.high[0])
    assert held >= 14  # 18 expected; fewer than 14 once in a hundred


def test_spending_that_grows_with_frequency_is_refused() -> None:
    rows = spending(3_000, 3)
    grown = dataclasses.replace(rows, m=rows.m * (1 + rows.x))
    with pytest.raises(
        TooThinError, match=r"spend more each time \(correlation 0\.\d\d, the limit is 0\.3\)"
    ):
        fit_values(grown)


def test_too_few_who_paid_twice() -> None:
    rows = spending(3_000, 3)
    with pytest.raises(TooThinError, match=r"150 customers paid on more than one day.* at least 200"):
        fit_values(rows.rows(np.flatnonzero(rows.x > 0)[:150]))


def test_spending_without_a_mean_is_refused() -> None:
    with pytest.raises(TooThinError, match="varies so widely that it has no mean"):
        fit_values(spending(4_000, 4, (6.0, 0.6, 15.0)), enough=False)


def test_repeat_buyers_who_paid_nothing_are_left_out() -> None:
    rows = spending(2_000, 8)
    free = np.flatnonzero(rows.x > 0)[:7]
    value = rows.m.copy()
    value[free] = 0.0
    fitted = fit_values(dataclasses.replace(rows, m=value))
    assert fitted.left_out == 7
    assert fitted.customers == rows.repeaters - 7
