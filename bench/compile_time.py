"""Rule text to SQL: median milliseconds of each step, for a rule of ten conditions.

python bench/compile_time.py
"""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from clientela.catalog import FirmCatalog
from clientela.compile import Context, Question, count_query
from clientela.rules.check import check
from clientela.rules.text import parse_rule
from clientela.store.engines.duckdb import FUNCTIONS

RULE = """
country in ('RO', 'MD') and age between 25 and 35 and interests includes any ('urban', 'casual')
  and count(order_completed where category = 'shoes', last 90 days) >= 3
  and sum(order_completed.amount, last 365 days) > 500 and last(order_completed).at before 30 days ago
  and any deal (status = 'lost' and lost_reason = 'price too high')
  and sequence(product_added, then not order_completed within 24 hours, same cart_id)
  and consents to email for marketing and city contains 'barcel'
"""


def milliseconds(run: Callable[[], object], times: int = 200) -> float:
    """Median of many runs, the first left out."""
    run()
    found = []
    for _ in range(times):
        started = time.perf_counter()
        run()
        found.append((time.perf_counter() - started) * 1000)
    return statistics.median(found)


def main() -> None:
    catalog = FirmCatalog()
    context = Context(catalog, ZoneInfo("Europe/Madrid"), FUNCTIONS, "duckdb")
    rule = parse_rule(RULE)
    question = Question(rule, dt.datetime(2026, 10, 1, tzinfo=dt.UTC))
    print(f"text to tree {milliseconds(lambda: parse_rule(RULE)):7.2f} ms")
    print(f"check        {milliseconds(lambda: check(rule, catalog)):7.2f} ms")
    print(f"tree to SQL  {milliseconds(lambda: count_query(question, context)):7.2f} ms")


if __name__ == "__main__":
    main()
