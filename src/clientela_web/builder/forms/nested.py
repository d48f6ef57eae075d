"""Parts that hold another node: a moment, a window, a value; or a list of nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from clientela.rules.inference import Scope
from clientela.rules.nodes import Node
from clientela_web.builder.forms.control import Choice, Control
from clientela_web.builder.forms.desk import Desk, Place
from clientela_web.builder.forms.form import FORMS, OneField, Said, drawn, form_of, read_node, value_of
from clientela_web.builder.forms.posted import Posted


@dataclass(frozen=True)
class NodePart(OneField):
    """One node of several classes, chosen by name; with `nothing` said it may be left out."""

    classes: tuple[type[Node], ...]
    said: Said = ""
    nothing: Said | None = None
    kind: str = "node"
    called: Said | None = None  # what its only class is called here

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        yield self.drawn(getattr(node, self.field), place.below(self.field), desk)

    def drawn(self, value: Node | None, place: Place, desk: Desk) -> Control:
        """The choice of the class, and the parts of the chosen one."""
        choices = [Choice("", str(self.nothing), value is None)] if self.nothing is not None else []
        choices += [
            Choice(FORMS[each].tag, str(self.called or FORMS[each].said), isinstance(value, each))
            for each in self._offered(value, place)
        ]
        parts = drawn(value, place, desk) if value is not None else ()
        return Control(
            self.kind,
            place.path,
            str(self.said),
            choices=choices,
            parts=parts,
            faults=desk.faults_at(place.path),
        )

    def _offered(self, value: Node | None, place: Place) -> tuple[type[Node], ...]:
        if value is None or isinstance(value, self.classes):
            return self.classes
        return (*self.classes, type(value))

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        return {self.field: self.read_at(getattr(blank, self.field), place.below(self.field), posted)}

    def read_at(self, blank: Node | None, place: Place, posted: Posted) -> Node | None:
        """The node posted there, or the blank one where none was."""
        tag = posted.text(f"{place.path}.node")
        if tag is None:
            return blank
        form = form_of(tag)
        if form is None:
            return None if self.nothing is not None else blank
        return read_node(form, place, posted)


ScopeOf = Callable[[Node | Mapping[str, Any]], Scope | None]


@dataclass(frozen=True)
class ConditionPart(OneField):
    """A condition inside a node, drawn with everything in it; `scope` says what it is asked about."""

    said: Said = ""
    scope: ScopeOf | None = None
    optional: bool = False

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        from clientela_web.builder.tree import branch_of  # a tree is drawn of forms, and a form holds trees

        below = place.below(self.field, self.scope(node) if self.scope else None)
        condition = getattr(node, self.field)
        facts: dict[str, object] = {"optional": self.optional}
        if condition is not None:
            facts["branch"] = branch_of(condition, below, desk, whole=True)
        yield Control("condition", below.path, str(self.said), facts=facts, faults=())

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        below = place.below(self.field, self.scope(so_far) if self.scope else None)
        if not posted.has(below.path):
            return {self.field: None if self.optional else getattr(blank, self.field)}
        from clientela_web.builder.reading import read_condition

        return {self.field: read_condition(below, posted)}


@dataclass(frozen=True)
class ItemsPart(OneField):
    """A list of nodes of one class, a row each."""

    item: type[Node]
    said: Said = ""
    more: Said = ""

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        rows = []
        for index, item in enumerate(getattr(node, self.field)):
            below = place.below(f"{self.field}[{index}]")
            rows.append(
                Control("row", below.path, parts=drawn(item, below, desk), faults=desk.faults_at(below.path))
            )
        below = place.below(self.field)
        facts = {"more": str(self.more)}
        yield Control(
            "items", below.path, str(self.said), parts=rows, facts=facts, faults=desk.faults_at(below.path)
        )

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        path = place.below(self.field).path
        if not posted.has(path):
            return {self.field: getattr(blank, self.field)}
        form = FORMS[self.item]
        count = posted.count(path)
        return {
            self.field: tuple(
                read_node(form, place.below(f"{self.field}[{index}]"), posted) for index in range(count)
            )
        }


def kinds_scope(node: Node | Mapping[str, Any]) -> Scope:
    """Inside `where` of a node with event kinds; never the empty scope, which would mean the customer."""
    return Scope(kinds=tuple(value_of(node, "kinds") or ()) or ("",))
