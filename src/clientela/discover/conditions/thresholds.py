"""Numbers people would write as the border of a segment: round ones near the quantiles."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from clientela.discover.features.table import Feature, Numbers
from clientela.rules.types import ValueType

SHARES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
"""Where the borders are looked for."""

DAYS = (1, 2, 3, 7, 14, 21, 30, 45, 60, 90, 120, 150, 180, 270, 365, 450, 540, 730, 900, 1095)
"""Lengths of time people speak of; longer ones are whole years."""

_FRACTIONS = frozenset({"share", "probability"})


def thresholds(feature: Feature, column: Numbers) -> list[float]:
    """Distinct round borders near the quantiles of the known values, in the feature's own unit.

    Ages and years go by fives, counts are whole, days are lengths people speak of, shares go by 5 per cent,
    all else by steps of 1, 2.5 or 5 times a power of ten. A whole value type gets whole numbers.
    """
    known = column[~np.isnan(column)]
    if not len(known):
        return []
    found = {snapped(float(quantile), feature) for quantile in _quantiles(known)}
    return sorted(found)


def snapped(number: float, feature: Feature) -> float:
    """The round number next to this one."""
    if feature.unit == "days":
        return _as_days(number)
    if feature.unit in ("years", "year"):
        return _to_step(number, 5)
    if feature.unit in _FRACTIONS:
        return _to_step(number, 0.05)
    if feature.unit == "band":
        return float(round(number))
    step = _step(abs(number))
    if feature.type is ValueType.INTEGER or _is_count(feature):
        step = max(1.0, math.floor(step))
    return _to_step(number, step)


def _quantiles(known: Numbers) -> NDArray[np.float64]:
    """The quantiles of all, and those above the lowest value where many have it (the zeros of a count)."""
    above = known[known > known.min()]
    parts = [known, above] if 0 < len(above) < 0.8 * len(known) else [known]
    # a value that somebody has: a middle of two would not split them otherwise
    return np.concatenate([np.quantile(each, SHARES, method="inverted_cdf") for each in parts])


def _is_count(feature: Feature) -> bool:
    return feature.unit in ("pieces", "points", "stars") and feature.type is ValueType.DECIMAL


def _step(number: float) -> float:
    if number == 0:
        return 1.0
    power: float = 10.0 ** math.floor(math.log10(number))
    lead = number / power
    return power / 10 if lead < 2.5 else power / 4 if lead < 5 and power >= 100 else power / 2


def _to_step(number: float, step: float) -> float:
    # through the decimal spelling, so that 0.15 is what a rule's 0.15 is
    return float(f"{round(number / step) * step:.10g}")


def _as_days(number: float) -> float:
    if abs(number) > DAYS[-1] * 1.2:
        return _to_step(number, 365)
    near = min((0, *DAYS), key=lambda days: abs(days - abs(number)))
    return math.copysign(near, number) if near else 0.0
