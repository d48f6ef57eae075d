"""Samples, near-misses and differences agree with what counts and members say, customer by customer."""

from __future__ import annotations

import datetime as dt

import pytest

from clientela.compile import Question
from clientela.rules import nodes as n
from clientela.rules.inference import Scope
from clientela.rules.text import parse_rule, parse_value
from clientela.segments import sampling, suggestions
from clientela.segments.evaluation import count_members, member_ids, truths
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF

TOGETHER = parse_rule("age >= 30 and (did order_completed and city != 'Vic')")


def members(shop: Workspace, rule: n.Rule, as_of: dt.datetime = AS_OF) -> set[int]:
    return set(member_ids(shop.base, rule, as_of).read_all().column("customer_id").to_pylist())


def stands(shop: Workspace, rule: n.Rule) -> dict[int, bool | None]:
    rows = [row for batch in truths(shop.base, [Question(rule, AS_OF)]) for row in batch.to_pylist()]
    return {row["customer_id"]: row["q0"] for row in rows if row["e0"]}


def test_a_near_miss_meets_everything_but_the_one_condition(shop):
    parts = ["age >= 30", "did order_completed", "city != 'Vic'"]
    found = {miss.path: miss for miss in sampling.near_misses(shop.base, TOGETHER, AS_OF, each=100)}
    assert set(found) == {"conditions[0]", "conditions[1].conditions[0]", "conditions[1].conditions[1]"}
    by_hand = [stands(shop, parse_rule(text)) for text in parts]
    for place, path in enumerate(sorted(found)):
        others = [truth for index, truth in enumerate(by_hand) if index != place]
        wanted = [
            customer
            for customer in sorted(by_hand[0])
            if by_hand[place][customer] is not True and all(truth[customer] is True for truth in others)
        ]
        assert list(found[path].customers) == wanted
        assert found[path].count == len(wanted)


def test_a_customer_of_unknown_age_nearly_belongs_too(shop):
    unknown = members(shop, parse_rule("age is not set and did order_completed"))
    assert unknown
    found = sampling.near_misses(shop.base, parse_rule("age >= 0 and did order_completed"), AS_OF, each=100)
    assert set(found[0].customers if found[0].path == "conditions[0]" else found[1].customers) == unknown


@pytest.mark.parametrize("text", ["age > 30", "age > 30 or city = 'Vic'", "never order_completed"])
def test_a_rule_that_asks_one_thing_has_no_near_misses(shop, text):
    assert sampling.near_misses(shop.base, parse_rule(text), AS_OF) == []


def test_not_true_is_everybody_else(shop):
    everybody = members(shop, n.All(()))
    rule = parse_rule("age >= 30")
    assert members(shop, sampling.not_true(rule)) == everybody - members(shop, rule)
    assert members(shop, n.Not(rule)) < members(shop, sampling.not_true(rule))


def test_the_difference_of_two_rules_is_that_of_their_members(shop):
    before, after = parse_rule("age >= 30"), parse_rule("did order_completed")
    one, other = members(shop, before), members(shop, after)
    found = sampling.difference(shop.base, before, after, AS_OF)
    assert (found.before, found.after, found.both) == (len(one), len(other), len(one & other))
    assert (found.enter, found.leave) == (len(other - one), len(one - other))
    assert shop.segment(after).difference(shop.segment(before), AS_OF) == found


def test_a_draw_is_of_members_and_the_same_every_time(shop):
    rule = parse_rule("did order_completed")
    count = count_members(shop.base, rule, AS_OF).count
    drawn = sampling.draw(shop.base, rule, AS_OF, 3, count=count)
    assert len(drawn) == 3
    assert set(drawn) <= members(shop, rule)
    assert sampling.draw(shop.base, rule, AS_OF, 3, count=count) == drawn


def test_a_draw_from_many_asks_a_part_of_them(shop):
    rule = parse_rule("did order_completed")
    drawn = sampling.draw(shop.base, rule, AS_OF, 5, count=1_000_000)
    assert set(drawn) <= members(shop, rule)


def test_a_sample_says_which_conditions_hold_for_whom(shop):
    conditions = [parse_rule("age >= 30"), parse_rule("did order_completed")]
    everybody = sorted(members(shop, n.All(())))
    found = sampling.sample(shop.base, everybody, AS_OF, {"city": n.Variable("city")}, conditions)
    assert [each.customer_id for each in found] == everybody
    for place, condition in enumerate(conditions):
        assert {each.customer_id for each in found if each.truths[place]} == members(shop, condition)


def test_suggestions_are_the_values_customers_have_most_first(shop):
    found = suggestions.suggest(shop.base, n.Variable("city"), AS_OF)
    counted = {
        each.value: count_members(shop.base, n.Compare(n.Variable("city"), "=", each.value), AS_OF).count
        for each in found
    }
    assert {each.value: each.count for each in found} == counted
    assert [each.count for each in found] == sorted(counted.values(), reverse=True)


def test_suggestions_of_a_list_are_its_items(shop):
    for each in suggestions.suggest(shop.base, n.Variable("interests"), AS_OF):
        rule = n.Compare(n.Variable("interests"), "includes any", (each.value,))
        assert count_members(shop.base, rule, AS_OF).count == each.count


def test_suggestions_of_a_field_count_the_events_up_to_the_instant(shop):
    earlier = AS_OF - dt.timedelta(days=200)
    for at in (AS_OF, earlier):
        found = suggestions.suggest(shop.base, n.Field("channel"), at, Scope(kinds=("order_completed",)))
        by_hand = shop.store.engine.rows(
            "SELECT channel, count(*) FROM events WHERE kind = 'order_completed' AND \"at\" <= ?"
            " AND channel IS NOT NULL GROUP BY 1",
            (at,),
        )
        assert {(each.value, each.count) for each in found} == set(by_hand)


def test_suggestions_of_a_deal_field_count_the_deals(shop):
    found = suggestions.suggest(shop.base, n.Field("status"), AS_OF, Scope(deals=True))
    by_hand = shop.store.engine.rows("SELECT status, count(*) FROM deals WHERE status IS NOT NULL GROUP BY 1")
    assert {(each.value, each.count) for each in found} == set(by_hand)


def test_matching_ignores_case_and_accents():
    found = [suggestions.Suggested("București", 2), suggestions.Suggested("Łódź", 1)]
    assert suggestions.matching(found, "BUCUR") == found[:1]
    assert suggestions.matching(found, "lodz") == found[1:]


def test_a_spread_says_where_numbers_lie(shop):
    found = suggestions.spread(shop.base, n.Variable("age"), AS_OF)
    ages = sorted(
        row["age"]
        for row in shop.segment(n.All(())).members(["age"], AS_OF).to_arrow().to_pylist()
        if row["age"] is not None
    )
    assert found is not None
    assert (found.known, found.low, found.high) == (len(ages), ages[0], ages[-1])
    assert all(share in ages for share in found.quantiles)
    assert list(found.quantiles) == sorted(found.quantiles)


def test_only_numbers_have_a_spread(shop):
    assert suggestions.spread(shop.base, n.Variable("city"), AS_OF) is None
    assert suggestions.spread(shop.base, parse_value("mode(order_completed.channel)"), AS_OF) is None
