"""What imports say, said again in every language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import clientela.collect
from clientela.catalog.labels import LANGUAGES
from clientela.collect.report import Problem
from clientela.collect.wording import BOOK, in_language, is_known, problem_in

ROOM = Path(clientela.collect.__file__).parent
SAMPLE = "7"


def _said(node: ast.expr) -> str | None:
    """A literal sentence, with a figure wherever a value stands."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(p.value) if isinstance(p, ast.Constant) else SAMPLE for p in node.values)
    return None


def _called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def _sentences() -> list[tuple[str, str]]:
    """Every reason and cure of cells and rows that stands in the code, where it is made."""
    found = []
    for file in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _called(node) in {"failed", "Unreadable"}:
                found += [(file.name, text) for arg in node.args if (text := _said(arg))]
            if isinstance(node, ast.Call) and _called(node) == "_NotADate":
                found += [(file.name, f"'x' {text}") for arg in node.args if (text := _said(arg))]
    return found


@pytest.mark.parametrize(("file", "text"), _sentences())
def test_every_sentence_of_the_readers_of_cells_is_known(file: str, text: str) -> None:
    known = (
        is_known(text)
        or any(is_known(text.replace(SAMPLE, said, 1)) for said in ("is not a number",))
        or text == f"{SAMPLE} {SAMPLE}"
    )
    known = known or is_known(re.sub(rf"is read {SAMPLE}$", "is read day first", text))
    known = known or is_known(re.sub(rf"number{SAMPLE}$", "number in ES", text))
    assert known, f"{file}: {text!r} has no phrase in phrases.yaml"


@pytest.mark.parametrize(
    ("reason", "cure"),
    [
        ("has no date", "fill in when it happened"),
        ("names no customer", "fill in a customer number, an e-mail or a phone"),
        ("names an order nobody knows", "import the orders first; they say whose it is"),
        ("'x' is not a number; the row is imported without it", "write it in figures, for example 1234.56"),
        ("3 columns where the file has 5", "correct it"),
        ("a quote is opened and never closed", "change the filter"),
    ],
)
def test_problem_is_said_in_every_language(reason: str, cure: str) -> None:
    problem = Problem(3, "total", "x", reason, cure)
    said = {(found.reason, found.cure) for lang in LANGUAGES if (found := problem_in(problem, lang))}
    assert len(said) == len(LANGUAGES)
    assert (reason, cure) in said
    assert all(isinstance(each, str) and "{" not in each for pair in said for each in pair)


def test_values_are_kept_as_they_stand() -> None:
    assert in_language("'12,5,6' has 2 decimal marks; the row is imported without it", "es") == (
        "'12,5,6' tiene 2 separadores decimales; la fila se importa sin ese valor"
    )
    assert in_language("'a; b' is not a date", "pl") == "'a; b' nie jest datą"


def test_what_is_none_of_ours_stays() -> None:
    assert in_language("the disk is full", "ru") == "the disk is full"


def test_english_of_every_phrase_is_told_apart_from_the_others() -> None:
    for key, row in BOOK.rows.items():
        text = re.sub(r"\{(\w)\}", lambda place: f"'{place[1]}{place[1]}'", row["en"][0])
        if key in {"without_it", "serves_as_key"}:
            continue
        assert in_language(text, "pl") == re.sub(
            r"\{(\w)\}", lambda place: f"'{place[1]}{place[1]}'", row["pl"][0]
        ), key
