"""Fields and event kinds of a firm's own, as the store keeps them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping

from clientela.store.engine import Engine
from clientela.store.tables import entity_table, quoted


def count_filled(engine: Engine, entity: str, names: Iterable[str]) -> tuple[int, dict[str, int]]:
    """How many rows the entity has, and how many of them have a value of each named attribute."""
    wanted = list(names)
    counts = ", ".join(["count(*)", *(f"count({quoted(name)})" for name in wanted)])
    ((rows, *filled),) = engine.rows(f"SELECT {counts} FROM {entity_table(entity)}")
    return int(rows), dict(zip(wanted, filled, strict=True))


def label_field(engine: Engine, entity: str, name: str, label: str) -> None:
    """Change what a field is called."""
    engine.execute("UPDATE custom_fields SET label = ? WHERE entity = ? AND name = ?", [label, entity, name])


def drop_field(engine: Engine, entity: str, name: str) -> None:
    """Remove a field with every value of it, past ones too."""
    of_it = "WHERE entity = ? AND attribute = ?"
    with engine.transaction():
        engine.execute("DELETE FROM custom_fields WHERE entity = ? AND name = ?", [entity, name])
        for table in ("attribute_changes", "originals"):
            engine.execute(f"DELETE FROM {table} {of_it}", [entity, name])
        if entity == "customer":
            _forget_in_merges(engine, name)
        engine.execute(f"ALTER TABLE {entity_table(entity)} DROP COLUMN {quoted(name)}")


def write_kind(
    engine: Engine, name: str, label: str, fields: Mapping[str, str], *, created_at: dt.datetime
) -> None:
    """Write an event kind, new or changed; `fields` are types by name."""
    own = json.dumps(dict(fields))
    with engine.transaction():
        if engine.rows("SELECT 1 FROM custom_event_kinds WHERE name = ?", [name]):
            sql = "UPDATE custom_event_kinds SET label = ?, fields = ? WHERE name = ?"
            engine.execute(sql, [label, own, name])
        else:
            sql = "INSERT INTO custom_event_kinds (name, label, fields, created_at) VALUES (?, ?, ?, ?)"
            engine.execute(sql, [name, label, own, created_at])


def drop_kind(engine: Engine, name: str) -> None:
    """Remove an event kind; events of it stay as they are."""
    engine.execute("DELETE FROM custom_event_kinds WHERE name = ?", [name])


def count_events_of(engine: Engine, names: Iterable[str]) -> dict[str, int]:
    """How many events there are of each named kind."""
    wanted = list(names)
    marks = ", ".join("?" * len(wanted))
    sql = f"SELECT kind, count(*) FROM events WHERE kind IN ({marks}) GROUP BY kind"
    found = dict(engine.rows(sql, wanted)) if wanted else {}
    return {name: int(found.get(name, 0)) for name in wanted}


def _forget_in_merges(engine: Engine, name: str) -> None:
    """Take the values out of the rows kept for undoing merges."""
    rows = engine.rows("SELECT merge_id, loser_row, winner_row FROM merges")
    for merge_id, *kept in rows:
        told = [json.loads(row) if row else None for row in kept]
        if any(row and name in row for row in told):
            without = [_without(row, name) for row in told]
            sql = "UPDATE merges SET loser_row = ?, winner_row = ? WHERE merge_id = ?"
            engine.execute(sql, [*without, merge_id])


def _without(row: dict[str, str] | None, name: str) -> str | None:
    if row is None:
        return None
    return json.dumps({key: value for key, value in row.items() if key != name}, ensure_ascii=False)
