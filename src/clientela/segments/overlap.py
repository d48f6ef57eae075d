"""How much segments share: the customers that are in both, for every pair."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from clientela.compile import Question
from clientela.rules.nodes import All, Rule
from clientela.segments.base import Base
from clientela.segments.evaluation import count_many


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two segments, their sizes and how many customers are in both."""

    left: str
    right: str
    left_count: int
    right_count: int
    both: int

    @property
    def jaccard(self) -> float:
        """Both over either; 0 where both are empty."""
        either = self.left_count + self.right_count - self.both
        return self.both / either if either else 0.0

    @property
    def left_share(self) -> float:
        """How much of the left one is in the right one too; 0 where it is empty."""
        return self.both / self.left_count if self.left_count else 0.0

    @property
    def right_share(self) -> float:
        """How much of the right one is in the left one too; 0 where it is empty."""
        return self.both / self.right_count if self.right_count else 0.0


def overlaps(base: Base, rules: Mapping[str, Rule], as_of: dt.datetime) -> list[Overlap]:
    """Every pair of the named rules, most shared first; one shared pass."""
    return _asked(base, rules, list(combinations(rules, 2)), as_of)


def overlaps_with(base: Base, name: str, rules: Mapping[str, Rule], as_of: dt.datetime) -> list[Overlap]:
    """The named rule, always on the left, with each of the others, most shared first; one shared pass."""
    return _asked(base, rules, [(name, other) for other in rules if other != name], as_of)


def _asked(
    base: Base, rules: Mapping[str, Rule], pairs: Sequence[tuple[str, str]], as_of: dt.datetime
) -> list[Overlap]:
    alone = [Question(rule, as_of) for rule in rules.values()]
    together = [Question(All((rules[left], rules[right])), as_of) for left, right in pairs]
    found = count_many(base, [*alone, *together])
    sizes = dict(zip(rules, found, strict=False))
    both = found[len(rules) :]
    return sorted(
        (
            Overlap(left, right, sizes[left], sizes[right], shared)
            for (left, right), shared in zip(pairs, both, strict=True)
        ),
        key=lambda overlap: (-overlap.jaccard, overlap.left, overlap.right),
    )
