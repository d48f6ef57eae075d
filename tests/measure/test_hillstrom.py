"""Hillstrom's randomised e-mail experiment (MineThatData, 2008): arms and differences as published."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from clientela.measure import CampaignReport, Columns, Design, Outcomes, measure
from clientela.measure.balance import checks
from clientela.measure.lift import lifts, segment_lifts
from clientela.measure.reading import read_table

pytestmark = pytest.mark.real_data
NONE, MENS, WOMENS = "No E-Mail", "Mens E-Mail", "Womens E-Mail"
COLUMNS = Columns(
    arm="segment",
    outcomes=("visit", "conversion", "spend"),
    segment="zip_code",
    known=("mens", "womens"),
)


@pytest.fixture(scope="module")
def table(real_data: Path) -> pa.Table:
    return read_table(real_data / "hillstrom" / "hillstrom.csv.gz", COLUMNS)


@pytest.fixture(scope="module")
def report(table: pa.Table) -> CampaignReport:
    return measure(Outcomes(table, COLUMNS, Design(NONE, shares=dict.fromkeys((NONE, MENS, WOMENS), 1.0))))


def _effect(report: CampaignReport, outcome: str, arm: str):
    return next(each for each in report.effects if (each.outcome, each.arm) == (outcome, arm))


def test_arms_are_those_published(report: CampaignReport, table: pa.Table):
    assert dict(report.arms) == {NONE: 21_306, MENS: 21_307, WOMENS: 21_387}
    assert report.checks.speaks
    counted = table.group_by("segment").aggregate([("visit", "sum"), ("conversion", "sum"), ("spend", "sum")])
    rows = {row["segment"]: row for row in counted.to_pylist()}
    sums = {name: [rows[arm][f"{name}_sum"] for arm in (NONE, MENS, WOMENS)] for name in COLUMNS.outcomes}
    assert sums["visit"] == [2_262, 3_894, 3_238]
    assert sums["conversion"] == [122, 267, 189]
    assert sums["spend"] == pytest.approx([13_908.33, 30_311.69, 23_038.11], abs=0.005)


@pytest.mark.parametrize(
    ("arm", "points", "low", "high"), [(MENS, 7.659, 6.996, 8.323), (WOMENS, 4.523, 3.890, 5.158)]
)
def test_visits(report: CampaignReport, arm: str, points: float, low: float, high: float):
    """With so many customers the score interval is Wald's to a thousandth of a point."""
    line = _effect(report, "visit", arm).difference
    assert (100 * line.value, 100 * line.low, 100 * line.high) == pytest.approx((points, low, high), abs=1e-3)
    one, rest = _effect(report, "visit", arm).value.value, 2_262 / 21_306
    wald = 1.96 * np.sqrt(one * (1 - one) / _effect(report, "visit", arm).n + rest * (1 - rest) / 21_306)
    assert line.reach == pytest.approx(wald, abs=2e-5)


@pytest.mark.parametrize(
    ("arm", "points", "low", "high"), [(MENS, 0.681, 0.503, 0.865), (WOMENS, 0.311, 0.151, 0.475)]
)
def test_conversions(report: CampaignReport, arm: str, points: float, low: float, high: float):
    line = _effect(report, "conversion", arm).difference
    assert (100 * line.value, 100 * line.low, 100 * line.high) == pytest.approx((points, low, high), abs=1e-3)


@pytest.mark.parametrize(
    ("arm", "more", "low", "high"), [(MENS, 0.76983, 0.4851, 1.0545), (WOMENS, 0.42441, 0.1690, 0.6799)]
)
def test_spend(report: CampaignReport, arm: str, more: float, low: float, high: float):
    line = _effect(report, "spend", arm).difference
    assert (line.value, line.low, line.high) == pytest.approx((more, low, high), abs=1e-4)
    assert _effect(report, "spend", arm).winsorised is not None


def test_any_mail_against_none(table: pa.Table):
    arm = pc.if_else(pc.equal(table.column("segment"), NONE), NONE, "any")
    columns = Columns(arm="arm", outcomes=COLUMNS.outcomes)
    found = Outcomes(table.append_column("arm", arm), columns, Design(NONE))
    visit, conversion, spend = (each.difference for each in lifts(found, checks(found)))
    assert 100 * visit.value == pytest.approx(6.088, abs=5e-4)
    assert (100 * conversion.value, 100 * conversion.low, 100 * conversion.high) == pytest.approx(
        (0.495, 0.352, 0.634), abs=1e-3
    )
    assert (spend.value, spend.low, spend.high) == pytest.approx((0.59680, 0.3762, 0.8174), abs=1e-4)


def test_segments_by_past_category_differ(table: pa.Table):
    """Women's mail moves women's buyers by 7.40 points and men's by 1.11."""
    category = pc.binary_join_element_wise(table.column("mens"), table.column("womens"), "+")
    columns = Columns(arm="segment", outcomes=("visit",), segment="past")
    found = Outcomes(table.append_column("past", category), columns, Design(NONE))
    by_arm = {lift.arm: lift for lift in segment_lifts(found, checks(found))}
    women, men = by_arm[WOMENS], by_arm[MENS]
    assert [effect.segment for effect in women.effects] == ["0+1", "1+0", "1+1"]
    assert [100 * effect.difference.value for effect in women.effects] == pytest.approx(
        [7.40, 1.11, 7.11], abs=0.005
    )
    assert [100 * effect.difference.reach for effect in women.effects] == pytest.approx(
        [0.95, 0.87, 2.46], abs=0.01
    )
    assert [100 * effect.difference.value for effect in men.effects] == pytest.approx(
        [7.06, 6.92, 13.44], abs=0.005
    )
    assert women.heterogeneity is not None
    assert men.heterogeneity is not None
    assert (women.heterogeneity.q, men.heterogeneity.q) == pytest.approx((97.3, 23.2), abs=0.2)
    assert men.heterogeneity.p == pytest.approx(9e-6, rel=0.1)


def test_advice_is_to_split_womens_mail_by_what_was_bought_before(report: CampaignReport):
    """Its lift is 7.31 points among past women's buyers and 1.11 among the others."""
    split = next(
        each
        for each in report.recommendations
        if each.code == "split" and each.facts["known"] == "womens" and each.facts["arm"] == WOMENS
    )
    assert (split.facts["most"], split.facts["least"]) == ("1", "0")
    assert "+7.31 points" in split.sentence("en")
    assert "+1.11 points" in split.sentence("en")
    assert split.proof.line.value == pytest.approx(0.0620, abs=1e-4)
    codes = [each.code for each in report.recommendations]
    assert codes.count("variant") == 1
    assert codes[:2] == ["send", "send"]
