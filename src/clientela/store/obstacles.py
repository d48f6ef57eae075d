"""What stands in the way of taking an import back: whatever came later and is built on what it brought.

These read the temporary tables of `undoing`, in the middle of its transaction: what is asked for is what
would be left behind, or lost with the import.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from clientela.catalog.kinds import built_in_kinds
from clientela.store.engine import Engine
from clientela.store.row_texts import as_text
from clientela.store.tables import ENTITY_TABLES, columns_of, id_column, quoted

BY_HAND = ""  # nobody can be told who it was


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way.

    `code` says what: changed, merged, about, refers, orders, kind, field. `who` is the file or the source
    that came later, `what` a name, and `number` how many.
    """

    code: str
    who: str = BY_HAND
    what: str = ""
    number: int = 1


def named(source: str | None) -> str:
    """A source as a person knows it: imports by their file."""
    return (source or BY_HAND).removeprefix("import:")


def find_stale_rows(engine: Engine, import_id: int, table: str, texts: str) -> list[Obstacle]:
    """Rows the import added that are not there any more as it left them."""
    engine.execute(
        "CREATE TEMP TABLE undo_stale AS SELECT n.content, n.owner, n.entity, any_value(n.net) AS net "
        f"FROM undo_rows n LEFT JOIN ({texts}) t ON t.content = n.content "
        "WHERE n.table_name = ? AND n.net > 0 GROUP BY ALL HAVING count(t.content) < any_value(n.net)",
        [table],
    )
    _forget_gone(engine)
    [(stale,)] = engine.rows("SELECT count(*) FROM undo_stale")
    found: list[Obstacle] = []
    if stale:
        later = engine.rows(
            "SELECT i.file, count(DISTINCT r.content) FROM import_rows r JOIN imports i USING (import_id) "
            "WHERE r.change < 0 AND r.import_id <> ? AND r.content IN (SELECT content FROM undo_stale) "
            "GROUP BY 1 ORDER BY 1",
            [import_id],
        )
        code = "merged" if table == "merges" else "changed"
        found = [Obstacle(code, file, number=int(n)) for file, n in later] or [
            Obstacle(code, number=int(stale))
        ]
    engine.execute("DROP TABLE undo_stale")
    return found


def _forget_gone(engine: Engine) -> None:
    """Deals, companies and products that are not there any more took with them what was told of them."""
    for entity in ("company", "deal", "product"):
        engine.execute(
            f"DELETE FROM undo_stale WHERE entity = '{entity}' AND owner NOT IN "
            f"(SELECT {id_column(entity)} FROM {ENTITY_TABLES[entity]})"
        )


def find_stale_cells(engine: Engine, import_id: int, source: str) -> list[Obstacle]:
    """Values that are not what the import made them."""
    found: list[Obstacle] = []
    for table, column in engine.rows("SELECT DISTINCT table_name, column_name FROM undo_cells ORDER BY 1, 2"):
        kinds = columns_of(engine, table)
        if column not in kinds:
            continue
        key = "event_id" if table == "events" else id_column(_entity(table))
        typed = "c.row_key" if table == "events" else "CAST(c.row_key AS BIGINT)"
        engine.execute(
            f"CREATE TEMP TABLE undo_stale AS SELECT c.row_key, t.{key} IS NULL AS is_gone FROM undo_cells c "
            f"LEFT JOIN {table} t ON t.{key} = {typed} WHERE c.table_name = ? AND c.column_name = ? AND "
            f"({'t.' + key + ' IS NULL OR ' if table == 'customers' else ''}t.{key} IS NOT NULL AND "
            f"{as_text('t.' + quoted(column), kinds[column])} IS DISTINCT FROM c.after)",
            [table, column],
        )
        if engine.rows("SELECT 1 FROM undo_stale LIMIT 1"):
            found += _who_changed(engine, import_id, source, table, column)
        engine.execute("DROP TABLE undo_stale")
    return found


def _entity(table: str) -> str:
    return next(entity for entity, name in ENTITY_TABLES.items() if name == table)


def _who_changed(engine: Engine, import_id: int, source: str, table: str, column: str) -> list[Obstacle]:
    [(gone, left)] = engine.rows(
        "SELECT count(*) FILTER (is_gone), count(*) FILTER (NOT is_gone) FROM undo_stale"
    )
    found = [Obstacle("merged", number=int(gone))] if gone else []
    if not left:
        return found
    who = engine.rows(
        "SELECT i.file, count(DISTINCT c.row_key) FROM import_cells c JOIN imports i USING (import_id) "
        "WHERE c.import_id > ? AND c.table_name = ? AND c.column_name = ? "
        "AND c.row_key IN (SELECT row_key FROM undo_stale) GROUP BY 1 ORDER BY 1",
        [import_id, table, column],
    )
    if not who and table != "events":
        who = engine.rows(
            "SELECT source, count(DISTINCT id) FROM attribute_changes WHERE entity = ? AND attribute = ? "
            "AND source IS DISTINCT FROM ? AND CAST(id AS VARCHAR) IN (SELECT row_key FROM undo_stale) "
            "GROUP BY 1 ORDER BY 1",
            [_entity(table), column, source],
        )
    return found + (
        [Obstacle("changed", named(name), column, int(n)) for name, n in who]
        or [Obstacle("changed", what=column, number=int(left))]
    )


def find_obstacles(
    engine: Engine, import_id: int, source: str, at: dt.datetime, fields: tuple[str, ...]
) -> list[Obstacle]:
    """What would be left behind without what it stands on."""
    found = [*_about_created(engine, import_id, source), *_referring(engine), *_merged(engine, source, at)]
    found += [*_of_orders(engine, source, at), *_of_kinds(engine, at), *_in_fields(engine, fields)]
    return found


_TOLD = (
    ("events", "customer_id", ""),
    ("consents", "customer_id", ""),
    ("identities", "customer_id", ""),
    ("attribute_changes", "id", " AND t.entity = c.entity"),
    ("originals", "id", " AND t.entity = c.entity"),
)


def _about_created(engine: Engine, import_id: int, source: str) -> Iterator[Obstacle]:
    """What others told of those whom the import created."""
    for table, owner, also in _TOLD:
        of_customers = "" if also else " AND c.entity = 'customer'"
        for who, number in engine.rows(
            f"SELECT t.source, count(*) FROM {table} t "
            f"JOIN undo_created c ON c.id = t.{owner}{also}{of_customers} "
            f"{'' if table == 'events' else 'WHERE t.source IS DISTINCT FROM ? '}GROUP BY 1 ORDER BY 1",
            [] if table == "events" else [source],
        ):
            yield Obstacle("about", named(who), table, int(number))
    for who, number in engine.rows(
        "SELECT i.file, count(*) FROM (SELECT import_id, owner AS id, entity FROM import_rows UNION ALL "
        "SELECT import_id, TRY_CAST(row_key AS BIGINT), CASE table_name WHEN 'customers' THEN 'customer' "
        "WHEN 'companies' THEN 'company' WHEN 'deals' THEN 'deal' WHEN 'products' THEN 'product' END "
        "FROM import_cells) n JOIN undo_created c ON c.id = n.id AND c.entity = n.entity "
        "JOIN imports i USING (import_id) WHERE n.import_id <> ? GROUP BY 1 ORDER BY 1",
        [import_id],
    ):
        yield Obstacle("about", who, "changes", int(number))


_REFERENCES = (
    ("deals", "deal", "customer_id", "customer"),
    ("deals", "deal", "company_id", "company"),
    ("customers", "customer", "company_id", "company"),
)


def _referring(engine: Engine) -> Iterator[Obstacle]:
    """Deals and people that belong to those whom the import created."""
    for table, entity, column, to in _REFERENCES:
        if column not in columns_of(engine, table):
            continue
        for who, number in engine.rows(
            f"SELECT t.source, count(*) FROM {table} t "
            f"JOIN undo_created c ON c.entity = '{to}' AND c.id = t.{column} "
            f"WHERE t.{id_column(entity)} NOT IN (SELECT id FROM undo_created WHERE entity = '{entity}') "
            "GROUP BY 1 ORDER BY 1"
        ):
            yield Obstacle("refers", named(who), table, int(number))


def _merged(engine: Engine, source: str, at: dt.datetime) -> Iterator[Obstacle]:
    """Merges of those whom the import created, one way or the other."""
    created = "(SELECT id FROM undo_created WHERE entity = 'customer')"
    mark = [
        engine.functions["json_text"].format("loser_row", f"'$.{name}'") for name in ("source", "received_at")
    ]
    [(number,)] = engine.rows(
        f"SELECT count(*) FROM merges WHERE winner IN {created} OR loser IN {created} OR undone_at IS NULL "
        f"AND {mark[0]} = ? AND CAST({mark[1]} AS TIMESTAMPTZ) = CAST(? AS TIMESTAMPTZ)",
        [source, at],
    )
    if number:
        yield Obstacle("merged", number=int(number))


# Orders of others that were added up with lines of this import, and lines of others of this import's orders.
_ORDERS = """
SELECT e.source, count(DISTINCT e.ref) FROM events e
JOIN imports i ON 'import:' || i.file = e.source AND i.started_at = e.received_at AND i.kind = 'order-lines'
WHERE e.kind IN ('order_completed', 'order_refunded') AND e.received_at > CAST(? AS TIMESTAMPTZ)
AND e.ref IN (SELECT ref FROM undo_events WHERE kind IN ('product_bought', 'product_returned'))
GROUP BY 1
UNION ALL
SELECT source, count(DISTINCT ref) FROM events
WHERE kind IN ('product_bought', 'product_returned')
AND (source IS DISTINCT FROM ? OR received_at IS DISTINCT FROM CAST(? AS TIMESTAMPTZ))
AND received_at > CAST(? AS TIMESTAMPTZ)
AND ref IN (SELECT ref FROM undo_events WHERE kind IN ('order_completed', 'order_refunded'))
GROUP BY 1
"""


def _of_orders(engine: Engine, source: str, at: dt.datetime) -> Iterator[Obstacle]:
    for who, number in engine.rows(_ORDERS, [at, source, at, at]):
        yield Obstacle("orders", named(who), number=int(number))


def _of_kinds(engine: Engine, at: dt.datetime) -> Iterator[Obstacle]:
    """Events of others whose kind, or whose properties, the import declared."""
    rows = engine.rows("SELECT content, net FROM undo_rows WHERE table_name = 'custom_event_kinds'")
    declared = {row["name"]: row for row in _read(rows, 1)}
    before = {row["name"]: row for row in _read(rows, -1)}
    for name, row in sorted(declared.items()):
        if name not in before and name not in built_in_kinds():
            yield from _using(engine, "kind = ?", [name], name)
            continue
        earlier = json.loads(before[name]["fields"]) if name in before else {}
        for field in sorted(json.loads(row["fields"]).keys() - earlier.keys()):
            where = "kind = ? AND received_at > CAST(? AS TIMESTAMPTZ) AND contains(properties, ?)"
            yield from _using(engine, where, [name, at, f'"{field}"'], f"{name}.{field}")


def _read(rows: list[tuple[Any, ...]], sign: int) -> list[dict[str, str]]:
    return [json.loads(content) for content, net in rows if net * sign > 0]


def _using(engine: Engine, where: str, parameters: list[Any], what: str) -> Iterator[Obstacle]:
    found = engine.rows(
        f"SELECT source, count(*) FROM events WHERE {where} GROUP BY 1 ORDER BY 1", parameters
    )
    for who, number in found:
        yield Obstacle("kind", named(who), what, int(number))


def _in_fields(engine: Engine, fields: tuple[str, ...]) -> Iterator[Obstacle]:
    """Values of others in a field that the import made."""
    for field in fields:
        entity, _, name = field.partition(".")
        table = ENTITY_TABLES[entity]
        if name not in columns_of(engine, table):
            continue
        [(number,)] = engine.rows(
            f"SELECT count(*) FROM {table} WHERE {quoted(name)} IS NOT NULL "
            f"AND {id_column(entity)} NOT IN (SELECT id FROM undo_created WHERE entity = ?)",
            [entity],
        )
        if number:
            yield Obstacle("field", what=name, number=int(number))
