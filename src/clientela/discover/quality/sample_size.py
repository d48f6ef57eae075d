"""How many customers a test needs, and what a test with so many can show.

Two shares, two-sided 5 %, power 80 %, the normal approximation with the pooled variance under the null
(Fleiss, Statistical Methods for Rates and Proportions, 1981, 3.2, without continuity correction).
"""

from __future__ import annotations

import math
from statistics import NormalDist

_ALPHA = NormalDist().inv_cdf(0.975)
_POWER = NormalDist().inv_cdf(0.8)
_STEPS = 60


def needed(rate: float, addition: float) -> int:
    """Customers in each arm to show `rate` becoming `rate + addition`."""
    return math.ceil(_needed(rate, addition))


def detectable(rate: float, per_arm: int) -> float | None:
    """The least addition to `rate` that so many customers in each arm can show; None where none can be."""
    if not 0 < rate < 1 or per_arm < 1 or _needed(rate, 1 - rate) > per_arm:
        return None
    low, high = 0.0, 1 - rate
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if _needed(rate, middle) > per_arm else (low, middle)
    return high


def _needed(rate: float, addition: float) -> float:
    other = rate + addition
    middle = (rate + other) / 2
    under_null = math.sqrt(2 * middle * (1 - middle))
    under_other = math.sqrt(rate * (1 - rate) + max(other * (1 - other), 0.0))
    return ((_ALPHA * under_null + _POWER * under_other) / addition) ** 2
