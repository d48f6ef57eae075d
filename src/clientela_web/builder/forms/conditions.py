"""Conditions: what can be true of a customer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from clientela.rules import nodes as n
from clientela.rules.inference import CUSTOMER, DEAL, Scope
from clientela.rules.nodes import Node
from clientela_web.builder.forms.comparison import ComparisonPart
from clientela_web.builder.forms.control import Choice, Control
from clientela_web.builder.forms.desk import Desk, Place
from clientela_web.builder.forms.events import EVENT_FORMS
from clientela_web.builder.forms.form import Form, OneField, Said, value_of
from clientela_web.builder.forms.names import AttributePart
from clientela_web.builder.forms.nested import ConditionPart, NodePart
from clientela_web.builder.forms.parts import ChoicePart, NumberPart, TextPart
from clientela_web.builder.forms.posted import Posted
from clientela_web.builder.forms.scalars import read_scalar, scalar_control
from clientela_web.builder.forms.times import MOMENTS, window_part
from clientela_web.builder.forms.values import ValuePart


@dataclass(frozen=True)
class BranchPart(OneField):
    """What a group or a negation holds; the tree draws and reads it."""

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        return ()

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        from clientela_web.builder.reading import read_condition  # a tree reads forms, and a form reads trees

        if self.field == "condition":
            return {"condition": read_condition(place.below("condition"), posted)}
        count = posted.count(place.below("conditions").path)
        parts = (place.below(f"conditions[{index}]") for index in range(count))
        return {"conditions": tuple(read_condition(part, posted) for part in parts)}


@dataclass(frozen=True)
class NewValuePart:
    """The value an attribute took; left out, any value will do."""

    fields: tuple[str, ...] = ("to",)

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        if not isinstance(node, n.Changed):
            return
        facts = desk.catalog.variable(node.attribute, node.entity)
        below = place.below("to")
        control = scalar_control(
            "" if node.to is None else node.to,
            below.path,
            facts.type if facts else None,
            desk,
            named=node.attribute,
            said=str(_("to (leave empty for any value)")),
        )
        yield control

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        path = place.below("to").path
        if not posted.text(path):
            return {"to": None}
        facts = posted.catalog.variable(so_far["attribute"], so_far["entity"])
        return {"to": read_scalar(path, facts.type if facts else None, posted)}


@dataclass(frozen=True)
class SegmentPart:
    """A saved segment."""

    fields: tuple[str, ...] = ("segment",)

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        below, now = place.below("segment"), getattr(node, "segment", "")
        names = list(desk.catalog.segment_names())
        names += [now] if now and now not in names else []
        choices = [Choice(name, name, name == now) for name in names]
        choices = choices if now else [Choice("", str(_("choose")), chosen=True), *choices]
        yield Control(
            "choice", below.path, str(_("Segment")), now, choices, faults=desk.faults_at(below.path)
        )

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        text = posted.text(place.below("segment").path)
        return {"segment": getattr(blank, "segment", "") if text is None else text}


@dataclass(frozen=True)
class CornersPart:
    """The corners of an area, a row each; an empty row at the end takes another."""

    fields: tuple[str, ...] = ("corners",)

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        rows = []
        corners: tuple[tuple[float, float], ...] = getattr(node, "corners", ())
        for index, corner in enumerate((*corners, None)):
            path = place.below(f"corners[{index}]").path
            shown = [repr(each) for each in corner] if corner else ["", ""]
            parts = [
                Control("number", f"{path}[{place_of}]", str(said), text, facts={"whole": False})
                for place_of, (said, text) in enumerate(
                    zip((_("Latitude"), _("Longitude")), shown, strict=True)
                )
            ]
            rows.append(Control("node", path, parts=parts, faults=desk.faults_at(path)))
        path = place.below("corners").path
        yield Control("rows", path, str(_("Corners")), parts=rows, faults=desk.faults_at(path))

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        from clientela_web.builder.forms.parts import number_of

        path = place.below("corners").path
        found = []
        for index in range(posted.count(path)):
            texts = [posted.text(f"{path}[{index}][{side}]") or "" for side in (0, 1)]
            numbers = [number_of(text) for text in texts]
            if numbers[0] is not None and numbers[1] is not None:
                found.append((float(numbers[0]), float(numbers[1])))
        return {"corners": tuple(found) if posted.has(path) else getattr(blank, "corners", ())}


def _related(node: Node | Mapping[str, Any]) -> Scope:
    return DEAL if value_of(node, "relation") == "deal" else CUSTOMER


_CHANGES: tuple[tuple[str, Said], ...] = (("entered", _("entered")), ("left", _("left")))
_RELATIONS: tuple[tuple[str, Said], ...] = (("deal", _("deals")), ("person", _("people of the company")))
_QUANTIFIERS: tuple[tuple[str, Said], ...] = (
    ("any", _("at least one")),
    ("all", _("every one")),
    ("none", _("none")),
)
_SIDES: tuple[tuple[str, Said], ...] = (("top", _("the highest")), ("bottom", _("the lowest")))
_MEASURES: tuple[tuple[str, Said], ...] = (
    ("percent", _("percent")),
    ("customers", _("a number of customers")),
    ("decile", _("decile number")),
)
_ACTIONS: tuple[tuple[str, Said], ...] = (
    ("got", _("got it")),
    ("opened", _("opened it")),
    ("clicked", _("clicked in it")),
    ("answered", _("answered it")),
    ("converted", _("converted after it")),
    ("bounced", _("it bounced")),
    ("unsubscribed", _("unsubscribed")),
    ("complained", _("complained")),
)

CONDITION_FORMS = (
    Form(n.All, _("all of these"), lambda _today: n.All(()), (BranchPart("conditions"),)),
    Form(n.AnyOf, _("any of these"), lambda _today: n.AnyOf(()), (BranchPart("conditions"),)),
    Form(n.Not, _("not"), lambda _today: n.Not(n.All(())), (BranchPart("condition"),)),
    Form(
        n.Compare,
        _("a comparison"),
        lambda _today: n.Compare(n.Variable(""), "in", ()),
        (ValuePart("value"), ComparisonPart()),
    ),
    Form(
        n.Changed,
        _("an attribute changed"),
        lambda _today: n.Changed("", n.LastPeriod(30, "day")),
        (AttributePart(_("Attribute")), NewValuePart(), window_part()),
    ),
    *EVENT_FORMS,
    Form(
        n.Rank,
        _("the highest or lowest"),
        lambda _today: n.Rank("top", 10.0, "percent", n.Variable("revenue_365d")),
        (
            ChoicePart("side", _SIDES),
            NumberPart("amount", whole=False),
            ChoicePart("measure", _MEASURES),
            ValuePart("by", said=_("by")),
            ConditionPart("within", _("Among those who meet"), optional=True),
        ),
    ),
    Form(
        n.InSegment,
        _("in a segment"),
        lambda _today: n.InSegment(""),
        (SegmentPart(), NodePart("at", MOMENTS, _("When"), nothing=_("now"))),
    ),
    Form(
        n.SegmentChange,
        _("entered or left a segment"),
        lambda _today: n.SegmentChange("", "entered", n.LastPeriod(30, "day")),
        (ChoicePart("change", _CHANGES), SegmentPart(), window_part()),
    ),
    Form(
        n.Related,
        _("deals, or people of the company"),
        lambda _today: n.Related("deal", "any", n.Compare(n.Field("status"), "in", ())),
        (
            ChoicePart("quantifier", _QUANTIFIERS),
            ChoicePart("relation", _RELATIONS, _("of the")),
            ConditionPart("condition", _("meets"), scope=_related),
        ),
    ),
    Form(
        n.NearPlace,
        _("near a place"),
        lambda _today: n.NearPlace(25.0, 41.3874, 2.1686),
        (
            NumberPart("km", _("Kilometres"), whole=False),
            NumberPart("latitude", _("Latitude"), whole=False),
            NumberPart("longitude", _("Longitude"), whole=False),
        ),
    ),
    Form(n.InPolygon, _("inside an area"), lambda _today: n.InPolygon(()), (CornersPart(),)),
    Form(
        n.Anniversary,
        _("an anniversary"),
        lambda _today: n.Anniversary(n.Variable("birthday"), n.NextPeriod(7, "day")),
        (ValuePart("value"), NodePart("window", (n.NextPeriod, n.LastPeriod), _("When"))),
    ),
    Form(
        n.MessageActivity,
        _("a reaction to a campaign"),
        lambda _today: n.MessageActivity("opened", None, n.LastPeriod(30, "day")),
        (
            ChoicePart("action", _ACTIONS),
            TextPart("campaign", _("Campaign"), suggests="campaign", nothing=_("any campaign")),
            window_part(),
        ),
    ),
    Form(
        n.Consents,
        _("a consent"),
        lambda _today: n.Consents("email", "marketing"),
        (
            TextPart("channel", _("Channel"), suggests="consent_channel"),
            TextPart("purpose", _("Purpose"), suggests="consent_purpose"),
        ),
    ),
    Form(
        n.Bucket,
        _("a fixed random share"),
        lambda _today: n.Bucket("", 10.0),
        (TextPart("salt", _("Name of the draw")), NumberPart("percent", _("Percent"), whole=False)),
    ),
)
