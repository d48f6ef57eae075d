"""A campaign from what is stored, held against sums made by hand and the same rows measured directly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from clientela.errors import OutcomesError
from clientela.measure import Columns, Design, Outcomes, measure
from clientela.measure.campaigns import CampaignResults, Reading, Sent, measure_campaign
from clientela.workspace import Workspace
from tests.measure.campaigns.shop import AFTER, BEGAN, EFFECT, Person, make_campaign_shop, people, sent

CROWD = people()
DRAWN = [each for each in CROWD if each.arm != "no_consent"]
GOT = [each for each in DRAWN if each.arm != "holdout"]
READING = Reading(AFTER, cost=0.05, margin=0.4)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with make_campaign_shop(tmp_path_factory.mktemp("campaign") / "data", CROWD) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def found(shop: Workspace) -> CampaignResults:
    return measure_campaign(shop.store.engine, sent(CROWD), READING)


def counts(rows: list[Person]) -> dict[str, int]:
    """Whoever clicked has opened, and what was opened was delivered."""
    return {
        "targeted": len(rows),
        "delivered": sum(each.delivered for each in rows),
        "opened": sum(each.opened for each in rows),
        "clicked": sum(each.clicked for each in rows),
        "replied": 0,
        "converted": sum(each.bought > 0 for each in rows),
    }


def test_funnel_of_every_group_is_what_was_put_in(found: CampaignResults):
    total = found.total
    assert {each.stage: each.count for each in total.stages} == counts(GOT)
    for by, key in (("arm", "arm"), ("segment", "segment")):
        for group in found.by(by):
            mine = [each for each in (DRAWN if by == "arm" else GOT) if getattr(each, key) == group.name]
            wanted = counts(mine)
            assert {each.stage: each.count for each in group.stages} == {
                stage: wanted[stage]
                for stage in (("targeted", "converted") if group.name == "holdout" else wanted)
            }
            assert group.sales == pytest.approx(sum(each.bought for each in mine))
    assert [each.name for each in found.by("arm")] == ["holdout", "plain", "warm"]


def test_what_machines_alone_opened_is_in_no_share(found: CampaignResults):
    opened = found.total.stage("opened")
    assert opened.by_machine == sum(each.by_machine and not each.opened for each in GOT)
    assert opened.count == sum(each.opened for each in GOT)


def test_ledger_adds_up(found: CampaignResults):
    assert found.targeted == len(CROWD)
    assert found.reasons["suppressed", "no_consent"] == len(CROWD) - len(DRAWN)
    assert found.reasons["skipped", "holdout"] == len(DRAWN) - len(GOT)
    assert found.states["delivered"] == sum(each.delivered for each in CROWD)
    assert found.gone == 0
    assert found.total.cost == pytest.approx(0.05 * found.states["delivered"])


def test_lift_is_that_of_the_same_rows_measured_directly(found: CampaignResults):
    """Rows assembled by hand, and a t test of Welch's by hand."""
    table = pa.table(
        {
            "arm": [each.arm for each in DRAWN],
            "converted": [int(each.bought > 0) for each in DRAWN],
            "sales": [each.bought for each in DRAWN],
            "bought_before": [int(each.before > 0) for each in DRAWN],
            "sales_before": [each.before for each in DRAWN],
            "segment": [each.segment for each in DRAWN],
        }
    )
    before = {"converted": ("bought_before",), "sales": ("sales_before",)}
    columns = Columns(outcomes=("converted", "sales"), segment="segment", before=before)
    direct = measure(Outcomes(table, columns, Design("holdout")))
    for one, other in zip(found.lift.effects, direct.effects, strict=True):
        assert (one.arm, one.outcome, one.n, one.n_against) == (
            other.arm,
            other.outcome,
            other.n,
            other.n_against,
        )
        assert one.fixed.low == pytest.approx(other.fixed.low)
        assert one.fixed.high == pytest.approx(other.fixed.high)
    sales = next(each for each in found.lift.effects if (each.arm, each.outcome) == ("warm", "sales"))
    one, rest = (np.array([each.bought for each in DRAWN if each.arm == arm]) for arm in ("warm", "holdout"))
    error = np.sqrt(one.var(ddof=1) / one.size + rest.var(ddof=1) / rest.size)
    assert sales.difference.value == pytest.approx(one.mean() - rest.mean())
    assert sales.difference.reach == pytest.approx(1.96 * error, rel=0.005)
    assert sales.adjusted.saved == pytest.approx(1 - (sales.fixed.reach / sales.difference.reach) ** 2)


def test_intervals_hold_the_effect_that_was_put_in(found: CampaignResults):
    lifts = [each for each in found.lift.effects if each.outcome == "converted"]
    assert [each.arm for each in lifts] == ["plain", "warm"]
    for each in lifts:
        assert each.best.low <= EFFECT <= each.best.high
        assert each.is_clear
        assert each.grade == "A"
    assert found.lift.checks.shares.p > 0.001
    assert {each.code for each in found.recommendations} >= {"send_value"}


def test_return_is_the_lift_times_the_margin_less_the_cost(found: CampaignResults):
    for each in found.lift.returns:
        spent = 0.05 * sum(who.delivered for who in GOT if who.arm == each.effect.arm)
        assert each.cost == pytest.approx(spent)
        assert each.total.value == pytest.approx(0.4 * each.effect.best.value * each.effect.n - spent)


def test_while_the_window_is_open_only_the_line_that_may_be_read_is_told(shop: Workspace):
    reading = Reading(BEGAN + dt.timedelta(days=5))
    early = measure_campaign(shop.store.engine, sent(CROWD), reading)
    assert early.is_running
    assert {each.running for each in early.lift.effects} == {True}
    assert {row["method"] for row in early.lift.rows().to_pylist()} == {"always_valid"}
    # nor do arms stand side by side anywhere else
    assert early.by("arm") == ()
    assert "holdout" not in early.rows().column("name").to_pylist()


def test_nothing_after_the_instant_is_read(shop: Workspace):
    """People buy on the second day; a day after the beginning nobody has."""
    early = measure_campaign(shop.store.engine, sent(CROWD), Reading(BEGAN + dt.timedelta(days=1, hours=1)))
    assert early.total.converted.count == 0
    assert early.total.stage("opened").count == counts(GOT)["opened"]
    before = measure_campaign(shop.store.engine, sent(CROWD), Reading(BEGAN - dt.timedelta(hours=1)))
    assert before.why_no_lift == "not_begun"
    assert before.groups == ()


def test_without_a_holdout_the_variants_are_held_against_each_other(shop: Workspace):
    found = measure_campaign(shop.store.engine, sent(GOT, holdout_percent=0.0), READING)
    assert found.why_no_lift == "no_holdout"
    assert found.lift is None
    assert {(each.arm, each.against) for each in found.between} == {("plain", "warm")}
    assert found.total.targeted == len(GOT)


def test_a_variant_called_holdout_is_no_holdout(shop: Workspace):
    rows = [each for each in CROWD if each.arm in ("plain", "holdout")]
    plan = sent(rows, variants={"holdout": 100.0}, holdout_percent=33.3)
    (batch,) = plan.rows
    named = batch.set_column(2, "variant", pa.array(["holdout"] * len(rows)))
    found = measure_campaign(shop.store.engine, replace(plan, rows=[named]), READING)
    assert {each.name: each.targeted for each in found.by("arm")} == {
        "holdout *": sum(each.arm == "holdout" for each in rows),
        "holdout": sum(each.arm == "plain" for each in rows),
    }


def test_customers_who_are_no_more_stand_in_no_figure(shop: Workspace):
    rows = [
        *CROWD,
        *[Person(10_000 + n, "plain", "Vic", True, False, False, False, 0.0, 0.0) for n in range(7)],
    ]
    found = measure_campaign(shop.store.engine, sent(rows), READING)
    assert found.gone == 7
    assert found.total.targeted == len(GOT)
    assert found.targeted == len(CROWD) + 7


def test_two_models_of_credit_stand_side_by_side(shop: Workspace):
    """Another campaign reached every second of those who got ours, a day later: she is the last touch."""
    later = [each.number for each in GOT if each.number % 2]
    at = pa.array([BEGAN + dt.timedelta(days=1)] * len(later), pa.timestamp("us", "UTC"))
    touches = [pa.array(later, pa.int64()), at, pa.array(["Summer"] * len(later))]
    others = pa.record_batch(touches, names=["customer_id", "at", "campaign"])
    found = measure_campaign(shop.store.engine, sent(CROWD, others=[others]), READING)
    credit = {each.campaign: each for each in found.attribution.credits}
    bought = [each for each in DRAWN if each.bought > 0]
    ours = [each for each in bought if each.delivered and not (each.number % 2)]
    theirs = [each for each in bought if each.arm != "holdout" and each.number % 2]
    assert credit["Spring"].conversions == len(ours)
    assert credit["Summer"].conversions == len(theirs)
    assert credit["Spring"].value == pytest.approx(sum(each.bought for each in ours))
    assert found.attribution.untouched == len(bought) - len(ours) - len(theirs)
    sales = [each for each in found.lift.effects if each.outcome == "sales"]
    assert credit["Spring"].incremental.value == pytest.approx(
        sum(each.best.value * each.n for each in sales)
    )
    assert credit["Summer"].incremental is None


def test_a_reading_that_cannot_be_is_refused(shop: Workspace):
    for reading in (Reading(AFTER, days=0), Reading(AFTER, cost=-1.0), Reading(AFTER, margin=2.0)):
        with pytest.raises(OutcomesError):
            measure_campaign(shop.store.engine, sent(CROWD), reading)


def test_nobody_was_drawn(shop: Workspace):
    found = measure_campaign(shop.store.engine, Sent("Empty", BEGAN, []), READING)
    assert (found.targeted, found.groups, found.why_no_lift) == (0, (), "no_holdout")


def test_sales_of_nought_are_sales_and_no_rate(shop: Workspace):
    found = measure_campaign(shop.store.engine, sent(CROWD), replace(READING, goal="signed_up"))
    sales = [each for each in found.lift.effects if each.outcome == "sales"]
    assert {(each.kind, each.is_thin) for each in sales} == {("mean", True)}
    assert {each.code for each in found.recommendations} <= {"thin", "thin_segments"}
