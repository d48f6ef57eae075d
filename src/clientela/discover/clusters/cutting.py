"""The two ways to cut customers into segments, behind one face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from clientela.discover.clusters.kmeans import centres_of, fit_centres, k_means, nearest, size_order
from clientela.discover.clusters.latent import SAMPLE, Answers, LatentClasses, fit_classes
from clientela.discover.clusters.stability import Labels, Refit
from clientela.discover.features.table import Numbers


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """Customers in `k` segments, the largest first, with the centres of these on the map."""

    labels: Labels
    centres: Numbers
    inertia: float
    classes: LatentClasses | None = None


class Cutter(Protocol):
    """Cuts all customers, and can do it again for samples of them."""

    def cut(self, k: int, *, seed: int, starts: int) -> Cut: ...

    def refit_on(self, rows: NDArray[np.intp], *, starts: int) -> Refit:
        """Cuts samples of the customers at `rows`, which it numbers from 0."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class KMeansCutter:
    """k-means on the map."""

    coordinates: Numbers

    def cut(self, k: int, *, seed: int, starts: int) -> Cut:
        labels, centres, inertia = k_means(self.coordinates, k, seed=seed, starts=starts)
        return Cut(labels, centres, inertia)

    def refit_on(self, rows: NDArray[np.intp], *, starts: int) -> Refit:
        coordinates = self.coordinates[rows]

        def refit(rows: NDArray[np.intp], k: int, *, seed: int) -> Labels:
            return nearest(coordinates, fit_centres(coordinates[rows], k, seed=seed, starts=starts))[0]

        return refit


@dataclass(frozen=True, slots=True, eq=False)
class LatentCutter:
    """Latent classes of the answers, everyone in her most likely one; of at most 20,000 customers."""

    data: Answers
    coordinates: Numbers

    def cut(self, k: int, *, seed: int, starts: int) -> Cut:
        rows = np.arange(len(self.data.pattern))
        if len(rows) > SAMPLE:
            rows = np.random.default_rng([seed, 9]).choice(len(rows), SAMPLE, replace=False)
        model = fit_classes(self.data, k, seed=seed, starts=starts, counts=self.data.counts(rows))
        order = size_order(model.labels(self.data), k)
        model = model.in_order(order)
        labels = model.labels(self.data)
        centres = centres_of(self.coordinates, labels, k)
        inertia = float(((self.coordinates - centres[labels]) ** 2).sum())
        return Cut(labels, centres, inertia, model)

    def refit_on(self, rows: NDArray[np.intp], *, starts: int) -> Refit:
        data = Answers(self.data.shown, self.data.pattern[rows], self.data.sizes)

        def refit(rows: NDArray[np.intp], k: int, *, seed: int) -> Labels:
            return fit_classes(data, k, seed=seed, starts=starts, counts=data.counts(rows)).labels(data)

        return refit
