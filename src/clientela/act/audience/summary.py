"""An audience in figures, counted batch by batch."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(slots=True)
class Summary:
    """How many are in the segments, how many of them get the message, and why the others do not."""

    targeted: int = 0
    reached: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    segments: Counter[str] = field(default_factory=Counter)
    variants: Counter[str] = field(default_factory=Counter)

    def add(self, batch: pa.RecordBatch) -> None:
        """Count a batch in; `segments` and `variants` count those who get the message."""
        self.targeted += batch.num_rows
        got = batch.filter(batch.column("reason").is_null())
        self.reached += got.num_rows
        _count(self.reasons, batch.column("reason"))
        _count(self.segments, got.column("segment"))
        _count(self.variants, got.column("variant"))


def _count(counter: Counter[str], column: pa.Array) -> None:
    for each in column.drop_null().value_counts().to_pylist():
        counter[each["values"]] += each["counts"]
