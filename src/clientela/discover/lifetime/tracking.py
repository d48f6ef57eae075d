"""The tracking plot: repeat orders as they came and as the model expected them, known, tested, foretold.

All of it is about one group: who had bought by the day of the test. Who came later is left out, so that the
line and the expectation speak of the same people (Fader, Hardie & Lee 2005, figure 5).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from clientela.discover.lifetime.describing import histories, rows
from clientela.discover.lifetime.ranges import total_orders
from clientela.discover.lifetime.reading import Cut, Purchases, end_of, read_purchases, read_weeks
from clientela.discover.lifetime.result import Phase, Tracking, TrackingPoint
from clientela.discover.purchases import Fitted, Histories
from clientela.segments.base import Base

_STEP = 28  # days between two points at which the model is asked


def track(
    base: Base,
    now: Purchases,
    model: Fitted,
    horizon_days: int,
    *,
    tested: tuple[Fitted, dt.date] | None,
    error: float,
    seed: int,
) -> Tracking:
    """Running totals from the first purchase of all to the end of the horizon.

    `tested` is the model fitted at the day of the test, and that day; without a test the group is everybody
    and only what is known and what is foretold is there. `error` is the part missed in the test.
    """
    earlier, learnt = tested or (model, now.cut.day)
    then = read_purchases(base, end_of(learnt, base.zone)) if tested else now
    start = learnt - dt.timedelta(days=7 * -(-then.span // 7))
    actual = _actual(base, then.cut, now.cut, start)
    points = [*_in_sample(earlier, then, actual, start)]
    if tested:
        until = _Stretch("tested", learnt, (now.cut.day - learnt).days, actual.get(learnt, 0.0))
        points += _ahead(earlier, histories(then), until, actual, error=0.0, seed=seed)
    group = rows(now, np.flatnonzero(now.first <= then.cut.number))
    future = _Stretch("ahead", now.cut.day, horizon_days, actual[max(actual)])
    points += _ahead(model, histories(group), future, {}, error=error, seed=seed)
    return Tracking(learnt, now.cut.day, len(then), tuple(points))


@dataclass(frozen=True, slots=True)
class _Stretch:
    phase: Phase
    start: dt.date
    length: int
    begun: float


def _actual(base: Base, group: Cut, until: Cut, start: dt.date) -> dict[dt.date, float]:
    """Day -> repeat orders up to its end, every seven days and at the end."""
    totals = np.cumsum(read_weeks(base, group, until, start))
    ends = [start + dt.timedelta(days=7 * (week + 1)) for week in range(len(totals))]
    found = {min(end, until.day): float(total) for end, total in zip(ends, totals, strict=True)}
    return {start: 0.0, **found}


def _in_sample(
    model: Fitted, then: Purchases, actual: dict[dt.date, float], start: dt.date
) -> Iterator[TrackingPoint]:
    """What the model expects of new customers, from the day each began."""
    span = (then.cut.day - start).days
    began = np.bincount(span - (then.cut.number - then.first), minlength=span + 1)
    grid = np.arange(0, span + 7, 7)
    asked = [model.expected_new(days / 7) if days else 0.0 for days in grid]
    new = np.interp(np.arange(span + 1), grid, asked)
    for end, came in actual.items():
        passed = (end - start).days
        if passed <= span:
            ages = passed - np.arange(passed + 1)
            yield TrackingPoint(end, "learnt", came, float(began[: passed + 1] @ new[ages]))


def _ahead(
    model: Fitted,
    known: Histories,
    stretch: _Stretch,
    actual: dict[dt.date, float],
    *,
    error: float,
    seed: int,
) -> Iterator[TrackingPoint]:
    """Expected after the stretch begins, with a band of 0.8 that grows with the root of what is expected."""
    whole = total_orders(model, known, stretch.length / 7, error=error, seed=seed)
    asked = np.unique(np.r_[0, np.arange(_STEP, stretch.length, _STEP), stretch.length])
    sums = [float(model.expected(known, days / 7).sum()) if days else 0.0 for days in asked]
    last = stretch.start + dt.timedelta(days=stretch.length)
    ends = {stretch.start + dt.timedelta(days=int(days)) for days in asked}
    for end in sorted(ends | {end for end in actual if stretch.start < end <= last}):
        total = float(np.interp((end - stretch.start).days, asked, sums))
        grown = np.sqrt(total / whole.value) if whole.value else 0.0
        low = max(0.0, float(total - grown * (whole.value - whole.low)))
        high = total + grown * (whole.high - whole.value)
        begun = stretch.begun
        yield TrackingPoint(
            end, stretch.phase, actual.get(end), begun + total, begun + low, float(begun + high)
        )
