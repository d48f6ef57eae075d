"""Cells, groups and stages: each is exactly its rule, and together they are everybody."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from clientela.catalog.cut_points import DEFAULT, CutPoints
from clientela.compile import Question
from clientela.discover.rfm.asking import rfm
from clientela.discover.rfm.grid import Part, Rfm
from clientela.errors import UnknownNameError
from clientela.rules.sentences import sentence
from clientela.rules.text import parse_rule, write_rule
from clientela.segments import evaluation
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF
from tests.conftest import SAMPLE_UNTIL

NOON = dt.datetime.combine(SAMPLE_UNTIL, dt.time(12), dt.UTC)
CUTS = [
    DEFAULT,
    CutPoints(recency_days=(60,), frequency_orders=(2, 4), monetary_amounts=()),
    CutPoints(recency_days=(), frequency_orders=(), period_days=None, net_of_refunds=True),
    CutPoints(
        recency_days=(10, 20, 40, 80),
        frequency_orders=(1, 2),
        monetary_amounts=(10.5, 99.99),
        period_days=90,
        new_days=5,
        active_days=10,
        cooling_days=20,
        lapsed_days=40,
        reactivated_after_days=15,
    ),
]


def _asked(firm: Workspace, cut: CutPoints, as_of: dt.datetime) -> Rfm:
    catalog = firm.catalog.with_cut_points(cut)
    return rfm(replace(firm.base, catalog=catalog), cut, as_of)


def _counts(firm: Workspace, parts: tuple[Part, ...], as_of: dt.datetime) -> list[int]:
    questions = [Question(part.rule, as_of) for part in parts if part.rule is not None]
    return evaluation.count_many(firm.base, questions)


@pytest.mark.parametrize("cut", CUTS)
def test_cells_groups_and_stages_are_their_rules_and_partition_everybody(
    sample_workspace: Workspace, cut: CutPoints
):
    result = _asked(sample_workspace, cut, NOON)
    for parts, everybody in (
        (result.cells, result.buyers),
        (result.groups, result.buyers),
        (result.stages, result.population),
    ):
        # the rules are asked under the built-in cut-points: their numbers are their own
        counts = _counts(sample_workspace, parts, NOON)
        assert counts == [part.figures.customers for part in parts if part.rule is not None]
        assert sum(counts) == sum(part.figures.customers for part in parts) == everybody
    assert sum(part.figures.revenue for part in result.cells) == pytest.approx(result.revenue)
    bought = sample_workspace.segment("did order_completed").count(NOON)
    assert result.buyers == bought.count


@pytest.mark.parametrize("cut", CUTS)
def test_frame_holds_what_the_catalogue_says(sample_workspace: Workspace, cut: CutPoints):
    base = replace(sample_workspace.base, catalog=sample_workspace.catalog.with_cut_points(cut))
    names = ("recency_score", "frequency_score", "monetary_score", "rfm_group", "lifecycle_stage")
    asked = evaluation.members(base, parse_rule("orders_total >= 1"), NOON, names).read_all()
    said = asked.sort_by("customer_id").to_pydict()
    found = rfm(base, cut, NOON).frame().to_arrow().to_pydict()
    assert {name: found[name] for name in said} == said


def test_few_customers_are_no_obstacle(shop: Workspace):
    result = shop.rfm(AS_OF)
    assert (result.population, result.version, result.gaps) == (13, 0, None)
    assert "need 100 of 50" in result.gaps_reason
    assert len(result.cells) == 25
    assert sum(part.figures.customers for part in result.cells) == result.buyers
    one = next(part.figures for part in result.cells if part.figures.customers == 1)
    assert (one.mean_low, one.mean_high) == (None, None)
    assert 0 < one.share_low < one.share < one.share_high < 1


def test_part_is_found_by_its_key_and_reads_as_a_rule(shop: Workspace):
    result = shop.rfm(AS_OF)
    best = result.part("R5F5")
    assert write_rule(best.rule) == "days_since_last_order <= 30 and orders_365d >= 10"
    assert (
        write_rule(result.part("r4f1").rule) == "days_since_last_order between 31 and 90 and orders_365d < 2"
    )
    assert (
        sentence(result.part("lost").rule, "en", shop.catalog.labels)
        == "Orders in the past, but none in the last 365 days."
    )
    with pytest.raises(UnknownNameError, match="did you mean 'champions'"):
        result.part("champion")


def test_result_says_itself_in_short_and_as_plain_data(shop: Workspace):
    result = shop.rfm(AS_OF)
    assert repr(result).startswith(f"Rfm({result.buyers} buyers of 13 customers: champions ")
    plain = result.as_json()
    assert plain["cells"][0]["rule"] == "days_since_last_order <= 30 and orders_365d >= 10"
    assert plain["cut_points"]["active_days"] == 90


def test_same_seed_same_answer(sample_workspace: Workspace):
    first, second = (sample_workspace.rfm(NOON, seed=3) for _ in range(2))
    assert first.as_json() == second.as_json()
    assert first.gaps is not None
    assert first.gaps.quantiles != sample_workspace.rfm(NOON, seed=4).gaps.quantiles


def test_several_currencies_are_said_before_any_sum_is_believed(sample_workspace: Workspace):
    from clientela.discover.rfm.wording import paragraphs

    result = _asked(sample_workspace, CutPoints(), NOON)
    paid = sample_workspace.store.engine.rows(
        "SELECT currency FROM events WHERE kind = 'order_completed' AND currency IS NOT NULL "
        "GROUP BY 1 ORDER BY count(*) DESC"
    )
    assert [currency for (currency,) in paid] == list(result.currencies)
    assert len(result.currencies) == 5
    assert "several currencies (EUR, PLN" in " ".join(paragraphs(result, "en"))
