"""What category each customer is likeliest to buy next: her own habits, drawn towards everybody's.

Only kept where it proves itself: on purchases it has not seen it must name the next category better than
naming the most popular one for all.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from clientela.discover.lifetime.accuracy import Figure, worse_by
from clientela.discover.lifetime.reading import Cut, Ids, cut_at, end_of, last_whole_day
from clientela.segments.base import Base

WINDOW = 90  # days in which the next purchase of the test is looked for
LEAST = 200  # purchases to test on
PRIOR = 2  # purchases that everybody's habits weigh as much as
OWN = 2  # days with a category before it is called hers


@dataclass(frozen=True, slots=True)
class CategoryTest:
    """How often the next purchase held the category named, and how much oftener than the most popular one."""

    customers: int
    hits: float
    gain: Figure

    @property
    def is_better(self) -> bool:
        """Whether it is surely better than one answer for all."""
        return self.gain.low > 0


def category_test(base: Base, as_of: dt.datetime) -> CategoryTest | None:
    """The test on purchases of the last 90 days; None where there are fewer than 200 to look at."""
    until = end_of(last_whole_day(as_of, base.zone), base.zone)
    then = end_of(until.day - dt.timedelta(days=WINDOW), base.zone)
    named = likeliest(base, then)
    came = base.engine.stream(_next_sql(base), [then.at, until.at]).read_all()
    with base.engine.offered("named_categories", named), base.engine.offered("came_categories", came):
        found = base.engine.table(
            "SELECT bool_or(c.category = n.category)::INT AS hit, "
            "bool_or(c.category = n.popular)::INT AS usual "
            "FROM named_categories n JOIN came_categories c USING (customer_id) GROUP BY customer_id "
            "ORDER BY customer_id"
        )
    if found.num_rows < LEAST:
        return None
    hit, usual = (found.column(name).to_numpy().astype(np.float64) for name in ("hit", "usual"))
    return CategoryTest(found.num_rows, float(hit.mean()), worse_by(hit, usual))


def likeliest(base: Base, cut: Cut) -> pa.Table:
    """`customer_id`, `category` and `popular` (the same for all) of who bought a category at least twice."""
    return base.engine.stream(_likeliest_sql(_day(base)), [cut.at]).read_all()


def categories_of(base: Base, as_of: dt.datetime, customer_ids: Ids) -> np.ndarray:
    """The likeliest category of each customer; None where she has no habit."""
    found = likeliest(base, cut_at(as_of, base.zone))
    named = dict(
        zip(found.column("customer_id").to_pylist(), found.column("category").to_pylist(), strict=True)
    )
    return np.array([named.get(each) for each in customer_ids.tolist()], dtype=object)


def _day(base: Base) -> str:
    zone = "'" + base.zone.key.replace("'", "''") + "'"
    return base.engine.functions["local_date"].format('"at"', zone)


def _likeliest_sql(day: str) -> str:
    """The category of the largest posterior share (days plus PRIOR × everybody's shares); ties by name."""
    return (
        f"WITH counted AS (SELECT customer_id, category, count(DISTINCT {day}) AS bought FROM events "
        f'WHERE kind IN {_KINDS} AND "at" <= ? AND category IS NOT NULL GROUP BY customer_id, category), '
        "shares AS (SELECT category, sum(bought)::DOUBLE / (SELECT sum(bought) FROM counted) AS share "
        "FROM counted GROUP BY category), "
        "ranked AS (SELECT customer_id, category, bought, row_number() OVER "
        f"(PARTITION BY customer_id ORDER BY bought + {PRIOR} * share DESC, category) AS place "
        "FROM counted JOIN shares USING (category)) "
        "SELECT customer_id, category, "
        "(SELECT category FROM shares ORDER BY share DESC, category LIMIT 1) AS popular "
        f"FROM ranked WHERE place = 1 AND bought >= {OWN} ORDER BY customer_id"
    )


def _next_sql(base: Base) -> str:
    """The categories of each customer's first purchase day after the one instant, up to the other."""
    return (
        f"WITH later AS (SELECT customer_id, category, {_day(base)} AS day FROM events "
        f"WHERE kind IN {_KINDS} "
        'AND "at" > ? AND "at" <= ? AND category IS NOT NULL) '
        "SELECT DISTINCT customer_id, category FROM later "
        "QUALIFY day = min(day) OVER (PARTITION BY customer_id) ORDER BY customer_id, category"
    )


_KINDS = "('order_completed', 'product_bought')"  # a category stands on an order, or on each of its lines
