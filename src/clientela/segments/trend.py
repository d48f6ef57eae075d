"""The past of rules: their sizes at each of many instants, who came and who went, in one shared pass."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clientela.compile import Question
from clientela.rules.nodes import All, Rule
from clientela.segments.base import Base, Size
from clientela.segments.evaluation import count_many, truths

Every: TypeAlias = Literal["day", "week", "month", "quarter", "year"]
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Moves:
    """The size at the end of a period, and who made it: how many entered and how many left since `since`."""

    since: dt.datetime
    size: Size
    entered: int
    left: int


def trend(base: Base, rule: Rule, instants: Sequence[dt.datetime]) -> list[Size]:
    """The rule's size at each instant; nothing later than an instant is read for it."""
    return trends(base, {"": rule}, instants)[""]


def trends(base: Base, rules: Mapping[str, Rule], instants: Sequence[dt.datetime]) -> dict[str, list[Size]]:
    """The sizes of each named rule at each instant: one pass for all instants of a rule.

    Rules are not put together: a query of 13 rules at 14 instants takes longer to plan than 13 take to run.
    """
    asked = [base.in_utc(instant) for instant in instants]
    populations = count_many(base, [Question(All(()), at) for at in asked])
    found: dict[str, list[Size]] = {}
    for name, rule in rules.items():
        counts = count_many(base, [Question(rule, at) for at in asked])
        found[name] = [Size(*each) for each in zip(counts, populations, asked, strict=True)]
    return found


def moves(base: Base, rule: Rule, instants: Sequence[dt.datetime]) -> list[Moves]:
    """What the members did between each instant and the next: one shared pass, whoever was recorded.

    Who entered and left again between two instants is not seen; fewer than two instants have no moves.
    """
    asked = [base.in_utc(instant) for instant in instants]
    tally = _Tally(len(asked))
    for batch in truths(base, [Question(rule, at) for at in asked]):
        tally.add(batch)
    found = enumerate(pairwise(asked))
    return [
        Moves(
            before,
            Size(int(tally.inside[place + 1]), int(tally.existing[place + 1]), after),
            int(tally.entered[place]),
            int(tally.left[place]),
        )
        for place, (before, after) in found
    ]


class _Tally:
    """Counts over batches of truths, an instant a column."""

    def __init__(self, instants: int) -> None:
        self.existing, self.inside = _zeros(instants), _zeros(instants)
        self.entered, self.left = _zeros(max(instants - 1, 0)), _zeros(max(instants - 1, 0))

    def add(self, batch: pa.RecordBatch) -> None:
        """Add a batch of customers."""
        before: npt.NDArray[np.bool_] | None = None
        for place in range(len(self.inside)):
            exists = _column(batch, f"e{place}")
            inside = exists & _column(batch, f"q{place}")
            self.existing[place] += np.count_nonzero(exists)
            self.inside[place] += np.count_nonzero(inside)
            if before is not None:
                self.entered[place - 1] += np.count_nonzero(inside & ~before)
                self.left[place - 1] += np.count_nonzero(before & ~inside)
            before = inside


def _zeros(length: int) -> npt.NDArray[np.int64]:
    return np.zeros(length, dtype=np.int64)


def _column(batch: pa.RecordBatch, name: str) -> npt.NDArray[np.bool_]:
    """Unknown is not true."""
    plain: npt.NDArray[np.bool_] = pc.fill_null(batch.column(name), fill_value=False).to_numpy(
        zero_copy_only=False
    )
    return plain


def instants(base: Base, first: dt.date, until: dt.datetime, every: Every) -> list[dt.datetime]:
    """Midnights of the base's zone from `first` on, a step apart, up to `until`, which is always the last."""
    end = base.in_utc(until)
    found: list[dt.datetime] = []
    step = 0
    while (at := _midnight(base, _stepped(first, every, step))) < end:
        found.append(at)
        step += 1
    return [*found, end]


def _stepped(first: dt.date, every: Every, count: int) -> dt.date:
    if every in _DAYS:
        return first + dt.timedelta(days=_DAYS[every] * count)
    year, month = divmod(first.year * 12 + first.month - 1 + _MONTHS[every] * count, 12)
    return dt.date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


def _midnight(base: Base, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), base.zone).astimezone(dt.UTC)
