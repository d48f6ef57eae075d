"""The past of a rule: counted at each instant, and never touched by what comes later."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from clientela.segments import trend
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF, IDS, MADRID, event_table, make_shop

RULES = (
    "did order_completed in last 90 days",
    "in segment 'VIP'",
    "city = 'Girona'",
    "top 2 by sum(order_completed.amount)",
    "consents to email for marketing",
)


@pytest.mark.parametrize("rule", RULES)
def test_trend_is_the_count_at_each_instant(shop: Workspace, rule: str):
    segment = shop.segment(rule)
    found = segment.trend(dt.date(2025, 1, 1), every="month", until=AS_OF)
    assert found == [segment.count(size.as_of) for size in found]
    assert len({size.count for size in found}) > 1


def test_trend_knows_anna_moved_in_february(shop: Workspace):
    found = shop.segment("city = 'Girona'").trend(dt.date(2025, 12, 1), until=AS_OF)
    # anna and hugo, then hugo alone; at midnight of 1 February she had moved
    assert [(size.as_of.astimezone(MADRID).date().isoformat(), size.count) for size in found] == [
        ("2025-12-01", 2),
        ("2026-01-01", 2),
        ("2026-02-01", 1),
        ("2026-03-01", 1),
        ("2026-04-01", 1),
        ("2026-04-16", 1),
    ]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        ("day", ["03-28", "03-29", "03-30", "03-30"]),
        ("week", ["03-28", "03-30"]),
        ("month", ["03-28", "03-30"]),
    ],
)
def test_instants_are_midnights_of_the_zone_also_when_clocks_change(
    shop: Workspace, every: trend.Every, expected: list[str]
):
    until = dt.datetime(2026, 3, 30, 12, tzinfo=MADRID)
    found = trend.instants(shop.base, dt.date(2026, 3, 28), until, every)
    local = [instant.astimezone(MADRID) for instant in found]
    assert [f"{each:%m-%d}" for each in local] == expected
    assert {each.time() for each in local[:-1]} == {dt.time()}
    assert local[-1] == until


def test_months_end_on_the_day_they_have(shop: Workspace):
    until = dt.datetime(2026, 4, 1, tzinfo=MADRID)
    found = trend.instants(shop.base, dt.date(2025, 12, 31), until, "month")
    assert [f"{each.astimezone(MADRID):%Y-%m-%d}" for each in found] == [
        "2025-12-31",
        "2026-01-31",
        "2026-02-28",
        "2026-03-31",
        "2026-04-01",
    ]


def test_planted_future_changes_nothing(tmp_path: Path):
    with make_shop(tmp_path / "shop") as shop:
        segment = shop.segment(RULES[0])
        before = segment.trend(dt.date(2025, 1, 1), until=AS_OF)
        late = AS_OF + dt.timedelta(microseconds=1)
        rows = [
            {"customer_id": number, "at": late, "kind": "order_completed", "amount": "5"}
            for name, number in IDS.items()
            if name != "lia"
        ]
        shop.store.append_events(event_table(rows, prefix="late"))
        assert segment.trend(dt.date(2025, 1, 1), until=AS_OF) == before
        assert segment.count(late).count == 13  # and there they are: everyone but lia


@pytest.mark.parametrize("rule", RULES)
def test_moves_are_the_differences_of_the_members_themselves(shop: Workspace, rule: str):
    segment = shop.segment(rule)
    found = segment.moves(dt.date(2025, 6, 1), every="month", until=AS_OF)
    for each in found:
        before = set(segment.ids(each.since).to_pylist())
        after = set(segment.ids(each.size.as_of).to_pylist())
        assert each.size == segment.count(each.size.as_of)
        assert (each.entered, each.left) == (len(after - before), len(before - after))
    assert [each.since for each in found[1:]] == [each.size.as_of for each in found[:-1]]
    assert sum(each.entered + each.left for each in found) > 0


def test_one_instant_has_no_moves(shop: Workspace):
    assert trend.moves(shop.base, shop.segment(RULES[0]).rule, [AS_OF]) == []


def test_trends_of_many_are_the_trend_of_each(shop: Workspace):
    found = shop.trends(first=dt.date(2026, 1, 1), until=AS_OF)
    assert list(found) == ["VIP", "Young", "Young VIP"]
    for name, sizes in found.items():
        assert sizes == shop.segment(name).trend(dt.date(2026, 1, 1), until=AS_OF)
    assert shop.trends("Young", first=dt.date(2026, 1, 1), until=AS_OF) == {"Young": found["Young"]}
