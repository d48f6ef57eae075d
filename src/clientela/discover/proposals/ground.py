"""What rules are sought in: a sample of the clustered customers, in two halves.

Rules are made in one half and judged in the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from clientela.discover.clusters.famd import indicators
from clientela.discover.clusters.solution import Clustering
from clientela.discover.conditions import Candidate, candidates
from clientela.discover.features.table import FeatureTable, Mask, Numbers, Prepared
from clientela.discover.proposals.negation import Nature, nature_of
from clientela.discover.proposals.tree import Splits, splits_of
from clientela.rules.nodes import Compare, Condition

SAMPLE = 20_000
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Ground:
    """Sampled customers: their features, where they lie on the clusters' map, their clusters.

    `learning` and `held_out` are the rows of the halves. `customers` is how many were clustered.
    """

    table: FeatureTable = field(repr=False)
    prepared: Prepared = field(repr=False)
    coordinates: Numbers = field(repr=False)
    labels: NDArray[np.int32] = field(repr=False)
    centres: Numbers = field(repr=False)
    learning: Rows = field(repr=False)
    held_out: Rows = field(repr=False)
    customers: int
    from_centres: bool = True

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def k(self) -> int:
        """The number of clusters."""
        return len(self.centres)

    @cached_property
    def nature(self) -> Nature:
        """Which values are incomplete and which whole."""
        return nature_of(self.table)

    @cached_property
    def candidates(self) -> list[Candidate]:
        """The conditions on the features that were clustered."""
        keys = (*self.prepared.number_keys, *self.prepared.code_keys)
        return candidates(self.table, keys=keys)

    @cached_property
    def splits(self) -> Splits:
        """Those with short opposites."""
        return splits_of(self.candidates, self.nature, len(self))

    @cached_property
    def by_node(self) -> dict[Condition, Mask]:
        """Who meets each of the conditions."""
        return {each.node: each.mask for each in self.candidates}

    @cached_property
    def details(self) -> Numbers:
        """All prepared features as numbers: what the map is a summary of."""
        codes = indicators(self.prepared.codes, [len(levels) for levels in self.prepared.code_levels])
        levels: Numbers = codes.toarray()
        shares = levels.mean(axis=0)
        scaled = (levels - shares) / np.sqrt(np.where(shares > 0, shares, 1.0))
        return np.hstack([self.prepared.numbers, scaled])

    def mask(self, candidate: Candidate) -> Mask:
        """Who meets a candidate that was made in a part of the sample."""
        node = candidate.node
        if node in self.by_node:
            return self.by_node[node]
        mask = np.zeros(len(self), np.bool_)
        for level in candidate.levels:
            if isinstance(node, Compare):
                mask |= self.by_node[Compare(node.value, "=", level)]
        return mask

    def least(self, least: int) -> int:
        """How many of the learning half are `least` of the customers, with a tenth to spare."""
        return max(2, int(np.ceil(1.1 * least * len(self.learning) / self.customers)))


def ground_of(table: FeatureTable, prepared: Prepared, clustering: Clustering, *, seed: int) -> Ground:
    """At most 20,000 of the customers, halved at random."""
    rng = np.random.default_rng([seed, 11])
    customers = len(table)
    rows = np.arange(customers)
    if customers > SAMPLE:
        rows = np.sort(rng.choice(customers, SAMPLE, replace=False))
        table, prepared = table.rows(rows), prepared.rows(rows)
    order = rng.permutation(len(rows))
    half = len(rows) // 2
    chosen = clustering.chosen
    return Ground(
        table,
        prepared,
        clustering.coordinates[rows],
        chosen.labels[rows],
        chosen.centres,
        np.sort(order[:half]),
        np.sort(order[half:]),
        customers,
        clustering.method == "k-means",
    )
