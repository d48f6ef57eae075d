"""A large store for the benchmarks: customers and events drawn inside the engine, by a seed.

Not the sample shop: the point is size and plain distributions, so that hand-written SQL can be compared.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import time
from pathlib import Path

from clientela.store import Engine
from clientela.workspace import FILE, Workspace, create, open_workspace

UNTIL = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
_CITIES = (
    "['Barcelona', 'Girona', 'Reus', 'Warszawa', 'Kraków',"
    " 'Cluj-Napoca', 'Iași', 'Chișinău', 'Riga', 'Almaty']"
)

_CUSTOMERS = f"""
INSERT INTO customers BY NAME
SELECT i AS customer_id, 'C' || i AS external_id,
    TIMESTAMPTZ '2022-01-01 00:00:00+00' AS created_at,
    TIMESTAMPTZ '2022-01-01 00:00:00+00' AS received_at, 'bench' AS source,
    {_CITIES}[1 + (hash(i) % 10)::INT] AS city,
    ['ES', 'PL', 'RO', 'MD', 'LV'][1 + (hash(i + 1) % 5)::INT] AS country,
    DATE '2026-01-01' - (18 + hash(i + 2) % 60)::INT * 365 AS birthday,
    (800 + hash(i + 3) % 4000)::DECIMAL(18, 4) AS income
FROM range(1, ? + 1) t(i)
"""

# Shares of kinds as a shop sees them.
SHARES = {
    "page_viewed": 45,
    "product_viewed": 20,
    "product_added": 10,
    "order_completed": 13,
    "message_opened": 7,
    "message_clicked": 5,
}
FIRST_YEAR, MONTHS = 2022, 57

# One kind in one month, ordered as compaction would order it.
_EVENTS = """
INSERT INTO events BY NAME
WITH drawn AS (
    SELECT i, 1 + (hash(i * 7 + 1) % $customers)::BIGINT AS customer_id, hash(i * 7 + 3) AS h3,
        hash(i * 7 + 4) AS h4, hash(i * 7 + 5) AS h5
    FROM range($first, $last) t(i)
)
SELECT 'e' || i AS event_id, customer_id,
    $start::TIMESTAMPTZ + to_seconds((h3 % $seconds)::BIGINT) AS "at", "at" AS received_at, $kind AS kind,
    ['shoes', 'coats', 'hats', 'shirts', 'bags'][1 + (h4 % 5)::INT] AS category,
    CASE WHEN $cart THEN 'c' || customer_id || '-' || (h5 % 12) END AS cart_id,
    CASE WHEN $cart THEN ((h4 % 20000)::DECIMAL(18, 4) / 100)::DECIMAL(18, 4) END AS amount,
    CASE WHEN $cart THEN (h5 % 3)::DECIMAL(18, 4) END AS discount,
    'bench' AS source
FROM drawn ORDER BY customer_id, "at"
"""


def _fill_events(engine: Engine, customers: int, events: int) -> None:
    made = 0
    for kind, share in SHARES.items():
        for month in range(MONTHS):
            start = dt.datetime(FIRST_YEAR + month // 12, month % 12 + 1, 1, tzinfo=dt.UTC)
            end = dt.datetime(FIRST_YEAR + (month + 1) // 12, (month + 1) % 12 + 1, 1, tzinfo=dt.UTC)
            number = events * share // 100 // MONTHS
            values = {
                "$customers": str(customers),
                "$first": str(made),
                "$last": str(made + number),
                "$start": f"'{start.isoformat()}'",
                "$seconds": str(int((end - start).total_seconds())),
                "$kind": f"'{kind}'",
                "$cart": "true" if kind in ("product_added", "order_completed") else "false",
            }
            engine.execute(re.sub(r"\$\w+", lambda found: values[found[0]], _EVENTS))  # noqa: B023
            made += number


def big_workspace(folder: Path, customers: int, events: int) -> Workspace:
    """The store of that size in `folder`, made where it is missing."""
    if (folder / FILE).exists():
        return open_workspace(folder)
    started = time.perf_counter()
    workspace = create(folder, time_zone="Europe/Madrid")
    engine = workspace.store.engine
    engine.execute(_CUSTOMERS, (customers,))
    _fill_events(engine, customers, events)
    engine.execute(
        "UPDATE customers SET first_event_at = f.first_at FROM"
        ' (SELECT customer_id, min("at") AS first_at FROM events GROUP BY customer_id) f'
        " WHERE f.customer_id = customers.customer_id"
    )
    print(
        f"made {customers:,} customers, {events:,} events in {time.perf_counter() - started:.0f} s",
        file=sys.stderr,
    )
    return workspace
