"""The rule as a page draws it: groups, negations, and conditions open or closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from clientela.catalog.phrasebook import capital
from clientela.rules import nodes as n
from clientela.rules.codec import encode_rule
from clientela.rules.sentences import clause
from clientela.rules.text import write_rule
from clientela_web.builder.drafts import is_unfinished
from clientela_web.builder.forms.control import Choice, Control, form_name
from clientela_web.builder.forms.desk import Desk, Place
from clientela_web.builder.forms.form import FORMS, drawn


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition on the page; `handle` is the path its tools act on: of a negated one, the negation's."""

    kind: str
    path: str
    handle: str
    node: n.Condition
    whole: bool
    parts: tuple[Branch, ...] = ()
    controls: tuple[Control, ...] = ()
    said: str = ""
    faults: tuple[str, ...] = ()
    is_open: bool = False
    unfinished: bool = False

    @property
    def template(self) -> str:
        return f"builder/branches/{self.kind}.html"

    @property
    def name(self) -> str:
        """What it is posted as."""
        return form_name(self.path)

    @property
    def id(self) -> str:
        """Its id on the page."""
        return Control("", self.path).id

    @property
    def tag(self) -> str:
        """Its node's name."""
        return FORMS[type(self.node)].tag

    @property
    def json(self) -> str:
        """The condition itself, for a page that shows it closed."""
        return encode_rule(self.node).decode()

    @property
    def is_root(self) -> bool:
        return not self.path

    @property
    def joints(self) -> list[Choice]:
        """Whether a group asks for all or for any of its conditions."""
        return [
            Choice("all", _("all of these"), isinstance(self.node, n.All)),
            Choice("any", _("at least one of these"), isinstance(self.node, n.AnyOf)),
        ]

    @property
    def joint(self) -> str:
        """The word between its conditions."""
        return _("and") if isinstance(self.node, n.All) else _("or")

    def walk(self) -> Iterator[Branch]:
        """It and every branch below it."""
        yield self
        for part in self.parts:
            yield from part.walk()


def branch_of(
    condition: n.Condition, place: Place, desk: Desk, *, whole: bool = False, handle: str | None = None
) -> Branch:
    """The condition as a page draws it; `whole` draws everything in it open."""
    path = place.path if handle is None else handle
    match condition:
        case n.All(conditions=parts) | n.AnyOf(conditions=parts):
            below = tuple(
                branch_of(part, place.below(f"conditions[{index}]"), desk, whole=whole)
                for index, part in enumerate(parts)
            )
            faults = desk.faults_at(place.path)
            return Branch(
                "group", place.path, path, condition, whole, below, faults=faults, unfinished=not parts
            )
        case n.Not(condition=inner):
            part = branch_of(inner, place.below("condition"), desk, whole=whole, handle=path)
            faults = desk.faults_at(place.path)
            return Branch("not", place.path, path, condition, whole, (part,), faults=faults)
        case _:
            return _leaf(condition, place, desk, whole=whole, handle=path)


def _leaf(condition: n.Condition, place: Place, desk: Desk, *, whole: bool, handle: str) -> Branch:
    is_open = whole or desk.opened in (place.path, handle)
    unfinished = is_unfinished(condition)
    faults = _faults_below(place.path, desk)
    controls = drawn(condition, place, desk) if is_open else ()
    if is_open:
        shown = {control.path for top in controls for control in top.walk() if control.faults}
        faults = {
            path: said
            for path, said in faults.items()
            if path not in shown and not _is_shown_below(path, controls)
        }
    return Branch(
        "leaf",
        place.path,
        handle,
        condition,
        whole,
        controls=controls,
        said=_said(
            condition, desk, in_order=not (unfinished or _faults_below(place.path, desk)), place=place
        ),
        faults=() if unfinished else tuple(dict.fromkeys(each for said in faults.values() for each in said)),
        is_open=is_open,
        unfinished=unfinished,
    )


def _is_shown_below(path: str, controls: tuple[Control, ...]) -> bool:
    """Is the fault that of a condition inside, which shows it itself?"""
    inner = [
        control.path
        for top in controls
        for control in top.walk()
        if control.kind == "condition" and "branch" in control.facts
    ]
    return any(path == each or path.startswith((f"{each}.", f"{each}[")) for each in inner)


def _faults_below(path: str, desk: Desk) -> dict[str, tuple[str, ...]]:
    paths = {*desk.faults, *desk.typed}
    mine = [
        each
        for each in sorted(paths)
        if each == path or each.startswith((f"{path}.", f"{path}[")) or not path
    ]
    return {each: desk.faults_at(each) for each in mine}


def _said(condition: n.Condition, desk: Desk, *, in_order: bool, place: Place) -> str:
    """The condition as a clause; while something is missing or wrong, what kind of condition it is."""
    del place
    if in_order:
        said = clause(condition, desk.language, desk.catalog.labels)
        return capital(said)
    if is_unfinished(condition):
        return _begun(condition, desk)
    return write_rule(condition)


def _begun(condition: n.Condition, desk: Desk) -> str:
    match condition:
        case n.Compare(value=n.Variable(name=name, entity=entity)) if name:
            said = desk.catalog.labels.variable(name, desk.language, entity)
        case n.Compare(value=n.Field(name=name)) if name:
            said = desk.catalog.labels.field(name, desk.language)
        case _:
            said = str(FORMS[type(condition)].said)
    return f"{capital(said)} …"
