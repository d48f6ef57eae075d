"""Prepared features in, segments of customers out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from clientela.discover.clusters.choosing import choose
from clientela.discover.clusters.famd import fit_famd
from clientela.discover.clusters.kmeans import fit_centres, k_means, nearest
from clientela.discover.clusters.null import null_test
from clientela.discover.clusters.outliers import find_outliers
from clientela.discover.clusters.silhouette import SAMPLE as SILHOUETTE_SAMPLE
from clientela.discover.clusters.silhouette import distances, widths
from clientela.discover.clusters.solution import Clustering, Labels, Reason, Solution
from clientela.discover.clusters.stability import (
    Refit,
    bootstraps,
    pair_aris,
    prediction_strength,
    segment_jaccards,
    segment_origins,
)
from clientela.discover.clusters.verdict import verdict_on
from clientela.discover.features.table import Numbers, Prepared
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.errors import TooThinError

FEWEST_CUSTOMERS = 30


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is spent on knowing how good the segments are.

    `starts` of k-means for the solutions and `restarts` for refits; halvings (`splits`) for prediction
    strength and `pairs` of bootstraps for stability, on at most `rows` customers; `null_draws` data sets
    without groups of at most `null_rows` customers.
    """

    starts: int = 10
    restarts: int = 3
    rows: int = 5_000
    splits: int = 10
    pairs: int = 20
    null_rows: int = 1_000
    null_draws: int = 99


USUAL = Effort()


def find_clusters(
    prepared: Prepared,
    *,
    ks: Iterable[int] = range(2, 11),
    k: int | None = None,
    least: int,
    seed: int,
    effort: Effort = USUAL,
    progress: OnProgress = unwatched,
) -> Clustering:
    """Segments of these customers for every number in `ks`, the one to offer first, and a verdict on it.

    `k` forces the number offered; the verdict is as strict. `least` is how many customers the smallest
    segment must have. Raises `TooThinError` where there are too few customers, or nothing in which they
    differ. The same customers in the same order with the same seed give the same answer: one OpenMP thread
    is used, since several add up in changing orders.
    """
    wanted = sorted({*ks, *(() if k is None else (k,))})
    _check_enough(prepared, wanted, least)
    wanted = [each for each in wanted if each * 2 <= len(prepared)]
    with threadpool_limits(1, user_api="openmp"):
        famd = fit_famd(prepared, seed=seed, progress=part(progress, 0, 0.03))
        coordinates = famd.project(prepared)
        solutions = _solutions(coordinates, wanted, seed, effort, part(progress, 0.03, 0.57))
        chosen, strong = choose(solutions, least=least)
        reason: Reason = "strength" if strong else "stability"
        if k is not None:
            chosen, reason = next(each for each in solutions if each.k == k), "forced"
        test = null_test(
            prepared,
            ks=wanted,
            components=coordinates.shape[1],
            rows=effort.null_rows,
            draws=effort.null_draws,
            seed=seed,
            progress=part(progress, 0.6, 0.38),
        )
        verdict = verdict_on(test, prediction_strength=chosen.prediction_strength, stability=chosen.stability)
        outliers = find_outliers(coordinates, chosen.centres, seed=seed)
    progress(1, 1, "done")
    return Clustering(
        "k-means", tuple(solutions), chosen, reason, verdict, famd, coordinates, outliers, least, seed
    )


def _check_enough(prepared: Prepared, ks: Sequence[int], least: int) -> None:
    """Refuses what cannot be cut."""
    if not ks or ks[0] < 2:
        raise ValueError("segments are counted from 2")
    needed = max(FEWEST_CUSTOMERS, 2 * least, 2 * ks[0])
    if len(prepared) < needed:
        raise TooThinError(f"there are {len(prepared)} customers; to find segments takes at least {needed}")
    varying = prepared.numbers.size and np.ptp(prepared.numbers, axis=0).any()
    if not varying and not (prepared.codes.size and np.ptp(prepared.codes, axis=0).any()):
        raise TooThinError("there is no feature in which these customers differ; segments need at least one")


def _solutions(
    coordinates: Numbers, ks: Sequence[int], seed: int, effort: Effort, progress: OnProgress
) -> list[Solution]:
    """One solution a number of segments, with its figures."""
    rng = np.random.default_rng([seed, 7])
    seen = _sample(len(coordinates), SILHOUETTE_SAMPLE, rng)
    between = distances(coordinates[seen])
    tried = _sample(len(coordinates), effort.rows, rng)
    refit = _k_means_refit(coordinates[tried], effort.restarts)
    before: Labels | None = None
    found: list[Solution] = []
    for at, k in enumerate(ks):
        watched = part(progress, at / len(ks), 1 / len(ks))
        labels, centres, inertia = k_means(coordinates, k, seed=seed, starts=effort.starts)
        if k == 2:
            before = np.zeros(len(labels), np.int32)
        elif before is None or not found or found[-1].k != k - 1:
            before = k_means(coordinates, k - 1, seed=seed, starts=effort.starts)[0]
        width = widths(between, labels[seen])
        strength = prediction_strength(
            len(tried), k, refit, splits=effort.splits, seed=seed, progress=part(watched, 0, 0.3)
        )
        boots = bootstraps(
            len(tried), k, refit, pairs=effort.pairs, seed=seed, progress=part(watched, 0.3, 0.7)
        )
        found.append(
            Solution(
                k,
                labels,
                centres,
                inertia,
                tuple(int(each) for each in np.bincount(labels, minlength=k)),
                float(width.mean()),
                _by_segment(width, labels[seen], k),
                strength,
                pair_aris(boots),
                segment_jaccards(labels[tried], k, boots),
                segment_origins(labels, k, before),
            )
        )
        before = labels
    return found


def _by_segment(width: Numbers, labels: Labels, k: int) -> tuple[float, ...]:
    """The average silhouette of each segment; 0 where none of it is in the sample."""
    sums, sizes = np.bincount(labels, width, minlength=k), np.bincount(labels, minlength=k)
    return tuple(float(each) for each in sums / np.maximum(sizes, 1))


def _sample(customers: int, most: int, rng: np.random.Generator) -> np.ndarray:
    """All rows, or `most` of them in their order."""
    if customers <= most:
        return np.arange(customers)
    return np.sort(rng.choice(customers, most, replace=False))


def _k_means_refit(coordinates: Numbers, starts: int) -> Refit:
    def refit(rows: np.ndarray, k: int, *, seed: int) -> Labels:
        return nearest(coordinates, fit_centres(coordinates[rows], k, seed=seed, starts=starts))[0]

    return refit
