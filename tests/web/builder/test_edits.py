"""Changes to a rule: each by its path, what it makes of the rule, and where the attention goes."""

from __future__ import annotations

import datetime as dt

import pytest

from clientela.catalog import FirmCatalog
from clientela.rules import nodes as n
from clientela.rules.inference import CUSTOMER, DEAL, Scope
from clientela.rules.text import parse_rule, write_rule
from clientela_web.builder.drafts import finished, is_unfinished, plain, rooted, unfinished_count
from clientela_web.builder.edits import CHANGES, Bench, edited
from clientela_web.builder.forms import Desk
from clientela_web.builder.palette import items, node_of
from clientela_web.builder.paths import part_at, path_of, with_part
from clientela_web.builder.views.scopes import scope_at

CATALOG = FirmCatalog(segments={"VIP": n.All(())}, estimates=["churn_risk"])
BENCH = Bench(CATALOG, dt.date(2026, 4, 16))
ABC = "age = 1 and age = 2 and age = 3"
NESTED = "age = 1 and (age = 2 or age = 3) and not age = 4"


@pytest.mark.parametrize(
    ("rule", "change", "path", "more", "after", "focus"),
    [
        (ABC, "remove", "conditions[1]", (), "age = 1 and age = 3", "conditions[1]"),
        (ABC, "remove", "conditions[2]", (), "age = 1 and age = 2", "conditions[1]"),
        (ABC, "up", "conditions[1]", (), "age = 2 and age = 1 and age = 3", "conditions[0]"),
        (ABC, "up", "conditions[0]", (), ABC, "conditions[0]"),
        (ABC, "down", "conditions[1]", (), "age = 1 and age = 3 and age = 2", "conditions[2]"),
        (ABC, "in", "conditions[1]", (), "(age = 1 or age = 2) and age = 3", "conditions[0].conditions[1]"),
        (
            NESTED,
            "in",
            "conditions[2]",
            (),
            "age = 1 and (age = 2 or age = 3 or not age = 4)",
            "conditions[1].conditions[2]",
        ),
        (
            NESTED,
            "out",
            "conditions[1].conditions[0]",
            (),
            "age = 1 and any (age = 3) and age = 2 and not age = 4",
            "conditions[2]",
        ),
        (
            NESTED,
            "unwrap",
            "conditions[1]",
            (),
            "age = 1 and age = 2 and age = 3 and not age = 4",
            "conditions[1]",
        ),
        (
            ABC,
            "wrap",
            "conditions[1]",
            (),
            "age = 1 and any (age = 2) and age = 3",
            "conditions[1].conditions[0]",
        ),
        (ABC, "negate", "conditions[0]", (), "not age = 1 and age = 2 and age = 3", "conditions[0]"),
        (
            NESTED,
            "negate",
            "conditions[2]",
            (),
            "age = 1 and (age = 2 or age = 3) and age = 4",
            "conditions[2]",
        ),
        (ABC, "copy", "conditions[0]", (), "age = 1 and age = 1 and age = 2 and age = 3", "conditions[1]"),
        (
            ABC,
            "move",
            "conditions[2]",
            ("conditions[0]",),
            "age = 3 and age = 1 and age = 2",
            "conditions[0]",
        ),
        (
            ABC,
            "move",
            "conditions[0]",
            ("conditions[2]",),
            "age = 2 and age = 1 and age = 3",
            "conditions[1]",
        ),
        (
            NESTED,
            "move",
            "conditions[0]",
            ("conditions[1]",),
            "(age = 2 or age = 3 or age = 1) and not age = 4",
            "conditions[0].conditions[2]",
        ),
        (NESTED, "move", "conditions[1]", ("conditions[1].conditions[0]",), NESTED, "conditions[1]"),
        (
            "age in (1) and city = 'x'",
            "put",
            "conditions[0].operand",
            (2,),
            "age in (1, 2) and city = 'x'",
            "conditions[0].operand",
        ),
        (
            "age in (1) and city = 'x'",
            "put",
            "conditions[0].operand",
            (1,),
            "age in (1) and city = 'x'",
            "conditions[0].operand",
        ),
        (
            "age in (1) and city = 'x'",
            "put",
            "conditions[1].operand",
            ("y",),
            "age in (1) and city = 'y'",
            "conditions[1].operand",
        ),
        (
            "age in (1, 2) and city = 'x'",
            "remove",
            "conditions[0].operand[0]",
            (),
            "age in (2) and city = 'x'",
            "conditions[0].operand[0]",
        ),
        (
            ABC,
            "pick",
            "conditions[0].value",
            ("variable:city",),
            "city in () and age = 2 and age = 3",
            "conditions[0].operator",
        ),
        (
            "did order_completed and age = 1",
            "add",
            "conditions[0].where",
            ("field:order_completed|category",),
            "did order_completed where category in () and age = 1",
            "conditions[0].where",
        ),
        (
            "did order_completed where amount > 1 and age = 1",
            "remove",
            "conditions[0].where",
            (),
            "did order_completed and age = 1",
            "conditions[0]",
        ),
    ],
)
def test_a_change_makes_of_the_rule(rule, change, path, more, after, focus):
    done = edited(parse_rule(rule), change, path, more, BENCH)
    assert write_rule(done.rule) == write_rule(parse_rule(after))
    assert done.focus == focus


def test_a_group_left_empty_goes_with_its_negation():
    rule = parse_rule("age = 1 and not any (age = 2)")
    done = edited(rule, "remove", "conditions[1].condition.conditions[0]", (), BENCH)
    assert plain(done.rule) == parse_rule("age = 1")


def test_steps_and_cases_grow():
    sequence = n.All((parse_rule("sequence(product_added, then order_completed)"),))
    done = edited(sequence, "append", "conditions[0].steps", (), BENCH)
    assert len(part_at(done.rule, "conditions[0].steps")) == 3
    assert is_unfinished(done.rule.conditions[0])


def test_no_change_of_an_unknown_name():
    with pytest.raises(LookupError):
        edited(parse_rule(ABC), "explode", "", (), BENCH)


def test_every_change_of_the_page_is_known():
    assert {"add", "pick", "remove", "up", "down", "in", "out", "wrap", "unwrap", "negate", "copy"} <= set(
        CHANGES
    )


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_item_of_the_palette_makes_a_condition_that_can_be_drawn(language):
    for item in items(Desk(CATALOG, language), CUSTOMER):
        made = node_of(item.key, CATALOG, BENCH.today)
        assert isinstance(made, n.Condition), item
        assert item.label, item


def test_unfinished_conditions_do_not_count_and_are_not_lost():
    rule = rooted(parse_rule("age = 1 and city in () and (did order_completed or in segment '')"))
    assert unfinished_count(rule) == 2
    assert finished(rule) == parse_rule("age = 1 and any (did order_completed)")
    assert finished(rooted(parse_rule("city in ()"))) is None
    assert finished(n.All(())) == n.All(())


def test_parts_are_found_and_replaced_by_path():
    rule = parse_rule("age = 1 and sequence(product_added, then order_completed where category = 'x')")
    path = "conditions[1].steps[1].where.operand"
    assert part_at(rule, path) == "x"
    assert part_at(with_part(rule, path, "y"), path) == "y"
    assert path_of(rule, rule.conditions[1]) == "conditions[1]"
    with pytest.raises(LookupError):
        part_at(rule, "conditions[0].nothing")


@pytest.mark.parametrize(
    ("path", "scope"),
    [
        ("conditions[0]", CUSTOMER),
        ("conditions[0].where", Scope(kinds=("order_completed",))),
        ("conditions[1].condition", DEAL),
        ("conditions[2].condition", CUSTOMER),
    ],
)
def test_the_scope_follows_the_place(path, scope):
    rule = parse_rule("did order_completed and any deal (status = 'x') and any person of company (age = 3)")
    assert scope_at(rule, path) == scope
