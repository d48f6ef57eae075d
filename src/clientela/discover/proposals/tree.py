"""A shallow tree of conditions whose leaves are the segments.

The split that is taken lowers most the squared distances of customers to the middle of their leaf, on the map
the clusters were found on: the leaves are the best clusters that short rules can say. On the sample shop the
surrogate cost of ExKMC (Frost, Moshkovitz and Rashtchian 2020), which sends every leaf to one of the given
centres, came out 2 to 20 % dearer with as many leaves, so it is not offered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from clientela.discover.conditions.candidate import Candidate
from clientela.discover.features.table import Mask, Numbers
from clientela.discover.proposals.negation import Nature, opposite
from clientela.discover.proposals.roundness import roundness
from clientela.discover.proposals.shortening import joined, length
from clientela.rules.nodes import Compare, Condition

LONGEST = 3
NEARLY = 0.97
"""A rounder limit of the same feature is taken where it gains at least this share of the best one's gain."""

_ASKED = frozenset({">=", "=", "in", "includes any"})


@dataclass(frozen=True, slots=True, eq=False)
class Splits:
    """Conditions with their opposites: what a tree may ask.

    `truths` is conditions × customers, 1.0 where true; `features` says which feature each is about.
    """

    conditions: tuple[Condition, ...]
    opposites: tuple[Condition, ...]
    truths: NDArray[np.float32] = field(repr=False)
    features: NDArray[np.intp] = field(repr=False)
    roundness: Numbers = field(repr=False)

    def rows(self, chosen: NDArray[np.intp]) -> Splits:
        """The same of some customers; one may be there several times."""
        return Splits(self.conditions, self.opposites, self.truths[:, chosen], self.features, self.roundness)


def splits_of(candidates: Sequence[Candidate], nature: Nature, customers: int) -> Splits:
    """The candidates whose opposite is as short as they are."""
    asked = [each for each in candidates if isinstance(each.node, Compare) and each.node.operator in _ASKED]
    keys = {key: place for place, key in enumerate(dict.fromkeys(each.key for each in asked))}
    return Splits(
        tuple(each.node for each in asked),
        tuple(opposite(each.node, nature) for each in asked),
        np.array([each.mask for each in asked], np.float32).reshape(len(asked), customers),
        np.array([keys[each.key] for each in asked], np.intp),
        np.array([roundness(each.node) for each in asked], np.float64),
    )


@dataclass(frozen=True, slots=True)
class Leaf:
    """The answers on the way from the root: which condition, and whether it was true."""

    answers: tuple[tuple[int, bool], ...] = ()

    def rule(self, splits: Splits) -> Condition:
        """As a rule, as short as it can be said."""
        sides = (splits.opposites, splits.conditions)
        return joined([sides[true][place] for place, true in self.answers])

    def mask(self, splits: Splits) -> Mask:
        """Who is in it."""
        inside = np.ones(splits.truths.shape[1], np.bool_)
        for place, true in self.answers:
            inside &= (splits.truths[place] > 0) == true
        return inside

    def child(self, place: int, true: bool) -> Leaf:  # noqa: FBT001
        """One of the two leaves it is split into."""
        return Leaf((*self.answers, (place, true)))


def grow(splits: Splits, coordinates: Numbers, *, most: int, least: int) -> list[tuple[Leaf, ...]]:
    """Trees with 1, 2 … up to `most` leaves, each made from the one before by the best split there is.

    No leaf has fewer than `least` customers or says more than three conditions. The leaves of a tree hold
    every customer exactly once.
    """
    search = _Search(splits, coordinates.astype(np.float32), least)
    leaves = [search.grown(Leaf(), np.arange(len(coordinates)))]
    trees: list[tuple[Leaf, ...]] = [(leaves[0].leaf,)]
    while len(leaves) < most:
        place = max(range(len(leaves)), key=lambda at: leaves[at].gain)
        if leaves[place].gain <= 0:
            break
        leaves[place : place + 1] = search.halves(leaves[place])
        trees.append(tuple(each.leaf for each in leaves))
    return trees


@dataclass(frozen=True, slots=True, eq=False)
class _Growing:
    """A leaf with its customers, and the best split of it."""

    leaf: Leaf
    rows: NDArray[np.intp]
    gain: float = 0.0
    place: int = -1


class _Search:
    """The best split of any leaf: one matrix product of the conditions' truths and the coordinates."""

    def __init__(self, splits: Splits, coordinates: NDArray[np.float32], least: int) -> None:
        self.splits, self.coordinates, self.least = splits, coordinates, least

    def grown(self, leaf: Leaf, rows: NDArray[np.intp]) -> _Growing:
        """The leaf, ready to be split."""
        if len(rows) < 2 * self.least or not self.splits.conditions:
            return _Growing(leaf, rows)
        gains = self._gains(rows)
        for place in self._in_turn(gains):
            if gains[place] > 0 and self._is_short(leaf, place):
                return _Growing(leaf, rows, float(gains[place]), place)
        return _Growing(leaf, rows)

    def halves(self, grown: _Growing) -> list[_Growing]:
        """Both sides of its split."""
        true = self.splits.truths[grown.place, grown.rows] > 0
        return [
            self.grown(grown.leaf.child(grown.place, side), grown.rows[true == side])
            for side in (True, False)
        ]

    def _gains(self, rows: NDArray[np.intp]) -> Numbers:
        """By how much each condition would lower the squared distances."""
        truths, coordinates = self.splits.truths[:, rows], self.coordinates[rows]
        inside = truths.sum(axis=1, dtype=np.float64)
        sums, total = (truths @ coordinates).astype(np.float64), coordinates.sum(axis=0, dtype=np.float64)
        outside = len(rows) - inside
        gains: Numbers = _saved(sums, inside) + _saved(total - sums, outside) - total @ total / len(rows)
        usable = (np.minimum(inside, outside) >= self.least) & (gains > 1e-6 * len(rows))
        return np.where(usable, gains, 0.0)

    def _in_turn(self, gains: Numbers) -> list[int]:
        """The best first; before it, a rounder limit of the same feature that is nearly as good."""
        # single precision sums differ in the last digits from machine to machine
        order = np.lexsort((np.arange(len(gains)), -np.round(gains, 2)))
        best = order[0]
        same = (self.splits.features == self.splits.features[best]) & (gains >= NEARLY * gains[best])
        rounder = same & (self.splits.roundness > self.splits.roundness[best])
        first = [int(each) for each in order if rounder[each]]
        first.sort(key=lambda each: -self.splits.roundness[each])
        return [*first, *(int(each) for each in order)]

    def _is_short(self, leaf: Leaf, place: int) -> bool:
        sides = (leaf.child(place, side).rule(self.splits) for side in (True, False))
        return all(length(side) <= LONGEST for side in sides)


def _saved(sums: Numbers, counts: Numbers) -> Numbers:
    saved: Numbers = np.einsum("ij,ij->i", sums, sums) / np.maximum(counts, 1)
    return saved
