"""Who exists at an instant, and how customers and sources are joined."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.draft import CUSTOMERS, Draft, Source, customer_key
from clientela.compile.sql import Sql


def exists_at(draft: Draft, as_of: dt.datetime) -> Sql | None:
    """Whether the customer exists at `as_of`; None when everyone does."""
    everyone = draft.context.everyone_since
    if everyone is not None and as_of >= everyone:
        return None
    since = exp.Least(
        this=sql.column(CUSTOMERS, "created_at"),
        expressions=[sql.column(CUSTOMERS, "first_event_at")],
        ignore_nulls=True,
    )
    return sql.coalesce(exp.LTE(this=since, expression=draft.bind(as_of)), sql.TRUE.copy())


def joined_select(
    draft: Draft,
    columns: Sequence[Sql],
    *,
    where: Iterable[Sql] = (),
    required: frozenset[str] = frozenset(),
    group: Sequence[Sql] = (),
    qualify: Sql | None = None,
) -> exp.Select:
    """SELECT over the customers and whatever sources the expressions read.

    Sources in `required` are joined inside; when one of them drives and nothing reads `customers`, that
    table is left out.
    """
    conditions = list(where)
    read = [*columns, *conditions, *group, *([qualify] if qualify is not None else [])]
    needed = draft.needed([*read, *(sql.column(name, "customer_id") for name in required)])
    driver = _driver(draft, read, [source.name for source in needed], required)
    key = sql.column(driver, "customer_id") if driver else customer_key()
    joins = [
        sql.join(
            sql.table(source.table or source.name, source.name),
            source.join_condition(key.copy()),
            left=source.name not in required,
        )
        for source in sorted(
            needed, key=lambda source: not (source.name in required and _stands_alone(source))
        )
        if source.name != driver
    ]
    if driver is None:
        conditions += draft.only_customer(customer_key())
    return _rekeyed(
        sql.select(
            columns,
            sql.table(driver or CUSTOMERS),
            where=conditions,
            joins=joins,
            group=group,
            qualify=qualify,
        ),
        driver,
    )


def _stands_alone(source: Source) -> bool:
    """Joined by the customer's id alone, so that it may come first and keep the others small."""
    return sql.tables_in(source.join_condition(customer_key())) == {CUSTOMERS, source.name}


def _driver(draft: Draft, read: list[Sql], needed: list[str], required: frozenset[str]) -> str | None:
    """A source that can stand in for `customers`: it must have every customer the answer can have."""
    reads_customers = any(
        found.name != "customer_id"
        for expression in [*read, *(draft.sources[name].join_condition(customer_key()) for name in needed)]
        for found in expression.find_all(exp.Column)
        if found.table == CUSTOMERS
    )
    if reads_customers:
        return None
    able = [name for name in needed if name in required and draft.sources[name].proves_existence]
    return able[0] if able else None


def _rekeyed(select: exp.Select, driver: str | None) -> exp.Select:
    if driver is not None:
        select = select.copy()  # the expressions are shared with other selects
        for found in list(select.find_all(exp.Column)):
            if found.table == CUSTOMERS:
                found.set("table", sql.name(driver))
    return select
