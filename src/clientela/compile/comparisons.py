"""Operators as SQL: a value held against an operand, NULL where the truth is unknown."""

from __future__ import annotations

import datetime as dt
import operator as python
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import cast

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.draft import Bound, Cell, Draft, Predicate
from clientela.compile.sql import Sql
from clientela.compile.times import Clock
from clientela.errors import RuleCheckError, RuleProblem
from clientela.rules import nodes as n
from clientela.rules.operators import OPERATORS, WhenMissing
from clientela.rules.types import ValueType

_ORDER: dict[str, Callable[..., Sql]] = {"<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE, "=": exp.EQ}
_ON_ZERO: Mapping[str, Callable[[float, float], bool]] = {
    "<": python.lt,
    "<=": python.le,
    ">": python.gt,
    ">=": python.ge,
    "=": python.eq,
    "!=": python.ne,
}


def compare(cell: Cell, node: n.Compare, draft: Draft, clock: Clock) -> Predicate:
    """The truth of the comparison; what it requires follows from what it says of a missing row."""
    truth = _truth(cell, node, draft, clock)
    if cell.source is None or _holds_when_absent(cell, node):
        return Predicate(truth)
    return Predicate(truth, frozenset({cell.source}))


def _truth(cell: Cell, node: n.Compare, draft: Draft, clock: Clock) -> Sql:
    value, operand = cell.sql, node.operand
    match node.operator:
        case "is set":
            return sql.not_null(value)
        case "is not set":
            return sql.is_null(value)
        case "before" | "after" | "on" | "within":
            return _temporal(cell, node, draft, clock)
        case "contains" | "not contains" | "starts with" | "ends with":
            return _likeness(node.operator, value, draft.bind(str(operand)))
        case "includes any" | "includes all" | "includes none":
            return _inclusion(node.operator, value, [draft.bind(str(item)) for item in _items(operand)])
        case "in" | "not in":
            return _among(node.operator, value, [bound(item, cell.type, draft) for item in _items(operand)])
        case "between":
            low, high = (bound(item, cell.type, draft) for item in _items(operand))
            return exp.Between(this=value, low=low, high=high)
        case "!=":
            return exp.NullSafeNEQ(this=value, expression=bound(operand, cell.type, draft))
        case order if order in _ORDER:
            return _ORDER[order](this=value, expression=bound(operand, cell.type, draft))
        case unknown:
            raise RuleCheckError([RuleProblem("operator", "unknown_operator", f"no operator {unknown!r}")])


def bound(operand: n.Operand, value_type: ValueType, draft: Draft) -> Sql:
    """A scalar operand as a bound value of the type it is held against."""
    return draft.bind(_typed(operand, value_type))


def _typed(operand: n.Operand, value_type: ValueType) -> Bound:
    try:
        if value_type is ValueType.TEXT and isinstance(operand, str):
            return operand
        if value_type is ValueType.BOOLEAN and isinstance(operand, bool):
            return operand
        if isinstance(operand, int | float) and not isinstance(operand, bool):
            return _typed_number(operand, value_type)
    except (InvalidOperation, OverflowError) as error:
        raise _misfit(operand, value_type) from error
    raise _misfit(operand, value_type)


def _typed_number(operand: int | float, value_type: ValueType) -> Bound:
    if value_type in (ValueType.MONEY, ValueType.DECIMAL):
        return Decimal(str(operand))
    if value_type is ValueType.NUMBER:
        return float(operand)
    if value_type is ValueType.INTEGER:
        return operand
    raise _misfit(operand, value_type)


def _misfit(operand: n.Operand, value_type: ValueType) -> RuleCheckError:
    message = f"{operand!r} cannot be held against a value of type {value_type.value}"
    return RuleCheckError([RuleProblem("operand", "operand_type", message)])


def _items(operand: n.Operand) -> tuple[n.Scalar, ...]:
    if not isinstance(operand, tuple):
        raise RuleCheckError(
            [RuleProblem("operand", "operand_shape", "this operator wants a list of values")]
        )
    return operand


def _likeness(operator: str, value: Sql, wanted: Sql) -> Sql:
    folded, sought = sql.call("fold", value), sql.call("fold", wanted)
    if operator == "starts with":
        return exp.StartsWith(this=folded, expression=sought)
    if operator == "ends with":
        return exp.EndsWith(this=folded, expression=sought)
    contains = exp.Contains(this=folded, expression=sought)
    if operator == "contains":
        return contains
    return sql.coalesce(sql.negated(contains), sql.TRUE.copy())


def _inclusion(operator: str, value: Sql, wanted: list[exp.Placeholder]) -> Sql:
    has: list[Sql] = [exp.ArrayContains(this=value.copy(), expression=item) for item in wanted]
    if operator == "includes all":
        return sql.all_of(has)
    if operator == "includes any":
        return sql.any_of(has)
    return sql.coalesce(sql.negated(sql.any_of(has)), sql.TRUE.copy())


def _among(operator: str, value: Sql, wanted: list[Sql]) -> Sql:
    among = exp.In(this=value, expressions=wanted)
    return among if operator == "in" else sql.coalesce(sql.negated(among), sql.TRUE.copy())


def _temporal(cell: Cell, node: n.Compare, draft: Draft, clock: Clock) -> Sql:
    if node.operator == "within":
        return _within(cell, cast(n.Window, node.operand), draft, clock)
    moment = cast(n.Moment, node.operand)
    first: Bound
    last: Bound
    if cell.type is ValueType.DATE:
        first = last = clock.day(moment)
    else:
        first, last = clock.first(moment), clock.last(moment)
    if node.operator == "before":
        return exp.LT(this=cell.sql, expression=draft.bind(first))
    if node.operator == "after":
        return exp.GT(this=cell.sql, expression=draft.bind(last))
    return exp.Between(this=cell.sql, low=draft.bind(first), high=draft.bind(last))


def _within(cell: Cell, window: n.Window, draft: Draft, clock: Clock) -> Sql:
    low: dt.date | None
    high: dt.date | None
    if cell.type is ValueType.DATE:
        days = clock.days(window)
        low, high = days.low, days.high
    else:
        interval = clock.interval(window)
        low, high = interval.low, interval.high
    parts: list[Sql] = []
    if low is not None:
        parts.append(exp.GT(this=cell.sql, expression=draft.bind(low)))
    if high is not None:
        parts.append(exp.LTE(this=cell.sql.copy(), expression=draft.bind(high)))
    if not parts:  # all time: true of every known value
        return sql.case([(sql.not_null(cell.sql), sql.TRUE.copy())])
    return sql.all_of(parts)


def _holds_when_absent(cell: Cell, node: n.Compare) -> bool:
    if cell.when_absent is None:
        return OPERATORS[node.operator].when_missing is WhenMissing.TRUE
    zero, operand = cell.when_absent, node.operand
    if node.operator in _ON_ZERO and isinstance(operand, int | float):
        return _ON_ZERO[node.operator](zero, operand)
    return True  # anything else may hold for 0: promise nothing
