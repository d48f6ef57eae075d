"""The texts that values were written as, kept where reading them changed them."""

from __future__ import annotations

import pyarrow as pa

from clientela.store.engine import Engine
from clientela.store.journal import ADDED, TAKEN, note_rows
from clientela.store.tables import id_column

_LATEST = """
CREATE TEMP TABLE told_originals AS
SELECT id, attribute, arg_max(row(value), place)[1] AS value FROM offered_originals GROUP BY id, attribute
"""
_STALE = """
entity = ? AND EXISTS (SELECT 1 FROM told_originals t
WHERE t.id = originals.id AND t.attribute = originals.attribute AND t.value IS DISTINCT FROM originals.value)
"""
_NEW = """
CREATE TEMP TABLE new_originals AS
SELECT CAST(? AS VARCHAR) AS entity, t.id, t.attribute, t.value, CAST(? AS VARCHAR) AS source
FROM told_originals t WHERE t.value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM originals o
WHERE o.entity = ? AND o.id = t.id AND o.attribute = t.attribute)
"""


def keep_originals(engine: Engine, entity: str, told: pa.Table, *, source: str) -> None:
    """Remember how values were written.

    `told` has `id`, `attribute`, `value` (null where the text is the value itself) and `place`; of several
    rows about one attribute the one in the last place counts, and it replaces what was kept before.
    """
    id_column(entity)
    with engine.transaction(), engine.offered("offered_originals", told):
        engine.execute(_LATEST)
        note_rows(engine, "originals", TAKEN, _STALE, [entity], entity=entity, owner="id")
        engine.execute(f"DELETE FROM originals WHERE {_STALE}", [entity])
        engine.execute(_NEW, [entity, source, entity])
        note_rows(engine, "new_originals", ADDED, "true", entity=entity, owner="id", of="originals")
        engine.execute("INSERT INTO originals SELECT entity, id, attribute, value, source FROM new_originals")
        for table in ("told_originals", "new_originals"):
            engine.execute(f"DROP TABLE {table}")


def kept_attributes(engine: Engine, entity: str) -> frozenset[str]:
    """The attributes of an entity that some original is kept of."""
    rows = engine.rows("SELECT DISTINCT attribute FROM originals WHERE entity = ?", [entity])
    return frozenset(name for (name,) in rows)


def originals_of(engine: Engine, entity: str, internal_id: int) -> dict[str, str]:
    """How the current values of one row were written, by attribute, where that differs from the value."""
    return dict(
        engine.rows(
            "SELECT attribute, value FROM originals WHERE entity = ? AND id = ? ORDER BY attribute, value",
            [entity, internal_id],
        )
    )
