"""What every figure of this room is: a value with its 95 % interval."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.segments.intervals import Difference

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bools: TypeAlias = NDArray[np.bool_]

_NORMAL = NormalDist()
LEAST = 10
"""Fewer customers than this show no figures."""


@dataclass(frozen=True, slots=True)
class Line:
    """A value with its 95 % interval; `p` of a difference is how often chance alone makes as much."""

    value: float
    low: float
    high: float
    p: float | None = None

    @property
    def is_clear(self) -> bool:
        """The interval lies on one side of nothing."""
        return self.low > 0 or self.high < 0

    @property
    def reach(self) -> float:
        """Half of the interval's width."""
        return (self.high - self.low) / 2

    def turned(self) -> Line:
        """The difference the other way round."""
        return Line(-self.value, -self.high, -self.low, self.p)

    def among(self, several: int) -> Line:
        """The same where it is one of several, all of which are to hold at once (Bonferroni)."""
        wider = _NORMAL.inv_cdf(1 - 0.025 / several) / _NORMAL.inv_cdf(0.975)
        below, above = (self.value - self.low) * wider, (self.high - self.value) * wider
        return Line(self.value, self.value - below, self.value + above, self.p)

    def times(self, factor: float) -> Line:
        """The same in another unit, such as money; `factor` is positive."""
        return Line(self.value * factor, self.low * factor, self.high * factor, self.p)

    def less(self, amount: float) -> Line:
        """The same after a known amount was taken away; no p, as nothing was tested."""
        return Line(self.value - amount, self.low - amount, self.high - amount)


def line_of(difference: Difference) -> Line:
    """The line of a difference."""
    return Line(difference.value, difference.low, difference.high, difference.p)
