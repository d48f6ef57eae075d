"""Shares and means of comments with their intervals, where one customer may have written several.

Comments of one customer are alike, so they tell less than as many of different people. The number of
comments is divided by the design effect of the customers as clusters (Kish 1965; for tests Rao and Scott
1992), which is 1 where each wrote once; the usual intervals then hold.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clientela.discover.voice.reading import Bools, Floats, Ints
from clientela.segments.intervals import (
    Difference,
    Moments,
    mean_interval,
    share_difference,
    share_interval,
)

LEAST = 10
"""Fewer customers than this show no figures."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A share, a mean or a score with its 95 % interval; `n` answers of `customers` people.

    `value` is None, and so are its ends, where there are too few to show it.
    """

    n: int
    customers: int
    value: float | None = None
    low: float | None = None
    high: float | None = None

    def __repr__(self) -> str:
        if self.value is None or self.low is None or self.high is None:
            return f"Figure(n={self.n:,}: too few)"
        return f"Figure({self.value:.4g} [{self.low:.4g}, {self.high:.4g}], n={self.n:,})"


def design_effect(values: Floats, customer: Ints) -> float:
    """How many answers of these customers tell as much as one of a stranger; at least 1."""
    apart = values - values.mean()
    squares = float(apart @ apart)
    if not squares:
        return 1.0
    _, owner = np.unique(customer, return_inverse=True)
    together = np.bincount(owner, weights=apart)
    return max(1.0, float(together @ together) / squares)


def share(has: Bools, customer: Ints) -> Figure:
    """The share of comments that have it: Wilson's interval; hidden where fewer than ten customers do."""
    n, customers = has.size, np.unique(customer).size
    if np.unique(customer[has]).size < LEAST:
        return Figure(n, customers)
    count, effective = _effective(has, customer)
    low, high = share_interval(count, effective)
    return Figure(n, customers, float(has.mean()), low, high)


def mean(values: Floats, customer: Ints) -> Figure:
    """The mean: Student's interval; hidden below ten customers."""
    n, customers = values.size, np.unique(customer).size
    if customers < LEAST:
        return Figure(n, customers)
    effective = max(2, round(n / design_effect(values, customer)))
    found = float(values.mean())
    low, high = mean_interval(Moments(effective, found, float(values.var(ddof=1))))
    return Figure(n, customers, found, low, high)


def change(now: Bools, customer: Ints, before: Bools, former: Ints) -> Difference | None:
    """The share now less the share before; None where either period has fewer than ten customers.

    Newcombe's interval, and p of the pooled two-proportion test.
    """
    if np.unique(customer).size < LEAST or np.unique(former).size < LEAST:
        return None
    return share_difference(*_effective(now, customer), *_effective(before, former))


def _effective(has: Bools, customer: Ints) -> tuple[float, float]:
    effect = design_effect(has.astype(np.float64), customer)
    return float(has.sum()) / effect, has.size / effect
