"""The compiler: rules in, one query out. List, count, preview, badge, export and audience all come here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from sqlglot import exp

from clientela.compile import assemble, bind, evidence, lower
from clientela.compile.asking import Ask
from clientela.compile.draft import Bound, Cell, Context, Draft, Predicate, Question
from clientela.compile.expand import expand_names
from clientela.compile.fields import field_cell
from clientela.compile.sql import Sql
from clientela.errors import UnsupportedByEngineError
from clientela.rules import nodes as n
from clientela.rules.types import Catalog, ValueType

PASSES: tuple[Callable[..., object], ...] = (
    expand_names,  # rule -> rule without names only the catalogue understands
    lower.predicate,  # rule -> predicate over the columns of sources
    assemble.members,  # predicate and sources -> SQL tree (or `count`, `counts`, `truths`, `values`)
    bind.write,  # SQL tree -> the engine's SQL and parameters
)
"""What a rule goes through, in order."""


@dataclass(frozen=True, slots=True)
class Query:
    """SQL of one engine and its parameters by number."""

    sql: str
    parameters: tuple[Bound, ...]


def members_query(question: Question, context: Context) -> Query:
    """`customer_id` of every member."""
    draft = Draft(context)
    found = _lowered(question, draft)
    return written(assemble.members(draft, found, _exists(question, draft)), draft)


def count_query(question: Question, context: Context) -> Query:
    """One row, `n`: the number of members."""
    draft = Draft(context)
    found = _lowered(question, draft)
    return written(assemble.count(draft, found, _exists(question, draft)), draft)


def counts_query(questions: Sequence[Question], context: Context) -> Query:
    """One row, `q0`, `q1` …: the number of members of each, all in one shared pass."""
    draft = Draft(context)
    return written(assemble.counts(draft, _asked(questions, draft)), draft)


def truths_query(questions: Sequence[Question], context: Context, customer: int | None = None) -> Query:
    """A row a customer: `customer_id`, and for each question `e0` … (exists then) and `q0` … (the truth)."""
    draft = Draft(context, customer)
    return written(assemble.truths(draft, _asked(questions, draft)), draft)


def values_query(
    values: Mapping[str, n.Value],
    as_of: dt.datetime,
    context: Context,
    *,
    within: n.Rule | None = None,
    customer: int | Sequence[int] | None = None,
    after: int | None = None,
) -> tuple[Query, dict[str, ValueType]]:
    """A row a customer (all, or those of `within`): `customer_id` and the named values, with their types.

    `customer` narrows it to one or a few; where a value needs all the others (a rank), the others come too.
    `after` asks for the rows in order of `customer_id`, beyond that one.
    """
    draft = Draft(context, customer)
    ask = Ask(draft, draft.clock(as_of))
    cells = {name: lowered_value(value, ask, context.catalog) for name, value in values.items()}
    rule = _lowered(Question(within, as_of), draft) if within is not None else None
    exists = assemble.exists_at(draft, ask.clock.as_of)
    columns = [(name, _exported(cell)) for name, cell in cells.items()]
    query = written(assemble.values(draft, columns, rule, exists, after), draft)
    return query, {name: cell.type for name, cell in cells.items()}


def population_query(as_of: dt.datetime, context: Context) -> Query:
    """One row, `n`: how many customers exist."""
    draft = Draft(context)
    return written(assemble.population(draft, assemble.exists_at(draft, draft.clock(as_of).as_of)), draft)


def events_query(
    things: n.Happened, as_of: dt.datetime, context: Context, customer: int, fields: Sequence[str] = ()
) -> Query:
    """A row an event that the node counts, oldest first: `event_id`, `at`, and the fields as `f0` …"""
    draft = Draft(context, customer)
    ask = Ask(draft, draft.clock(as_of))
    node = cast(n.Happened, expand_names(things, context.catalog))
    kept = lower.kept_by(node.kinds, node.where, ask.clock.interval(node.window), ask)
    cells = [field_cell(name, ask.about_events(node.kinds)) for name in fields]
    return written(assemble.alone(draft, evidence.kept_events(kept, cells, ask)), draft)


def deals_query(
    condition: n.Condition | None,
    as_of: dt.datetime,
    context: Context,
    customer: int,
    fields: Sequence[str] = (),
) -> Query:
    """A row a deal of hers: `deal_id`, `so` (the condition is true of it), and the fields as `f0` …"""
    draft = Draft(context, customer)
    ask = Ask(draft, draft.clock(as_of)).about_deals()
    truth = None
    if condition is not None:
        truth = lower.predicate(cast(n.Condition, expand_names(condition, context.catalog)), ask).sql
    cells = [field_cell(name, ask) for name in fields]
    return written(assemble.alone(draft, evidence.judged_deals(truth, cells, ask)), draft)


def _lowered(question: Question, draft: Draft) -> Predicate:
    context = draft.context
    _refuse_unsupported(question.rule, context)
    rule = cast(n.Condition, expand_names(question.rule, context.catalog))
    return lower.predicate(rule, Ask(draft, draft.clock(question.as_of)))


def _asked(questions: Sequence[Question], draft: Draft) -> list[tuple[Predicate, Sql | None]]:
    return [(_lowered(question, draft), _exists(question, draft)) for question in questions]


def _exists(question: Question, draft: Draft) -> Sql | None:
    return assemble.exists_at(draft, draft.clock(question.as_of).as_of)


def lowered_value(value: n.Value, ask: Ask, catalog: Catalog) -> Cell:
    """The value as SQL over the draft's sources, whatever names it has."""
    return lower.cell(cast(n.Value, expand_names(value, catalog)), ask)


def _exported(cell: Cell) -> Sql:
    # sums of integers are wider than any reader of the result expects
    return (
        exp.Cast(this=cell.sql, to=exp.DataType.build("BIGINT"))
        if cell.type is ValueType.INTEGER
        else cell.sql
    )


def _refuse_unsupported(rule: n.Rule, context: Context) -> None:
    for path, node in n.walk(rule):
        tag = str(node.__struct_config__.tag)
        if tag in context.unsupported:
            raise UnsupportedByEngineError(f"{path or 'the rule'}: this engine cannot answer '{tag}'")


def written(tree: exp.Select, draft: Draft) -> Query:
    """The last pass: the tree in the engine's SQL, with its parameters."""
    text, parameters = bind.write(tree, draft)
    return Query(text, tuple(parameters))
