"""Estimates: what the latest run up to the instant says of each customer."""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.asking import Ask
from clientela.compile.draft import Cell
from clientela.errors import UnknownNameError
from clientela.rules import nodes as n
from clientela.rules.inference import type_of
from clientela.rules.types import TEMPORAL, ValueType
from clientela.store.schema import SQL_TYPES

ESTIMATES = "estimates"


def estimate(node: n.Estimate, ask: Ask) -> Cell:
    """Her value, or one end of its interval; missing without a run by then, or without her in it."""
    catalog = ask.draft.context.catalog
    if node.name not in (known := tuple(catalog.estimate_names())):
        raise UnknownNameError("estimate", node.name, known)
    value_type = type_of(node, catalog) or ValueType.NUMBER
    run = _latest_run(node.name, ask)
    if run is None:
        return Cell(sql.cast(exp.Null(), SQL_TYPES[value_type]), value_type)
    source = ask.draft.per_customer(("estimate", node.name, run), lambda: _said(node.name, run, ask))
    return Cell(sql.column(source.name, _column(node, value_type)), value_type, source.name)


def _column(node: n.Estimate, value_type: ValueType) -> str:
    if node.bound != "value":
        return node.bound
    if value_type is ValueType.TEXT:
        return "text"
    return "day" if value_type in TEMPORAL else "value"


def _latest_run(name: str, ask: Ask) -> dt.datetime | None:
    known = ask.draft.context.estimate_runs.get(name, ())
    return max((at for at in known if at <= ask.clock.as_of), default=None)


def _said(name: str, run: dt.datetime, ask: Ask) -> exp.Select:
    def of(column: str) -> exp.Column:
        return sql.column(ESTIMATES, column)

    return sql.select(
        [of(column) for column in ("customer_id", "value", "low", "high", "day", "text")],
        sql.table(ESTIMATES),
        where=[
            *ask.draft.only_customer(of("customer_id")),
            exp.EQ(this=of("name"), expression=ask.draft.bind(name)),
            exp.EQ(this=of("at"), expression=ask.draft.bind(run)),
        ],
    )
