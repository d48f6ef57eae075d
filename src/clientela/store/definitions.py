"""What a firm edits, in versions: cut-points, themes. The newest version counts; none is ever changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.store.engine import Engine


@dataclass(frozen=True, slots=True)
class Definition:
    """One version; `body` is JSON whose form is its kind's own business."""

    kind: str
    version: int
    body: str
    note: str | None
    created_at: dt.datetime


def read_definitions(engine: Engine, kind: str) -> list[Definition]:
    """Every version of a kind, oldest first; none where the firm never edited it."""
    found = engine.rows(
        "SELECT kind, version, body, note, created_at FROM definitions WHERE kind = ? ORDER BY version",
        [kind],
    )
    return [Definition(*row) for row in found]


def write_definition(
    engine: Engine, kind: str, body: str, *, at: dt.datetime, note: str | None = None
) -> Definition:
    """Write the next version; writing what is there already changes nothing."""
    with engine.transaction():
        known = read_definitions(engine, kind)
        if known and known[-1].body == body:
            return known[-1]
        written = Definition(kind, known[-1].version + 1 if known else 1, body, note, at)
        engine.execute(
            "INSERT INTO definitions (kind, version, body, note, created_at) VALUES (?, ?, ?, ?, ?)",
            [kind, written.version, body, note, at],
        )
    return written
