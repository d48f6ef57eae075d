"""Check a rule against a catalogue: every problem at once, each with its place and its cure."""

from __future__ import annotations

from collections.abc import Collection

from clientela.errors import RuleCheckError, RuleProblem
from clientela.rules import nodes as n
from clientela.rules.inference import DEAL
from clientela.rules.limits import MAX_DEPTH, TOO_DEEP, depth_of
from clientela.rules.problems.comparisons import check_compare
from clientela.rules.problems.events import check_rhythm, check_sequence, check_step
from clientela.rules.problems.literals import check_scalar
from clientela.rules.problems.names import check_variable, tag
from clientela.rules.problems.places import check_bucket, check_named, check_near, check_polygon, check_rank
from clientela.rules.problems.segments import check_in_segment, check_segment_change
from clientela.rules.problems.spots import Spot
from clientela.rules.problems.values import check_temporal, check_value
from clientela.rules.problems.windows import check_count, check_event_window
from clientela.rules.types import Catalog

IN_WHERE = (n.All, n.AnyOf, n.Not, n.Compare)


def check(rule: n.Rule, catalog: Catalog, *, unsupported: Collection[str] = frozenset()) -> list[RuleProblem]:
    """All problems of `rule`, in the order of its parts; none means it can be compiled.

    Paths are those of `nodes.walk`; `unsupported` holds the tags of nodes that the engine cannot answer.
    """
    if depth_of(rule) > MAX_DEPTH:
        return [RuleProblem("", "too_deep", TOO_DEEP, {"phrase": "too_deep", "levels": MAX_DEPTH})]
    problems: list[RuleProblem] = []
    _visit(rule, Spot(catalog, problems, _visit, frozenset(unsupported)))
    problems += _unsupported(rule, frozenset(unsupported))
    return list(dict.fromkeys(problems))


def check_or_raise(rule: n.Rule, catalog: Catalog, *, unsupported: Collection[str] = frozenset()) -> None:
    """Raise `RuleCheckError` with all problems, if there are any."""
    problems = check(rule, catalog, unsupported=unsupported)
    if problems:
        raise RuleCheckError(problems)


def _unsupported(rule: n.Rule, tags: frozenset[str]) -> list[RuleProblem]:
    return [
        RuleProblem(
            path,
            "unsupported",
            f"this engine cannot answer {tag(node)!r}; say it in another way",
            {"phrase": "unsupported", "node": repr(tag(node))},
        )
        for path, node in n.walk(rule)
        if tag(node) in tags
    ]


def _visit(node: n.Node, spot: Spot) -> None:
    match node:
        case n.All() | n.AnyOf():
            for index, part in enumerate(node.conditions):
                spot.descend(f"conditions[{index}]", part)
        case n.Not(condition=condition):
            spot.descend("condition", condition)
        case n.Compare():
            check_compare(node, spot)
        case n.Step():
            check_step(node, spot)
        case _ if isinstance(node, n.Value):
            check_value(node, spot)
        case _ if spot.of_customer:
            _visit_condition(node, spot)
        case _:
            spot.report(
                "not_in_where",
                f"{tag(node)!r} asks about the whole customer, and a 'where' about one event or deal; "
                "put it outside the 'where', joined by 'and'",
                node=repr(tag(node)),
            )


def _visit_condition(node: n.Node, spot: Spot) -> None:
    match node:
        case n.Happened() | n.Regularly() | n.Stopped() | n.Resumed() | n.FirstTime():
            check_rhythm(node, spot)
        case n.Sequence():
            check_sequence(node, spot)
        case n.Changed():
            _check_changed(node, spot)
        case n.InSegment():
            check_in_segment(node, spot)
        case n.SegmentChange():
            check_segment_change(node, spot)
        case n.Related(relation=relation, condition=condition):
            spot.descend("condition", condition, DEAL if relation == "deal" else None)
        case n.Rank():
            check_rank(node, spot)
        case n.Anniversary():
            _check_anniversary(node, spot)
        case n.MessageActivity():
            check_named((("campaign", node.campaign),), spot)
            check_event_window(node.window, spot.below("window"))
        case _:
            _visit_leaf(node, spot)


def _visit_leaf(node: n.Node, spot: Spot) -> None:
    match node:
        case n.NearPlace():
            check_near(node, spot)
        case n.InPolygon():
            check_polygon(node, spot)
        case n.Consents():
            check_named((("channel", node.channel), ("purpose", node.purpose)), spot)
        case n.Bucket():
            check_bucket(node, spot)
        case _:
            spot.report(
                "not_a_condition",
                f"{tag(node)!r} is no condition; compare it with something",
                node=repr(tag(node)),
            )


def _check_changed(node: n.Changed, spot: Spot) -> None:
    facts = check_variable(n.Variable(node.attribute, node.entity), spot.below("attribute"))
    if facts is not None and facts.definition is not None:
        spot.below("attribute").report(
            "not_stored",
            f"{node.attribute!r} is computed, so its changes are not kept; choose an attribute",
            name=repr(node.attribute),
        )
    elif facts is not None and node.to is not None:
        check_scalar(node.to, facts.type, repr(node.attribute), spot.below("to"))
    check_event_window(node.window, spot.below("window"))


def _check_anniversary(node: n.Anniversary, spot: Spot) -> None:
    check_temporal(node.value, spot.below("value"), what="an anniversary")
    spot.descend("value", node.value)
    place = spot.below("window")
    check_count(node.window.count, node.window.unit, place)
    if node.window.unit not in ("day", "week"):
        place.report(
            "anniversary_unit",
            f"an anniversary is counted in days or weeks, not {node.window.unit}s",
            unit=node.window.unit,
        )
