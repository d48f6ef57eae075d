"""How many did of themselves, lately, what a campaign is to bring about: asked before it is sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from clientela.measure.campaigns.gathering import fill
from clientela.measure.campaigns.sent import LEDGER, NOT_ASSIGNED
from clientela.store import Engine


@dataclass(frozen=True, slots=True)
class Past:
    """Of so many customers, how many had the event in as many days before as the window is long."""

    goal: str
    days: int
    customers: int
    converted: int

    @property
    def rate(self) -> float:
        """Their share; nothing of nobody."""
        return self.converted / self.customers if self.customers else 0.0


def past_of(engine: Engine, rows: Iterable[pa.RecordBatch], goal: str, days: int, as_of: dt.datetime) -> Past:
    """What those whom the lot could draw did in the window that ends at the instant.

    `rows` are batches of `LEDGER`, read once.
    """
    left_out = ", ".join("?" for _ in NOT_ASSIGNED)
    with engine.snapshot():
        fill(engine, "ledger_rows", LEDGER, rows)
        ((customers, converted),) = engine.rows(
            f"""WITH bought AS (SELECT DISTINCT customer_id FROM events
                                WHERE kind = ? AND "at" > ? AND "at" <= ?)
                SELECT count(*), count(bought.customer_id)
                FROM ledger_rows AS rows JOIN customers USING (customer_id)
                LEFT JOIN bought ON bought.customer_id = rows.customer_id
                WHERE coalesce(rows.reason, '') NOT IN ({left_out})""",
            (goal, as_of - dt.timedelta(days=days), as_of, *NOT_ASSIGNED),
        )
    return Past(goal, days, customers, converted)
