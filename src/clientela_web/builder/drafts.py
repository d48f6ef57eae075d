"""A rule while it is being built: conditions may still lack a value, and nothing typed is lost."""

from __future__ import annotations

from clientela.rules import nodes as n
from clientela.rules.codec import decode_rule
from clientela.rules.operators import OPERATORS, Shape
from clientela.rules.problems.values import NEEDS_FIELD
from clientela.rules.text import parse_rule

Group = n.All | n.AnyOf
FEWEST_STEPS, FEWEST_CORNERS = 2, 3


def rule_from(text: str) -> n.Rule:
    """The rule that text or JSON says, under a group; raises RuleError."""
    if not text.strip():
        return n.All(())
    return rooted(decode_rule(text) if text.lstrip().startswith("{") else parse_rule(text))


def rooted(rule: n.Rule) -> Group:
    """The rule under a group, so that more conditions can stand beside it."""
    return rule if isinstance(rule, Group) else n.All((rule,))


def plain(rule: n.Rule) -> n.Rule:
    """The rule without a group around its only condition: as it is saved and said."""
    while isinstance(rule, Group) and len(rule.conditions) == 1:
        rule = rule.conditions[0]
    return rule


def is_unfinished(condition: n.Node) -> bool:
    """Does it lack something that a person has still to choose?"""
    return any(_lacks(part) for _, part in n.walk(condition))


def _lacks(node: n.Node) -> bool:
    if "kinds" in node.__struct_fields__ and not getattr(node, "kinds", ()):
        return True
    match node:
        case n.Variable(name="") | n.Field(name="") | n.Estimate(name="") | n.Answer(survey=""):
            return True
        case (
            n.Changed(attribute="")
            | n.InSegment(segment="")
            | n.SegmentChange(segment="")
            | n.Bucket(salt="")
        ):
            return True
        case n.All(conditions=()) | n.AnyOf(conditions=()) | n.Case(then="") | n.Choose(cases=()):
            return True
        case n.Aggregate(function=function, field=None) | n.RelatedAggregate(function=function, field=None):
            return function in NEEDS_FIELD
        case n.Consents(channel=channel, purpose=purpose):
            return not (channel and purpose)
        case n.Sequence(steps=steps):
            return len(steps) < FEWEST_STEPS
        case n.InPolygon(corners=corners):
            return len(corners) < FEWEST_CORNERS
        case n.Compare(operator=operator, operand=operand):
            return operator in OPERATORS and _lacks_operand(OPERATORS[operator].shape, operand)
    return False


def _lacks_operand(shape: Shape, operand: n.Operand) -> bool:
    if shape is Shape.NOTHING:
        return False
    return operand is None or operand in ("", ()) or (isinstance(operand, tuple) and "" in operand)


def finished(rule: n.Rule) -> n.Rule | None:
    """The rule without its unfinished conditions; None where none is finished. An empty rule is everyone."""
    if rule in (n.All(()), n.AnyOf(())):
        return n.All(())
    return _pruned(rule)


def _pruned(rule: n.Rule) -> n.Rule | None:
    match rule:
        case n.All() | n.AnyOf():
            kept = tuple(part for each in rule.conditions if (part := _pruned(each)) is not None)
            return type(rule)(kept) if kept else None
        case n.Not(condition=condition):
            part = _pruned(condition)
            return None if part is None else n.Not(part)
        case _:
            return None if is_unfinished(rule) else rule


def unfinished_count(rule: n.Rule) -> int:
    """How many conditions still lack something."""
    match rule:
        case n.All(conditions=parts) | n.AnyOf(conditions=parts):
            return sum(map(unfinished_count, parts))
        case n.Not(condition=condition):
            return unfinished_count(condition)
        case _:
            return int(is_unfinished(rule))
