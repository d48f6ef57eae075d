"""What was said before sending is what counts; what is chosen afterwards is said in every format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from clientela.catalog.labels import LANGUAGES
from clientela.measure.campaigns import CampaignResults, Declared, Reading, measure_campaign
from clientela.measure.campaigns.before import past_of
from clientela.reports.campaign import sections
from clientela.workspace import Workspace
from tests.measure.campaigns.shop import AFTER, BEGAN, ledger, make_campaign_shop, people, sent

CROWD = people(900)
DECLARED = Declared(costs={"plain": 0.02, "warm": 0.06}, margin=0.4)
READING = Reading(AFTER, margin=0.4)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with make_campaign_shop(tmp_path_factory.mktemp("campaign") / "data", CROWD) as workspace:
        yield workspace


def measured(shop: Workspace, reading: Reading, declared: Declared | None = DECLARED) -> CampaignResults:
    return measure_campaign(shop.store.engine, sent(CROWD, declared=declared), reading)


def summary(results: CampaignResults, language: str = "en") -> str:
    return " ".join(sections(results, language)[0].paragraphs)


def test_read_as_declared_says_so_and_costs_what_each_variant_costs(shop: Workspace):
    found = measured(shop, READING)
    assert found.chosen_after == ()
    assert "A conversion: order, within 14 days, as was said before sending." in summary(found)
    arrived = {arm: sum(each.arm == arm and each.delivered for each in CROWD) for arm in ("plain", "warm")}
    costs = {each.name: each.cost for each in found.by("arm")}
    assert costs["plain"] == pytest.approx(0.02 * arrived["plain"])
    assert costs["warm"] == pytest.approx(0.06 * arrived["warm"])
    assert costs["holdout"] == 0
    rows = [row for row in found.rows().to_pylist() if row["part"] == "reading"]
    assert [(row["by"], row["figure"], row["name"], row["value"]) for row in rows] == [
        ("declared", "goal", "order_completed", None),
        ("declared", "days", None, 14.0),
        ("declared", "margin", None, 0.4),
    ]


def test_read_otherwise_says_what_was_chosen_after_sending(shop: Workspace):
    found = measured(shop, replace(READING, goal="deal_won", days=30, cost=0.05, margin=None))
    said = summary(found)
    assert (
        "Chosen after sending: conversion: won deal instead of order; window in days: 30 instead of 14;"
        " cost of a message: 0.05 instead of one by variant; margin: none instead of 40%." in said
    )
    assert "makes every interval look narrower than it is" in said
    told = json.loads(json.dumps(found.as_json(), default=str))
    assert [each["what"] for each in told["chosen_after_sending"]] == ["goal", "days", "cost", "margin"]
    assert told["declared"]["days"] == 14
    rows = [row for row in found.rows().to_pylist() if row["part"] == "reading"]
    assert {(row["by"], row["figure"]) for row in rows} == {
        ("chosen_after_sending", "goal"),
        ("chosen_after_sending", "days"),
        ("chosen_after_sending", "cost"),
    }


def test_another_cost_alone_makes_no_interval_too_narrow(shop: Workspace):
    said = summary(measured(shop, replace(READING, cost=0.05)))
    assert "Chosen after sending: cost of a message" in said
    assert "narrower" not in said
    assert "A conversion: order, within 14 days" in said


def test_where_nothing_was_declared_nothing_is_said_of_it(shop: Workspace):
    found = measured(shop, replace(READING, days=30), None)
    assert found.chosen_after == ()
    assert "before sending" not in summary(found)
    assert "Chosen" not in summary(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_it(shop: Workspace, language: str):
    found = measured(shop, replace(READING, goal="signed_up", days=30, margin=None))
    said = summary(found, language)
    assert "{" not in said
    assert "30" in said
    if language != "en":
        assert "Chosen" not in said


def test_past_rate_is_of_this_goal_in_this_window_before(shop: Workspace):
    """Everybody bought 200 days before; the rest that is put in lies ten days before."""
    drawn = [each for each in CROWD if each.arm != "no_consent"]
    bought = sum(each.before > 0 for each in drawn)
    for days, goal, count in (
        (14, "order_completed", bought),
        (9, "order_completed", 0),
        (201, "order_completed", len(drawn)),
        (14, "deal_won", 0),
    ):
        found = past_of(shop.store.engine, [ledger(CROWD)], goal, days, BEGAN)
        assert (found.customers, found.converted) == (len(drawn), count)
        assert found.rate == count / len(drawn)
