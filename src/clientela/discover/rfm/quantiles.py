"""Cuts from quantiles: ties stay together, and numbers are ones people would write."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.catalog.cut_points import BANDS
from clientela.errors import TooThinError

LEAST_BUYERS = 100
"""Below so many buyers a fifth of them is too few to take a border from."""

_MOVED = 0.02  # share of buyers that a rounder number may move to the next band
_FAR = 0.1  # and how far from the border it may lie
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class AxisFit:
    """What one number's cuts were taken from.

    `quantiles` are the exact ones (type 7 of Hyndman and Fan, 1996) for 20, 40, 60 and 80 %; `borders` are
    the largest values of each band but the last; `tied` is the most frequent value, which `tied_share` of
    the buyers have.
    """

    quantiles: tuple[float, ...]
    borders: tuple[float, ...]
    distinct: int
    tied: float
    tied_share: float

    @property
    def bands(self) -> int:
        """How many bands there is room for."""
        return len(self.borders) + 1


def fit_axis(values: NDArray[np.float64]) -> AxisFit:
    """Borders of up to five bands of as equal size as ties allow; raises TooThinError below 100 values.

    A value is never split. A quantile that ties below it have used up already, so that less than half a
    band is left up to it, makes no border.
    """
    if len(values) < LEAST_BUYERS:
        raise TooThinError(
            f"there are {len(values):,} buyers, but cut-points from quantiles need {LEAST_BUYERS:,};"
            " set them by hand",
            "few_buyers",
            there=len(values),
            needed=LEAST_BUYERS,
        )
    shares = [step / BANDS for step in range(1, BANDS)]
    quantiles = tuple(float(each) for each in np.quantile(values, shares))
    found, counts = np.unique(values, return_counts=True)
    below = np.cumsum(counts) / len(values)
    borders: list[float] = []
    used = 0.0
    for share, quantile in zip(shares, quantiles, strict=True):
        place = int(np.searchsorted(found, quantile, side="right")) - 1
        if share - used < 0.5 / BANDS or place >= len(found) - 1:
            continue
        borders.append(float(found[place]))
        used = float(below[place])
    most = int(counts.argmax())
    return AxisFit(
        quantiles, tuple(borders), len(found), float(found[most]), float(counts[most] / len(values))
    )


def upper_cuts(values: NDArray[np.float64], fit: AxisFit, *, readable: bool) -> tuple[int, ...]:
    """Whole numbers up to which each band goes."""
    rounded = [_round_cut(values, border, upto=True) if readable else border for border in fit.borders]
    return _rising([math.floor(each) for each in rounded])


def lower_cuts(
    values: NDArray[np.float64], fit: AxisFit, *, readable: bool, whole: bool
) -> tuple[float, ...]:
    """Numbers from which each band but the first begins."""
    found = np.unique(values)
    starts = [float(found[np.searchsorted(found, border, side="right")]) for border in fit.borders]
    rounded = [_round_cut(values, start, upto=False) if readable else start for start in starts]
    return _rising([math.ceil(each) if whole else math.ceil(each * 1e4) / 1e4 for each in rounded])


def roundest(low: float, high: float, near: float) -> float:
    """The number with the fewest figures from `low` to `high`; of equally round ones the nearest."""
    if not low <= near <= high:
        raise ValueError(f"{near} does not lie from {low} to {high}")
    if near == 0 or low <= 0:
        return near
    power = math.floor(math.log10(high))
    for exponent in range(power, power - 4, -1):
        for step in sorted((each * 10.0**exponent for each in _STEPS), reverse=True):
            candidate = round(near / step) * step
            if candidate > 0 and low <= candidate <= high:
                return round(candidate, 6)
    return near


def _round_cut(values: NDArray[np.float64], border: float, *, upto: bool) -> float:
    """A rounder number that parts the values almost as the border does."""
    ordered = np.sort(values)
    place = int(np.searchsorted(ordered, border, side="right" if upto else "left"))
    room = int(_MOVED * len(ordered))
    # the values that lie next to the border once `room` buyers more, or fewer, are below it
    least = float(ordered[max(place - room - 1, 0)])
    most = float(ordered[min(place + room, len(ordered) - 1)])
    if upto:
        low, high = max(least, border * (1 - _FAR)), min(most - 1e-9, border * (1 + _FAR))
    else:
        low, high = max(least + 1e-9, border * (1 - _FAR)), min(most, border * (1 + _FAR))
    return roundest(min(low, border), max(high, border), border)


def _rising(cuts: list[float]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(sorted(cuts)))  # type: ignore[arg-type]
