"""One file tells one thing: where its rows contradict each other, the last counts, the others leave no trace.

Within a chunk the store sees to that; this is for rows in different chunks, which are written one after the
other. Without it a file imported again would change its customers back and forth, and their history with
them.
"""

from __future__ import annotations

import datetime as dt

from clientela.store.engine import Engine
from clientela.store.journal import TAKEN, note_rows

# Values this import told for now, of which only the last of each attribute can hold.
_TOLD = """
CREATE TEMP TABLE told_now AS
SELECT entity, id, attribute, seq, value,
  row_number() OVER (PARTITION BY entity, id, attribute ORDER BY seq DESC) AS age
FROM attribute_changes WHERE entity = ? AND source = ? AND "at" = CAST(? AS TIMESTAMPTZ) AND NOT assumed
"""
_BEFORE = """
CREATE TEMP TABLE told_before AS
SELECT c.id, c.attribute, arg_max(row(c.value), row(c."at", c.seq))[1] AS value
FROM attribute_changes c WHERE c.entity = ? AND c."at" < CAST(? AS TIMESTAMPTZ)
AND EXISTS (SELECT 1 FROM told_now n WHERE n.id = c.id AND n.attribute = c.attribute)
GROUP BY c.id, c.attribute
"""
_SUPERSEDED = """
entity = ? AND seq IN (
  SELECT n.seq FROM told_now n WHERE n.age > 1 OR EXISTS (SELECT 1 FROM told_before b
  WHERE b.id = n.id AND b.attribute = n.attribute AND b.value IS NOT DISTINCT FROM n.value))
"""


def settle(engine: Engine, entity: str, *, source: str, at: dt.datetime) -> None:
    """Leave of what an import told of each attribute only the last, and nothing where it was known before."""
    with engine.transaction():
        engine.execute(_TOLD, [entity, source, at])
        if engine.rows("SELECT 1 FROM told_now LIMIT 1"):
            engine.execute(_BEFORE, [entity, at])
            note_rows(engine, "attribute_changes", TAKEN, _SUPERSEDED, [entity], entity=entity, owner="id")
            engine.execute(f"DELETE FROM attribute_changes WHERE {_SUPERSEDED}", [entity])
            engine.execute("DROP TABLE told_before")
        engine.execute("DROP TABLE told_now")
