"""Appending events and consents: what is known already is left out, and a batch is in whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from clientela.errors import ClientelaError
from clientela.store.engine import Engine
from clientela.store.journal import ADDED, note_rows
from clientela.store.offers import check_present, seen, staged
from clientela.store.schema import TABLES
from clientela.store.tables import names_of

SHOWN = 5  # how many offending rows an error names

EVENT_COLUMNS = TABLES["events"]
CONSENT_COLUMNS = TABLES["consents"]


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of a batch; the two add up to its rows."""

    new: int
    duplicates: int


def append_events(engine: Engine, data: pa.Table | pa.RecordBatchReader) -> Appended:
    """Append the events whose `event_id` is not yet there, all of the batch or none of it.

    Columns are those of the events table; `event_id`, `customer_id`, `at` and `kind` are needed and filled.
    Of one id twice in a batch the first counts. A reader is one batch however long it is: one anti-join
    serves a whole file. Raises `ClientelaError`, naming the first rows, for customers who do not exist.
    """
    with engine.transaction(), seen(engine, "given_events", data, EVENT_COLUMNS):
        check_present(engine, "given_events", ("event_id", "customer_id", "at", "kind"))
        _note_offered(engine)
        _check_customers(engine, "offered_events")
        offered = _count(engine, "offered_events")
        _drop_repeats(engine)
        _drop_known(engine)
        new = _count(engine, "offered_events")
        if new:
            _insert_events(engine, is_whole=new == offered)
            _move_first_events(engine)
        engine.execute("DROP TABLE offered_events")
    return Appended(new, offered - new)


def append_in_groups(engine: Engine, data: pa.Table) -> Appended:
    """`append_events` for a table of any size, all of it or none.

    The engine keeps rows in groups of this size; what comes in whole ones is compressed once, while parts
    of groups are put together, and compressed again, by the next checkpoint.
    """
    starts = range(0, data.num_rows, engine.group_rows)
    with engine.transaction():
        parts = [append_events(engine, data.slice(start, engine.group_rows)) for start in starts]
    return Appended(sum(part.new for part in parts), sum(part.duplicates for part in parts))


def append_consents(engine: Engine, data: pa.Table | pa.RecordBatchReader) -> Appended:
    """Append consents; a row that is there already, the same in every column, is left out."""
    columns = names_of(CONSENT_COLUMNS)
    with engine.transaction(), staged(engine, "offered_consents", data, CONSENT_COLUMNS):
        check_present(engine, "offered_consents", ("customer_id", "channel", "purpose", "state", "at"))
        _check_customers(engine, "offered_consents")
        offered = _count(engine, "offered_consents")
        engine.execute(
            f"CREATE TEMP TABLE new_consents AS SELECT {columns} FROM offered_consents "
            f"EXCEPT SELECT {columns} FROM consents"
        )
        engine.execute(f"INSERT INTO consents ({columns}) SELECT {columns} FROM new_consents")
        note_rows(
            engine, "new_consents", ADDED, "true", entity="customer", owner="customer_id", of="consents"
        )
        new = _count(engine, "new_consents")
        engine.execute("DROP TABLE new_consents")
    return Appended(new, offered - new)


def _check_customers(engine: Engine, table: str) -> None:
    stray = engine.rows(
        f'SELECT o."position", o.customer_id FROM {table} o ANTI JOIN customers USING (customer_id) '
        f'ORDER BY o."position" LIMIT {SHOWN}'
    )
    if stray:
        named = ", ".join(f"{customer} (row {position})" for position, customer in stray)
        raise ClientelaError(f"no such customers: {named}; create them before what happened to them")


def _note_offered(engine: Engine) -> None:
    """What tells the offered events apart, and whose and when they are: the rest is not copied."""
    hashed = engine.functions["text_hash"].format("event_id")
    engine.execute(
        f'CREATE TEMP TABLE offered_events AS SELECT "position", event_id, customer_id, "at", '
        f"{hashed} AS hash FROM given_events"
    )


def _drop_repeats(engine: Engine) -> None:
    """Of one id twice in the batch keep the first."""
    [(total, different)] = engine.rows("SELECT count(*), count(DISTINCT hash) FROM offered_events")
    if total == different:
        return  # equal ids have equal hashes
    engine.execute(
        'DELETE FROM offered_events WHERE "position" NOT IN '
        '(SELECT min("position") FROM offered_events GROUP BY event_id)'
    )


def _drop_known(engine: Engine) -> None:
    """Leave out events whose id is in the store.

    Hashes that meet are not yet equal ids, so they are looked up: first where a repeated event almost
    always is, among those of the same instants (which the engine finds without reading the rest).
    """
    engine.execute(
        "CREATE TEMP TABLE suspected AS "
        "SELECT event_id FROM offered_events SEMI JOIN event_hashes USING (hash)"
    )
    near = engine.rows(
        'SELECT count(*), min("at"), max("at") FROM offered_events SEMI JOIN suspected USING (event_id)'
    )
    suspected, earliest, latest = near[0]
    if suspected:
        _drop_found(engine, 'WHERE "at" BETWEEN ? AND ?', [earliest, latest])
        if _count(engine, "suspected"):
            _drop_found(engine, "", [])
    engine.execute("DROP TABLE suspected")


def _drop_found(engine: Engine, where: str, parameters: list[object]) -> None:
    engine.execute(
        "CREATE TEMP TABLE found AS SELECT event_id FROM suspected SEMI JOIN "
        f"(SELECT event_id FROM events {where}) USING (event_id)",
        parameters,
    )
    for table in ("offered_events", "suspected"):
        engine.execute(f"DELETE FROM {table} WHERE event_id IN (SELECT event_id FROM found)")
    engine.execute("DROP TABLE found")


def _insert_events(engine: Engine, *, is_whole: bool) -> None:
    """Write what is left of the offer in time order; to sort costs as much as to write, so only if needed."""
    columns = names_of(EVENT_COLUMNS)
    chosen = "" if is_whole else 'SEMI JOIN offered_events USING ("position") '
    order = "" if is_whole and _is_in_order(engine) else 'ORDER BY "at", "position"'
    engine.execute(f"INSERT INTO events ({columns}) SELECT {columns} FROM given_events {chosen}{order}")
    engine.execute("INSERT INTO event_hashes SELECT hash FROM offered_events")


def _is_in_order(engine: Engine) -> bool:
    early = 'SELECT "at" < lag("at") OVER (ORDER BY "position") AS is_early FROM offered_events'
    return not engine.rows(f"SELECT 1 FROM ({early}) WHERE is_early LIMIT 1")


def _move_first_events(engine: Engine) -> None:
    engine.execute(
        'UPDATE customers SET first_event_at = f."at" '
        'FROM (SELECT customer_id, min("at") AS "at" FROM offered_events GROUP BY customer_id) f '
        'WHERE customers.customer_id = f.customer_id AND (first_event_at IS NULL OR first_event_at > f."at")'
    )


def _count(engine: Engine, table: str) -> int:
    return int(engine.rows(f"SELECT count(*) FROM {table}")[0][0])
