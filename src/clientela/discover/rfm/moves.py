"""What new cut-points would change: who moves from which band to which, before anything is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from clientela.catalog import FirmCatalog
from clientela.catalog.cut_points import NAMES, CutPoints
from clientela.compile import Question
from clientela.rules.nodes import Rule, Variable
from clientela.segments import evaluation
from clientela.segments.base import Base

BUILT_ON_CUTS = (
    "recency_score",
    "frequency_score",
    "monetary_score",
    "rfm_group",
    "lifecycle_stage",
    "engagement_level",
    "is_overdue",
)


@dataclass(frozen=True, slots=True)
class Moves:
    """One variable: how many customers go from a value to another; None is no value."""

    variable: str
    counts: Mapping[tuple[str | None, str | None], int]

    @property
    def moved(self) -> int:
        """Customers whose value changes."""
        return sum(count for (before, after), count in self.counts.items() if before != after)


@dataclass(frozen=True, slots=True)
class CutPointChange:
    """New cut-points held against those in force; nothing is published by asking.

    `changed` are the names of the numbers that differ; `segments` are the saved segments whose size would
    change, with their size before and after.
    """

    as_of: dt.datetime
    before: CutPoints
    after: CutPoints
    customers: int
    moves: tuple[Moves, ...]
    segments: Mapping[str, tuple[int, int]]

    @property
    def changed(self) -> tuple[str, ...]:
        """The cut-points that differ."""
        return tuple(name for name in NAMES if getattr(self.before, name) != getattr(self.after, name))

    def __repr__(self) -> str:
        moved = ", ".join(f"{each.variable} {each.moved:,}" for each in self.moves if each.moved)
        return (
            f"CutPointChange({', '.join(self.changed) or 'nothing'}; customers who move: {moved or 'none'})"
        )

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "customers": self.customers,
            "before": {name: self.before.as_json()[name] for name in self.changed},
            "after": {name: self.after.as_json()[name] for name in self.changed},
            "moves": [
                {"variable": each.variable, "from": old, "to": new, "customers": count}
                for each in self.moves
                for (old, new), count in each.counts.items()
            ],
            "segments": {name: {"before": old, "after": new} for name, (old, new) in self.segments.items()},
        }


def compare_cut_points(
    base: Base, catalog: FirmCatalog, after: CutPoints, as_of: dt.datetime, segments: Mapping[str, Rule]
) -> CutPointChange:
    """Everybody's bands under the catalogue's cut-points and under others, counted."""
    old = replace(base, catalog=catalog)
    new = replace(base, catalog=catalog.with_cut_points(after))
    left, right = _bands(old, as_of), _bands(new, as_of)
    moves = tuple(_moves(name, left.column(name), right.column(name)) for name in BUILT_ON_CUTS)
    sizes = _sizes(old, segments, as_of), _sizes(new, segments, as_of)
    return CutPointChange(
        base.in_utc(as_of),
        catalog.cut_points,
        after,
        left.num_rows,
        moves,
        {name: (sizes[0][name], sizes[1][name]) for name in segments if sizes[0][name] != sizes[1][name]},
    )


def _bands(base: Base, as_of: dt.datetime) -> pa.Table:
    wanted = {name: Variable(name) for name in BUILT_ON_CUTS}
    return evaluation.values(base, wanted, as_of).read_all().sort_by("customer_id")


def _moves(name: str, before: pa.ChunkedArray, after: pa.ChunkedArray) -> Moves:
    table = pa.table({"before": _texts(before), "after": _texts(after)})
    counted = table.group_by(["before", "after"]).aggregate([([], "count_all")]).to_pylist()
    ordered = sorted(counted, key=lambda row: (row["before"] or "", row["after"] or ""))
    return Moves(name, {(row["before"], row["after"]): row["count_all"] for row in ordered})


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.cast(column, pa.string())


def _sizes(base: Base, segments: Mapping[str, Rule], as_of: dt.datetime) -> dict[str, int]:
    counts = evaluation.count_many(base, [Question(rule, as_of) for rule in segments.values()])
    return dict(zip(segments, counts, strict=True))
