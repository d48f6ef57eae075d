"""What a send can show: published sizes, the way back, and a simulation at the smallest effect."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.catalog.labels import LANGUAGES
from clientela.errors import OutcomesError
from clientela.measure.power import (
    holdout_cost,
    needed_for_means,
    needed_for_rates,
    smallest_mean_effect,
    smallest_rate_effect,
)
from clientela.measure.power_wording import needed_said, smallest_said


@pytest.mark.parametrize(
    ("base", "rise", "each"),
    [(0.02, 0.1, 80_682), (0.02, 0.2, 21_109), (0.05, 0.1, 31_234), (0.1, 0.1, 14_751), (0.3, 0.05, 14_856)],
)
def test_customers_needed_in_each_of_two_equal_arms(base: float, rise: float, each: int):
    assert needed_for_rates(base, base * (1 + rise)).total == 2 * each


def test_small_holdouts_cost_customers():
    assert (holdout_cost(0.5), holdout_cost(0.1), holdout_cost(0.05)) == pytest.approx(
        (1, 2.78, 5.26), abs=0.005
    )
    equal, tenth = needed_for_rates(0.02, 0.022), needed_for_rates(0.02, 0.022, 0.1)
    assert tenth.total / equal.total == pytest.approx(2.78, abs=0.06)
    assert tenth.held_out == round(tenth.total * 0.1)


@pytest.mark.parametrize("share", [0.5, 0.2, 0.1])
def test_smallest_effect_is_the_way_back(share: float):
    needed = needed_for_rates(0.05, 0.06, share)
    held = needed.held_out
    found = smallest_rate_effect(0.05, needed.total - held, held)
    assert found.effect == pytest.approx(0.01, rel=1e-3)
    means = needed_for_means(10, 11, 30, share)
    held = means.held_out
    assert smallest_mean_effect(10, 30, means.total - held, held).effect == pytest.approx(1, rel=1e-3)


def test_the_smallest_effect_is_seen_four_times_in_five():
    rng = np.random.default_rng(9)
    n, held = 9_000, 1_000
    found = smallest_rate_effect(0.1, n, held)
    assert found.effect is not None
    one, rest = rng.binomial(n, 0.1 + found.effect, 20_000) / n, rng.binomial(held, 0.1, 20_000) / held
    pooled = (one * n + rest * held) / (n + held)
    z = (one - rest) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / held))
    assert (z > 1.96).mean() == pytest.approx(0.8, abs=0.015)


def test_a_handful_can_show_nothing():
    found = smallest_rate_effect(0.6, 4, 2)
    assert (found.effect, found.relative) == (None, None)
    assert "no effect" in smallest_said(found)


@pytest.mark.parametrize(
    ("asked", "cure"),
    [
        (lambda: needed_for_rates(2, 3), "write 2 % as 0.02"),
        (lambda: needed_for_rates(0.1, 0.1), "base and goal are the same"),
        (lambda: needed_for_rates(0.1, 0.2, 10), "write 10 % as 0.1"),
        (lambda: smallest_rate_effect(0.1, 100, 0), "both must be at least 1"),
    ],
)
def test_what_cannot_be_asked_says_the_cure(asked, cure: str):
    with pytest.raises(OutcomesError, match=cure):
        asked()


def test_the_answer_in_plain_words():
    found = smallest_rate_effect(0.02, 18_000, 2_000)
    assert smallest_said(found) == (
        "With 18,000 customers who get it and 2,000 who do not, a rise from 2.0% to 3.1% (53.4% more) is "
        "seen four times in five. Smaller ones are not."
    )
    said = needed_said(needed_for_rates(0.02, 0.022, 0.1))
    assert said.startswith("To see a rise from 2.0% to 2.2% four times in five takes 454,7")
    assert said.endswith("A holdout of 10% needs ×2.78 the customers that one of half does.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_in_six_languages(language: str):
    for said in (
        smallest_said(smallest_rate_effect(0.02, 18_000, 2_000), language),
        smallest_said(smallest_mean_effect(12.5, 40, 18_000, 2_000), language),
        needed_said(needed_for_rates(0.02, 0.022, 0.1), language),
    ):
        assert "{" not in said
        assert said.endswith(".")
