"""Questions about a whole base at once: figures of many values inside a segment and outside it.

The values come from the one compiler; the engine adds them up, so that what leaves it is a few rows. The
segment is given as a readable table of its members' `customer_id`, so that its rule is asked once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlglot import exp

from clientela.compile import assemble, sql
from clientela.compile.asking import Ask
from clientela.compile.compiling import Query, lowered_value, written
from clientela.compile.draft import Context, Draft, Source, on_customer
from clientela.compile.sql import Sql
from clientela.rules import nodes as n
from clientela.rules.types import NUMERIC, ValueType

__all__ = ["Held", "items_query", "levels_query", "summary_query"]

_VALUES = "asked"
_INSIDE = "inside"
_HELD, _LISTED = "held", "listed"


@dataclass(frozen=True, slots=True)
class Held:
    """Values that were asked before, in a readable table with `customer_id`: of many segments only once."""

    table: str
    types: Mapping[str, ValueType]


Values: TypeAlias = Mapping[str, n.Value] | Held


def summary_query(values: Values, as_of: dt.datetime, context: Context, *, members: str) -> Query:
    """A row for those in the table `members` and one for the rest, where there are any.

    `inside` says which, `size` how many they are; for each value `name_known` counts those who have one,
    and `name_mean` and `name_variance` (of a sample) are those of numbers; of booleans the share that is
    true and NULL; of other types both are NULL.
    """
    draft = Draft(context)
    asked, types = _asked(values, as_of, draft, members)
    columns: list[Sql] = [sql.column(_VALUES, _INSIDE), sql.alias(sql.count_all(), "size")]
    for name, value_type in types.items():
        columns += _figures(name, value_type)
    select = sql.select(columns, asked, group=[sql.column(_VALUES, _INSIDE)])
    return written(select, draft)


def levels_query(values: Values, as_of: dt.datetime, context: Context, *, members: str, least: int) -> Query:
    """A row for each level of each value that at least `least` customers have: `name`, `level` (as text).

    `size` counts the customers who have it, `members` those of them in the segment; the rarer levels of a
    value are one row together, whose level is NULL. Who has no value is counted nowhere.
    """
    draft = Draft(context)
    asked, types = _asked(values, as_of, draft, members)
    found = sql.subquery(_every_level(asked, list(types)), _VALUES)
    size = sql.column(_VALUES, "size")
    enough = exp.GTE(this=size, expression=draft.bind(least))
    level = sql.case([(enough, sql.coalesce(*(sql.column(_VALUES, name) for name in types)))])
    # in a row of a grouping set, only the column it groups by is filled
    name = sql.case((sql.not_null(sql.column(_VALUES, name)), sql.text(name)) for name in types)
    select = sql.select(
        [
            sql.alias(name, "name"),
            sql.alias(level, "level"),
            sql.alias(_whole(exp.Sum(this=size.copy())), "size"),
            sql.alias(_whole(exp.Sum(this=sql.column(_VALUES, "members"))), "members"),
        ],
        found,
        where=[sql.any_of(sql.not_null(sql.column(_VALUES, each)) for each in types)],
        group=[exp.Literal.number(1), exp.Literal.number(2)],
    )
    return written(select, draft)


def items_query(values: Values, as_of: dt.datetime, context: Context, *, members: str, least: int) -> Query:
    """A row for each item of a list that at least `least` customers have: `item`, `size`, `members`.

    `values` is one list. A customer whose list names an item twice counts once.
    """
    draft = Draft(context)
    asked, types = _asked(values, as_of, draft, members)
    (listed,) = types
    customer = sql.column(_VALUES, "customer_id")
    one_each = sql.select(
        [
            customer,
            sql.column(_VALUES, _INSIDE),
            sql.alias(exp.Explode(this=sql.column(_VALUES, listed)), "item"),
        ],
        asked,
    )
    one_each.set("distinct", exp.Distinct())
    item = sql.column(_VALUES, "item")
    select = sql.select(
        [item, *_sizes()],
        sql.subquery(one_each, _VALUES),
        where=[sql.not_null(item.copy())],
        group=[item.copy()],
        having=exp.GTE(this=sql.count_all(), expression=draft.bind(least)),
    )
    return written(select, draft)


def _asked(
    values: Values, as_of: dt.datetime, draft: Draft, members: str
) -> tuple[exp.Subquery, Mapping[str, ValueType]]:
    """A row a customer: `customer_id`, `inside` and the values, with their types."""
    if isinstance(values, Held):
        return sql.subquery(_held(values, members), _VALUES), values.types
    ask = Ask(draft, draft.clock(as_of))
    cells = {name: lowered_value(value, ask, draft.context.catalog) for name, value in values.items()}
    listed = draft.source("members", lambda name: Source(name, on_customer(name), None, table=members))
    inside = sql.not_null(sql.column(listed.name, "customer_id"))
    columns = [(_INSIDE, inside), *((name, cell.sql) for name, cell in cells.items())]
    rows = assemble.values(draft, columns, None, assemble.exists_at(draft, ask.clock.as_of))
    return sql.subquery(rows, _VALUES), {name: cell.type for name, cell in cells.items()}


def _held(values: Held, members: str) -> exp.Select:
    """The held values, with who of their customers is listed in `members`."""
    customer = sql.column(_HELD, "customer_id")
    listed = sql.column(_LISTED, "customer_id")
    same = exp.EQ(this=listed, expression=customer)
    return sql.select(
        [
            customer.copy(),
            sql.alias(sql.not_null(listed.copy()), _INSIDE),
            *(sql.column(_HELD, name) for name in values.types),
        ],
        sql.table(values.table, _HELD),
        joins=[sql.join(sql.table(members, _LISTED), same, left=True)],
    )


def _figures(name: str, value_type: ValueType) -> Sequence[Sql]:
    value = sql.column(_VALUES, name)
    known = sql.alias(exp.Count(this=value, big_int=True), f"{name}_known")
    if value_type is ValueType.BOOLEAN:
        truth = sql.case(
            [(value.copy(), sql.number(1)), (sql.negated(value.copy()), sql.number(0))], exp.Null()
        )
        return [known, sql.alias(exp.Avg(this=sql.double(truth)), f"{name}_mean"), _nothing(name, "variance")]
    if value_type in NUMERIC:
        number = sql.double(value.copy())
        return [
            known,
            sql.alias(exp.Avg(this=number), f"{name}_mean"),
            sql.alias(exp.Variance(this=number.copy()), f"{name}_variance"),
        ]
    return [known, _nothing(name, "mean"), _nothing(name, "variance")]


def _nothing(name: str, figure: str) -> Sql:
    return sql.alias(sql.double(exp.Null()), f"{name}_{figure}")


def _every_level(asked: exp.Subquery, names: Sequence[str]) -> exp.Select:
    """One scan that counts the levels of every column, each as a grouping set of its own."""
    levels = [sql.column(_VALUES, name) for name in names]
    columns: list[Sql] = [sql.alias(sql.cast(level.copy(), "VARCHAR"), level.name) for level in levels]
    sets = exp.GroupingSets(expressions=[exp.Tuple(expressions=[level.copy()]) for level in levels])
    select = sql.select([*columns, *_sizes()], asked)
    select.set("group", exp.Group(grouping_sets=[sets]))
    return select


def _sizes() -> list[Sql]:
    inside = sql.column(_VALUES, _INSIDE)
    return [
        sql.alias(sql.count_all(), "size"),
        sql.alias(sql.filtered(sql.count_all(), [inside]), "members"),
    ]


def _whole(total: Sql) -> Sql:
    # sums of counts are wider than any reader of the result expects
    return sql.cast(total, "BIGINT")
