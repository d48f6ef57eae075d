"""What is counted, as piles of things that more can be put on and some taken from: events, and deals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from clientela.compile.times import Clock
from clientela.rules import nodes as n
from clientela.rules.inference import DEAL, Scope
from clientela.segments.explaining.changes import AddDeal, Change, RemoveDeal
from clientela.segments.explaining.facts import Plain
from clientela.segments.explaining.proposing.filling import Fields, fillings
from clientela.segments.explaining.proposing.goals import NOT_TRUE, Option
from clientela.segments.explaining.proposing.means import (
    MOST_ADDED,
    SECOND,
    Means,
    instants_within,
    removed,
)
from clientela.segments.explaining.reading import Judged, Kept


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a pile: the value of the field that matters, and the thing."""

    value: Plain
    thing: Kept | Judged


class Pile(Protocol):
    """Things that a value is made of."""

    items: list[Item]

    def more(self, values: Sequence[Plain], *, kept: bool = True) -> list[Option]:
        """Proposals to add a thing for each of these values of the field (None: whatever it is)."""

    def fewer(self, items: Sequence[Item]) -> Option:
        """Without these."""


class EventPile:
    """The events that are counted; `field` is the one that matters."""

    def __init__(self, counted: n.Happened, field: str | None, clock: Clock, means: Means) -> None:
        self.counted, self.field, self.clock, self.means = counted, field, clock, means
        kept = means.reading.kept(counted, clock, (field,) if field else ())
        self.items = [Item(each.fields[0] if field else None, each) for each in kept]

    def more(
        self,
        values: Sequence[Plain],
        *,
        kept: bool = True,
        at: Sequence[dt.datetime] | None = None,
        distance: float = 0.0,
    ) -> list[Option]:
        if not 0 < len(values) <= MOST_ADDED:
            return []
        places = [list(at)] if at else instants_within(self.counted, self.clock, len(values))
        found = [
            self._added(values, instants, fields, distance + 0.01 * rank + 0.002 * far)
            for far, instants in enumerate(places)
            for rank, fields in enumerate(self._fillings(kept=kept))
        ]
        if kept and self.items and len(values) <= 20:
            for far, instants in enumerate(places[:2]):
                found.append(self._copied(values, instants, distance + 0.05 + 0.002 * far))
        return found

    def fewer(self, items: Sequence[Item]) -> Option:
        return removed([item.thing for item in items if isinstance(item.thing, Kept)])

    def _fillings(self, *, kept: bool) -> list[Fields]:
        scope = Scope(kinds=self.counted.kinds)
        goal = replace(NOT_TRUE, truth=kept, strict=kept)
        return fillings(self.counted.where, scope, self.means.reading.catalog, self.clock, goal)

    def _added(
        self, values: Sequence[Plain], instants: Sequence[dt.datetime], fields: Fields, distance: float
    ) -> Option:
        own = fields.get("at")
        rows = [
            self.means.event(
                self.counted.kinds, own - SECOND * place if own else at, self._with(fields, value), None
            )
            for place, (value, at) in enumerate(zip(values, instants, strict=True))
        ]
        return self.means.added(self.counted, rows, self._told(values), distance)

    def _copied(self, values: Sequence[Plain], instants: Sequence[dt.datetime], distance: float) -> Option:
        like = self.items[-1].thing.row
        rows = [
            self.means.event(self.counted.kinds, at, self._with({}, value), like)
            for value, at in zip(values, instants, strict=True)
        ]
        return self.means.added(self.counted, rows, self._told(values), distance)

    def _with(self, fields: Fields, value: Plain) -> Fields:
        return fields if value is None or not self.field else {**fields, self.field: value}

    def _told(self, values: Sequence[Plain]) -> Fields:
        if self.field in (None, "at") or values[0] is None or len(set(map(str, values))) > 1:
            return {}
        return {str(self.field): values[0]}


class DealPile:
    """Her deals for which the condition is true; `field` is the one that matters."""

    def __init__(self, where: n.Condition | None, field: str | None, clock: Clock, means: Means) -> None:
        self.where, self.field, self.clock, self.means = where, field, clock, means
        judged = means.reading.deals(where, clock, (field,) if field else ())
        self.items = [Item(each.fields[0] if field else None, each) for each in judged if each.so]
        self.others = [Item(None, each) for each in judged if not each.so]

    def more(self, values: Sequence[Plain], *, kept: bool = True) -> list[Option]:
        if not 0 < len(values) <= 20:
            return []
        catalog = self.means.reading.catalog
        goal = replace(NOT_TRUE, truth=kept, strict=kept)
        found = []
        for rank, fields in enumerate(fillings(self.where, DEAL, catalog, self.clock, goal)):
            deals = tuple(self._deal(fields, value) for value in values)
            found.append(Option(len(deals), 0.1 + 0.01 * rank, deals))
        return found

    def fewer(self, items: Sequence[Item]) -> Option:
        deals: tuple[Change, ...] = tuple(
            RemoveDeal(item.thing.row["deal_id"], item.thing.row.get("title")) for item in items
        )
        return Option(len(deals), 0.3, deals)

    def _deal(self, fields: Fields, value: Plain) -> AddDeal:
        filled = dict(fields) if value is None or not self.field else {**fields, self.field: value}
        return AddDeal(tuple(sorted(filled.items())), self.means.number())
