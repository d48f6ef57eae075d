"""The compiler and the oracle on random cases, and the harness that compares them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from clientela.rules import nodes as n
from clientela.rules.check import check
from tests.oracle.agreement import (
    Asked,
    Evaluate,
    Truths,
    compare,
    compare_together,
    future_matters,
    identities_broken,
    oracle_truths,
    order_broken,
    partition_broken,
)
from tests.oracle.compiled import compiled_truths
from tests.oracle.distribution import asked_of_customers
from tests.oracle.facts import ANA, NOON, happening, of_ana
from tests.oracle.generation import Case, cases
from tests.oracle.loading import arrow_tables, columns, load
from tests.oracle.random_rules import random_case
from tests.oracle.shrinking import Questions, shrink
from tests.oracle.world import Event, World

NO_DEADLINE = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
EVALUATORS = pytest.mark.parametrize("evaluate", [oracle_truths, compiled_truths])


@NO_DEADLINE
@given(case=cases())
def test_compiler_agrees_with_the_oracle(case: Case) -> None:
    world, as_of, rules = case
    assert compare(rules, as_of, world, compiled_truths) == []


@pytest.mark.parametrize("seed", range(12))
def test_compiler_agrees_with_the_oracle_on_fixed_seeds(seed: int) -> None:
    world, as_of, rules = random_case(Random(seed), 3)
    month_before = as_of - dt.timedelta(days=30)
    assert compare(rules, as_of, world, compiled_truths, also=(month_before,)) == []


@EVALUATORS
@pytest.mark.parametrize("seed", range(100, 105))
def test_laws_of_logic_hold(evaluate: Evaluate, seed: int) -> None:
    world, as_of, rules = random_case(Random(seed), 3)
    broken = [
        *partition_broken(rules[0], as_of, world, evaluate),
        *order_broken(rules, as_of, world, evaluate),
        *identities_broken(rules[1], rules[2], as_of, world, evaluate),
    ]
    assert broken == []


@EVALUATORS
@pytest.mark.parametrize("seed", range(200, 205))
def test_an_event_after_the_instant_changes_nothing(evaluate: Evaluate, seed: int) -> None:
    world, as_of, rules = random_case(Random(seed), 1)
    customer = world.customers[0].customer_id
    # Her first event settles since when she exists, so she gets one that is long past.
    past = Event("past", customer, as_of - dt.timedelta(days=3000), "page_viewed")
    later = Event("later", customer, as_of + dt.timedelta(microseconds=1), "order_completed")
    world = replace(world, events=(*world.events, past))
    assert future_matters(rules[0], as_of, world, later, evaluate) == []


def test_random_rules_are_valid() -> None:
    world, _, rules = random_case(Random(7), 40)
    assert [problem for rule in rules for problem in check(rule, world.catalog)] == []


def test_random_rules_use_every_condition_of_the_language() -> None:
    drawn = [rule for seed in range(12) for rule in random_case(Random(seed), 12)[2]]
    used = {type(node) for rule in drawn for node in asked_of_customers(rule)}
    assert used == set(n.Condition.__args__)


def test_random_cases_depend_on_the_seed_alone() -> None:
    assert random_case(Random(3), 2) == random_case(Random(3), 2)


def test_world_loads_into_every_table() -> None:
    world, _, _ = random_case(Random(1), 1)
    with load(world) as connection:
        held = {
            table: connection.sql(f'SELECT count(*) FROM "{table}"').fetchall()[0][0] for table in columns()
        }
    offered = {table: rows.num_rows for table, rows in arrow_tables(world).items()}
    assert held == dict.fromkeys(columns(), 0) | offered


def wrong_about_orders(world: World, questions: Asked) -> list[Truths]:
    """An evaluator with a planted mistake: one order is taken for two."""
    doubled = tuple(
        copy
        for event in world.events
        for copy in (event, replace(event, event_id=event.event_id + "x"))
        if copy is event or event.kind == "order_completed"
    )
    return oracle_truths(replace(world, events=doubled), questions)


TWICE = n.Happened(("order_completed",), at_least=2)
CLUTTERED = replace(
    of_ana(happening(1, "2026-02-01T10:00"), happening(2, "2026-02-01T10:00", "page_viewed"), city="Reus"),
    zone="UTC",
)


def test_harness_finds_a_planted_mistake_singly_and_shared() -> None:
    rules: list[n.Rule] = [n.All(()), n.AnyOf((TWICE, n.Happened(("message_sent",))))]
    found = compare(rules, NOON, CLUTTERED, wrong_about_orders)
    assert [(d.rule, d.shared, d.expected, d.found) for d in found] == [
        (rules[1], shared, {ANA: False}, {ANA: True}) for shared in (False, True)
    ]


def test_harness_takes_an_error_for_a_disagreement() -> None:
    def failing(world: World, questions: Asked) -> list[Truths]:
        raise RuntimeError("out of order")

    found = compare([TWICE], NOON, CLUTTERED, failing)
    assert [d.customers() for d in found] == [["RuntimeError: out of order"]] * 2


def test_shrinking_leaves_what_is_needed_to_disagree() -> None:
    def fails(world: World, questions: Questions) -> bool:
        return bool(compare_together(list(questions), world, wrong_about_orders))

    rule = n.All((n.Not(n.Happened(("page_viewed",), at_least=5)), n.AnyOf((TWICE, TWICE))))
    world, questions = shrink(CLUTTERED, ((n.All(()), NOON), (rule, NOON)), fails)
    assert questions == ((TWICE, NOON),)
    assert world == replace(of_ana(happening(1, "2026-02-01T10:00")), zone="UTC")
