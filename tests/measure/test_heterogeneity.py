"""Do segments differ, and what is to be believed of each: published figures, and computed another way."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, stats

from clientela.measure.families import holm
from clientela.measure.heterogeneity import cochran_q, shrunk

# Rubin (1981): coaching for a test in eight schools, effects and standard errors
EFFECTS = (28, 8, -3, 7, -1, 1, 18, 12)
ERRORS = (15, 10, 16, 11, 9, 11, 10, 18)


def test_q_of_the_eight_schools():
    found = cochran_q(EFFECTS, ERRORS)
    weights = np.array(ERRORS, dtype=float) ** -2
    middle = (weights * EFFECTS).sum() / weights.sum()
    assert middle == pytest.approx(7.69, abs=0.005)  # the pooled effect that Gelman et al. (2013) state
    assert found.q == pytest.approx(4.707, abs=0.001)
    assert found.p == pytest.approx(stats.chi2.sf(found.q, 7))
    assert (found.freedom, found.i_squared, found.is_clear) == (7, 0, False)


def test_shrunk_effects_of_the_eight_schools_as_published():
    """Gelman et al., Bayesian Data Analysis (2013), table 5.3: medians of 200 draws, 10 8 7 8 5 6 10 8."""
    published = (10, 8, 7, 8, 5, 6, 10, 8)
    lines = shrunk(EFFECTS, ERRORS)
    assert [line.value for line in lines] == pytest.approx(published, abs=1.6)


def test_shrunk_effects_are_the_integral_over_the_spread():
    """The same posterior integrated over the spread by quadrature."""
    y, v = np.array(EFFECTS, dtype=float), np.array(ERRORS, dtype=float) ** 2

    def middle_of(spread: float) -> float:
        return float((y / (v + spread**2)).sum() / (1 / (v + spread**2)).sum())

    def density(spread: float) -> float:
        total = v + spread**2
        likelihood = np.prod(stats.norm.pdf(y, middle_of(spread), np.sqrt(total)))
        return float(likelihood / np.sqrt((1 / total).sum())) * 1e14  # not too small to integrate

    def school(spread: float, place: int) -> float:
        return float((v[place] * middle_of(spread) + spread**2 * y[place]) / (v[place] + spread**2))

    whole = integrate.quad(density, 0, np.inf, limit=200)[0]
    for place, line in enumerate(shrunk(EFFECTS, ERRORS)):

        def weighted(spread: float, place: int = place) -> float:
            return density(spread) * school(spread, place)

        expected = integrate.quad(weighted, 0, np.inf, limit=200)[0] / whole
        assert line.value == pytest.approx(expected, abs=0.005)


def test_few_or_far_apart_effects_stay_as_they_are():
    apart = shrunk([0.0, 100.0, 200.0, 300.0], [1.0] * 4)
    assert [line.value for line in apart] == pytest.approx([0, 100, 200, 300], abs=0.5)
    assert [line.value for line in shrunk([3.0, 5.0], [2.0, 1.0])] == [3, 5]
    assert shrunk([], []) == ()


def test_shrunk_intervals_cover_and_are_nearer_to_the_truth():
    rng = np.random.default_rng(12)
    runs, segments = 1_500, 6
    errors = np.array([1.0, 1.0, 1.5, 2.0, 2.5, 3.0])
    for between in (0.0, 1.0, 3.0, 5.0):
        held, ours, plain = 0, 0.0, 0.0
        for _ in range(runs):
            truth = rng.normal(2, between, segments)
            seen = rng.normal(truth, errors)
            lines = shrunk(seen, errors)
            held += sum(line.low <= true <= line.high for line, true in zip(lines, truth, strict=True))
            ours += sum((line.value - true) ** 2 for line, true in zip(lines, truth, strict=True))
            plain += float(((seen - truth) ** 2).sum())
        assert held / (runs * segments) >= 0.93, between
        assert ours < plain, between


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.09, 0.09, 0.5])
    assert holm([]) == []
