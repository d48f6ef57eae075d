"""A solution for each number of segments, with all its figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from clientela.discover.clusters.cutting import Cutter
from clientela.discover.clusters.silhouette import SAMPLE, distances, widths
from clientela.discover.clusters.solution import Labels, Solution
from clientela.discover.clusters.stability import (
    Refit,
    bootstraps,
    pair_aris,
    prediction_strength,
    segment_jaccards,
    segment_origins,
)
from clientela.discover.features.table import Numbers
from clientela.discover.progress import OnProgress, part


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is spent on knowing how good the segments are.

    `starts` for the solutions and `restarts` for refits: with too few, stability measures the luck of the
    starts (on McDonald's data and three segments .61 with 3, .93 with 10). Halvings (`splits`) for prediction
    strength and `pairs` of bootstraps for stability, on at most `rows` customers; `null_draws` data sets
    without groups, of at most `null_rows` customers.
    """

    starts: int = 50
    restarts: int = 10
    rows: int = 5_000
    splits: int = 10
    pairs: int = 20
    null_rows: int = 1_000
    null_draws: int = 99


class Rater:
    """Cuts the customers and rates the cuts, on samples drawn once."""

    def __init__(self, cutter: Cutter, coordinates: Numbers, effort: Effort, seed: int) -> None:
        rng = np.random.default_rng([seed, 7])
        self._cutter, self._effort, self._seed, self._customers = cutter, effort, seed, len(coordinates)
        self._seen = _sample(len(coordinates), SAMPLE, rng)
        self._between = distances(coordinates[self._seen])
        self._tried = _sample(len(coordinates), effort.rows, rng)
        self._refit: Refit = cutter.refit_on(self._tried, starts=effort.restarts)

    def solutions(self, ks: Sequence[int], progress: OnProgress) -> list[Solution]:
        """One for each of `ks`, in their order."""
        found: list[Solution] = []
        for at, k in enumerate(ks):
            before = found[-1].labels if found and found[-1].k == k - 1 else self._labels(k - 1)
            found.append(self._solution(k, before, part(progress, at / len(ks), 1 / len(ks))))
        return found

    def _labels(self, k: int) -> Labels:
        if k == 1:
            return np.zeros(self._customers, np.int32)
        return self._cutter.cut(k, seed=self._seed, starts=self._effort.starts).labels

    def _solution(self, k: int, before: Labels, progress: OnProgress) -> Solution:
        cut = self._cutter.cut(k, seed=self._seed, starts=self._effort.starts)
        labels = cut.labels
        width = widths(self._between, labels[self._seen])
        strength = prediction_strength(
            len(self._tried),
            k,
            self._refit,
            splits=self._effort.splits,
            seed=self._seed,
            progress=part(progress, 0, 0.3),
        )
        boots = bootstraps(
            len(self._tried),
            k,
            self._refit,
            pairs=self._effort.pairs,
            seed=self._seed,
            progress=part(progress, 0.3, 0.7),
        )
        return Solution(
            k=k,
            labels=labels,
            centres=cut.centres,
            inertia=cut.inertia,
            sizes=tuple(int(each) for each in np.bincount(labels, minlength=k)),
            silhouette=float(width.mean()),
            silhouettes=_by_segment(width, labels[self._seen], k),
            prediction_strength=strength,
            pair_aris=pair_aris(boots),
            jaccards=segment_jaccards(labels[self._tried], k, boots),
            slsa=segment_origins(labels, k, before),
            classes=cut.classes,
        )


def _by_segment(width: Numbers, labels: Labels, k: int) -> tuple[float, ...]:
    """The average silhouette of each segment; 0 where none of it is in the sample."""
    sums, sizes = np.bincount(labels, width, minlength=k), np.bincount(labels, minlength=k)
    return tuple(float(each) for each in sums / np.maximum(sizes, 1))


def _sample(customers: int, most: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """All rows, or `most` of them in their order."""
    if customers <= most:
        return np.arange(customers)
    return np.sort(rng.choice(customers, most, replace=False))
