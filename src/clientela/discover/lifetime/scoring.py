"""From fitted models to an estimate of every customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.discover.lifetime.accuracy import bounds
from clientela.discover.lifetime.describing import features
from clientela.discover.lifetime.ranges import Futures
from clientela.discover.lifetime.reading import Numbers, Purchases
from clientela.discover.lifetime.result import Score
from clientela.discover.lifetime.spending import Spending
from clientela.discover.lifetime.trials import MethodName, Tried
from clientela.discover.purchases import Fitted, Histories

BY_THEN = 0.9
"""The part of those with her rhythm who would have ordered again by the day she is overdue from."""
YEARLY_RATE = 0.10
_NEVER = np.datetime64("NaT", "D")


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the estimates are of, and by which model of counts."""

    purchases: Purchases
    histories: Histories
    model: Fitted


def buying_scores(
    subject: Subject, methods: Mapping[int, MethodName], tried: Mapping[int, Tried]
) -> list[Score]:
    """P(buy within so many days) for each horizon, each at least that of the shorter ones.

    The bounds are the shares of buyers among customers of like scores in the trial (95 %), the only ones
    that hold the model's own errors too; there are none for a horizon that could not be tested.
    """
    scores, least = [], np.zeros(len(subject.purchases))
    for days, method in sorted(methods.items()):
        least = np.maximum(least, _probability(subject, method, days, tried.get(days)))
        low = high = None
        if days in tried:
            low, high = bounds(least, tried[days].trial.calibration)
        scores.append(Score(f"p_buy_{days}d", least, low, high))
    return scores


def churn_score(year: Score) -> Score:
    """The chance that she does not buy in the year, from the chance that she does."""
    low = None if year.high is None else 1 - year.high
    high = None if year.low is None else 1 - year.low
    return Score("churn_risk", 1 - np.asarray(year.values, np.float64), low, high)


def order_score(days: int, futures: Futures) -> Score:
    """Expected purchase days with the range that holds what comes with probability 0.8."""
    return Score(f"expected_orders_{days}d", futures.expected, futures.low, futures.high)


def value_scores(subject: Subject, spending: Spending, futures: Mapping[int, Futures]) -> list[Score]:
    """What an order is worth, and revenue and discounted value over each horizon.

    The range of a sum is that of the orders times the expected value of one. Missing for whoever paid in
    another currency than most.
    """
    known = np.isfinite(subject.purchases.money)
    worth = np.where(known, spending.expected(subject.histories), np.nan)
    low, high = spending.ranges(subject.histories)
    scores = [Score("expected_order_value", worth, _where(known, low), _where(known, high))]
    for days, future in futures.items():
        discounted = subject.model.discounted(subject.histories, days / 7, YEARLY_RATE)
        share = np.divide(discounted, future.expected, out=np.ones_like(worth), where=future.expected > 0)
        revenue = worth * future.expected
        scores.append(Score(f"expected_revenue_{days}d", revenue, worth * future.low, worth * future.high))
        less = worth * share
        scores.append(Score(f"value_{days}d", less * future.expected, less * future.low, less * future.high))
    return scores


def overdue_score(subject: Subject) -> Score:
    """Since when each is overdue, of those who bought at least twice and are."""
    purchases, past = subject.purchases, subject.histories
    r, alpha = subject.model.parameters["r"], subject.model.parameters["alpha"]
    pause = longest_pause(r, alpha, past.x, past.t_x) * 7
    due = purchases.last + np.ceil(np.minimum(pause, 1e6)).astype(np.int64)
    is_late = (past.x > 0) & (due <= purchases.cut.number)
    return Score("overdue_since", np.where(is_late, due.astype("datetime64[D]"), _NEVER))


def longest_pause(r: float, alpha: float, x: Numbers, t_x: Numbers) -> Numbers:
    """The time after her last purchase by which BY_THEN of such customers, if they stay, buy again.

    After a purchase at t_x her rate of buying is Gamma(r + x, alpha + t_x), so the time to her next one is
    Lomax: P(longer than g) = ((alpha + t_x) / (alpha + t_x + g))^(r + x). All three models agree on this.
    """
    pause: Numbers = (alpha + t_x) * np.expm1(-np.log1p(-BY_THEN) / (r + x))
    return pause


def _probability(subject: Subject, method: MethodName, days: int, tried: Tried | None) -> Numbers:
    if method == "logistic" and tried is not None and tried.learnt is not None:
        return tried.learnt.probability(features(subject.purchases))
    return subject.model.p_buy(subject.histories, days / 7)


def _where(known: NDArray[np.bool_], values: Numbers) -> Numbers:
    found: Numbers = np.where(known, values, np.nan)
    return found
