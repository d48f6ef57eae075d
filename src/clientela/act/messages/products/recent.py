"""What customers bought last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import groupby

from clientela.act.messages.products.facts import KNOWN, MEMBERS, Product, asked
from clientela.catalog.variables.purchases import BOUGHT
from clientela.rules.nodes import Rule
from clientela.segments.base import Base

MOST_RECENT = 10

_SQL = f"""
WITH bought AS (
    SELECT e.customer_id, e.item, max(e."at") AS bought_at, max_by(e.category, e."at") AS category
    FROM events e
    WHERE e.customer_id IN (SELECT customer_id FROM {MEMBERS}) AND e.kind IN (?, ?)
        AND e."at" <= ? AND e.item IS NOT NULL
    GROUP BY e.customer_id, e.item
), ranked AS (
    SELECT *, row_number() OVER (PARTITION BY customer_id ORDER BY bought_at DESC, item) AS place FROM bought
)
SELECT r.customer_id, r.item, {KNOWN.format(item="r.item", category="coalesce(p.category, r.category)")},
    r.bought_at
FROM ranked r LEFT JOIN products p ON p.external_id = r.item
WHERE r.place <= ? ORDER BY r.customer_id, r.place
"""


def recent_products(
    base: Base,
    rule: Rule,
    as_of: dt.datetime,
    most: int = MOST_RECENT,
    *,
    only: Sequence[int] | None = None,
) -> Iterator[tuple[int, list[Product]]]:
    """The latest different items of each member who bought any, newest first, by rising `customer_id`."""
    instant = base.in_utc(as_of)
    members = asked(base, rule, instant, only)
    with base.engine.offered(MEMBERS, members):
        stream = base.engine.stream(_SQL, [*BOUGHT, instant, most])
    rows = (row for batch in stream for row in batch.to_pylist())
    for number, group in groupby(rows, lambda row: row["customer_id"]):
        yield int(number), [_dated(row, base) for row in group]


def _dated(row: Product, base: Base) -> Product:
    at = row["bought_at"]
    known = {name: value for name, value in row.items() if name not in ("customer_id", "bought_at")}
    return {**known, "bought_on": at.astimezone(base.zone).date() if isinstance(at, dt.datetime) else None}
