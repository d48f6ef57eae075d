"""Attributes as they were: from the wide table, or rebuilt from the changes when the table is newer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.asking import Ask
from clientela.compile.draft import CUSTOMERS, Cell, Draft, Source, on_customer
from clientela.compile.sql import Sql
from clientela.rules.types import ValueType
from clientela.store.schema import SQL_TYPES

CHANGES = "attribute_changes"
_CLEARED = "\ue000cleared"  # max_by skips NULLs, and a cleared attribute is a fact


@dataclass
class Changes(Source):
    """Per entity: whether an attribute has a history, and its value at an instant."""

    wanted: list[tuple[str, str, dt.datetime]] = field(default_factory=list)  # column, attribute, instant


def customer_attribute(name: str, value_type: ValueType, ask: Ask) -> Cell:
    """An attribute of the customer, a column of `customers`."""
    now: Sql = sql.column(CUSTOMERS, name)
    if value_type is ValueType.LIST:
        now = sql.filled(now)
    as_of = ask.clock.as_of
    if not ask.draft.context.changed_after("customer", name, as_of):
        return Cell(now, value_type)
    history = _changes(ask.draft, "customer", None)
    return Cell(_as_it_was(history, name, as_of, value_type, now), value_type)


def company_attribute(name: str, value_type: ValueType, ask: Ask) -> Cell:
    """An attribute of the company the customer belongs to."""
    company, as_of = companies(ask), ask.clock.as_of
    value: Sql = sql.column(company.name, name)
    if value_type is ValueType.LIST:
        value = sql.filled(value)
    if ask.draft.context.changed_after("company", name, as_of):
        history = _changes(ask.draft, "company", company.name)
        value = _as_it_was(history, name, as_of, value_type, value)
    founded = exp.LTE(this=sql.column(company.name, "created_at"), expression=ask.draft.bind(as_of))
    return Cell(sql.case([(sql.coalesce(founded, sql.TRUE.copy()), value)]), value_type)


def company_id(ask: Ask) -> Sql:
    """The company the customer belongs to, as of the instant."""
    return customer_attribute("company_id", ValueType.INTEGER, ask).sql


def time_zone(ask: Ask) -> Sql:
    """The customer's own zone: inside `where` too, by way of a source of its own."""
    if ask.scope.kinds or ask.scope.deals:
        return sql.column(_zones(ask).name, "zone")
    own = customer_attribute("time_zone", ValueType.TEXT, ask).sql
    return sql.coalesce(own, ask.draft.bind(ask.clock.zone.key))


def companies(ask: Ask) -> Source:
    """The companies, joined as the customers belonged to them at the instant."""
    link = company_id(ask)

    def make(name: str) -> Source:
        on = exp.EQ(this=sql.column(name, "company_id"), expression=link)
        return Source(name, on, None, table="companies")

    return ask.draft.source(("companies", ask.clock.as_of), make)


def changes_select(draft: Draft, entity: str, wanted: list[tuple[str, str, dt.datetime]]) -> exp.Select:
    """Per id of the entity: `has_<column>` and `<column>` for each wanted (column, attribute, instant)."""
    attribute = sql.column(CHANGES, "attribute")
    order = sql.struct(at=sql.column(CHANGES, "at"), seq=sql.column(CHANGES, "seq"))
    value = sql.coalesce(sql.column(CHANGES, "value"), sql.text(_CLEARED))
    columns: list[Sql] = [sql.alias(sql.column(CHANGES, "id"), "customer_id")]
    for name, wanted_attribute, as_of in wanted:
        is_it = exp.EQ(this=attribute.copy(), expression=draft.bind(wanted_attribute))
        known = exp.LTE(this=sql.column(CHANGES, "at"), expression=draft.bind(as_of))
        latest = sql.filtered(exp.ArgMax(this=value.copy(), expression=order.copy()), [is_it, known])
        columns.append(sql.alias(sql.filtered(sql.count_all(), [is_it.copy()]), f"has_{name}"))
        columns.append(sql.alias(exp.Nullif(this=latest, expression=sql.text(_CLEARED)), name))
    of_entity = exp.EQ(this=sql.column(CHANGES, "entity"), expression=draft.bind(entity))
    names = sorted({wanted_attribute for _, wanted_attribute, _ in wanted})
    hers = draft.only_customer(sql.column(CHANGES, "id")) if entity == "customer" else ()
    among = exp.In(this=attribute, expressions=[draft.bind(each) for each in names])
    return sql.select(
        columns, sql.table(CHANGES), where=[of_entity, among, *hers], group=[sql.column(CHANGES, "id")]
    )


def as_it_was(table: str, column: str, value_type: ValueType, now: Sql) -> Sql:
    """The rebuilt value where there is a history, else what it is now (it is assumed to have been so)."""
    has = exp.GT(this=sql.column(table, f"has_{column}"), expression=sql.number(0))
    return sql.case([(has, typed(sql.column(table, column), value_type))], now)


def typed(text: Sql, value_type: ValueType) -> Sql:
    """The canonical text of `attribute_changes` as a value of its type."""
    if value_type is ValueType.TEXT:
        return text
    if value_type is ValueType.LIST:
        return sql.filled(sql.call("parse_list", text))
    return sql.cast(text, SQL_TYPES[value_type])


def _as_it_was(history: Changes, attribute: str, as_of: dt.datetime, value_type: ValueType, now: Sql) -> Sql:
    found = history.column(
        (attribute, as_of), lambda column: history.wanted.append((column, attribute, as_of))
    )
    return as_it_was(history.name, found.name, value_type, now)


def _changes(draft: Draft, entity: str, company: str | None) -> Changes:
    """The history of customers, or of the companies joined as `company`."""

    def make(name: str) -> Source:
        on: Callable[[Sql], Sql] | Sql = on_customer(name)
        if company is not None:
            on = exp.EQ(this=sql.column(name, "customer_id"), expression=sql.column(company, "company_id"))
        source = Changes(name, on, None)
        source.build = lambda: changes_select(draft, entity, source.wanted)
        return source

    found = draft.source(("changes", entity, company), make)
    if not isinstance(found, Changes):
        raise TypeError(found)
    return found


def _zones(ask: Ask) -> Source:
    from clientela.compile.population import joined_select

    outer = Ask(ask.draft, ask.clock)
    zone = sql.alias(time_zone(outer), "zone")
    key = ("zones", ask.clock.as_of)
    return ask.draft.per_customer(
        key, lambda: joined_select(ask.draft, [sql.column(CUSTOMERS, "customer_id"), zone])
    )
