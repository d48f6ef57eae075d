"""Erasing a person: everything that is about her, and about those who were merged into her."""

from __future__ import annotations

from clientela.errors import UnknownNameError
from clientela.store.engine import Engine
from clientela.store.tables import columns_of, entity_table, quoted

# Where a customer stands in a table: table -> condition on it.
_HERS: dict[str, str] = {
    "events": "customer_id IN (SELECT id FROM erased)",
    "attribute_changes": "entity = 'customer' AND id IN (SELECT id FROM erased)",
    "originals": "entity = 'customer' AND id IN (SELECT id FROM erased)",
    "consents": "customer_id IN (SELECT id FROM erased)",
    "identities": "customer_id IN (SELECT id FROM erased)",
    "estimates": "customer_id IN (SELECT id FROM erased)",
    "memberships": "customer_id IN (SELECT id FROM erased)",
    "customer_words": "customer_id IN (SELECT id FROM erased)",
    "merge_moves": "merge_id IN (SELECT merge_id FROM merges WHERE winner IN (SELECT id FROM erased) "
    "OR loser IN (SELECT id FROM erased))",
    "merges": "winner IN (SELECT id FROM erased) OR loser IN (SELECT id FROM erased)",
    "customers": "customer_id IN (SELECT id FROM erased)",
}


def erase_person(engine: Engine, customer_id: int) -> None:
    """Remove every row about the customer, all or nothing; her id is never given to anyone else.

    Her deals stay with her company, without her; deals with her alone go. Raises `UnknownNameError` where
    there is no such customer.
    """
    with engine.transaction():
        if not engine.rows("SELECT 1 FROM customers WHERE customer_id = ?", [customer_id]):
            raise UnknownNameError("customer", str(customer_id))
        _find_erased(engine, customer_id)
        _forget_event_ids(engine)
        _part_from_deals(engine)
        for table, hers in _HERS.items():
            engine.execute(f"DELETE FROM {table} WHERE {hers}")
        engine.execute("DROP TABLE erased")


def _find_erased(engine: Engine, customer_id: int) -> None:
    """Her id and those that were merged into it, however many merges deep."""
    engine.execute(
        "CREATE TEMP TABLE erased AS WITH RECURSIVE merged(id) AS (SELECT CAST(? AS BIGINT) UNION "
        "SELECT loser FROM merges JOIN merged ON winner = merged.id WHERE undone_at IS NULL) "
        "SELECT id FROM merged",
        [customer_id],
    )


def _forget_event_ids(engine: Engine) -> None:
    hashed = engine.functions["text_hash"].format("event_id")
    engine.execute(
        f"DELETE FROM event_hashes WHERE hash IN (SELECT {hashed} FROM events WHERE {_HERS['events']})"
    )


def _part_from_deals(engine: Engine) -> None:
    deals = entity_table("deal")
    columns = columns_of(engine, deals)
    if "customer_id" not in columns:
        return
    alone = "company_id IS NULL" if "company_id" in columns else "true"
    engine.execute(
        f"CREATE TEMP TABLE hers AS SELECT deal_id FROM {deals} WHERE {_HERS['customers']} AND {alone}"
    )
    for table in ("attribute_changes", "originals"):
        engine.execute(f"DELETE FROM {table} WHERE entity = 'deal' AND id IN (SELECT deal_id FROM hers)")
    engine.execute(f"DELETE FROM {deals} WHERE deal_id IN (SELECT deal_id FROM hers)")
    engine.execute(
        "DELETE FROM attribute_changes WHERE entity = 'deal' AND attribute = 'customer_id' "
        "AND value IN (SELECT CAST(id AS VARCHAR) FROM erased)"
    )
    engine.execute(f"UPDATE {deals} SET {quoted('customer_id')} = NULL WHERE {_HERS['customers']}")
    engine.execute("DROP TABLE hers")
