"""What a group of buyers amounts to, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.segments.intervals import Moments, mean_interval, share_interval


@dataclass(frozen=True, slots=True)
class Whole:
    """What shares are shares of."""

    customers: int
    revenue: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Customers and what they paid in the period.

    `share` is of all buyers (for a lifecycle stage: of all customers) with Wilson's interval; `mean` is what
    one paid, with Student's interval, which needs two of them; both are None where there is nobody.
    """

    customers: int
    share: float
    share_low: float
    share_high: float
    revenue: float
    revenue_share: float
    mean: float | None
    mean_low: float | None
    mean_high: float | None


def figures(money: NDArray[np.float64], whole: Whole) -> Figures:
    """The figures of those who paid these amounts."""
    n, revenue = len(money), float(money.sum())
    low, high = share_interval(n, whole.customers) if whole.customers else (0.0, 0.0)
    mean = float(money.mean()) if n else None
    ends: tuple[float | None, float | None] = (None, None)
    if n > 1:
        ends = mean_interval(Moments(n, float(money.mean()), float(money.var(ddof=1))))
    return Figures(
        n,
        n / whole.customers if whole.customers else 0.0,
        low,
        high,
        revenue,
        revenue / whole.revenue if whole.revenue else 0.0,
        mean,
        *ends,
    )
