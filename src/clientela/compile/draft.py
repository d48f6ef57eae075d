"""What the passes fill: the questions, and the *sources* that their predicates read.

A rule becomes distinct aggregates plus a predicate over them. An aggregate is a column of a source; a
source is a table with one row a customer (or a company) that somebody computes. The SQL executor makes
each a common table expression; a predicate only ever names columns of sources, so another executor can
stand behind the same draft.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

from sqlglot import exp

from clientela.compile import sql
from clientela.compile.sql import Sql
from clientela.compile.times import Clock
from clientela.rules.nodes import Condition
from clientela.rules.types import Catalog, ValueType

CUSTOMERS = "customers"

Bound: TypeAlias = bool | int | float | str | Decimal | dt.date | dt.datetime


@dataclass(frozen=True, slots=True)
class Question:
    """A rule asked at one instant."""

    rule: Condition
    as_of: dt.datetime


@dataclass(frozen=True, slots=True)
class Context:
    """What the compiler must know of the store, and asks nobody for.

    `changed_until` maps (entity, attribute) to the latest instant at which it changed: later questions may
    read the wide tables, earlier ones must rebuild the past. `everyone_since` is an instant from which every
    customer exists (None: unknown). `estimate_runs` has the instants that each estimate was computed for.
    """

    catalog: Catalog
    zone: ZoneInfo
    functions: Mapping[str, str]
    dialect: str
    unsupported: frozenset[str] = frozenset()
    changed_until: Mapping[tuple[str, str], dt.datetime] = field(default_factory=dict)
    everyone_since: dt.datetime | None = None
    estimate_runs: Mapping[str, tuple[dt.datetime, ...]] = field(default_factory=dict)

    def changed_after(self, entity: str, attribute: str, instant: dt.datetime) -> bool:
        """Whether the attribute's present value may not be the one it had then."""
        latest = self.changed_until.get((entity, attribute))
        return latest is not None and latest > instant


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as SQL: its type, and the source whose missing row makes it `when_absent`."""

    sql: Sql
    type: ValueType
    source: str | None = None
    when_absent: int | None = None


@dataclass(frozen=True, slots=True)
class Predicate:
    """A truth as SQL (NULL: unknown); it is never true for customers without a row in `requires`."""

    sql: Sql
    requires: frozenset[str] = frozenset()

    def surely(self) -> Predicate:
        """The same with unknown as false."""
        return Predicate(sql.surely(self.sql), self.requires)


@dataclass
class Source:
    """A table the predicates read: how it is joined, and how it is made (None: it is there)."""

    name: str
    on: Callable[[Sql], Sql] | Sql
    build: Callable[[], exp.Select] | None
    proves_existence: bool = False
    """Each of its rows is a customer who exists at any `as of` its columns speak of."""
    table: str | None = None
    """The stored table behind it, when it is not made."""
    columns: dict[Hashable, str] = field(default_factory=dict)

    def column(self, key: Hashable, add: Callable[[str], None]) -> exp.Column:
        """The column of that key; `add` is told its name when it is new."""
        if key not in self.columns:
            self.columns[key] = f"v{len(self.columns)}"
            add(self.columns[key])
        return sql.column(self.name, self.columns[key])

    def join_condition(self, customer: Sql) -> Sql:
        """How a row of it belongs to a customer."""
        return self.on.copy() if isinstance(self.on, exp.Expression) else self.on(customer)


class Draft:
    """The questions of one shared evaluation, and everything they read."""

    def __init__(self, context: Context, customer: int | Sequence[int] | None = None) -> None:
        self.context = context
        self.customer = customer
        self.population_wide = False
        self.sources: dict[str, Source] = {}
        self._by_key: dict[Hashable, Source] = {}
        self._names_by_bound: dict[tuple[type, Bound], str] = {}
        self.parameters: dict[str, Bound] = {}

    def clock(self, as_of: dt.datetime) -> Clock:
        """That instant, in the workspace's zone."""
        return Clock(as_of.astimezone(dt.UTC), self.context.zone)

    def bind(self, value: Bound) -> exp.Placeholder:
        """A bound parameter; the same value is bound once."""
        key = (type(value), value)
        if key not in self._names_by_bound:
            self._names_by_bound[key] = f"p{len(self._names_by_bound)}"
            self.parameters[self._names_by_bound[key]] = value
        return exp.Placeholder(this=self._names_by_bound[key])

    def source(self, key: Hashable, make: Callable[[str], Source]) -> Source:
        """The source of that key; `make` gets its name the first time."""
        if key not in self._by_key:
            made = make(f"s{len(self._by_key)}")
            self._by_key[key] = made
            self.sources[made.name] = made
        return self._by_key[key]

    def per_customer(
        self, key: Hashable, build: Callable[[], exp.Select], *, proves_existence: bool = False
    ) -> Source:
        """A source with one row a customer, in a column `customer_id`."""
        return self.source(
            key, lambda name: Source(name, on_customer(name), build, proves_existence=proves_existence)
        )

    def only_customer(self, id_column: Sql) -> Iterator[Sql]:
        """The restriction to the customer in question, or the few, where no source needs the others."""
        if self.customer is None or self.population_wide:
            return
        if isinstance(self.customer, int):
            yield exp.EQ(this=id_column, expression=self.bind(self.customer))
        else:
            yield exp.In(this=id_column, expressions=[self.bind(each) for each in self.customer])

    def needed(self, expressions: Iterable[Sql]) -> list[Source]:
        """The sources these expressions read, with those their joins read, in order of making."""
        found: set[str] = set()
        pending = {name for expression in expressions for name in sql.tables_in(expression)}
        while pending:
            name = pending.pop()
            if name in self.sources and name not in found:
                found.add(name)
                pending |= sql.tables_in(self.sources[name].join_condition(customer_key()))
        return [source for name, source in self.sources.items() if name in found]


def customer_key() -> exp.Column:
    """customers.customer_id."""
    return sql.column(CUSTOMERS, "customer_id")


def on_customer(name: str) -> Callable[[Sql], Sql]:
    """Joined by its `customer_id`."""
    return lambda customer: exp.EQ(this=sql.column(name, "customer_id"), expression=customer)
