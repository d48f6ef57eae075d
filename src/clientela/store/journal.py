"""What an import changes of what was there before it, written down beside the change, to be undone one day.

An import leaves its mark on everything it adds (`source` and `received_at`), and what it adds of its own
needs no further note. Everything else does: a cell of a wide table that had another value, and a row of
another table that was added to, or taken from, somebody who was there before. Rows are noted whole, once for
each copy that came or went, so that what was done is a sum and the order does not matter; cells with their
place, so that the first value before and the last value after can be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from clientela.store.engine import Engine
from clientela.store.row_texts import row_text
from clientela.store.tables import columns_of, entity_table, id_column

ADDED, TAKEN = 1, -1


@dataclass(frozen=True, slots=True)
class Journal:
    """The import on whose behalf is written; its mark is on every row it creates."""

    import_id: int
    source: str
    at: dt.datetime


_OPEN: ContextVar[Journal | None] = ContextVar("journal", default=None)


@contextmanager
def journaled(journal: Journal) -> Iterator[None]:
    """Note whatever this thread changes in the block."""
    token = _OPEN.set(journal)
    try:
        yield
    finally:
        _OPEN.reset(token)


def is_journaled() -> bool:
    """Whether what is written now is noted."""
    return _OPEN.get() is not None


def note_rows(
    engine: Engine,
    table: str,
    change: int,
    where: str,
    parameters: Sequence[Any] = (),
    *,
    entity: str | None = None,
    owner: str = "NULL",
    now_of: int | None = None,
    of: str | None = None,
    always: bool = False,
) -> None:
    """Note the rows of `table` that meet a condition as ADDED, or as TAKEN (before they are taken).

    `owner` is the column that says whose they are, of `entity`; what belongs to those whom the import
    itself created needs no note. `now_of` is the owner they are about to be given; `of` is the table they
    are added to, where they are read from another one like it. `always` notes also what belongs to those it
    created.
    """
    journal = _OPEN.get()
    if journal is None:
        return
    skipped = None if always else entity
    whose = owner if now_of is None else str(int(now_of))
    replaced = None if now_of is None else {owner: f"'{int(now_of)}'"}
    text = row_text(columns_of(engine, table), replaced)
    engine.execute(
        f"INSERT INTO import_rows SELECT ?, ?, ?, ?, {whose}, {text} FROM {table} "
        f"WHERE ({where}){_not_created(skipped, whose)}",
        [journal.import_id, of or table, change, entity, *parameters, *_mark(journal, skipped)],
    )


def note_cells(
    engine: Engine, table: str, found: str, parameters: Sequence[Any] = (), *, entity: str | None = None
) -> None:
    """Note cells: `found` is a SELECT of the row's id, the column's name, its text before and its text after.

    With `entity` the ids are its own, and those whom the import itself created need no note.
    """
    journal = _OPEN.get()
    if journal is None:
        return
    place = "(SELECT coalesce(max(place), 0) + 1 FROM import_cells WHERE import_id = ?)"
    engine.execute(
        f"INSERT INTO import_cells SELECT ?, {place}, ?, CAST(id AS VARCHAR), name, before, after "
        f"FROM ({found}) found(id, name, before, after) "
        f"WHERE before IS DISTINCT FROM after{_not_created(entity, 'id')}",
        [journal.import_id, journal.import_id, table, *parameters, *_mark(journal, entity)],
    )


def _not_created(entity: str | None, ids: str) -> str:
    if entity is None:
        return ""
    table = entity_table(entity)
    created = f"SELECT {id_column(entity)} FROM {table} WHERE {table}.source = ? AND {table}.received_at = ?"
    return f" AND {ids} NOT IN ({created})"


def _mark(journal: Journal, entity: str | None) -> list[Any]:
    return [] if entity is None else [journal.source, journal.at]
