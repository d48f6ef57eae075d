"""What judging the data found, as results a program can read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

import msgspec
import pyarrow as pa

Finding = Literal[
    "future date", "age", "outlier", "constant", "negative", "impossible phone", "rare value", "future event",
    "no events", "unpriced", "placeholder",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnQuality:
    """How full one column is."""

    entity: str
    column: str
    type: str
    rows: int
    filled: int
    distinct: int

    @property
    def completeness(self) -> float:
        """Share of the rows that have a value."""
        return self.filled / self.rows if self.rows else 0.0


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Values of a column that are probably wrong: how many, some of them, and why."""

    entity: str
    column: str
    finding: Finding
    count: int
    examples: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class LikelyDouble:
    """Customers who share a key and are still apart."""

    key: str
    value: str
    customers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Freshness:
    """When something of a kind was last heard."""

    kind: str
    events: int
    first: dt.datetime | None
    last: dt.datetime | None
    days_since: int | None


@dataclass(frozen=True, slots=True)
class QualityReport:
    """Everything `quality` found."""

    as_of: dt.datetime
    columns: tuple[ColumnQuality, ...]
    freshness: tuple[Freshness, ...]
    doubles: tuple[LikelyDouble, ...]
    suspicions: tuple[Suspicion, ...]

    def as_json(self) -> bytes:
        """The report for machines."""
        return msgspec.json.encode(self)

    def table(self) -> pa.Table:
        """One row a column that has values: its fill and what is suspicious in it."""
        found: dict[tuple[str, str], list[str]] = {}
        for one in self.suspicions:
            found.setdefault((one.entity, one.column), []).append(f"{one.finding}: {one.count}")
        return pa.table(
            {
                "entity": [c.entity for c in self.columns],
                "column": [c.column for c in self.columns],
                "filled": [c.filled for c in self.columns],
                "completeness": [round(c.completeness, 4) for c in self.columns],
                "distinct": [c.distinct for c in self.columns],
                "suspicious": ["; ".join(found.get((c.entity, c.column), [])) for c in self.columns],
            }
        )
