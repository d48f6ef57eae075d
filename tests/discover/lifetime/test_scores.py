"""What customers are scored: against the numerics, against simulated truth, and with honest ranges."""

from __future__ import annotations

import numpy as np
import pytest

from clientela.discover.lifetime.ranges import futures, total_orders
from clientela.discover.lifetime.scoring import longest_pause
from clientela.discover.lifetime.spending import fit_spending
from clientela.discover.purchases import Histories, fit
from clientela.discover.purchases.simulate import simulate, simulate_values
from clientela.errors import TooThinError

PARAMETERS = (0.9, 8.0, 0.8, 4.0)


@pytest.fixture(scope="module")
def made():
    """Two thousand who behave as the model says, watched for half a year to a year."""
    watched = np.random.default_rng(6).uniform(26, 52, 2_000)
    return simulate("mbgnbd", PARAMETERS, watched, t=52.0, seed=6, unit="week")


def test_nine_in_ten_with_her_rhythm_order_within_the_longest_pause():
    rng = np.random.default_rng(2)
    r, alpha, n = 1.3, 9.0, 60_000
    rate = rng.gamma(r, size=n) / alpha
    for x in (1, 3, 12):
        t_x = rng.gamma(x, size=n) / rate  # the instant of the purchase number x
        pause = rng.exponential(size=n) / rate
        within = (pause <= longest_pause(r, alpha, np.full(n, float(x)), t_x)).mean()
        assert within == pytest.approx(0.9, abs=0.006)


def test_four_in_five_futures_lie_in_the_range(made):
    model = fit("mbgnbd", made.histories)
    found = futures(model, made.histories, 52.0, seed=1)
    assert np.array_equal(found.expected, model.expected(made.histories, 52.0))
    inside = (made.future >= np.floor(found.low)) & (made.future <= np.ceil(found.high))
    assert inside.mean() >= 0.8
    # at the ends a range of whole orders holds more than it must: half of what lies on them is too much
    edges = (made.future == found.low) | (made.future == found.high)
    often = found.high >= 8
    assert inside[often].mean() - edges[often].mean() / 2 == pytest.approx(0.8, abs=0.06)


def test_the_total_is_held_by_its_range_and_widens_with_the_error(made):
    model = fit("mbgnbd", made.histories)
    sure = total_orders(model, made.histories, 52.0, error=0.0, seed=1)
    missed = total_orders(model, made.histories, 52.0, error=0.2, seed=1)
    assert sure.low <= made.future.sum() <= sure.high
    assert (missed.value, missed.low < sure.low, missed.high > sure.high) == (sure.value, True, True)


def _spent(histories: Histories, values: np.ndarray) -> Histories:
    return Histories(histories.customer_ids, histories.x, histories.t_x, histories.T, values, histories.unit)


def test_what_orders_are_worth_is_one_model_where_frequency_does_not_matter(made):
    values = simulate_values((6.0, 4.0, 15.0), made.histories.x, seed=3)
    found = fit_spending(_spent(made.histories, values))
    assert len(found.bands) == 1
    assert abs(found.correlation) < 0.3
    assert found.bands[0].model.values == pytest.approx((6.0, 4.0, 15.0), rel=0.35)


def test_a_range_holds_the_mean_of_an_order(made):
    """Her own mean is p / nu with nu Gamma(q, gamma): drawn, then what she spent, then the range."""
    rng = np.random.default_rng(9)
    p, q, gamma = 6.0, 4.0, 15.0
    x = made.histories.x
    own = rng.gamma(q, size=len(x)) / gamma
    m = np.where(x > 0, rng.gamma(np.maximum(p * x, 1e-9)) / own / np.maximum(x, 1), np.nan)
    spent = _spent(made.histories, m)
    low, high = fit_spending(spent).ranges(spent)
    assert ((p / own >= low) & (p / own <= high)).mean() == pytest.approx(0.8, abs=0.03)


def test_who_buys_often_and_spends_more_gets_a_model_of_like_customers(made):
    x = made.histories.x
    values = simulate_values((6.0, 4.0, 15.0), x, seed=3) * (1 + x / 4)
    spent = _spent(made.histories, values)
    found = fit_spending(spent)
    assert found.correlation >= 0.3
    assert len(found.bands) > 1
    often, once = x >= 8, x == 1
    assert found.expected(spent)[often].mean() == pytest.approx(np.nanmean(values[often]), rel=0.1)
    assert found.expected(spent)[once].mean() == pytest.approx(np.nanmean(values[once]), rel=0.1)


def test_too_few_who_paid_twice_have_no_amounts(made):
    values = np.where((made.histories.x > 0) & (np.arange(2_000) < 150), 10.0, np.nan)
    with pytest.raises(TooThinError, match=r"paid on more than one day; .* at least 200"):
        fit_spending(_spent(made.histories, values))
