"""Read comparisons: a value, an operator, an operand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from clientela.rules.name_scope import NameScope
from clientela.rules.nodes import (
    Anniversary,
    Compare,
    Condition,
    LastPeriod,
    NextPeriod,
    OnDate,
    Operand,
    Related,
    Span,
    Value,
    Variable,
)
from clientela.rules.reading.reader import Branch, Part, Reader, by_name, parts, rule_name
from clientela.rules.reading.values import owner_of

BIRTHDAY = Variable("birthday")
_BY_MOMENT = {"<": "before", ">": "after", "=": "on"}


def _compared(reader: Reader, tree: Branch) -> Condition:
    """`=`, `<` … against a value; against a moment they are `on`, `before` and `after`."""
    left, operator, right = parts(tree)
    symbol = str(operator)
    if not reader.is_moment(right):
        return _held(reader, left, symbol, reader.scalar(right))
    if symbol in _BY_MOMENT:
        return _held(reader, left, _BY_MOMENT[symbol], reader.moment(right))
    return _held(reader, left, "within", _edge(reader, operator, right))


def _edge(reader: Reader, operator: Part, right: Part) -> Span:
    """`<=` any moment, and `>=` a whole day, are windows open on one side."""
    moment = reader.moment(right)
    if str(operator) == "<=":
        return Span(until=moment)
    if str(operator) == ">=" and isinstance(moment, OnDate):
        return Span(after=moment)
    raise reader.mistake(operator, "operator_and_moment", word=str(operator))


def _between(reader: Reader, tree: Branch) -> Condition:
    """Two values, or two moments: the latter is `within` a span."""
    left, low, high = parts(tree)
    if reader.is_moment(low) != reader.is_moment(high):
        raise reader.mistake(high, "between_mixed")
    if reader.is_moment(low):
        return _held(reader, left, "within", Span(after=reader.moment(low), until=reader.moment(high)))
    return _held(reader, left, "between", (reader.scalar(low), reader.scalar(high)))


def _one_of(reader: Reader, tree: Branch) -> Condition:
    left, *options = parts(tree)
    return _held(reader, left, "in", tuple(map(reader.scalar, options)))


def _none_of(reader: Reader, tree: Branch) -> Condition:
    left, *options = parts(tree)
    return _held(reader, left, "not in", tuple(map(reader.scalar, options)))


def _contains(reader: Reader, tree: Branch) -> Condition:
    left, _, text = parts(tree)
    return _held(reader, left, "contains", reader.scalar(text))


def _not_contains(reader: Reader, tree: Branch) -> Condition:
    left, _, text = parts(tree)
    return _held(reader, left, "not contains", reader.scalar(text))


def _starts_or_ends(reader: Reader, tree: Branch) -> Condition:
    left, word, text = parts(tree)
    return _held(reader, left, f"{str(word).lower()} with", reader.scalar(text))


def _includes(reader: Reader, tree: Branch) -> Condition:
    left, how_many, *options = parts(tree)
    return _held(reader, left, f"includes {str(how_many).lower()}", tuple(map(reader.scalar, options)))


def _includes_one(reader: Reader, tree: Branch) -> Condition:
    left, option = parts(tree)
    return _held(reader, left, "includes any", (reader.scalar(option),))


def _beside(reader: Reader, tree: Branch) -> Condition:
    left, word, moment = parts(tree)
    return _held(reader, left, str(word).lower(), reader.moment(moment))


def _within(reader: Reader, tree: Branch) -> Condition:
    """A window; of the bare `birthday` it is asked whether it *returns* in the window."""
    left, window = parts(tree)
    if rule_name(left) == "reference" and reader.value(left) == BIRTHDAY:
        return _returns(reader, BIRTHDAY, window)
    return _held(reader, left, "within", reader.window(window))


def _anniversary(reader: Reader, tree: Branch) -> Condition:
    value, window = parts(tree)
    return _returns(reader, reader.value(value), window)


def _returns(reader: Reader, value: Value, part: Part) -> Anniversary:
    window = reader.window(part)
    if isinstance(window, LastPeriod | NextPeriod):
        return Anniversary(value, window)
    raise reader.mistake(part, "yearly_return")


def _is_scalar(reader: Reader, tree: Branch) -> Condition:
    left, right = parts(tree)
    return _held(reader, left, "=", reader.scalar(right))


def _is_not_scalar(reader: Reader, tree: Branch) -> Condition:
    left, right = parts(tree)
    return _held(reader, left, "!=", reader.scalar(right))


def _is_set(reader: Reader, tree: Branch) -> Condition:
    (left,) = parts(tree)
    return _held(reader, left, "is set", None)


def _is_not_set(reader: Reader, tree: Branch) -> Condition:
    (left,) = parts(tree)
    return _held(reader, left, "is not set", None)


def _raw_comparison(reader: Reader, tree: Branch) -> Condition:
    """`compare(value, 'operator', operand)`, which says any comparison, also one that `check` refuses."""
    left, operator, right = parts(tree)
    return Compare(reader.value(left), reader.string(operator), _raw_operand(reader, right))


def _raw_operand(reader: Reader, part: Part) -> Operand:
    if part is None:
        return None
    if reader.is_moment(part):
        return reader.moment(part)
    if reader.is_window(part):
        return reader.window(part)
    if rule_name(part) == "scalars":
        return tuple(map(reader.scalar, parts(cast("Branch", part))))
    return reader.scalar(part)


def _held(reader: Reader, left: Part, operator: str, operand: Operand) -> Condition:
    """The comparison; of a bare `deal.field`, that any deal meets it."""
    is_reference = rule_name(left) == "reference"
    if is_reference and owner_of(cast("Branch", left)) == "deal" and reader.scope is not NameScope.DEAL:
        return Related("deal", "any", Compare(reader.within(NameScope.DEAL).value(left), operator, operand))
    return Compare(reader.value(left), operator, operand)


COMPARISONS: Mapping[str, Callable[[Reader, Branch], Condition]] = by_name(
    _compared,
    _between,
    _one_of,
    _none_of,
    _contains,
    _not_contains,
    _starts_or_ends,
    _includes,
    _includes_one,
    _beside,
    _within,
    _anniversary,
    _is_scalar,
    _is_not_scalar,
    _is_set,
    _is_not_set,
    _raw_comparison,
)
