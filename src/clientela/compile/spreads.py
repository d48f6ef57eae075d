"""How the values of one variable lie: where its quantiles are, and which values are the most frequent.

The values come from the one compiler and are added up in the engine, so that a few rows leave it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlglot import exp

from clientela.compile import assemble, sql
from clientela.compile.asking import Ask
from clientela.compile.compiling import Query, lowered_value, written
from clientela.compile.draft import Context, Draft
from clientela.compile.sql import Sql
from clientela.rules import nodes as n
from clientela.rules.types import NUMERIC, ValueType

__all__ = ["items_by_size", "levels_by_size", "spread_query"]

_ASKED, _VALUE, _LISTED, _COUNTED = "asked", "value", "listed", "counted"


def spread_query(value: n.Value, as_of: dt.datetime, context: Context, shares: Sequence[float]) -> Query:
    """One row: `known`, `levels` (different values), `low`, `high`, `mean`, and `q0`, `q1` … at the shares.

    For numbers `zeros` counts those that are 0; `other_low`, `other_high`, `o0`, `o1` … say the same of the
    others. A quantile is a value somebody has; `mean` and the figures of others are NULL of dates.
    """
    draft = Draft(context)
    asked, value_type = _values(value, as_of, draft)
    held = sql.column(_ASKED, _VALUE)
    is_number = value_type in NUMERIC
    zero = exp.EQ(this=held.copy(), expression=sql.number(0))
    columns: list[Sql] = [
        sql.alias(exp.Count(this=held, big_int=True), "known"),
        sql.alias(exp.Count(this=exp.Distinct(expressions=[held.copy()]), big_int=True), "levels"),
        sql.alias(exp.Avg(this=sql.double(held.copy())) if is_number else exp.Null(), "mean"),
        sql.alias(sql.filtered(sql.count_all(), [zero]) if is_number else sql.number(0), "zeros"),
        *_ends("", "q", held, shares, ()),
    ]
    if is_number:
        columns += _ends("other_", "o", held, shares, (sql.negated(zero.copy()),))
    return written(sql.select(columns, asked), draft)


def levels_by_size(value: n.Value, as_of: dt.datetime, context: Context, most: int) -> Query:
    """The `most` most frequent values, each with `size`, how many customers have it; equals by the value."""
    draft = Draft(context)
    asked, _ = _values(value, as_of, draft)
    return _counted(asked, sql.column(_ASKED, _VALUE), most, draft)


def items_by_size(value: n.Value, as_of: dt.datetime, context: Context, most: int) -> Query:
    """The same for the items of a list; a customer whose list names an item twice counts once."""
    draft = Draft(context)
    asked, _ = _values(value, as_of, draft)
    item = exp.Explode(this=sql.column(_ASKED, _VALUE))
    one_each = sql.select([sql.column(_ASKED, "customer_id"), sql.alias(item, _VALUE)], asked, distinct=True)
    return _counted(sql.subquery(one_each, _LISTED), sql.column(_LISTED, _VALUE), most, draft)


def _values(value: n.Value, as_of: dt.datetime, draft: Draft) -> tuple[exp.Subquery, ValueType]:
    ask = Ask(draft, draft.clock(as_of))
    cell = lowered_value(value, ask, draft.context.catalog)
    rows = assemble.values(draft, [(_VALUE, cell.sql)], None, assemble.exists_at(draft, ask.clock.as_of))
    return sql.subquery(rows, _ASKED), cell.type


def _ends(prefix: str, letter: str, held: Sql, shares: Sequence[float], only: Sequence[Sql]) -> list[Sql]:
    def limited(aggregate: Sql) -> Sql:
        return sql.filtered(aggregate, [each.copy() for each in only])

    quantiles = [
        sql.alias(limited(exp.Quantile(this=held.copy(), quantile=sql.number(share))), f"{letter}{place}")
        for place, share in enumerate(shares)
    ]
    low, high = exp.Min(this=held.copy()), exp.Max(this=held.copy())
    return [sql.alias(limited(low), f"{prefix}low"), sql.alias(limited(high), f"{prefix}high"), *quantiles]


def _counted(source: exp.Subquery, value: exp.Column, most: int, draft: Draft) -> Query:
    counted = sql.select(
        [sql.alias(value, "level"), sql.alias(sql.count_all(), "size")],
        source,
        where=[sql.not_null(value.copy())],
        group=[value.copy()],
    )
    level, size = sql.column(_COUNTED, "level"), sql.column(_COUNTED, "size")
    select = sql.select([level, size], sql.subquery(counted, _COUNTED))
    order = [exp.Ordered(this=size.copy(), desc=True, nulls_first=False), exp.Ordered(this=level.copy())]
    select.set("order", exp.Order(expressions=order))
    select.set("limit", exp.Limit(expression=sql.number(most)))
    return written(select, draft)
