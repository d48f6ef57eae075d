"""Looking every day: what a usual interval does then, and what the confidence sequence does instead."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clientela.measure.sequence import always_valid, sequence_reach

LOOKS, RUNS, EACH = 40, 2_000, 125


@pytest.fixture(scope="module")
def looks() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of 2,000 experiments of nothing: difference, error and customers at each of 40 looks."""
    rng = np.random.default_rng(3)
    shape = (RUNS, LOOKS)
    n = np.arange(1, LOOKS + 1) * EACH
    arms = [np.cumsum(rng.binomial(EACH, 0.2, shape), axis=1) / n for _ in range(2)]
    error = np.sqrt(sum(arm * (1 - arm) / n for arm in arms))
    return arms[0] - arms[1], error, 2 * n


def test_a_usual_interval_read_forty_times_cries_wolf_in_three_of_ten(looks):
    difference, error, _ = looks
    assert (np.abs(difference) > 1.96 * error).any(axis=1).mean() == pytest.approx(0.294, abs=0.03)
    assert (np.abs(difference) > 1.96 * error)[:, -1].mean() == pytest.approx(0.05, abs=0.015)


def test_the_sequence_read_forty_times_errs_in_at_most_one_of_twenty(looks):
    difference, error, n = looks
    reach = np.array([sequence_reach(1.0, int(each)) * math.sqrt(each) for each in n]) * error
    wrong = (np.abs(difference) > reach).any(axis=1).mean()
    assert wrong <= 0.05
    assert wrong > 0.001  # it is no interval of everything


def test_the_sequence_finds_what_is_there():
    line = always_valid(0.05, 0.01, 4_000)
    assert line.is_clear
    assert line.p is None


@pytest.mark.parametrize("n", [5_000, 10_000, 20_000])
def test_price_of_looking_is_an_interval_half_as_wide_again(n: int):
    assert sequence_reach(1, n) / (1.96 / math.sqrt(n)) == pytest.approx(1.575, abs=0.03)


def test_reach_by_hand():
    rho2 = (-2 * math.log(0.05) + math.log(-2 * math.log(0.05) + 1)) / 5_000
    assert rho2 == pytest.approx(0.0015872, abs=1e-6)
    inside = 2 * (100 * rho2 + 1) / (100**2 * rho2) * math.log(math.sqrt(100 * rho2 + 1) / 0.05)
    assert sequence_reach(3, 100) == pytest.approx(3 * math.sqrt(inside))
