"""Overlapping customers as they really are: skewed numbers, categories, gaps, outliers."""

from __future__ import annotations

import numpy as np

from clientela.discover.clusters import Clustering, Effort, find_clusters
from clientela.discover.features import prepare
from clientela.discover.features.table import FeatureTable
from clientela.discover.proposals.ground import Ground, ground_of
from tests.discover.features.drawn import category, number, table_of

LITTLE = Effort(starts=3, restarts=1, rows=500, splits=1, pairs=2, null_rows=100, null_draws=2)
"""Enough for clusters; how good they are is not asked here."""


def customers(
    size: int, groups: int, seed: int, *, categories: int = 3, numbers: int = 5, missing: float = 0.08
) -> tuple[FeatureTable, np.ndarray]:
    """Log-normal numbers and five-level categories that depend on a hidden group, and the groups."""
    rng = np.random.default_rng([seed, groups, categories])
    group = rng.choice(groups, size, p=rng.dirichlet(np.full(groups, 8.0)))
    columns, levels = {}, {}
    for place in range(numbers):
        middles = rng.normal(rng.uniform(1, 5), 1.0, groups)
        values = np.exp(middles[group] + rng.standard_normal(size))
        far = rng.random(size) < 0.003
        values[far] *= 10 * rng.pareto(1.5, far.sum()) + 1
        values[rng.random(size) < missing] = np.nan
        columns[number(f"number_{place}")] = values
    for place in range(categories):
        shares = rng.dirichlet(np.full(5, 1.2), groups).cumsum(axis=1)
        codes = (rng.random(size)[:, None] < shares[group]).argmax(axis=1)
        codes[rng.random(size) < missing] = -1
        columns[category(f"category_{place}")] = codes
        levels[f"category_{place}"] = tuple("abcde")
    return table_of(columns, levels), group


def ground(table: FeatureTable, k: int, seed: int = 0) -> Ground:
    """What rules for `k` clusters of these customers are sought in."""
    prepared = prepare(table)
    return ground_of(table, prepared, clustering(table, k, seed), seed=seed)


def clustering(table: FeatureTable, k: int, seed: int = 0) -> Clustering:
    """`k` clusters."""
    return find_clusters(prepare(table), ks=[k], k=k, least=50, seed=seed, method="k-means", effort=LITTLE)
