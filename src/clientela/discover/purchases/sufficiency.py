"""When there is too little to fit, said in figures."""

from __future__ import annotations

import numpy as np

from clientela.discover.purchases.histories import DAYS, Histories
from clientela.errors import TooThinError

LEAST_REPEATERS = 200
AMPLE_REPEATERS = 500
LEAST_WEEKS = 12
LARGEST_CORRELATION = 0.3


def require_enough(histories: Histories) -> None:
    """Raises TooThinError below 200 customers who bought on two days, or below 12 weeks of history."""
    repeaters = histories.repeaters
    if repeaters < LEAST_REPEATERS:
        raise TooThinError(
            f"{repeaters:,} of {len(histories):,} customers bought on more than one day; an honest estimate"
            f" of future purchases needs at least {LEAST_REPEATERS}"
        )
    weeks = float(histories.T.max()) * DAYS[histories.unit] / 7
    if weeks < LEAST_WEEKS:
        raise TooThinError(
            f"the purchases go back {weeks:.1f} weeks; an honest estimate of future purchases needs at least"
            f" {LEAST_WEEKS}"
        )


def value_correlation(histories: Histories) -> float:
    """The correlation of how often repeat buyers buy and how much they spend each time.

    NaN where either is the same for everyone.
    """
    known = (histories.x > 0) & (histories.m > 0)
    x, m = histories.x[known], histories.m[known]
    if len(x) < 2 or np.ptp(x) == 0 or np.ptp(m) == 0:
        return float("nan")
    return float(np.corrcoef(x, m)[0, 1])


def require_independent_values(histories: Histories) -> None:
    """Raises TooThinError where the Gamma-Gamma model does not hold or has too few repeat buyers.

    It assumes that spending per purchase does not depend on frequency: |correlation| below 0.3.
    """
    paying = int(np.count_nonzero((histories.x > 0) & (histories.m > 0)))
    if paying < LEAST_REPEATERS:
        raise TooThinError(
            f"{paying:,} customers paid on more than one day; an honest estimate of what they will spend"
            f" needs at least {LEAST_REPEATERS}"
        )
    found = value_correlation(histories)
    if abs(found) >= LARGEST_CORRELATION:
        raise TooThinError(
            f"customers who buy more often spend {'more' if found > 0 else 'less'} each time (correlation"
            f" {found:.2f}, the limit is {LARGEST_CORRELATION}), so one model of spending does not fit all"
        )
