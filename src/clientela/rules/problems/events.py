"""Conditions about events: how often, in what order, in what rhythm."""

from __future__ import annotations

from clientela.rules import nodes as n
from clientela.rules.inference import Scope
from clientela.rules.problems.names import check_field, check_kinds
from clientela.rules.problems.spots import Spot
from clientela.rules.problems.windows import check_count, check_event_window, check_fixed_unit, check_moment

Rhythm = n.Happened | n.Regularly | n.Stopped | n.Resumed | n.FirstTime


def check_rhythm(node: Rhythm, spot: Spot) -> None:
    """Report everything wrong with a condition about events of some kinds."""
    scope = check_kinds(node.kinds, spot)
    match node:
        case n.Happened():
            _check_times(node, spot)
            check_event_window(node.window, spot.below("window"))
        case n.Regularly():
            _check_regularly(node, spot)
        case n.Stopped(count=count, unit=unit):
            check_count(count, unit, spot.below("count"))
        case n.Resumed(count=count, unit=unit):
            check_count(count, unit, spot.below("count"))
            check_fixed_unit(unit, spot.below("unit"), what="the break in 'resumed'")
            check_event_window(node.window, spot.below("window"))
        case n.FirstTime(window=window):
            check_event_window(window, spot.below("window"))
    spot.descend("where", node.where, scope)


def _check_times(node: n.Happened, spot: Spot) -> None:
    for name, count in (("at_least", node.at_least), ("at_most", node.at_most)):
        if count is not None and count < 0:
            spot.below(name).report(
                "count_negative", f"a number of events cannot be {count}; use 0 or more", count=count
            )
    if node.at_most is not None and node.at_least > node.at_most:
        spot.report(
            "range_reversed",
            f"at least {node.at_least} and at most {node.at_most} holds nothing; swap them",
            "range_reversed_times",
            low=node.at_least,
            high=node.at_most,
        )


def _check_regularly(node: n.Regularly, spot: Spot) -> None:
    check_count(node.out_of, node.unit, spot.below("out_of"))
    if node.periods < 1:
        spot.below("periods").report(
            "count_not_positive",
            f"ask for at least 1 {node.unit}, not {node.periods}",
            "periods_not_positive",
            count=node.periods,
        )
    if node.periods > node.out_of:
        spot.report(
            "range_reversed",
            f"{node.periods} of the last {node.out_of} {node.unit}s cannot be; ask for at most {node.out_of}",
            "range_reversed_periods",
            periods=node.periods,
            out_of=node.out_of,
        )
    if node.until is not None:
        check_moment(node.until, spot.below("until"))


def check_sequence(node: n.Sequence, spot: Spot) -> None:
    """Report everything wrong with a sequence and its steps."""
    if len(node.steps) < 2:
        spot.report(
            "too_few_steps",
            f"a sequence needs at least 2 steps, not {len(node.steps)}; add one",
            count=len(node.steps),
        )
    if node.steps and node.steps[0].negated:
        spot.below("steps[0]").report(
            "first_step_negated", "a sequence begins with something that happened; move 'not' to a later step"
        )
    if node.steps and node.steps[0].within is not None:
        spot.below("steps[0].within").report(
            "first_step_within", "the first step follows none; limit it by the sequence's own window"
        )
    for index, step in enumerate(node.steps):
        spot.descend(f"steps[{index}]", step)
        _check_same(node.same, step, spot)
    check_event_window(node.window, spot.below("window"))


def _check_same(same: tuple[str, ...], step: n.Step, spot: Spot) -> None:
    for index, name in enumerate(same):
        place = spot.below(f"same[{index}]")
        for kind in step.kinds:
            reported = {problem.message for problem in spot.problems if problem.path == place.path}
            if spot.catalog.event_kind(kind) is not None and not any(f" in {kind!r}" in m for m in reported):
                check_field(name, Scope(kinds=(kind,)), place)


def check_step(step: n.Step, spot: Spot) -> None:
    """Report everything wrong with one step, apart from its place in the sequence."""
    scope = check_kinds(step.kinds, spot)
    spot.descend("where", step.where, scope)
    if step.within is not None:
        place = spot.below("within")
        check_count(step.within.count, step.within.unit, place)
        check_fixed_unit(step.within.unit, place, what="'within' in a sequence")
