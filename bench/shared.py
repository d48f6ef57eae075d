"""200 rules one by one, in one shared pass, and over kept aggregates: CPU seconds side by side.

python bench/shared.py --customers 1000000 --events 50000000 --folder /tmp/bench
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from collections.abc import Callable
from pathlib import Path

from clientela.compile import Question, context_of, count_query, counts_query
from clientela.rules.nodes import Rule
from clientela.rules.text import parse_rule
from data import UNTIL, big_workspace

KINDS = (
    "page_viewed",
    "product_viewed",
    "product_added",
    "order_completed",
    "message_opened",
    "message_clicked",
)
WINDOWS = (7, 30, 90, 180, 365)


def drawn_rules(number: int, seed: int) -> list[Rule]:
    """Rules as firms write them: attributes, counts, sums and recency in twos and threes, few aggregates."""
    rng = random.Random(seed)

    def one() -> str:
        kind, days = rng.choice(KINDS), rng.choice(WINDOWS)
        return rng.choice(
            [
                f"count({kind}, last {days} days) >= {rng.randint(1, 6)}",
                f"count({kind}, last {days} days) >= {rng.randint(1, 6)}",
                f"sum(order_completed.amount, last {days} days) > {rng.randint(20, 900)}",
                f"last({kind}).at before {days} days ago",
                f"city = '{rng.choice(['Barcelona', 'Reus', 'Kraków', 'Riga'])}'",
                f"income between {rng.randint(8, 20) * 100} and {rng.randint(21, 48) * 100}",
            ]
        )

    return [
        parse_rule(
            rng.choice([" and ", " and ", " or "]).join(f"({one()})" for _ in range(rng.randint(2, 3)))
        )
        for _ in range(number)
    ]


def cpu(run: Callable[[], list[int]]) -> tuple[float, float, list[int]]:
    wall, used = time.perf_counter(), time.process_time()
    found = run()
    return time.process_time() - used, time.perf_counter() - wall, found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=200_000)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--rules", type=int, default=200)
    parser.add_argument("--folder", type=Path, required=True)
    arguments = parser.parse_args()
    with big_workspace(arguments.folder, arguments.customers, arguments.events) as workspace:
        engine = workspace.store.engine
        context = context_of(engine, workspace.catalog, workspace.zone)
        questions = [Question(rule, UNTIL) for rule in drawn_rules(arguments.rules, 7)]

        def one_by_one() -> list[int]:
            found = []
            for question in questions:
                query = count_query(question, context)
                found.append(int(engine.rows(query.sql, query.parameters)[0][0]))
            return found

        def shared() -> list[int]:
            query = counts_query(questions, context)
            return [int(count) for count in engine.rows(query.sql, query.parameters)[0]]

        single_cpu, single_wall, single = cpu(one_by_one)
        shared_cpu, shared_wall, together = cpu(shared)
        print(f"{'':28}{'CPU s':>9}{'wall s':>9}{'times less CPU':>16}")
        print(f"{'one by one':28}{single_cpu:9.2f}{single_wall:9.2f}{1:16.1f}")
        print(f"{'one shared pass':28}{shared_cpu:9.2f}{shared_wall:9.2f}{single_cpu / shared_cpu:16.1f}")
        if single != together:
            raise SystemExit("the counts differ")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
