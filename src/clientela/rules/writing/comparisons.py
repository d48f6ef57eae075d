"""Write comparisons."""

from __future__ import annotations

from typing import get_args

from clientela.rules.nodes import (
    Ago,
    AtInstant,
    Compare,
    FromNow,
    Moment,
    Now,
    OnDate,
    Operand,
    Scalar,
    Span,
    Window,
)
from clientela.rules.operators import OPERATORS, Shape
from clientela.rules.reading.comparisons import BIRTHDAY
from clientela.rules.spelling import write_scalar, write_text
from clientela.rules.writing.values import SUM, Writing, write_scalars, write_value_at
from clientela.rules.writing.windows import write_moment, write_window

_MOMENTS, _WINDOWS = get_args(Moment), get_args(Window)


def write_comparison(writer: Writing, compare: Compare) -> str:
    """The comparison; `compare(value, 'operator', operand)` if the operand does not fit the operator."""
    left = write_value_at(writer, compare.value, SUM)
    operator, operand = compare.operator, compare.operand
    if not _fits(operator, operand):
        return f"compare({left}, {write_text(operator)}{_operand(', ', operand)})"
    if operator == "between" and isinstance(operand, tuple):
        return f"{left} between {' and '.join(map(write_scalar, operand))}"
    if isinstance(operand, Span) and operand.after is not None and operand.until is not None:
        return f"{left} {write_window(operand)}"
    if operator == "within" and compare.value == BIRTHDAY:
        left = f"date({left})"
    return f"{left} {operator}{_operand(' ', operand)}"


def _fits(operator: str, operand: Operand) -> bool:
    known = OPERATORS.get(operator)
    match known.shape if known else None:
        case Shape.NOTHING:
            return operand is None
        case Shape.SCALAR:
            return isinstance(operand, Scalar)
        case Shape.SCALARS:
            return isinstance(operand, tuple)
        case Shape.PAIR:
            return isinstance(operand, tuple) and len(operand) == 2
        case Shape.MOMENT:
            return isinstance(operand, _MOMENTS)
        case Shape.WINDOW:
            return isinstance(operand, _WINDOWS)
        case None:
            return False


def _operand(before: str, operand: Operand) -> str:
    match operand:
        case None:
            return ""
        case bool() | int() | float() | str():
            return before + write_scalar(operand)
        case tuple():
            return before + write_scalars(operand)
        case Ago() | FromNow() | OnDate() | AtInstant() | Now():
            return before + write_moment(operand)
        case _:
            return before + write_window(operand)
