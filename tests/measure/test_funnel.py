"""From targeted to converted: by hand, machines left out; what it cost; and how content they are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from clientela.discover.voice.scales import Scale
from clientela.errors import UnknownNameError
from clientela.measure import Worth, measure
from clientela.measure.balance import checks
from clientela.measure.funnel import funnels, reached
from clientela.measure.lift import lifts
from clientela.measure.returns import arm_return
from clientela.measure.satisfaction import satisfaction
from tests.measure.drawn import frame, outcomes

ARMS = np.array(["holdout"] * 5 + ["mail"] * 20)


def _events() -> pa.Table:
    """Customers 5 to 24 got a mail; 5 to 12 opened, 20 by a machine alone, 6 by both; some did more."""
    rows = [(customer, "message_delivered", None) for customer in range(5, 23)]
    rows += [(customer, "message_opened", False) for customer in range(5, 13)]
    rows += [(20, "message_opened", True), (6, "message_opened", True), (21, "message_clicked", True)]
    rows += [(5, "message_clicked", False), (13, "message_clicked", None), (14, "message_replied", None)]
    rows += [(24, "message_opened", False), (7, "page_viewed", False)]
    return pa.table(
        {name: [row[place] for row in rows] for place, name in enumerate(("customer", "kind", "machine"))}
    )


def test_stages_are_counted_without_machines():
    y = np.isin(np.arange(25), [0, 5, 22])
    found = outcomes(frame(arm=ARMS, y=y))
    (funnel,) = funnels(found, reached(pa.array(np.arange(25)), _events(), y))
    counts = {stage.stage: (stage.count, stage.by_machine) for stage in funnel.stages}
    assert counts == {
        "targeted": (20, 0),
        "delivered": (19, 0),  # 24 opened, so it arrived
        "opened": (11, 1),  # eight, the clicker, the replier and 24; 20 was a machine
        "clicked": (2, 1),
        "replied": (1, 0),
        "converted": (2, 0),  # the holdout's own conversion is none of the message's
    }
    opened, converted = funnel.stages[2], funnel.stages[-1]
    wilson = stats.binomtest(11, 20).proportion_ci(method="wilson")
    assert opened.of_targeted is not None
    assert (opened.of_targeted.low, opened.of_targeted.high) == pytest.approx((wilson.low, wilson.high))
    assert opened.of_previous is not None
    assert opened.of_previous.value == pytest.approx(11 / 19)
    assert converted.of_previous is None


def test_groups_of_fewer_than_ten_have_no_shares():
    segment = np.where(np.arange(25) < 8, "few", "many")
    y = np.zeros(25, dtype=bool)
    found = outcomes(frame(arm=ARMS, y=y, segment=segment), segment="segment")
    parts = funnels(found, reached(pa.array(np.arange(25)), _events(), y), by="segment")
    assert [(each.group, each.targeted) for each in parts] == [(None, 20), ("few", 3), ("many", 17)]
    assert all(stage.of_targeted is None for stage in parts[1].stages)
    with pytest.raises(UnknownNameError, match="no trait 'hour'"):
        funnels(found, reached(pa.array(np.arange(25)), _events(), y), by="hour")
    with pytest.raises(UnknownNameError, match="no column of an event 'machine'"):
        reached(pa.array([1]), _events().drop_columns("machine"), y[:1])


def test_return_of_a_send_by_hand():
    """1,000 contacts at 0.10 each; 30 % buy instead of 20 %, and an order leaves 4."""
    arm = np.repeat(["holdout", "mail"], 1_000)
    y = np.concatenate((np.arange(1_000) < 200, np.arange(1_000) < 300))
    found = outcomes(frame(arm=arm, y=y, cost=np.where(arm == "mail", 0.1, 0.0)), cost="cost")
    (effect,) = lifts(found, checks(found))
    got = arm_return(effect, 100.0, Worth("y", 4))
    assert got is not None
    assert got.per_contact.value == pytest.approx(0.1 * 4 - 0.1)
    assert got.total.value == pytest.approx(300)
    assert got.on_cost is not None
    assert got.on_cost.value == pytest.approx(3)
    assert got.break_even == pytest.approx(0.025)
    assert got.per_contact.low == pytest.approx(effect.difference.low * 4 - 0.1)
    (kept,) = measure(found, worth=Worth("y", 4)).returns
    assert (kept.total.value, kept.cost) == pytest.approx((300, 100))
    with pytest.raises(UnknownNameError, match="no outcome 'z'"):
        measure(found, worth=Worth("z"))


def test_satisfaction_of_groups_with_who_answered():
    scores = np.concatenate(
        (np.repeat([10.0, 8.0, 2.0], [60, 25, 15]), np.full(100, np.nan), np.full(20, 9.0))
    )
    mail, few = np.arange(220) < 200, np.arange(220) >= 200
    found = satisfaction(scores, {"mail": mail, "few": few}, Scale("nps", 0, 10, 9, 6), np.arange(220) < 200)
    one, other = found.groups
    assert one.score.value == 45
    assert (one.score.low, one.score.high) == pytest.approx((29.3, 58.0), abs=0.05)
    assert one.response.rate is not None
    wilson = stats.binomtest(100, 200).proportion_ci(method="wilson")
    assert (one.response.rate.low, one.response.rate.high) == pytest.approx((wilson.low, wilson.high))
    assert (other.score.value, other.response.asked, other.response.rate.value) == (None, 0, None)
    assert found.gaps == ()
    assert satisfaction(scores, {"mail": mail}, found.scale).groups[0].response.asked is None
