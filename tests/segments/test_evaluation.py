"""One meaning: the list, the count, the truths and the shared counts are one and the same set."""

from __future__ import annotations

import datetime as dt

import pytest

from clientela.compile import Question
from clientela.errors import RuleCheckError
from clientela.rules import nodes as n
from clientela.rules.text import parse_rule
from clientela.segments import evaluation
from clientela.segments.overlap import overlaps
from clientela.workspace import Workspace
from tests.cases.faces import read_cases
from tests.cases.shop import AS_OF, external_ids

CASES = read_cases()
INSTANTS = [AS_OF - dt.timedelta(days=days) for days in (1, 45, 400)]


def truths(shop: Workspace, questions: list[Question]) -> list[dict[str, object]]:
    return [row for batch in evaluation.truths(shop.base, questions) for row in batch.to_pylist()]


@pytest.mark.parametrize("as_of", INSTANTS, ids=lambda instant: f"{instant:%Y-%m-%d}")
def test_counts_are_the_sums_of_truths_at_every_instant(shop: Workspace, as_of: dt.datetime):
    questions = [Question(parse_rule(case.text), as_of) for case in CASES]
    rows = truths(shop, questions)
    summed = [
        sum(row[f"e{index}"] is True and row[f"q{index}"] is True for row in rows)
        for index in range(len(CASES))
    ]
    assert evaluation.count_many(shop.base, questions) == summed


@pytest.mark.parametrize("case", CASES[::3], ids=lambda case: case.name)
def test_rule_its_negation_and_what_is_unknown_make_everyone(shop: Workspace, case):
    rule = parse_rule(case.text)
    rows = truths(shop, [Question(rule, AS_OF), Question(n.Not(rule), AS_OF)])
    opposite = {True: False, False: True, None: None}
    here = [row for row in rows if row["e0"]]
    assert len(here) == 13
    assert [row["q1"] for row in here] == [opposite[row["q0"]] for row in here]  # type: ignore[index]


def test_members_carry_the_columns_asked_for(shop: Workspace):
    found = (
        shop.segment("in segment 'VIP'").members(["external_id", "city", "orders_total"], AS_OF).to_arrow()
    )
    rows = sorted(found.to_pylist(), key=lambda row: row["external_id"])
    assert rows == [
        {"customer_id": 1, "external_id": "anna", "city": "Barcelona", "orders_total": 6},
        {"customer_id": 7, "external_id": "grace", "city": "New York", "orders_total": 1},
        {"customer_id": 10, "external_id": "kenji", "city": "Tokyo", "orders_total": 2},
    ]


def test_values_are_those_of_then(shop: Workspace):
    then = dt.datetime(2025, 12, 31, 12, tzinfo=dt.UTC)
    found = shop.segment("city = 'Girona'").members(["external_id", "income", "city"], then).to_arrow()
    rows = sorted(found.to_pylist(), key=lambda row: row["external_id"])
    assert [(row["external_id"], row["income"], row["city"]) for row in rows] == [
        ("anna", 30000, "Girona"),
        ("hugo", None, "Girona"),
    ]


def test_population_is_those_who_exist(shop: Workspace):
    def population(day: str) -> int:
        return shop.population(dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC))

    # lia always; bogdan from February 2023; marta last, in May 2026
    assert [population(day) for day in ("2000-01-01", "2023-03-01", "2026-04-16", "2027-01-01")] == [
        1,
        2,
        13,
        14,
    ]


def test_no_question_has_no_answer(shop: Workspace):
    assert evaluation.count_many(shop.base, []) == []


def test_rule_with_problems_is_refused_with_all_of_them(shop: Workspace):
    with pytest.raises(RuleCheckError) as raised:
        shop.segment("ctiy = 'Vic' and income before now").count(AS_OF)
    assert [problem.path for problem in raised.value.problems] == [
        "conditions[0].value",
        "conditions[1]",
    ]


def test_overlap_is_what_two_segments_share(shop: Workspace):
    rules = {
        "VIP": parse_rule("in segment 'VIP'"),
        "young": parse_rule("age < 35"),
        "none": parse_rule("any ()"),
    }
    members = {name: set(external_ids(shop, rule)) for name, rule in rules.items()}
    found = {(each.left, each.right): each for each in overlaps(shop.base, rules, AS_OF)}
    assert set(found) == {("VIP", "young"), ("VIP", "none"), ("young", "none")}
    for (left, right), overlap in found.items():
        assert overlap.both == len(members[left] & members[right])
        assert (overlap.left_count, overlap.right_count) == (len(members[left]), len(members[right]))
        either = members[left] | members[right]
        assert overlap.jaccard == (overlap.both / len(either) if either else 0)
    assert found["VIP", "young"].jaccard == 2 / 4  # anna and kenji of anna, grace, kenji, filip


def test_values_of_a_few_are_those_among_all(shop: Workspace):
    columns = ("city", "orders_total", "revenue_365d", "last_order", "company.name")
    everybody = {
        row["customer_id"]: row
        for row in shop.segment("all ()").members(columns, AS_OF).to_arrow().to_pylist()
    }
    asked = [7, 3, 11]
    found = evaluation.values_of(shop.base, columns, asked, AS_OF)
    assert found == [everybody[number] for number in asked]
    assert evaluation.values_of(shop.base, columns, [999, 3], AS_OF) == [everybody[3]]
    assert evaluation.values_of(shop.base, columns, [], AS_OF) == []
