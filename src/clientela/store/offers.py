"""Arrow data on its way into a table: copied into the engine's own temporary table and looked over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pyarrow as pa

from clientela.errors import ClientelaError, nearest
from clientela.store.engine import Engine
from clientela.store.tables import quoted

OFFER = "arrow_offer"


@contextmanager
def staged(
    engine: Engine,
    name: str,
    data: pa.Table | pa.RecordBatchReader,
    columns: Mapping[str, str],
    computed: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """A temporary table `name` with `columns` in their types (absent ones empty) and `position` from 1.

    `computed` are further columns as SQL. Raises `ValueError` for a column the table does not have. To be
    used inside a transaction.
    """
    taken = _selected(data.schema.names, columns)
    taken += [f"{sql} AS {quoted(column)}" for column, sql in (computed or {}).items()]
    with engine.offered(OFFER, data):
        engine.execute(f"CREATE TEMP TABLE {name} AS SELECT {', '.join(taken)} FROM {OFFER}")
    yield
    engine.execute(f"DROP TABLE {name}")


@contextmanager
def seen(
    engine: Engine, name: str, data: pa.Table | pa.RecordBatchReader, columns: Mapping[str, str]
) -> Iterator[None]:
    """The same as `staged`, but a table in memory is read where it lies: nothing is copied."""
    if not isinstance(data, pa.Table):
        with staged(engine, name, data, columns):
            yield
        return
    taken = _selected(data.schema.names, columns)
    with engine.offered(OFFER, data):
        engine.execute(f"CREATE TEMP VIEW {name} AS SELECT {', '.join(taken)} FROM {OFFER}")
        yield
        engine.execute(f"DROP VIEW {name}")


def _selected(names: Sequence[str], columns: Mapping[str, str]) -> list[str]:
    given = _checked_names(names, columns)
    return [
        'row_number() OVER () AS "position"',
        *(
            f"{_as_kept(quoted(column) if column in given else 'NULL', kind)} AS {quoted(column)}"
            for column, kind in columns.items()
        ),
    ]


def _as_kept(value: str, kind: str) -> str:
    """In its type; an empty text or list says nothing (docs/rules.md), so none is ever kept."""
    cast = f"CAST({value} AS {kind})"
    empty = {"VARCHAR": "''", "VARCHAR[]": "[]"}.get(kind)
    return f"nullif({cast}, {empty})" if empty else cast


def check_present(engine: Engine, table: str, columns: Sequence[str]) -> None:
    """Raise `ClientelaError` naming the first rows where one of `columns` is empty."""
    some = " OR ".join(f"{quoted(column)} IS NULL" for column in columns)
    if not engine.rows(f"SELECT 1 FROM {table} WHERE {some} LIMIT 1"):
        return
    for column in columns:
        empty = engine.rows(
            f'SELECT "position" FROM {table} WHERE {quoted(column)} IS NULL ORDER BY "position" LIMIT 5'
        )
        if empty:
            rows = ", ".join(str(position) for (position,) in empty)
            raise ClientelaError(f"{column!r} is empty in row {rows}; every row needs one")


def _checked_names(given: Sequence[str], known: Mapping[str, str]) -> frozenset[str]:
    for name in given:
        if name not in known:
            close = nearest(name, known)
            raise ValueError(f"no column {name!r} here" + (f"; did you mean {close!r}?" if close else ""))
    return frozenset(given)
