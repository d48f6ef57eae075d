"""The funnel, sales and cost of all, of each arm, segment and channel: added up in the engine."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from clientela.measure.campaigns.gathering import Gathered
from clientela.measure.campaigns.results import By, Group
from clientela.measure.funnel import counted_stages
from clientela.measure.lines import LEAST, Line
from clientela.segments.intervals import Moments, mean_interval

_STAGES = ("delivered", "opened", "clicked", "replied", "converted")
# who was held out got nothing to open: what she did is told as an arm's, and is in no other group
_SETS: tuple[tuple[By, str, str], ...] = (
    ("all", "''", "NOT is_held"),
    ("arm", "arm", "TRUE"),
    ("segment", "segment", "NOT is_held"),
    ("channel", "channel", "NOT is_held"),
)


def groups(found: Gathered) -> tuple[Group, ...]:
    """Every group, the holdout first among the arms, the others by name."""
    rows = [row for by, column, among in _SETS for row in _rows(found, by, column, among)]
    return tuple(_group(row, found.holdout) for row in rows)


def _rows(found: Gathered, by: By, column: str, among: str) -> list[dict[str, Any]]:
    counted = ", ".join(f"count(*) FILTER ({stage}) AS {stage}" for stage in _STAGES)
    sql = f"""SELECT '{by}' AS "by", {column} AS name, count(*) AS targeted, {counted},
                     count(*) FILTER (opened_by_machine AND NOT opened) AS opened_alone,
                     count(*) FILTER (clicked_by_machine AND NOT clicked) AS clicked_alone,
                     count(*) FILTER (complained) AS complained,
                     count(*) FILTER (unsubscribed) AS unsubscribed,
                     sum(sales) AS sales, avg(sales) AS mean, coalesce(var_samp(sales), 0) AS variance,
                     sum(cost) AS cost, bool_and(is_held) AS is_held
              FROM customer_rows WHERE {among} GROUP BY ALL
              HAVING count(*) > 0 ORDER BY is_held DESC, name"""
    return cast("list[dict[str, Any]]", found.engine.table(sql).to_pylist())


def _group(row: Mapping[str, Any], holdout: str) -> Group:
    is_held = row["by"] == "arm" and row["name"] == holdout
    told = ("targeted", "converted") if is_held else ("targeted", *_STAGES)
    machines = {} if is_held else {"opened": row["opened_alone"], "clicked": row["clicked_alone"]}
    return Group(
        by=row["by"],
        name=row["name"],
        stages=counted_stages({stage: row[stage] for stage in told}, machines),
        sales=row["sales"],
        per_customer=_per_customer(row),
        cost=row["cost"],
        complained=row["complained"],
        unsubscribed=row["unsubscribed"],
    )


def _per_customer(row: Mapping[str, Any]) -> Line | None:
    n, mean, variance = row["targeted"], row["mean"], row["variance"]
    if n < LEAST or not math.isfinite(variance):
        return None
    return Line(mean, *mean_interval(Moments(n, mean, variance)))


def ledger_sums(found: Gathered) -> tuple[dict[str, int], dict[tuple[str, str], int], int]:
    """The ledger by state, by state and reason, and how many of those drawn are no customers any more."""
    told = found.engine.rows(
        "SELECT state, coalesce(reason, ''), count(*) FROM ledger_rows GROUP BY ALL ORDER BY ALL"
    )
    states: Counter[str] = Counter()
    for state, _, count in told:
        states[state] += count
    ((here,),) = found.engine.rows("SELECT count(*) FROM ledger_rows SEMI JOIN customers USING (customer_id)")
    gone = sum(states.values()) - here
    return dict(states), {(state, reason): count for state, reason, count in told if reason}, gone


def currencies(found: Gathered) -> tuple[str, ...]:
    """The currencies of what was bought in the window; sums over several add unlike things."""
    began = found.sent.began
    if began is None:
        return ()
    rows = found.engine.rows(
        """SELECT DISTINCT currency FROM events SEMI JOIN drawn USING (customer_id)
           WHERE kind = ? AND "at" >= ? AND "at" < ? AND "at" <= ? AND currency IS NOT NULL
           ORDER BY currency""",
        (found.reading.goal, began, found.reading.until(began), found.reading.as_of),
    )
    return tuple(currency for (currency,) in rows)
