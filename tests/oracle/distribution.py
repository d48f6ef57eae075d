"""How often random rules are true, false and unknown, per node and operator: are they worth asking?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

from clientela.rules import nodes as n
from tests.oracle.evaluate import truths
from tests.oracle.random_rules import random_case
from tests.oracle.scene import Question

RULES_A_CASE = 6


def asked_of_customers(rule: n.Rule) -> Iterator[n.Rule]:
    """The conditions of a rule that are about customers, not about their events or deals."""
    yield rule
    match rule:
        case n.All(conditions=parts) | n.AnyOf(conditions=parts):
            for part in parts:
                yield from asked_of_customers(part)
        case n.Not(condition=part):
            yield from asked_of_customers(part)
        case n.Rank(within=part) if part is not None:
            yield from asked_of_customers(part)
        case n.Related(relation="person", condition=part):
            yield from asked_of_customers(part)
        case _:
            pass


def labels(rule: n.Rule) -> list[str]:
    """What a condition counts towards."""
    match rule:
        case n.Compare(value=value, operator=operator):
            return ["compare", f"compare {operator}", f"value {type(value).__name__}", *functions(value)]
        case n.Related(relation=relation, quantifier=quantifier):
            return ["related", f"related {relation} {quantifier}"]
        case n.Rank(side=side, measure=measure):
            return ["rank", f"rank {side} {measure}"]
        case n.Sequence(anchor=anchor, steps=steps):
            return ["sequence", f"sequence {anchor}", f"sequence of {len(steps)}"] + [
                "sequence with not" for _ in range(any(step.negated for step in steps))
            ]
        case n.MessageActivity(action=action):
            return ["message_activity", f"message {action}"]
        case _:
            return [str(rule.__struct_config__.tag)]


def functions(value: n.Value) -> list[str]:
    """The function of an aggregate, the part of a date …"""
    match value:
        case n.Aggregate(function=function):
            return [f"aggregate {function}"]
        case n.RelatedAggregate(function=function):
            return [f"deals {function}"]
        case n.Elapsed(unit=unit):
            return [f"elapsed {unit}"]
        case n.DatePart(part=part):
            return [f"part {part}"]
        case _:
            return []


def counted(cases: int, seed: int) -> dict[str, Counter[bool | None]]:
    """Per label how many customers were answered true, false and unknown."""
    counts: dict[str, Counter[bool | None]] = {}
    for number in range(seed, seed + cases):
        world, as_of, rules = random_case(Random(number), RULES_A_CASE)
        question = Question(world, as_of)
        for rule in (part for whole in rules for part in asked_of_customers(whole)):
            answers = Counter(truths(rule, question).values())
            for label in labels(rule):
                counts.setdefault(label, Counter()).update(answers)
    return counts


def report(cases: int, seed: int) -> str:
    """A table: label, number of answers, percent true, false, unknown."""
    lines = [f"{'':28}{'answers':>9}{'true':>7}{'false':>7}{'unknown':>9}"]
    for label, counts in sorted(counted(cases, seed).items()):
        whole = counts.total()
        shares = [100 * counts[truth] / whole for truth in (True, False, None)]
        lines.append(f"{label:28}{whole:9}{shares[0]:6.1f}%{shares[1]:6.1f}%{shares[2]:8.1f}%")
    return "\n".join(lines)
