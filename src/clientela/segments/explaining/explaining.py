"""Why a customer is, or is not, in a segment: the same SQL, asked of one customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from clientela.compile import Context, Question, truths_query
from clientela.compile.expand import expand_names
from clientela.compile.times import Clock
from clientela.rules import nodes as n
from clientela.rules.sentences import Labels, clause, sentence
from clientela.rules.text import write_rule
from clientela.segments.base import Base
from clientela.segments.explaining.facts import read_facts
from clientela.segments.explaining.grounding import Grounding, asked_at
from clientela.segments.explaining.model import ExplainedCondition, Explanation
from clientela.segments.explaining.reading import Reading
from clientela.segments.explaining.searching import Found, find_flip
from clientela.segments.explaining.seeing import Seeing
from clientela.segments.explaining.trial import Trial


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition of the rule, where it stands, and the clock it is asked by."""

    path: str
    condition: n.Condition
    clock: Clock
    below: tuple[Asked, ...]


def explain(
    base: Base, rule: n.Rule, customer: int, as_of: dt.datetime, *, labels: Labels, language: str = "en"
) -> Explanation:
    """The rule for one customer, condition by condition, and the smallest change that would flip it."""
    instant = base.in_utc(as_of)
    base.checked(rule)
    context = base.context()
    grounding = Grounding(base, context, customer)
    root = asked_below(rule, "", Clock(instant, base.zone), base)
    truths = truths_of(root, context, base, customer)
    grounded = grounding.rule(rule, instant)
    copied = read_facts(base.engine, customer, instant, _kinds_in(rule, base))
    with Trial(copied, context) as trial:
        reading = Reading(trial)
        reading.prepare(grounded, root.clock)
        tree = _Drawing(Seeing(reading, grounding), truths, labels, language).drawn(root)
        exists, truth = truths[root.path]
        found = find_flip(rule, grounded, reading, root.clock) if exists else Found(None, "absent")
    return Explanation(
        customer,
        _name_of(customer, base),
        instant,
        truth if exists else False,
        exists,
        sentence(rule, language, labels),
        tree,
        found.flip(labels, language, base.zone, instant),
        found.why,
        language,
        base.zone,
        labels,
    )


def asked_below(condition: n.Condition, path: str, clock: Clock, base: Base) -> Asked:
    """The condition with those below it that are asked of a customer, segments opened up."""
    parts: list[tuple[str, n.Condition, Clock]] = []
    match condition:
        case n.All(conditions=conditions) | n.AnyOf(conditions=conditions):
            parts = [(f"conditions[{place}]", each, clock) for place, each in enumerate(conditions)]
        case n.Not(condition=inner) | n.Related(relation="person", condition=inner):
            parts = [("condition", inner, clock)]
        case n.Rank(within=inner) if inner is not None:
            parts = [("within", inner, clock)]
        case n.InSegment(segment=segment, at=at):
            rule = base.catalog.segment(segment)
            if rule is not None:
                parts = [("segment", rule, asked_at(at, clock) if at is not None else clock)]
        case _:
            pass
    below = tuple(
        asked_below(part, f"{path}.{name}" if path else name, then, base) for name, part, then in parts
    )
    return Asked(path, condition, clock, below)


def everything(asked: Asked) -> list[Asked]:
    """It and everything below it."""
    return [asked, *(each for part in asked.below for each in everything(part))]


def truths_of(
    root: Asked, context: Context, base: Base, customer: int
) -> dict[str, tuple[bool, bool | None]]:
    """By path whether she existed when the condition is asked for, and its truth."""
    questions = everything(root)
    wide = [each for each in questions if needs_everybody(each.condition, context)]
    narrow = [each for each in questions if each not in wide]
    return _asked_together(narrow, context, base, customer) | _asked_together(wide, context, base, customer)


def needs_everybody(condition: n.Node, context: Context) -> bool:
    """Whether others decide about it: then a query cannot read her rows alone."""
    expanded = expand_names(condition, context.catalog)
    return any(
        isinstance(node, n.Rank) or (isinstance(node, n.Related) and node.relation == "person")
        for _, node in n.walk(expanded)
    )


def _asked_together(
    questions: Sequence[Asked], context: Context, base: Base, customer: int
) -> dict[str, tuple[bool, bool | None]]:
    if not questions:
        return {}
    asked = [Question(each.condition, each.clock.as_of) for each in questions]
    query = truths_query(asked, context, customer)
    sql = f"SELECT * FROM ({query.sql}) WHERE customer_id = {int(customer)}"
    ((_, *cells),) = base.engine.rows(sql, query.parameters)
    return {each.path: (bool(cells[2 * place]), cells[2 * place + 1]) for place, each in enumerate(questions)}


def _kinds_in(rule: n.Rule, base: Base) -> frozenset[str]:
    expanded = expand_names(rule, base.catalog)
    return frozenset(kind for _, node in n.walk(expanded) for kind in getattr(node, "kinds", ()))


def _name_of(customer: int, base: Base) -> str:
    """The firm's own number of her, or ours with a sign before it."""
    found = base.engine.rows("SELECT external_id FROM customers WHERE customer_id = ?", (customer,))
    return str(found[0][0]) if found and found[0][0] else f"#{customer}"


class _Drawing:
    """Makes the tree."""

    def __init__(
        self, seeing: Seeing, truths: dict[str, tuple[bool, bool | None]], labels: Labels, language: str
    ) -> None:
        self.seeing, self.truths, self.labels, self.language = seeing, truths, labels, language

    def drawn(self, asked: Asked) -> ExplainedCondition:
        seen, evidence = self.seeing.look(asked.condition, asked.clock)
        return ExplainedCondition(
            asked.path,
            write_rule(asked.condition),
            clause(asked.condition, self.language, self.labels),
            self._truth(asked),
            asked.clock.as_of,
            seen,
            evidence,
            tuple(self.drawn(each) for each in asked.below),
            asked.condition,
        )

    def _truth(self, asked: Asked) -> bool | None:
        exists, truth = self.truths[asked.path]
        return truth if exists else False
