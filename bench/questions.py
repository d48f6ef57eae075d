"""Counts of single rules against the best SQL a person would write by hand, on the same tables, in turn.

python bench/questions.py --customers 1000000 --events 50000000 --folder /tmp/bench
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from clientela.compile import Question, context_of, count_query
from clientela.rules.text import parse_rule
from clientela.workspace import Workspace
from data import UNTIL, big_workspace

RUNS = 7

# Rule text and hand-written SQL; :now is the instant.
QUESTIONS = {
    "attribute": (
        "city = 'Barcelona' and income > 2000",
        "SELECT count(*) FROM customers WHERE city = 'Barcelona' AND income > 2000",
    ),
    "windowed count": (
        "count(order_completed where category = 'shoes', last 90 days) >= 2",
        """SELECT count(*) FROM (SELECT customer_id FROM events
           WHERE kind = 'order_completed' AND category = 'shoes'
           AND "at" > $1 - INTERVAL 90 DAY AND "at" <= $1
           GROUP BY customer_id HAVING count(*) >= 2)""",
    ),
    "sum with recency": (
        "sum(order_completed.amount, last 365 days) > 300 and last(order_completed).at before 90 days ago",
        """SELECT count(*) FROM (SELECT customer_id FROM events WHERE kind = 'order_completed' AND "at" <= $1
           GROUP BY customer_id HAVING sum(amount) FILTER (WHERE "at" > $1 - INTERVAL 365 DAY) > 300
           AND max("at") < $1 - INTERVAL 90 DAY)""",
    ),
    "cart, then no order": (
        "sequence(product_added, then not order_completed within 24 hours, same cart_id, last 30 days)",
        """SELECT count(DISTINCT a.customer_id) FROM (SELECT customer_id, cart_id, "at" FROM events
           WHERE kind = 'product_added' AND cart_id IS NOT NULL
           AND "at" > $1 - INTERVAL 30 DAY AND "at" <= $1 - INTERVAL 24 HOUR) a
           WHERE NOT EXISTS (SELECT 1 FROM events o
           WHERE o.kind = 'order_completed' AND o.customer_id = a.customer_id
           AND o.cart_id = a.cart_id AND o."at" >= a."at" AND o."at" <= a."at" + INTERVAL 24 HOUR
           AND o."at" > $1 - INTERVAL 30 DAY AND o."at" <= $1)""",
    ),
    "percentile": (
        "top 10 percent by revenue_365d",
        """WITH spent AS (SELECT c.customer_id, coalesce(s.v, 0) AS v FROM customers c
           LEFT JOIN (SELECT customer_id, sum(amount) AS v FROM events
           WHERE kind = 'order_completed' AND "at" > $1 - INTERVAL 365 DAY AND "at" <= $1
           GROUP BY customer_id) s
           ON s.customer_id = c.customer_id),
           placed AS (SELECT v, rank() OVER (ORDER BY v DESC) AS place,
           count(*) OVER () AS n FROM spent)
           SELECT count(*) FROM placed WHERE place <= ceil(n * 10 / 100.0)""",
    ),
}


def timed(run: Callable[[], object]) -> tuple[float, float, object]:
    """Wall seconds, CPU seconds and the result."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = run()
    return time.perf_counter() - wall, time.process_time() - cpu, result


def compare(workspace: Workspace, name: str, as_of: dt.datetime) -> None:
    """Both in turn, several times; the ratio is of pairs, so that a slow moment hits both."""
    text, by_hand = QUESTIONS[name]
    engine = workspace.store.engine
    context = context_of(engine, workspace.catalog, workspace.zone)
    query = count_query(Question(parse_rule(text), as_of), context)
    parameters = (as_of,) if "$1" in by_hand else ()
    ours, hand, ratios = [], [], []
    for run in range(RUNS + 1):
        wall, _, ((found,),) = timed(lambda: engine.rows(query.sql, query.parameters))
        hand_wall, _, ((expected,),) = timed(lambda: engine.rows(by_hand, parameters))
        if found != expected:
            raise SystemExit(f"{name}: rule says {found}, by hand {expected}\n{query.sql}")
        if run:  # the first warms up
            ours.append(wall)
            hand.append(hand_wall)
            ratios.append(wall / hand_wall)
    milliseconds = [statistics.median(times) * 1000 for times in (ours, hand)]
    shown = "".join(f"{each:>10.1f} ms" for each in milliseconds)
    print(f"{name:22}{found:>10,}{shown}{statistics.median(ratios):>8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--show", action="store_true", help="print the SQL")
    arguments = parser.parse_args()
    with big_workspace(arguments.folder, arguments.customers, arguments.events) as workspace:
        print(f"{'question':22}{'members':>10}{'rule':>13}{'by hand':>13}{'ratio':>8}")
        for name in QUESTIONS:
            if arguments.show:
                context = context_of(workspace.store.engine, workspace.catalog, workspace.zone)
                print(count_query(Question(parse_rule(QUESTIONS[name][0]), UNTIL), context).sql)
            compare(workspace, name, UNTIL)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
