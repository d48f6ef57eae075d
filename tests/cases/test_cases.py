"""Each case in all its faces: text, JSON, six sentences, SQL, and who is found."""

from __future__ import annotations

from typing import get_args

import pytest

from clientela.compile import Question
from clientela.rules import nodes as n
from clientela.rules.codec import decode_rule
from clientela.rules.operators import OPERATORS
from clientela.rules.sentences import LANGUAGES
from clientela.rules.text import parse_rule, write_rule
from clientela.segments import evaluation
from clientela.workspace import Workspace
from tests.cases.faces import Case, faces, read_cases
from tests.cases.shop import AS_OF, external_ids

CASES = read_cases()
NODES = [node for case in CASES for _, node in n.walk(parse_rule(case.text))]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_is_one_rule_in_all_its_faces(case: Case, shop: Workspace):
    rule = parse_rule(case.text)
    assert decode_rule(case.written["json"]) == rule
    assert parse_rule(write_rule(rule)) == rule
    assert shop.segment(rule).check() == []
    assert faces(case.text, shop) == case.written


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case_finds_who_was_decided_by_hand(case: Case, shop: Workspace):
    assert external_ids(shop, case.text) == case.ids
    assert shop.segment(case.text).count(AS_OF).count == len(case.ids)


def test_cases_asked_together_find_the_same(shop: Workspace):
    questions = [Question(parse_rule(case.text), AS_OF) for case in CASES]
    names = dict(shop.store.engine.rows("SELECT customer_id, external_id FROM customers"))
    found: dict[str, list[str]] = {case.name: [] for case in CASES}
    rows = [row for batch in evaluation.truths(shop.base, questions) for row in batch.to_pylist()]
    for row in rows:
        for index, case in enumerate(CASES):
            if row[f"e{index}"] and row[f"q{index}"]:
                found[case.name].append(names[row["customer_id"]])
    assert {name: sorted(members) for name, members in found.items()} == {
        case.name: case.ids for case in CASES
    }
    assert evaluation.count_many(shop.base, questions) == [len(case.ids) for case in CASES]


def test_cases_meet_every_node():
    families = (n.Condition, n.Value, n.Moment, n.Window)
    every = {node for family in families for node in get_args(family)} | {n.Step, n.Case}
    assert every == {type(node) for node in NODES}


def test_cases_meet_every_operator_function_and_unit():
    assert {node.operator for node in NODES if isinstance(node, n.Compare)} == set(OPERATORS)
    functions = {node.function for node in NODES if isinstance(node, n.Aggregate)}
    assert functions == set(get_args(n.AggregateFunction))
    assert {node.unit for node in NODES if isinstance(node, n.LastPeriod)} == set(get_args(n.Unit))
    parts = {node.part for node in NODES if isinstance(node, n.DatePart)}
    assert parts == {"weekday", "day", "month", "quarter", "year", "hour"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_rules_never_say_the_same(language: str):
    said: dict[str, str] = {}
    for case in CASES:
        before = said.setdefault(case.written[language], case.text)
        assert before == case.text
