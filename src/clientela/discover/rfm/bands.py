"""The bands that cut-points make of a number, each as an explicit condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.catalog.cut_points import CutPoints, scores
from clientela.rules.nodes import All, Compare, Condition, Variable

RECENCY = "days_since_last_order"
AxisName: TypeAlias = Literal["recency", "frequency", "monetary"]


@dataclass(frozen=True, slots=True)
class Band:
    """Values from `low`, below `high`; None is open. `score` is 1 (worst) to 5 (best)."""

    score: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Axis:
    """The bands of one number, worst first; of recency few days are best, of the others much is."""

    name: AxisName
    variable: str
    whole: bool
    bands: tuple[Band, ...]

    def condition(self, bands: Sequence[Band]) -> Condition | None:
        """Being in one of these neighbouring bands; None where every value is."""
        low, high = _ends(bands)
        value = Variable(self.variable)
        if low is None and high is None:
            return None
        if low is None:
            return self._below(value, high)
        if high is None:
            return self._from(value, low)
        if not self.whole:
            return All((self._from(value, low), Compare(value, "<", high)))
        last = int(high) - 1
        return Compare(value, "=", last) if last == low else Compare(value, "between", (int(low), last))

    def codes(self, values: NDArray[np.float64]) -> NDArray[np.int64]:
        """The place of each value's band in `bands`."""
        rising = sorted(band.low for band in self.bands if band.low is not None)
        places = np.searchsorted(np.asarray(rising, dtype=np.float64), values, side="right")
        return len(rising) - places if self.name == "recency" else places

    def _below(self, value: Variable, high: float | None) -> Condition:
        if self.name == "recency" and high is not None:
            return Compare(value, "<=", int(high) - 1)
        return Compare(value, "<", high)

    def _from(self, value: Variable, low: float) -> Condition:
        if self.name == "recency":
            return Compare(value, ">", int(low) - 1)
        return Compare(value, ">=", low)


def axes(cut: CutPoints) -> tuple[Axis, Axis, Axis]:
    """Recency, frequency and money, banded by these cut-points."""
    recency = tuple(days + 1 for days in cut.recency_days)  # up to so many days: below one more
    return (
        Axis("recency", RECENCY, True, _bands(recency, best_first=True)[::-1]),  # noqa: FBT003
        Axis("frequency", cut.orders_variable, True, _bands(cut.frequency_orders)),  # noqa: FBT003
        Axis("monetary", cut.money_variable, False, _bands(cut.monetary_amounts)),  # noqa: FBT003
    )


def _bands(rising: Sequence[float], *, best_first: bool = False) -> tuple[Band, ...]:
    """Bands by rising values; their scores rise with them, or fall where the smallest are best."""
    lows, highs = (None, *rising), (*rising, None)
    points = scores(len(lows))[:: -1 if best_first else 1]
    return tuple(Band(score, low, high) for score, low, high in zip(points, lows, highs, strict=True))


def _ends(bands: Sequence[Band]) -> tuple[float | None, float | None]:
    lows, highs = [band.low for band in bands], [band.high for band in bands]
    low = None if None in lows else min(each for each in lows if each is not None)
    high = None if None in highs else max(each for each in highs if each is not None)
    return low, high
