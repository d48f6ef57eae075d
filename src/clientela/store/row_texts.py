"""Rows and cells as texts that give the same row back: for what may have to be put back one day."""

from __future__ import annotations

from collections.abc import Mapping

from clientela.store.engine import Engine
from clientela.store.tables import quoted


def as_text(value: str, kind: str) -> str:
    """SQL of the text of a value of the SQL type `kind`."""
    return f"CAST(to_json({value}) AS VARCHAR)" if kind.endswith("[]") else f"CAST({value} AS VARCHAR)"


def from_text(text: str, kind: str) -> str:
    """SQL of the value that a text stands for."""
    return f"from_json({text}, '[\"VARCHAR\"]')" if kind.endswith("[]") else f"CAST({text} AS {kind})"


def row_text(columns: Mapping[str, str], replaced: Mapping[str, str] | None = None) -> str:
    """SQL of a whole row as a JSON object of texts; `replaced` gives other SQL for some columns' texts."""
    other = replaced or {}
    members = (
        f"{literal(name)}, {other.get(name) or as_text(quoted(name), kind)}" for name, kind in columns.items()
    )
    return f"CAST(json_object({', '.join(members)}) AS VARCHAR)"


def column_of_text(engine: Engine, text: str, name: str, kind: str) -> str:
    """SQL of one column of a row written by `row_text`; empty where the row had none of that name."""
    return from_text(engine.functions["json_text"].format(text, literal(f'$."{name}"')), kind)


def literal(text: str) -> str:
    """`text` as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
