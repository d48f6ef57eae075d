"""How far a rule agrees with the cluster it was made from, and whether it would be made again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.discover.clusters.kmeans import nearest
from clientela.discover.features.table import Mask
from clientela.discover.progress import OnProgress, unwatched
from clientela.discover.proposals.costs import moved
from clientela.discover.proposals.ground import Ground, Rows
from clientela.discover.proposals.routes import Draft, by_conjunctions, by_tree

RESAMPLES = 20
RESAMPLED = 4_000


@dataclass(frozen=True, slots=True)
class Agreement:
    """Among `n` held-out customers: the share of the rule that is in the cluster, and of it in the rule."""

    precision: float
    recall: float
    n: int

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def agreements(ground: Ground, draft: Draft) -> list[Agreement]:
    """Of each rule, on the half it was not made from."""
    labels = ground.labels[ground.held_out]
    return [
        _agreement(mask[ground.held_out], labels == cluster)
        for mask, cluster in zip(draft.masks, draft.clusters, strict=True)
    ]


def _agreement(mask: Mask, target: Mask) -> Agreement:
    both = int((mask & target).sum())
    return Agreement(both / max(int(mask.sum()), 1), both / max(int(target.sum()), 1), len(mask))


def stabilities(
    ground: Ground, draft: Draft, *, least: int, seed: int, progress: OnProgress = unwatched
) -> list[float]:
    """For each rule the median Jaccard similarity with the most similar rule of a resample.

    Clusters and rules are made anew in 20 bootstrap samples of the learning half (4,000 customers at most);
    the bands are those of clusters (Hennig 2007): from .85 very stable, .75 valid, .6 a pattern, below it
    the rule would hardly be made again.
    """
    if not draft.rules:
        return []
    rng = np.random.default_rng([seed, 12])
    size = min(len(ground.learning), RESAMPLED)
    again = _maker(ground, draft, max(2, round(least * size / len(ground.learning))))
    best = []
    for done in range(RESAMPLES):
        other = again(np.sort(rng.choice(ground.learning, size, replace=True)))
        best.append(_jaccards(draft.masks, other.masks).max(axis=1, initial=0.0))
        progress(done + 1, RESAMPLES, "stability of the rules")
    return [float(each) for each in np.median(best, axis=0)]


def _maker(ground: Ground, draft: Draft, least: int) -> Callable[[Rows], Draft]:
    """Makes rules by the same route from other rows."""

    def again(rows: Rows) -> Draft:
        labels = _clustered(ground, rows)
        if draft.route == "tree":
            return by_tree(ground, rows, labels, least=least, leaves=len(draft.rules))
        return by_conjunctions(ground, rows, labels, least=least)

    return again


def _clustered(ground: Ground, rows: Rows) -> NDArray[np.int32]:
    """The clusters of a resample, begun at the centres that were found."""
    if not ground.from_centres:
        return ground.labels[rows]
    points = ground.coordinates[rows]
    return nearest(points, moved(points, ground.centres))[0]


def _jaccards(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Rules × rules: customers who meet both over customers who meet either."""
    ours, theirs = first.astype(np.float32), second.astype(np.float32)
    both = (ours @ theirs.T).astype(np.float64)
    either = ours.sum(axis=1, dtype=np.float64)[:, None] + theirs.sum(axis=1, dtype=np.float64) - both
    found: NDArray[np.float64] = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    return found
