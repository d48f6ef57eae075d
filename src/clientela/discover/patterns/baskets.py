"""What is bought together more often than chance would have it (Agrawal, Imielinski and Swami, 1993).

A pair is held against independence by Fisher's exact test, one-sided: the hypergeometric probability of at
least so many baskets with both. A third thing is held against each of the two pairs it would extend, inside
the baskets that hold the other two, and has to pass both (intersection-union). All that were tried, also
those that turn out too rare to be shown, are controlled together for false discoveries (Benjamini and
Hochberg, 1995): what is tried depends on how often things and pairs are bought, never on the answer.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.stats import hypergeom

from clientela.catalog.variables.purchases import BOUGHT
from clientela.errors import TooThinError
from clientela.rules.nodes import All, Compare, Condition, Field, Happened, Rule
from clientela.segments.intervals import adjusted, share_interval

Things: TypeAlias = Literal["category", "item"]
Over: TypeAlias = Literal["orders", "customers"]
Ints: TypeAlias = NDArray[np.int64]

LEAST_TOGETHER = 30
LEAST_SHARE = 0.001
"""A pattern needs so many baskets, and this share of all."""
MOST_THINGS = 200
MOST_IN_TRIPLES = 40
LEVEL = 0.05
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Purchases:
    """Which things lie in which basket: each pair of `baskets` and `things` once; `names` of the things."""

    things_are: Things
    over: Over
    baskets: Ints
    things: Ints
    names: tuple[str, ...]
    count: int  # baskets with at least one thing


@dataclass(frozen=True, slots=True)
class Pattern:
    """Baskets with all of `first` hold `then` more often than others.

    `together` baskets of `count` hold all of it; `confidence` is the share of those with `first` that hold
    `then`, with Wilson's interval. `lift` is that share over the share of all baskets with `then`; its
    interval is by the delta method on the logarithm. `q` is Fisher's one-sided p after Benjamini and
    Hochberg over all that were tried.
    """

    things_are: Things
    over: Over
    first: tuple[str, ...]
    then: str
    together: int
    first_count: int
    then_count: int
    count: int
    confidence: float
    confidence_low: float
    confidence_high: float
    lift: float
    lift_low: float
    lift_high: float
    p: float
    q: float

    @property
    def support(self) -> float:
        """The share of all baskets that hold all of it."""
        return self.together / self.count

    @property
    def rule(self) -> Rule:
        """Who bought `first` and not yet `then`."""
        bought = tuple(Happened(BOUGHT, self._is(name)) for name in self.first)
        return All((*bought, Happened(BOUGHT, self._is(self.then), at_least=0, at_most=0)))

    def _is(self, name: str) -> Condition:
        return Compare(Field(self.things_are), "=", name)


@dataclass(frozen=True, slots=True)
class Baskets:
    """What was looked at, and the patterns that are no accident, the strongest lift first."""

    things_are: Things
    over: Over
    count: int
    several: int
    names: tuple[str, ...]
    left_out: int
    least: int
    tried: int
    patterns: tuple[Pattern, ...]

    def __repr__(self) -> str:
        return (
            f"Baskets({len(self.patterns)} patterns of {self.tried:,} tried; {self.count:,} {self.over},"
            f" {self.several:,} with several)"
        )


@dataclass(frozen=True, slots=True)
class _Tried:
    first: tuple[int, ...]
    then: int
    table: tuple[int, int, int, int]  # together, with first, with then, all
    p: float


def find_baskets(purchases: Purchases) -> Baskets:
    """Pairs and triples with a false discovery rate of 5 %.

    Raises TooThinError where fewer than 30 baskets hold several things.
    """
    several = _several(purchases)
    if several < LEAST_TOGETHER:
        raise TooThinError(
            f"{several:,} {purchases.over} hold more than one {purchases.things_are};"
            f" patterns need {LEAST_TOGETHER}"
        )
    least = max(LEAST_TOGETHER, math.ceil(LEAST_SHARE * purchases.count))
    kept = _frequent(purchases, least)
    matrix = _matrix(purchases, kept)
    tried = [*_pairs(matrix, purchases.count), *_triples(matrix, purchases.count, least)]
    names = tuple(purchases.names[place] for place in kept)
    found = [_pattern(purchases, names, each, q) for each, q in _found(tried, least)]
    found.sort(key=lambda each: (-each.lift_low, each.first, each.then))
    return Baskets(
        purchases.things_are,
        purchases.over,
        purchases.count,
        several,
        names,
        len(purchases.names) - len(names),
        least,
        len(tried),
        tuple(found),
    )


def lift_interval(together: int, first: int, then: int, count: int) -> tuple[float, float, float]:
    """The lift with its 95 % interval, by the delta method on the logarithm of multinomial shares."""
    both, a, b = together / count, first / count, then / count
    lift = both / (a * b)
    slopes = (1 / both - 1 / a - 1 / b, -1 / a, -1 / b)
    shares = (both, a - both, b - both)
    mean = sum(slope * share for slope, share in zip(slopes, shares, strict=True))
    square = sum(slope * slope * share for slope, share in zip(slopes, shares, strict=True))
    reach = _Z * math.sqrt(max(square - mean * mean, 0.0) / count)
    return lift, lift * math.exp(-reach), lift * math.exp(reach)


def _several(purchases: Purchases) -> int:
    return int((np.unique(purchases.baskets, return_counts=True)[1] > 1).sum())


def _frequent(purchases: Purchases, least: int) -> Ints:
    """The things that lie in enough baskets, the most frequent first, at most 200."""
    counts = np.bincount(purchases.things, minlength=len(purchases.names))
    order = np.argsort(-counts, kind="stable")
    return order[counts[order] >= least][:MOST_THINGS]


def _matrix(purchases: Purchases, kept: Ints) -> sparse.csc_array:
    place = np.full(len(purchases.names), -1)
    place[kept] = np.arange(len(kept))
    columns = place[purchases.things]
    inside = columns >= 0
    rows = np.unique(purchases.baskets[inside], return_inverse=True)[1]
    shape = (int(rows.max()) + 1 if len(rows) else 0, len(kept))
    return sparse.csc_array((np.ones(len(rows), np.int64), (rows, columns[inside])), shape=shape)


def _pairs(matrix: sparse.csc_array, count: int) -> list[_Tried]:
    """Every pair once, the rarer thing first: of its buyers the larger share has both."""
    both = np.asarray((matrix.T @ matrix).todense())
    sizes = both.diagonal()
    one, other = np.triu_indices(len(sizes), 1)  # things come by falling size
    together = both[one, other]
    p = _at_least(together, sizes[other], sizes[one], count)
    columns = zip(one, other, together, p, strict=True)
    return [
        _Tried((int(b),), int(a), (int(n), int(sizes[b]), int(sizes[a]), count), float(chance))
        for a, b, n, chance in columns
    ]


def _triples(matrix: sparse.csc_array, count: int, least: int) -> Iterator[_Tried]:
    """What a third thing adds to both of its pairs, among the most frequent things whose pairs are enough."""
    dense = np.asarray(matrix[:, :MOST_IN_TRIPLES].todense(), dtype=np.bool_)
    numbers = dense.astype(np.float32)
    both = (numbers.T @ numbers).astype(np.int64)
    sizes = both.diagonal()
    for one, other in combinations(range(len(sizes)), 2):
        pair = int(both[one, other])
        third = np.flatnonzero((both[one] >= least) & (both[other] >= least))
        third = third[(third != one) & (third != other)]
        if pair < least or not len(third):
            continue
        together = dense[dense[:, one] & dense[:, other]].sum(axis=0)[third]
        p = np.maximum(
            _at_least(together, pair, both[one][third], int(sizes[one])),
            _at_least(together, pair, both[other][third], int(sizes[other])),
        )
        for then, n, chance in zip(third, together, p, strict=True):
            table = int(n), pair, int(sizes[then]), count
            yield _Tried((one, other), int(then), table, float(chance))


def _at_least(together: Ints, first: Ints | int, then: Ints | int, count: int) -> NDArray[np.float64]:
    """Fisher's exact p that so many or more hold both, were the two independent."""
    return np.asarray(hypergeom.sf(together - 1, count, first, then), dtype=np.float64)


def _found(tried: list[_Tried], least: int) -> Iterator[tuple[_Tried, float]]:
    """What is no accident and rests on enough baskets; of one set of things the surest way to put it."""
    chances = adjusted([each.p for each in tried])
    sure = [
        (each, q) for each, q in zip(tried, chances, strict=True) if q <= LEVEL and each.table[0] >= least
    ]
    seen: set[frozenset[int]] = set()
    for each, q in sorted(sure, key=lambda pair: (pair[0].p, pair[0].first, pair[0].then)):
        things = frozenset((*each.first, each.then))
        if things not in seen:
            seen.add(things)
            yield each, q


def _pattern(purchases: Purchases, names: tuple[str, ...], tried: _Tried, q: float) -> Pattern:
    together, first, then, count = tried.table
    low, high = share_interval(together, first)
    return Pattern(
        purchases.things_are,
        purchases.over,
        tuple(names[place] for place in tried.first),
        names[tried.then],
        together,
        first,
        then,
        count,
        together / first,
        low,
        high,
        *lift_interval(together, first, then, count),
        tried.p,
        q,
    )
