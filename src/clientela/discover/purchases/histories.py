"""What each customer bought, as the four numbers that purchase models need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Unit: TypeAlias = Literal["day", "week"]

DAYS: dict[Unit, float] = {"day": 1.0, "week": 7.0}


@dataclass(frozen=True, slots=True)
class Histories:
    """A row a customer who has bought at least once; times are in `unit`, counted from her first purchase.

    `x` is the number of later purchase days, `t_x` the time of the last of them (0 where there is none), `T`
    how long she has been watched, `m` the mean value of those later days (NaN where there is none).
    Raises ValueError where the columns differ in length or contradict each other.
    """

    customer_ids: NDArray[np.int64]
    x: Floats
    t_x: Floats
    T: Floats
    m: Floats
    unit: Unit = "day"

    def __post_init__(self) -> None:
        if len({len(self.customer_ids), len(self.x), len(self.t_x), len(self.T), len(self.m)}) != 1:
            raise ValueError("the columns of histories differ in length")
        if not np.all((self.x >= 0) & (self.t_x >= 0) & (self.t_x <= self.T)):
            raise ValueError("every history needs x >= 0 and 0 <= t_x <= T")
        if not np.array_equal(self.x == 0, self.t_x == 0):
            raise ValueError("t_x is 0 for those without a repeat purchase, and for no one else")

    def __len__(self) -> int:
        return len(self.customer_ids)

    def __repr__(self) -> str:
        longest = self.T.max(initial=0)
        return (
            f"<Histories of {len(self):,} customers, {self.repeaters:,} bought again, "
            f"{longest:.4g} {self.unit}s at most>"
        )

    @property
    def repeaters(self) -> int:
        """How many customers bought on a second day."""
        return int(np.count_nonzero(self.x))

    @property
    def purchases(self) -> int:
        """How many repeat purchase days there are."""
        return int(self.x.sum())

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.intp] | slice) -> Histories:
        """The histories of some customers."""
        return replace(
            self,
            customer_ids=self.customer_ids[chosen],
            x=self.x[chosen],
            t_x=self.t_x[chosen],
            T=self.T[chosen],
            m=self.m[chosen],
        )

    def in_unit(self, unit: Unit) -> Histories:
        """The same histories counted in days or in weeks."""
        factor = DAYS[self.unit] / DAYS[unit]
        return replace(self, t_x=self.t_x * factor, T=self.T * factor, unit=unit)

    def groups(self) -> Groups:
        """The distinct (x, t_x, T), which is all that the models see of a customer."""
        first, member = _distinct(self.x, *(_counted(each, self.unit) for each in (self.t_x, self.T)))
        weight = np.bincount(member, minlength=len(first)).astype(np.float64)
        return Groups(self.rows(first), weight, member)

    def coded(self) -> Coded:
        """The same rows, with each column as its few distinct values."""
        return Coded(
            self, *(Levels(*np.unique(each, return_inverse=True)) for each in (self.x, self.t_x, self.T))
        )


@dataclass(frozen=True, slots=True)
class Levels:
    """A column as its distinct values and the place of each row among them."""

    values: Floats
    place: NDArray[np.intp]

    def each(self, function: Callable[[Floats], Floats]) -> Floats:
        """A function of the column, worked out once for each distinct value."""
        return function(self.values)[self.place]


@dataclass(frozen=True, slots=True)
class Coded:
    """Histories for likelihoods: their logs and gammas are of a few hundred numbers, however many rows."""

    rows: Histories
    x: Levels
    t_x: Levels
    T: Levels


@dataclass(frozen=True, slots=True)
class Groups:
    """Distinct histories: `weight` customers share each; `member` says which one each customer has.

    A shop's million customers share a few thousand, which is where the speed of fitting comes from.
    `histories.customer_ids` and `histories.m` are those of one customer of the group.
    """

    histories: Histories
    weight: Floats
    member: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.weight)

    def thinned(self, size: int) -> Groups:
        """About `size` groups that stand for all: the heaviest, and every k-th of the rest, k times as heavy.

        What a fit starts from, the same whatever the order of customers. `member` is empty.
        """
        order = np.argsort(-self.weight, kind="stable")
        heavy, light = order[: size // 2], np.sort(order[size // 2 :])
        every = max(1, 2 * len(light) // size)
        chosen = np.concatenate([heavy, light[::every]])
        weight = self.weight[chosen] * np.repeat([1, every], [len(heavy), len(chosen) - len(heavy)])
        return Groups(self.histories.rows(chosen), weight, np.empty(0, np.intp))

    def spread(self, score: Floats) -> Floats:
        """A score of each group as a score of each customer."""
        return score[self.member]


def _counted(times: Floats, unit: Unit) -> Floats:
    """Times in days where they are whole days, free of the rounding that weeks bring."""
    days = times * DAYS[unit]
    whole = np.rint(days)
    return whole if np.allclose(days, whole, rtol=0, atol=1e-6) else times


def _distinct(*columns: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first row of each distinct combination, and the combination each row has."""
    code = np.zeros(len(columns[0]), np.int64)
    room = 1
    for column in columns:
        codes, size = _codes(column)
        if room * size >= 2**62:
            code = np.unique(code, return_inverse=True)[1].astype(np.int64)
            room = int(code.max(initial=0)) + 1
        code = code * size + codes
        room *= size
    _, first, member = np.unique(code, return_index=True, return_inverse=True)
    return first, member


def _codes(column: Floats) -> tuple[NDArray[np.int64], int]:
    whole = np.rint(column)
    if np.array_equal(whole, column):
        return column.astype(np.int64), int(column.max(initial=0)) + 1
    values, codes = np.unique(column, return_inverse=True)
    return codes.astype(np.int64), len(values)
