"""A form is a row of the table: a node, what people call it, its parts, and a new one to begin with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.functional import Promise

from clientela.rules.nodes import Node
from clientela_web.builder.forms.control import Control
from clientela_web.builder.forms.desk import Desk, Place
from clientela_web.builder.forms.posted import Posted

Said = str | Promise


class Part(Protocol):
    """One or more fields of a node: draws them, and reads them back from what was posted."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the node it is for."""

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        """Its controls; `place` is the node's."""

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        """Its fields as posted; those of `blank` where nothing was."""


@dataclass(frozen=True)
class OneField:
    """The beginning of a part that is for one field of its node."""

    field: str

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field,)


@dataclass(frozen=True)
class Form:
    """How a node is edited."""

    node: type[Node]
    said: Said
    blank: Callable[[dt.date], Node]
    parts: tuple[Part, ...] = ()

    @property
    def tag(self) -> str:
        """The node's name in JSON."""
        return str(self.node.__struct_config__.tag)


FORMS: dict[type[Node], Form] = {}
"""Every node's form; the package fills it."""


def form_of(tag: str) -> Form | None:
    """The form of the node of that name."""
    return next((form for form in FORMS.values() if form.tag == tag), None)


def drawn(node: Node, place: Place, desk: Desk) -> tuple[Control, ...]:
    """The controls of a node."""
    return tuple(control for part in FORMS[type(node)].parts for control in part.draw(node, place, desk))


def read_node(form: Form, place: Place, posted: Posted) -> Node:
    """The node as posted."""
    blank = form.blank(posted.today)
    found: dict[str, Any] = {}
    for part in form.parts:
        found |= part.read(found, blank, place, posted)
    return form.node(**found)


def value_of(node: Node | Mapping[str, Any], name: str) -> Any:
    """A field of a node, or of what has been read of one."""
    return node.get(name) if isinstance(node, Mapping) else getattr(node, name, None)
