"""Conditions about events: how often, in what order, in what rhythm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clientela.rules import nodes as n
from clientela.rules.nodes import Node
from clientela_web.builder.forms.control import Choice, Control
from clientela_web.builder.forms.desk import Desk, Place
from clientela_web.builder.forms.form import Form, Said
from clientela_web.builder.forms.names import FieldsPart, KindsPart
from clientela_web.builder.forms.nested import ConditionPart, ItemsPart, NodePart, kinds_scope
from clientela_web.builder.forms.parts import ChoicePart, NumberPart, number_of
from clientela_web.builder.forms.posted import Posted
from clientela_web.builder.forms.times import MOMENTS, window_part
from clientela_web.builder.words import UNITS

ORDERS = ("order_completed",)
WHERE = ConditionPart("where", _("Only those where"), scope=kinds_scope, optional=True)
_HOW: tuple[tuple[str, Said], ...] = (
    ("least", _("at least")),
    ("most", _("at most")),
    ("exactly", _("exactly")),
    ("between", _("between")),
    ("never", _("never")),
)


@dataclass(frozen=True)
class FrequencyPart:
    """How often it happened: the two bounds in words."""

    fields: tuple[str, ...] = ("at_least", "at_most")

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        low: int = getattr(node, "at_least", 1)
        high: int | None = getattr(node, "at_most", None)
        how = _how(low, high)
        choices = [Choice(key, str(said), key == how) for key, said in _HOW]
        yield Control(
            "choice",
            place.below("often").path,
            gettext("How often"),
            how,
            choices,
            faults=desk.faults_at(place.path),
        )
        if how in ("least", "exactly", "between"):
            yield self._bound("at_least", low, place, desk)
        if high is not None and how in ("most", "between"):
            yield self._bound("at_most", high, place, desk)

    def _bound(self, field: str, count: int, place: Place, desk: Desk) -> Control:
        path = place.below(field).path
        typed = desk.typed.get(path)
        facts = {"whole": True, "after": gettext("times")}
        return Control(
            "number", path, "", typed.text if typed else str(count), faults=desk.faults_at(path), facts=facts
        )

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        how = posted.text(place.below("often").path)
        if how is None:
            return {"at_least": getattr(blank, "at_least", 1), "at_most": getattr(blank, "at_most", None)}
        low, high = self._count("at_least", place, posted), self._count("at_most", place, posted)
        match how:
            case "never":
                return {"at_least": 0, "at_most": 0}
            case "most":
                return {"at_least": 0, "at_most": 3 if high is None else high}
            case "exactly":
                count = 1 if low is None else low
                return {"at_least": count, "at_most": count}
            case "between":
                low = 1 if low is None else low
                return {"at_least": low, "at_most": low + 2 if high is None else high}
            case _:
                return {"at_least": 1 if low is None else low, "at_most": None}

    def _count(self, field: str, place: Place, posted: Posted) -> int | None:
        path = place.below(field).path
        text = posted.text(path)
        if text is None:
            return None
        number = number_of(text)
        if not isinstance(number, int):
            posted.refuse(path, text, gettext("Write a whole number."))
            return None
        return number


def _how(low: int, high: int | None) -> str:
    if high is None:
        return "least"
    if low == high:
        return "never" if high == 0 else "exactly"
    return "most" if low == 0 else "between"


_ANCHORS: tuple[tuple[str, Said], ...] = (
    ("any", _("any of the first steps")),
    ("first", _("the first of them")),
    ("last", _("the last of them")),
)
_THEN: tuple[tuple[object, Said], ...] = ((False, _("happened")), (True, _("did not happen")))


@dataclass(frozen=True)
class LaterPart:
    """A part that the first step of a sequence does without; drawn there only if it says something."""

    part: ChoicePart | NodePart

    @property
    def fields(self) -> tuple[str, ...]:
        return self.part.fields

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        (name,) = self.fields
        if getattr(node, name) or not place.path.endswith("steps[0]"):
            yield from self.part.draw(node, place, desk)

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        return self.part.read(so_far, blank, place, posted)


_WITHIN = NodePart("within", (n.LastPeriod,), nothing=_("any time after"), called=_("within"))
_STEP_WHERE = ConditionPart("where", _("Only those where"), scope=kinds_scope, optional=True)


EVENT_FORMS = (
    Form(
        n.Happened,
        _("something happened"),
        lambda _today: n.Happened(ORDERS, window=n.LastPeriod(90, "day")),
        (KindsPart(_("What")), FrequencyPart(), WHERE, window_part()),
    ),
    Form(
        n.Step,
        _("a step"),
        lambda _today: n.Step(()),
        (LaterPart(ChoicePart("negated", _THEN)), KindsPart(), LaterPart(_WITHIN), _STEP_WHERE),
    ),
    Form(
        n.Sequence,
        _("one thing after another"),
        lambda _today: n.Sequence(
            (n.Step(("product_added",)), n.Step(ORDERS, within=n.LastPeriod(24, "hour"), negated=True)),
            window=n.LastPeriod(30, "day"),
        ),
        (
            ItemsPart("steps", n.Step, _("Steps, in this order"), _("Add a step")),
            FieldsPart("same", _("All with the same")),
            ChoicePart("anchor", _ANCHORS, _("Starting from")),
            window_part(_("The first step")),
        ),
    ),
    Form(
        n.Regularly,
        _("regularly"),
        lambda _today: n.Regularly(ORDERS, 5, 6, "month"),
        (
            KindsPart(_("What")),
            NumberPart("periods", _("in at least")),
            NumberPart("out_of", _("of the last")),
            ChoicePart("unit", UNITS),
            WHERE,
            NodePart("until", MOMENTS, _("Counted back from"), nothing=_("now")),
        ),
    ),
    Form(
        n.Stopped,
        _("stopped"),
        lambda _today: n.Stopped(ORDERS, 90, "day"),
        (KindsPart(_("What")), NumberPart("count", _("not for")), ChoicePart("unit", UNITS), WHERE),
    ),
    Form(
        n.Resumed,
        _("came back"),
        lambda _today: n.Resumed(ORDERS, 90, "day", window=n.LastPeriod(30, "day")),
        (
            KindsPart(_("What")),
            NumberPart("count", _("after a break of at least")),
            ChoicePart("unit", UNITS),
            WHERE,
            window_part(),
        ),
    ),
    Form(
        n.FirstTime,
        _("for the first time"),
        lambda _today: n.FirstTime(ORDERS, n.LastPeriod(30, "day")),
        (KindsPart(_("What")), window_part(), WHERE),
    ),
)
