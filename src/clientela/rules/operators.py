"""The operators of `Compare`: what each takes, and what it says of a missing value.

One row an operator. A missing value makes a comparison *unknown*, except where the row says otherwise:
a negative operator (`!=`, `not in`, `not contains`, `includes none`) holds for a missing value, and the
two `is set` operators are about missing itself. docs/reference/operators.md is generated from this table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clientela.rules.types import NUMERIC, TEMPORAL, ValueType


class WhenMissing(StrEnum):
    """The truth of a comparison whose value is missing."""

    UNKNOWN = "unknown"
    TRUE = "true"
    FALSE = "false"


class Shape(StrEnum):
    """What an operator wants on its right side."""

    NOTHING = "nothing"
    SCALAR = "one value"
    SCALARS = "a list of values"
    PAIR = "two values"
    MOMENT = "a moment"
    WINDOW = "a window"


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator: its spelling in rule text, the value types it takes, its operand, its view of missing."""

    name: str
    takes: frozenset[ValueType]
    shape: Shape
    when_missing: WhenMissing
    meaning: str


_TEXT = frozenset({ValueType.TEXT})
_LIST = frozenset({ValueType.LIST})
_PLAIN = NUMERIC | _TEXT
_EVERY = frozenset(ValueType)
_UNKNOWN, _TRUE, _FALSE = WhenMissing.UNKNOWN, WhenMissing.TRUE, WhenMissing.FALSE

OPERATORS: dict[str, Operator] = {
    operator.name: operator
    for operator in (
        Operator(
            "=",
            _PLAIN | {ValueType.BOOLEAN},
            Shape.SCALAR,
            _UNKNOWN,
            "is exactly (upper and lower case differ)",
        ),
        Operator("!=", _PLAIN | {ValueType.BOOLEAN}, Shape.SCALAR, _TRUE, "is anything else, or missing"),
        Operator("<", NUMERIC, Shape.SCALAR, _UNKNOWN, "is less than"),
        Operator("<=", NUMERIC, Shape.SCALAR, _UNKNOWN, "is at most"),
        Operator(">", NUMERIC, Shape.SCALAR, _UNKNOWN, "is more than"),
        Operator(">=", NUMERIC, Shape.SCALAR, _UNKNOWN, "is at least"),
        Operator("between", NUMERIC, Shape.PAIR, _UNKNOWN, "is at least the first and at most the second"),
        Operator("in", _PLAIN, Shape.SCALARS, _UNKNOWN, "is one of"),
        Operator("not in", _PLAIN, Shape.SCALARS, _TRUE, "is none of, or missing"),
        Operator("contains", _TEXT, Shape.SCALAR, _UNKNOWN, "contains (case and accents ignored)"),
        Operator("not contains", _TEXT, Shape.SCALAR, _TRUE, "does not contain (likewise), or is missing"),
        Operator("starts with", _TEXT, Shape.SCALAR, _UNKNOWN, "starts with (case and accents ignored)"),
        Operator("ends with", _TEXT, Shape.SCALAR, _UNKNOWN, "ends with (case and accents ignored)"),
        Operator("includes any", _LIST, Shape.SCALARS, _UNKNOWN, "has at least one of"),
        Operator("includes all", _LIST, Shape.SCALARS, _UNKNOWN, "has every one of"),
        Operator("includes none", _LIST, Shape.SCALARS, _TRUE, "has none of, or is missing"),
        Operator("before", TEMPORAL, Shape.MOMENT, _UNKNOWN, "is earlier than the start of"),
        Operator("after", TEMPORAL, Shape.MOMENT, _UNKNOWN, "is later than the end of"),
        Operator("on", TEMPORAL, Shape.MOMENT, _UNKNOWN, "lies on that day (or is that instant)"),
        Operator("within", TEMPORAL, Shape.WINDOW, _UNKNOWN, "lies in the window"),
        Operator("is set", _EVERY, Shape.NOTHING, _FALSE, "is known"),
        Operator("is not set", _EVERY, Shape.NOTHING, _TRUE, "is missing"),
    )
}


def operators_for(value_type: ValueType) -> tuple[Operator, ...]:
    """The operators that take a value of this type, in table order."""
    return tuple(operator for operator in OPERATORS.values() if value_type in operator.takes)
