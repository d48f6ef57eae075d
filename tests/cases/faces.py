"""A case in all its faces: what people decided, and what the program makes of the same rule.

People write title, why, text and ids; JSON, sentences, SQL and parameters are written by
`python -m tests.cases --write` and read by people in the difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlglot
import yaml

from clientela.compile import Question, members_query
from clientela.rules.codec import encode_rule
from clientela.rules.sentences import LANGUAGES, sentence
from clientela.rules.text import parse_rule
from clientela.workspace import Workspace
from tests.cases.shop import AS_OF

FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FOLDER = Path(__file__).parent
SAID = ("title", "why", "text", "ids")
WRITTEN = ("json", *LANGUAGES, "sql", "parameters")


@dataclass(frozen=True)
class Case:
    """One entry of one file."""

    family: str
    said: dict[str, str]
    written: dict[str, str]

    @property
    def name(self) -> str:
        return f"{self.family}: {self.said['title']}"

    @property
    def text(self) -> str:
        return self.said["text"]

    @property
    def ids(self) -> list[str]:
        """The external ids of the members, in order."""
        return sorted((self.said["ids"] or "").split())


@cache
def read_cases() -> list[Case]:
    """Every case of every file."""
    return [case for file in sorted(FOLDER.glob("*.yaml")) for case in read_file(file)]


def read_file(file: Path) -> Iterator[Case]:
    for entry in yaml.load(file.read_text("utf-8"), FAST):  # noqa: S506 - a safe loader, the faster one
        said = {name: entry[name] for name in SAID if name in entry}
        yield Case(file.stem, said, {name: entry[name] for name in WRITTEN if name in entry})


def faces(text: str, shop: Workspace) -> dict[str, str]:
    """What the program makes of a rule: JSON, six sentences, SQL and its parameters."""
    rule = parse_rule(text)
    query = members_query(Question(rule, AS_OF), shop.base.context())
    (tree,) = sqlglot.parse(query.sql, dialect="duckdb")
    said = {language: sentence(rule, language, shop.catalog.labels) for language in LANGUAGES}
    pretty = tree.sql(dialect="duckdb", pretty=True, comments=False) if tree else ""
    parameters = "\n".join(f"${number} {shown(value)}" for number, value in enumerate(query.parameters, 1))
    return {"json": encode_rule(rule).decode(), **said, "sql": pretty, "parameters": parameters}


def shown(value: Any) -> str:
    """A parameter as people read it; texts in quotes."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str | bool) else str(value)


def write_files(shop: Workspace) -> None:
    """Bring what the program makes up to date in every file."""
    for file in sorted(FOLDER.glob("*.yaml")):
        entries = [_laid_out(case.said | faces(case.text, shop)) for case in read_file(file)]
        file.write_text("\n".join(entries), "utf-8")


def _laid_out(entry: dict[str, str]) -> str:
    lines = [line for name, value in entry.items() for line in _lines(name, value or "")]
    return "- " + "\n  ".join(lines) + "\n"


def _lines(name: str, value: str) -> list[str]:
    if name in ("sql", "parameters") and value:
        return [f"{name}: |-", *(f"  {line}" for line in value.splitlines())]
    return [f"{name}: {json.dumps(value, ensure_ascii=False)}"]
