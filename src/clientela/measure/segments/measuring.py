"""One segment measured from what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from clientela.measure.advice.recommendation import Recommendation
from clientela.measure.campaigns.sent import Reading
from clientela.measure.effects import Effect
from clientela.measure.funnel import counted_stages
from clientela.measure.lines import LEAST, Line, line_of
from clientela.measure.rates import rate, rate_difference
from clientela.measure.segments.advising import level_advice, win_back_advice
from clientela.measure.segments.gathering import currencies, gathered, last_messages
from clientela.measure.segments.results import Doing, Got, SegmentResults
from clientela.rules.nodes import Rule
from clientela.segments.base import Base
from clientela.segments.evaluation import count_population
from clientela.segments.intervals import Moments, mean_difference, mean_interval

DAYS = 365
_STAGES = ("delivered", "opened", "clicked", "replied")


def measure_segment(
    base: Base,
    name: str,
    rule: Rule,
    reading: Reading,
    *,
    days: int = DAYS,
    lifts: Sequence[tuple[str, Effect]] = (),
    advised: Sequence[Recommendation] = (),
) -> SegmentResults:
    """What a segment does and what worked in it, as of the reading's instant.

    `lifts` are what campaigns with a holdout measured in this segment, by the campaign's name, and `advised`
    what these reports recommend for it. Raises OutcomesError for a reading that cannot be.
    """
    asked = reading.checked()
    population = count_population(base, asked.as_of)
    with gathered(base, rule, asked, days) as campaigns:
        members, rest = _doing(base, population)
        got = tuple(_got(base, each) for each in campaigns)
        last = _with_parts(last_messages(base, base.zone))
        money = currencies(base, asked, days)
    effects = [effect for _, effect in lifts]
    to_win_back = win_back_advice(base, rule, asked.as_of, effects, asked.cost or 0.0)
    advice = (
        *advised,
        *level_advice(last, name, asked.as_of),
        *(replace(each, segment=name) for each in to_win_back),
    )
    return SegmentResults(
        name=name,
        as_of=asked.as_of,
        days=days,
        window_days=asked.days,
        goal=asked.goal,
        members=members.told,
        others=rest.told,
        bought_more=members.bought_more(rest),
        spent_more=members.spent_more(rest),
        campaigns=tuple(each for each in got if each is not None),
        lifts=tuple(lifts),
        currencies=money,
        judged=last.num_rows,
        recommendations=advice,
    )


class _Group:
    """The sums of a group, and what they come to."""

    def __init__(self, customers: int, row: Mapping[str, Any]) -> None:
        self.customers, self.buyers = customers, int(row["buyers"])
        self.sales = float(row["sales"] or 0.0)
        squares = float(row["squares"] or 0.0)
        mean = self.sales / customers if customers else 0.0
        spread = max(0.0, squares - customers * mean * mean)
        self.moments = Moments(customers, mean, spread / (customers - 1) if customers > 1 else 0.0)

    @property
    def told(self) -> Doing:
        if self.customers < LEAST:
            return Doing(self.customers, self.buyers, self.sales, None, None)
        each = Line(self.moments.mean, *mean_interval(self.moments))
        return Doing(self.customers, self.buyers, self.sales, rate(self.buyers, self.customers), each)

    def bought_more(self, other: _Group) -> Line | None:
        if min(self.customers, other.customers) < LEAST:
            return None
        return rate_difference(self.buyers, self.customers, other.buyers, other.customers)

    def spent_more(self, other: _Group) -> Line | None:
        if min(self.customers, other.customers) < LEAST:
            return None
        return line_of(mean_difference(self.moments, other.moments))


def _doing(base: Base, population: int) -> tuple[_Group, _Group]:
    """Members and all others, by what they bought."""
    ((count,),) = base.engine.rows("SELECT count(*) FROM members_now")
    rows = base.engine.table(
        """SELECT members_now.customer_id IS NOT NULL AS is_member, count(*) AS buyers,
                  sum(sales) AS sales, sum(sales * sales) AS squares
           FROM bought LEFT JOIN members_now USING (customer_id) GROUP BY ALL"""
    ).to_pylist()
    nothing = {"buyers": 0, "sales": 0.0, "squares": 0.0}
    found = {row["is_member"]: row for row in rows}
    return _Group(count, found.get(True, nothing)), _Group(population - count, found.get(False, nothing))


def _got(base: Base, campaign: Mapping[str, Any]) -> Got | None:
    """One campaign; None where no member of its day got it."""
    counted = ", ".join(f"count(*) FILTER ({stage}) AS {stage}" for stage in (*_STAGES, "converted"))
    (row,) = base.engine.table(
        f"""SELECT count(*) AS targeted, {counted}, coalesce(sum(sales), 0) AS sales,
                   coalesce(bool_or(is_open), FALSE) AS is_open
            FROM got WHERE campaign = ?""",
        (campaign["campaign"],),
    ).to_pylist()
    if not row["targeted"]:
        return None
    # whoever opened it has got it, whatever is known of its delivery
    row["delivered"] = max(row["delivered"], row["opened"])
    told = ("targeted", *_STAGES, "converted")
    return Got(
        campaign=campaign["campaign"],
        channel=campaign["channel"] or "",
        first=campaign["first"],
        stages=counted_stages({stage: row[stage] for stage in told}),
        sales=row["sales"],
        is_open=row["is_open"],
    )


def _with_parts(rows: pa.Table) -> pa.Table:
    """The eighths of a day as people write them: 09–12."""
    parts = [
        None if part is None else f"{3 * part:02d}–{3 * part + 3:02d}"
        for part in rows.column("part").to_pylist()
    ]
    columns = {name: rows.column(name) for name in ("channel", "offer")}
    converted = pc.cast(rows.column("converted"), pa.float64())
    return pa.table({**columns, "converted": converted, "hour": pa.array(parts, pa.string())})
