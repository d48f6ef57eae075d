"""Events as they lie in the store: listed, and counted by kind."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

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


@dataclass(frozen=True, slots=True)
class DayCount:
    """How much happened on one day of the firm's zone."""

    day: dt.date
    events: int


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


def count_by_day(engine: Engine, first: dt.date, until: dt.datetime, zone: ZoneInfo) -> list[DayCount]:
    """The events of each day of the zone from the first up to the instant; quiet days are there with none."""
    start = dt.datetime.combine(first, dt.time(), zone)
    rows = engine.rows(
        'SELECT CAST("at" AT TIME ZONE ? AS DATE) AS day, count(*) FROM events'
        ' WHERE "at" >= ? AND "at" <= ? GROUP BY day',
        [zone.key, start, until],
    )
    found = {day: int(events) for day, events in rows}
    count = (until.astimezone(zone).date() - first).days + 1
    days = (first + dt.timedelta(days=step) for step in range(count))
    return [DayCount(day, found.get(day, 0)) for day in days]


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
