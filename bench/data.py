"""A large store for the benchmarks: customers and events drawn inside the engine, by a seed.

Not the sample shop: the point is size and plain distributions, so that hand-written SQL can be compared.
"""

from __future__ import annotations

import datetime as dt
import sys
import time
from pathlib import Path

from clientela.workspace import FILE, Workspace, create, open_workspace

UNTIL = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
_CITIES = "['Barcelona', 'Girona', 'Reus', 'Warszawa', 'Kraków', 'Cluj-Napoca', 'Iași', 'Chișinău', 'Riga', 'Almaty']"

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

# Shares of kinds as a shop sees them; a cart in three is ordered within a day.
_EVENTS = """
INSERT INTO events BY NAME
WITH drawn AS (
    SELECT i, 1 + (hash(i * 7 + 1) % ?)::BIGINT AS customer_id, hash(i * 7 + 2) % 100 AS pick,
        hash(i * 7 + 3) AS h3, hash(i * 7 + 4) AS h4, hash(i * 7 + 5) AS h5
    FROM range(? , ?) t(i)
)
SELECT 'e' || i AS event_id, customer_id,
    TIMESTAMPTZ '2022-01-01 00:00:00+00' + to_seconds((h3 % 149_817_600)::BIGINT) AS "at",
    "at" AS received_at,
    CASE WHEN pick < 45 THEN 'page_viewed' WHEN pick < 65 THEN 'product_viewed' WHEN pick < 75 THEN 'product_added'
         WHEN pick < 88 THEN 'order_completed' WHEN pick < 95 THEN 'message_opened' ELSE 'message_clicked' END AS kind,
    ['shoes', 'coats', 'hats', 'shirts', 'bags'][1 + (h4 % 5)::INT] AS category,
    CASE WHEN pick >= 65 AND pick < 88 THEN 'c' || customer_id || '-' || (h5 % 12) END AS cart_id,
    CASE WHEN pick >= 75 AND pick < 88 THEN ((h4 % 20000)::DECIMAL(18, 4) / 100)::DECIMAL(18, 4) END AS amount,
    CASE WHEN pick >= 75 AND pick < 88 THEN (h5 % 3)::DECIMAL(18, 4) END AS discount,
    'bench' AS source
FROM drawn ORDER BY kind, date_trunc('month', "at"), customer_id, "at"
"""


def big_workspace(folder: Path, customers: int, events: int) -> Workspace:
    """The store of that size in `folder`, made where it is missing."""
    if (folder / FILE).exists():
        return open_workspace(folder)
    started = time.perf_counter()
    workspace = create(folder, time_zone="Europe/Madrid")
    engine = workspace.store.engine
    engine.execute(_CUSTOMERS, (customers,))
    # in one statement, so that the whole is ordered as compaction would order it
    engine.execute(_EVENTS, (customers, 0, events))
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
