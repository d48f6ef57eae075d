"""The currencies a firm is paid in: amounts are kept as they were paid, and nothing converts them."""

from __future__ import annotations

import datetime as dt

from clientela.segments.base import Base

RAREST = 0.01
"""A currency of fewer of the orders is an exception, not one of several."""


def order_currencies(base: Base, as_of: dt.datetime) -> dict[str, int]:
    """How many orders up to the instant name each currency, the most frequent first."""
    found = base.engine.rows(
        "SELECT currency, count(*) FROM events WHERE kind = 'order_completed' AND \"at\" <= ? "
        "AND currency IS NOT NULL GROUP BY currency ORDER BY 2 DESC, 1",
        [base.in_utc(as_of)],
    )
    return {str(currency): int(orders) for currency, orders in found}


def usual_currencies(base: Base, as_of: dt.datetime) -> tuple[str, ...]:
    """Those of at least one order in a hundred, the most frequent first."""
    orders = order_currencies(base, as_of)
    least = RAREST * sum(orders.values())
    return tuple(currency for currency, count in orders.items() if count >= least)
