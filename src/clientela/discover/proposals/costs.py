"""What a partition costs: squared distances to the middles of its cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.cluster import KMeans

from clientela.discover.features.table import Numbers


def middles(points: Numbers, cells: NDArray[np.int32], count: int) -> Numbers:
    """The mean of each cell, cells × dimensions; of an empty one the mean of everybody."""
    sizes = np.bincount(cells, minlength=count)[:, None]
    order = np.argsort(cells, kind="stable")
    sums = np.zeros((count, points.shape[1]))
    found, starts = np.unique(cells[order], return_index=True)
    sums[found] = np.add.reduceat(points[order], starts, axis=0)
    return np.where(sizes > 0, sums / np.maximum(sizes, 1), points.mean(axis=0))


def cost(points: Numbers, cells: NDArray[np.int32], centres: Numbers) -> float:
    """The sum of squared distances of customers to the centre of their cell."""
    return float(((points - centres[cells]) ** 2).sum())


def moved(points: Numbers, centres: Numbers) -> Numbers:
    """Centres of k-means on these points, begun at those given."""
    model = KMeans(len(centres), init=centres, n_init=1).fit(points)
    return np.asarray(model.cluster_centers_, np.float64)
