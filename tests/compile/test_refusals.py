"""What the compiler refuses on its own, where `check` was not asked first."""

from __future__ import annotations

import datetime as dt

import pytest

from clientela.compile import Context, Question, members_query
from clientela.errors import RuleCheckError, UnknownNameError, UnsupportedByEngineError
from clientela.rules import nodes as n
from clientela.rules.text import parse_rule
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF


def compiled(rule: str | n.Rule, shop: Workspace) -> str:
    tree = parse_rule(rule) if isinstance(rule, str) else rule
    return members_query(Question(tree, AS_OF), shop.base.context()).sql


@pytest.mark.parametrize(
    ("rule", "what", "suggestion"),
    [
        ("ctiy = 'Vic'", "variable", "city"),
        ("company.emploees > 5", "variable", "employees"),
        ("in segment 'VPI'", "segment", "VIP"),
        ("in segment 'Yuong' at 2026-01-01", "segment", "Young"),
        ("entered segment 'VPI'", "segment", "VIP"),
        ("did order_completed where catgory = 'x'", "field", "category"),
        ("sum(order_completed.amuont) > 1", "field", "amount"),
        ("any deal (lost_raeson = 'x')", "field", "lost_reason"),
        ("ctiy changed", "attribute", "city"),
    ],
)
def test_unknown_name_is_refused_with_the_nearest(shop: Workspace, rule: str, what: str, suggestion: str):
    with pytest.raises(UnknownNameError) as raised:
        compiled(rule, shop)
    assert (raised.value.what, raised.value.suggestion) == (what, suggestion)


def test_estimate_is_refused_until_it_has_been_computed(shop: Workspace):
    with pytest.raises(UnknownNameError, match="no estimate 'expected_orders_365d'"):
        compiled("estimate expected_orders_365d >= 1", shop)


def test_sum_without_a_field_is_refused(shop: Workspace):
    with pytest.raises(RuleCheckError, match="'sum' needs a field"):
        compiled(n.Compare(n.Aggregate("sum", ("order_completed",)), ">", 1), shop)


def test_segments_that_need_each_other_are_named(shop: Workspace):
    rules = {"A": parse_rule("in segment 'B'"), "B": parse_rule("age > 5 and in segment 'A'")}

    class Circular:
        """The shop's catalogue with two segments in a circle."""

        def __getattr__(self, name: str) -> object:
            return getattr(shop.catalog, name)

        def segment(self, name: str) -> n.Rule | None:
            return rules.get(name)

    context = shop.base.context()
    circular = Context(Circular(), context.zone, context.functions, context.dialect)  # type: ignore[arg-type]
    with pytest.raises(RuleCheckError, match="segments need each other: 'A' needs 'B' needs 'A'"):
        members_query(Question(parse_rule("in segment 'A'"), AS_OF), circular)


def test_node_the_engine_cannot_answer_is_named(shop: Workspace):
    context = shop.base.context()
    weak = Context(
        context.catalog,
        context.zone,
        context.functions,
        context.dialect,
        unsupported=frozenset({"near_place"}),
    )
    rule = parse_rule("age > 5 and within 3 km of (41.0, 2.0)")
    with pytest.raises(UnsupportedByEngineError, match="near_place"):
        members_query(Question(rule, AS_OF), weak)


def test_function_the_engine_does_not_spell_is_named(shop: Workspace):
    context = shop.base.context()
    weak = Context(context.catalog, context.zone, {}, context.dialect)
    with pytest.raises(UnsupportedByEngineError, match="no function 'fold'"):
        members_query(Question(parse_rule("city contains 'x'"), dt.datetime(2026, 1, 1, tzinfo=dt.UTC)), weak)
