"""Writing what is known of customers, companies, deals and products.

The wide tables hold current values, `attribute_changes` the past; `timelines` decides what a new value means
for both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from clientela.rules.types import ValueType
from clientela.store import timelines
from clientela.store.engine import Engine
from clientela.store.journal import note_cells
from clientela.store.offers import check_present, staged
from clientela.store.schema import SQL_TYPES
from clientela.store.settings import reserve_ids
from clientela.store.tables import id_column, quoted
from clientela.store.words import renew_words
from clientela.store.writing import Writing

# What a row may say beside attributes.
ROW_COLUMNS: dict[str, str] = {
    "external_id": "VARCHAR",
    "created_at": "TIMESTAMPTZ",
    "source": "VARCHAR",  # where it came from; empty: the source of the whole call
    "at": "TIMESTAMPTZ",  # since when it holds; empty: undated
    "clear": "VARCHAR[]",  # names of attributes known to have no value any more
}


@dataclass(frozen=True, slots=True)
class Written:
    """What became of the entities named; the three add up to the different ids given."""

    created: int
    changed: int
    unchanged: int


def write_entities(
    engine: Engine,
    entity: str,
    data: pa.Table | pa.RecordBatchReader,
    *,
    known: Mapping[str, ValueType],
    source: str,
    received_at: dt.datetime,
) -> Written:
    """Create or update the rows with the internal ids given, all of them or none.

    `known` are the entity's attributes. An empty cell says nothing; a name in the list `clear` empties that
    attribute. `at` is since when a row's values hold. An undated value is taken to hold since `received_at`
    where it changes something, and to have held always where it is the first. Of several rows about one
    instant the last counts.
    """
    key = id_column(entity)
    fixed = {key: "BIGINT", **ROW_COLUMNS}
    types = {name: SQL_TYPES[kind] for name, kind in known.items() if name not in fixed}
    present = frozenset(data.schema.names)
    with engine.transaction(), staged(engine, "incoming", data, {**fixed, **types}):
        check_present(engine, "incoming", (key,))
        cleared = _cleared(engine, types)
        told = {name: known[name] for name in types if name in present or name in cleared}
        writing = Writing(engine, entity, source, received_at, told)
        written = _write(writing)
        engine.execute("DROP TABLE fresh")
    return written


def _write(writing: Writing) -> Written:
    _find_fresh(writing)
    total = writing.count(f"SELECT count(DISTINCT {writing.key}) FROM incoming")
    created = writing.count("SELECT count(*) FROM fresh")
    _insert_fresh(writing)
    _touch(writing)
    _update_rows(writing)
    timelines.apply(writing)
    changed = writing.count("SELECT count(DISTINCT id) FROM touched WHERE id NOT IN (SELECT id FROM fresh)")
    renew_words(writing.engine, writing.entity, "SELECT id FROM fresh UNION SELECT id FROM touched")
    writing.engine.execute("DROP TABLE touched")
    return Written(created, changed, total - created - changed)


def _cleared(engine: Engine, known: Mapping[str, str]) -> frozenset[str]:
    names = {name for (name,) in engine.rows("SELECT DISTINCT unnest(clear) FROM incoming")}
    if unknown := sorted(names - known.keys()):
        raise ValueError(f"cannot clear {unknown[0]!r}: there is no such attribute")
    return frozenset(names)


def _find_fresh(writing: Writing) -> None:
    """The ids without a row; `plain` where one undated row tells all there is to know of one."""
    writing.engine.execute(
        f"CREATE TEMP TABLE fresh AS SELECT {writing.key} AS id, "
        'count(*) = 1 AND bool_and("at" IS NULL AND clear IS NULL) AS plain '
        f"FROM incoming ANTI JOIN {writing.table} USING ({writing.key}) GROUP BY {writing.key}"
    )


def _insert_fresh(writing: Writing) -> None:
    attributes = [quoted(name) for name in writing.attributes]
    columns = ", ".join((writing.key, "external_id", "created_at", "source", "received_at", *attributes))
    plain = "".join(f", i.{name}" for name in attributes)
    parameters = [writing.source, writing.received_at]
    writing.engine.execute(
        f"INSERT INTO {writing.table} ({columns}) "
        f"SELECT i.{writing.key}, i.external_id, i.created_at, coalesce(i.source, ?), ?{plain} "
        f'FROM incoming i JOIN fresh f ON f.id = i.{writing.key} WHERE f.plain ORDER BY i."position"',
        parameters,
    )
    writing.engine.execute(
        f"INSERT INTO {writing.table} ({writing.key}, external_id, created_at, source, received_at) "
        f"SELECT i.{writing.key}, {_first('external_id')}, {_last('created_at')}, "
        f"coalesce({_first('source')}, ?), ? "
        f"FROM incoming i JOIN fresh f ON f.id = i.{writing.key} WHERE NOT f.plain GROUP BY i.{writing.key}",
        parameters,
    )
    [(highest,)] = writing.engine.rows("SELECT max(id) FROM fresh")
    if highest is not None:
        reserve_ids(writing.engine, writing.entity, up_to=highest)


def _touch(writing: Writing) -> None:
    """Remember whose own columns change; timelines adds whose attributes do."""
    writing.engine.execute(
        f"CREATE TEMP TABLE touched AS SELECT n.* FROM (SELECT {writing.key} AS id, "
        f"{_first('external_id')} AS external_id, {_last('created_at')} AS created_at "
        f"FROM incoming i GROUP BY {writing.key}) n JOIN {writing.table} t ON t.{writing.key} = n.id "
        "WHERE n.external_id IS NOT NULL AND t.external_id IS NULL "
        "OR n.created_at IS NOT NULL AND n.created_at IS DISTINCT FROM t.created_at"
    )


def _update_rows(writing: Writing) -> None:
    cells = " UNION ALL ".join(
        f"SELECT n.id, '{name}', CAST(t.{name} AS VARCHAR), CAST({after} AS VARCHAR) "
        f"FROM touched n JOIN {writing.table} t ON t.{writing.key} = n.id"
        for name, after in (
            ("external_id", "coalesce(t.external_id, n.external_id)"),
            ("created_at", "coalesce(n.created_at, t.created_at)"),
        )
    )
    note_cells(writing.engine, writing.table, cells, entity=writing.entity)
    writing.engine.execute(
        f"UPDATE {writing.table} SET external_id = coalesce({writing.table}.external_id, n.external_id), "
        f"created_at = coalesce(n.created_at, {writing.table}.created_at) "
        f"FROM touched n WHERE n.id = {writing.table}.{writing.key}"
    )


def _first(column: str) -> str:
    return f'arg_min(i.{column}, i."position") FILTER (i.{column} IS NOT NULL)'


def _last(column: str) -> str:
    return f'arg_max(i.{column}, i."position") FILTER (i.{column} IS NOT NULL)'
