"""A small firm for the store's tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pyarrow as pa

from clientela.rules.types import ValueType
from clientela.store import Store

ATTRIBUTES = {
    "customer": {
        "city": ValueType.TEXT,
        "age": ValueType.INTEGER,
        "weight": ValueType.NUMBER,
        "income": ValueType.MONEY,
        "vip": ValueType.BOOLEAN,
        "birthday": ValueType.DATE,
        "last_visit": ValueType.INSTANT,
        "interests": ValueType.LIST,
        "company_id": ValueType.INTEGER,
    },
    "company": {"name": ValueType.TEXT, "employees": ValueType.INTEGER},
    "deal": {"status": ValueType.TEXT, "customer_id": ValueType.INTEGER, "company_id": ValueType.INTEGER},
    "product": {"price": ValueType.MONEY},
}
UTC_INSTANT = pa.timestamp("us", "UTC")


def day(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


RECEIVED = day("2026-05-01")


def customers(store: Store, ids: Iterable[int]) -> None:
    store.write_entities(
        "customer", pa.table({"customer_id": list(ids)}), source="test", received_at=RECEIVED
    )


def events(*rows: tuple[str, int, str], **columns: object) -> pa.Table:
    """Events of (event_id, customer_id, day), all of one kind."""
    return pa.table(
        {
            "event_id": pa.array([row[0] for row in rows], pa.string()),
            "customer_id": pa.array([row[1] for row in rows], pa.int64()),
            "at": pa.array([day(row[2]) for row in rows], UTC_INSTANT),
            "kind": ["order_completed"] * len(rows),
            **columns,
        }
    )
