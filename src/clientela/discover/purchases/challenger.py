"""The challenger of the purchase models: a logistic regression on what a customer's purchases look like.

It learns from one window (features at its beginning, who bought in it) and is asked about the next, so it
needs two windows of history; it takes the season and the trend as they were.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from clientela.discover.purchases.histories import Floats
from clientela.discover.purchases.orders import PurchaseDays
from clientela.errors import TooThinError

LEAST_OUTCOMES = 50
FEATURES = (
    "repeat purchases",
    "days since the last purchase",
    "days since the first purchase",
    "value in all",
    "value a purchase",
    "purchases in the last window",
    "purchases in the window before",
    "value in the last window",
    "days between purchases",
    "silence by days between purchases",
    "bought once",
)


@dataclass(frozen=True, slots=True)
class FittedLogistic:
    """Probability = 1 / (1 + exp(-(intercept + weights · (features - centre) / spread)))."""

    centre: Floats
    spread: Floats
    weights: Floats
    intercept: float
    customers: int
    base_rate: float

    def __repr__(self) -> str:
        return f"<logistic model of {self.customers:,} customers, {self.base_rate:.1%} of whom bought>"

    def probability(self, features: Floats) -> Floats:
        """Of each row of features."""
        score = self.intercept + (features - self.centre) / self.spread @ self.weights
        return np.exp(-np.logaddexp(0.0, -score))


def fit_logistic(features: Floats, outcome: NDArray[np.bool_]) -> FittedLogistic:
    """A logistic regression (ridge penalty 1 on standardised features; rows×features, nothing missing).

    Raises TooThinError where fewer than 50 customers did or did not buy.
    """
    fewer = int(min(outcome.sum(), (~outcome).sum()))
    if fewer < LEAST_OUTCOMES:
        raise TooThinError(
            f"{int(outcome.sum()):,} of {len(outcome):,} customers bought in the window to learn from;"
            f" at least {LEAST_OUTCOMES} who did and {LEAST_OUTCOMES} who did not are needed"
        )
    centre, spread = features.mean(axis=0), features.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    model = LogisticRegression(C=1.0, max_iter=1_000).fit((features - centre) / spread, outcome)
    weights = np.asarray(model.coef_[0], np.float64)
    base_rate = float(outcome.mean())
    return FittedLogistic(centre, spread, weights, float(model.intercept_[0]), len(outcome), base_rate)


def features(days: PurchaseDays, cut: int, window: int) -> tuple[NDArray[np.int64], Floats]:
    """Customers who had bought by the day `cut`, and customers × FEATURES on log scales, as known then."""
    known = days.until(cut)
    seen = known.histories(cut)
    ids, x = seen.customer_ids, seen.x
    silence = seen.T - seen.t_x
    last, before = known.between(cut - window, cut), known.between(cut - 2 * window, cut - window)
    value = known.totals(ids)
    gap = np.where(x > 0, seen.t_x / np.maximum(x, 1), seen.T)
    columns = (
        x,
        silence,
        seen.T,
        value,
        value / (x + 1),
        last.counts(ids),
        before.counts(ids),
        last.totals(ids),
        gap,
    )
    logs = [np.log1p(np.maximum(each, 0.0)) for each in columns]
    return ids, np.column_stack([*logs, np.log1p(silence) - np.log1p(gap), x == 0]).astype(np.float64)


def challenge(days: PurchaseDays, cut: int, window: int) -> tuple[NDArray[np.int64], Floats]:
    """Customers known at the day `cut`, and the probability that each buys within `window` days after it.

    Learnt one window earlier: features at cut - window, outcome in (cut - window, cut].
    Raises TooThinError where that window has too few buyers.
    """
    then, earlier = features(days, cut - window, window)
    bought = days.between(cut - window, cut).counts(then) > 0
    model = fit_logistic(earlier, bought)
    now, current = features(days, cut, window)
    return now, model.probability(current)
