"""Which values a field of events or deals has, and how often."""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from clientela.compile import assemble, sql
from clientela.compile.aggregates import events_select
from clientela.compile.asking import DEALS, Ask, Kept
from clientela.compile.compiling import Query, written
from clientela.compile.draft import Context, Draft
from clientela.compile.fields import field_cell
from clientela.rules.inference import Scope
from clientela.rules.types import ValueType

__all__ = ["occurring_query"]

_FOUND, _VALUE = "found", "value"


def occurring_query(name: str, scope: Scope, as_of: dt.datetime, context: Context, most: int) -> Query:
    """The `most` most frequent values of a field, as `level`, each with `size`: how many events or deals.

    The events are those of the kinds up to `as_of`; deals are all there are, with what they hold now.
    """
    draft = Draft(context)
    ask = Ask(draft, draft.clock(as_of), scope)
    cell = field_cell(name, ask)
    held = exp.Explode(this=cell.sql) if cell.type is ValueType.LIST else cell.sql
    column = sql.alias(held, _VALUE)
    if scope.deals:
        rows = sql.select([column], sql.table("deals", DEALS))
    else:
        rows = events_select(ask, Kept(scope.kinds), [column])
    value = sql.column(_FOUND, _VALUE)
    counted = sql.select(
        [sql.alias(value, "level"), sql.alias(sql.count_all(), "size")],
        sql.subquery(rows, _FOUND),
        where=[sql.not_null(value.copy())],
        group=[value.copy()],
    )
    order = [
        exp.Ordered(this=exp.to_identifier("size"), desc=True),
        exp.Ordered(this=exp.to_identifier("level")),
    ]
    counted.set("order", exp.Order(expressions=order))
    counted.set("limit", exp.Limit(expression=sql.number(most)))
    return written(assemble.alone(draft, counted), draft)
