"""What changed between two versions of a rule, condition by condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clientela.rules.nodes import All, AnyOf, Condition, Rule
from clientela.rules.sentences import Labels, clause


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """The conditions that went, came and stayed; where they are joined otherwise, the whole rule changed."""

    removed: tuple[Condition, ...]
    added: tuple[Condition, ...]
    kept: tuple[Condition, ...]

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def said(self, language: str, labels: Labels) -> tuple[list[str], list[str]]:
        """What was taken out and what was put in, as clauses in one of the six languages."""
        return _said(self.removed, language, labels), _said(self.added, language, labels)


def rule_difference(before: Rule, after: Rule) -> RuleDifference:
    """What `after` says otherwise than `before`; the order of conditions is no difference.

    >>> from clientela.rules.text import parse_rule, write_rule
    >>> before, after = "age < 30 and city = 'Vic'", "age < 40 and city = 'Vic'"
    >>> found = rule_difference(parse_rule(before), parse_rule(after))
    >>> [write_rule(each) for each in (*found.removed, *found.added, *found.kept)]
    ['age < 30', 'age < 40', "city = 'Vic'"]
    """
    old, new = _parts(before, after), _parts(after, before)
    return RuleDifference(
        tuple(each for each in old if each not in new),
        tuple(each for each in new if each not in old),
        tuple(each for each in new if each in old),
    )


def _parts(rule: Rule, other: Rule) -> tuple[Condition, ...]:
    """The conditions joined at the top, where the other rule joins its own in the same way."""
    if isinstance(rule, All | AnyOf) and not isinstance(other, AnyOf if isinstance(rule, All) else All):
        return rule.conditions
    return (rule,)


def _said(conditions: Sequence[Condition], language: str, labels: Labels) -> list[str]:
    return [clause(each, language, labels) for each in conditions]
