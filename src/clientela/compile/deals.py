"""A customer's deals: those that name her, and those that name no one but her company."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.asking import DEALS, Ask
from clientela.compile.attributes import as_it_was, changes_select, company_id
from clientela.compile.draft import Cell, Draft, Predicate, Source, customer_key, on_customer
from clientela.compile.population import joined_select
from clientela.compile.sql import Sql
from clientela.rules.types import FieldFacts, ValueType

_LINKS = {"customer_id": ValueType.INTEGER, "company_id": ValueType.INTEGER}


@dataclass
class DealScan(Source):
    """Aggregates over the deals of each customer, as they stood at one instant."""

    wanted: dict[str, Sql] = field(default_factory=dict)


def deal_aggregate(function: str, of: Cell | None, where: Sql | None, key: Hashable, ask: Ask) -> Cell:
    """One number over the deals for which `where` is true."""
    if function == "avg":
        total, count = (deal_aggregate(each, of, where, key, ask) for each in ("sum", "count"))
        divisor = exp.Nullif(this=sql.double(count.sql), expression=sql.number(0))
        return Cell(exp.Div(this=sql.double(total.sql), expression=divisor), ValueType.NUMBER, total.source)
    aggregate, value_type = _aggregate(function, of)
    limited = sql.filtered(aggregate, [where] if where is not None else [])
    scan = _deal_scan(ask)
    column = scan.column(
        (function, of.sql if of else None, key), lambda name: scan.wanted.__setitem__(name, limited)
    )
    if function in ("count", "distinct", "sum"):
        return Cell(sql.coalesce(column, sql.number(0)), value_type, scan.name, 0)
    return Cell(column, value_type, scan.name)


def any_deal(where: Sql, key: Hashable, quantifier: str, ask: Ask) -> Predicate:
    """Some, every or no deal is so."""
    so = deal_aggregate("count", None, where, key, ask)
    if quantifier == "none":
        return Predicate(exp.EQ(this=so.sql, expression=sql.number(0)))
    some = exp.GT(this=so.sql, expression=sql.number(0))
    required = frozenset({so.source}) if so.source else frozenset[str]()
    if quantifier == "any":
        return Predicate(some, required)
    everything = deal_aggregate("count", None, None, None, ask)
    return Predicate(sql.all_of([some, exp.EQ(this=everything.sql, expression=so.sql.copy())]), required)


def _aggregate(function: str, of: Cell | None) -> tuple[Sql, ValueType]:
    if of is None:
        return sql.count_all(), ValueType.INTEGER
    match function:
        case "count":
            return exp.Count(this=of.sql, big_int=True), ValueType.INTEGER
        case "distinct":
            return exp.Count(this=exp.Distinct(expressions=[of.sql]), big_int=True), ValueType.INTEGER
        case "min":
            return exp.Min(this=of.sql), of.type
        case "max":
            return exp.Max(this=of.sql), of.type
        case _:
            return exp.Sum(this=of.sql), of.type


def owned_select(columns: list[Sql], ask: Ask) -> exp.Select:
    """SELECT over the deals of the customer in question, as they stood; a row a deal."""
    owner = sql.column(DEALS, "owner")
    read = sorted(
        {found.name for each in columns for found in each.find_all(exp.Column) if found.table == DEALS}
    )
    zones = [
        sql.join(sql.table(source.name), source.join_condition(owner.copy()), left=True)
        for source in ask.draft.needed(columns)
    ]
    company = company_id(Ask(ask.draft, ask.clock))
    deals = sql.subquery(_owned(read, company, ask), DEALS)
    return sql.select(columns, deals, joins=zones, where=list(ask.draft.only_customer(owner)))


def _deal_scan(ask: Ask) -> DealScan:
    company = company_id(Ask(ask.draft, ask.clock))  # its source must stand before this one

    def make(name: str) -> Source:
        scan = DealScan(name, on_customer(name), None)
        scan.build = lambda: _grouped(scan, company, ask)
        return scan

    found = ask.draft.source(("deals", ask.clock.as_of), make)
    if not isinstance(found, DealScan):
        raise TypeError(found)
    return found


def _grouped(scan: DealScan, company: Sql, ask: Ask) -> exp.Select:
    read = {
        found.name
        for expression in scan.wanted.values()
        for found in expression.find_all(exp.Column)
        if found.table == DEALS
    }
    owner = sql.column(DEALS, "owner")
    columns = [sql.alias(owner, "customer_id")]
    columns += [sql.alias(expression, name) for name, expression in scan.wanted.items()]
    zones = [
        sql.join(sql.table(source.name), source.join_condition(owner.copy()), left=True)
        for source in ask.draft.needed(scan.wanted.values())
    ]
    deals = sql.subquery(_owned(sorted(read), company, ask), DEALS)
    return sql.select(columns, deals, joins=zones, group=[owner.copy()])


def _owned(fields: list[str], company: Sql, ask: Ask) -> exp.Select:
    """The deals with their owners: a deal of a company alone appears once for each of its people."""
    deals = _as_they_were(fields, ask)
    customer = sql.column("d", "customer_id")
    named = sql.select(
        [sql.alias(customer, "owner"), *(sql.column("d", name) for name in fields)],
        sql.subquery(deals, "d"),
        where=[sql.not_null(customer.copy())],
    )
    people = joined_select(ask.draft, [customer_key(), sql.alias(company, "company")])
    works_there = exp.EQ(this=sql.column("d", "company_id"), expression=sql.column("p", "company"))
    shared = sql.select(
        [sql.alias(sql.column("p", "customer_id"), "owner"), *(sql.column("d", name) for name in fields)],
        sql.subquery(deals.copy(), "d"),
        joins=[sql.join(sql.subquery(people, "p"), works_there, left=False)],
        where=[sql.is_null(customer.copy())],
    )
    both = exp.Union(this=named, expression=shared, distinct=False)
    return sql.select([exp.Star()], exp.Subquery(this=both, alias=exp.TableAlias(this=sql.name("u"))))


def _as_they_were(fields: list[str], ask: Ask) -> exp.Select:
    draft, as_of = ask.draft, ask.clock.as_of
    types = {name: _deal_type(name, draft) for name in fields} | _LINKS
    changed = [name for name in types if draft.context.changed_after("deal", name, as_of)]
    columns: list[Sql] = []
    for name, value_type in types.items():
        value: Sql = sql.column(DEALS, name)
        if name in changed:
            value = as_it_was("h", f"v{changed.index(name)}", value_type, value)
        columns.append(sql.alias(value, name))
    joins: list[exp.Join] = []
    if changed:
        history = changes_select(draft, "deal", [(f"v{i}", name, as_of) for i, name in enumerate(changed)])
        same = exp.EQ(this=sql.column("h", "customer_id"), expression=sql.column(DEALS, "deal_id"))
        joins.append(sql.join(sql.subquery(history, "h"), same, left=True))
    existed = exp.LTE(this=sql.column(DEALS, "created_at"), expression=draft.bind(as_of))
    return sql.select(columns, sql.table(DEALS), joins=joins, where=[sql.coalesce(existed, sql.TRUE.copy())])


def _deal_type(name: str, draft: Draft) -> ValueType:
    if name == "deal_id":
        return ValueType.INTEGER
    facts: FieldFacts | None = draft.context.catalog.deal_field(name)
    if facts is not None:
        return facts.type
    return ValueType.INSTANT if name == "created_at" else ValueType.TEXT
