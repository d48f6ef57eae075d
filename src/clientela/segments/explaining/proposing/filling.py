"""Fields that make a new event, or a new deal, meet a condition."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from clientela.compile.times import Clock
from clientela.rules import nodes as n
from clientela.rules.inference import Scope, type_of
from clientela.rules.types import Catalog, ValueType
from clientela.segments.explaining.facts import Plain
from clientela.segments.explaining.proposing.goals import TRUE, Goal
from clientela.segments.explaining.proposing.inverses import field_for
from clientela.segments.explaining.proposing.targets import missing_will_do, targets_of

Fields: TypeAlias = dict[str, Plain]
MOST = 6


def fillings(
    condition: n.Condition | None, scope: Scope, catalog: Catalog, clock: Clock, goal: Goal = TRUE
) -> list[Fields]:
    """Fields for an event or deal about which nothing else is known, simplest first."""
    if condition is None:
        return [{}] if goal.truth else []
    return _Filling(scope, catalog, clock).fill(condition, goal)[:MOST]


class _Filling:
    def __init__(self, scope: Scope, catalog: Catalog, clock: Clock) -> None:
        self.scope, self.catalog, self.clock = scope, catalog, clock

    def fill(self, condition: n.Condition, goal: Goal) -> list[Fields]:
        match condition:
            case n.Not(condition=inner):
                return self.fill(inner, goal.opposite)
            case n.All(conditions=parts):
                return self._every(parts, goal) if goal.truth else self._some(parts, goal)
            case n.AnyOf(conditions=parts):
                return self._some(parts, goal) if goal.truth else self._every(parts, goal)
            case n.Compare():
                return self._compare(condition, goal)
            case _:
                return [{}]

    def _every(self, parts: Sequence[n.Condition], goal: Goal) -> list[Fields]:
        filled: list[Fields] = [{}]
        for part in parts:
            filled = [one | other for one in filled for other in self.fill(part, goal)][:MOST]
        return filled

    def _some(self, parts: Sequence[n.Condition], goal: Goal) -> list[Fields]:
        return sorted((each for part in parts for each in self.fill(part, goal)), key=len)

    def _compare(self, node: n.Compare, goal: Goal) -> list[Fields]:
        kind = self._kind_of(node.value)
        found: list[Fields] = [{}] if missing_will_do(node.operator, goal) else []
        for target in targets_of(node, goal, kind, None, self.clock):
            field = field_for(node.value, target.value, self._kind_of, self.clock)
            if field is not None and field[1] is not None:
                found.append({field[0]: self._fitting(*field)})
        return found

    def _kind_of(self, value: n.Value) -> ValueType:
        return type_of(value, self.catalog, self.scope) or ValueType.TEXT

    def _fitting(self, name: str, value: Plain) -> Plain:
        from clientela.segments.explaining.proposing.targets import typed_number

        kind = self._kind_of(n.Field(name))
        return typed_number(value, kind) if isinstance(value, int | float) and value is not True else value
