"""One event an order, summed from the events of its lines."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from clientela.store.engine import Engine
from clientela.store.events import append_in_groups
from clientela.store.journal import TAKEN, note_rows

# The lines of every order that this source brought a line of, whichever import brought the others.
_TOTALS = """
CREATE TEMP TABLE order_totals AS
SELECT CASE kind WHEN 'product_bought' THEN 'order_completed' ELSE 'order_refunded' END AS kind,
  ref, customer_id,
  min("at") AS "at", sum(amount) AS amount, sum(quantity) AS quantity, sum(discount) AS discount,
  min(currency) AS currency, min(channel) AS channel, min(payment_method) AS payment_method,
  min(coupon) AS coupon, min(cart_id) AS cart_id, min(campaign) AS campaign
FROM events WHERE kind IN ('product_bought', 'product_returned') AND ref IN (
  SELECT ref FROM events WHERE source = ? AND kind IN ('product_bought', 'product_returned'))
  AND ref NOT IN (SELECT ref FROM events WHERE kind = 'order_cancelled' AND ref IS NOT NULL)
GROUP BY kind, ref, customer_id
"""
_IDS = """
CREATE TEMP TABLE order_events AS
SELECT t.kind || ':' || t.ref
  || CASE WHEN row_number() OVER (PARTITION BY t.kind, t.ref ORDER BY t."at", t.customer_id) > 1
  THEN ':' || t.customer_id ELSE '' END AS event_id, t.*
FROM order_totals t
"""
_REVISED = """
CREATE TEMP TABLE revised AS
SELECT o.event_id, e.payment_method, e.coupon, e.channel, e.cart_id, e.campaign, e.discount,
  e.properties, e."at", e.text
FROM order_events o JOIN events e USING (event_id)
WHERE e.amount IS DISTINCT FROM o.amount OR e.quantity IS DISTINCT FROM o.quantity
"""
_ROWS = """
SELECT o.event_id, o.customer_id, coalesce(r."at", o."at") AS "at", CAST(? AS TIMESTAMPTZ) AS received_at,
  o.kind, o.ref, ? AS source, o.amount, o.currency, o.quantity, coalesce(o.discount, r.discount) AS discount,
  coalesce(o.channel, r.channel) AS channel, coalesce(o.payment_method, r.payment_method) AS payment_method,
  coalesce(o.coupon, r.coupon) AS coupon, coalesce(o.cart_id, r.cart_id) AS cart_id,
  coalesce(o.campaign, r.campaign) AS campaign, r.text, r.properties
FROM order_events o LEFT JOIN revised r USING (event_id)
WHERE r.event_id IS NOT NULL OR NOT EXISTS (SELECT 1 FROM events e WHERE e.event_id = o.event_id)
"""
# What this import wrote itself, before it was broken off, is no loss.
_OTHERS = """
event_id IN (SELECT event_id FROM revised) AND (source IS DISTINCT FROM ? OR received_at IS DISTINCT FROM ?)
"""


def write_order_totals(engine: Engine, *, source: str, received_at: dt.datetime) -> tuple[Counter[str], int]:
    """Write the order events of a source's lines; returns the new ones by kind and how many were revised.

    An order event is what its lines add up to: where more lines have come, it is replaced, and what it
    knew beside (how it was paid, its status) stays.
    """
    with engine.transaction():
        engine.execute(_TOTALS, [source])
        engine.execute(_IDS)
        engine.execute(_REVISED)
        rows = engine.table(_ROWS, [received_at, source])
        revised = int(engine.rows("SELECT count(*) FROM revised")[0][0])
        marks = [source, received_at]
        note_rows(
            engine, "events", TAKEN, _OTHERS, marks, entity="customer", owner="customer_id", always=True
        )
        engine.execute("DELETE FROM events WHERE event_id IN (SELECT event_id FROM revised)")
        new = dict(
            engine.rows(
                "SELECT kind, count(*) FROM order_events o WHERE NOT EXISTS "
                "(SELECT 1 FROM events e WHERE e.event_id = o.event_id) "
                "AND o.event_id NOT IN (SELECT event_id FROM revised) GROUP BY kind"
            )
        )
        append_in_groups(engine, rows)
        for table in ("order_totals", "order_events", "revised"):
            engine.execute(f"DROP TABLE {table}")
    return Counter(new), revised
