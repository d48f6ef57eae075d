"""Parts that hold names the firm knows: event kinds, fields, attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from clientela.catalog.kinds import KINDS
from clientela.rules.inference import Scope, field_facts
from clientela.rules.nodes import Node
from clientela_web.builder.forms.control import Choice, Control
from clientela_web.builder.forms.desk import Desk, Place
from clientela_web.builder.forms.form import OneField, Said
from clientela_web.builder.forms.nested import kinds_scope
from clientela_web.builder.forms.posted import Posted
from clientela_web.builder.words import kind_group_said

_GROUPS = {kind.name: kind.group for kind in KINDS}


def kind_choices(chosen: str, desk: Desk, nothing: str) -> list[Choice]:
    """Every event kind under its group, and one choice for none."""
    labels = desk.catalog.labels
    names = list(desk.catalog.event_kind_names())
    if chosen and chosen not in names:
        names.append(chosen)
    choices = [
        Choice(
            name,
            labels.event_kind(name, desk.language, "one"),
            name == chosen,
            kind_group_said(_GROUPS.get(name, "own")),
        )
        for name in names
    ]
    return [Choice("", nothing, not chosen), *sorted(choices, key=lambda each: each.group)]


@dataclass(frozen=True)
class KindsPart:
    """One event kind or more; an empty row at the end takes another."""

    said: Said = ""
    fields: tuple[str, ...] = ("kinds",)

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        kinds: tuple[str, ...] = getattr(node, "kinds", ())
        rows = []
        for index, kind in enumerate((*kinds, "")):
            nothing = _("choose what happened") if not kinds else _("or also …")
            below = place.below(f"kinds[{index}]")
            choices = kind_choices(kind, desk, nothing)
            rows.append(Control("choice", below.path, value=kind, choices=choices))
        yield Control(
            "rows",
            place.below("kinds").path,
            str(self.said),
            parts=rows,
            faults=desk.faults_at(place.below("kinds").path),
        )

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        return {"kinds": listed("kinds", getattr(blank, "kinds", ()), place, posted)}


def listed(field: str, blank: tuple[str, ...], place: Place, posted: Posted) -> tuple[str, ...]:
    """The names posted in rows, without the empty ones."""
    path = place.below(field).path
    if not posted.has(path):
        return blank
    texts = (posted.text(f"{path}[{index}]") for index in range(posted.count(path)))
    return tuple(text for text in texts if text)


@dataclass(frozen=True)
class FieldsPart(OneField):
    """Names of fields that the steps of a sequence must agree in."""

    said: Said = ""

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        kinds = tuple(kind for step in getattr(node, "steps", ()) for kind in step.kinds)
        rows = []
        for index, name in enumerate((*getattr(node, self.field), "")):
            below = place.below(f"{self.field}[{index}]")
            choices = field_choices(name, Scope(kinds=kinds or ("",)), desk, "—")
            rows.append(
                Control("choice", below.path, value=name, choices=choices, faults=desk.faults_at(below.path))
            )
        yield Control("rows", place.below(self.field).path, str(self.said), parts=rows)

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        return {self.field: listed(self.field, getattr(blank, self.field), place, posted)}


def field_names(scope: Scope, desk: Desk) -> list[str]:
    """The fields that everything in scope has, with one type."""
    if scope.deals:
        return list(desk.catalog.deal_field_names())
    facts = [known for kind in scope.kinds if (known := desk.catalog.event_kind(kind))]
    names = facts[0].fields if facts else ()
    return [name for name in names if field_facts(name, desk.catalog, scope) is not None]


def field_choices(
    chosen: str,
    scope: Scope,
    desk: Desk,
    nothing: str | None,
) -> list[Choice]:
    """The fields in scope, by their labels."""
    names = field_names(scope, desk)
    if chosen and chosen not in names:
        names.append(chosen)
    labels = desk.catalog.labels
    choices = [Choice(name, labels.field(name, desk.language), name == chosen) for name in names]
    return ([Choice("", nothing, not chosen)] if nothing is not None else []) + choices


@dataclass(frozen=True)
class FieldPart(OneField):
    """A field of the events or deals in question; None where it may be left out."""

    said: Said = ""
    scope: Callable[[Node | Mapping[str, Any]], Scope] = kinds_scope
    nothing: Said | None = None
    whole_event: str | None = None

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        below, value = place.below(self.field), getattr(node, self.field) or ""
        nothing = str(self.nothing) if self.nothing is not None else _("choose")
        choices = field_choices(
            value, self.scope(node), desk, None if value and self.nothing is None else nothing
        )
        yield Control("choice", below.path, str(self.said), value, choices, faults=desk.faults_at(below.path))

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        text = posted.text(place.below(self.field).path)
        if text is None:
            return {self.field: getattr(blank, self.field)}
        return {self.field: None if self.nothing is not None and not text else text}


@dataclass(frozen=True)
class BareFieldPart:
    """The field that a value inside `where` is, by the scope it stands in."""

    said: Said = ""
    fields: tuple[str, ...] = ("name",)

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        below, value = place.below("name"), getattr(node, "name", "")
        choices = field_choices(value, place.scope, desk, None if value else _("choose"))
        yield Control("choice", below.path, str(self.said), value, choices, faults=desk.faults_at(below.path))

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        text = posted.text(place.below("name").path)
        return {"name": getattr(blank, "name", "") if text is None else text}


@dataclass(frozen=True)
class AttributePart:
    """A stored attribute of the customer or of her company: what has a history."""

    said: Said = ""
    fields: tuple[str, ...] = ("attribute", "entity")

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        below = place.below("attribute")
        now = f"{getattr(node, 'entity', 'customer')}.{getattr(node, 'attribute', '')}"
        choices = [Choice("customer.", _("choose"), now == "customer.")]
        for entity, group in (("customer", _("Customer")), ("company", _("Company"))):
            choices += [
                Choice(
                    f"{entity}.{name}",
                    desk.catalog.labels.variable(name, desk.language, entity),
                    f"{entity}.{name}" == now,
                    group,
                )
                for name in desk.catalog.attributes(entity)
            ]
        if now not in {choice.value for choice in choices}:
            choices.append(Choice(now, now.partition(".")[2] or now, chosen=True))
        yield Control("choice", below.path, str(self.said), now, choices, faults=desk.faults_at(below.path))

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        text = posted.text(place.below("attribute").path)
        if text is None:
            return {
                "attribute": getattr(blank, "attribute", ""),
                "entity": getattr(blank, "entity", "customer"),
            }
        entity, _dot, name = text.partition(".")
        return {"attribute": name, "entity": entity}
