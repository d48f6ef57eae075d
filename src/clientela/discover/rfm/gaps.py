"""How long customers pause between purchases, with how sure that is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.discover.progress import OnProgress, unwatched
from clientela.discover.rfm.reading import PurchaseDays
from clientela.errors import TooThinError

SHARES = (0.5, 0.75, 0.9)
LEAST_GAPS, LEAST_CUSTOMERS = 100, 50
"""Below so many gaps, or customers they come from, the ninetieth percentile rests on a handful."""
_REPLICATES = 200


@dataclass(frozen=True, slots=True)
class GapQuantile:
    """A quantile of the days between purchases, with its 95 % bootstrap interval."""

    share: float
    days: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class GapEstimate:
    """What the pauses say: from how many gaps, of how many customers."""

    gaps: int
    customers: int
    quantiles: tuple[GapQuantile, ...]


def estimate_gaps(purchases: PurchaseDays, *, seed: int, progress: OnProgress = unwatched) -> GapEstimate:
    """The median, the 75th and the 90th percentile of days between successive purchase days.

    Percentile bootstrap over customers, not gaps, because one customer's gaps are alike (Davison and
    Hinkley, 1997, 3.8). Only pauses that ended are gaps: who never came back is not in them. Raises
    TooThinError below 100 gaps or 50 customers.
    """
    owners, gaps = gaps_of(purchases)
    customers = len(np.unique(owners))
    if len(gaps) < LEAST_GAPS or customers < LEAST_CUSTOMERS:
        raise TooThinError(
            f"there are {len(gaps):,} pauses between purchases, of {customers:,} customers; lifecycle days"
            f" need {LEAST_GAPS} of {LEAST_CUSTOMERS}"
        )
    values, codes = np.unique(gaps, return_inverse=True)
    _, places = np.unique(owners, return_inverse=True)
    rng = np.random.default_rng(seed)
    drawn = np.empty((_REPLICATES, len(SHARES)))
    for replicate in range(_REPLICATES):
        times = np.bincount(rng.integers(customers, size=customers), minlength=customers)
        counts = np.bincount(codes, weights=times[places], minlength=len(values)).astype(np.float64)
        drawn[replicate] = [_quantile(values, counts, share) for share in SHARES]
        progress(replicate + 1, _REPLICATES)
    low, high = np.quantile(drawn, [0.025, 0.975], axis=0)
    exact = np.quantile(gaps, SHARES)
    rows = zip(SHARES, exact, low, high, strict=True)
    return GapEstimate(
        len(gaps), customers, tuple(GapQuantile(*(float(each) for each in row)) for row in rows)
    )


def estimate_each(
    purchases: Mapping[str, PurchaseDays], *, seed: int, most: int = 20
) -> dict[str, GapEstimate]:
    """The same for the groups with enough gaps, those with most gaps first, at most so many."""
    counts = {name: _counts(each) for name, each in purchases.items()}
    enough = [
        name
        for name, (gaps, customers) in counts.items()
        if gaps >= LEAST_GAPS and customers >= LEAST_CUSTOMERS
    ]
    largest = sorted(enough, key=lambda name: (-counts[name][0], name))[:most]
    return {name: estimate_gaps(purchases[name], seed=seed) for name in largest}


def gaps_of(purchases: PurchaseDays) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whose each gap is, and its days."""
    same = purchases.customers[1:] == purchases.customers[:-1]
    return purchases.customers[1:][same], np.diff(purchases.days)[same]


def _counts(purchases: PurchaseDays) -> tuple[int, int]:
    """Gaps, and customers they come from."""
    owners, gaps = gaps_of(purchases)
    return len(gaps), len(np.unique(owners))


def _quantile(values: NDArray[np.int64], counts: NDArray[np.float64], share: float) -> float:
    """The type 7 quantile of values that occur so often."""
    upto = np.cumsum(counts)
    place = share * (upto[-1] - 1)
    low, high = (values[np.searchsorted(upto, each, side="right")] for each in _neighbours(place))
    return float(low + (high - low) * (place - np.floor(place)))


def _neighbours(place: float) -> tuple[float, float]:
    return np.floor(place), np.ceil(place)
