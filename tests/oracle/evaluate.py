"""The slow, obvious evaluator: what docs/rules.md says of one customer, told by plain loops."""

from __future__ import annotations

import datetime as dt

from clientela.rules import nodes as n
from tests.oracle import comparisons, conditions, others, sequences
from tests.oracle.scene import Question, Scene, found, truth_of
from tests.oracle.world import Customer, Plain, World

SUBJECTS = (comparisons, conditions, others, sequences)
"""The modules that register an answer for their nodes when they are imported."""


def truth(rule: n.Rule, customer: Customer, as_of: dt.datetime, world: World) -> bool | None:
    """True, false or None (unknown) for a customer of the population."""
    return truth_of(rule, Scene(Question(world, as_of), customer))


def value_of(value: n.Value, customer: Customer, as_of: dt.datetime, world: World) -> Plain | None:
    """What the customer has, or None where it is missing."""
    return found(value, Scene(Question(world, as_of), customer))


def truths(rule: n.Rule, question: Question) -> dict[int, bool | None]:
    """The truth for every customer of the population."""
    return {
        customer.customer_id: truth_of(rule, Scene(question, customer)) for customer in question.population
    }


def members(rule: n.Rule, as_of: dt.datetime, world: World) -> set[int]:
    """The customers for whom the rule is true."""
    return {customer for customer, is_true in truths(rule, Question(world, as_of)).items() if is_true}
