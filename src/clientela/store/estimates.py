"""What models say of each customer, kept run by run: a question about the past reads what was said then."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from clientela.errors import ClientelaError
from clientela.store.engine import Engine
from clientela.store.offers import OFFER

COLUMNS = pa.schema(
    [
        ("customer_id", pa.int64()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("day", pa.date32()),
        ("text", pa.string()),
    ]
)
"""Of an estimate that is a number, `value` and its bounds are set; of a date `day`, of a text `text`."""


@dataclass(frozen=True, slots=True)
class EstimateRun:
    """One run of one estimate: it knew everything up to `at` and nothing later; `facts` is JSON."""

    name: str
    at: dt.datetime
    computed_at: dt.datetime
    model: str
    facts: str


def write_estimates(
    engine: Engine,
    name: str,
    at: dt.datetime,
    rows: pa.Table,
    *,
    computed_at: dt.datetime,
    model: str,
    facts: str = "{}",
) -> EstimateRun:
    """Keep a run, in place of one of the same name and instant; all of it or nothing.

    `rows` has some or all of `COLUMNS`, a row a customer; a customer without a row has no estimate. Raises
    ClientelaError where a customer is there twice. Several estimates are kept together inside one
    `engine.transaction()`.
    """
    whole = _completed(rows)
    if len(whole) != len(whole.column("customer_id").unique()):
        raise ClientelaError(f"estimate {name}: a customer is there twice")
    run = EstimateRun(name, at.astimezone(dt.UTC), computed_at.astimezone(dt.UTC), model, facts)
    with engine.transaction():
        for table in ("estimates", "estimate_runs"):
            engine.execute(f'DELETE FROM {table} WHERE name = ? AND "at" = ?', [name, run.at])
        with engine.offered(OFFER, whole.sort_by("customer_id")):
            engine.execute(
                'INSERT INTO estimates BY NAME SELECT ? AS name, CAST(? AS TIMESTAMPTZ) AS "at", * '
                f"FROM {OFFER}",
                [name, run.at],
            )
        engine.execute(
            'INSERT INTO estimate_runs (name, "at", computed_at, model, facts) VALUES (?, ?, ?, ?, ?)',
            [name, run.at, run.computed_at, model, facts],
        )
    return run


def read_runs(engine: Engine) -> list[EstimateRun]:
    """Every run that is kept, by name and instant."""
    return list(engine.kept("estimate runs", lambda: _read_runs(engine)))


def _read_runs(engine: Engine) -> list[EstimateRun]:
    found = engine.rows('SELECT name, "at", computed_at, model, facts FROM estimate_runs ORDER BY name, "at"')
    return [EstimateRun(*row) for row in found]


def _completed(rows: pa.Table) -> pa.Table:
    columns = [
        rows.column(field.name).cast(field.type)
        if field.name in rows.schema.names
        else pa.nulls(len(rows), field.type)
        for field in COLUMNS
    ]
    return pa.table(columns, schema=COLUMNS)
