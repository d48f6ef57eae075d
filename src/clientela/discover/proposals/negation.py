"""The opposite of a condition, true for everyone for whom the condition is not, the unknown among them.

`not age >= 30` is unknown for a customer of unknown age, so the two do not share everybody out. The
opposites here do: `age < 30 or age is not set`. A set of rules is a partition only with these.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import msgspec
import numpy as np

from clientela.discover.features.table import MISSING, Codes, FeatureTable, Numbers
from clientela.rules.nodes import All, AnyOf, Compare, Condition, Happened, Not, Value
from clientela.rules.types import ValueType

_ORDERED = {">=": "<", "<": ">=", ">": "<=", "<=": ">"}
_EXACT = {
    "=": "!=",
    "!=": "=",
    "in": "not in",
    "not in": "in",
    "includes any": "includes none",
    "includes none": "includes any",
    "is set": "is not set",
    "is not set": "is set",
}


@dataclass(frozen=True, slots=True)
class Nature:
    """How values behave: `incomplete` are those that some customers have not.

    Of the `counted` one says "at most 4" rather than "less than 5"; `from_zero` nobody has less than 0 of.
    """

    incomplete: Collection[Value] = frozenset()
    counted: Collection[Value] = frozenset()
    from_zero: Collection[Value] = frozenset()


def nature_of(table: FeatureTable) -> Nature:
    """What these customers show of their features' values."""
    incomplete = {feature.value for feature in table.features if _is_incomplete(table.columns[feature.key])}
    counted = {
        feature.value
        for feature in table.features
        if feature.type is ValueType.INTEGER and feature.unit != "days"
    }
    from_zero = {
        feature.value
        for feature in table.features
        if feature.role == "number" and not (table.columns[feature.key] < 0).any()
    }
    return Nature(frozenset(incomplete), frozenset(counted), frozenset(from_zero))


def _is_incomplete(column: Numbers | Codes) -> bool:
    missing = np.isnan(column) if column.dtype.kind == "f" else column == MISSING
    return bool(missing.any())


def opposite(condition: Condition, nature: Nature) -> Condition:
    """True exactly where `condition` is not, for comparisons, events that happened, and groups of them."""
    match condition:
        case All(conditions):
            return AnyOf(tuple(opposite(each, nature) for each in conditions))
        case AnyOf(conditions):
            return All(tuple(opposite(each, nature) for each in conditions))
        case Compare():
            return _of_comparison(condition, nature)
        case Happened(at_least=0, at_most=int(most)):
            return msgspec.structs.replace(condition, at_least=most + 1, at_most=None)
        case Happened(at_least=least, at_most=None):
            return msgspec.structs.replace(condition, at_least=0, at_most=least - 1)
    return Not(condition)


def plainly(condition: Condition, nature: Nature) -> Condition:
    """The same with `= 0` for "at most 0" of what is never less."""
    match condition:
        case All(conditions):
            return All(tuple(plainly(each, nature) for each in conditions))
        case AnyOf(conditions):
            return AnyOf(tuple(plainly(each, nature) for each in conditions))
        case Compare(value, "<=", operand) if operand == 0 and value in nature.from_zero:
            return Compare(value, "=", operand)
    return condition


def _of_comparison(condition: Compare, nature: Nature) -> Condition:
    value, operator, operand = condition.value, condition.operator, condition.operand
    incomplete = value in nature.incomplete
    if isinstance(operand, bool) and not incomplete:
        return Compare(value, operator, not operand)
    if operator == "=" and operand == 0 and value in nature.from_zero:
        return _of_comparison(Compare(value, "<=", operand), nature)
    if operator in _EXACT:
        return Compare(value, _EXACT[operator], operand)
    unset = (Compare(value, "is not set"),) if incomplete else ()
    flipped = (*_flipped(condition, nature), *unset)
    return flipped[0] if len(flipped) == 1 else AnyOf(flipped)


def _flipped(condition: Compare, nature: Nature) -> tuple[Condition, ...]:
    value, operator, operand = condition.value, condition.operator, condition.operand
    if operator in _ORDERED:
        if value in nature.counted and isinstance(operand, int):
            return (_whole(Compare(value, _ORDERED[operator], operand), operand),)
        return (Compare(value, _ORDERED[operator], operand),)
    if operator == "between" and isinstance(operand, tuple):
        low, high = Compare(value, ">=", operand[0]), Compare(value, "<=", operand[1])
        return *_flipped(low, nature), *_flipped(high, nature)
    return (Not(condition),)


def _whole(condition: Compare, limit: int) -> Compare:
    """The same said with `at least` or `at most`: of whole numbers `< 5` is `<= 4`."""
    if condition.operator == "<":
        return Compare(condition.value, "<=", limit - 1)
    return Compare(condition.value, ">=", limit + 1) if condition.operator == ">" else condition
