"""Who is in: counts, members and truths, all by the one compiler."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from clientela.compile import (
    Question,
    count_query,
    counts_query,
    members_query,
    population_query,
    truths_query,
    values_query,
)
from clientela.rules.nodes import All, Rule, Value, Variable
from clientela.rules.text import parse_value
from clientela.segments.base import Base, Size


def count_population(base: Base, as_of: dt.datetime) -> int:
    """How many customers exist at the instant."""
    query = population_query(base.in_utc(as_of), base.context())

    def count() -> int:
        ((found,),) = base.engine.rows(query.sql, query.parameters)
        return int(found)

    # without parameters it does not depend on the instant: everybody exists
    return count() if query.parameters else base.engine.kept("population", count)


def count_members(base: Base, rule: Rule, as_of: dt.datetime) -> Size:
    """How many customers meet the rule at the instant."""
    instant = base.in_utc(as_of)
    query = count_query(Question(base.checked(rule), instant), base.context())
    ((count,),) = base.engine.rows(query.sql, query.parameters)
    return Size(int(count), count_population(base, instant), instant)


def count_many(base: Base, questions: Sequence[Question]) -> list[int]:
    """The count of each question, all from one shared pass over the events."""
    if not questions:
        return []
    asked = [Question(base.checked(each.rule), base.in_utc(each.as_of)) for each in questions]
    query = counts_query(asked, base.context())
    (counts,) = base.engine.rows(query.sql, query.parameters)
    return [int(count) for count in counts]


def member_ids(base: Base, rule: Rule, as_of: dt.datetime) -> pa.RecordBatchReader:
    """`customer_id` of every member, in no order, batch by batch."""
    query = members_query(Question(base.checked(rule), base.in_utc(as_of)), base.context())
    return base.engine.stream(query.sql, query.parameters)


def members(
    base: Base, rule: Rule, as_of: dt.datetime, columns: Sequence[str] = ("external_id",)
) -> pa.RecordBatchReader:
    """The members with the named variables as columns, batch by batch; `customer_id` comes first.

    A name is as rules spell it: `city`, `company.name`, `category_share('hats')`.
    """
    return values(base, {name: spelled(name) for name in columns}, as_of, within=rule)


def values(
    base: Base, wanted: Mapping[str, Value], as_of: dt.datetime, within: Rule | None = None
) -> pa.RecordBatchReader:
    """A row a customer (of `within`, or all): `customer_id` and the wanted values."""
    rule = base.checked(within) if within is not None else All(())
    query, _ = values_query(wanted, base.in_utc(as_of), base.context(), within=rule)
    return base.engine.stream(query.sql, query.parameters)


def values_of(
    base: Base, columns: Sequence[str], customers: Sequence[int], as_of: dt.datetime
) -> list[dict[str, object]]:
    """The named variables of these customers, in their order; who did not exist then is left out."""
    if not customers:
        return []
    wanted = {name: spelled(name) for name in columns}
    query, _ = values_query(wanted, base.in_utc(as_of), base.context(), customer=customers)
    stream = base.engine.stream(query.sql, query.parameters)
    chosen = pa.array(customers, pa.int64())
    found = {
        row["customer_id"]: row
        for batch in stream
        for row in batch.filter(pc.is_in(batch.column("customer_id"), chosen)).to_pylist()
    }
    return [found[number] for number in customers if number in found]


def spelled(name: str) -> Value:
    """The value that a variable's name, or a value written as in rules, stands for."""
    # a plain name needs no parsing, and an unknown one is guessed at by the compiler
    return Variable(name) if name.isidentifier() else parse_value(name)


def truths(base: Base, questions: Sequence[Question]) -> Iterator[pa.RecordBatch]:
    """Batches with `customer_id` and, for each question, `e0` … (exists) and `q0` … (true, false, null)."""
    asked = [Question(base.checked(each.rule), base.in_utc(each.as_of)) for each in questions]
    query = truths_query(asked, base.context())
    return iter(base.engine.stream(query.sql, query.parameters))
