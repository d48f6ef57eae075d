"""Beam search for the few conditions that together describe a group best.

Subgroup discovery after Klösgen (1996) and Lavrač, Kavšek, Flach and Todorovski (CN2-SD, JMLR 2004):
conditions are added one at a time, and the best few conjunctions of each length are carried on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from clientela.discover.conditions.bits import Goal, Words, counts_within, goal_of, packed
from clientela.discover.conditions.candidate import Candidate
from clientela.discover.conditions.conjunction import Conjunction, conjunction_of
from clientela.discover.features.table import Mask, Numbers
from clientela.rules.nodes import Compare

Measure: TypeAlias = Literal["f1", "wracc"]

MOST_LISTED = 5
"""Levels that one `in (…)` may list: more cannot be taken in at a glance."""

_SIDES = {"both": 0, "low": 1, "high": 2}


def best_conjunctions(
    candidates: Sequence[Candidate],
    target: Mask | Numbers,
    *,
    measure: Measure = "f1",
    depth: int = 3,
    beam: int = 8,
    least: int = 1,
) -> list[Conjunction]:
    """The best conjunctions of at most `depth` candidates that at least `least` customers meet, best first.

    At most `beam` of them, of all lengths. `f1` is the harmonic mean of precision and recall of a truth;
    `wracc` the weighted relative accuracy n_s / n (p_s - p_0), for numbers with means in place of shares.
    Levels of one category are also joined, those with the highest share of the target first (Breiman et
    al., 1984). Of one feature at most a lower and an upper border stand together. Equally good ones come
    shorter first, then in the order of the candidates: the same input gives the same answer.
    """
    goal = goal_of(target)
    if not candidates or not goal.total:
        return []
    pool = [*candidates, *_joined_levels(candidates, target)]
    search = _Search(packed([each.mask for each in pool]), goal, measure, least, _rivals(pool))
    found = search.run(depth, beam)
    return [conjunction_of([pool[place] for place in each.places]) for each in found]


def _joined_levels(candidates: Sequence[Candidate], target: Mask | Numbers) -> Iterator[Candidate]:
    """Of each category the unions of the levels that have most of the target."""
    single = [each for each in candidates if len(each.levels) == 1 and _is_equal(each)]
    for key, same in groupby(single, key=lambda each: each.key):
        levels = list(same)
        ranked = sorted(levels, key=lambda each: (-round(float(target[each.mask].mean()), 12), each.levels))
        union = ranked[0].mask
        for last in range(1, min(len(ranked) - 1, MOST_LISTED)):
            union = union | ranked[last].mask
            names = tuple(sorted((each.levels[0] for each in ranked[: last + 1]), key=str))
            node = ranked[0].node
            if isinstance(node, Compare):
                yield Candidate(key, Compare(node.value, "in", names), union)


def _is_equal(candidate: Candidate) -> bool:
    return isinstance(candidate.node, Compare) and candidate.node.operator == "="


def _rivals(pool: Sequence[Candidate]) -> NDArray[np.bool_]:
    """Which two candidates may not stand together: the same side of the same feature."""
    keys = {key: place for place, key in enumerate(dict.fromkeys(each.key for each in pool))}
    key = np.array([keys[each.key] for each in pool])
    side = np.array([_SIDES[each.side] for each in pool])
    opposite = (side[:, None] + side[None, :] == 3) & (side[:, None] != side[None, :])
    rivals: NDArray[np.bool_] = (key[:, None] == key[None, :]) & ~(
        opposite & (side > 0)[:, None] & (side > 0)
    )
    return rivals


@dataclass(frozen=True, slots=True)
class _Found:
    """A conjunction under way: the places of its candidates, in rising order."""

    places: tuple[int, ...]
    count: int
    score: float
    words: Words = field(repr=False, compare=False)

    @property
    def rank(self) -> tuple[float, int, tuple[int, ...]]:
        """Best first; the last digits of a sum do not decide."""
        return -round(self.score, 12), len(self.places), self.places


@dataclass(frozen=True, slots=True)
class _Search:
    rows: Words
    goal: Goal
    measure: Measure
    least: int
    rivals: NDArray[np.bool_]

    def run(self, depth: int, beam: int) -> list[_Found]:
        """The best of all lengths."""
        everyone = np.full(self.rows.shape[1], np.iinfo(np.uint64).max, np.uint64)
        level = [_Found((), self.goal.customers, -np.inf, everyone)]
        best: list[_Found] = []
        for _ in range(depth):
            longer: dict[tuple[int, ...], _Found] = {}
            for each in level:
                for one in self._longer(each, beam):
                    longer.setdefault(one.places, one)
            level = sorted(longer.values(), key=lambda each: each.rank)[:beam]
            if not level:
                break
            best = sorted([*best, *level], key=lambda each: each.rank)[:beam]
        return best

    def _longer(self, short: _Found, beam: int) -> Iterator[_Found]:
        """The best conjunctions with one condition more, each of which leaves somebody out."""
        counts = counts_within(self.rows, short.words)
        sums = self.goal.sums(self.rows, short.words, counts)
        allowed = (counts >= self.least) & (counts < short.count) if short.places else counts >= self.least
        for place in short.places:
            allowed &= ~self.rivals[place]
        scores = np.where(allowed, self._scores(counts, sums), -np.inf)
        # the pairs of one beam reach the same sets by several ways: a few more than are kept
        order = np.lexsort((np.arange(len(scores)), -scores.round(12)))[: 2 * beam + len(short.places)]
        for place in order[allowed[order]]:
            places = tuple(sorted((*short.places, int(place))))
            words = short.words & self.rows[place]
            yield _Found(places, int(counts[place]), float(scores[place]), words)

    def _scores(self, counts: NDArray[np.int64], sums: Numbers) -> Numbers:
        if self.measure == "f1":
            return 2 * sums / (counts + self.goal.total)
        return (sums - counts * self.goal.mean) / self.goal.customers
