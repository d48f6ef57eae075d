"""Whether the same segments would be found again: in other halves, in bootstraps, with one segment less.

Everything is asked of a `Refit`: cluster some of the customers, then say for all of them where they belong.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.discover.features.table import Numbers
from clientela.discover.progress import OnProgress, unwatched

Labels: TypeAlias = NDArray[np.int32]


class Refit(Protocol):
    """Finds `k` segments among the customers at `rows` (they may repeat), and labels every customer."""

    def __call__(self, rows: NDArray[np.intp], k: int, *, seed: int) -> Labels: ...


def contingency(first: Labels, second: Labels) -> NDArray[np.int64]:
    """How many customers are in each pair of segments of two solutions."""
    width = int(second.max()) + 1
    joint = np.bincount(first.astype(np.int64) * width + second, minlength=(int(first.max()) + 1) * width)
    return joint.reshape(-1, width)


def adjusted_rand(first: Labels, second: Labels) -> float:
    """How far two solutions agree: 1 entirely, 0 as much as by chance (Hubert and Arabie 1985)."""
    table = contingency(first, second).astype(np.float64)

    def pairs(counts: Numbers) -> float:
        return float(np.sum(counts * (counts - 1)) / 2)

    together, of_first, of_second = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    everyone = len(first) * (len(first) - 1) / 2
    chance = of_first * of_second / everyone
    most = (of_first + of_second) / 2
    return 1.0 if most == chance else (together - chance) / (most - chance)


def prediction_strength(
    customers: int, k: int, refit: Refit, *, splits: int, seed: int, progress: OnProgress = unwatched
) -> float:
    """Prediction strength (Tibshirani and Walther 2005), the mean of both directions of `splits` halvings.

    Of the pairs of customers that one half puts into a segment, the share that the other half's segments keep
    together, in the segment where that share is lowest.
    """
    rng = np.random.default_rng([seed, k, 2])
    strengths = []
    for split in range(splits):
        order = rng.permutation(customers)
        halves = (np.sort(order[: customers // 2]), np.sort(order[customers // 2 :]))
        labels = [refit(half, k, seed=_drawn(rng)) for half in halves]
        for tested, other in ((0, 1), (1, 0)):
            rows = halves[tested]
            strengths.append(kept_together(labels[tested][rows], labels[other][rows]))
        progress(split + 1, splits, "strength")
    return float(np.mean(strengths))


def kept_together(tested: Labels, predicted: Labels) -> float:
    """The lowest share of pairs, over the segments of at least two, that the prediction keeps together."""
    table = contingency(tested, predicted).astype(np.float64)
    sizes = table.sum(axis=1)
    table, sizes = table[sizes > 1], sizes[sizes > 1]
    shares = (table * (table - 1)).sum(axis=1) / (sizes * (sizes - 1))
    return float(shares.min(initial=1.0))


def bootstraps(
    customers: int, k: int, refit: Refit, *, pairs: int, seed: int, progress: OnProgress = unwatched
) -> list[Labels]:
    """2 × `pairs` solutions, each found in a bootstrap sample, with labels for all customers."""
    rng = np.random.default_rng([seed, k, 3])
    found = []
    for at in range(2 * pairs):
        rows = np.sort(rng.integers(0, customers, customers))
        found.append(refit(rows, k, seed=_drawn(rng)))
        progress(at + 1, 2 * pairs, "stability")
    return found


def pair_aris(found: Sequence[Labels]) -> tuple[float, ...]:
    """The adjusted Rand indices of bootstraps two by two (Dolnicar and Leisch 2010)."""
    return tuple(adjusted_rand(one, other) for one, other in zip(found[::2], found[1::2], strict=True))


def segment_jaccards(labels: Labels, k: int, found: Sequence[Labels]) -> tuple[float, ...]:
    """By segment, its Jaccard similarity with the most like it in a bootstrap; the median (Hennig 2007)."""
    best = np.empty((len(found), k))
    for at, other in enumerate(found):
        best[at] = jaccard(contingency(labels, other), k).max(axis=1)
    return tuple(float(each) for each in np.median(best, axis=0))


def jaccard(table: NDArray[np.int64], k: int) -> Numbers:
    """Jaccard similarities of the segments (rows, padded to `k`) with those of another solution (columns)."""
    padded = np.zeros((k, table.shape[1]))
    padded[: len(table)] = table
    union = padded.sum(axis=1)[:, None] + padded.sum(axis=0)[None, :] - padded
    shares: Numbers = np.divide(padded, union, out=np.zeros_like(padded), where=union > 0)
    return shares


def segment_origins(labels: Labels, k: int, before: Labels) -> tuple[float, ...]:
    """By segment, 1 - H / log k of where its members were in the solution with one segment less.

    SLSa of Dolnicar and Leisch (2017): 1 where all of them come from one segment.
    """
    table = contingency(labels, before).astype(np.float64)
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    found = np.ones(k)
    found[: len(table)] = 1 + (shares * logs).sum(axis=1) / np.log(k)
    return tuple(float(each) for each in found)


def _drawn(rng: np.random.Generator) -> int:
    return int(rng.integers(0, 2**31 - 1))
