"""What a customer's facts say, asked of her copy through the compiler and remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import msgspec

from clientela.compile import Question, deals_query, events_query, truths_query, values_query
from clientela.compile.expand import AsOf
from clientela.compile.times import Clock
from clientela.rules import nodes as n
from clientela.rules.types import Catalog
from clientela.segments.explaining.facts import Facts, Plain, Row
from clientela.segments.explaining.grounding import asked_at
from clientela.segments.explaining.trial import Trial


@dataclass(frozen=True, slots=True)
class Kept:
    """An event that a condition counts, with the fields asked for."""

    row: Row
    fields: tuple[Any, ...] = ()

    @property
    def key(self) -> tuple[str, str, Any]:
        """What names it: id, kind, instant."""
        return self.row["event_id"], self.row["kind"], self.row["at"]


@dataclass(frozen=True, slots=True)
class Judged:
    """A deal of hers, whether the condition is true of it, and the fields asked for."""

    row: Row
    so: bool
    fields: tuple[Any, ...] = ()


class Reading:
    """Truths, values, events and deals of one customer; nodes must be grounded."""

    def __init__(self, trial: Trial, facts: Facts | None = None) -> None:
        self.trial = trial
        self.facts = facts or trial.facts
        self.catalog: Catalog = trial.context.catalog
        self.customer = self.facts.customer_id
        self._truths: dict[tuple[n.Node, Any], bool | None] = {}
        self._values: dict[tuple[n.Node, Any], Any] = {}
        self._kept: dict[Any, list[Kept]] = {}

    def prepare(self, rule: n.Node, clock: Clock) -> None:
        """Ask for the truth of every condition and for every value below the rule, at once."""
        conditions: dict[tuple[n.Node, Any], Question] = {}
        values: dict[Clock, list[n.Value]] = {}
        for node, then in parts(rule, clock):
            if isinstance(node, n.Condition):
                conditions[node, then.as_of] = Question(node, then.as_of)
            elif (node, then.as_of) not in self._values:
                values.setdefault(then, []).append(cast(n.Value, node))
        self._ask_truths(conditions)
        for then, wanted in values.items():
            self._ask_values(wanted, then)

    def truth(self, condition: n.Node, clock: Clock) -> bool | None:
        """Whether it is true of her."""
        key = (condition, clock.as_of)
        if key not in self._truths:
            self._ask_truths({key: Question(cast(n.Condition, condition), clock.as_of)})
        return self._truths[key]

    def truth_of_constant(self, node: n.Compare, outcome: n.Scalar | None, clock: Clock) -> bool | None:
        """The comparison's truth if its value were this."""
        always = n.Compare(n.Constant(1), "=", 1)
        kept = (n.Case(always, outcome),) if outcome is not None else ()
        cases = [*kept, *(n.Case(n.Not(always), case.then) for case in _cases(node.value))]
        constant = msgspec.structs.replace(node, value=n.Choose(tuple(cases)))
        return self.truth(constant, clock)

    def value(self, value: n.Value, clock: Clock) -> Plain:
        """What she has."""
        key = (value, clock.as_of)
        if key not in self._values:
            self._ask_values([value], clock)
        return self._values[key]

    def kept(self, counted: n.Happened, clock: Clock, fields: Sequence[str] = ()) -> list[Kept]:
        """The events that the node counts, oldest first."""
        key = (counted.kinds, counted.where, counted.window, clock.as_of, tuple(fields))
        if key not in self._kept:
            query = events_query(counted, clock.as_of, self.trial.context, self.customer, fields)
            rows = {row["event_id"]: row for row in self.facts.rows("events")}
            self._kept[key] = [
                Kept(rows[event_id], tuple(found))
                for event_id, _, *found in self.trial.rows(query, self.facts)
            ]
        return self._kept[key]

    def deals(self, condition: n.Condition | None, clock: Clock, fields: Sequence[str] = ()) -> list[Judged]:
        """Her deals, each with whether the condition is true of it."""
        query = deals_query(condition, clock.as_of, self.trial.context, self.customer, fields)
        rows = {row["deal_id"]: row for row in self.facts.rows("deals")}
        return [
            Judged(rows[deal_id], so, tuple(found))
            for deal_id, so, *found in self.trial.rows(query, self.facts)
        ]

    def _ask_truths(self, questions: dict[tuple[n.Node, Any], Question]) -> None:
        asked = {key: question for key, question in questions.items() if key not in self._truths}
        if not asked:
            return
        ((_, *cells),) = self.trial.rows(
            truths_query(list(asked.values()), self.trial.context, self.customer), self.facts
        )
        for place, key in enumerate(asked):
            self._truths[key] = cells[2 * place + 1]

    def _ask_values(self, values: list[n.Value], clock: Clock) -> None:
        wanted = {f"v{place}": value for place, value in enumerate(values)}
        query, _ = values_query(wanted, clock.as_of, self.trial.context, customer=self.customer)
        found = self.trial.rows(query, self.facts)
        # one who did not exist then has no row, and nothing is known of her
        cells = found[0][1:] if found else [None] * len(values)
        for value, cell in zip(values, cells, strict=True):
            self._values[value, clock.as_of] = cell


def _cases(value: n.Value) -> tuple[n.Case, ...]:
    """The cases keep the type of the constant that of the choice."""
    if not isinstance(value, n.Choose):
        return ()
    otherwise = (n.Case(n.All(()), value.otherwise),) if value.otherwise is not None else ()
    return (*value.cases, *otherwise)


def parts(node: n.Node, clock: Clock) -> Iterator[tuple[n.Node, Clock]]:
    """Every condition and value that is about her, with the clock it is asked by."""
    match node:
        case AsOf(condition=condition, moment=moment):
            yield from parts(condition, asked_at(moment, clock))
        case n.All(conditions=conditions) | n.AnyOf(conditions=conditions):
            yield node, clock
            for each in conditions:
                yield from parts(each, clock)
        case n.Not(condition=condition):
            yield node, clock
            yield from parts(condition, clock)
        case n.Compare(value=value):
            yield node, clock
            yield from parts(value, clock)
        case n.Anniversary(value=value) | n.Elapsed(value=value) | n.DatePart(value=value):
            yield node, clock
            yield from parts(value, clock)
        case n.Arithmetic(left=left, right=right):
            yield node, clock
            yield from parts(left, clock)
            yield from parts(right, clock)
        case n.Choose(cases=cases):
            yield node, clock
            for case in cases:
                yield from parts(case.when, clock)
        case _:
            yield node, clock
