"""Events as they lie in the store: listed, and counted by kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from clientela.store import Engine
from clientela.store.schema import TABLES
from clientela.store.tables import names_of


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are asked for; both instants are inside."""

    kinds: tuple[str, ...] = ()
    customer_id: int | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class KindCount:
    """How much happened of one kind, to how many, from when to when."""

    kind: str
    events: int
    customers: int
    first: dt.datetime
    last: dt.datetime


def list_events(engine: Engine, wanted: EventFilter, limit: int = 20) -> pa.Table:
    """Up to `limit` events, the newest first."""
    where, parameters = _condition(wanted)
    return engine.table(
        f"SELECT {names_of(TABLES['events'])} FROM events WHERE {where} "
        'ORDER BY "at" DESC, event_id DESC LIMIT ?',
        [*parameters, limit],
    )


def count_events(engine: Engine, wanted: EventFilter) -> list[KindCount]:
    """How many events there are of each kind, the most frequent first."""
    where, parameters = _condition(wanted)
    rows = engine.rows(
        'SELECT kind, count(*), count(DISTINCT customer_id), min("at"), max("at") FROM events '
        f"WHERE {where} GROUP BY kind ORDER BY 2 DESC, 1",
        parameters,
    )
    return [KindCount(*row) for row in rows]


def _condition(wanted: EventFilter) -> tuple[str, list[Any]]:
    parts: list[tuple[str, list[Any]]] = [("true", [])]
    if wanted.kinds:
        parts.append((f"kind IN ({', '.join('?' * len(wanted.kinds))})", list(wanted.kinds)))
    if wanted.customer_id is not None:
        parts.append(("customer_id = ?", [wanted.customer_id]))
    if wanted.since is not None:
        parts.append(('"at" >= ?', [wanted.since]))
    if wanted.until is not None:
        parts.append(('"at" <= ?', [wanted.until]))
    return " AND ".join(sql for sql, _ in parts), [value for _, values in parts for value in values]
