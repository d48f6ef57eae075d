"""Every candidate says in the rule language exactly what its mask says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from clientela.compile import Question
from clientela.discover.conditions import Candidate, Conjunction, best_conjunctions, candidates
from clientela.discover.conditions.thresholds import snapped
from clientela.discover.features import FeatureTable, read_features
from clientela.rules.text import parse_rule, write_rule
from clientela.rules.types import ValueType
from clientela.segments.base import Base
from clientela.segments.evaluation import count_many, truths
from clientela.workspace import Workspace
from tests.discover.features.drawn import category, flag, number, table_of
from tests.segments.profiled_shop import AS_OF, profiled_shop

UNTIL = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with profiled_shop(tmp_path_factory.mktemp("profiled")) as opened:
        yield opened


def differing(base: Base, table: FeatureTable, found: Sequence[Candidate | Conjunction]) -> list[str]:
    """The rules whose compiled members are not exactly those of the mask."""
    rules = [each.node if isinstance(each, Candidate) else each.rule for each in found]
    wrong = np.zeros(len(found), bool)
    for batch in truths(base, [Question(rule, table.as_of) for rule in rules]):
        there = batch.filter(batch.column("e0"))  # who exists at the instant
        rows = np.searchsorted(table.customer_ids, np.asarray(there.column("customer_id")))
        for place, each in enumerate(found):
            members = there.column(f"q{place}").fill_null(False).to_numpy(zero_copy_only=False)
            wrong[place] |= bool((members != each.mask[rows]).any())
    return [write_rule(rule) for rule, is_wrong in zip(rules, wrong, strict=True) if is_wrong]


NAMES = (
    "revenue_total",
    "avg_order_value_total",
    "orders_total",
    "income",
    "weight",
    "balance",
    "age",
    "birth_year",
    "days_since_last_order",
    "loyalty_since",
    "loyalty_card",
    "loyalty_tier",
    "city",
    "interests",
    "age_band",
    "weekend_share",
    "order_gap_median",
    "last_order_weekday",
    "category_share('hats')",
)


def test_every_candidate_has_exactly_the_compiled_members(drawn: Workspace) -> None:
    table, _ = read_features(drawn.base, drawn.catalog, AS_OF, variables=NAMES)
    found = candidates(table)
    operators = {each.node.operator for each in found}
    assert operators == {">=", "<=", "between", "=", "in", "includes any"}
    assert differing(drawn.base, table, found) == []


def test_candidates_of_the_sample_shop_have_as_many_compiled_members(sample_workspace: Workspace) -> None:
    shop = sample_workspace
    table, _ = read_features(shop.base, shop.catalog, UNTIL)
    found = candidates(table)
    assert len(found) > 500
    for first in range(0, len(found), 250):
        part = found[first : first + 250]
        counts = count_many(shop.base, [Question(each.node, UNTIL) for each in part])
        assert counts == [int(each.mask.sum()) for each in part]


def test_conjunctions_are_ordinary_rules_with_the_same_members(drawn: Workspace) -> None:
    table, _ = read_features(drawn.base, drawn.catalog, AS_OF, variables=NAMES)
    target = table.columns["age"] > 40
    found = best_conjunctions(candidates(table), target, measure="wracc", depth=3, least=10)
    cities = candidates(table, keys=["city", "age"])
    joined = best_conjunctions(cities, np.isin(table.columns["city"], [0, 2, 3]), measure="f1", depth=2)
    assert any("in (" in write_rule(each.rule) for each in joined)
    assert differing(drawn.base, table, [*found, *joined]) == []
    for each in found:
        assert parse_rule(write_rule(each.rule)) == each.rule


def test_missing_is_a_member_of_nothing() -> None:
    table = table_of(
        {
            number("income", "money"): np.array([np.nan, *range(1, 100)]),
            flag("loyalty_card"): np.array([np.nan, *[0.0, 1.0] * 49, 1.0]),
            category("city"): np.array([-1, *[0, 1, 2] * 33]),
        },
        {"city": ("a", "b", "c")},
    )
    found = candidates(table)
    assert {each.key for each in found} == {"income", "loyalty_card", "city"}
    assert not any(each.mask[0] for each in found)


def test_keys_narrow_the_features() -> None:
    table = table_of({number("a"): np.arange(100.0), number("b"): np.arange(100.0)})
    assert {each.key for each in candidates(table, keys=["b"])} == {"b"}


@pytest.mark.parametrize(
    ("given", "unit", "value_type", "round_one"),
    [
        (37.4, "years", ValueType.INTEGER, 35),
        (33, "days", ValueType.INTEGER, 30),
        (101, "days", ValueType.INTEGER, 90),
        (400, "days", ValueType.INTEGER, 365),
        (1600, "days", ValueType.INTEGER, 1460),
        (0.337, "share", ValueType.NUMBER, 0.35),
        (3.4, "orders", ValueType.INTEGER, 3),
        (17, "orders", ValueType.INTEGER, 17),
        (1234.5, "money", ValueType.MONEY, 1200),
        (337.8, "money", ValueType.MONEY, 350),
        (68.2, "money", ValueType.MONEY, 70),
        (0, "money", ValueType.MONEY, 0),
        (-41.0, "money", ValueType.MONEY, -40),
        (1_234_567, "money", ValueType.MONEY, 1_200_000),
    ],
)
def test_borders_are_numbers_people_say(
    given: float, unit: str, value_type: ValueType, round_one: float
) -> None:
    assert snapped(given, number("x", unit, value_type)) == round_one
