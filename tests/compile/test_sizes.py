"""Deep and wide rules compile, and quickly."""

from __future__ import annotations

import time

import pytest

from clientela.compile import Question, members_query
from clientela.errors import RuleError
from clientela.rules import nodes as n
from clientela.rules.codec import decode_rule, encode_rule
from clientela.rules.limits import MAX_DEPTH
from clientela.rules.text import parse_rule, write_rule
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF

ADULT = n.Compare(n.Variable("age"), ">=", 18)
ADULTS = 7
TEN = """
    country in ('ES', 'PL') and age between 18 and 65 and email is set and city contains 'bar'
      and sum(order_completed.amount, last 365 days) > 100 and did order_completed in last 90 days
      and last(order_completed).at after 60 days ago and mode(order_completed.payment_method) = 'card'
      and never order_refunded in last 30 days and consents to email for marketing
"""


def nested(levels: int) -> n.Rule:
    """So deep: nothing but pairs and double negations around one comparison."""
    rule: n.Rule = ADULT
    depth = 2  # the comparison and its variable
    while depth < levels:
        if levels - depth >= 2 and depth % 4 == 0:
            rule, depth = n.Not(n.Not(rule)), depth + 2
        else:
            rule, depth = n.All((rule, ADULT)), depth + 1
    return rule


@pytest.mark.parametrize("levels", [2, 3, 50, MAX_DEPTH])
def test_rule_as_deep_as_is_allowed_is_answered(shop: Workspace, levels: int):
    rule = nested(levels)
    assert decode_rule(encode_rule(rule)) == rule
    assert shop.segment(rule).count(AS_OF).count == ADULTS


def test_rule_that_is_deeper_is_refused_in_words():
    with pytest.raises(RuleError, match=f"deeper than {MAX_DEPTH} levels"):
        encode_rule(nested(MAX_DEPTH + 1))


@pytest.mark.parametrize("group", [n.All, n.AnyOf])
def test_thousand_conditions_side_by_side_are_answered(shop: Workspace, group: type[n.All | n.AnyOf]):
    parts = tuple(n.Compare(n.Variable("income"), ">=", 30_000 + number) for number in range(1_000))
    rule = group(parts)
    assert parse_rule(write_rule(rule)) == rule
    assert shop.segment(rule).count(AS_OF).count == 4  # anna, carme, grace, kenji: nobody is in between


def test_two_hundred_windows_share_one_scan(shop: Workspace):
    parts = tuple(
        n.Happened(("order_completed",), window=n.LastPeriod(days, "day")) for days in range(30, 230)
    )
    query = members_query(Question(n.All(parts), AS_OF), shop.base.context())
    assert query.sql.count('FROM "events"') == 1
    assert shop.segment(n.All(parts)).count(AS_OF).count == 3  # anna, ewa, kenji: the narrowest decides


def test_ten_conditions_compile_in_milliseconds(shop: Workspace):
    rule, context = parse_rule(TEN), shop.base.context()
    times = []
    for _ in range(20):
        start = time.perf_counter()
        members_query(Question(rule, AS_OF), context)
        times.append(time.perf_counter() - start)
    print(f"10 conditions to SQL: median {sorted(times)[10] * 1000:.1f} ms")  # noqa: T201
    assert isinstance(rule, n.All)
    assert len(rule.conditions) == 10
