"""Two ways from clusters to rules: the leaves of a tree, or one conjunction a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.discover.clusters.kmeans import nearest
from clientela.discover.conditions import Candidate, Conjunction, best_conjunctions
from clientela.discover.features.table import Mask, Numbers
from clientela.discover.proposals.costs import cost, middles, moved
from clientela.discover.proposals.ground import Ground, Rows
from clientela.discover.proposals.negation import plainly
from clientela.discover.proposals.shortening import conditions_of, joined
from clientela.discover.proposals.simplifying import simplified
from clientela.discover.proposals.tree import Leaf, grow
from clientela.rules.nodes import Condition

Route: TypeAlias = Literal["tree", "conjunctions"]
ENOUGH = 1.15
"""A tree gets more leaves than there are clusters, up to twice as many, while it costs more than this."""


@dataclass(frozen=True, slots=True, eq=False)
class Draft:
    """Rules in order, the cluster each is about, and who of the sample meets it (rules × customers)."""

    route: Route
    rules: tuple[Condition, ...]
    clusters: tuple[int, ...]
    masks: NDArray[np.bool_] = field(repr=False)

    @property
    def cells(self) -> NDArray[np.int32]:
        """The first rule each customer meets; the number of rules for those who meet none."""
        return first_met(self.masks)


def first_met(masks: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The first row that is true in each column; the number of rows where none is."""
    found = np.full(masks.shape[1], len(masks), np.int32)
    for place in range(len(masks) - 1, -1, -1):
        found[masks[place]] = place
    return found


def by_tree(ground: Ground, rows: Rows, labels: NDArray[np.int32], *, least: int, leaves: int = 0) -> Draft:
    """The leaves of a tree grown on `rows`, the largest first: they overlap nowhere and leave nobody out.

    Without `leaves` there are as many as clusters, or more where those would cost too much.
    """
    coordinates = ground.coordinates[rows]
    most = leaves or 2 * ground.k
    trees = grow(ground.splits.rows(rows), coordinates, most=most, least=least)
    tree = trees[-1] if leaves else _large_enough(ground, trees, rows, labels)
    masks = np.array([leaf.mask(ground.splits) for leaf in tree])
    order = np.argsort(-masks[:, rows].sum(axis=1), kind="stable")
    clusters = [_most_like(mask[rows], labels, ground.k) for mask in masks]
    return Draft(
        "tree",
        tuple(plainly(tree[place].rule(ground.splits), ground.nature) for place in order),
        tuple(clusters[place] for place in order),
        masks[order],
    )


def _large_enough(
    ground: Ground, trees: Sequence[tuple[Leaf, ...]], rows: Rows, labels: NDArray[np.int32]
) -> tuple[Leaf, ...]:
    """The smallest tree with a leaf a cluster that does not cost too much on the rows it was made from."""
    points = ground.details[rows]
    allowed = ENOUGH * cost(points, labels, middles(points, labels, ground.k))
    large = [tree for tree in trees if len(tree) >= ground.k] or [trees[-1]]
    for tree in large:
        cells = first_met(np.array([leaf.mask(ground.splits)[rows] for leaf in tree]))
        if cost(points, cells, middles(points, cells, len(tree))) <= allowed:
            return tree
    return large[-1]


def _most_like(mask: Mask, labels: NDArray[np.int32], k: int) -> int:
    """The cluster with which the customers agree best."""
    sizes = np.bincount(labels, minlength=k)
    both = np.bincount(labels[mask], minlength=k)
    return int(np.argmax(2 * both / (sizes + mask.sum())))


def by_conjunctions(ground: Ground, rows: Rows, labels: NDArray[np.int32], *, least: int) -> Draft:
    """The conjunction that agrees best with each cluster on `rows`, the most precise first.

    They may overlap, and leave out who is like nobody's rule. A cluster no rule of `least` customers speaks
    of has none.
    """
    known = [Candidate(each.key, each.node, each.mask[rows]) for each in ground.candidates]
    some = [each for each in known if each.mask.any()]
    found: list[tuple[float, int, Conjunction]] = []
    for cluster in range(ground.k):
        target = labels == cluster
        best = best_conjunctions(some, target, least=least)
        if best and best[0].f1(target) > 0:
            short = simplified(best[0], some, target, least=least)
            found.append((short.precision(target), cluster, short))
    found.sort(key=lambda each: (-each[0], each[1]))
    masks = [np.all([ground.mask(one) for one in each.candidates], axis=0) for _, _, each in found]
    return Draft(
        "conjunctions",
        tuple(plainly(joined(conditions_of(each.rule)), ground.nature) for _, _, each in found),
        tuple(cluster for _, cluster, _ in found),
        np.array(masks, np.bool_).reshape(len(masks), len(ground)),
    )


@dataclass(frozen=True, slots=True)
class Costs:
    """Squared distances of the held-out half to the middles its segments had in the learning half.

    Relative to those of k-means, whose centres moved to the learning half in the same way; 1.20 is 20 % more.
    `in_features` counts all prepared features, `on_map` only the few directions k-means worked in: no rule
    about features can follow those quite, so it is the larger wherever they bundle many features.
    """

    in_features: float
    on_map: float


def costs_of(ground: Ground, draft: Draft) -> Costs:
    """What the rules cost, `everyone else` being a segment too."""
    centres = moved(ground.coordinates[ground.learning], ground.centres)
    clusters = nearest(ground.coordinates, centres)[0]
    cells, count = draft.cells, len(draft.rules) + 1
    in_features, on_map = (
        _learnt_cost(ground, points, cells, count) / _learnt_cost(ground, points, clusters, ground.k)
        for points in (ground.details, ground.coordinates)
    )
    return Costs(in_features, on_map)


def _learnt_cost(ground: Ground, points: Numbers, cells: NDArray[np.int32], count: int) -> float:
    learnt = middles(points[ground.learning], cells[ground.learning], count)
    return cost(points[ground.held_out], cells[ground.held_out], learnt)
