"""Which number of segments to offer first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

STRONG = 0.8


class Rated(Protocol):
    """A solution with its figures."""

    @property
    def k(self) -> int: ...
    @property
    def sizes(self) -> tuple[int, ...]: ...
    @property
    def prediction_strength(self) -> float: ...
    @property
    def stability(self) -> float: ...


R = TypeVar("R", bound=Rated)


def choose(solutions: Sequence[R], *, least: int) -> tuple[R, bool]:
    """The solution to offer, and whether it is strong.

    The largest number of segments with prediction strength >= .8 (Tibshirani and Walther 2005) and no segment
    of fewer than `least` customers. Where there is none, the most stable of those with no segment too small;
    where all have one, the most stable of all.
    """
    large = [each for each in solutions if min(each.sizes) >= least]
    strong = [each for each in large if each.prediction_strength >= STRONG]
    if strong:
        return max(strong, key=lambda each: each.k), True
    return max(large or solutions, key=lambda each: (each.stability, -each.k)), False
