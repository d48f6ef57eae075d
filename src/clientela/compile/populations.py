"""Conditions that need everybody: ranks, and the people of one's company."""

from __future__ import annotations

from collections.abc import Hashable

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.asking import Ask
from clientela.compile.attributes import company_id
from clientela.compile.draft import Cell, Predicate, Source, customer_key
from clientela.compile.population import exists_at, joined_select
from clientela.compile.sql import Sql
from clientela.rules import nodes as n


def rank(node: n.Rank, by: Cell, within: Predicate | None, ask: Ask) -> Predicate:
    """Among the first by the value, ties at the border included."""
    ask.draft.population_wide = True
    source = ask.draft.per_customer(
        ("rank", node.side, node.by, node.within, ask.clock.as_of),
        lambda: _ranked(node, by, within, ask),
    )
    place = sql.double(sql.column(source.name, "place"))
    size = sql.double(sql.column(source.name, "size"))
    truth = _enough(node, place, size)
    there = sql.not_null(sql.column(source.name, "customer_id"))
    return Predicate(sql.case([(there, truth)], sql.FALSE.copy()), frozenset({source.name}))


def _enough(node: n.Rank, place: Sql, size: Sql) -> Sql:
    amount = sql.double(sql.number(node.amount))
    if node.measure == "customers":
        return exp.LTE(this=place, expression=amount)
    if node.measure == "percent":
        most = exp.Ceil(this=_over(exp.Mul(this=size, expression=amount), sql.number(100)))
        return exp.LTE(this=place, expression=most)
    tenth = exp.Ceil(this=_over(exp.Mul(this=sql.double(sql.number(10)), expression=place), size))
    return exp.EQ(this=tenth, expression=amount)


def _over(part: Sql, whole: Sql) -> Sql:
    return exp.Div(this=exp.Paren(this=part), expression=sql.double(whole))


def _ranked(node: n.Rank, by: Cell, within: Predicate | None, ask: Ask) -> exp.Select:
    conditions = _population(ask) + ([sql.surely(within.sql)] if within else [])
    required = within.requires if within else frozenset[str]()
    values = joined_select(
        ask.draft, [customer_key(), sql.alias(by.sql, "v")], where=conditions, required=required
    )
    value = sql.column("r", "v")
    place = sql.window(exp.Rank(), [], [(value, node.side == "top")])
    return sql.select(
        [
            sql.column("r", "customer_id"),
            # NULLs come last, so they push nobody down
            sql.alias(sql.case([(sql.not_null(value.copy()), place)]), "place"),
            sql.alias(sql.window(exp.Count(this=value.copy(), big_int=True)), "size"),
        ],
        sql.subquery(values, "r"),
    )


def people(condition: Predicate, quantifier: str, key: Hashable, ask: Ask) -> Predicate:
    """Some, every or none of the people of the customer's company is so."""
    ask.draft.population_wide = True
    company = company_id(ask)

    def make(name: str) -> Source:
        on = exp.EQ(this=sql.column(name, "company"), expression=company)
        return Source(name, on, lambda: _counted(condition, company, ask))

    source = ask.draft.source(("people", key, ask.clock.as_of), make)
    so = sql.coalesce(sql.column(source.name, "so"), sql.number(0))
    if quantifier == "none":
        return Predicate(exp.EQ(this=so, expression=sql.number(0)))
    some = exp.GT(this=so, expression=sql.number(0))
    if quantifier == "any":
        return Predicate(some, frozenset({source.name}))
    everybody = exp.EQ(this=so.copy(), expression=sql.column(source.name, "size"))
    return Predicate(sql.all_of([some, everybody]), frozenset({source.name}))


def _counted(condition: Predicate, company: Sql, ask: Ask) -> exp.Select:
    return joined_select(
        ask.draft,
        [
            sql.alias(company, "company"),
            sql.alias(sql.count_all(), "size"),
            sql.alias(sql.filtered(sql.count_all(), [condition.sql]), "so"),
        ],
        where=[*_population(ask), sql.not_null(company.copy())],
        group=[company.copy()],
    )


def _population(ask: Ask) -> list[Sql]:
    exists = exists_at(ask.draft, ask.clock.as_of)
    return [exists] if exists is not None else []
