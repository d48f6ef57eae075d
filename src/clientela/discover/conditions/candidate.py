"""One condition on one feature, with those who meet it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from clientela.discover.features.table import Mask
from clientela.rules.nodes import Compare, Condition, Scalar
from clientela.rules.text import write_rule

Side: TypeAlias = Literal["low", "high", "both"]


@dataclass(frozen=True, slots=True, eq=False)
class Candidate:
    """A condition in the rule language on the feature `key`, and for each customer whether she meets it.

    Its members as the compiler finds them are exactly those of `mask`; a missing value meets nothing.
    """

    key: str
    node: Condition
    mask: Mask

    def __repr__(self) -> str:
        return f"Candidate({write_rule(self.node)}, {int(self.mask.sum()):,} of {len(self.mask):,})"

    @property
    def side(self) -> Side:
        """Which end of the feature it limits: two conditions on different ends may stand together."""
        operator = self.node.operator if isinstance(self.node, Compare) else ""
        return "low" if operator == ">=" else "high" if operator == "<=" else "both"

    @property
    def levels(self) -> tuple[Scalar, ...]:
        """The levels of a category it names; none for other features."""
        match self.node:
            case Compare(operator="=", operand=str() | int() as level) if not isinstance(level, bool):
                return (level,)
            case Compare(operator="in", operand=tuple() as levels):
                return levels
        return ()
