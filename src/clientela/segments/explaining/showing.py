"""Events as evidence: which of them are shown, and what is told of each."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.segments.explaining.model import Evidence, EvidenceEvent
from clientela.segments.explaining.reading import Kept

SHOWN = 10
TOLD_FIELDS = (
    *("ref", "item", "category", "channel", "amount", "currency", "quantity", "score", "text", "cart_id"),
    *("campaign", "payment_method", "coupon", "discount", "survey"),
)


def shown(events: Sequence[Kept]) -> Evidence:
    """The newest of them, newest first."""
    return Evidence(tuple(told(kept) for kept in reversed(events[-SHOWN:])), len(events))


def told(kept: Kept, step: int | None = None) -> EvidenceEvent:
    """An event with the fields worth telling."""
    row = kept.row
    fields = {name: row[name] for name in TOLD_FIELDS if row.get(name) is not None}
    return EvidenceEvent(row["event_id"], row["at"], row["kind"], fields, step)
