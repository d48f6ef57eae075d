"""Prepared features in, segments of customers out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from clientela.discover.clusters.choosing import choose
from clientela.discover.clusters.cutting import Cutter, KMeansCutter, LatentCutter
from clientela.discover.clusters.famd import fit_famd
from clientela.discover.clusters.latent import Items, items_of
from clientela.discover.clusters.null import null_test
from clientela.discover.clusters.outliers import find_outliers
from clientela.discover.clusters.rating import Effort, Rater
from clientela.discover.clusters.solution import Clustering, Method, Reason, Solution
from clientela.discover.clusters.verdict import verdict_on
from clientela.discover.features.table import Prepared
from clientela.discover.progress import OnProgress, part, unwatched
from clientela.errors import TooThinError

FEWEST_CUSTOMERS = 30


USUAL = Effort()


def find_clusters(
    prepared: Prepared,
    *,
    ks: Iterable[int] = range(2, 11),
    k: int | None = None,
    least: int,
    seed: int,
    method: Method | None = None,
    effort: Effort = USUAL,
    progress: OnProgress = unwatched,
) -> Clustering:
    """Segments of these customers for every number in `ks`, the one to offer first, and a verdict on it.

    `k` forces the number offered; the verdict is as strict. `least` is how many customers the smallest
    segment must have. Without a `method`, latent classes are sought where all features are flags and
    categories, k-means on the map otherwise. Raises `TooThinError` where there are too few customers, or
    nothing in which they differ. The same customers in the same order with the same seed give the same
    answer: one OpenMP thread is used, since several add up in changing orders.
    """
    wanted = sorted({*ks, *(() if k is None else (k,))})
    _check_enough(prepared, wanted, least)
    wanted = [each for each in wanted if each == k or each * 2 <= len(prepared)]
    famd = fit_famd(prepared, seed=seed, progress=part(progress, 0, 0.03))
    coordinates = famd.project(prepared)
    items = _items(prepared, method)
    cutter: Cutter = KMeansCutter(coordinates)
    if items is not None:
        cutter = LatentCutter(items.read(prepared), coordinates)
    rater = Rater(cutter, coordinates, effort, seed)
    solutions = rater.solutions(wanted, part(progress, 0.03, 0.57))
    chosen, reason = _offered(solutions, k, least)
    test = null_test(
        prepared,
        ks=wanted,
        components=coordinates.shape[1],
        rows=effort.null_rows,
        draws=effort.null_draws,
        seed=seed,
        progress=part(progress, 0.6, 0.38),
    )
    outliers = find_outliers(coordinates, chosen.centres, seed=seed)
    progress(1, 1, "done")
    return Clustering(
        method="k-means" if items is None else "latent class",
        solutions=tuple(solutions),
        chosen=chosen,
        reason=reason,
        verdict=verdict_on(test, prediction_strength=chosen.prediction_strength, stability=chosen.stability),
        famd=famd,
        coordinates=coordinates,
        outliers=outliers,
        least=least,
        seed=seed,
        items=items,
    )


def _check_enough(prepared: Prepared, ks: Sequence[int], least: int) -> None:
    """Refuses what cannot be cut."""
    if not ks or ks[0] < 2:
        raise ValueError("segments are counted from 2")
    needed = max(FEWEST_CUSTOMERS, 2 * least, 2 * ks[0])
    if len(prepared) < needed:
        raise TooThinError(
            f"there are {len(prepared)} customers; to find segments takes at least {needed}",
            "few_customers",
            there=len(prepared),
            needed=needed,
        )
    varying = prepared.numbers.size and np.ptp(prepared.numbers, axis=0).any()
    if not varying and not (prepared.codes.size and np.ptp(prepared.codes, axis=0).any()):
        raise TooThinError(
            "there is no feature in which these customers differ; segments need at least one", "no_difference"
        )


def _items(prepared: Prepared, method: Method | None) -> Items | None:
    """How to read answers, where latent classes are wanted."""
    if method == "k-means":
        return None
    items = items_of(prepared)
    if items is None and method == "latent class":
        raise ValueError(
            "latent classes are of flags and categories; a number among the features needs k-means"
        )
    return items


def _offered(solutions: Sequence[Solution], k: int | None, least: int) -> tuple[Solution, Reason]:
    """The solution with `k` segments, or the one worth offering."""
    if k is not None:
        return next(each for each in solutions if each.k == k), "forced"
    chosen, strong = choose(solutions, least=least)
    return chosen, "strength" if strong else "stability"
