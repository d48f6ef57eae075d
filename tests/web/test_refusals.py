"""No page shows what the core says in English: every error goes through `refusal`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import clientela_web

TAKEN = {"str(error)", "str(mistake)"}
SITE = Path(clientela_web.__file__).parent


def _of_pages() -> list[Path]:
    """Views, forms and the page of faults: whatever they say is read by a person."""
    found = [path for path in SITE.rglob("*.py") if {"views", "forms"} & {path.stem, path.parent.name}]
    return [*found, SITE / "ui" / "faults.py"]


def _shown() -> Iterator[str]:
    """Where the text of an error is taken as it is, other than for an address that is not there."""
    for file in sorted(_of_pages()):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        excused = {
            id(inner)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"Http404", "retold"}
            for inner in ast.walk(call)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node) in TAKEN and id(node) not in excused:
                yield f"{file.relative_to(SITE)}:{node.lineno}"


def test_no_page_shows_the_english_of_an_error() -> None:
    assert list(_shown()) == []


def test_the_pages_are_found() -> None:
    assert len(_of_pages()) > 40
