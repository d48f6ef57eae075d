"""Sequences: a chain completed or begun, what must not follow taken away, or the chain broken."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from clientela.compile.times import Clock, length
from clientela.rules import nodes as n
from clientela.rules.inference import Scope
from clientela.rules.types import NUMERIC, ValueType
from clientela.segments.explaining.chains import anchors_of, started_at
from clientela.segments.explaining.changes import AddEvents
from clientela.segments.explaining.facts import Plain
from clientela.segments.explaining.proposing.filling import fillings
from clientela.segments.explaining.proposing.goals import Goal, Option, cheapest, together
from clientela.segments.explaining.proposing.means import DAY, SECOND, Means, instants_within, removed
from clientela.segments.explaining.proposing.targets import typed_number
from clientela.segments.explaining.reading import Kept

ANCHORS = 8


def sequence(node: n.Sequence, goal: Goal, clock: Clock, means: Means) -> list[Option]:
    """Proposals for a sequence."""
    proposing = _Proposing(node, clock, means)
    return cheapest(proposing.completed() if goal.truth else proposing.broken())


class _Proposing:
    def __init__(self, node: n.Sequence, clock: Clock, means: Means) -> None:
        self.node, self.clock, self.means = node, clock, means
        self.anchors = anchors_of(node, clock, means.reading)
        self.kept = [
            means.reading.kept(n.Happened(step.kinds, step.where), clock, node.same) for step in node.steps
        ]

    def completed(self) -> list[Option]:
        """From each anchor there is, and from a new one."""
        found: list[Option] = []
        for anchor in self.anchors[::-1][:ANCHORS]:
            found += self._from(anchor.row["at"], anchor.fields, [], anchor)
        if self.node.anchor == "last" and self.anchors:
            found += [
                removed([one for one in self.anchors if one.row["at"] >= later.row["at"]])
                for _, later in pairwise(self.anchors[-5:])
            ]
        for at in self._places():
            for same in self._agreeing():
                new = self._event(self.node.steps[0], at, same)
                if new is not None:
                    found += self._from(at, same, [new], None)
        return found

    def _places(self) -> list[dt.datetime]:
        """Where a new first step may lie: late enough for the window, early enough for what must follow."""
        counted = n.Happened(self.node.steps[0].kinds, None, self.node.window)
        high = self.clock.as_of - self._time_needed()
        interval = self.clock.interval(self.node.window).until(high)
        ends = [at for (at, *_) in instants_within(counted, self.clock)]
        limit = min(interval.high or high, high)
        ends += [limit, limit - SECOND]
        if self.anchors:
            edge = self.anchors[0] if self.node.anchor == "first" else self.anchors[-1]
            ends += [edge.row["at"] + SECOND * (-1 if self.node.anchor == "first" else 1)]
            ends += [edge.row["at"] - DAY * 400]
        low = interval.low
        fitting = [at for at in ends if at <= limit and (low is None or at > low)]
        return list(dict.fromkeys(fitting))[:5]

    def _time_needed(self) -> dt.timedelta:
        total = SECOND
        for step in self.node.steps[1:]:
            if step.negated:
                total += _limit(step) or SECOND
            else:
                total += SECOND
        return total

    def _agreeing(self) -> list[tuple[Plain, ...]]:
        """Values for the fields that must agree: new ones, and those of the events there are."""
        known = [kept.fields for events in self.kept for kept in events[-2:]]
        settled = [same for same in dict.fromkeys(map(_frozen, known)) if None not in same]
        fresh = tuple(self._fresh(name) for name in self.node.same)
        return [fresh, *[tuple(_thawed(each) for each in same) for same in settled[:2]]]

    def _fresh(self, name: str) -> Plain:
        kind = self.means.kind_of(n.Field(name), Scope(kinds=self.node.steps[0].kinds))
        if kind in NUMERIC:
            return typed_number(987_654, kind)
        others: dict[ValueType, Plain] = {
            ValueType.BOOLEAN: True,
            ValueType.DATE: dt.date(2001, 2, 3),
            ValueType.INSTANT: dt.datetime(2001, 2, 3, tzinfo=dt.UTC),
            ValueType.LIST: ["what-if"],
        }
        return others.get(kind, "what-if")

    def _event(self, step: n.Step, at: dt.datetime, same: tuple[Plain, ...]) -> Option | None:
        if at > self.clock.as_of:
            return None
        scope = Scope(kinds=step.kinds)
        filled = fillings(step.where, scope, self.means.reading.catalog, self.clock)
        if not filled:
            return None
        fields = filled[0] | dict(zip(self.node.same, same, strict=True))
        row = self.means.event(step.kinds, at, fields, None)
        told = {name: value for name, value in zip(self.node.same, same, strict=True) if value != "what-if"}
        return self.means.added(n.Happened(step.kinds, step.where), [row], told, 0.05)

    def _from(
        self, start: dt.datetime, same: tuple[Plain, ...], new: list[Option], anchor: Kept | None
    ) -> list[Option]:
        """Every further step made so, from a first step at that instant; positive ones new or as they are."""
        found = []
        for reuse in (True, False):
            option = self._chain(start, same, list(new), anchor, reuse=reuse)
            if option is not None:
                found.append(option)
        return found

    def _chain(
        self,
        start: dt.datetime,
        same: tuple[Plain, ...],
        parts: list[Option],
        anchor: Kept | None,
        *,
        reuse: bool,
    ) -> Option | None:
        last, taken = start, {anchor.row["event_id"]} if anchor else set()
        steps = list(enumerate(self.node.steps))[1:]
        for place, step in steps:
            if step.negated:
                parts.append(removed(self._in_the_way(place, last, same, taken)))
                continue
            following = self._following(place, last, same) if reuse else None
            if following is not None:
                last = following.row["at"]
                taken.add(following.row["event_id"])
                continue
            at = last + min(_limit(step) or SECOND, self._gap(place))
            new = self._event(step, at, same)
            if new is None:
                return None
            parts.append(new)
            last = at
        return together([[part] for part in parts if part.changes])[0]

    def _gap(self, place: int) -> dt.timedelta:
        """How long after the step before: past what must not have happened until then."""
        before = self.node.steps[place - 1]
        return (_limit(before) or SECOND) + SECOND if before.negated else SECOND

    def _following(self, place: int, after: dt.datetime, same: tuple[Plain, ...]) -> Kept | None:
        limit = _limit(self.node.steps[place])
        for kept in self.kept[place]:
            at = kept.row["at"]
            if at > after and (limit is None or at <= after + limit) and kept.fields == tuple(same):
                return kept
        return None

    def _in_the_way(
        self, place: int, after: dt.datetime, same: tuple[Plain, ...], taken: set[str]
    ) -> list[Kept]:
        limit = _limit(self.node.steps[place])
        return [
            kept
            for kept in self.kept[place]
            if kept.row["at"] >= after
            and (limit is None or kept.row["at"] <= after + limit)
            and kept.fields == tuple(same)
            and kept.row["event_id"] not in taken
        ]

    def broken(self) -> list[Option]:
        """Without the events of a step, or with one that must not follow."""
        holding = [
            each
            for each in self.anchors[::-1][: 4 * ANCHORS]
            if self.means.reading.truth(started_at(self.node, each), self.clock)
        ]
        found = [removed(holding), removed(self.anchors)]
        if self.node.anchor != "any" and self.anchors:
            found += self._other_edge()
        for place, step in enumerate(self.node.steps):
            if step.negated and holding:
                found += self._blocked(place, step, holding)
            elif place > 0:
                following = [
                    kept
                    for kept in self.kept[place]
                    if any(kept.row["at"] > each.row["at"] and kept.fields == each.fields for each in holding)
                ]
                found += [removed([kept]) for kept in following[:ANCHORS]]
                found.append(removed(following))
        return found

    def _other_edge(self) -> list[Option]:
        """Another event becomes the first or the last."""
        at = self.clock.as_of if self.node.anchor == "last" else self.anchors[0].row["at"] - SECOND
        fresh = tuple(self._fresh(name) for name in self.node.same)
        new = self._event(self.node.steps[0], at, fresh)
        return [new] if new is not None else []

    def _blocked(self, place: int, step: n.Step, holding: list[Kept]) -> list[Option]:
        """One of what must not follow, right after each first step (or after the step before it)."""
        found: list[Option] = []
        for shift in (dt.timedelta(), SECOND, (_limit(step) or SECOND * 2) / 2):
            events = [self._blocker(place, step, each, shift) for each in holding]
            made = [[each] for each in events if each is not None]
            if len(made) == len(holding):
                found += [self._as_one(together(made)[0])]
        return found

    def _blocker(self, place: int, step: n.Step, anchor: Kept, shift: dt.timedelta) -> Option | None:
        last = anchor.row["at"]
        for before in range(1, place):
            if not self.node.steps[before].negated:
                following = self._following(before, last, anchor.fields)
                if following is not None:
                    last = following.row["at"]
        return self._event(step, min(last + shift, self.clock.as_of), anchor.fields)

    def _as_one(self, option: Option) -> Option:
        """Several events of one kind, added together, are one change."""
        changes = [change for change in option.changes if isinstance(change, AddEvents)]
        if len(changes) < 2:
            return option
        rows = tuple(row for change in changes for row in change.rows)
        return Option(option.facts, option.distance, (AddEvents(changes[0].counted, rows),))


def _limit(step: n.Step) -> dt.timedelta | None:
    return None if step.within is None else length(step.within.count, step.within.unit)


def _frozen(fields: tuple[Plain, ...]) -> tuple[Plain, ...]:
    return tuple(tuple(each) if isinstance(each, list) else each for each in fields)


def _thawed(value: Plain) -> Plain:
    return list(value) if isinstance(value, tuple) else value
