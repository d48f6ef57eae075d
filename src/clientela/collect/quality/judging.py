"""How good the data of a store is: what is filled, how fresh, what is double, what looks wrong."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from clientela.collect.identity.persons import ROLE_NAMES
from clientela.collect.mapping.targets import AttributeCatalog
from clientela.collect.quality.report import ColumnQuality, Freshness, LikelyDouble, QualityReport, Suspicion
from clientela.collect.quality.suspicions import event_suspicions, suspicions_in
from clientela.rules.types import ValueType
from clientela.store.engine import Engine
from clientela.store.tables import ENTITY_TABLES, columns_of, id_column, quoted


class HasEngine(Protocol):
    """A store."""

    @property
    def engine(self) -> Engine:
        """Where it is kept."""


def quality(store: HasEngine, catalog: AttributeCatalog, as_of: dt.datetime) -> QualityReport:
    """Judge every filled column of every entity, the events, and who may be double, as of an instant."""
    engine = store.engine
    columns: list[ColumnQuality] = []
    suspicions: list[Suspicion] = []
    for entity in ENTITY_TABLES:
        known = _typed_columns(engine, entity, catalog)
        fills = _fills(engine, entity, known)
        columns += fills
        for fill in fills:
            suspicions += suspicions_in(engine, fill, known[fill.column], as_of)
    suspicions += event_suspicions(engine, as_of)
    return QualityReport(
        as_of, tuple(columns), _freshness(engine, as_of), _doubles(engine), tuple(suspicions)
    )


def _typed_columns(engine: Engine, entity: str, catalog: AttributeCatalog) -> dict[str, ValueType]:
    """The entity's columns with their types; custom fields by what the store says of them."""
    own = engine.rows("SELECT name, type FROM custom_fields WHERE entity = ?", [entity])
    known = {**catalog.attributes(entity), **{name: ValueType(typed) for name, typed in own}}
    there = columns_of(engine, ENTITY_TABLES[entity])
    return {name: typed for name, typed in known.items() if name in there and not name.endswith("_id")}


def _fills(engine: Engine, entity: str, known: dict[str, ValueType]) -> list[ColumnQuality]:
    """All columns that have a value, in one scan."""
    table = ENTITY_TABLES[entity]
    names = list(known)
    parts = [f"count({quoted(name)}), approx_count_distinct({quoted(name)})" for name in names]
    if not names:
        return []
    [row] = engine.rows(f"SELECT count(*), {', '.join(parts)} FROM {table}")
    rows, counts = row[0], row[1:]
    filled = zip(names, counts[0::2], counts[1::2], strict=True)
    return [ColumnQuality(entity, n, known[n].value, rows, f, d) for n, f, d in filled if f]


def _freshness(engine: Engine, as_of: dt.datetime) -> tuple[Freshness, ...]:
    rows = engine.rows(
        'SELECT kind, count(*), min("at"), max("at") FROM events WHERE "at" <= CAST(? AS TIMESTAMPTZ) '
        "GROUP BY kind ORDER BY 2 DESC, 1",
        [as_of],
    )
    return tuple(Freshness(kind, n, first, last, (as_of - last).days) for kind, n, first, last in rows)


def _doubles(engine: Engine) -> tuple[LikelyDouble, ...]:
    """Customers with the same personal e-mail or phone, or the same name and birthday."""
    roles = ", ".join(f"'{name}'" for name in sorted(ROLE_NAMES))
    fold = engine.functions["fold"].format("coalesce(full_name, concat_ws(' ', first_name, last_name))")
    key = id_column("customer")
    rows = engine.rows(
        f"""
        SELECT kind, value, list(customer_id ORDER BY customer_id) FROM (
          SELECT DISTINCT kind, value, {key} AS customer_id FROM identities WHERE kind IN ('email', 'phone')
            AND split_part(value, '@', 1) NOT IN ({roles})
          UNION ALL
          SELECT 'name and birthday', {fold} || ', ' || CAST(birthday AS VARCHAR), {key} FROM customers
          WHERE birthday IS NOT NULL AND coalesce(full_name, last_name) IS NOT NULL
        ) GROUP BY kind, value HAVING count(*) BETWEEN 2 AND 5 ORDER BY kind, value LIMIT 1000
        """
    )
    return tuple(LikelyDouble(kind, value, tuple(customers)) for kind, value, customers in rows)
