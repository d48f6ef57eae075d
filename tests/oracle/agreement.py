"""The oracle beside another evaluator: where do they differ, and the laws that either must keep."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from clientela.rules import nodes as n
from tests.oracle.evaluate import truths
from tests.oracle.scene import Question
from tests.oracle.world import Event, World

Truths: TypeAlias = dict[int, bool | None]
Asked: TypeAlias = list[tuple[n.Rule, dt.datetime]]
Evaluate: TypeAlias = Callable[[World, Asked], list[Truths]]
"""The truth of each rule at its instant, for every customer of the population."""


@dataclass(frozen=True)
class Disagreement:
    """One rule on which the two differ; `found` is what the other said, or the error it raised."""

    rule: n.Rule
    as_of: dt.datetime
    shared: bool
    expected: Truths
    found: Truths | Exception

    def customers(self) -> list[str]:
        """Each customer on whom they differ, with both answers."""
        if isinstance(self.found, Exception):
            return [f"{type(self.found).__name__}: {self.found}"]
        everyone = sorted(self.expected.keys() | self.found.keys())
        return [
            f"customer {number}: oracle says {_spelled(self.expected, number)}, "
            f"compiled {_spelled(self.found, number)}"
            for number in everyone
            if _spelled(self.expected, number) != _spelled(self.found, number)
        ]


def _spelled(truths_: Truths, customer: int) -> str:
    if customer not in truths_:
        return "not in the population"
    return {True: "true", False: "false", None: "unknown"}[truths_[customer]]


def compare(
    rules: Sequence[n.Rule],
    as_of: dt.datetime,
    world: World,
    evaluate: Evaluate,
    *,
    also: Sequence[dt.datetime] = (),
) -> list[Disagreement]:
    """Ask every rule singly, then all in one shared evaluation; every difference from the oracle.

    The shared evaluation asks at the instants of `also` too, as a trend does.
    """
    questions = [(rule, as_of) for rule in rules]
    later = [(rule, instant) for instant in also for rule in rules]
    return compare_singly(questions, world, evaluate) + compare_together(questions + later, world, evaluate)


def compare_singly(questions: Asked, world: World, evaluate: Evaluate) -> list[Disagreement]:
    """Ask every question on its own."""
    answers = [asked(evaluate, world, [question]) for question in questions]
    said = [answer if isinstance(answer, Exception) else answer[0] for answer in answers]
    return differences(questions, said, world, shared=False)


def compare_together(questions: Asked, world: World, evaluate: Evaluate) -> list[Disagreement]:
    """Ask all of them in one shared evaluation."""
    answer = asked(evaluate, world, questions)
    said = [answer for _ in questions] if isinstance(answer, Exception) else answer
    return differences(questions, said, world, shared=True)


def differences(
    questions: Asked, said: Sequence[Truths | Exception], world: World, *, shared: bool
) -> list[Disagreement]:
    return [
        Disagreement(rule, as_of, shared, expected, answer)
        for (rule, as_of), expected, answer in zip(
            questions, oracle_truths(world, questions), said, strict=True
        )
        if answer != expected
    ]


def asked(evaluate: Evaluate, world: World, questions: Asked) -> list[Truths] | Exception:
    """The answers, or the error: an evaluator that fails disagrees."""
    try:
        return evaluate(world, questions)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong is what we are looking for
        return error


def partition_broken(rule: n.Rule, as_of: dt.datetime, world: World, evaluate: Evaluate) -> list[str]:
    """P, not P and unknown part the population; every customer is in exactly one of them."""
    plain, negated = evaluate(world, [(rule, as_of), (n.Not(rule), as_of)])
    mirrored = {number: None if truth is None else not truth for number, truth in plain.items()}
    everyone = {customer.customer_id for customer in Question(world, as_of).population}
    problems = [] if plain.keys() == everyone else ["the rule was not answered for the population"]
    return problems + ([] if negated == mirrored else ["'not P' is not the opposite of P"])


def order_broken(parts: Sequence[n.Rule], as_of: dt.datetime, world: World, evaluate: Evaluate) -> list[str]:
    """The order of conditions is irrelevant."""
    forward, backward = tuple(parts), tuple(reversed(parts))
    pairs: tuple[tuple[str, n.Rule, n.Rule], ...] = (
        ("the order of 'and' matters", n.All(forward), n.All(backward)),
        ("the order of 'or' matters", n.AnyOf(forward), n.AnyOf(backward)),
    )
    return _unequal(pairs, as_of, world, evaluate)


def identities_broken(
    one: n.Rule, other: n.Rule, as_of: dt.datetime, world: World, evaluate: Evaluate
) -> list[str]:
    """All of one is itself, double negation too, and De Morgan's laws."""
    pairs: tuple[tuple[str, n.Rule, n.Rule], ...] = (
        ("all of one is not itself", n.All((one,)), one),
        ("any of one is not itself", n.AnyOf((one,)), one),
        ("double negation changes something", n.Not(n.Not(one)), one),
        ("De Morgan fails for 'and'", n.Not(n.All((one, other))), n.AnyOf((n.Not(one), n.Not(other)))),
        ("De Morgan fails for 'or'", n.Not(n.AnyOf((one, other))), n.All((n.Not(one), n.Not(other)))),
    )
    return _unequal(pairs, as_of, world, evaluate)


def _unequal(
    pairs: Sequence[tuple[str, n.Rule, n.Rule]], as_of: dt.datetime, world: World, evaluate: Evaluate
) -> list[str]:
    asked_ = [(rule, as_of) for _, one, other in pairs for rule in (one, other)]
    answers = evaluate(world, asked_)
    return [
        complaint
        for (complaint, _, _), left, right in zip(pairs, answers[::2], answers[1::2], strict=True)
        if left != right
    ]


def future_matters(
    rule: n.Rule, as_of: dt.datetime, world: World, event: Event, evaluate: Evaluate
) -> list[str]:
    """An event later than as_of changes nothing (of a customer who exists already)."""
    if event.at <= as_of:
        raise ValueError("the event is not later than as_of")
    later = replace(world, events=(*world.events, event))
    before, after = evaluate(world, [(rule, as_of)]), evaluate(later, [(rule, as_of)])
    return [] if before == after else ["an event later than as_of changed the answer"]


def oracle_truths(world: World, questions: Asked) -> list[Truths]:
    """The oracle in the shape of an evaluator, so that the laws can be held against it too."""
    asked_at = {as_of: Question(world, as_of) for _, as_of in questions}
    return [truths(rule, asked_at[as_of]) for rule, as_of in questions]
