"""Everything the store holds about one person, table by table: exactly what erasing her would remove."""

from __future__ import annotations

import pyarrow as pa

from clientela.store.engine import Engine
from clientela.store.erasure import HERS, hers, ids_of_person
from clientela.store.tables import columns_of

# In the order they are read; what is worked out or bookkeeping alone says nothing of her.
TOLD = (
    *("customers", "identities", "attribute_changes", "originals", "consents", "events"),
    *("memberships", "estimates", "merges"),
)


def person_rows(engine: Engine, customer_id: int) -> dict[str, pa.Table]:
    """Her rows by table, whole, those of customers merged into her among them; deals come last.

    Raises `UnknownNameError` where there is no such customer.
    """
    with engine.snapshot():
        ids = ids_of_person(engine, customer_id)
        found = {
            table: engine.table(f"SELECT * FROM {table} WHERE {hers(table, ids)}{_order(engine, table)}")
            for table in TOLD
            if table in HERS
        }
        if "customer_id" in columns_of(engine, "deals"):
            mine = hers("customers", ids)
            found["deals"] = engine.table(f"SELECT * FROM deals WHERE {mine} ORDER BY deal_id")
            deals = f"SELECT deal_id FROM deals WHERE {mine}"
            found["deal_changes"] = engine.table(
                f"SELECT * FROM attribute_changes WHERE entity = 'deal' AND id IN ({deals}) "
                'ORDER BY id, "at", seq'
            )
    return found


def _order(engine: Engine, table: str) -> str:
    keys = [name for name in ("at", "entered_at", "event_id", "seq") if name in columns_of(engine, table)]
    return f" ORDER BY {', '.join(f'{chr(34)}{name}{chr(34)}' for name in keys)}" if keys else ""
