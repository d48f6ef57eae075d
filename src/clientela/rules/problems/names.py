"""Names that the catalogue must know: variables, event kinds, fields, estimates."""

from __future__ import annotations

from clientela.rules import nodes as n
from clientela.rules.inference import Scope, field_facts
from clientela.rules.problems.spots import TYPE_NAMES, Spot
from clientela.rules.types import NUMERIC, VariableFacts

SURVEY = Scope(kinds=("survey_answered",))


def check_kinds(kinds: tuple[str, ...], spot: Spot) -> Scope:
    """Report unknown kinds; the scope inside their `where`."""
    if not kinds:
        spot.report("no_event_kind", "name at least one event kind")
    for kind in kinds:
        if spot.catalog.event_kind(kind) is None:
            spot.unknown("event kind", kind, spot.catalog.event_kind_names())
    # Never the empty scope, which would mean that the customer is asked about.
    return Scope(kinds=kinds or ("",))


def check_field(name: str, scope: Scope, spot: Spot) -> None:
    """Report a field that the deals, or one of the event kinds in scope, do not have."""
    if field_facts(name, spot.catalog, scope) is not None:
        return
    if scope.deals:
        spot.unknown("deal field", name, spot.catalog.deal_field_names())
        return
    known = [kind for kind in scope.kinds if spot.catalog.event_kind(kind) is not None]
    lacking = [kind for kind in known if name not in _fields(kind, spot)]
    for kind in lacking:
        spot.unknown("field", name, _fields(kind, spot), of=f" in {kind!r}", kind=kind)
    if not lacking and field_facts(name, spot.catalog, Scope(kinds=tuple(known))) is None and known:
        held = ", ".join(_held(kind, name, spot) for kind in known)
        spot.report(
            "field_differs",
            f"field {name!r} is not the same in every kind ({held}); ask about one kind at a time",
            name=repr(name),
        )


def _fields(kind: str, spot: Spot) -> tuple[str, ...]:
    facts = spot.catalog.event_kind(kind)
    return tuple(facts.fields) if facts else ()


def _held(kind: str, name: str, spot: Spot) -> str:
    facts = spot.catalog.event_kind(kind)
    return f"{TYPE_NAMES[facts.fields[name].type]} in {kind!r}" if facts else repr(kind)


def check_variable(node: n.Variable, spot: Spot) -> VariableFacts | None:
    """Report an unknown variable, or one asked about a single event or deal."""
    if not spot.of_customer:
        shown = node.name if node.entity == "customer" else f"{node.entity}.{node.name}"
        spot.report(
            "variable_in_where",
            f"{shown!r} belongs to the customer, and a 'where' asks about one event or deal; "
            "put this condition outside the 'where', joined by 'and'",
            name=repr(shown),
        )
        return None
    facts = spot.catalog.variable(node.name, node.entity, node.arguments)
    if facts is None:
        of = "" if node.entity == "customer" else f" of the {node.entity}"
        entity = "" if node.entity == "customer" else node.entity
        spot.unknown("variable", node.name, spot.catalog.variable_names(node.entity), of=of, entity=entity)
    elif facts.definition is not None:
        check_supported_below(facts.definition, node.name, spot)
    return facts


def check_supported_below(definition: n.Node, name: str, spot: Spot) -> None:
    """Report a variable whose own definition needs a node the engine cannot answer."""
    tags = {tag(node) for _, node in n.walk(definition)} & spot.unsupported
    for lacking in sorted(tags):
        spot.report(
            "unsupported",
            f"{name!r} needs {lacking!r}, which this engine cannot answer",
            "unsupported_below",
            name=repr(name),
            node=repr(lacking),
        )


def tag(node: n.Node) -> str:
    """The node's name in JSON."""
    return str(node.__struct_config__.tag)


def check_bare_field(node: n.Field, spot: Spot) -> None:
    """Report a field with no event or deal around it, or one that they do not have."""
    if spot.of_customer:
        spot.report(
            "field_outside_where",
            f"{node.name!r} is a field of one event or deal; use it inside a 'where', "
            f"or ask for one occurrence, as in last(order_completed).{node.name}",
            name=repr(node.name),
        )
    else:
        check_field(node.name, spot.scope, spot)


def check_estimate(node: n.Estimate, spot: Spot) -> None:
    """Report an estimate that has not been computed, and an end of one that is no number."""
    known = tuple(spot.catalog.estimate_names())
    if node.name not in known:
        spot.unknown("estimate", node.name, known, cure="estimates come from discovery, so run it first")
        return
    facts = spot.catalog.variable(node.name)
    if node.bound != "value" and facts is not None and facts.type not in NUMERIC:
        spot.report(
            "no_bounds",
            f"{node.name!r} is no number, so it has no {node.bound} end; leave it out",
            name=repr(node.name),
        )


def check_survey(node: n.Answer, spot: Spot) -> None:
    """Report a survey without a name or an answer field that does not exist."""
    if not node.survey:
        spot.report("empty_name", "name the survey", "empty_survey")
    if spot.catalog.event_kind("survey_answered") is None:
        spot.unknown("event kind", "survey_answered", spot.catalog.event_kind_names())
        return
    check_field(node.field, SURVEY, spot)
