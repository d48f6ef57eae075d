"""The timeline of one customer, page by page: what happened, what changed, what she agreed to.

A page goes on after the last entry seen, so that none is skipped or repeated while others arrive, and costs
the same however long the timeline is.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from clientela.errors import ClientelaError
from clientela.store import Engine
from clientela.store.schema import TABLES
from clientela.store.tables import names_of

CHANGED = "attribute_changed"
CONSENTED = ("consent_given", "consent_withdrawn")
_LEFT_OUT = frozenset({"customer_id", "at", "received_at", "kind", "source", "properties", "event_id"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its instant, the table it is from, and its key in it."""

    at: dt.datetime
    table: str
    key: str

    def __str__(self) -> str:
        return f"{self.at.astimezone(dt.UTC).isoformat()}~{self.table}~{self.key}"

    @classmethod
    def read(cls, text: str) -> Place:
        """The place that `str` wrote; raises ClientelaError for anything else."""
        at, _, rest = text.partition("~")
        table, _, key = rest.partition("~")
        try:
            instant = dt.datetime.fromisoformat(at)
        except ValueError:
            raise ClientelaError("this is no place on a timeline; begin at the newest entry") from None
        if instant.tzinfo is None or table not in {"event", "change", "consent"}:
            raise ClientelaError("this is no place on a timeline; begin at the newest entry")
        return cls(instant, table, key)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `lines` are the lines of an order, which stand inside it."""

    place: Place
    kind: str
    details: dict[str, Any]
    source: str | None
    lines: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Only:
    """What of a timeline is asked for; empty: everything."""

    kinds: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Entries, the newest first, and the place to go on from; None at the end."""

    entries: tuple[Entry, ...]
    further: Place | None


@dataclass(frozen=True, slots=True)
class Found:
    """How many entries of a kind came by a channel."""

    kind: str
    channel: str | None
    count: int


def timeline_page(
    engine: Engine,
    customer: int,
    as_of: dt.datetime,
    *,
    only: Only = Only(),
    beyond: Place | None = None,
    limit: int = 30,
) -> TimelinePage:
    """The next `limit` entries older than `beyond`, of those not later than `as_of`."""
    where, parameters = _narrowed(only, beyond)
    rows = engine.rows(
        f'SELECT "at", of, id, kind, source, first, second, third FROM ({_ALL}) WHERE {where} '
        'ORDER BY "at" DESC, of DESC, id DESC LIMIT ?',
        [*_bound(customer, as_of), *parameters, limit + 1],
    )
    shown = rows[:limit]
    events = _events(engine, customer, [row for row in shown if row[1] == "event"])
    lines = _lines(
        engine, customer, [event for event in events.values() if event["kind"] == "order_completed"]
    )
    entries = tuple(_entry(row, events, lines) for row in shown)
    return TimelinePage(entries, entries[-1].place if len(rows) > limit else None)


def timeline_kinds(engine: Engine, customer: int, as_of: dt.datetime) -> list[Found]:
    """What is on the timeline, by kind and channel, the most frequent first."""
    rows = engine.rows(
        f"SELECT kind, channel, count(*) FROM ({_ALL}) GROUP BY ALL ORDER BY 3 DESC, 1, 2",
        _bound(customer, as_of),
    )
    return [Found(*row) for row in rows]


# Lines stand inside their order where there is one.
_ALL = """
SELECT "at", 'event' AS of, event_id AS id, kind, channel, source,
  NULL AS first, NULL AS second, NULL AS third
FROM events WHERE customer_id = ? AND "at" <= ? AND NOT (kind = 'product_bought' AND ref IS NOT NULL
  AND ref IN (SELECT ref FROM events WHERE customer_id = ? AND kind = 'order_completed' AND ref IS NOT NULL))
UNION ALL
SELECT "at", 'change', attribute || ':' || seq, 'attribute_changed', NULL, source, attribute, value, before
FROM (SELECT *, lag(value) OVER (PARTITION BY attribute ORDER BY "at", seq) AS before
  FROM attribute_changes WHERE entity = 'customer' AND id = ? AND "at" <= ?) WHERE NOT assumed
UNION ALL
SELECT "at", 'consent', channel || ':' || purpose || ':' || state, 'consent_' || state, channel, source,
  purpose, wording, NULL FROM consents WHERE customer_id = ? AND "at" <= ?
"""


def _bound(customer: int, as_of: dt.datetime) -> list[Any]:
    return [customer, as_of, customer, customer, as_of, customer, as_of]


def _narrowed(only: Only, beyond: Place | None) -> tuple[str, list[Any]]:
    parts: list[str] = ["true"]
    parameters: list[Any] = []
    for column, values in (("kind", only.kinds), ("channel", only.channels)):
        if values:
            parts.append(f"{column} IN ({', '.join('?' * len(values))})")
            parameters += values
    if beyond is not None:
        parts.append('("at" < ? OR "at" = ? AND (of < ? OR of = ? AND id < ?))')
        parameters += [beyond.at, beyond.at, beyond.table, beyond.table, beyond.key]
    return " AND ".join(parts), parameters


def _events(engine: Engine, customer: int, rows: Sequence[tuple[Any, ...]]) -> dict[str, dict[str, Any]]:
    """The events of the page by their ids; between two instants the engine reads little else."""
    if not rows:
        return {}
    ids = [row[2] for row in rows]
    found = engine.table(
        f"SELECT {names_of(TABLES['events'])} FROM events WHERE customer_id = ? "
        f'AND "at" BETWEEN ? AND ? AND event_id IN ({", ".join("?" * len(ids))})',
        [customer, rows[-1][0], rows[0][0], *ids],
    )
    return {row["event_id"]: row for row in found.to_pylist()}


def _lines(
    engine: Engine, customer: int, orders: Sequence[dict[str, Any]]
) -> dict[str, list[dict[str, Any]]]:
    refs = [order["ref"] for order in orders if order["ref"]]
    if not refs:
        return {}
    found = engine.table(
        f"SELECT {names_of(TABLES['events'])} FROM events WHERE customer_id = ? AND kind = 'product_bought' "
        f"AND ref IN ({', '.join('?' * len(refs))}) ORDER BY amount DESC, event_id",
        [customer, *refs],
    )
    lines: dict[str, list[dict[str, Any]]] = {}
    for row in found.to_pylist():
        lines.setdefault(row["ref"], []).append(_details(row))
    return lines


def _entry(
    row: tuple[Any, ...], events: dict[str, dict[str, Any]], lines: dict[str, list[dict[str, Any]]]
) -> Entry:
    at, of, key, kind, source, first, second, third = row
    place = Place(at, of, key)
    if of == "change":
        return Entry(place, kind, {"attribute": first, "value": second, "before": third}, source)
    if of == "consent":
        details = {"channel": key.split(":")[0], "purpose": first, "wording": second}
        return Entry(place, kind, details, source)
    event = events[key]
    of_order = lines.get(event["ref"] or "", []) if kind == "order_completed" else []
    return Entry(place, kind, _details(event), source, tuple(of_order))


def _details(event: dict[str, Any]) -> dict[str, Any]:
    """The fields that say something, those in the properties among them."""
    told = {name: value for name, value in event.items() if name not in _LEFT_OUT and value is not None}
    return {**(json.loads(event["properties"]) if event["properties"] else {}), **told}
