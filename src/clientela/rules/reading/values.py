"""Read values: variables, fields, aggregates, arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, cast

from clientela.rules.name_scope import NameScope
from clientela.rules.nodes import (
    Aggregate,
    AggregateFunction,
    AllTime,
    Answer,
    Arithmetic,
    Case,
    Choose,
    Constant,
    DatePart,
    Elapsed,
    Entity,
    Estimate,
    Field,
    Occurrence,
    RelatedAggregate,
    Value,
    Variable,
)
from clientela.rules.reading.reader import Branch, Part, Reader, by_name, parts, rule_name

DealFunction = Literal["count", "sum", "avg", "min", "max", "distinct"]
DEAL_FUNCTIONS = ("count", "sum", "avg", "min", "max", "distinct")


def names(reader: Reader, given: Sequence[Part]) -> tuple[str, ...]:
    """One name, several names, or several in parentheses."""
    if len(given) == 1 and rule_name(given[0]) == "names":
        given = parts(cast("Branch", given[0]))
    return tuple(reader.name(part) for part in given)


def is_deal(given: Sequence[Part]) -> bool:
    """Whether the bare word `deal` stands where event kinds could (in backticks it is a kind)."""
    return len(given) == 1 and rule_name(given[0]) == "NAME" and str(given[0]).lower() in {"deal", "deals"}


def owner_of(tree: Branch) -> str:
    """What stands before the dot of a reference: `company`, `customer`, `deal` or nothing."""
    owner = parts(tree)[0]
    return str(owner).lower() if owner is not None else ""


def _reference(reader: Reader, tree: Branch) -> Value:
    """A name: a variable, or a field of the event or deal at hand."""
    owner, name, arguments = owner_of(tree), *parts(tree)[1:]
    if owner == "deal":
        return _deal_field(reader, tree)
    given = tuple(map(reader.scalar, parts(cast("Branch", arguments)))) if arguments is not None else ()
    if not owner and arguments is None and reader.scope is not NameScope.CUSTOMER:
        return Field(reader.name(name))
    entity: Entity = "company" if owner == "company" else "customer"
    return Variable(reader.name(name), entity, given)


def _deal_field(reader: Reader, tree: Branch) -> Field:
    name, arguments = parts(tree)[1:]
    if reader.scope is not NameScope.DEAL:
        raise reader.mistake(tree, "deal_field_alone", word=str(name))
    if arguments is not None:
        raise reader.mistake(arguments, "deal_arguments")
    return Field(reader.name(name))


def _field(reader: Reader, tree: Branch) -> Value:
    (name,) = parts(tree)
    return Field(reader.name(name))


def _date_itself(reader: Reader, tree: Branch) -> Value:
    """`date(birthday)` is the date of birth, where `birthday` alone could mean its yearly return."""
    (value,) = parts(tree)
    return reader.value(value)


def _constant(reader: Reader, tree: Branch) -> Value:
    (number,) = parts(tree)
    return Constant(reader.number(number))


def _arithmetic(reader: Reader, tree: Branch) -> Value:
    left, operator, right = parts(tree)
    sign = cast("Literal['+', '-', '*', '/']", str(operator))
    return Arithmetic(sign, reader.value(left), reader.value(right))


def _aggregate(reader: Reader, tree: Branch) -> Value:
    function, *kinds, field_name, where, window = parts(tree)
    if is_deal(kinds):
        return _deal_aggregate(reader, tree)
    if len(kinds) > 1 and field_name is not None:
        listed = ", ".join(map(str, kinds))
        raise reader.mistake(kinds[0], "kinds_loose", kinds=listed, field=str(field_name))
    return Aggregate(
        cast("AggregateFunction", str(function).lower()),
        names(reader, kinds),
        reader.name(field_name) if field_name is not None else None,
        reader.filter(where),
        reader.window(window) if window is not None else AllTime(),
    )


def _deal_aggregate(reader: Reader, tree: Branch) -> Value:
    function, _, field_name, where, window = parts(tree)
    if window is not None:
        raise reader.mistake(window, "deal_window")
    named = str(function).lower()
    if named not in DEAL_FUNCTIONS:
        raise reader.mistake(function, "deal_function", word=named, functions=", ".join(DEAL_FUNCTIONS))
    return RelatedAggregate(
        cast("DealFunction", named),
        reader.name(field_name) if field_name is not None else None,
        reader.filter(where, NameScope.DEAL),
    )


def _occurrence(reader: Reader, tree: Branch) -> Value:
    which, *kinds, where, n, window, field_name = parts(tree)
    named = str(which).lower()
    if named == "nth" and n is None:
        raise reader.mistake(which, "nth_which")
    return Occurrence(
        cast("Literal['first', 'last', 'nth']", named),
        names(reader, kinds),
        reader.name(field_name) if field_name is not None else "at",
        reader.filter(where),
        reader.window(window) if window is not None else AllTime(),
        reader.whole(n) if n is not None else 1,
    )


def _answer(reader: Reader, tree: Branch) -> Value:
    survey, field_name = parts(tree)
    return Answer(reader.string(survey), reader.name(field_name) if field_name is not None else "score")


def _estimate(reader: Reader, tree: Branch) -> Value:
    name, bound = parts(tree)
    end = cast("Literal['value', 'low', 'high']", str(bound).lower() if bound is not None else "value")
    return Estimate(reader.name(name), end)


def _elapsed(reader: Reader, tree: Branch) -> Value:
    unit, value = parts(tree)
    singular = cast("Literal['day', 'month', 'year']", str(unit).lower().removesuffix("s"))
    return Elapsed(reader.value(value), singular)


def _date_part(reader: Reader, tree: Branch) -> Value:
    part, value = parts(tree)
    named = cast("Literal['weekday', 'day', 'month', 'quarter', 'year', 'hour']", str(part).lower())
    return DatePart(named, reader.value(value))


def _choose(reader: Reader, tree: Branch) -> Value:
    *branches, otherwise = parts(tree)
    return Choose(
        tuple(_case(reader, cast("Branch", branch)) for branch in branches),
        reader.scalar(otherwise) if otherwise is not None else None,
    )


def _case(reader: Reader, tree: Branch) -> Case:
    when, then = parts(tree)
    return Case(reader.condition(when), reader.scalar(then))


VALUES: Mapping[str, Callable[[Reader, Branch], Value]] = by_name(
    _reference,
    _field,
    _date_itself,
    _constant,
    _arithmetic,
    _aggregate,
    _occurrence,
    _answer,
    _estimate,
    _elapsed,
    _date_part,
    _choose,
)
