"""The compiled side: the same world in a store, asked through the compiler."""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from clientela.compile import Question, context_of, truths_query
from clientela.rules.nodes import Rule
from clientela.store.engines.duckdb import DuckDBEngine
from tests.oracle.loading import arrow_tables, columns
from tests.oracle.world import World


def compiled_truths(world: World, questions: list[tuple[Rule, dt.datetime]]) -> list[dict[int, bool | None]]:
    """For each question the truth for every customer of its population; all asked in one shared pass."""
    engine = _engine_with(world)
    context = context_of(engine, world.catalog, ZoneInfo(world.zone))
    query = truths_query([Question(rule, as_of) for rule, as_of in questions], context)
    found: list[dict[int, bool | None]] = [{} for _ in questions]
    for customer, *cells in engine.rows(query.sql, query.parameters):
        for index, answers in enumerate(found):
            exists, truth = cells[2 * index : 2 * index + 2]
            if exists:
                answers[customer] = truth
    return found


_LOADED: list[World] = []


def _engine_with(world: World) -> DuckDBEngine:
    engine = _engine()
    if not _LOADED or _LOADED[0] is not world:
        with engine.transaction():
            _fill(engine, world)
        _LOADED[:] = [world]
    return engine


@cache
def _engine() -> DuckDBEngine:
    engine = DuckDBEngine(None, threads=1)
    for table, types in columns().items():
        spelled = ", ".join(f'"{name}" {sql_type}' for name, sql_type in types.items())
        engine.execute(f'CREATE TABLE "{table}" ({spelled})')
    return engine


def _without_empty_texts(data: pa.Table) -> pa.Table:
    """As the store keeps it: an empty text is missing, and so is an empty list that an attribute once was."""
    for index, column in enumerate(data.schema):
        if pa.types.is_string(column.type):
            texts = data.column(index)
            empty = pc.is_in(texts, pa.array(["", "[]"] if column.name == "value" else [""]))
            kept = pc.if_else(empty, pa.scalar(None, pa.string()), texts)
            data = data.set_column(index, column, kept)
    return data


def _fill(engine: DuckDBEngine, world: World) -> None:
    for table, offered in arrow_tables(world).items():
        data = _without_empty_texts(offered)
        engine.execute(f'DELETE FROM "{table}"')
        if data.num_rows:
            with engine.offered("offered_rows", data):
                engine.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM offered_rows')
