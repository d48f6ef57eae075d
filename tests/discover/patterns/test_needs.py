"""Unmet needs: the score by hand, a planted need, and none where there is none."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest

import clientela
from clientela.discover.patterns.demand import Demand, demands, read_satisfaction
from clientela.discover.patterns.needs import (
    confirmed,
    find_needs,
    opportunity,
    opportunity_interval,
    search_needs,
)
from clientela.errors import TooThinError
from clientela.rules.text import parse_rule, write_rule
from clientela.workspace import Workspace
from tests.discover.features.drawn import category, flag, number, table_of

AS_OF = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
WISH = Demand("searched_in_vain", parse_rule("did search_performed where results = 0 in last 90 days"))


def test_opportunity_is_ulwicks() -> None:
    # 8 of 10 wish; of 5 who gave a score one is satisfied: 8 + (8 - 2)
    assert opportunity(np.array([[3, 1, 4, 1, 0, 1]]))[0] == pytest.approx(14)
    # satisfied beyond its importance: importance alone
    assert opportunity(np.array([[0, 2, 0, 0, 6, 2]]))[0] == pytest.approx(2)


def test_interval_is_that_of_drawing_the_customers_themselves() -> None:
    cells = np.array([30, 10, 40, 20, 30, 70])
    rng = np.random.default_rng(1)
    kinds = np.repeat(np.arange(6), cells)
    drawn = [np.bincount(rng.choice(kinds, len(kinds)), minlength=6) for _ in range(2_000)]
    by_hand = np.quantile(opportunity(np.array(drawn)), (0.025, 0.975))
    assert opportunity_interval(cells, seed=0) == pytest.approx(by_hand, abs=0.2)


def planted(rng: np.random.Generator, size: int, *, need: bool):
    table = table_of(
        {
            number("age", "years"): rng.integers(18, 80, size),
            category("city"): rng.integers(0, 5, size),
            flag("loyalty_card"): rng.random(size) < 0.4,
        },
        {"city": tuple("abcde")},
    )
    there = (table.columns["city"] == 1) if need else np.zeros(size, bool)
    wish = (rng.random(size) < np.where(there, 0.6, 0.15)).astype(float)
    happy = (rng.random(size) < np.where(there, 0.3, 0.75)).astype(float)
    happy[rng.random(size) < 0.6] = np.nan
    return table, wish, happy


def test_planted_need_is_found_on_the_other_half() -> None:
    table, wish, happy = planted(np.random.default_rng(2), 4_000, need=True)
    tests = search_needs(table, WISH, wish, happy, keys=["age", "city", "loyalty_card"], seed=4)
    first = confirmed(tests, seed=4)[0]
    assert write_rule(first.rule) == "city = 'b'"
    assert first.importance == pytest.approx(6, abs=0.7)
    assert first.satisfaction == pytest.approx(3, abs=1)
    assert first.opportunity == pytest.approx(first.importance * 2 - first.satisfaction)
    assert first.low < 9 < first.high
    assert first.other_importance < 2
    assert first.other_satisfaction > 6.5


def test_wish_without_dissatisfaction_is_no_need() -> None:
    rng = np.random.default_rng(3)
    table, _, happy = planted(rng, 4_000, need=False)
    wish = (rng.random(4_000) < np.where(table.columns["city"] == 1, 0.6, 0.15)).astype(float)
    tests = search_needs(table, WISH, wish, happy, keys=["age", "city", "loyalty_card"], seed=4)
    assert tests
    assert confirmed(tests, seed=4) == ()


def test_chance_gives_a_need_in_few_runs() -> None:
    """At most one run in twenty is promised; both have to differ, so in truth it is fewer."""
    rng = np.random.default_rng(7)
    false = 0
    for run in range(40):
        table, wish, happy = planted(rng, 1_200, need=False)
        tests = search_needs(table, WISH, wish, happy, keys=["age", "city", "loyalty_card"], seed=run)
        false += bool(confirmed(tests, seed=run))
    assert false <= 4


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """1,600 customers; many of Reus search in vain and are not satisfied."""
    rng = np.random.default_rng(12)
    size = 1_600
    ids = np.arange(1, size + 1)
    city = rng.choice(["Vic", "Reus", "Olot"], size)
    there = city == "Reus"
    vain = ids[rng.random(size) < np.where(there, 0.6, 0.1)]
    about = ids[rng.random(size) < 0.1]
    scores = np.where(rng.random(size) < np.where(there, 0.3, 0.8), 5, 2)
    answered = rng.random(size) < 0.5
    rows = [
        *({"customer_id": int(each), "kind": "search_performed", "results": "0"} for each in vain),
        *({"customer_id": int(each), "kind": "ticket_opened", "topic": "delivery"} for each in about),
        *({"customer_id": int(each), "kind": "ticket_opened", "topic": "pharmacy"} for each in about),
        *(
            {
                "customer_id": int(each),
                "kind": "survey_answered",
                "survey": "csat",
                "score": str(scores[each - 1]),
            }
            for each in ids[answered]
        ),
    ]
    with clientela.create(tmp_path_factory.mktemp("shop"), time_zone="UTC") as opened:
        opened.store.write_entities(
            "customer", pa.table({"customer_id": ids, "city": city}), source="test", received_at=AS_OF
        )
        at = [AS_OF - dt.timedelta(days=int(days)) for days in rng.integers(1, 80, len(rows))]
        names = ("customer_id", "kind", "survey", "score")
        columns = {name: [row.get(name) for row in rows] for name in names}
        properties = [
            json.dumps({name: row[name] for name in ("results", "topic") if name in row}) for row in rows
        ]
        opened.store.append_events(
            pa.table(
                {
                    "event_id": [f"e{place}" for place in range(len(rows))],
                    "at": pa.array(at, pa.timestamp("us", "UTC")),
                    "properties": properties,
                    **columns,
                }
            )
        )
        yield opened


def test_wishes_are_those_the_store_can_tell(shop: Workspace) -> None:
    found = [(each.key, each.topic) for each in demands(shop.base, AS_OF)]
    assert found == [("searched_in_vain", ""), ("visits_without_order", ""), ("asked_about", "delivery")]


def test_need_is_found_in_a_store(shop: Workspace) -> None:
    found = find_needs(
        shop.base, shop.catalog, AS_OF, variables=["city", "csat_last", "searches_total"], seed=2
    )
    (row,) = found.rows
    assert write_rule(row.rule) == "city = 'Reus'"
    assert row.demand.key == "searched_in_vain"
    assert {demand.key for demand in found.demands} == {"searched_in_vain", "asked_about"}
    assert found.scored == int((~np.isnan(read_satisfaction(shop.base, np.arange(1, 1_601), AS_OF))).sum())
    assert found.as_json()["rows"][0]["demand"] == "searched_in_vain"  # type: ignore[index]
    again = find_needs(
        shop.base, shop.catalog, AS_OF, variables=["city", "csat_last", "searches_total"], seed=2
    )
    assert again.rows == found.rows


def test_without_scores_the_question_is_refused(shop: Workspace) -> None:
    with pytest.raises(TooThinError, match="0 customers gave a score; unmet needs ask for at least 200"):
        find_needs(shop.base, shop.catalog, AS_OF - dt.timedelta(days=300), variables=["city"])
