"""Which number of segments to offer first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

STRONG = 0.8
VALID = 0.75


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
    @property
    def jaccards(self) -> tuple[float, ...]: ...


R = TypeVar("R", bound=Rated)


def choose(solutions: Sequence[R], *, least: int) -> tuple[R, bool]:
    """The solution to offer, and whether it is strong.

    The largest number of segments with prediction strength >= .8 (Tibshirani and Walther 2005) and no segment
    of fewer than `least` customers. Two segments are offered only where there are no others to offer: half of
    all clouds without groups reach .8 when cut in two, and one small group apart hides what is in the rest.
    So before them comes the largest number that is reproducible (stability >= .8) with every segment valid
    (Jaccard >= .75; Hennig 2007), and without that two only count if they are reproducible. Failing all, the
    most stable is offered, of more than two and with no segment too small where there are such.
    """
    large = [each for each in solutions if min(each.sizes) >= least]
    strong = [each for each in large if each.prediction_strength >= STRONG]
    if more := [each for each in strong if each.k > 2]:
        return max(more, key=lambda each: each.k), True
    if again := [each for each in large if each.k > 2 and _is_reproducible(each)]:
        return max(again, key=lambda each: each.k), False
    if two := [each for each in strong if each.stability >= STRONG]:
        return two[0], True
    several = [each for each in large if each.k > 2]
    return max(several or large or solutions, key=lambda each: (each.stability, -each.k)), False


def _is_reproducible(solution: Rated) -> bool:
    return solution.stability >= STRONG and min(solution.jaccards) >= VALID
