"""Sets of customers as bits: how many are in two sets at once is one AND and a count of ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.discover.features.table import Mask, Numbers

Words: TypeAlias = NDArray[np.uint64]
_AT_ONCE = 1 << 19  # words that fit a processor's cache


def packed(masks: Sequence[Mask]) -> Words:
    """One row of words a mask; the bits after the last customer are 0."""
    if not masks:
        return np.zeros((0, 0), np.uint64)
    rows = np.zeros((len(masks), -(-len(masks[0]) // 64) * 8), np.uint8)
    for row, mask in zip(rows, masks, strict=True):
        bits = np.packbits(mask)
        row[: len(bits)] = bits
    return rows.view(np.uint64)


def counts_within(rows: Words, among: Words) -> NDArray[np.int64]:
    """For each row how many of its bits are also set in `among`."""
    found = np.empty(len(rows), np.int64)
    step = max(1, _AT_ONCE // max(len(among), 1))
    for first in range(0, len(rows), step):
        part = rows[first : first + step] & among
        found[first : first + step] = np.bitwise_count(part).sum(axis=1, dtype=np.int64)
    return found


@dataclass(frozen=True, slots=True)
class Goal:
    """What is sought, as bits: the sum of it over any set of customers is a few counts.

    A truth has one plane. A number is kept as whole steps above its least value, one plane a binary digit.
    """

    planes: Words
    weights: tuple[float, ...]
    least: float
    customers: int
    total: float

    def sums(self, rows: Words, among: Words, counts: NDArray[np.int64]) -> Numbers:
        """The sum of the goal over the customers of each row that are also in `among`."""
        found: Numbers = counts.astype(np.float64) * self.least
        for plane, weight in zip(self.planes, self.weights, strict=True):
            found = found + weight * counts_within(rows, plane & among)
        return found

    @property
    def mean(self) -> float:
        """Its mean over all customers."""
        return self.total / self.customers


_DIGITS = 12


def goal_of(target: Mask | Numbers) -> Goal:
    """A truth as it is; a number rounded to 4,095 steps between its least and its greatest value.

    The steps serve the search only: figures that are shown come from the numbers themselves.
    """
    if target.dtype == np.bool_:
        truth = target.astype(np.bool_, copy=False)
        return Goal(packed([truth]), (1.0,), 0.0, len(target), float(truth.sum()))
    least, most = float(target.min()), float(target.max())
    step = (most - least) / (2**_DIGITS - 1) or 1.0
    steps = np.rint((target - least) / step).astype(np.int64)
    planes = packed([(steps >> digit & 1).astype(np.bool_) for digit in range(_DIGITS)])
    weights = tuple(step * 2**digit for digit in range(_DIGITS))
    return Goal(planes, weights, least, len(target), len(target) * least + float(steps.sum()) * step)
