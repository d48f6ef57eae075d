"""Mistakes in a rule's text in six languages: what the reader of texts reports has a sentence in each."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import clientela.rules
from clientela.catalog.labels import LANGUAGES
from clientela.catalog.problems import TEXT_PHRASES, text_problem_said
from clientela.errors import RuleSyntaxError
from clientela.rules.mistake_sentences import ENGLISH
from clientela.rules.text import parse_rule, parse_value
from tests.rules.test_text_mistakes import MISTAKES

ROOM = Path(clientela.rules.__file__).parent
MAKERS = {"mistake", "_finding", "SpellingError"}
_OTHER_WORDS = {"tail_where", "tail_window", "at_least", "at_most", "times_between", "first_time"}
PARTS = {"after", "instead", "or", "rule_end", "something_else"}


def _mistake(text: str) -> RuleSyntaxError:
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule(text)
    return caught.value


def _strings(node: ast.expr) -> list[str]:
    constants = [each.value for each in ast.walk(node) if isinstance(each, ast.Constant)]
    return [each for each in constants if isinstance(each, str)]


def _codes() -> set[str]:
    """Every code that stands in the reader of texts, where a mistake is made."""
    found = set()
    for file in [*ROOM.glob("*.py"), *ROOM.glob("reading/*.py")]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                found |= {text for arg in node.args if name in MAKERS for text in _strings(arg)}
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in {"code", "_TWICE"}:
                found |= set(_strings(node.value))
    return found


def test_the_english_is_what_the_reader_says() -> None:
    assert {key: row["en"] for key, row in TEXT_PHRASES.rows.items()} == {
        key: (text,) for key, text in ENGLISH.items()
    }


def test_every_sentence_is_said_somewhere_and_every_code_has_one() -> None:
    assert {code for code in _codes() if re.fullmatch("[a-z_]{8,}", code)} - _OTHER_WORDS <= set(ENGLISH)
    assert set(ENGLISH) - PARTS - _codes() - {"foreign_search", "foreign_known", "foreign_day"} == set()


@pytest.mark.parametrize("text", MISTAKES, ids=lambda text: text[:40] or "empty")
def test_every_mistake_is_said_in_every_language(text: str) -> None:
    error = _mistake(text)
    said = {language: text_problem_said(error, language) for language in LANGUAGES}
    assert said["en"] == error.reason
    assert len(set(said.values())) == len(LANGUAGES)
    assert not any("{" in each for each in said.values())


def test_the_words_of_the_text_stay_as_they_were_typed() -> None:
    error = _mistake("age = 1 b = 2")
    assert text_problem_said(error, "es") == (
        "se esperaba 'and', 'or' o el final de la regla después de '1'; hay 'b'"
    )
    assert text_problem_said(error, "ru") == (
        "ожидается 'and', 'or' или конец правила после '1'; здесь стоит 'b'"
    )
    assert text_problem_said(_mistake("cout(order_completed) > 3"), "ro") == (
        "nu există funcția 'cout'; poate 'count'?"
    )


def test_braces_in_a_text_are_only_braces() -> None:
    error = _mistake("age = 1 and '{word}' {0}")
    assert "'{word}'" in text_problem_said(error, "pl")


def test_an_empty_value_is_said_too() -> None:
    with pytest.raises(RuleSyntaxError) as caught:
        parse_value("")
    assert text_problem_said(caught.value, "ca").startswith("el valor és buit")
