"""Pass 1: names become what they stand for.

Computed variables become their definitions, answers the last answer, message activity the events it is
made of, and a reference to a segment its rule at the instant it is asked for.
"""

from __future__ import annotations

import msgspec

from clientela.errors import RuleCheckError, RuleProblem, UnknownNameError
from clientela.rules import nodes as n
from clientela.rules.types import Catalog

ACTIVITIES = {
    "got": ("message_delivered", "message_sent"),
    "opened": ("message_opened",),
    "clicked": ("message_clicked",),
    "answered": ("message_replied",),
    "converted": ("message_converted",),
    "bounced": ("message_bounced",),
    "unsubscribed": ("message_unsubscribed",),
    "complained": ("message_complained",),
}


class AsOf(n.Node, tag="as_of", frozen=True):
    """A condition asked at an instant of its own; false for who did not exist then."""

    condition: n.Node
    moment: n.Moment


def expand_names(node: n.Node, catalog: Catalog, inside: tuple[str, ...] = ()) -> n.Node:
    """The same rule with nothing left that only the catalogue understands, but attributes.

    Raises UnknownNameError for a name nothing answers to, RuleCheckError for segments that need each other.
    """
    match node:
        case n.InSegment(segment=segment, at=at):
            rule = expand_names(_segment_rule(segment, catalog, inside), catalog, (*inside, segment))
            return AsOf(rule, at) if at is not None else rule
        case n.Variable(name=name, entity=entity, arguments=arguments):
            facts = catalog.variable(name, entity, arguments)
            if facts is None:
                raise UnknownNameError("variable", name, catalog.variable_names(entity))
            return node if facts.definition is None else expand_names(facts.definition, catalog, inside)
        case n.Answer(survey=survey, field=field):
            asked = n.Compare(n.Field("survey"), "=", survey)
            return n.Occurrence("last", ("survey_answered",), field, asked)
        case n.MessageActivity():
            return _activity(node)
        case _:
            return _rebuilt(node, catalog, inside)


def _segment_rule(segment: str, catalog: Catalog, inside: tuple[str, ...]) -> n.Rule:
    if segment in inside:
        circle = " needs ".join(f"'{name}'" for name in (*inside[inside.index(segment) :], segment))
        raise RuleCheckError([RuleProblem("", "segment_cycle", f"segments need each other: {circle}")])
    rule = catalog.segment(segment)
    if rule is None:
        raise UnknownNameError("segment", segment, catalog.segment_names())
    return rule


def _activity(node: n.MessageActivity) -> n.Happened:
    by_person: n.Condition = n.Compare(n.Field("machine"), "!=", operand=True)
    where = by_person
    if node.campaign is not None:
        where = n.All((n.Compare(n.Field("campaign"), "=", node.campaign), by_person))
    return n.Happened(ACTIVITIES[node.action], where, node.window)


def _rebuilt(node: n.Node, catalog: Catalog, inside: tuple[str, ...]) -> n.Node:
    changes: dict[str, object] = {}
    for name in node.__struct_fields__:
        part = getattr(node, name)
        if isinstance(part, n.Node):
            new: object = expand_names(part, catalog, inside)
        elif isinstance(part, tuple) and any(isinstance(item, n.Node) for item in part):
            new = tuple(
                expand_names(item, catalog, inside) if isinstance(item, n.Node) else item for item in part
            )
        else:
            continue
        changes[name] = new
    return msgspec.structs.replace(node, **changes) if changes else node
