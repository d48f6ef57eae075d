"""How good a probability was: discrimination, calibration, and the baseline it has to beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.discover.discrimination import area_under_curve
from clientela.discover.purchases.histories import Floats
from clientela.segments.intervals import share_interval

PARTS = 10


@dataclass(frozen=True, slots=True)
class CalibrationPart:
    """Customers of like scores: their number, the mean of what was said, and the share to whom it happened.

    `low` and `high` are that share's 95 % interval (Wilson, Journal of the American Statistical Association
    22:209, 1927).
    """

    customers: int
    said: float
    happened: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """A probability held against what happened.

    `brier` is the mean squared error, `baseline` that of saying the base rate of everyone; `auc` is the
    chance that one to whom it happened was scored above one to whom it did not (0.5 is a coin);
    `calibration_error` is the mean gap between said and happened over tenths of the customers.
    """

    customers: int
    base_rate: float
    mean: float
    brier: float
    baseline: float
    auc: float
    calibration_error: float
    parts: tuple[CalibrationPart, ...]

    def __repr__(self) -> str:
        return (
            f"<{self.customers:,} customers, base rate {self.base_rate:.1%}: AUC {self.auc:.3f},"
            f" Brier {self.brier:.4f} (base rate {self.baseline:.4f}),"
            f" calibration error {self.calibration_error:.3f}>"
        )


def judge(said: Floats, happened: NDArray[np.bool_]) -> Judgement:
    """How good probabilities were; both of one length, not empty."""
    parts = calibration(said, happened)
    base_rate = float(happened.mean())
    gaps = sum(each.customers * abs(each.said - each.happened) for each in parts)
    return Judgement(
        len(said),
        base_rate,
        float(said.mean()),
        float(np.mean((said - happened) ** 2)),
        base_rate * (1 - base_rate),
        area_under_curve(said, happened),
        gaps / len(said),
        parts,
    )


def best(judgements: Mapping[str, Judgement]) -> str:
    """The name of the one with the smallest Brier score; of equals the first."""
    return min(judgements, key=lambda name: judgements[name].brier)


def calibration(said: Floats, happened: NDArray[np.bool_]) -> tuple[CalibrationPart, ...]:
    """Said against happened in ten parts, of equal size but for ties, which stay together."""
    edges = np.unique(np.quantile(said, np.arange(1, PARTS) / PARTS, method="inverted_cdf"))
    place = np.searchsorted(edges, said)
    found = []
    for part in np.unique(place):
        inside = place == part
        yes, n = int(happened[inside].sum()), int(inside.sum())
        found.append(CalibrationPart(n, float(said[inside].mean()), yes / n, *share_interval(yes, n)))
    return tuple(found)
