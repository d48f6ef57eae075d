"""Values: what can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from django.utils.translation import gettext_lazy as _

from clientela.rules import nodes as n
from clientela.rules.inference import DEAL, Scope
from clientela.rules.nodes import Node
from clientela_web.builder.forms.control import Choice, Control
from clientela_web.builder.forms.desk import Desk, Place
from clientela_web.builder.forms.form import Form, OneField, Said
from clientela_web.builder.forms.names import BareFieldPart, FieldPart, KindsPart
from clientela_web.builder.forms.nested import ConditionPart, ItemsPart, NodePart, kinds_scope
from clientela_web.builder.forms.parts import ChoicePart, NumberPart, TextPart
from clientela_web.builder.forms.posted import Posted
from clientela_web.builder.forms.scalars import KINDS, read_scalar, scalar_control, spelled
from clientela_web.builder.forms.times import window_part

OF_CUSTOMER: tuple[type[Node], ...] = (
    *(n.Variable, n.Aggregate, n.Occurrence, n.RelatedAggregate, n.Answer, n.Estimate),
    *(n.Elapsed, n.DatePart, n.Arithmetic, n.Constant, n.Choose),
)
IN_WHERE: tuple[type[Node], ...] = (n.Field, n.Elapsed, n.DatePart, n.Arithmetic, n.Constant)


@dataclass(frozen=True)
class ValuePart(NodePart):
    """Any value that can stand in this scope."""

    classes: tuple[type[Node], ...] = get_args(n.Value)
    kind: str = "value"

    def _offered(self, value: Node | None, place: Place) -> tuple[type[Node], ...]:
        fitting = OF_CUSTOMER if place.of_customer else IN_WHERE
        return fitting if value is None or isinstance(value, fitting) else (*fitting, type(value))


@dataclass(frozen=True)
class VariablePart:
    """The name of a variable, shown as people say it and changed in the palette; and its arguments."""

    fields: tuple[str, ...] = ("name", "entity", "arguments")

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        if not isinstance(node, n.Variable):
            return
        label = desk.catalog.labels.variable(node.name, desk.language, node.entity) if node.name else ""
        faults = desk.faults_at(place.below("name").path)
        facts = {"label": label, "entity": node.entity}
        yield Control("picked", place.below("name").path, value=node.name, faults=faults, facts=facts)
        yield Control("hidden", place.below("entity").path, value=node.entity)
        yield from self._arguments(node, place, desk)

    def _arguments(self, node: n.Variable, place: Place, desk: Desk) -> Iterable[Control]:
        wanted = [str(each.name) for each in _parameters(node, desk)]
        given: list[n.Scalar] = [*node.arguments, *([""] * (len(wanted) - len(node.arguments)))]
        for index, literal in enumerate(given):
            said = wanted[index] if index < len(wanted) else ""
            yield scalar_control(literal, place.below(f"arguments[{index}]").path, None, desk, said=said)

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        name = posted.text(place.below("name").path)
        if name is None:
            return {"name": "", "entity": "customer", "arguments": ()}
        path = place.below("arguments").path
        paths = (f"{path}[{index}]" for index in range(posted.count(path)))
        given = [_argument(each, posted) for each in paths]
        while given and given[-1] == "":
            given.pop()
        entity = posted.text(place.below("entity").path) or "customer"
        return {"name": name, "entity": entity, "arguments": tuple(given)}


def _parameters(node: n.Variable, desk: Desk) -> tuple[Any, ...]:
    listed = {each.name: each.parameters for each in desk.catalog.definitions() if each.entity == node.entity}
    return listed.get(node.name, ())


def _argument(path: str, posted: Posted) -> n.Scalar:
    """An argument; whole numbers are days, everything else is text unless it was something else before."""
    text = posted.text(path) or ""
    if posted.text(f"{path}.as") == "text" and text.isascii() and text.isdigit():
        return int(text)
    return read_scalar(path, None, posted)


@dataclass(frozen=True)
class FreeScalarPart(OneField):
    """A literal whose type is its own: the result of a case."""

    said: Said = ""
    nothing: Said | None = None

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        below, value = place.below(self.field), getattr(node, self.field)
        kind = "" if value is None else KINDS[type(value)]
        kinds: list[tuple[str, Said]] = [
            ("text", _("text")),
            ("number", _("number")),
            ("yesno", _("yes or no")),
        ]
        kinds = [("", self.nothing), *kinds] if self.nothing is not None else kinds
        choices = [Choice(key, str(said), key == kind) for key, said in kinds]
        yield Control(
            "free",
            below.path,
            str(self.said),
            "" if value is None else spelled(value),
            choices,
            faults=desk.faults_at(below.path),
            facts={"kind": kind},
        )

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        path = place.below(self.field).path
        kind = posted.text(f"{path}.as")
        if kind is None:
            return {self.field: getattr(blank, self.field)}
        if not kind:
            return {self.field: None}
        found = read_scalar(path, None, posted)
        return {self.field: found if kind != "yesno" or isinstance(found, bool) else True}


def _deals(node: Node | Mapping[str, Any]) -> Scope:
    return DEAL


def _survey(node: Node | Mapping[str, Any]) -> Scope:
    return Scope(kinds=("survey_answered",))


_DEAL_FUNCTIONS: tuple[tuple[str, Said], ...] = (
    ("count", _("number of")),
    ("sum", _("sum of")),
    ("avg", _("average of")),
    ("min", _("lowest of")),
    ("max", _("highest of")),
    ("distinct", _("number of different")),
)
_FUNCTIONS: tuple[tuple[str, Said], ...] = (
    *_DEAL_FUNCTIONS,
    ("share", _("share of")),
    ("mode", _("most frequent of")),
    ("gap_avg", _("average days between")),
    ("gap_min", _("fewest days between")),
    ("gap_max", _("most days between")),
    ("gap_median", _("median of days between")),
)
_NONE = _("the events themselves")
_WHERE = _("Only those where")
_PARTS: tuple[tuple[str, Said], ...] = (
    ("weekday", _("weekday (1 is Monday)")),
    ("day", _("day of the month")),
    ("month", _("month")),
    ("quarter", _("quarter")),
    ("year", _("year")),
    ("hour", _("hour")),
)
_SINCE: tuple[tuple[str, Said], ...] = (
    ("day", _("days since")),
    ("month", _("months since")),
    ("year", _("years since")),
)
_BOUNDS: tuple[tuple[str, Said], ...] = (
    ("value", _("the estimate itself")),
    ("low", _("its lower bound")),
    ("high", _("its upper bound")),
)
_SIGNS: tuple[tuple[str, Said], ...] = (("+", "+"), ("-", "−"), ("*", "×"), ("/", "÷"))
_WHICH: tuple[tuple[str, Said], ...] = (
    ("first", _("the first")),
    ("last", _("the last")),
    ("nth", _("number …")),
)
ORDERS = ("order_completed",)


@dataclass(frozen=True)
class EstimatePart:
    """The name of an estimate; those that have not been computed are not offered."""

    fields: tuple[str, ...] = ("name",)

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        below, now = place.below("name"), getattr(node, "name", "")
        names = list(desk.catalog.estimate_names())
        names += [now] if now and now not in names else []
        label = desk.catalog.labels.variable
        choices = [Choice(name, label(name, desk.language), name == now) for name in names]
        choices = choices if now else [Choice("", str(_("choose")), chosen=True), *choices]
        yield Control("choice", below.path, value=now, choices=choices, faults=desk.faults_at(below.path))

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        text = posted.text(place.below("name").path)
        return {"name": getattr(blank, "name", "") if text is None else text}


VALUE_FORMS = (
    Form(n.Variable, _("a variable"), lambda _today: n.Variable(""), (VariablePart(),)),
    Form(n.Field, _("a field"), lambda _today: n.Field(""), (BareFieldPart(),)),
    Form(
        n.Aggregate,
        _("a figure over events"),
        lambda _today: n.Aggregate("count", ORDERS),
        (
            ChoicePart("function", _FUNCTIONS, _("Figure")),
            FieldPart("field", _("of"), nothing=_NONE),
            KindsPart(_("Events")),
            ConditionPart("where", _WHERE, scope=kinds_scope, optional=True),
            window_part(),
        ),
    ),
    Form(
        n.Occurrence,
        _("the first, last or nth event"),
        lambda _today: n.Occurrence("last", ORDERS),
        (
            ChoicePart("which", _WHICH, _("Which")),
            NumberPart("n", _("number")),
            KindsPart(_("Events")),
            FieldPart("field", _("its")),
            ConditionPart("where", _WHERE, scope=kinds_scope, optional=True),
            window_part(),
        ),
    ),
    Form(
        n.RelatedAggregate,
        _("a figure over deals"),
        lambda _today: n.RelatedAggregate("count"),
        (
            ChoicePart("function", _DEAL_FUNCTIONS, _("Figure")),
            FieldPart("field", _("of"), scope=_deals, nothing=_("the deals themselves")),
            ChoicePart("relation", (("deal", _("deals")),), _("Over")),
            ConditionPart("where", _WHERE, scope=_deals, optional=True),
        ),
    ),
    Form(
        n.Answer,
        _("an answer to a survey"),
        lambda _today: n.Answer(""),
        (TextPart("survey", _("Survey"), suggests="survey"), FieldPart("field", _("its"), scope=_survey)),
    ),
    Form(
        n.Estimate,
        _("an estimate"),
        lambda _today: n.Estimate(""),
        (EstimatePart(), ChoicePart("bound", _BOUNDS)),
    ),
    Form(
        n.Elapsed,
        _("time since a date"),
        lambda _today: n.Elapsed(n.Occurrence("last", ORDERS)),
        (ChoicePart("unit", _SINCE), ValuePart("value")),
    ),
    Form(
        n.DatePart,
        _("a part of a date"),
        lambda _today: n.DatePart("month", n.Occurrence("last", ORDERS)),
        (ChoicePart("part", _PARTS), ValuePart("value", said=_("of"))),
    ),
    Form(
        n.Arithmetic,
        _("a calculation"),
        lambda _today: n.Arithmetic("-", n.Variable(""), n.Constant(0)),
        (ValuePart("left"), ChoicePart("operator", _SIGNS), ValuePart("right")),
    ),
    Form(n.Constant, _("a number"), lambda _today: n.Constant(0), (NumberPart("value", whole=False),)),
    Form(
        n.Case,
        _("a case"),
        lambda _today: n.Case(n.Compare(n.Variable(""), "in", ()), ""),
        (ConditionPart("when", _("When")), FreeScalarPart("then", _("then"))),
    ),
    Form(
        n.Choose,
        _("a value by cases"),
        lambda _today: n.Choose((n.Case(n.Compare(n.Variable(""), "in", ()), ""),)),
        (
            ItemsPart("cases", n.Case, _("The first case that holds counts"), _("Add a case")),
            FreeScalarPart("otherwise", _("otherwise"), nothing=_("not known")),
        ),
    ),
)
