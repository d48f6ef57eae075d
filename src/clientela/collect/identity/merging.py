"""Two customers who are one: merged with everything they have, and taken apart again if that was wrong."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pyarrow as pa

from clientela.errors import ClientelaError, UnknownNameError
from clientela.store.engine import Engine
from clientela.store.journal import ADDED, TAKEN, is_journaled, note_cells, note_rows
from clientela.store.row_texts import as_text, from_text, literal
from clientela.store.settings import allocate_ids
from clientela.store.tables import columns_of, quoted
from clientela.store.words import renew_words

# What moves, and what tells one row of it from another.
MOVED: dict[str, str] = {
    "events": "event_id",
    "consents": 'channel || chr(31) || purpose || chr(31) || state || chr(31) || CAST("at" AS VARCHAR)',
    "identities": "kind || chr(31) || value",
    "attribute_changes": "attribute || chr(31) || CAST(seq AS VARCHAR)",
    "originals": "attribute || chr(31) || value",
    "memberships": "segment_id || chr(31) || version || chr(31) || CAST(entered_at AS VARCHAR)",
    "estimates": 'name || chr(31) || CAST("at" AS VARCHAR)',
    "deals": "CAST(deal_id AS VARCHAR)",
}
OWNER: dict[str, str] = {"attribute_changes": "id", "originals": "id"}
ONLY: dict[str, str] = dict.fromkeys(OWNER, " AND entity = 'customer'")
# Two who were in a segment at the same time were in it once, and of two estimates of one run the winner's
# own stands.
APART: dict[str, str] = {
    "memberships": """ AND NOT EXISTS (SELECT 1 FROM memberships w WHERE w.customer_id = {winner}
    AND w.segment_id = memberships.segment_id AND w.version = memberships.version
    AND w.entered_at < coalesce(memberships.left_at, 'infinity')
    AND memberships.entered_at < coalesce(w.left_at, 'infinity'))""",
    "estimates": """ AND NOT EXISTS (SELECT 1 FROM estimates w WHERE w.customer_id = {winner}
    AND w.name = estimates.name AND w."at" = estimates."at")""",
    # The past of what the winner knows is her own past; the other's comes back with her.
    "attribute_changes": """ AND attribute NOT IN (SELECT attribute FROM told_by_winner)""",
}


def merge(engine: Engine, winner: int, loser: int, *, at: dt.datetime, reason: str) -> int:
    """Make `loser` part of `winner` and return the number of the merge, which `unmerge` can undo.

    Events, consents, keys, deals, memberships and history move; what the winner does not know of herself
    is taken over. Raises UnknownNameError where one of them does not exist.
    """
    if winner == loser:
        raise ClientelaError(f"customer {winner} cannot be merged with itself")
    with engine.transaction():
        before, lost = row_of(engine, winner), row_of(engine, loser)
        merge_id = allocate_ids(engine, "merge", 1)[0]
        engine.execute(
            "INSERT INTO merges VALUES (?, ?, ?, CAST(? AS TIMESTAMPTZ), ?, ?, ?, NULL)",
            [merge_id, winner, loser, at, reason, lost, before],
        )
        note_rows(engine, "merges", ADDED, "merge_id = ?", [merge_id])
        told = _told_by(engine, winner, before)
        with engine.offered("told_by_winner", pa.table({"attribute": pa.array(told, pa.string())})):
            for table in _present(engine):
                _move(engine, table, merge_id, loser, winner)
        _fill_in(engine, winner, loser, told)
        _note_filled(engine, winner, json.loads(before))
        _note_gone(engine, loser)
        engine.execute("DELETE FROM customers WHERE customer_id = ?", [loser])
        _renew_words(engine, winner, loser)
    return merge_id


def unmerge(engine: Engine, customer: int, *, at: dt.datetime) -> int:
    """Undo the latest merge into `customer` and return the customer who is back.

    Everything that came from her goes back to her; what arrived since stays where it is.
    """
    found = engine.rows(
        "SELECT merge_id, loser, loser_row, winner_row FROM merges WHERE winner = ? AND undone_at IS NULL "
        "ORDER BY merge_id DESC LIMIT 1",
        [customer],
    )
    if not found:
        raise ClientelaError(
            f"customer {customer} has no merge to undo; see her card for where her data came from"
        )
    merge_id, loser, lost, before = found[0]
    with engine.transaction():
        _put_back(engine, json.loads(lost))
        for table in _present(engine):
            _return(engine, table, merge_id, loser)
        _restore(engine, customer, json.loads(before), json.loads(lost))
        engine.execute(
            "UPDATE merges SET undone_at = CAST(? AS TIMESTAMPTZ) WHERE merge_id = ?", [at, merge_id]
        )
        for one in (customer, loser):
            _first_event(engine, one)
        _renew_words(engine, customer, loser)
    return int(loser)


def _renew_words(engine: Engine, *customers: int) -> None:
    renew_words(engine, "customer", f"SELECT unnest([{', '.join(map(str, map(int, customers)))}])")


def _present(engine: Engine) -> list[str]:
    return [table for table in MOVED if _owner(table) in columns_of(engine, table)]


def owner_of(table: str) -> tuple[str, str]:
    """The column that says whose a row of the table is, and a condition that it is a customer's."""
    return _owner(table), ONLY.get(table, "")


def _owner(table: str) -> str:
    return OWNER.get(table, "customer_id")


def row_of(engine: Engine, customer: int) -> str:
    """A customer's row as JSON of canonical texts."""
    names = columns_of(engine, "customers")
    shown = ", ".join(as_text(quoted(name), kind) for name, kind in names.items())
    found = engine.rows(f"SELECT {shown} FROM customers WHERE customer_id = ?", [customer])
    if not found:
        raise UnknownNameError("customer", str(customer))
    row = dict(zip(names, found[0], strict=True))
    return json.dumps({name: value for name, value in row.items() if value is not None}, ensure_ascii=False)


def _told_by(engine: Engine, customer: int, row: str) -> list[str]:
    """The attributes she has a value or a past of."""
    past = engine.rows(
        "SELECT DISTINCT attribute FROM attribute_changes WHERE entity = 'customer' AND id = ?", [customer]
    )
    return sorted({*json.loads(row), *(name for (name,) in past)})


def _move(engine: Engine, table: str, merge_id: int, loser: int, winner: int) -> None:
    owner, key = _owner(table), MOVED[table]
    only = ONLY.get(table, "") + APART.get(table, "").format(winner=int(winner))
    engine.execute(
        f"INSERT INTO merge_moves SELECT ?, ?, {key} FROM {table} WHERE {owner} = ?{only}",
        [merge_id, table, loser],
    )
    _note_move(engine, table, f"{owner} = {int(loser)}{only}", loser, winner)
    engine.execute(f"UPDATE {table} SET {owner} = ? WHERE {owner} = ?{only}", [winner, loser])


# What has a key of its own is noted as a cell, the rest as rows that went and came.
KEYED = {"events": "event_id", "deals": "deal_id"}


def _note_move(engine: Engine, table: str, where: str, loser: int, winner: int) -> None:
    owner = _owner(table)
    if table in KEYED:
        found = (
            f"SELECT {KEYED[table]}, '{owner}', '{int(loser)}', '{int(winner)}' FROM {table} WHERE {where}"
        )
        note_cells(engine, table, found)
        return
    note_rows(engine, table, TAKEN, where, entity="customer", owner=owner)
    note_rows(engine, table, ADDED, where, entity="customer", owner=owner, now_of=winner)


def _note_filled(engine: Engine, winner: int, before: dict[str, str]) -> None:
    """Note what the winner has now that she had not; the first event is worked out from the events."""
    if not is_journaled():
        return
    after = json.loads(row_of(engine, winner))
    for name in sorted(after.keys() - {"first_event_at"}):
        if after[name] != before.get(name):
            old = literal(before[name]) if name in before else "NULL"
            found = f"SELECT {int(winner)}, {literal(name)}, CAST({old} AS VARCHAR), {literal(after[name])}"
            note_cells(engine, "customers", found, entity="customer")


def _note_gone(engine: Engine, loser: int) -> None:
    where = f"customer_id = {int(loser)}"
    note_rows(engine, "customers", TAKEN, where, entity="customer", owner="customer_id")


def _return(engine: Engine, table: str, merge_id: int, loser: int) -> None:
    owner, key, only = _owner(table), MOVED[table], ONLY.get(table, "")
    winner = f"(SELECT winner FROM merges WHERE merge_id = {int(merge_id)})"
    engine.execute(
        f"UPDATE {table} SET {owner} = ? WHERE {owner} = {winner}{only} AND {key} IN "
        "(SELECT row_key FROM merge_moves WHERE merge_id = ? AND table_name = ?)",
        [loser, merge_id, table],
    )


def _fill_in(engine: Engine, winner: int, loser: int, told: list[str]) -> None:
    """What the winner says nothing of, the loser brings; the earlier beginning of the two holds."""
    names = [name for name in columns_of(engine, "customers") if name not in KEPT and name not in told]
    taken = [f"{quoted(n)} = coalesce(customers.{quoted(n)}, l.{quoted(n)})" for n in names]
    taken += [f"{n} = least(customers.{n}, l.{n})" for n in ("created_at", "first_event_at")]
    engine.execute(
        f"UPDATE customers SET {', '.join(taken)} FROM (SELECT * FROM customers WHERE customer_id = ?) l "
        "WHERE customers.customer_id = ?",
        [loser, winner],
    )


KEPT = frozenset({"customer_id", "created_at", "first_event_at", "source", "received_at"})


def _put_back(engine: Engine, row: dict[str, Any]) -> None:
    kinds = columns_of(engine, "customers")
    names = [name for name in row if name in kinds]
    values = ", ".join(from_text("?", kinds[name]) for name in names)
    engine.execute(
        f"INSERT INTO customers ({', '.join(quoted(n) for n in names)}) SELECT {values}",
        [row[n] for n in names],
    )


def _restore(engine: Engine, winner: int, before: dict[str, Any], lost: dict[str, Any]) -> None:
    """Take from the winner what she had only from the one who leaves; later news of her own stays."""
    now = json.loads(row_of(engine, winner))
    kinds = columns_of(engine, "customers")
    gone = [n for n in now if n in kinds and n not in KEPT and n not in before and lost.get(n) == now[n]]
    for name in gone:
        engine.execute(f"UPDATE customers SET {quoted(name)} = NULL WHERE customer_id = ?", [winner])
    engine.execute(
        "UPDATE customers SET created_at = CAST(? AS TIMESTAMPTZ) WHERE customer_id = ?",
        [before.get("created_at"), winner],
    )


def _first_event(engine: Engine, customer: int) -> None:
    engine.execute(
        'UPDATE customers SET first_event_at = (SELECT min("at") FROM events WHERE customer_id = ?) '
        "WHERE customer_id = ?",
        [customer, customer],
    )


def merges(engine: Engine, winner: int | None = None) -> pa.Table:
    """Every merge that stands, or those into one customer; the latest first."""
    into, parameters = ("AND winner = ? ", [winner]) if winner is not None else ("", [])
    return engine.table(
        'SELECT merge_id, winner, loser, "at", reason FROM merges WHERE undone_at IS NULL '
        f"{into}ORDER BY merge_id DESC",
        parameters,
    )
