"""Which segments of a new clustering are those of an old one.

In the words of MONIC (Spiliopoulou, Ntoutsi, Theodoridis and Schult 2006): a segment survives, splits, merges
into another, vanishes or appears. Survival is decided by Jaccard similarity, one to one; the others by where
the members went.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from clientela.discover.clusters.stability import Labels, contingency, jaccard
from clientela.errors import TooThinError

Change: TypeAlias = Literal["survives", "splits", "merges", "vanishes", "appears"]

SURVIVES = 0.5
HALF = 0.5
"""Of a segment's customers, those who must have gone to (or come from) another for it to count."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an old segment, or where a new one came from.

    One survives: an old and a new one, with their Jaccard similarity. One splits: an old and several new,
    one of which it may survive in. Several merge: old ones, one of which may survive, and a new one. One
    vanishes: an old one only; one appears: a new one only. `share` is, of the old one's customers, those now
    in the new ones; where several merge, of the new one's, those from the old.
    """

    change: Change
    old: tuple[int, ...]
    new: tuple[int, ...]
    jaccard: float | None
    share: float | None


@dataclass(frozen=True, slots=True)
class Matching:
    """The fates of all segments, and on how many common customers they rest."""

    fates: tuple[Fate, ...]
    customers: int

    @property
    def survivors(self) -> dict[int, int]:
        """Old segments and the new ones they are."""
        return {each.old[0]: each.new[0] for each in self.fates if each.change == "survives"}


def match(
    old_ids: NDArray[np.int64], old_labels: Labels, new_ids: NDArray[np.int64], new_labels: Labels
) -> Matching:
    """The fate of every segment that has common customers, and of those that have none.

    Pairs are made one to one so that the sum of Jaccard similarities is greatest (Kuhn 1955), and survive
    from .5 on. Raises `TooThinError` where the two have no customer in common.
    """
    common, old_rows, new_rows = np.intersect1d(old_ids, new_ids, assume_unique=True, return_indices=True)
    if not len(common):
        raise TooThinError("the two clusterings have no customer in common; nothing can be matched")
    old_k, new_k = int(old_labels.max()) + 1, int(new_labels.max()) + 1
    table = np.zeros((old_k, new_k), np.int64)
    part = contingency(old_labels[old_rows], new_labels[new_rows])
    table[: part.shape[0], : part.shape[1]] = part
    similar = jaccard(table, old_k)
    survivors = {
        int(old): int(new)
        for old, new in zip(*linear_sum_assignment(-similar), strict=True)
        if similar[old, new] >= SURVIVES
    }
    fates = [
        Fate("survives", (old,), (new,), float(similar[old, new]), float(table[old, new] / table[old].sum()))
        for old, new in survivors.items()
    ]
    fates += _changed(table, survivors)
    return Matching(tuple(fates), len(common))


def _changed(table: NDArray[np.int64], survivors: dict[int, int]) -> list[Fate]:
    """The fates of all that did not survive, or took in or gave off a segment."""
    of_old = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    of_new = table / np.maximum(table.sum(axis=0, keepdims=True), 1)
    kept = {new: old for old, new in survivors.items()}
    parts: dict[int, list[int]] = {old: [new] for old, new in survivors.items()}
    for new in range(table.shape[1]):
        if new not in kept and of_new[:, new].max() >= HALF:
            parts.setdefault(int(of_new[:, new].argmax()), []).append(new)
    splits = {
        old: tuple(sorted(new))
        for old, new in parts.items()
        if len(new) > 1 and of_old[old, new].sum() >= HALF
    }
    merged: dict[int, list[int]] = {new: [old] for new, old in kept.items()}
    for old in range(len(table)):
        if old not in survivors and old not in splits and of_old[old].max() >= HALF:
            merged.setdefault(int(of_old[old].argmax()), []).append(old)
    merges = {new: tuple(sorted(old)) for new, old in merged.items() if new not in kept or len(old) > 1}
    fates = [Fate("splits", (old,), new, None, float(of_old[old, new].sum())) for old, new in splits.items()]
    fates += [Fate("merges", old, (new,), None, float(of_new[old, new].sum())) for new, old in merges.items()]
    gone = (
        set(range(len(table)))
        - survivors.keys()
        - splits.keys()
        - {each for old in merges.values() for each in old}
    )
    come = (
        set(range(table.shape[1]))
        - kept.keys()
        - merges.keys()
        - {each for new in splits.values() for each in new}
    )
    fates += [Fate("vanishes", (old,), (), None, None) for old in sorted(gone)]
    fates += [Fate("appears", (), (new,), None, None) for new in sorted(come)]
    return fates
