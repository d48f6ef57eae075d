"""What the card of one customer shows, read in pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from clientela.store.engine import Engine
from clientela.store.schema import TABLES
from clientela.store.tables import names_of


@dataclass(frozen=True, slots=True, order=True)
class EventKey:
    """An event's place in its customer's history."""

    at: dt.datetime
    event_id: str


def events_of(
    engine: Engine,
    customer_id: int,
    *,
    as_of: dt.datetime,
    limit: int = 100,
    beyond: EventKey | None = None,
    newest_first: bool = True,
) -> pa.Table:
    """Up to `limit` of the customer's events not later than `as_of`, in order of (`at`, `event_id`).

    `beyond` is the key of the last event seen: the page begins with the one after it, and no page skips or
    repeats an event while others are being appended.
    """
    direction, further = ("DESC", "<") if newest_first else ("ASC", ">")
    where, parameters = 'customer_id = ? AND "at" <= ?', [customer_id, as_of]
    if beyond is not None:
        where += f' AND ("at" {further} ? OR "at" = ? AND event_id {further} ?)'
        parameters += [beyond.at, beyond.at, beyond.event_id]
    return engine.table(
        f"SELECT {names_of(TABLES['events'])} FROM events WHERE {where} "
        f'ORDER BY "at" {direction}, event_id {direction} LIMIT ?',
        [*parameters, limit],
    )


def last_key(page: pa.Table) -> EventKey | None:
    """The key to go on from; None after an empty page."""
    if page.num_rows == 0:
        return None
    return EventKey(page.column("at")[-1].as_py(), page.column("event_id")[-1].as_py())


def changes_of(engine: Engine, entity: str, internal_id: int, *, as_of: dt.datetime) -> pa.Table:
    """Every recorded change of the entity's attributes not later than `as_of`, in order."""
    columns = names_of(TABLES["attribute_changes"])
    return engine.table(
        f'SELECT {columns} FROM attribute_changes WHERE entity = ? AND id = ? AND "at" <= ? '
        'ORDER BY attribute, "at", seq',
        [entity, internal_id, as_of],
    )
