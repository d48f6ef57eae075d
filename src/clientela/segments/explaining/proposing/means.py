"""What every proposal is made with: the facts as read, the catalogue, and new rows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import TypeAlias

from clientela.compile.times import MICROSECOND, Clock
from clientela.rules import nodes as n
from clientela.rules.inference import Scope, field_facts, type_of
from clientela.rules.types import FieldFacts, ValueType
from clientela.segments.explaining.changes import AddEvents, RemoveEvents
from clientela.segments.explaining.facts import Plain, Row
from clientela.segments.explaining.proposing.goals import Goal, Option
from clientela.segments.explaining.reading import Kept, Reading

SECOND = dt.timedelta(seconds=1)
DAY = dt.timedelta(days=1)
MOST_ADDED = 200
Propose: TypeAlias = Callable[[n.Node, Goal, Clock], list[Option]]


@dataclass
class Means:
    """One search's means; `propose` gives the proposals for a condition."""

    reading: Reading
    propose: Propose
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def number(self) -> int:
        """A number that nothing else in this search has."""
        return next(self._numbers)

    def kind_of(self, value: n.Value, scope: Scope | None = None) -> ValueType:
        """The type of a value."""
        return type_of(value, self.reading.catalog, scope or Scope()) or ValueType.TEXT

    def event(
        self, kinds: Sequence[str], at: dt.datetime, fields: Mapping[str, Plain], like: Row | None
    ) -> Row:
        """A new event of the first kind, with these fields; the rest as in `like`, or empty."""
        columns = self.reading.trial.schemas["events"].names
        row: Row = dict(like) if like else dict.fromkeys(columns)
        row |= {"event_id": f"~what-if-{self.number():06}", "at": at, "received_at": at}
        row["kind"] = like["kind"] if like else kinds[0]
        held = json.loads(row["properties"]) if row.get("properties") else {}
        for name, value in fields.items():
            facts = field_facts(name, self.reading.catalog, Scope(kinds=tuple(kinds)))
            if facts is None or name == "at":
                continue
            self._set(row, held, facts, value)
        row["properties"] = json.dumps(held, ensure_ascii=False) if held else None
        return row

    def _set(self, row: Row, held: dict[str, Plain], facts: FieldFacts, value: Plain) -> None:
        if facts.column is not None:
            row[facts.column] = value
        elif value is None:
            held.pop(facts.name, None)
        else:
            held[facts.name] = in_json(value)

    def added(
        self, counted: n.Happened, rows: Sequence[Row], told: Mapping[str, Plain], distance: float
    ) -> Option:
        """Those events as a proposal."""
        change = AddEvents(counted, tuple(rows), tuple(told.items()))
        return Option(len(rows), distance, (change,))


def removed(events: Sequence[Kept], distance: float = 0.0) -> Option:
    """As if these events had not happened."""
    if not events:
        return Option(0, 0.0, ())
    return Option(len(events), distance + 0.2, (RemoveEvents(tuple(kept.key for kept in events)),))


def instants_within(counted: n.Happened, clock: Clock, number: int = 1) -> list[list[dt.datetime]]:
    """Where so many new events may lie in the window: at its end, in its midst, at its start."""
    interval = clock.interval(counted.window).until(clock.as_of)
    high = interval.high or clock.as_of
    low = interval.low
    if low is not None and low >= high:
        return []
    if low is None:
        starts = [high, high - DAY, high - DAY * 400]
        return [[start - SECOND * place for place in range(number)] for start in starts]
    size = high - low
    step = min(SECOND, size / (number + 1))
    found = [[high - step * place for place in range(number)]]
    if size > SECOND * (number + 2):
        found.append([low + size / 2 + step * place for place in range(number)])
        found.append([low + SECOND + step * place for place in range(number)])
    found.append([max(low + MICROSECOND, high - step * place) for place in range(number)])
    return found


def in_json(value: Plain) -> Plain:
    """As the store writes a property."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dt.date():
            return value.isoformat()
    return value
