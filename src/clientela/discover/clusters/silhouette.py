"""How clearly segments part: silhouette widths (Rousseeuw 1987)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from clientela.discover.features.table import Numbers

SAMPLE = 2_000

Distances: TypeAlias = NDArray[np.float64] | NDArray[np.float32]


def distances(coordinates: Numbers) -> NDArray[np.float64]:
    """Between all pairs; kept to be used for several numbers of segments."""
    return np.asarray(cdist(coordinates, coordinates), np.float64)


def widths(between: Distances, labels: NDArray[np.int32]) -> Numbers:
    """Each customer's silhouette; 0 for one alone in her segment, or where there is one segment only."""
    return _widths(between @ _member(labels, between), labels)


def average_widths(between: Distances, solutions: Sequence[NDArray[np.int32]]) -> Numbers:
    """The average silhouette of each solution; all sums of distances are made in one product."""
    members = [_member(labels, between) for labels in solutions]
    sums = between @ np.hstack(members)
    ends = np.cumsum([member.shape[1] for member in members])
    parts = np.split(sums, ends[:-1], axis=1)
    return np.array([_widths(part, labels).mean() for part, labels in zip(parts, solutions, strict=True)])


def _member(labels: NDArray[np.int32], between: Distances) -> Distances:
    """Customers × segments, 1 where she is in it."""
    segments = int(labels.max()) + 1
    if between.dtype == np.float32:
        return np.eye(segments, dtype=np.float32)[labels]
    return np.eye(segments)[labels]


def _widths(sums: Distances, labels: NDArray[np.int32]) -> Numbers:
    """From the sums of distances of each customer to each segment."""
    sizes = np.bincount(labels, minlength=sums.shape[1])
    rows = np.arange(len(labels))
    inside = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    means = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
    means[rows, labels] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(inside, outside)
    known = (sizes[labels] > 1) & np.isfinite(outside) & (larger > 0)
    result: Numbers = np.divide(outside - inside, larger, out=np.zeros(len(labels)), where=known)
    return result
