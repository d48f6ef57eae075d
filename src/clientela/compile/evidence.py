"""The rows behind an answer: which events or deals of one customer a condition looks at."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from clientela.compile import deals, sql
from clientela.compile.aggregates import event_column, events_select
from clientela.compile.asking import DEALS, Ask, Kept
from clientela.compile.draft import Cell
from clientela.compile.sql import Sql


def kept_events(kept: Kept, fields: Sequence[Cell], ask: Ask) -> exp.Select:
    """`event_id`, `at` and the fields as `f0` … of the kept events inside the interval, oldest first."""
    columns: list[Sql] = [event_column("event_id"), event_column("at")]
    columns += [sql.alias(cell.sql, f"f{index}") for index, cell in enumerate(fields)]
    select = events_select(ask, kept, columns)
    select.set("order", _ascending(event_column("at"), event_column("event_id")))
    return select


def judged_deals(truth: Sql | None, fields: Sequence[Cell], ask: Ask) -> exp.Select:
    """`deal_id`, whether the condition is true of it (`so`) and the fields as `f0` … of her deals."""
    key = sql.column(DEALS, "deal_id")
    so = sql.surely(truth) if truth is not None else sql.TRUE.copy()
    columns: list[Sql] = [key, sql.alias(so, "so")]
    columns += [sql.alias(cell.sql, f"f{index}") for index, cell in enumerate(fields)]
    select = deals.owned_select(columns, ask)
    select.set("order", _ascending(key.copy()))
    return select


def _ascending(*columns: Sql) -> exp.Order:
    return exp.Order(expressions=[exp.Ordered(this=column, desc=False) for column in columns])
