"""Several conditions at once: a rule of one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientela.discover.conditions.candidate import Candidate
from clientela.discover.features.table import Mask
from clientela.rules.nodes import All, Compare, Condition, Rule
from clientela.rules.text import write_rule


@dataclass(frozen=True, slots=True, eq=False)
class Conjunction:
    """Conditions that all hold, and for each customer whether they do."""

    candidates: tuple[Candidate, ...]
    mask: Mask

    def __repr__(self) -> str:
        return f"Conjunction({write_rule(self.rule)}, {int(self.mask.sum()):,} of {len(self.mask):,})"

    @property
    def rule(self) -> Rule:
        """As an ordinary rule; a lower and an upper border of one value are one `between`."""
        conditions = _merged(self.candidates)
        return conditions[0] if len(conditions) == 1 else All(conditions)

    def precision(self, target: Mask) -> float:
        """The share of those who meet it that are in the target; 0 where nobody meets it."""
        return _share(int((self.mask & target).sum()), int(self.mask.sum()))

    def recall(self, target: Mask) -> float:
        """The share of the target that meets it; 0 of an empty target."""
        return _share(int((self.mask & target).sum()), int(target.sum()))

    def f1(self, target: Mask) -> float:
        """The harmonic mean of precision and recall."""
        both = int((self.mask & target).sum())
        return _share(2 * both, int(self.mask.sum()) + int(target.sum()))

    def wracc(self, target: Mask) -> float:
        """Weighted relative accuracy: n_s / n (p_s - p_0), over everyone."""
        n = len(target)
        return int((self.mask & target).sum()) / n - int(self.mask.sum()) / n * int(target.sum()) / n


def conjunction_of(candidates: Sequence[Candidate]) -> Conjunction:
    """All of these at once; at least one."""
    mask = candidates[0].mask.copy()
    for each in candidates[1:]:
        mask &= each.mask
    return Conjunction(tuple(candidates), mask)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _merged(candidates: Sequence[Candidate]) -> tuple[Condition, ...]:
    """The conditions in their order, two borders of one value as `between`."""
    found: dict[str, Condition] = {}
    for place, each in enumerate(candidates):
        earlier = found.get(each.key)
        if earlier is None:
            found[each.key] = each.node
        elif isinstance(earlier, Compare) and isinstance(each.node, Compare):
            low, high = (earlier, each.node) if earlier.operator == ">=" else (each.node, earlier)
            found[each.key] = Compare(low.value, "between", (_number(low), _number(high)))
        else:
            found[f"{each.key} {place}"] = each.node
    return tuple(found.values())


def _number(node: Compare) -> int | float:
    if isinstance(node.operand, int | float):
        return node.operand
    raise ValueError(f"{write_rule(node)} is no border of a number")
