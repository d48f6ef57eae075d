"""Proposals for a whole rule: a goal goes down the tree, changes come up."""

from __future__ import annotations

from collections.abc import Sequence

from clientela.compile.expand import AsOf
from clientela.compile.times import Clock
from clientela.rules import nodes as n
from clientela.segments.explaining.grounding import asked_at
from clientela.segments.explaining.proposing import records, rhythms, sequences
from clientela.segments.explaining.proposing.aggregates import of_count
from clientela.segments.explaining.proposing.goals import Goal, Option, cheapest, together
from clientela.segments.explaining.proposing.means import Means
from clientela.segments.explaining.proposing.piles import EventPile
from clientela.segments.explaining.proposing.targets import Target, targets_of
from clientela.segments.explaining.proposing.values import achieve, choice_of
from clientela.segments.explaining.reading import Reading

ALONE = 4


class Proposer:
    """Makes proposals for the conditions of one grounded rule."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.means = Means(reading, self.propose)

    def propose(self, node: n.Node, goal: Goal, clock: Clock) -> list[Option]:
        """Changes that may give the condition the wanted truth, cheapest first; it does not have it yet."""
        match node:
            case AsOf(condition=condition, moment=moment):
                return self.propose(condition, goal, asked_at(moment, clock))
            case n.Not(condition=condition):
                return self.propose(condition, goal.opposite, clock)
            case n.All(conditions=parts):
                return self._all(parts, goal, clock) if goal.truth else self._any(parts, goal, clock)
            case n.AnyOf(conditions=parts):
                return self._any(parts, goal, clock) if goal.truth else self._all(parts, goal, clock)
            case _:
                found = self._leaf(node, goal, clock)
                return cheapest(option for option in found if option.changes)

    def _achieved(self, value: n.Value, target: Target, clock: Clock) -> list[Option]:
        try:
            return achieve(value, target, clock, self.means)
        except (ArithmeticError, ValueError):  # beyond the end of the calendar or of the numbers
            return []

    def _all(self, parts: Sequence[n.Condition], goal: Goal, clock: Clock) -> list[Option]:
        """Every part that is not as wanted must become so."""
        open_parts = [part for part in parts if not goal.met_by(self.reading.truth(part, clock))]
        groups = [self.propose(part, goal, clock) for part in open_parts]
        if not all(groups):
            return []
        # one order may be both recent and large enough: half of the changes are tried alone, and first
        alone = [option for group in groups for option in group[:ALONE]] if len(groups) > 1 else []
        return cheapest([*alone, *together(groups)]) if groups else []

    def _any(self, parts: Sequence[n.Condition], goal: Goal, clock: Clock) -> list[Option]:
        """One part as wanted is enough."""
        return cheapest(option for part in parts for option in self.propose(part, goal, clock))

    def _leaf(self, node: n.Node, goal: Goal, clock: Clock) -> list[Option]:
        match node:
            case n.Compare(value=n.Choose() as choice):
                return self._choice(node, choice, goal, clock)
            case n.Compare(value=value):
                now, kind = self.reading.value(value, clock), self.means.kind_of(value)
                return [
                    option
                    for target in targets_of(node, goal, kind, now, clock)[:8]
                    for option in self._achieved(value, target, clock)
                ]
            case n.Happened():
                return self._happened(node, goal, clock)
            case n.Sequence():
                return sequences.sequence(node, goal, clock, self.means)
            case n.Regularly():
                return rhythms.regularly(node, goal, clock, self.means)
            case n.Stopped():
                return rhythms.stopped(node, goal, clock, self.means)
            case n.Resumed():
                return rhythms.resumed(node, goal, clock, self.means)
            case n.FirstTime():
                return rhythms.first_time(node, goal, clock, self.means)
            case _:
                return self._record(node, goal, clock)

    def _record(self, node: n.Node, goal: Goal, clock: Clock) -> list[Option]:
        match node:
            case n.Changed():
                return records.changed(node, goal, clock, self.means)
            case n.Consents():
                return records.consents(node, goal, clock)
            case n.SegmentChange():
                return records.segment_change(node, goal, clock, self.means)
            case n.Related():
                return records.deals(node, goal, clock, self.means)
            case n.NearPlace():
                return records.near(node, goal, clock, self.means)
            case n.InPolygon():
                return records.inside(node, goal, clock, self.means)
            case n.Anniversary():
                return records.anniversary(node, goal, clock, self.means)
        return []

    def _happened(self, node: n.Happened, goal: Goal, clock: Clock) -> list[Option]:
        pile = EventPile(node, None, clock, self.means)
        count = len(pile.items)
        if goal.truth:
            most = count if node.at_most is None else node.at_most
            return of_count(pile, max(node.at_least, min(count, most)))
        wanted = [node.at_least - 1] if node.at_least > 0 else []
        wanted += [node.at_most + 1] if node.at_most is not None else []
        return [option for each in wanted for option in of_count(pile, each)]

    def _choice(self, node: n.Compare, choice: n.Choose, goal: Goal, clock: Clock) -> list[Option]:
        """The outcomes that would do are found by asking about each of them as a constant."""
        found: list[Option] = []
        outcomes = [*(case.then for case in choice.cases), choice.otherwise]
        for place, outcome in enumerate(outcomes):
            if goal.met_by(self.reading.truth_of_constant(node, outcome, clock)):
                found += choice_of(choice, place, clock, self.means)
        return cheapest(found)
