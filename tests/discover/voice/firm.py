"""Small firms whose customers said what a test lets them say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

import clientela
from clientela.store.schema import TABLES
from clientela.workspace import Workspace

AS_OF = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
Said = dict[str, Any]


def said(customer: int, text: str | None = None, **more: Any) -> Said:
    """A review, unless `kind` is given, a day before AS_OF unless `at` is."""
    return {"customer_id": customer, "text": text, "kind": "review_written", "at": AS_OF - DAY} | more


def make_firm(folder: Path, events: Iterable[Said], people: Iterable[Said] = ()) -> Workspace:
    """A workspace with these events, and the customers they name."""
    rows = list(events)
    known = {row["customer_id"]: row for row in people}
    ids = sorted({row["customer_id"] for row in rows} | set(known))
    firm = clientela.create(folder, time_zone="Europe/Madrid")
    names = sorted({name for row in known.values() for name in row} - {"customer_id"})
    customers = pa.table(
        {"customer_id": ids, "external_id": [f"C{number}" for number in ids]}
        | {name: [known.get(number, {}).get(name) for number in ids] for name in names}
    )
    firm.store.write_entities("customer", customers, source="test", received_at=AS_OF)
    firm.store.append_events(_events(rows))
    return firm


def _events(rows: list[Said]) -> pa.Table:
    columns = [name for name in TABLES["events"] if any(name in row for row in rows)]
    table = {name: [row.get(name) for row in rows] for name in columns if name not in ("at", "score")}
    table["event_id"] = [row.get("event_id", f"e{number}") for number, row in enumerate(rows)]
    table["score"] = [None if row.get("score") is None else str(row["score"]) for row in rows]
    at = pa.array([row["at"] for row in rows], pa.timestamp("us", "UTC"))
    return pa.table(table | {"at": at})
