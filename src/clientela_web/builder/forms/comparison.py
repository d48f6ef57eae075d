"""A comparison's operator and operand: what the value's type allows, and what the operator wants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from clientela.rules import nodes as n
from clientela.rules.inference import type_of
from clientela.rules.operators import OPERATORS, Shape, operators_for
from clientela.rules.sentences.values import options_of
from clientela.rules.types import NUMERIC, TEMPORAL, ValueType
from clientela_web.builder.forms.control import Control
from clientela_web.builder.forms.desk import Desk, Place
from clientela_web.builder.forms.form import Said
from clientela_web.builder.forms.nested import NodePart
from clientela_web.builder.forms.parts import select
from clientela_web.builder.forms.posted import Posted
from clientela_web.builder.forms.scalars import read_scalar, scalar_control, spelled
from clientela_web.builder.forms.times import MOMENTS, WINDOWS
from clientela_web.builder.words import OPERATOR_WORDS

MOMENT = NodePart("operand", MOMENTS)
WINDOW = NodePart("operand", WINDOWS)


def first_operator(value_type: ValueType | None) -> str:
    """What one mostly asks of a value of that type."""
    if value_type in NUMERIC:
        return ">="
    if value_type in TEMPORAL:
        return "within"
    return {ValueType.LIST: "includes any", ValueType.TEXT: "in"}.get(value_type or ValueType.BOOLEAN, "=")


def blank_operand(operator: str, value_type: ValueType | None) -> n.Operand:
    """An operand to begin with; the empty text waits for a value."""
    match OPERATORS[operator].shape if operator in OPERATORS else Shape.SCALAR:
        case Shape.NOTHING:
            return None
        case Shape.SCALAR:
            return True if value_type is ValueType.BOOLEAN else ""
        case Shape.SCALARS:
            return ()
        case Shape.PAIR:
            return ("", "")
        case Shape.MOMENT:
            return n.Ago(30, "day")
        case Shape.WINDOW:
            return n.LastPeriod(30, "day")


def blank_compare(value: n.Value, value_type: ValueType | None) -> n.Compare:
    """A comparison to begin with."""
    operator = first_operator(value_type)
    return n.Compare(value, operator, blank_operand(operator, value_type))


@dataclass(frozen=True)
class ComparisonPart:
    """The operator and the operand of a comparison."""

    said: Said = ""
    fields: tuple[str, ...] = ("operator", "operand")

    def draw(self, node: n.Node, place: Place, desk: Desk) -> Iterable[Control]:
        if not isinstance(node, n.Compare):
            return
        value_type = type_of(node.value, desk.catalog, place.scope)
        yield self._operator(node, value_type, place, desk)
        yield Control("hidden", place.below("type").path, value=str(value_type or ""))
        yield from self._operand(node, value_type, place.below("operand"), desk)

    def _operator(self, node: n.Compare, value_type: ValueType | None, place: Place, desk: Desk) -> Control:
        usable = operators_for(value_type) if value_type else tuple(OPERATORS.values())
        pairs = [(each.name, str(OPERATOR_WORDS[each.name])) for each in usable]
        return select(place.below("operator").path, self.said, node.operator, pairs, desk)

    def _operand(
        self, node: n.Compare, value_type: ValueType | None, place: Place, desk: Desk
    ) -> Iterable[Control]:
        named = options_of(node.value)
        match node.operand:
            case n.Ago() | n.FromNow() | n.OnDate() | n.AtInstant() | n.Now() as moment:
                yield MOMENT.drawn(moment, place, desk)
            case None:
                return
            case tuple() as literals:
                yield self._several(node, literals, value_type, place, desk)
            case bool() | int() | float() | str() as literal:
                control = scalar_control(literal, place.path, value_type, desk, named=named)
                yield control
                yield from suggestions(node.value, value_type, place, several=False)
            case window:
                yield WINDOW.drawn(window, place, desk)

    def _several(
        self,
        node: n.Compare,
        literals: Sequence[n.Scalar],
        value_type: ValueType | None,
        place: Place,
        desk: Desk,
    ) -> Control:
        named, element = options_of(node.value), _element(value_type)
        rows = [
            scalar_control(literal, f"{place.path}[{index}]", element, desk, named=named)
            for index, literal in enumerate(literals)
        ]
        pair = node.operator in OPERATORS and OPERATORS[node.operator].shape is Shape.PAIR
        found = list(suggestions(node.value, value_type, place, several=not pair))
        facts = {"numeric": value_type in NUMERIC}
        kind = "pair" if pair else "several"
        return Control(
            kind, place.path, parts=[*rows, *found], faults=desk.faults_at(place.path), facts=facts
        )

    def read(self, so_far: Mapping[str, Any], blank: n.Node, place: Place, posted: Posted) -> dict[str, Any]:
        operator = posted.text(place.below("operator").path)
        if operator is None:
            return {"operator": getattr(blank, "operator", "="), "operand": getattr(blank, "operand", "")}
        value_type = type_of(so_far["value"], posted.catalog, place.scope)
        before = posted.text(place.below("type").path)
        if before is not None and before != str(value_type or "") and not _fits(operator, value_type):
            operator = first_operator(value_type)
        return {
            "operator": operator,
            "operand": _operand(operator, value_type, place.below("operand"), posted),
        }


def _fits(operator: str, value_type: ValueType | None) -> bool:
    return value_type is None or (operator in OPERATORS and value_type in OPERATORS[operator].takes)


def _element(value_type: ValueType | None) -> ValueType | None:
    return ValueType.TEXT if value_type is ValueType.LIST else value_type


def _operand(operator: str, value_type: ValueType | None, place: Place, posted: Posted) -> n.Operand:
    """What was posted, in the shape the operator wants: a list becomes its first value, a value a list."""
    blank = blank_operand(operator, value_type)
    if operator not in OPERATORS:
        return _unshaped(value_type, place, posted)
    literals = _literals(_element(value_type), place, posted)
    match OPERATORS[operator].shape:
        case Shape.NOTHING:
            return None
        case Shape.SCALAR:
            known = bool(literals) and (spelled(literals[0]) or value_type is not ValueType.BOOLEAN)
            return literals[0] if known else blank
        case Shape.SCALARS:
            return tuple(literal for literal in literals if spelled(literal))
        case Shape.PAIR:
            return tuple([*literals, "", ""][:2])
        case Shape.MOMENT:
            return _node(MOMENT, blank, place, posted)
        case Shape.WINDOW:
            return _node(WINDOW, blank, place, posted)


def _node(part: NodePart, blank: n.Operand, place: Place, posted: Posted) -> n.Operand:
    found = part.read_at(blank if isinstance(blank, n.Node) else None, place, posted)
    return cast("n.Operand", found) if isinstance(found, part.classes) else blank


def _unshaped(value_type: ValueType | None, place: Place, posted: Posted) -> n.Operand:
    """The operand of an operator that does not exist: as it is."""
    if posted.text(f"{place.path}.node"):
        return cast("n.Operand", WINDOW.read_at(None, place, posted))
    if posted.text(place.path) is None:
        return _literals(value_type, place, posted) or None
    return read_scalar(place.path, value_type, posted)


def _literals(value_type: ValueType | None, place: Place, posted: Posted) -> tuple[n.Scalar, ...]:
    if posted.text(place.path) is not None:
        found = [read_scalar(place.path, value_type, posted)]
    else:
        paths = (f"{place.path}[{index}]" for index in range(posted.count(place.path)))
        found = [read_scalar(path, value_type, posted) for path in paths]
    added = posted.text(f"{place.path}.add")
    if added and added.strip():
        found.append(_added(added.strip(), value_type))
    return tuple(found)


def _added(text: str, value_type: ValueType | None) -> n.Scalar:
    from clientela_web.builder.forms.parts import number_of

    number = number_of(text) if value_type in NUMERIC else None
    return text if number is None else number


def suggestions(
    value: n.Value, value_type: ValueType | None, place: Place, *, several: bool
) -> Iterable[Control]:
    """Where the data can offer values: a box that asks for them."""
    if value_type in NUMERIC or value_type in (ValueType.TEXT, ValueType.LIST):
        facts = {"value": value, "scope": place.scope, "several": several, "numeric": value_type in NUMERIC}
        yield Control("suggestions", place.path, facts=facts)
