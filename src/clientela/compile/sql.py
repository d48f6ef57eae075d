"""The few SQL tree constructors the passes use.

Nodes are built directly: SQLGlot's fluent methods parse their arguments, are six times slower, and
overflow the stack on long chains.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from sqlglot import exp

Sql: TypeAlias = exp.Expression

TRUE = exp.Boolean(this=True)
FALSE = exp.Boolean(this=False)


def name(text: str) -> exp.Identifier:
    """A quoted identifier."""
    return exp.Identifier(this=text, quoted=True)


def column(table: str, column_name: str) -> exp.Column:
    """`table`.`column`."""
    return exp.Column(this=name(column_name), table=name(table))


def table(table_name: str, alias: str | None = None) -> exp.Table:
    """A table or CTE in FROM."""
    return exp.Table(this=name(table_name), alias=exp.TableAlias(this=name(alias)) if alias else None)


def subquery(select: exp.Select, alias: str) -> exp.Subquery:
    """A SELECT in FROM."""
    return exp.Subquery(this=select, alias=exp.TableAlias(this=name(alias)))


def alias(expression: Sql, as_name: str) -> exp.Alias:
    """`expression AS name`."""
    return exp.Alias(this=expression, alias=name(as_name))


def text(value: str) -> exp.Literal:
    """A text literal; only for constants of ours, a user's value is bound."""
    return exp.Literal.string(value)


def number(value: int | float) -> Sql:
    """A number literal; only for constants of ours and lengths of windows."""
    return exp.Neg(this=exp.Literal.number(-value)) if value < 0 else exp.Literal.number(value)


def _balanced(kind: type[exp.Connector], parts: Sequence[Sql]) -> Sql:
    if len(parts) == 1:
        return parts[0]
    middle = len(parts) // 2
    left, right = _balanced(kind, parts[:middle]), _balanced(kind, parts[middle:])
    return exp.Paren(this=kind(this=left, expression=right))


def all_of(parts: Iterable[Sql]) -> Sql:
    """A balanced AND; TRUE when there are none."""
    return _balanced(exp.And, list(parts) or [TRUE.copy()])


def any_of(parts: Iterable[Sql]) -> Sql:
    """A balanced OR; FALSE when there are none."""
    return _balanced(exp.Or, list(parts) or [FALSE.copy()])


def negated(part: Sql) -> Sql:
    """NOT (…)."""
    return exp.Not(this=exp.Paren(this=part))


def coalesce(*parts: Sql) -> exp.Coalesce:
    """The first that is not NULL."""
    return exp.Coalesce(this=parts[0], expressions=list(parts[1:]))


def surely(part: Sql) -> Sql:
    """Unknown counts as false."""
    return coalesce(part, FALSE.copy())


def is_null(part: Sql) -> Sql:
    """`part IS NULL`."""
    return exp.Is(this=part, expression=exp.Null())


def not_null(part: Sql) -> Sql:
    """`part IS NOT NULL`."""
    return exp.Not(this=is_null(part))


def cast(part: Sql, sql_type: str) -> exp.Cast:
    """CAST(part AS sql_type), a type of store/schema.py."""
    return exp.Cast(this=part, to=exp.DataType.build(sql_type, dialect="duckdb"))


def try_cast(part: Sql, sql_type: str) -> exp.TryCast:
    """CAST that gives NULL instead of failing: a firm's JSON holds anything."""
    return exp.TryCast(this=part, to=exp.DataType.build(sql_type, dialect="duckdb"))


def filled(part: Sql) -> Sql:
    """A list, with an empty one as missing."""
    return case([(exp.GT(this=exp.ArraySize(this=part), expression=number(0)), part.copy())])


def double(part: Sql) -> exp.Cast:
    """As a double."""
    return cast(part, "DOUBLE")


def call(function: str, *arguments: Sql) -> exp.Anonymous:
    """One of our own functions; the last pass spells it as the engine's file says."""
    return exp.Anonymous(this=f"clientela_{function}", expressions=list(arguments))


def binary(kind: type[exp.Binary], left: Sql, right: Sql) -> Sql:
    """`(left ∘ right)`."""
    return exp.Paren(this=kind(this=left, expression=right))


def case(branches: Iterable[tuple[Sql, Sql]], default: Sql | None = None) -> exp.Case:
    """CASE WHEN … THEN … ELSE … END."""
    return exp.Case(ifs=[exp.If(this=when, true=then) for when, then in branches], default=default)


def filtered(aggregate: Sql, conditions: Sequence[Sql]) -> Sql:
    """`aggregate FILTER (WHERE …)`, or the aggregate alone."""
    if not conditions:
        return aggregate
    return exp.Filter(this=aggregate, expression=exp.Where(this=all_of(conditions)))


def count_all() -> exp.Count:
    """count(*)."""
    return exp.Count(this=exp.Star(), big_int=True)


def struct(**parts: Sql) -> exp.Struct:
    """A row value with named parts; compares part by part."""
    return exp.Struct(
        expressions=[exp.PropertyEQ(this=name(key), expression=part) for key, part in parts.items()]
    )


def window(
    function: Sql, partition: Sequence[Sql] = (), order: Sequence[tuple[Sql, bool]] = ()
) -> exp.Window:
    """`function OVER (PARTITION BY … ORDER BY …)`; each order part with True for descending."""
    ordered = [exp.Ordered(this=part, desc=descending, nulls_first=False) for part, descending in order]
    return exp.Window(
        this=function,
        partition_by=list(partition),
        order=exp.Order(expressions=ordered) if ordered else None,
        over="OVER",
    )


def select(
    columns: Sequence[Sql],
    source: exp.Table | exp.Subquery,
    *,
    where: Sequence[Sql] = (),
    group: Sequence[Sql] = (),
    joins: Sequence[exp.Join] = (),
    qualify: Sql | None = None,
    having: Sql | None = None,
    distinct: bool = False,
) -> exp.Select:
    """A SELECT."""
    return exp.Select(
        expressions=list(columns),
        from_=exp.From(this=source),
        joins=list(joins),
        where=exp.Where(this=all_of(where)) if where else None,
        group=exp.Group(expressions=list(group)) if group else None,
        qualify=exp.Qualify(this=qualify) if qualify is not None else None,
        having=exp.Having(this=having) if having is not None else None,
        distinct=exp.Distinct() if distinct else None,
    )


def join(source: exp.Table | exp.Subquery, on: Sql, *, left: bool) -> exp.Join:
    """An inner or left join."""
    return exp.Join(this=source, side="LEFT" if left else None, on=on)


def anti_join(source: exp.Subquery, on: Sql) -> exp.Join:
    """Keeps the rows that nothing in the source meets."""
    return exp.Join(this=source, kind="ANTI", on=on)


def tables_in(expression: Sql) -> set[str]:
    """The table names its columns are taken from."""
    return {found.table for found in expression.find_all(exp.Column) if found.table}
