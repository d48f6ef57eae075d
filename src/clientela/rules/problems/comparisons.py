"""Comparisons: does the operator exist, take this type, and has it the operand it wants?"""

from __future__ import annotations

from clientela.errors import nearest
from clientela.rules import nodes as n
from clientela.rules.inference import type_of
from clientela.rules.operators import OPERATORS, Operator, Shape, operators_for
from clientela.rules.problems.literals import check_literal, type_of_literal
from clientela.rules.problems.spots import TYPE_NAMES, Spot, listed
from clientela.rules.problems.values import subject
from clientela.rules.problems.windows import check_moment, check_window
from clientela.rules.types import ValueType

_MOMENTS = (n.Ago, n.FromNow, n.OnDate, n.AtInstant, n.Now)
_WINDOWS = (n.AllTime, n.LastPeriod, n.NextPeriod, n.CalendarPeriod, n.DateRange, n.Span)
_WANTED: dict[Shape, str] = {
    Shape.NOTHING: "nothing after it",
    Shape.SCALAR: "one value",
    Shape.SCALARS: "a list of values in parentheses",
    Shape.PAIR: "two values, the lower one first",
    Shape.MOMENT: "a moment, as '2026-01-31' or '30 days ago'",
    Shape.WINDOW: "a window, as 'last 30 days'",
}


def check_compare(node: n.Compare, spot: Spot) -> None:
    """Report everything wrong with a comparison."""
    spot.descend("value", node.value)
    operator = OPERATORS.get(node.operator)
    if operator is None:
        _report_unknown(node, spot)
        return
    value_type = type_of(node.value, spot.catalog, spot.scope)
    if value_type is not None and value_type not in operator.takes:
        _report_misfit(node, value_type, spot)
    elif _shape_fits(operator.shape, node.operand):
        _check_operand(node, operator, value_type, spot)
    else:
        spot.below("operand").report(
            "operand_shape",
            f"{operator.name!r} takes {_WANTED[operator.shape]}",
            operator=repr(operator.name),
            shape=operator.shape,
        )


def _report_unknown(node: n.Compare, spot: Spot) -> None:
    value_type = type_of(node.value, spot.catalog, spot.scope)
    usable = [o.name for o in operators_for(value_type)] if value_type else list(OPERATORS)
    found = nearest(node.operator, OPERATORS)
    hint = f"did you mean {found!r}?" if found else f"try {listed(usable[:5])}"
    facts = {"near": repr(found) if found else "", "usable": listed(usable[:5])}
    spot.report(
        "unknown_operator", f"no operator {node.operator!r}; {hint}", operator=repr(node.operator), **facts
    )


def _report_misfit(node: n.Compare, value_type: ValueType, spot: Spot) -> None:
    usable = [o.name for o in operators_for(value_type) if o.shape is not Shape.NOTHING]
    spot.report(
        "operator_not_for_type",
        f"{subject(node.value)} is {TYPE_NAMES[value_type]} and has no operator {node.operator!r}; "
        f"try {listed(usable[:6])}",
        subject=node.value,
        type=value_type,
        operator=repr(node.operator),
        usable=listed(usable[:6]),
    )


def _shape_fits(shape: Shape, operand: n.Operand) -> bool:
    match shape:
        case Shape.NOTHING:
            return operand is None
        case Shape.SCALAR:
            return type_of_literal(operand) is not None
        case Shape.SCALARS:
            return isinstance(operand, tuple)
        case Shape.PAIR:
            return isinstance(operand, tuple) and len(operand) == 2
        case Shape.MOMENT:
            return isinstance(operand, _MOMENTS)
        case Shape.WINDOW:
            return isinstance(operand, _WINDOWS)


def _check_operand(node: n.Compare, operator: Operator, value_type: ValueType | None, spot: Spot) -> None:
    match node.operand:
        case n.Ago() | n.FromNow() | n.OnDate() | n.AtInstant() | n.Now() as moment:
            check_moment(moment, spot.below("operand"), of=value_type)
        case (
            n.AllTime()
            | n.LastPeriod()
            | n.NextPeriod()
            | n.CalendarPeriod()
            | n.DateRange()
            | n.Span() as window
        ):
            check_window(window, spot.below("operand"), of=value_type)
        case tuple() as literals:
            _check_literals(literals, node, operator, value_type, spot)
        case None:
            pass
        case literal:
            _check_one(literal, node, value_type, spot.below("operand"))


def _check_literals(
    literals: tuple[n.Scalar, ...],
    node: n.Compare,
    operator: Operator,
    value_type: ValueType | None,
    spot: Spot,
) -> None:
    if not literals:
        spot.below("operand").report(
            "empty_list",
            f"{operator.name!r} needs at least one value in its list",
            operator=repr(operator.name),
        )
    before = len(spot.problems)
    for index, literal in enumerate(literals):
        _check_one(literal, node, value_type, spot.below(f"operand[{index}]"))
    if operator.shape is Shape.PAIR and len(spot.problems) == before:
        _check_pair(literals, spot.below("operand"))


def _check_one(literal: n.Scalar, node: n.Compare, value_type: ValueType | None, spot: Spot) -> None:
    if value_type is not None:
        check_literal(literal, value_type, subject(node.value), spot, of=node.value)


def _check_pair(pair: tuple[n.Scalar, ...], spot: Spot) -> None:
    low, high = pair
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        spot.report(
            "range_reversed",
            f"'between {low} and {high}' holds nothing; write 'between {high} and {low}'",
            "range_reversed_numbers",
            low=low,
            high=high,
        )
