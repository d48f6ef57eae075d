"""Fields of the event or deal at hand: a column, or a property in the JSON."""

from __future__ import annotations

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.asking import DEALS, EVENTS, Ask
from clientela.compile.draft import Cell
from clientela.compile.sql import Sql
from clientela.errors import UnknownNameError
from clientela.rules.inference import Scope, field_facts
from clientela.rules.types import FieldFacts, ValueType
from clientela.store.schema import SQL_TYPES


def field_cell(name: str, ask: Ask) -> Cell:
    """The field as a value; raises UnknownNameError when the scope has none of that name."""
    facts = field_facts(name, ask.draft.context.catalog, ask.scope)
    if facts is None:
        raise UnknownNameError("field", name, _known(ask))
    found = _field_sql(facts, ask.scope)
    return Cell(sql.filled(found) if facts.type is ValueType.LIST else found, facts.type)


def _known(ask: Ask) -> list[str]:
    catalog = ask.draft.context.catalog
    if ask.scope.deals:
        return list(catalog.deal_field_names())
    kinds = [catalog.event_kind(kind) for kind in ask.scope.kinds]
    return [field for kind in kinds if kind for field in kind.fields]


def _field_sql(facts: FieldFacts, scope: Scope) -> Sql:
    if scope.deals:
        return sql.column(DEALS, facts.column or facts.name)
    if facts.column is not None:
        return sql.column(EVENTS, facts.column)
    return _property(facts)


def _property(facts: FieldFacts) -> Sql:
    found = sql.call("json_text", sql.column(EVENTS, "properties"), sql.text(facts.name))
    text = exp.Nullif(this=found, expression=sql.text(""))
    if facts.type is ValueType.TEXT:
        return text
    if facts.type is ValueType.LIST:
        return sql.call("parse_list", text)
    return sql.try_cast(text, SQL_TYPES[facts.type])
