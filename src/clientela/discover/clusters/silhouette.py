"""How clearly segments part: average silhouette width (Rousseeuw 1987)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from clientela.discover.features.table import Numbers

SAMPLE = 2_000


def distances(coordinates: Numbers) -> Numbers:
    """Between all pairs; kept to be used for several numbers of segments."""
    return np.asarray(cdist(coordinates, coordinates), np.float64)


def widths(between: Numbers, labels: NDArray[np.int32]) -> Numbers:
    """Each customer's silhouette from the distances between all; 0 for one who is alone in her segment.

    All are 0 where there is one segment only.
    """
    found, own = np.unique(labels, return_inverse=True)
    if len(found) < 2:
        return np.zeros(len(labels))
    member = np.zeros((len(labels), len(found)))
    member[np.arange(len(labels)), own] = 1
    sums, sizes = between @ member, member.sum(axis=0)
    rows = np.arange(len(labels))
    alone = sizes[own] == 1
    inside = sums[rows, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[rows, own] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(inside, outside)
    return np.where(alone | (larger == 0), 0.0, (outside - inside) / np.where(larger == 0, 1, larger))
