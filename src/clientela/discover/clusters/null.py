"""Would customers without groups part as well? A parametric bootstrap (after Hennig and Lin 2015).

The null is a Gaussian copula: one cloud, with the observed margins and correlations. What makes data look
clustered without being so (correlated features, skew, lumps in one margin, yes-no features) is in the null
too; only groups in the joint distribution are not.

Every number has one latent normal, cut to the observed margin. A category has one latent normal a level, and
the customer has the level whose latent, moved by an offset, is highest (a multinomial probit): no order of
the levels is assumed. The latent correlations are found by simulation, so that what is drawn has the observed
correlations of normal scores and indicators (cuts weaken correlations; copying the observed ones would give a
null with too little structure, and cry "clusters").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.special import ndtr, ndtri
from scipy.stats import rankdata

from clientela.discover.clusters.famd import fit_famd, indicators
from clientela.discover.clusters.kmeans import centres_of, improved
from clientela.discover.clusters.silhouette import average_widths, distances
from clientela.discover.features.table import Codes, Mask, Numbers, Prepared
from clientela.discover.progress import OnProgress, unwatched

SAMPLE = 20_000
DRAWN = 10_000
ROUNDS = 10
STEP = 0.5  # whole steps overshoot between two categories, whose levels move together
FEW = 400
NEVER = -50.0


@dataclass(frozen=True, slots=True, eq=False)
class Copula:
    """One cloud of customers with the observed margins and correlations.

    `margins` are the observed numbers, each column sorted, and `scores` their normal scores; `root` is a
    square root of the latent correlations (latents × latents), `offsets` those of the levels.
    """

    like: Prepared
    margins: Numbers
    scores: Numbers
    sizes: tuple[int, ...]
    root: Numbers
    offsets: Numbers

    def draw(self, rows: int, rng: np.random.Generator) -> Prepared:
        """New customers."""
        places, codes = self.cut(rng.standard_normal((rows, len(self.root))))
        numbers = np.take_along_axis(self.margins, places, axis=0)
        like = self.like
        return Prepared(numbers, like.number_keys, codes, like.code_keys, like.code_levels)

    def cut(self, normal: Numbers) -> tuple[np.ndarray, Codes]:
        """Independent normals to places in the sorted margins and to levels."""
        latent = normal @ self.root.T
        count = self.margins.shape[1]
        places = np.minimum(
            (ndtr(latent[:, :count]) * len(self.margins)).astype(np.intp), len(self.margins) - 1
        )
        codes = np.empty((len(normal), len(self.sizes)), np.int32)
        start = count
        for column, size in enumerate(self.sizes):
            moved = latent[:, start : start + size] + self.offsets[start - count : start - count + size]
            codes[:, column] = moved.argmax(axis=1)
            start += size
        return places, codes

    def columns(self, places: np.ndarray, codes: Codes) -> Numbers:
        """Normal scores and indicators of drawn customers: what the correlations are taken of."""
        scores = np.take_along_axis(self.scores, places, axis=0)
        return np.hstack([scores, indicators(codes, list(self.sizes)).toarray()])


def fit_copula(prepared: Prepared, *, seed: int) -> Copula:
    """The cloud most like these customers (at most 20,000 of them are looked at)."""
    rng = np.random.default_rng([seed, 4])
    if len(prepared) > SAMPLE:
        prepared = prepared.rows(np.sort(rng.choice(len(prepared), SAMPLE, replace=False)))
    rows, numbers = prepared.numbers.shape
    scores = ndtri((rankdata(prepared.numbers, axis=0) - 0.5) / rows) if numbers else prepared.numbers
    sizes = tuple(len(levels) for levels in prepared.code_levels)
    shown = indicators(prepared.codes, list(sizes)).toarray()
    target = _correlations(np.hstack([scores, shown]))
    shares = shown.mean(axis=0)
    offsets = np.where(shares > 0, ndtri(np.clip(shares, 1e-6, 1 - 1e-6)), NEVER)
    start = Copula(
        prepared,
        np.sort(prepared.numbers, axis=0),
        np.sort(scores, axis=0),
        sizes,
        np.eye(len(target)),
        offsets,
    )
    return _calibrated(start, target, shares, rng.standard_normal((DRAWN, len(target))))


def _calibrated(copula: Copula, target: Numbers, shares: Numbers, normal: Numbers) -> Copula:
    """Latent correlations and offsets with which what is drawn has the wanted correlations and shares.

    A fixed point: what is missing from the wanted correlation is added to the latent one, magnified by how
    much the two columns' cuts weaken it. The same normals are used in every round.
    """
    free = _free(copula.margins.shape[1], copula.sizes)
    count = copula.margins.shape[1]
    latent, root, offsets = np.where(free, 0.0, np.eye(len(free))), copula.root, copula.offsets
    for _ in range(ROUNDS):
        current = Copula(copula.like, copula.margins, copula.scores, copula.sizes, root, offsets)
        places, codes = current.cut(normal)
        columns = current.columns(places, codes)
        weakened = _with_own_latent(columns, normal @ root.T)
        missing = np.where(free, target - _correlations(columns), 0.0)
        latent = np.clip(latent + STEP * missing / np.outer(weakened, weakened), -0.995, 0.995)
        np.fill_diagonal(latent, 1.0)
        latent, root = _nearest_correlations(latent)
        drawn = np.clip(columns[:, count:].mean(axis=0), 1e-5, 1 - 1e-5)
        wanted = np.clip(shares, 1e-5, 1 - 1e-5)
        offsets = np.where(shares > 0, offsets + ndtri(wanted) - ndtri(drawn), NEVER)
    return Copula(copula.like, copula.margins, copula.scores, copula.sizes, root, offsets)


def _free(numbers: int, sizes: Sequence[int]) -> Mask:
    """Which latent correlations are sought: all but those within one category (0) and with itself (1)."""
    owner = np.concatenate([np.arange(numbers), numbers + np.repeat(np.arange(len(sizes)), sizes)])
    free: Mask = owner[:, None] != owner[None, :]
    return free


def _correlations(columns: Numbers) -> Numbers:
    """Pearson correlations; 0 with a column that never varies."""
    centred = columns - columns.mean(axis=0)
    lengths = np.sqrt((centred**2).sum(axis=0))
    scaled = centred / np.where(lengths > 0, lengths, 1)
    together: Numbers = scaled.T @ scaled
    return together


def _with_own_latent(columns: Numbers, latent: Numbers) -> Numbers:
    """How strongly each column goes with the normal it was cut from; never taken below .2."""
    centred = columns - columns.mean(axis=0)
    deviations = centred.std(axis=0)
    together = (centred * latent).mean(axis=0) / np.where(deviations > 0, deviations, 1)
    strength: Numbers = np.maximum(np.abs(together), 0.2)
    return strength


def _nearest_correlations(matrix: Numbers) -> tuple[Numbers, Numbers]:
    """The matrix without negative eigenvalues and with a diagonal of ones, and a root of it."""
    values, vectors = np.linalg.eigh(matrix)
    root = vectors * np.sqrt(np.maximum(values, 1e-8))
    root /= np.sqrt((root**2).sum(axis=1))[:, None]
    return root @ root.T, root


@dataclass(frozen=True, slots=True)
class NullTest:
    """The statistic of the customers and of each data set drawn from the null.

    `p` is (1 + those at least as high) / (1 + drawn); where drawing stopped early, Besag and Clifford's
    (1991) those / drawn, whose size is the same.
    """

    statistic: float
    statistic_k: int
    null: tuple[float, ...]
    p: float


def null_test(
    prepared: Prepared,
    *,
    ks: Sequence[int],
    components: int,
    rows: int,
    draws: int,
    seed: int,
    progress: OnProgress = unwatched,
) -> NullTest:
    """Are these customers parted better than one cloud with the same margins and correlations?

    The statistic is the highest average silhouette over `ks`, on `rows` customers. Drawing stops as soon as
    p <= .05 is out of reach: that changes no decision.
    """
    copula = fit_copula(prepared, seed=seed)
    rng = np.random.default_rng([seed, 5])
    rows = min(rows, len(prepared))
    sample = prepared.rows(np.sort(rng.choice(len(prepared), rows, replace=False)))
    statistic, statistic_k = best_silhouette(sample, ks, components)
    enough = int(0.05 * (draws + 1))
    null: list[float] = []
    higher = 0
    while len(null) < draws and higher < max(enough, 1):
        null.append(best_silhouette(copula.draw(rows, rng), ks, components)[0])
        higher += null[-1] >= statistic
        progress(len(null), draws, "null")
    p = higher / len(null) if higher >= max(enough, 1) else (1 + higher) / (1 + draws)
    return NullTest(statistic, statistic_k, tuple(null), p)


def best_silhouette(prepared: Prepared, ks: Sequence[int], components: int) -> tuple[float, int]:
    """The highest average silhouette over `ks`, and the number of segments that has it.

    Segments are the cuts of the Ward tree (1963) of every second customer, improved by k-means on all, on a
    map of these customers' own: no random starts, and the same for the data and for the null.
    """
    coordinates = fit_famd(prepared, seed=0, components=components).project(prepared)
    half = coordinates[::2] if len(coordinates) > FEW else coordinates
    tree = linkage(half, "ward")
    centres = [centres_of(half, fcluster(tree, k, "maxclust") - 1) for k in ks]
    labels = improved(coordinates, centres)
    widths = average_widths(distances(coordinates).astype(np.float32), labels)
    best = int(np.argmax(widths))
    return float(widths[best]), ks[best]
