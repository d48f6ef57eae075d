"""A store in memory that holds one customer, or many variants of her, asked through the same compiler."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any

import pyarrow as pa

from clientela.compile import Context, Query, Question, truths_query
from clientela.segments.explaining.facts import CLONES, Copied, Facts, Row, cloned
from clientela.store import Store

ROWS_AT_ONCE = 40_000
_LATEST = dt.datetime.max.replace(tzinfo=dt.UTC)


class Trial:
    """The copy; `with` closes it."""

    def __init__(self, copied: Copied, context: Context) -> None:
        self.facts, self.schemas = copied.facts, copied.schemas
        self.store = Store.in_memory({})
        self.engine = self.store.engine
        self.context = Context(
            catalog=context.catalog,
            zone=context.zone,
            functions=self.engine.functions,
            dialect=self.engine.dialect,
            unsupported=self.engine.unsupported,
            changed_until=_ever_changed(copied.schemas),
            estimate_runs=context.estimate_runs,
        )
        self._loaded: Sequence[Facts] = ()
        self._compiled: dict[Question, Query] = {}

    def __enter__(self) -> Trial:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.close()

    def rows(self, query: Query, facts: Facts) -> list[tuple[Any, ...]]:
        """What a query about her answers, over these facts."""
        self.hold(facts)
        return self.engine.rows(query.sql, query.parameters)

    def hold(self, facts: Facts) -> None:
        """Make the store hold these facts, under her own number."""
        if list(self._loaded) != [facts]:
            self._load({table: list(rows) for table, rows in facts.tables.items()})
            self._loaded = [facts]

    def members(self, question: Question, variants: Sequence[Facts], *, alone: bool) -> list[bool]:
        """For each variant whether she would be a member; `alone`: each under her own number."""
        size = 1 if alone else max(1, ROWS_AT_ONCE // (1 + _size(self.facts)))
        found: list[bool] = []
        for start in range(0, len(variants), size):
            found += self._members_of(question, variants[start : start + size])
        return found

    def _members_of(self, question: Question, batch: Sequence[Facts]) -> list[bool]:
        if len(batch) == 1:
            self.hold(batch[0])
            numbers = [batch[0].customer_id]
        else:
            self._hold_clones(batch)
            numbers = [CLONES + place * 10_000 for place in range(len(batch))]
        if question not in self._compiled:
            self._compiled[question] = truths_query([question], self.context)
        query = self._compiled[question]
        truths = {
            customer: bool(exists and truth)
            for customer, exists, truth in self.engine.rows(query.sql, query.parameters)
        }
        return [truths[number] for number in numbers]

    def _hold_clones(self, batch: Sequence[Facts]) -> None:
        tables: dict[str, list[Row]] = {}
        for place, facts in enumerate(batch):
            for table, rows in cloned(facts, place).items():
                if table != "segments" or place == 0:
                    tables.setdefault(table, []).extend(rows)
        self._load(tables)
        self._loaded = batch

    def _load(self, tables: Mapping[str, list[Row]]) -> None:
        with self.engine.transaction():
            for table, rows in tables.items():
                schema = self.schemas[table]
                columns = [
                    pa.array([row.get(name) for row in rows], schema.field(name).type)
                    for name in schema.names
                ]
                with self.engine.offered("held", pa.table(columns, schema=schema)):
                    self.engine.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * FROM held")


def _size(facts: Facts) -> int:
    return sum(len(rows) for rows in facts.tables.values())


def _ever_changed(schemas: Mapping[str, pa.Schema]) -> dict[tuple[str, str], dt.datetime]:
    """As if every attribute had changed lately: the past is always rebuilt, whatever a variant changes."""
    tables = {"customer": "customers", "company": "companies", "deal": "deals"}
    return {(entity, column): _LATEST for entity, table in tables.items() for column in schemas[table].names}
