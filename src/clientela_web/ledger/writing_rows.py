"""Many rows into the ledger at once."""

from __future__ import annotations

from collections.abc import Sequence

from clientela_web.models import Delivery


def add_rows(rows: Sequence[Delivery]) -> None:
    """Add the rows, in the transaction that is open."""
    Delivery.objects.bulk_create(rows, batch_size=2_000)
