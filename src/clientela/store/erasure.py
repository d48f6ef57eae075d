"""Erasing a person: everything that is about her, and about those who were merged into her."""

from __future__ import annotations

from dataclasses import dataclass

from clientela.errors import UnknownNameError
from clientela.store.engine import Engine
from clientela.store.tables import columns_of, entity_table, quoted

# Where a customer stands in a table: table -> condition on it, with her ids.
HERS: dict[str, str] = {
    "events": "customer_id IN ({ids})",
    "attribute_changes": "entity = 'customer' AND id IN ({ids})",
    "originals": "entity = 'customer' AND id IN ({ids})",
    "consents": "customer_id IN ({ids})",
    "identities": "customer_id IN ({ids})",
    "estimates": "customer_id IN ({ids})",
    "memberships": "customer_id IN ({ids})",
    "customer_words": "customer_id IN ({ids})",
    "merge_moves": "merge_id IN (SELECT merge_id FROM merges WHERE winner IN ({ids}) OR loser IN ({ids}))",
    "merges": "winner IN ({ids}) OR loser IN ({ids})",
    "import_rows": "entity = 'customer' AND owner IN ({ids})",
    "import_cells": "table_name = 'customers' AND TRY_CAST(row_key AS BIGINT) IN ({ids})",
    "customers": "customer_id IN ({ids})",
}
_UNSAID = frozenset(
    {"customer_words", "merge_moves", "import_rows", "import_cells"}
)  # worked out, or no more than bookkeeping


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing a person would remove: rows by table, and how many of her deals go or stay."""

    customers: tuple[int, ...]
    rows: dict[str, int]
    deals_gone: int
    deals_kept: int


def erase_person(engine: Engine, customer_id: int) -> None:
    """Remove every row about the customer, all or nothing; her id is never given to anyone else.

    Her deals stay with her company, without her; deals with her alone go. Raises `UnknownNameError` where
    there is no such customer.
    """
    with engine.transaction():
        ids = ids_of_person(engine, customer_id)
        _forget_event_ids(engine, ids)
        _part_from_deals(engine, ids)
        for table in HERS:
            engine.execute(f"DELETE FROM {table} WHERE {hers(table, ids)}")


def plan_erasure(engine: Engine, customer_id: int) -> Erasure:
    """What `erase_person` would remove; nothing is changed."""
    ids = ids_of_person(engine, customer_id)
    counts = {
        table: int(engine.rows(f"SELECT count(*) FROM {table} WHERE {hers(table, ids)}")[0][0])
        for table in HERS
        if table not in _UNSAID
    }
    gone, kept = _count_deals(engine, ids)
    return Erasure(tuple(ids), {table: count for table, count in counts.items() if count}, gone, kept)


def ids_of_person(engine: Engine, customer_id: int) -> list[int]:
    """Her number and those that were merged into it, however many merges deep."""
    if not engine.rows("SELECT 1 FROM customers WHERE customer_id = ?", [customer_id]):
        raise UnknownNameError("customer", str(customer_id))
    found = engine.rows(
        "WITH RECURSIVE merged(id) AS (SELECT CAST(? AS BIGINT) UNION "
        "SELECT loser FROM merges JOIN merged ON winner = merged.id WHERE undone_at IS NULL) "
        "SELECT id FROM merged ORDER BY id",
        [customer_id],
    )
    return [int(number) for (number,) in found]


def hers(table: str, ids: list[int]) -> str:
    """The condition on the table's rows that are about these customers."""
    return HERS[table].format(ids=", ".join(str(int(number)) for number in ids))


def _forget_event_ids(engine: Engine, ids: list[int]) -> None:
    hashed = engine.functions["text_hash"].format("event_id")
    engine.execute(
        f"DELETE FROM event_hashes WHERE hash IN (SELECT {hashed} FROM events WHERE {hers('events', ids)})"
    )


def _alone(engine: Engine, ids: list[int]) -> tuple[str, str] | None:
    """Conditions on deals: those that are hers, and those that nobody else has a part in."""
    columns = columns_of(engine, entity_table("deal"))
    if "customer_id" not in columns:
        return None
    return hers("customers", ids), "company_id IS NULL" if "company_id" in columns else "true"


def _count_deals(engine: Engine, ids: list[int]) -> tuple[int, int]:
    conditions = _alone(engine, ids)
    if conditions is None:
        return 0, 0
    mine, alone = conditions
    ((gone, kept),) = engine.rows(
        f"SELECT count(*) FILTER ({alone}), count(*) FILTER (NOT ({alone})) FROM deals WHERE {mine}"
    )
    return int(gone), int(kept)


def _part_from_deals(engine: Engine, ids: list[int]) -> None:
    conditions = _alone(engine, ids)
    if conditions is None:
        return
    mine, alone = conditions
    deals = entity_table("deal")
    engine.execute(f"CREATE TEMP TABLE hers AS SELECT deal_id FROM {deals} WHERE {mine} AND {alone}")
    for table in ("attribute_changes", "originals"):
        engine.execute(f"DELETE FROM {table} WHERE entity = 'deal' AND id IN (SELECT deal_id FROM hers)")
    engine.execute(f"DELETE FROM {deals} WHERE deal_id IN (SELECT deal_id FROM hers)")
    texts = ", ".join(f"'{int(number)}'" for number in ids)
    engine.execute(
        "DELETE FROM attribute_changes WHERE entity = 'deal' AND attribute = 'customer_id' "
        f"AND value IN ({texts})"
    )
    engine.execute(f"UPDATE {deals} SET {quoted('customer_id')} = NULL WHERE {mine}")
    engine.execute("DROP TABLE hers")
