"""k-means on the map's coordinates, with the same answer for the same seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans, MiniBatchKMeans
from threadpoolctl import ThreadpoolController

from clientela.discover.features.table import Numbers

_THREADS = ThreadpoolController()
"""Asked for one OpenMP thread: several add up in changing orders, and wait for each other when busy."""

STARTS = 50
SHORT = 5
FEWEST_STARTS = 10
STARTED = 250_000  # starts × customers: with many customers there are few local optima, and starts are dear
LARGE = 200_000
SAMPLE = 20_000
CHUNK = 100_000


def k_means(
    coordinates: Numbers, k: int, *, seed: int, starts: int = STARTS
) -> tuple[NDArray[np.int32], Numbers, float]:
    """Labels (0 is the largest segment), centres k × components, and the sum of squared distances.

    The best of `starts` k-means++ starts (Arthur and Vassilvitskii 2007). Above 200,000 customers the starts
    are made on 20,000 of them, and mini-batches over all improve the centres (Sculley 2010).
    """
    if len(coordinates) <= LARGE:
        centres = fit_centres(coordinates, k, seed=seed, starts=starts)
    else:
        chosen = np.random.default_rng([seed, k]).choice(len(coordinates), SAMPLE, replace=False)
        begun = fit_centres(coordinates[np.sort(chosen)], k, seed=seed, starts=starts)
        model = MiniBatchKMeans(k, init=begun, n_init=1, batch_size=10_000, random_state=seed)
        with _THREADS.limit(limits=1, user_api="openmp"):
            centres = np.asarray(model.fit(coordinates).cluster_centers_)
    labels, squares = nearest(coordinates, centres)
    order = size_order(labels, k)
    rank = np.empty(k, np.int32)
    rank[order] = np.arange(k, dtype=np.int32)
    return rank[labels], centres[order], float(squares.sum())


def fit_centres(coordinates: Numbers, k: int, *, seed: int, starts: int) -> Numbers:
    """The centres of the best of `starts` runs.

    All starts run for five rounds and the best goes on to the end: on 1,453 yes-no answers as good as all of
    them to the end, and on 5,000 customers a third of the time.
    """
    starts = min(starts, max(FEWEST_STARTS, STARTED // len(coordinates)))
    with _THREADS.limit(limits=1, user_api="openmp"):
        begun = KMeans(k, n_init=starts, max_iter=SHORT, random_state=seed).fit(coordinates)
        ended = KMeans(k, init=begun.cluster_centers_, n_init=1).fit(coordinates)
    return np.asarray(ended.cluster_centers_, dtype=np.float64)


def nearest(coordinates: Numbers, centres: Numbers) -> tuple[NDArray[np.int32], Numbers]:
    """The nearest centre of each customer, and the squared distance to it."""
    labels = np.empty(len(coordinates), np.int32)
    squares = np.empty(len(coordinates))
    lengths = np.einsum("ij,ij->i", centres, centres)
    for rows in _chunks(len(coordinates)):
        part = coordinates[rows]
        away = lengths - 2 * part @ centres.T
        labels[rows] = away.argmin(axis=1)
        found = away[np.arange(len(part)), labels[rows]]
        squares[rows] = np.maximum(found + np.einsum("ij,ij->i", part, part), 0)
    return labels, squares


def centres_of(coordinates: Numbers, labels: NDArray[np.int32], k: int = 0) -> Numbers:
    """The mean of each segment, of at least `k`; of one without customers, that of all."""
    sizes = np.bincount(labels, minlength=k)
    sums = np.stack([np.bincount(labels, column, minlength=k) for column in coordinates.T], axis=1)
    means: Numbers = sums / np.maximum(sizes, 1)[:, None]
    return np.where(sizes[:, None] > 0, means, coordinates.mean(axis=0))


def size_order(labels: NDArray[np.int32], k: int) -> NDArray[np.intp]:
    """Segments by size, largest first; of equal ones the one met first among the customers."""
    sizes = np.bincount(labels, minlength=k)
    met = np.full(k, len(labels))
    found, first = np.unique(labels, return_index=True)
    met[found] = first
    return np.lexsort((met, -sizes))


def _chunks(rows: int) -> Iterator[slice]:
    for start in range(0, rows, CHUNK):
        yield slice(start, min(start + CHUNK, rows))


def improved(
    coordinates: Numbers, centres: Sequence[Numbers], *, rounds: int = 20
) -> list[NDArray[np.int32]]:
    """Labels after a few rounds of k-means from each of several sets of centres, all in the same products.

    On a thousand customers most of the time of one k-means after the other is overhead. A segment that loses
    everyone goes to the middle of the map.
    """
    sizes = [len(each) for each in centres]
    starts = np.cumsum([0, *sizes])
    rows = np.arange(len(coordinates))[:, None]
    together = np.concatenate(centres)
    places = np.zeros((len(coordinates), len(sizes)), np.intp)
    for _ in range(rounds):
        away = (together * together).sum(axis=1) - 2 * coordinates @ together.T
        parts = zip(starts, sizes, strict=False)
        moved = np.stack(
            [start + away[:, start : start + size].argmin(axis=1) for start, size in parts], axis=1
        )
        if np.array_equal(moved, places):
            break
        places = moved
        member = np.zeros((len(coordinates), len(together)))
        member[rows, places] = 1
        together = (member.T @ coordinates) / np.maximum(member.sum(axis=0), 1)[:, None]
    return list((places - starts[:-1]).astype(np.int32).T)
