"""Customers in lists: searched, narrowed by a rule, sorted by any variable, page by page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from clientela.compile import Question, members_query, values_query
from clientela.errors import ClientelaError
from clientela.rules.folding import fold_text
from clientela.rules.nodes import All, Rule, Value, Variable
from clientela.segments.base import Base
from clientela.segments.customers import NAME, Found, found_customers, words_condition, words_parameters

BY_NAME = "name"
BY_NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which customers: every word of `words` is found in them, and they meet `rule`."""

    words: str = ""
    rule: Rule | None = None

    @property
    def folded(self) -> list[str]:
        """The words as they are looked for."""
        return [fold_text(word) for word in self.words.split()]


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by: `name`, `number` (our own: the newest have the highest), or a variable."""

    by: str = BY_NAME
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A customer of a page, with the values of the columns asked for."""

    customer: Found
    values: Mapping[str, Any]


def list_customers(
    base: Base,
    wanted: Wanted,
    as_of: dt.datetime,
    columns: Sequence[str] = (),
    *,
    order: Order = Order(),
    limit: int = 50,
    offset: int = 0,
) -> list[Listed]:
    """A page of the customers wanted, in order; who has no value of what they are sorted by comes last.

    Raises UnknownNameError for a column that is no variable, and RuleCheckError for a rule with problems.
    """
    instant = base.in_utc(as_of)
    ids = _page(base, _selected(base, wanted, instant, order), order, (limit, offset))
    if not ids:
        return []
    values = _values_of(base, ids, instant, columns)
    found = found_customers(base.engine, ids)
    return [Listed(found[number], values.get(number, {})) for number in ids if number in found]


def count_customers(base: Base, wanted: Wanted, as_of: dt.datetime) -> int:
    """How many customers are wanted."""
    select, parameters = _selected(base, wanted, base.in_utc(as_of), Order(BY_NUMBER))
    ((count,),) = base.engine.rows(f"SELECT count(*) FROM ({select})", parameters)
    return int(count)


def stream_customers(
    base: Base, wanted: Wanted, as_of: dt.datetime, columns: Sequence[str]
) -> pa.RecordBatchReader:
    """All of the customers wanted with the named variables as columns, batch by batch, in no order."""
    rule = base.checked(wanted.rule) if wanted.rule is not None else All(())
    named = {name: _variable(base, name) for name in columns}
    query, _ = values_query(named, base.in_utc(as_of), base.context(), within=rule)
    where = f" WHERE {words_condition(len(wanted.folded))}" if wanted.folded else ""
    return base.engine.stream(
        f"SELECT * FROM ({query.sql}) c{where}", [*query.parameters, *words_parameters(wanted.folded)]
    )


def values_of(base: Base, customer: int, as_of: dt.datetime, names: Sequence[str]) -> dict[str, object]:
    """The named variables of one customer; none of them where she did not exist yet."""
    return dict(_values_of(base, [customer], base.in_utc(as_of), names).get(customer, {}))


def _page(
    base: Base, selected: tuple[str, list[Any]], order: Order, limit_and_offset: tuple[int, int]
) -> list[int]:
    select, parameters = selected
    direction = "DESC" if order.descending else "ASC"
    rows = base.engine.rows(
        f"SELECT customer_id FROM ({select}) "
        f"ORDER BY sorted {direction} NULLS LAST, customer_id LIMIT ? OFFSET ?",
        [*parameters, *limit_and_offset],
    )
    return [int(number) for (number,) in rows]


def _selected(base: Base, wanted: Wanted, as_of: dt.datetime, order: Order) -> tuple[str, list[Any]]:
    """A SELECT of `customer_id` and `sorted` of the customers wanted."""
    found = words_condition(len(wanted.folded)) if wanted.folded else "true"
    rule = base.checked(wanted.rule) if wanted.rule is not None else All(())
    if order.by not in {BY_NAME, BY_NUMBER}:
        value = _variable(base, order.by)
        query, _ = values_query({"sorted": value}, as_of, base.context(), within=rule)
        sql = f"SELECT c.customer_id, c.sorted FROM ({query.sql}) c WHERE {found}"
        return sql, [*query.parameters, *words_parameters(wanted.folded)]
    query = members_query(Question(rule, as_of), base.context())
    by = f"lower({NAME})" if order.by == BY_NAME else "c.customer_id"
    sql = (
        f"SELECT c.customer_id, {by} AS sorted FROM ({query.sql}) m JOIN customers c USING (customer_id) "
        f"WHERE {found}"
    )
    return sql, [*query.parameters, *words_parameters(wanted.folded)]


def _values_of(
    base: Base, ids: Sequence[int], as_of: dt.datetime, names: Sequence[str]
) -> dict[int, dict[str, Any]]:
    if not names:
        return {}
    wanted = {name: _variable(base, name) for name in names}
    query, _ = values_query(wanted, as_of, base.context(), customer=list(ids))
    rows = base.engine.table(query.sql, query.parameters).to_pylist()
    return {row.pop("customer_id"): row for row in rows}


def _variable(base: Base, name: str) -> Value:
    if base.catalog.variable(name) is None:
        raise ClientelaError(f"there is no variable {name!r} to show")
    return Variable(name)
