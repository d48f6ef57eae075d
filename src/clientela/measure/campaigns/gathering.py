"""A campaign's ledger beside the events of its customers, in temporary tables of the engine.

Nothing is held in Python: the ledger streams in as Arrow, the engine joins and adds up, and what comes out is
a row a group, or a narrow row a customer for the lift.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

import pyarrow as pa

from clientela.measure.campaigns.sent import HELD_OUT, LEDGER, NOT_ASSIGNED, Declared, Reading, Sent
from clientela.store import Engine

_OFFER = "ledger_offer"
_MARKS = ("delivered", "opened", "clicked", "replied")
# what a message cost is owed for whatever left the house, arrived or not
_WENT_OUT = ("sent", "delivered", "unknown")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The tables of one campaign in the engine: `ledger_rows`, `drawn`, and `customer_rows`."""

    engine: Engine
    sent: Sent
    reading: Reading
    holdout: str
    """What the arm that got nothing is called."""


@contextmanager
def gathered(engine: Engine, sent: Sent, reading: Reading) -> Iterator[Gathered]:
    """The campaign's tables for the length of the block, all of one state of the data."""
    holdout = held_out_name((sent.name, *sent.variants))
    with engine.snapshot():
        fill(engine, "ledger_rows", LEDGER, sent.rows)
        found = Gathered(engine, sent, reading, holdout)
        _draw(found)
        if sent.began is not None:
            _mark(found, sent.began)
            _answer(found, sent.began)
        yield found


def held_out_name(arms: Iterable[str]) -> str:
    """A name for the arm that got nothing which no variant has."""
    name, taken = HELD_OUT, frozenset(arms)
    while name in taken:
        name = f"{name} *"
    return name


def fill(
    engine: Engine, table: str, schema: pa.Schema, rows: Iterable[pa.RecordBatch], among: str = ""
) -> None:
    """A temporary table with the batches in it; `among` joins away rows that are not wanted.

    Batch by batch, and not as one stream: the engine would read a stream in a thread of its own, where
    whoever makes the batches has no connection to the database they come from.
    """
    with engine.offered(_OFFER, schema.empty_table()):
        engine.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM {_OFFER}")
    for batch in rows:
        with engine.offered(_OFFER, pa.Table.from_batches([batch.cast(schema)])):
            engine.execute(f"INSERT INTO {table} SELECT * FROM {_OFFER} {among}")


def _draw(found: Gathered) -> None:
    """Everybody who was drawn into an arm and is still a customer."""
    left_out = ", ".join("?" for _ in NOT_ASSIGNED)
    found.engine.execute(
        f"""CREATE TEMP TABLE drawn AS
            SELECT rows.customer_id, rows.segment, rows.channel, rows.state, rows.at,
                   rows.reason = ? AS is_held,
                   CASE WHEN rows.reason = ? THEN ? ELSE coalesce(nullif(rows.variant, ''), ?) END AS arm
            FROM ledger_rows AS rows JOIN customers USING (customer_id)
            WHERE coalesce(rows.reason, '') NOT IN ({left_out})""",
        (HELD_OUT, HELD_OUT, found.holdout, found.sent.name, *NOT_ASSIGNED),
    )


def _mark(found: Gathered, began: dt.datetime) -> None:
    """What became of each message, by people and by machines alone."""
    names = found.sent.names
    marks = ", ".join(
        f"bool_or(kind = 'message_{mark}' AND NOT coalesce(machine, FALSE)) AS {mark},"
        f" bool_or(kind = 'message_{mark}' AND coalesce(machine, FALSE)) AS {mark}_by_machine"
        for mark in _MARKS
    )
    found.engine.execute(
        f"""CREATE TEMP TABLE marks AS
            SELECT customer_id, {marks},
                   bool_or(kind = 'message_complained') AS complained,
                   bool_or(kind = 'message_unsubscribed') AS unsubscribed
            FROM events
            WHERE kind IN ('message_delivered', 'message_opened', 'message_clicked', 'message_replied',
                           'message_complained', 'message_unsubscribed')
              AND campaign IN ({", ".join("?" for _ in names)}) AND "at" >= ? AND "at" <= ?
            GROUP BY customer_id""",
        (*names, began, found.reading.as_of),
    )


def _answer(found: Gathered, began: dt.datetime) -> None:
    """A row a customer: her arm, her funnel, what she bought in the window and before it."""
    reading, until = found.reading, found.reading.until(began)
    before = began - dt.timedelta(days=reading.before_days)
    went_out = ", ".join(f"'{state}'" for state in _WENT_OUT)
    cost, costs = _cost(found)
    found.engine.execute(
        f"""CREATE TEMP TABLE customer_rows AS
            WITH bought AS (
                SELECT customer_id,
                       count(*) FILTER ("at" >= ?) AS orders,
                       coalesce(sum(amount) FILTER ("at" >= ?), 0) AS sales,
                       count(*) FILTER ("at" < ?) AS orders_before,
                       coalesce(sum(amount) FILTER ("at" < ?), 0) AS sales_before
                FROM events SEMI JOIN drawn USING (customer_id)
                WHERE kind = ? AND "at" >= ? AND "at" < ? AND "at" <= ?
                GROUP BY customer_id)
            SELECT drawn.customer_id, drawn.arm, drawn.segment, drawn.channel, drawn.is_held,
                   (drawn.state = 'delivered' AND drawn.at <= ?) OR coalesce(delivered, FALSE)
                       OR coalesce(opened OR clicked OR replied, FALSE)
                       OR coalesce(delivered_by_machine OR opened_by_machine OR clicked_by_machine, FALSE)
                       AS delivered,
                   coalesce(opened OR clicked OR replied, FALSE) AS opened,
                   coalesce(clicked, FALSE) AS clicked, coalesce(replied, FALSE) AS replied,
                   coalesce(opened_by_machine, FALSE) AS opened_by_machine,
                   coalesce(clicked_by_machine, FALSE) AS clicked_by_machine,
                   coalesce(complained, FALSE) AS complained, coalesce(unsubscribed, FALSE) AS unsubscribed,
                   CASE WHEN drawn.state IN ({went_out}) THEN {cost} ELSE 0 END AS cost,
                   coalesce(orders, 0) > 0 AS converted,
                   CAST(coalesce(sales, 0) AS DOUBLE) AS sales,
                   coalesce(orders_before, 0) > 0 AS bought_before,
                   CAST(coalesce(sales_before, 0) AS DOUBLE) AS sales_before
            FROM drawn LEFT JOIN marks USING (customer_id) LEFT JOIN bought USING (customer_id)""",
        (*(began,) * 4, reading.goal, before, until, reading.as_of, reading.as_of, *costs),
    )


def _cost(found: Gathered) -> tuple[str, tuple[object, ...]]:
    """What a message to an arm costs: one figure for all, or what was declared of each variant."""
    if found.reading.cost is not None:
        return "CAST(? AS DOUBLE)", (found.reading.cost,)
    declared = found.sent.declared or Declared()
    costs = [(variant or found.sent.name, cost) for variant, cost in declared.costs.items()]
    whens = "".join(" WHEN drawn.arm = ? THEN CAST(? AS DOUBLE)" for _ in costs)
    # the first condition is never met: a CASE needs one
    return f"CASE WHEN FALSE THEN 0{whens} ELSE CAST(0 AS DOUBLE) END", tuple(chain.from_iterable(costs))
