"""Conditions about others, or about her at another instant: ranks, segments, relations."""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from typing import Any

from clientela.rules import nodes as n
from tests.oracle.calendar_arithmetic import last_of
from tests.oracle.scene import Question, Scene, decides, found, truth_of
from tests.oracle.values import deals_of


@decides(n.Related)
def related(condition: n.Related, scene: Scene) -> bool:
    if condition.relation == "deal":
        scenes = [scene.looking_at(deal) for deal in deals_of(scene)]
    else:
        scenes = colleagues(scene)
    truths = [truth_of(condition.condition, other) is True for other in scenes]
    match condition.quantifier:
        case "any":
            return any(truths)
        case "all":
            return bool(truths) and all(truths)
        case "none":
            return not any(truths)


def colleagues(scene: Scene) -> list[Scene]:
    """Every customer of her company, herself included."""
    if scene.company_id is None:
        return []
    others = [Scene(scene.question, customer) for customer in scene.question.population]
    return [other for other in others if other.company_id == scene.company_id]


@decides(n.InSegment)
def in_segment(condition: n.InSegment, scene: Scene) -> bool | None:
    rule = scene.question.world.segments[condition.segment]
    question = scene.question
    if condition.at is not None:
        question = question.at(min(scene.as_of, last_of(condition.at, scene.as_of, question.zone)))
    if scene.customer.customer_id not in question.population_ids:
        return False
    return truth_of(rule, Scene(question, scene.customer))


@decides(n.Rank)
def rank(condition: n.Rank, scene: Scene) -> bool | None:
    question = scene.question
    if condition not in question.ranks:
        question.ranks[condition] = rank_everyone(condition, question)
    return question.ranks[condition][scene.customer.customer_id]


def rank_everyone(condition: n.Rank, question: Question) -> dict[int, bool | None]:
    """The truth for every customer of the population."""
    truths: dict[int, bool | None] = {}
    inside: dict[int, Any] = {}
    for customer in question.population:
        scene = Scene(question, customer)
        truths[customer.customer_id] = False
        if condition.within is None or truth_of(condition.within, scene) is True:
            inside[customer.customer_id] = found(condition.by, scene)
    known = {customer: value for customer, value in inside.items() if value is not None}
    for name, value in inside.items():
        truth = None
        if value is not None:
            better = sum(
                other > value if condition.side == "top" else other < value for other in known.values()
            )
            truth = is_ranked(condition, 1 + better, len(known))
        truths[name] = truth
    return truths


def is_ranked(condition: n.Rank, place: int, everyone: int) -> bool:
    amount = Decimal(repr(condition.amount))
    match condition.measure:
        case "customers":
            return place <= amount
        case "percent":
            return place <= ceil(everyone * amount / 100)
        case "decile":
            return ceil(Decimal(10 * place) / everyone) == amount
