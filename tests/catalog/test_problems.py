"""Problems of rules in six languages: what `check` reports has a phrase, with its facts filled in."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import clientela
from clientela.catalog import FirmCatalog
from clientela.catalog.labels import LANGUAGES
from clientela.catalog.problems import PHRASES, problem_said
from clientela.errors import RuleProblem
from clientela.rules import nodes as n
from clientela.rules.check import check
from clientela.rules.text import parse_rule
from tests.rules.test_check import CATALOG

ROOT = Path(clientela.__file__).parent
LABELS = FirmCatalog().labels

WRONG = [
    "agee = 3",
    "company.industri = 'x'",
    "did order_complete",
    "did order_completed where categry = 'x'",
    "any deal (statos = 'x')",
    "in segment 'Goood'",
    "in segment 'VIP'",
    "in segment 'Broken'",
    "age contains 'x'",
    "compare(age, '=', (3))",
    "compare(age, 'isnt', 3)",
    "age = 'x'",
    "newsletter = 3",
    "city = 3",
    "city = ''",
    "compare(birthday, '=', 3)",
    "income = 1.23456",
    "income = 999999999999999",
    "age between 5 and 3",
    "did order_completed between 3 and 1 times",
    "did order_completed in last 0 days",
    "did order_completed in next 3 days",
    "did order_completed in from 2026-02-01 to 2026-01-01",
    "seen_at between 1 year ago and 2 years ago",
    "regularly(order_completed, 7 of last 6 months)",
    "regularly(order_completed, 0 of last 6 months)",
    "resumed(order_completed, after 2 months)",
    "sequence(order_completed)",
    "sequence(not order_completed, then order_completed)",
    "sum(order_completed) > 3",
    "gap_avg(order_completed.amount) > 3",
    "sum(order_completed.category) > 3",
    "days since age > 3",
    "top 10 percent by city",
    "top 0 percent by age",
    "top 1.5 customers by age",
    "top decile 11 by age",
    "within 0 km of (99, 200)",
    "inside ((41.3, 2.0), (41.5, 2.0))",
    "bucket('') < 110 percent",
    "age + city > 3",
    "anniversary of birthday within next 2 months",
    "birthday within last 3 hours",
    "birthday before 0005-01-01",
    "estimate churn_risk > 0.5",
    "answer('').score > 3",
    "last_order changed",
    "field(amount) > 3",
    "did order_completed where customer.age > 3",
    "did order_completed where (did order_completed)",
    "case when age < 3 then 'a' else 3 end = 'a'",
]


def reported() -> list[RuleProblem]:
    return [problem for text in WRONG for problem in check(parse_rule(text), CATALOG)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_is_said_in_every_language(language):
    for problem in reported():
        said = problem_said(problem, language, LABELS)
        assert problem.facts["phrase"] in PHRASES.rows, problem
        assert said[0].isupper() or not said[0].isalpha(), said
        assert "{" not in said, said
        if language != "en":
            assert said.rstrip(".") != problem.message, said


def test_every_phrase_the_checks_name_exists():
    named = set()
    for file in [*(ROOT / "rules/problems").glob("*.py"), ROOT / "rules/check.py"]:
        for call in ast.walk(ast.parse(file.read_text())):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr == "report"
            ):
                texts = [
                    part.value for part in (*call.args[:1], *call.args[2:3]) if isinstance(part, ast.Constant)
                ]
                named.add(texts[-1] if len(call.args) > 2 and len(texts) == 2 else texts[0] if texts else "")
    composed = {"", "operand_type", "empty_name", "field_type"}
    assert named - composed - set(PHRASES.rows) == set()


def test_a_value_is_called_as_the_sentences_call_it():
    (problem,) = check(n.Compare(n.Variable("city"), ">", 3), CATALOG)
    assert (
        problem_said(problem, "es", LABELS)
        == "«población» es un texto y no admite '>'; elige otra comparación."
    )


def test_the_nearest_name_is_offered_in_the_readers_language():
    (problem,) = check(parse_rule("agee = 3"), CATALOG)
    assert problem_said(problem, "ro", LABELS) == "Nu există variabila 'agee'; poate 'age'?"
    assert problem_said(problem, "ru", LABELS) == "Нет переменной 'agee'; может быть, 'age'?"
