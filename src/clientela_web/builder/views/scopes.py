"""What a bare field means at a place in the rule."""

from __future__ import annotations

from clientela.rules import nodes as n
from clientela.rules.inference import CUSTOMER, DEAL, Scope
from clientela_web.builder.paths import joined, part_at, steps_of


def scope_at(rule: n.Rule, path: str) -> Scope:
    """The scope of the part at the path: the customer, events of some kinds, or deals."""
    scope, here = CUSTOMER, ""
    for name, index in steps_of(path):
        holder = part_at(rule, here) if here else rule
        scope = _below(holder, name, scope)
        here = joined(here, name, index)
    return scope


def _below(holder: object, name: str, scope: Scope) -> Scope:
    match holder:
        case n.Related(relation=relation) if name == "condition":
            return DEAL if relation == "deal" else CUSTOMER
        case n.RelatedAggregate() if name == "where":
            return DEAL
        case n.Node() if name == "where" and "kinds" in holder.__struct_fields__:
            return Scope(kinds=tuple(getattr(holder, "kinds", ())) or ("",))
        case n.Rank() if name == "within":
            return CUSTOMER
        case _:
            return scope
