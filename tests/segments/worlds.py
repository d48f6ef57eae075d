"""Random worlds explained: truths beside the oracle's, changes applied to the store that holds everybody."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from zoneinfo import ZoneInfo

import pyarrow as pa

from clientela.compile import Question, truths_query
from clientela.rules import nodes as n
from clientela.segments.base import Base
from clientela.segments.explaining import ExplainedCondition, Explanation, explain
from clientela.segments.explaining.changes import Change, applied
from clientela.segments.explaining.facts import Facts, read_facts
from clientela.store import Engine
from tests.oracle.catalogue import KINDS
from tests.oracle.compiled import _engine_with
from tests.oracle.distribution import labels as labels_of
from tests.oracle.random_rules import random_case
from tests.oracle.scene import Question as Asked
from tests.oracle.scene import Scene, truth_of
from tests.oracle.world import World

KEYS = {
    "customers": "customer_id",
    "companies": "company_id",
    "deals": "deal_id",
    "events": "event_id",
    "consents": "customer_id",
    "memberships": "customer_id",
}


class PlainLabels:
    """Names as they are."""

    def variable(self, name: str, language: str, entity: str = "customer") -> str:
        return name

    def event_kind(self, name: str, language: str, category: str) -> str:
        return name

    def field(self, name: str, language: str) -> str:
        return name

    def option(self, name: str, value: str, language: str) -> str | None:
        return None


LABELS = PlainLabels()


def base_of(world: World) -> Base:
    """The world in a store."""
    return Base(_engine_with(world), world.catalog, ZoneInfo(world.zone))


def wrong_truths(explanation: Explanation, world: World) -> list[str]:
    """The paths at which the explanation and the oracle differ."""
    return [
        node.path
        for node in everything(explanation.tree)
        if node.truth is not oracle_truth(node, explanation, world)
    ]


def everything(node: ExplainedCondition) -> Iterator[ExplainedCondition]:
    """The node and those below it."""
    yield node
    for child in node.children:
        yield from everything(child)


def oracle_truth(node: ExplainedCondition, explanation: Explanation, world: World) -> bool | None:
    """What the oracle says of the condition; false for one who did not exist then."""
    question = Asked(world, node.as_of)
    for customer in question.population:
        if customer.customer_id == explanation.customer:
            return truth_of(node.condition, Scene(question, customer))
    return False


def is_member_after(base: Base, rule: n.Rule, explanation: Explanation, changes: tuple[Change, ...]) -> bool:
    """Apply the changes to the store that holds everybody, ask the rule as of then, and undo them."""
    customer, as_of = explanation.customer, explanation.as_of
    before = read_facts(base.engine, customer, as_of, frozenset(KINDS)).facts
    after = applied(before, changes)
    try:
        replace_facts(base.engine, before, after)
        query = truths_query([Question(rule, as_of)], base.context())
        answers = {
            who: bool(exists and truth)
            for who, exists, truth in base.engine.rows(query.sql, query.parameters)
        }
    finally:
        replace_facts(base.engine, after, before)
    return answers[customer]


def replace_facts(engine: Engine, old: Facts, new: Facts) -> None:
    """One customer's rows as they are in `new`, where they were as in `old`."""
    with engine.transaction():
        for table, key in KEYS.items():
            ids = [str(row[key]) for row in old.rows(table)]
            engine.execute(f'DELETE FROM "{table}" WHERE CAST({key} AS VARCHAR) IN (SELECT unnest(?))', [ids])
        owners = [
            f"{entity} {row[f'{entity}_id']}"
            for entity, table in (("customer", "customers"), ("company", "companies"), ("deal", "deals"))
            for row in old.rows(table)
        ]
        engine.execute(
            "DELETE FROM attribute_changes WHERE entity || ' ' || id IN (SELECT unnest(?))", [owners]
        )
        for table in (*KEYS, "attribute_changes"):
            schema = engine.table(f'SELECT * FROM "{table}" LIMIT 0').schema
            rows = [{name: row.get(name) for name in schema.names} for row in new.rows(table)]
            with engine.offered("new_rows", pa.Table.from_pylist(rows, schema)):
                engine.execute(f'INSERT INTO "{table}" BY NAME SELECT * FROM new_rows')


@dataclass
class Tally:
    """What became of many explanations."""

    explained: int = 0
    offered: int = 0
    wrong: list[str] = field(default_factory=list)
    missed: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    misses: list[tuple[int, str, int, bool | None]] = field(default_factory=list)


def tally(seeds: range, *, customers: int = 3, rules: int = 2) -> Tally:
    """Explain so many rules for so many customers of each world."""
    found = Tally()
    for seed in seeds:
        world, as_of, drawn = random_case(Random(seed), rules)
        base = base_of(world)
        for rule in drawn:
            for customer in [each.customer_id for each in Asked(world, as_of).population][:customers]:
                _count(found, seed, world, base, (rule, customer, as_of))
    return found


def _count(found: Tally, seed: int, world: World, base: Base, asked: tuple[n.Rule, int, dt.datetime]) -> None:
    rule, customer, as_of = asked
    explanation = explain(base, rule, customer, as_of, labels=LABELS)
    found.explained += 1
    where = f"seed {seed}, customer {customer}: {explanation.tree.text}"
    found.wrong += [f"{where}: truth at {path!r}" for path in wrong_truths(explanation, world)]
    names = labels_of(rule)
    found.asked.update(names)
    if explanation.change is None:
        found.missed.update(names)
        found.misses.append((seed, explanation.tree.text, customer, explanation.truth))
        return
    found.offered += 1
    after = is_member_after(base, rule, explanation, explanation.change.changes)
    if after is (explanation.truth is True):
        found.wrong.append(f"{where}: {explanation.change.sentence} flips nothing")
