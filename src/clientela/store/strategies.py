"""What is planned for each segment, in versions: the newest counts, none is ever changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from clientela.store.engine import Engine


@dataclass(frozen=True, slots=True)
class StrategyRow:
    """One version as it lies in the store; `body` is JSON, None where the strategy was taken away."""

    segment_id: int
    version: int
    body: str | None
    author: str | None
    note: str | None
    created_at: dt.datetime


def read_strategies(engine: Engine, segment_id: int | None = None) -> list[StrategyRow]:
    """Every version of one segment's strategy, or of all; oldest first."""
    return list(engine.kept(("strategies", segment_id), lambda: _read(engine, segment_id)))


def _read(engine: Engine, segment_id: int | None) -> list[StrategyRow]:
    where, parameters = ("WHERE segment_id = ?", [segment_id]) if segment_id is not None else ("", [])
    found = engine.rows(
        f"SELECT segment_id, version, strategy, author, note, created_at FROM strategies {where}"
        " ORDER BY segment_id, version",
        parameters,
    )
    return [StrategyRow(*row) for row in found]


def write_strategy(
    engine: Engine,
    segment_id: int,
    body: str | None,
    *,
    at: dt.datetime,
    author: str | None = None,
    note: str | None = None,
) -> StrategyRow:
    """Write the next version; writing what is there already changes nothing."""
    with engine.transaction():
        known = read_strategies(engine, segment_id)
        if known and known[-1].body == body:
            return known[-1]
        version = known[-1].version + 1 if known else 1
        written = StrategyRow(segment_id, version, body, author or None, note or None, at)
        engine.execute(
            "INSERT INTO strategies (segment_id, version, strategy, author, note, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            [segment_id, version, body, written.author, written.note, at],
        )
    return written
