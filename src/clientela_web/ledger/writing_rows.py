"""Many rows into the ledger at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from clientela_web.models import Delivery


class NewRow(NamedTuple):
    """A row as it is frozen; its fields are columns of the table."""

    campaign_id: int
    customer_id: int
    channel: str
    state: str
    reason: str
    segment: str
    variant: str
    in_holdout: bool
    address: str
    address_key: str | None
    merge_values: str
    reply: str = ""
    tries: int = 0

    @property
    def content(self) -> tuple[object, ...]:
        """What is fingerprinted: the columns of `contents.CONTENT`."""
        return (
            self.customer_id,
            self.segment,
            self.variant,
            self.in_holdout,
            self.address,
            self.merge_values,
        )


_INSERT = (
    f"INSERT INTO {Delivery._meta.db_table} ({', '.join(NewRow._fields)})"
    f" VALUES ({', '.join(['%s'] * len(NewRow._fields))})"
)


def add_rows(rows: Sequence[NewRow]) -> None:
    """Add the rows, in the transaction that is open.

    Written out because `bulk_create` takes seven times the processor time: 0.13 ms a row against 0.02 in
    SQLite, 0.13 against 0.03 in PostgreSQL (20,000 rows).
    """
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, rows)
