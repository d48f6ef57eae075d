"""Whose conversion was it: by hand, by a slow search, and scaled to the holdout's total."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from clientela.errors import OutcomesError, UnknownNameError
from clientela.measure.attribution import attribution, incremental_total, last_touches
from clientela.measure.balance import checks
from clientela.measure.lift import lifts
from clientela.measure.lines import Line
from tests.measure.drawn import frame, outcomes

DAY = dt.timedelta(days=1)
NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def _table(**columns: list) -> pa.Table:
    return pa.table(columns)


def test_the_last_touch_within_the_window_is_credited():
    touches = _table(
        customer=[1, 1, 2, 3],
        at=[NOON, NOON + 2 * DAY, NOON, NOON],
        campaign=["spring", "summer", "spring", "spring"],
    )
    conversions = _table(
        customer=[1, 1, 2, 2, 3, 4],
        at=[NOON + DAY, NOON + 3 * DAY, NOON + 7 * DAY, NOON - DAY, NOON, NOON],
        value=[10.0, 20, 30, 40, 50, 60],
    )
    found = attribution(touches, conversions, 7 * DAY)
    assert [(each.campaign, each.conversions, each.value) for each in found.credits] == [
        ("spring", 3, 90.0),  # a day after, exactly the window after, and at the same instant
        ("summer", 1, 20.0),
    ]
    assert (found.untouched, found.untouched_value) == (2, 100)
    assert all(each.incremental is None and each.scaled is None for each in found.credits)


def test_the_slow_search_finds_the_same():
    rng = np.random.default_rng(1)
    epoch = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)

    def instants(n: int) -> list[dt.datetime]:
        return [epoch + dt.timedelta(hours=int(hour)) for hour in rng.integers(0, 400, n)]

    touches = _table(
        customer=rng.integers(0, 20, 200).tolist(),
        at=instants(200),
        campaign=rng.choice(list("abc"), 200).tolist(),
    )
    conversions = _table(customer=rng.integers(0, 22, 150).tolist(), at=instants(150))
    campaigns, found = last_touches(touches, conversions, 3 * DAY)
    rows = touches.to_pylist()
    for conversion, place in zip(conversions.to_pylist(), found.tolist(), strict=True):
        near = [
            row
            for row in rows
            if row["customer"] == conversion["customer"]
            and dt.timedelta(0) <= conversion["at"] - row["at"] <= 3 * DAY
        ]
        latest = max((row["at"] for row in near), default=None)
        allowed = {row["campaign"] for row in near if row["at"] == latest}
        assert (campaigns[place] in allowed) if near else place == -1


def test_both_models_stand_side_by_side_and_credit_is_scaled_to_the_holdouts():
    touches = _table(customer=[1, 2, 3], at=[NOON] * 3, campaign=["a", "a", "b"])
    conversions = _table(customer=[1, 2, 3], at=[NOON + DAY] * 3, value=[60.0, 60, 80])
    found = attribution(touches, conversions, 7 * DAY, {"a": Line(30, 10, 50), "b": Line(20, -5, 45)})
    by_name = {each.campaign: each for each in found.credits}
    assert (by_name["a"].value, by_name["b"].value) == (120, 80)
    assert by_name["a"].incremental == Line(30, 10, 50)
    assert (by_name["a"].scaled, by_name["b"].scaled) == pytest.approx((30, 20))


def test_the_holdouts_total_is_the_lift_times_those_who_got_it():
    rng = np.random.default_rng(2)
    arm = np.repeat(["holdout", "mail"], [1_000, 3_000])
    found = outcomes(frame(arm=arm, y=rng.random(4_000) < np.where(arm == "mail", 0.3, 0.2)))
    effects = lifts(found, checks(found))
    total = incremental_total(effects)
    assert total is not None
    line = effects[0].difference
    assert (total.value, total.low, total.high) == pytest.approx(
        (3_000 * line.value, 3_000 * line.low, 3_000 * line.high)
    )


def test_what_cannot_be_attributed_says_why():
    touches = _table(customer=[1], at=[NOON], campaign=["a"])
    conversions = _table(customer=[1, None], at=[NOON, NOON])
    with pytest.raises(OutcomesError, match="row 2: the conversion has no 'customer'"):
        attribution(touches, conversions, DAY)
    with pytest.raises(UnknownNameError, match="no column of a touch 'campaign'"):
        attribution(touches.drop_columns("campaign"), conversions, DAY)
    with pytest.raises(OutcomesError, match="longer than nothing"):
        attribution(touches, conversions.slice(0, 1), dt.timedelta(0))
    nobody = attribution(touches.slice(0, 0), conversions.slice(0, 1), DAY)
    assert (nobody.credits, nobody.untouched) == ((), 1)
