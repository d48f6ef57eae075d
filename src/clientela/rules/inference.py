"""The type of a value, as far as the catalogue can tell.

`check` and the compiler ask the same question here, so that they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientela.rules import nodes as n
from clientela.rules.types import Catalog, FieldFacts, ValueType


@dataclass(frozen=True, slots=True)
class Scope:
    """What a bare `Field` refers to: events of some kinds, deals, or (neither) nothing."""

    kinds: tuple[str, ...] = ()
    deals: bool = False


CUSTOMER = Scope()
DEAL = Scope(deals=True)

_OF_AGGREGATE = {"count": ValueType.INTEGER, "distinct": ValueType.INTEGER}
_FRACTIONS = frozenset({"avg", "share", "gap_avg", "gap_min", "gap_max", "gap_median"})


def field_facts(name: str, catalog: Catalog, scope: Scope) -> FieldFacts | None:
    """The field in this scope; None unless every kind of the scope has it with one type."""
    if scope.deals:
        return catalog.deal_field(name)
    found: FieldFacts | None = None
    for kind in scope.kinds:
        facts = catalog.event_kind(kind)
        here = facts.fields.get(name) if facts else None
        if here is None or (found is not None and (here.type, here.column) != (found.type, found.column)):
            return None
        found = here
    return found


def type_of(value: n.Value, catalog: Catalog, scope: Scope = CUSTOMER) -> ValueType | None:
    """The type of `value`, or None where a name in it is unknown or its parts do not fit."""
    match value:
        case n.Variable(name=name, entity=entity, arguments=arguments):
            facts = catalog.variable(name, entity, arguments)
            return facts.type if facts else None
        case n.Field(name=name):
            return _type(field_facts(name, catalog, scope))
        case n.Aggregate(function=function, field=field, kinds=kinds):
            return _type_of_aggregate(function, field, catalog, Scope(kinds=kinds))
        case n.RelatedAggregate(function=function, field=field):
            return _type_of_aggregate(function, field, catalog, DEAL)
        case n.Occurrence(field=field, kinds=kinds):
            return (
                ValueType.INSTANT if field == "at" else _type(field_facts(field, catalog, Scope(kinds=kinds)))
            )
        case n.Answer(field=field):
            return _type(field_facts(field, catalog, Scope(kinds=("survey_answered",))))
        case n.Estimate(name=name):
            facts = catalog.variable(name)
            return facts.type if facts else ValueType.NUMBER
        case n.Elapsed() | n.DatePart():
            return ValueType.INTEGER
        case n.Arithmetic() | n.Constant():
            return ValueType.NUMBER
        case n.Choose(cases=cases, otherwise=otherwise):
            return _type_of_scalars([*(case.then for case in cases), otherwise])


def _type(facts: FieldFacts | None) -> ValueType | None:
    return facts.type if facts else None


def _type_of_aggregate(function: str, field: str | None, catalog: Catalog, scope: Scope) -> ValueType | None:
    if function in _OF_AGGREGATE:
        return _OF_AGGREGATE[function]
    if function in _FRACTIONS:
        return ValueType.NUMBER
    return _type(field_facts(field, catalog, scope)) if field else None


def _type_of_scalars(scalars: Sequence[n.Scalar | None]) -> ValueType | None:
    known = [scalar for scalar in scalars if scalar is not None]
    if not known:
        return None
    if all(isinstance(scalar, bool) for scalar in known):
        return ValueType.BOOLEAN
    if any(isinstance(scalar, bool) for scalar in known):
        return None
    if all(isinstance(scalar, int) for scalar in known):
        return ValueType.INTEGER
    if all(isinstance(scalar, int | float) for scalar in known):
        return ValueType.NUMBER
    return ValueType.TEXT if all(isinstance(scalar, str) for scalar in known) else None
