"""Taking an import back: the store becomes what it would be had the import never been, or stays as it is.

What the import added of its own is known by its mark, what it changed of others by its journal. Where
anything that came later stands on either, nothing is done and every obstacle is told.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from clientela.store.engine import Engine
from clientela.store.journal import TAKEN
from clientela.store.obstacles import Obstacle, find_obstacles, find_stale_cells, find_stale_rows
from clientela.store.row_texts import as_text, column_of_text, from_text, row_text
from clientela.store.tables import ENTITY_TABLES, columns_of, id_column, quoted
from clientela.store.words import renew_words

# The tables whose rows are noted whole: whose rows they are, and the column that says so.
OWNED: dict[str, str] = {
    "attribute_changes": "id",
    "originals": "id",
    "consents": "customer_id",
    "identities": "customer_id",
    "memberships": "customer_id",
    "estimates": "customer_id",
}
PLAIN = ("merges", "custom_fields", "custom_event_kinds")
_KEEP_ENTITY = ("attribute_changes", "originals")


@dataclass(frozen=True, slots=True)
class Mark:
    """What an import left on everything it added."""

    import_id: int
    source: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, or would be."""

    events: dict[str, int]  # by kind
    removed: dict[str, int]  # entities, by entity
    restored: dict[str, int]  # entities that have what they had before, by entity
    orders: int  # order events that have what they had before
    consents: int
    merges: int
    fields: tuple[str, ...]
    obstacles: tuple[Obstacle, ...] = ()


class _Stopped(Exception):
    """Ends the transaction of an undoing that is not to be, or must not be."""


def plan_undo(engine: Engine, mark: Mark) -> Undone:
    """What undoing would take back and what stands in its way; everything is tried, nothing is kept."""
    found: list[Undone] = []
    try:
        with engine.transaction():
            found.append(_take_back(engine, mark))
            raise _Stopped
    except _Stopped:
        return found[0]


def undo_import(engine: Engine, mark: Mark, *, at: dt.datetime) -> Undone:
    """Take the import back, all of it or, where obstacles are told, nothing."""
    found: list[Undone] = []
    try:
        with engine.transaction():
            found.append(_take_back(engine, mark))
            if found[0].obstacles or not _stands(engine, mark):
                raise _Stopped
            engine.execute(
                "UPDATE imports SET undone_at = CAST(? AS TIMESTAMPTZ) WHERE import_id = ?",
                [at, mark.import_id],
            )
            for table in ("import_cells", "import_rows"):
                engine.execute(f"DELETE FROM {table} WHERE import_id = ?", [mark.import_id])
    except _Stopped:
        pass
    return found[0]


def _stands(engine: Engine, mark: Mark) -> bool:
    """Whether nobody else has undone it meanwhile."""
    where = "import_id = ? AND undone_at IS NULL"
    return bool(engine.rows(f"SELECT 1 FROM imports WHERE {where}", [mark.import_id]))


def _take_back(engine: Engine, mark: Mark) -> Undone:
    _collect(engine, mark)
    undone = _counted(engine)
    obstacles: list[Obstacle] = []
    _put_rows_back(engine, "customers")
    for table in (*OWNED, *PLAIN):
        obstacles += find_stale_rows(engine, mark.import_id, table, _text_of(engine, table))
        _remove_rows(engine, table)
        _put_rows_back(engine, table)
    obstacles += find_stale_cells(engine, mark.import_id, mark.source)
    _put_cells_back(engine)
    _remove_events(engine)
    engine.execute(
        'DELETE FROM identities WHERE source = ? AND "at" = CAST(? AS TIMESTAMPTZ)', [mark.source, mark.at]
    )
    obstacles += find_obstacles(engine, mark.import_id, mark.source, mark.at, undone.fields)
    _remove_created(engine)
    _renew(engine)
    if not obstacles:
        _drop_fields(engine, undone.fields)
    for table in ("undo_rows", "undo_cells", "undo_created", "undo_events", "undo_affected"):
        engine.execute(f"DROP TABLE {table}")
    return replace(undone, obstacles=tuple(dict.fromkeys(obstacles)))


_SUM = """
CREATE TEMP TABLE undo_rows AS SELECT table_name, entity, owner, content, CAST(sum(change) AS BIGINT) AS net
FROM import_rows WHERE import_id = ? GROUP BY ALL HAVING sum(change) <> 0
"""
_CELLS = """
CREATE TEMP TABLE undo_cells AS SELECT * FROM (
  SELECT table_name, row_key, column_name, arg_min(row(before), place)[1] AS before,
    arg_max(row(after), place)[1] AS after
  FROM import_cells WHERE import_id = ? GROUP BY ALL) WHERE before IS DISTINCT FROM after
"""
_EVENTS = """
CREATE TEMP TABLE undo_events AS SELECT event_id, customer_id, kind, ref FROM events
WHERE source = ? AND received_at = CAST(? AS TIMESTAMPTZ)
"""
# Whose earliest event may be another one afterwards.
_AFFECTED = """
CREATE TEMP TABLE undo_affected AS SELECT customer_id FROM undo_events
UNION SELECT CAST(unnest([before, after]) AS BIGINT) FROM undo_cells WHERE table_name = 'events'
UNION SELECT owner FROM undo_rows WHERE entity = 'customer'
"""


def _collect(engine: Engine, mark: Mark) -> None:
    """What came of the import, as temporary tables."""
    marks = [mark.source, mark.at]
    engine.execute(_SUM, [mark.import_id])
    engine.execute(_CELLS, [mark.import_id])
    engine.execute(_EVENTS, marks)
    created = " UNION ALL ".join(
        f"SELECT '{entity}' AS entity, {id_column(entity)} AS id FROM {table} "
        "WHERE source = ? AND received_at = CAST(? AS TIMESTAMPTZ)"
        for entity, table in ENTITY_TABLES.items()
    )
    engine.execute(f"CREATE TEMP TABLE undo_created AS {created}", marks * len(ENTITY_TABLES))
    engine.execute(_AFFECTED)


def _counted(engine: Engine) -> Undone:
    def pairs(sql: str) -> dict[str, int]:
        return {str(name): int(count) for name, count in engine.rows(sql)}

    rows = pairs("SELECT table_name, sum(abs(net)) FROM undo_rows GROUP BY 1 ORDER BY 1")
    tables = {table: entity for entity, table in ENTITY_TABLES.items()}
    cells = pairs("SELECT table_name, count(DISTINCT row_key) FROM undo_cells GROUP BY 1 ORDER BY 1")
    fields = engine.rows(
        f"SELECT {engine.functions['json_text'].format('content', _member('entity'))}, "
        f"{engine.functions['json_text'].format('content', _member('name'))} FROM undo_rows "
        "WHERE table_name = 'custom_fields' AND net > 0 ORDER BY 1, 2"
    )
    consents = engine.rows(
        "SELECT (SELECT coalesce(sum(net), 0) FROM undo_rows WHERE table_name = 'consents') "
        "+ (SELECT count(*) FROM consents JOIN undo_created c "
        "ON c.entity = 'customer' AND c.id = consents.customer_id)"
    )
    return Undone(
        pairs("SELECT kind, count(*) FROM undo_events GROUP BY 1 ORDER BY 2 DESC, 1"),
        pairs("SELECT entity, count(*) FROM undo_created GROUP BY 1 ORDER BY 1"),
        {tables[table]: count for table, count in cells.items() if table in tables},
        rows.get("events", 0),
        int(consents[0][0]),
        rows.get("merges", 0),
        tuple(f"{entity}.{name}" for entity, name in fields),
    )


def _member(name: str) -> str:
    return f"'$.\"{name}\"'"


def _text_of(engine: Engine, table: str) -> str:
    """The table's rows as their texts; of those only whose owners the import had to do with."""
    text = f"SELECT rowid AS place, {row_text(columns_of(engine, table))} AS content FROM {table}"
    if table in OWNED:
        text += f" WHERE {OWNED[table]} IN (SELECT owner FROM undo_rows WHERE table_name = '{table}')"
    return text


def _remove_rows(engine: Engine, table: str) -> None:
    """As many copies as were added."""
    if not engine.rows("SELECT 1 FROM undo_rows WHERE table_name = ? AND net > 0 LIMIT 1", [table]):
        return
    if table == "merges":
        number = column_of_text(engine, "content", "merge_id", "BIGINT")
        engine.execute(
            f"DELETE FROM merge_moves WHERE merge_id IN (SELECT {number} FROM undo_rows "
            "WHERE table_name = 'merges' AND net > 0)"
        )
    engine.execute(
        f"DELETE FROM {table} WHERE rowid IN (SELECT place FROM (SELECT t.place, n.net, "
        "row_number() OVER (PARTITION BY t.content ORDER BY t.place DESC) AS copy "
        f"FROM ({_text_of(engine, table)}) t JOIN undo_rows n ON n.content = t.content "
        "AND n.table_name = ? AND n.net > 0) WHERE copy <= net)",
        [table],
    )


def _put_rows_back(engine: Engine, table: str) -> None:
    """As many copies as were taken."""
    columns = columns_of(engine, table)
    values = ", ".join(column_of_text(engine, "content", name, kind) for name, kind in columns.items())
    names = ", ".join(quoted(name) for name in columns)
    engine.execute(
        f"INSERT INTO {table} ({names}) SELECT {values} FROM (SELECT content, unnest(range(-net)) "
        "FROM undo_rows WHERE table_name = ? AND net * ? > 0) ORDER BY content",
        [table, TAKEN],
    )


def _put_cells_back(engine: Engine) -> None:
    for table, column in engine.rows("SELECT DISTINCT table_name, column_name FROM undo_cells ORDER BY 1, 2"):
        kinds = columns_of(engine, table)
        if column not in kinds:  # a field that was removed since
            continue
        key, matches = cell_match(table)
        engine.execute(
            f"UPDATE {table} SET {quoted(column)} = {from_text('c.before', kinds[column])} FROM undo_cells c "
            f"WHERE c.table_name = ? AND c.column_name = ? AND {table}.{key} = {matches} "
            f"AND {as_text(f'{table}.{quoted(column)}', kinds[column])} IS NOT DISTINCT FROM c.after",
            [table, column],
        )


def cell_match(table: str) -> tuple[str, str]:
    """The key of the rows whose cells are noted, and SQL of the noted key in its type."""
    if table == "events":
        return "event_id", "c.row_key"
    entity = next(entity for entity, named in ENTITY_TABLES.items() if named == table)
    return id_column(entity), "CAST(c.row_key AS BIGINT)"


def _remove_events(engine: Engine) -> None:
    """The import's own events, with what tells that their ids are known; then those it had replaced."""
    hashed = engine.functions["text_hash"].format("event_id")
    mine = "event_id IN (SELECT event_id FROM undo_events)"
    engine.execute(f"CREATE TEMP TABLE undo_hashes AS SELECT DISTINCT {hashed} AS hash FROM undo_events")
    engine.execute(f"DELETE FROM events WHERE {mine}")
    _put_rows_back(engine, "events")
    [(known, gone)] = engine.rows(
        "SELECT (SELECT count(*) FROM event_hashes SEMI JOIN undo_hashes USING (hash)), "
        "(SELECT count(*) FROM undo_hashes)"
    )
    engine.execute("DELETE FROM event_hashes WHERE hash IN (SELECT hash FROM undo_hashes)")
    replaced = engine.rows("SELECT 1 FROM undo_rows WHERE table_name = 'events' LIMIT 1")
    if replaced or known > gone:  # some of these hashes stand for events that stay
        engine.execute(
            f"INSERT INTO event_hashes SELECT hash FROM (SELECT {hashed} AS hash FROM events) "
            "SEMI JOIN undo_hashes USING (hash)"
        )
    engine.execute("DROP TABLE undo_hashes")


def _remove_created(engine: Engine) -> None:
    """Everybody whom the import created, with all that is told of them."""
    for entity, table in ENTITY_TABLES.items():
        ids = f"(SELECT id FROM undo_created WHERE entity = '{entity}')"
        for told, owner in OWNED.items():
            if told in _KEEP_ENTITY:
                engine.execute(f"DELETE FROM {told} WHERE entity = ? AND {owner} IN {ids}", [entity])
            elif entity == "customer":
                engine.execute(f"DELETE FROM {told} WHERE {owner} IN {ids}")
        engine.execute(f"DELETE FROM {table} WHERE {id_column(entity)} IN {ids}")


def _renew(engine: Engine) -> None:
    """What is worked out of the rest: earliest events, and the words people are found by."""
    engine.execute(
        'CREATE TEMP TABLE undo_first AS SELECT a.customer_id, min(e."at") AS "at" FROM undo_affected a '
        "LEFT JOIN (SELECT * FROM events SEMI JOIN undo_affected USING (customer_id)) e USING (customer_id) "
        "GROUP BY a.customer_id"
    )
    engine.execute(
        'UPDATE customers SET first_event_at = f."at" FROM undo_first f '
        'WHERE f.customer_id = customers.customer_id AND first_event_at IS DISTINCT FROM f."at"'
    )
    engine.execute("DROP TABLE undo_first")
    for entity, table in (("customer", "customers"), ("company", "companies")):
        touched = (
            f"SELECT id FROM undo_created WHERE entity = '{entity}' "
            f"UNION SELECT CAST(row_key AS BIGINT) FROM undo_cells WHERE table_name = '{table}' "
            f"UNION SELECT owner FROM undo_rows WHERE table_name = '{table}'"
        )
        renew_words(engine, entity, touched)


def _drop_fields(engine: Engine, fields: tuple[str, ...]) -> None:
    for field in fields:
        entity, _, name = field.partition(".")
        engine.execute(f"ALTER TABLE {ENTITY_TABLES[entity]} DROP COLUMN IF EXISTS {quoted(name)}")
