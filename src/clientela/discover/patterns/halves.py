"""One half to search in, one to confirm on: nothing is judged by the customers it was found among."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.discover.conditions.conjunction import Conjunction
from clientela.discover.features.table import Mask, Numbers
from clientela.segments.intervals import Difference, Moments, mean_difference, share_difference

FEWEST_EXPECTED = 5
"""Below this many expected cases in a cell, no p of two shares is trusted."""


@dataclass(frozen=True, slots=True)
class Halves:
    """Places of the customers to search among and of those to confirm on, each in rising order."""

    search: NDArray[np.intp]
    confirm: NDArray[np.intp]


def halves(places: NDArray[np.intp], seed: int) -> Halves:
    """Two halves drawn at random; the same for the same seed."""
    drawn = np.random.default_rng(seed).permutation(places)
    middle = len(places) // 2
    return Halves(np.sort(drawn[:middle]), np.sort(drawn[middle:]))


@dataclass(frozen=True, slots=True)
class Compared:
    """The outcome inside a group and outside it, and the difference with its interval."""

    n: int
    inside: float
    outside: float
    difference: Difference


def compared(mask: Mask, outcome: Numbers, *, is_share: bool) -> Compared | None:
    """Newcombe's comparison of shares or Welch's of means; None where there is too little of something."""
    inside, outside = outcome[mask], outcome[~mask]
    n, rest = len(inside), len(outside)
    if min(n, rest) < 2:
        return None
    if not is_share:
        found = mean_difference(_moments(inside), _moments(outside))
        return Compared(n, float(inside.mean()), float(outside.mean()), found)
    count, rest_count = int(inside.sum()), int(outside.sum())
    pooled = (count + rest_count) / (n + rest)
    if min(n, rest) * min(pooled, 1 - pooled) < FEWEST_EXPECTED:
        return None
    return Compared(n, count / n, rest_count / rest, share_difference(count, n, rest_count, rest))


def _moments(values: Numbers) -> Moments:
    return Moments(len(values), float(values.mean()), float(values.var(ddof=1)))


def distinct(found: list[Conjunction], most: int, alike: float) -> list[Conjunction]:
    """The first of those that pick nearly the same customers, or nearly all the others, at most so many."""
    kept: list[tuple[Conjunction, Numbers]] = []
    for each in found:
        if len(kept) == most:
            break
        centred = each.mask - each.mask.mean()
        scaled = centred / max(float(np.sqrt((centred * centred).sum())), 1e-12)
        if all(abs(float(scaled @ other)) <= alike for _, other in kept):
            kept.append((each, scaled))
    return [each for each, _ in kept]
