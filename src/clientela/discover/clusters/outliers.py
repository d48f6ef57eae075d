"""Who fits nowhere: far from every centre, and far from every other customer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.neighbors import NearestNeighbors

from clientela.discover.clusters.kmeans import nearest
from clientela.discover.features.table import Mask, Numbers, Prepared

if TYPE_CHECKING:
    from clientela.discover.clusters.solution import Clustering

BEYOND = 0.99
NEIGHBOURS = 10
SAMPLE = 20_000
SHOWN = 50


@dataclass(frozen=True, slots=True, eq=False)
class Outliers:
    """How far every customer is from the segments and from her like.

    `to_centre` is the distance to the nearest centre, `to_like` the mean distance to the ten nearest other
    customers (of a sample of 20,000); `centre_limit` and `like_limit` are their 99th percentiles, which the
    outermost hundredth itself cannot move.
    """

    to_centre: Numbers = field(repr=False)
    to_like: Numbers = field(repr=False)
    centre_limit: float
    like_limit: float

    @property
    def score(self) -> Numbers:
        """The smaller of the two distances, each as a multiple of its limit: beyond 1, she fits nowhere."""
        return np.minimum(self.to_centre / self.centre_limit, self.to_like / self.like_limit)

    @property
    def outermost(self) -> NDArray[np.intp]:
        """Rows of the customers who fit nowhere, the farthest first, 50 at most."""
        order = np.argsort(-self.score, kind="stable")[:SHOWN]
        return order[self.score[order] > 1]

    def as_json(self) -> dict[str, object]:
        """The limits, and how many are beyond both."""
        return {
            "centre_limit": self.centre_limit,
            "like_limit": self.like_limit,
            "beyond": int(np.sum(self.score > 1)),
        }


def find_outliers(coordinates: Numbers, centres: Numbers, *, seed: int) -> Outliers:
    """The distances of the customers a clustering was made from."""
    to_centre = np.sqrt(nearest(coordinates, centres)[1])
    rng = np.random.default_rng([seed, 6])
    sample = np.arange(len(coordinates))
    if len(sample) > SAMPLE:
        sample = np.sort(rng.choice(len(coordinates), SAMPLE, replace=False))
    to_like = _to_like(coordinates, sample)
    return Outliers(to_centre, to_like, _limit(to_centre), _limit(to_like))


def _limit(distances: Numbers) -> float:
    """The 99th percentile, never 0."""
    return max(float(np.quantile(distances, BEYOND)), 1e-12)


def _to_like(coordinates: Numbers, sample: NDArray[np.intp]) -> Numbers:
    """The mean distance to the ten nearest of the sample, oneself left out."""
    count = min(NEIGHBOURS, len(sample) - 1)
    model = NearestNeighbors(n_neighbors=count + 1, algorithm="kd_tree").fit(coordinates[sample])
    found = np.asarray(model.kneighbors(coordinates)[0], dtype=np.float64)
    inside = np.zeros(len(coordinates), np.bool_)
    inside[sample] = True
    own = found[:, 1:].mean(axis=1)  # the nearest of one in the sample is herself, at distance 0
    result: Numbers = np.where(inside, own, found[:, :count].mean(axis=1))
    return result


@dataclass(frozen=True, slots=True, eq=False)
class Residue:
    """Customers beyond the 99th percentile of the distances a clustering was made with.

    `beyond` marks them among the new rows. Were the new customers like the old, one in a hundred would be;
    `p` is the exact binomial probability of at least so many.
    """

    beyond: Mask = field(repr=False)
    distances: Numbers = field(repr=False)
    p: float

    def __len__(self) -> int:
        return int(self.beyond.sum())

    @property
    def share(self) -> float:
        """Of the new customers, how many lie beyond; 0 where there are none."""
        return len(self) / len(self.beyond) if len(self.beyond) else 0.0


def residue(clustering: Clustering, prepared: Prepared) -> Residue:
    """Which of these customers, prepared like those of the clustering, lie outside its segments."""
    return residue_of(
        clustering.project(prepared), clustering.chosen.centres, clustering.outliers.centre_limit
    )


def residue_of(coordinates: Numbers, centres: Numbers, limit: float) -> Residue:
    """The same from a map's coordinates, for a clustering of which only centres and limit were kept."""
    distances = np.sqrt(nearest(coordinates, centres)[1])
    beyond = distances > limit
    count = len(beyond)
    p = float(binomtest(int(beyond.sum()), count, 1 - BEYOND, alternative="greater").pvalue) if count else 1.0
    return Residue(beyond, distances, p)
