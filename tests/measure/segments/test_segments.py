"""A segment from what is stored, held against sums made by hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest

from clientela.catalog.labels import LANGUAGES
from clientela.measure.campaigns import Reading, measure_campaign
from clientela.measure.segments import SegmentResults, measure_segment
from clientela.measure.segments.advising import level_advice
from clientela.reports.segment import report_title, sections
from clientela.store.estimates import write_estimates
from clientela.workspace import Workspace
from tests.measure.campaigns.shop import AFTER, BEGAN, make_campaign_shop, people, sent

CROWD = people(900)
VIC = [each for each in CROWD if each.segment == "Vic"]
GOT = [each for each in VIC if each.arm in ("plain", "warm")]
READING = Reading(AFTER)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with make_campaign_shop(tmp_path_factory.mktemp("segment") / "data", CROWD) as workspace:
        yield workspace


def of_vic(shop: Workspace, **more: object) -> SegmentResults:
    rule = next(each.rule for each in shop.segments() if each.name == "Vic")
    return measure_segment(shop.base, "Vic", rule, READING, days=100, **more)


@pytest.fixture(scope="module")
def found(shop: Workspace) -> SegmentResults:
    return of_vic(shop)


def test_members_and_others_are_told_side_by_side(found: SegmentResults):
    """Within a hundred days lie the orders before, those in the window, and one of 1,000 for everybody."""
    spent = {True: [], False: []}
    for each in CROWD:
        spent[each.segment == "Vic"].append(1000 + each.bought + each.before)
    mine, rest = np.array(spent[True]), np.array(spent[False])
    assert (found.members.customers, found.others.customers) == (mine.size, rest.size)
    assert found.members.buyers == mine.size
    assert found.members.sales == pytest.approx(mine.sum())
    assert found.members.per_customer.value == pytest.approx(mine.mean())
    error = np.sqrt(mine.var(ddof=1) / mine.size + rest.var(ddof=1) / rest.size)
    assert found.spent_more.value == pytest.approx(mine.mean() - rest.mean())
    assert found.spent_more.reach == pytest.approx(1.96 * error, rel=0.01)


def test_messages_are_those_of_members(found: SegmentResults):
    (spring,) = found.campaigns
    assert {each.stage: each.count for each in spring.stages} == {
        "targeted": len(GOT),
        "delivered": sum(each.delivered for each in GOT),
        "opened": sum(each.opened for each in GOT),
        "clicked": sum(each.clicked for each in GOT),
        "replied": 0,
        "converted": sum(each.bought > 0 for each in GOT),
    }
    assert spring.sales == pytest.approx(sum(each.bought for each in GOT))
    assert (spring.channel, spring.is_open) == ("email", False)
    assert found.judged == len(GOT)


def test_membership_is_of_the_day_the_campaign_began(shop: Workspace):
    """Whoever has bought within five days is a member now because of the message, and was none then."""
    shop.save_segment("Fresh", "did order_completed in last 30 days", at=AFTER)
    rule = next(each.rule for each in shop.segments() if each.name == "Fresh")
    results = measure_segment(shop.base, "Fresh", rule, READING)
    (spring,) = results.campaigns
    assert results.members.customers == len(CROWD)
    before = [each for each in CROWD if each.before and each.arm in ("plain", "warm")]
    assert spring.stages[0].count == len(before)


def test_window_that_is_open_is_not_judged(shop: Workspace):
    rule = next(each.rule for each in shop.segments() if each.name == "Vic")
    early = measure_segment(shop.base, "Vic", rule, Reading(BEGAN + dt.timedelta(days=3)))
    assert [each.is_open for each in early.campaigns] == [True]
    assert early.judged == 0


def rows(channels: list[tuple[str, int, int]]) -> pa.Table:
    """For each channel so many who converted, of so many."""
    names = [name for name, _, n in channels for _ in range(n)]
    bought = [float(place < hits) for _, hits, n in channels for place in range(n)]
    nobody = pa.nulls(len(names), pa.string())
    return pa.table({"channel": names, "converted": bought, "hour": nobody, "offer": nobody})


def test_the_channel_that_did_better_is_to_be_tried_by_lot():
    (advice,) = level_advice(rows([("email", 60, 300), ("sms", 30, 300), ("push", 30, 300)]), "Vic", AFTER)
    assert (advice.code, advice.segment, advice.proof.grade) == ("level", "Vic", "C")
    assert advice.facts["level"] == "email"
    assert advice.proof.line.value == pytest.approx(60 / 300 - 60 / 600)
    assert advice.proof.n == 900
    assert "Vic" in advice.sentence("pl")


def test_nothing_is_advised_where_chance_would_do():
    rng = np.random.default_rng(11)
    cries = sum(
        any(
            True
            for _ in level_advice(
                rows([(name, int(rng.binomial(150, 0.2)), 150) for name in ("a", "b", "c", "d")]),
                "Vic",
                AFTER,
            )
        )
        for _ in range(200)
    )
    assert cries <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)


def test_too_few_of_a_level_say_nothing():
    assert list(level_advice(rows([("email", 9, 9), ("sms", 0, 300)]), "Vic", AFTER)) == []


def test_whom_to_win_back_comes_from_kept_estimates(shop: Workspace):
    ids = [each.number for each in VIC][:200]
    run = BEGAN - dt.timedelta(days=1)
    for name, value in (("churn_risk", 0.8), ("expected_order_value", 50.0)):
        table = pa.table({"customer_id": pa.array(ids, pa.int64()), "value": [value] * len(ids)})
        write_estimates(shop.store.engine, name, run, table, computed_at=run, model="test")
    shop.reload()
    (advice,) = [each for each in of_vic(shop).recommendations if each.code == "win_back"]
    assert advice.facts["count"] == len(ids)
    assert advice.proof.line.value == pytest.approx(len(ids) * 0.8 * 50)
    spring = measure_campaign(shop.store.engine, sent(CROWD), READING)
    lifts = [("Spring", each) for each in spring.lift.effects if each.is_clear and each.kind == "rate"]
    measured = of_vic(shop, lifts=lifts[:1])
    (advice,) = [each for each in measured.recommendations if each.code.startswith("win_back")]
    lift = lifts[0][1].fixed.value if lifts else 0
    assert advice.code == ("win_back_measured" if lifts else "win_back")
    assert not lifts or advice.proof.line.value == pytest.approx(len(ids) * lift * 50)


@pytest.mark.parametrize("language", LANGUAGES)
def test_report_is_told_in_every_language(found: SegmentResults, language: str):
    parts = sections(found, language)
    said = [report_title(found, language), *(each.title for each in parts)]
    said += [text for each in parts for text in each.paragraphs]
    assert not re.search(r"[{}]", "\n".join(said))
    assert len(parts) == 3
    (picture,) = parts[2].pictures
    assert len(picture.table.rows) == 1
    assert found.as_json(language)["members"]["customers"] == len(VIC)
    assert found.rows().num_rows == 13
