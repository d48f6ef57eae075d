"""What new values mean for the past and the present of attributes.

Every attribute of every row has a timeline: its changes ordered by (`at`, `seq`). Rows of `attribute_changes`
are written only once a value changes or comes with a date. The value known until then becomes the
timeline's *base*: taken to have held always where the first dated value is younger than the row, and since
the row was received where it is older (late news about the past does not replace what is known today).
After every write the wide table holds the last value of each timeline.
"""

from __future__ import annotations

from clientela.rules.types import ValueType
from clientela.store.engine import Engine
from clientela.store.journal import ADDED, note_cells, note_rows
from clientela.store.row_texts import as_text
from clientela.store.schema import BEGINNING, SQL_TYPES
from clientela.store.tables import quoted
from clientela.store.writing import Writing

_TABLES = ("rest", "cells", "known", "bases", "timeline", "kept", "latest")


def apply(writing: Writing) -> None:
    """Bring histories and current values up to date with the rows of `incoming`; adds to `touched`."""
    if not writing.attributes:
        return
    _collect_rest(writing)
    _collect_cells(writing)
    _find_known(writing)
    _find_bases(writing)
    _lay_out(writing)
    _write_changes(writing)
    _write_current(writing)
    for table in _TABLES:
        writing.engine.execute(f"DROP TABLE {table}")


def canonical(engine: Engine, value: str, kind: ValueType) -> str:
    """SQL of a value's canonical text, as `attribute_changes` keeps it."""
    if kind is ValueType.INSTANT:
        return engine.functions["instant_text"].format(value)
    if kind is ValueType.LIST:
        return engine.functions["list_text"].format(value)
    return f"CAST({value} AS VARCHAR)"


def typed(engine: Engine, text: str, kind: ValueType) -> str:
    """SQL of the value that a canonical text stands for."""
    if kind is ValueType.LIST:
        return engine.functions["parse_list"].format(text)
    return f"CAST({text} AS {SQL_TYPES[kind]})"


def _collect_rest(writing: Writing) -> None:
    """Rows that are more than the first news of somebody, beside what is known now.

    `careful` rows are compared with the timeline, whatever the current value is: their id comes more than
    once, or has a change later than now.
    """
    now = ", ".join(f"t.{quoted(name)} AS {quoted('now:' + name)}" for name in writing.attributes)
    writing.engine.execute(
        f"CREATE TEMP TABLE rest AS SELECT i.*, t.received_at AS since, {now}, "
        f"i.{writing.key} AS id, count(*) OVER (PARTITION BY i.{writing.key}) > 1 OR i.{writing.key} IN "
        '(SELECT id FROM attribute_changes WHERE entity = ? AND "at" > ?) AS careful '
        f"FROM incoming i JOIN {writing.table} t USING ({writing.key}) "
        f"WHERE i.{writing.key} NOT IN (SELECT id FROM fresh WHERE plain)",
        [writing.entity, writing.received_at],
    )


def _collect_cells(writing: Writing) -> None:
    """One row per value told: only the last about one instant, and none that repeats what holds now."""
    told = " UNION ALL ".join(_cells_of(writing, name, kind) for name, kind in writing.attributes.items())
    writing.engine.execute(
        'CREATE TEMP TABLE cells AS SELECT id, attribute, value, coalesce("at", ?) AS "at", '
        '"at" IS NULL AS undated, held, since, "position" '
        f"FROM ({told}) "
        "QUALIFY row_number() OVER "
        '(PARTITION BY id, attribute, coalesce("at", ?) ORDER BY "position" DESC) = 1',
        [writing.received_at, writing.received_at],
    )


def _cells_of(writing: Writing, name: str, kind: ValueType) -> str:
    told, now = quoted(name), quoted("now:" + name)
    literal = "'" + name.replace("'", "''") + "'"
    value, held = (canonical(writing.engine, column, kind) for column in (told, now))
    return (
        f'SELECT id, {literal} AS attribute, {value} AS value, "at", {held} AS held, since, "position" '
        "FROM rest "
        f'WHERE {told} IS NOT NULL AND (careful OR "at" IS NOT NULL OR {told} IS DISTINCT FROM {now}) '
        f"OR {told} IS NULL AND list_contains(clear, {literal})"
    )


def _find_known(writing: Writing) -> None:
    writing.engine.execute(
        'CREATE TEMP TABLE known AS SELECT id, attribute, value, "at", seq, assumed FROM attribute_changes '
        "SEMI JOIN (SELECT DISTINCT id, attribute FROM cells) c USING (id, attribute) WHERE entity = ?",
        [writing.entity],
    )


def _find_bases(writing: Writing) -> None:
    """For attributes without a history: what was known undated so far, or else what comes undated now."""
    writing.engine.execute(
        "CREATE TEMP TABLE bases AS SELECT id, attribute, coalesce(any_value(held), "
        "any_value(value) FILTER (undated)) AS value, any_value(held) IS NULL AS told, "
        'min("at") FILTER (NOT undated OR held IS NOT NULL) AS first_at, '
        "CASE WHEN any_value(held) IS NULL THEN CAST(? AS TIMESTAMPTZ) ELSE any_value(since) END AS since "
        "FROM cells ANTI JOIN known USING (id, attribute) GROUP BY id, attribute "
        "HAVING coalesce(any_value(held), any_value(value) FILTER (undated)) IS NOT NULL",
        [writing.received_at],
    )


def _lay_out(writing: Writing) -> None:
    """The timelines with the new values in their places, each beside the value before it.

    A dated value already there is left out. `guess_before` is whether the value before was assumed; an
    undated value that repeats it changes nothing about that.
    """
    line = 'PARTITION BY id, attribute ORDER BY "at", rank, seq'
    writing.engine.execute(
        "CREATE TEMP TABLE timeline AS WITH entries AS ("
        'SELECT id, attribute, value, "at", seq, 0 AS rank, assumed, false AS undated FROM known '
        "UNION ALL SELECT id, attribute, value, "
        "CASE WHEN first_at < since THEN since ELSE CAST(? AS TIMESTAMPTZ) END, 0, 1, true, true FROM bases "
        'UNION ALL SELECT c.id, c.attribute, c.value, c."at", c."position", 2, false, c.undated FROM cells c '
        "LEFT JOIN bases b USING (id, attribute) WHERE NOT (c.undated AND coalesce(b.told, false)) "
        "AND (c.undated OR NOT EXISTS (SELECT 1 FROM known k WHERE k.id = c.id AND k.attribute = c.attribute "
        'AND k."at" = c."at" AND k.value IS NOT DISTINCT FROM c.value))), '
        f"lined AS (SELECT *, lag(value) OVER ({line}) AS before FROM entries) "
        "SELECT *, last_value(CASE WHEN rank < 2 OR NOT undated OR value IS DISTINCT FROM before "
        f"THEN assumed END IGNORE NULLS) OVER ({line} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) "
        "AS guess_before FROM lined",
        [BEGINNING],
    )
    _keep_what_says_something(writing)


def _keep_what_says_something(writing: Writing) -> None:
    """New values that differ from the one before or date one that was assumed; then their bases."""
    writing.engine.execute(
        "CREATE TEMP TABLE kept AS SELECT * FROM timeline WHERE rank = 2 "
        "AND (value IS DISTINCT FROM before OR NOT undated AND value IS NOT NULL AND guess_before)"
    )
    writing.engine.execute(
        "INSERT INTO kept SELECT t.* FROM timeline t SEMI JOIN kept USING (id, attribute) "
        "WHERE t.rank = 1 AND t.value IS DISTINCT FROM t.before"
    )


def _write_changes(writing: Writing) -> None:
    last = int(writing.count("SELECT coalesce(max(seq), 0) FROM attribute_changes"))
    writing.engine.execute(
        'INSERT INTO attribute_changes (entity, id, attribute, value, "at", seq, source, assumed) '
        'SELECT ?, id, attribute, value, "at", ? '
        '+ row_number() OVER (ORDER BY id, attribute, "at", rank, seq), ?, assumed FROM kept '
        'ORDER BY id, attribute, "at", rank, seq',
        [writing.entity, last, writing.source],
    )
    note_rows(
        writing.engine, "attribute_changes", ADDED, "seq > ?", [last], entity=writing.entity, owner="id"
    )


def _write_current(writing: Writing) -> None:
    """Set every wide column whose timeline now ends in another value."""
    engine = writing.engine
    engine.execute(
        "CREATE TEMP TABLE latest AS "
        'SELECT id, attribute, arg_max(row(value), row("at", rank, seq)) AS last FROM '
        '(SELECT id, attribute, value, "at", rank, seq FROM timeline WHERE rank = 0 '
        'UNION ALL SELECT id, attribute, value, "at", rank, seq FROM kept '
        'UNION ALL SELECT id, attribute, value, "at", rank, seq FROM timeline t WHERE rank = 1 '
        "AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.id = t.id AND k.attribute = t.attribute)) "
        "GROUP BY id, attribute"
    )
    engine.execute("INSERT INTO touched (id) SELECT id FROM kept")
    for (name,) in engine.rows("SELECT DISTINCT attribute FROM latest ORDER BY attribute"):
        kind = writing.attributes[name]
        column, value = quoted(name), typed(engine, "n.last[1]", kind)
        differs = (
            f"n.attribute = ? AND n.id = {writing.table}.{writing.key} "
            f"AND {writing.table}.{column} IS DISTINCT FROM {value}"
        )
        engine.execute(
            f"INSERT INTO touched (id) SELECT n.id FROM latest n, {writing.table} WHERE {differs}", [name]
        )
        texts = [as_text(each, SQL_TYPES[kind]) for each in (f"{writing.table}.{column}", value)]
        cells = f"SELECT n.id, n.attribute, {', '.join(texts)} FROM latest n, {writing.table} WHERE {differs}"
        note_cells(engine, writing.table, cells, [name], entity=writing.entity)
        engine.execute(f"UPDATE {writing.table} SET {column} = {value} FROM latest n WHERE {differs}", [name])
