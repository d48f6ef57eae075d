"""Prepared rows as customers, companies, deals and products."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from clientela.collect.identity.matching import Arrival
from clientela.collect.landing.preparing import ROW
from clientela.collect.mapping.definition import CUSTOM
from clientela.store.engine import Engine
from clientela.store.settings import allocate_ids
from clientela.store.store import Store
from clientela.store.tables import columns_of, entity_table, id_column, names_of, quoted

NOT_ATTRIBUTES = frozenset({"customer", "company", ROW, "_kind"})
INT = pa.int64()


@dataclass(frozen=True, slots=True)
class Landed:
    """What became of the rows of one chunk, and of the entities they are about."""

    imported: int
    unchanged: int
    created: int
    changed: int


def attribute_table(table: pa.Table, entity: str, ids: pa.Array) -> pa.Table:
    """The columns `write_entities` takes, by the names of the store."""
    columns: dict[str, pa.ChunkedArray | pa.Array] = {id_column(entity): ids}
    for name in table.column_names:
        target = name.removeprefix(CUSTOM)
        if name in NOT_ATTRIBUTES or ":" in target or target in columns:
            continue
        columns[target] = table.column(name)
    return pa.table(columns)


def entity_ids(arrival: Arrival, entity: str, numbers: pa.Array) -> tuple[pa.Array, int]:
    """Internal ids of companies, deals or products by the firm's number, and how many are new."""
    engine = arrival.engine
    distinct = pc.unique(numbers).drop_null()
    with engine.offered("offered_numbers", pa.table({"number": distinct})):
        known = engine.table(
            f"SELECT external_id, min({id_column(entity)}) AS id FROM {entity_table(entity)} "
            "WHERE external_id IN (SELECT number FROM offered_numbers) GROUP BY external_id"
        )
    missing = distinct.filter(pc.invert(pc.is_in(distinct, known["external_id"].combine_chunks())))
    ids = pa.array(allocate_ids(arrival.engine, entity, len(missing)), INT)
    keys = pa.concat_arrays([known["external_id"].combine_chunks(), missing])
    values = pa.concat_arrays([known["id"].combine_chunks(), ids])
    return values.take(pc.index_in(numbers, keys)), len(missing)


def companies_named(store: Store, arrival: Arrival, names: pa.Array) -> pa.Array:
    """The companies of these names or numbers; unknown ones are created with the name."""
    ids, new = entity_ids(arrival, "company", names)
    if new:
        data = pa.table({"company_id": ids, "external_id": names, "name": names})
        data = (
            data.filter(pc.is_valid(data["company_id"]))
            .group_by(["company_id", "external_id", "name"])
            .aggregate([])
        )
        with arrival.engine.offered("offered_companies", data):
            fresh = arrival.engine.table(
                "SELECT * FROM offered_companies WHERE company_id NOT IN (SELECT company_id FROM companies)"
            )
        store.write_entities("company", fresh, source=arrival.source, received_at=arrival.at)
    return ids


def land_entities(store: Store, arrival: Arrival, entity: str, data: pa.Table, created: int) -> Landed:
    """Write rows that bring news; rows of entities who are as they were change nothing."""
    kept = _with_news(arrival.engine, entity, data)
    written = store.write_entities(entity, kept, source=arrival.source, received_at=arrival.at)
    changed = max(written.created + written.changed - created, 0)
    return Landed(kept.num_rows, data.num_rows - kept.num_rows, created, changed)


def _with_news(engine: Engine, entity: str, data: pa.Table) -> pa.Table:
    """Without the rows of entities for whom the last value of everything told is what the store has."""
    key = id_column(entity)
    table = entity_table(entity)
    there = columns_of(engine, table)
    told = [name for name in data.column_names if name not in {key, "at"} and name in there]
    last = ", ".join(
        f"arg_max({quoted(n)}, o_) FILTER ({quoted(n)} IS NOT NULL) AS {quoted(n)}" for n in told
    )
    same = " AND ".join(
        f"(l.{quoted(n)} IS NULL OR CAST(l.{quoted(n)} AS {there[n]}) IS NOT DISTINCT FROM t.{quoted(n)})"
        for n in told
        if n != "external_id"
    )
    with engine.offered("offered_entities", data.append_column("o_", pa.array(range(data.num_rows), INT))):
        known = engine.rows(f"SELECT count(*) FROM offered_entities o SEMI JOIN {table} t USING ({key})")[0][
            0
        ]
        if not known:
            return data
        return engine.table(
            f"WITH last AS (SELECT {key}, {last or '1 AS one'} FROM offered_entities GROUP BY {key}), "
            f"same AS (SELECT t.{key} FROM last l JOIN {table} t USING ({key}) WHERE {same or 'true'}) "
            f"SELECT {names_of(data.column_names)} FROM offered_entities ANTI JOIN same USING ({key}) "
            "ORDER BY o_"
        )
