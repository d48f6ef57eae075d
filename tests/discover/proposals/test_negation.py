"""A rule and its opposite share everybody out, the unknown among them; shorter rules mean the same."""

from __future__ import annotations

from itertools import combinations

import pytest

from clientela.discover.proposals.negation import Nature, opposite, plainly
from clientela.discover.proposals.partition import everyone_else, in_order, memberships
from clientela.discover.proposals.shortening import joined, length
from clientela.rules.nodes import Compare, Variable, walk
from clientela.rules.text import parse_rule, write_rule
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF

RULES = (
    "income >= 30000",
    "income < 30000 or income is not set",
    "income between 10000 and 30000",
    "orders_total >= 2",
    "orders_total = 0",
    "shoe_size > 37.5",
    "country in ('ES', 'RO')",
    "country not in ('ES', 'RO')",
    "country = 'ES'",
    "country != 'ES'",
    "loyalty_card = true",
    "interests includes any ('urban')",
    "interests includes none ('urban')",
    "email is set",
    "did order_completed in last 90 days",
    "never order_completed",
    "income >= 20000 and country = 'ES'",
    "income >= 20000 or interests includes any ('casual')",
)
INCOMPLETE = Nature(
    frozenset(
        Variable(name) for name in ("income", "shoe_size", "country", "loyalty_card", "interests", "email")
    ),
    frozenset({Variable("orders_total")}),
    frozenset({Variable("orders_total")}),
)


@pytest.mark.parametrize("text", RULES)
def test_rule_and_its_opposite_share_everybody_out(shop: Workspace, text: str):
    rule = parse_rule(text)
    against = opposite(rule, INCOMPLETE)
    assert not shop.segment(against).check()
    found = memberships(shop.base, [rule, against], AS_OF)
    assert len(found) == shop.population(AS_OF)
    assert (found.masks[0] != found.masks[1]).all()
    assert parse_rule(write_rule(against)) == against


def test_partition_by_rules_in_order_holds_everybody_once(shop: Workspace):
    rules = [parse_rule(text) for text in RULES]
    ordered = in_order(rules, INCOMPLETE)
    parts = memberships(shop.base, [*ordered, everyone_else(rules, INCOMPLETE)], AS_OF)
    assert (parts.masks.sum(axis=0) == 1).all()
    first = memberships(shop.base, rules, AS_OF).cells
    assert (parts.cells == first).all()


@pytest.mark.parametrize(
    ("conditions", "short", "counted"),
    [
        (["age < 30", "age < 25"], "age < 25", 1),
        (["age >= 20", "age >= 25"], "age >= 25", 1),
        (["age <= 30", "city = 'Vic'", "age >= 20"], "age between 20 and 30 and city = 'Vic'", 2),
        (["age < 30", "age >= 20"], "age >= 20 and age < 30", 1),
        (["age <= 0", "age >= 1"], "age >= 1 and age <= 0", 1),
        (["age < 30 or age is not set", "age >= 20"], "age >= 20 and age < 30", 1),
        (["age < 30 or age is not set", "age < 25"], "age < 25", 1),
        (["age < 30 or age is not set", "age < 25 or age is not set"], "age < 25 or age is not set", 1),
        (["city != 'Vic'", "city not in ('Reus', 'Vic')"], "city not in ('Vic', 'Reus')", 1),
        (["city in ('Vic', 'Reus')", "city != 'Vic'"], "city = 'Reus'", 1),
        (["city = 'Vic'", "country = 'ES'", "city = 'Vic'"], "city = 'Vic' and country = 'ES'", 2),
        (["age >= 20 and city = 'Vic'", "age >= 30"], "age >= 30 and city = 'Vic'", 2),
    ],
)
def test_joined_conditions_are_as_short_as_they_can_be(conditions: list[str], short: str, counted: int):
    found = joined([parse_rule(text) for text in conditions])
    assert write_rule(found) == short
    assert length(found) == counted


def test_shorter_rules_have_the_same_members(shop: Workspace):
    rules = [parse_rule(text) for text in RULES[:12]]
    pairs = list(combinations(range(len(rules)), 2))
    together = [joined([rules[first], rules[second]]) for first, second in pairs]
    found = memberships(shop.base, [*rules, *together], AS_OF).masks
    for (first, second), mask, rule in zip(pairs, found[len(rules) :], together, strict=True):
        assert (mask == (found[first] & found[second])).all(), write_rule(rule)


def test_counted_values_are_said_with_at_most_and_none_with_zero():
    orders = Compare(Variable("orders_total"), ">=", 5)
    assert write_rule(opposite(orders, INCOMPLETE)) == "orders_total <= 4"
    some = Compare(Variable("orders_total"), ">=", 1)
    none = plainly(opposite(some, INCOMPLETE), INCOMPLETE)
    assert write_rule(none) == "orders_total = 0"
    assert opposite(none, INCOMPLETE) == some
    assert "<= 0" not in " ".join(write_rule(node) for _, node in walk(none) if isinstance(node, Compare))
