"""Pass 3: predicates and their sources become one SELECT with a common table expression a source."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.draft import Draft, Predicate, customer_key
from clientela.compile.population import exists_at, joined_select
from clientela.compile.sql import Sql


def members(draft: Draft, question: Predicate, exists: Sql | None) -> exp.Select:
    """`customer_id` of everyone for whom the predicate is true."""
    conditions = [*([exists] if exists is not None else []), question.sql]
    return _with_sources(
        draft,
        joined_select(draft, [customer_key()], where=conditions, required=question.requires),
    )


def count(draft: Draft, question: Predicate, exists: Sql | None) -> exp.Select:
    """How many the members are."""
    conditions = [*([exists] if exists is not None else []), question.sql]
    return _with_sources(
        draft,
        joined_select(draft, [sql.alias(sql.count_all(), "n")], where=conditions, required=question.requires),
    )


def counts(draft: Draft, questions: Sequence[tuple[Predicate, Sql | None]]) -> exp.Select:
    """One row: the count of each question, `q0`, `q1` …"""
    columns: list[Sql] = []
    for index, (question, exists) in enumerate(questions):
        truth = question.sql if exists is None else sql.all_of([exists, question.sql])
        one = sql.case([(truth, sql.number(1))], sql.number(0))
        columns.append(sql.alias(sql.coalesce(exp.Sum(this=one), sql.number(0)), f"q{index}"))
    return _with_sources(draft, joined_select(draft, columns, required=_required(questions)))


def truths(draft: Draft, questions: Sequence[tuple[Predicate, Sql | None]]) -> exp.Select:
    """A row a customer: for each question whether she exists then (`e0` …) and the truth (`q0` …)."""
    columns: list[Sql] = [customer_key()]
    for index, (question, exists) in enumerate(questions):
        columns.append(sql.alias(exists if exists is not None else sql.TRUE.copy(), f"e{index}"))
        columns.append(sql.alias(question.sql, f"q{index}"))
    return _with_sources(draft, joined_select(draft, columns))


def values(
    draft: Draft,
    cells: Sequence[tuple[str, Sql]],
    within: Predicate | None,
    exists: Sql | None,
    after: int | None = None,
) -> exp.Select:
    """A row a customer: the named values; with `after` in order of the ids beyond that one."""
    columns: list[Sql] = [customer_key(), *(sql.alias(cell, name) for name, cell in cells)]
    conditions = [*([exists] if exists is not None else []), *([within.sql] if within else [])]
    if after is not None:
        conditions.append(exp.GT(this=customer_key(), expression=draft.bind(after)))
    select = joined_select(draft, columns, where=conditions)
    if after is not None:
        select.set("order", exp.Order(expressions=[exp.Ordered(this=customer_key())]))
    return _with_sources(draft, select)


def population(draft: Draft, exists: Sql | None) -> exp.Select:
    """How many customers exist."""
    conditions = [exists] if exists is not None else []
    return joined_select(draft, [sql.alias(sql.count_all(), "n")], where=conditions)


def alone(draft: Draft, select: exp.Select) -> exp.Select:
    """A SELECT that stands for itself, with the sources it reads."""
    return _with_sources(draft, select)


def _required(questions: Sequence[tuple[Predicate, Sql | None]]) -> frozenset[str]:
    return frozenset[str].intersection(*(question.requires for question, _ in questions))


def _with_sources(draft: Draft, select: exp.Select) -> exp.Select:
    """Put the sources that are read in front, each after those it reads."""
    made: dict[str, exp.CTE] = {}

    def make(name: str) -> None:
        source = draft.sources[name]
        if name in made or source.build is None:
            return
        body = source.build()
        for needed in _read(draft, body):
            make(needed)
        made[name] = exp.CTE(this=body, alias=exp.TableAlias(this=sql.name(name)))

    for name in _read(draft, select):
        make(name)
    # expressions are shared between selects; a tree of its own keeps later passes from tripping over that
    whole = select.copy()
    if made:
        whole.set("with_", exp.With(expressions=[cte.copy() for cte in made.values()]))
    return whole


def _read(draft: Draft, body: exp.Select) -> list[str]:
    return [table.name for table in body.find_all(exp.Table) if table.name in draft.sources]


__all__ = ["alone", "count", "counts", "exists_at", "members", "population", "truths", "values"]
