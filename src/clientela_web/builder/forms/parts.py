"""Parts that hold one plain thing: a choice, a number, a text, a date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.rules.nodes import Node
from clientela.rules.spelling import read_date, read_instant, read_number, write_instant, write_measure
from clientela_web.builder.forms.control import Choice, Control, chosen
from clientela_web.builder.forms.desk import Desk, Place
from clientela_web.builder.forms.form import OneField, Said
from clientela_web.builder.forms.posted import Posted


@dataclass(frozen=True)
class ChoicePart(OneField):
    """One of a few words; `None` among them is written as nothing."""

    choices: Sequence[tuple[object, Said]]
    said: Said = ""

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        below, value = place.below(self.field), getattr(node, self.field)
        choices = [Choice(_spelled(key), str(label), key == value) for key, label in self.choices]
        yield Control(
            "choice", below.path, str(self.said), _spelled(value), choices, faults=desk.faults_at(below.path)
        )

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        text = posted.text(place.below(self.field).path)
        known = {_spelled(key): key for key, label in self.choices}
        return {self.field: known[text] if text in known else getattr(blank, self.field)}


def _spelled(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class NumberPart(OneField):
    """A number: whole, or any; None where it may be left out."""

    said: Said = ""
    whole: bool = True
    optional: bool = False

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        below, value = place.below(self.field), getattr(node, self.field)
        typed = desk.typed.get(below.path)
        shown = "" if value is None else str(value) if isinstance(value, int) else write_measure(value)
        faults = desk.faults_at(below.path)
        facts = {"whole": self.whole}
        yield Control(
            "number", below.path, str(self.said), typed.text if typed else shown, faults=faults, facts=facts
        )

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        path = place.below(self.field).path
        text = posted.text(path)
        if text is None:
            return {self.field: getattr(blank, self.field)}
        if self.optional and not text.strip():
            return {self.field: None}
        number = number_of(text)
        if number is None or (self.whole and not isinstance(number, int)):
            posted.refuse(path, text, _("Write a whole number.") if self.whole else _("Write a number."))
            return {self.field: getattr(blank, self.field)}
        return {self.field: number if self.whole else _kept(number, blank, self.field)}


def _kept(number: float, blank: Node, field: str) -> float:
    """A double where the node wants one, whichever way it was written."""
    return float(number) if isinstance(getattr(blank, field), float) else number


def number_of(text: str) -> int | float | None:
    """The number a person typed, a comma allowed for the point; None for what is none."""
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "").replace("−", "-")
    try:
        return read_number(plain.replace(",", ".") if plain.count(",") == 1 and "." not in plain else plain)
    except ValueError:
        return None


@dataclass(frozen=True)
class TextPart(OneField):
    """A text; `suggests` names what the data can offer for it, `nothing` what leaving it out means."""

    said: Said = ""
    suggests: str = ""
    nothing: Said | None = None

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        below, value = place.below(self.field), getattr(node, self.field)
        yield Control(
            "text",
            below.path,
            str(self.said),
            value or "",
            faults=desk.faults_at(below.path),
            facts={"suggests": self.suggests, "nothing": str(self.nothing or "")},
        )

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        text = posted.text(place.below(self.field).path)
        if text is None:
            return {self.field: getattr(blank, self.field)}
        return {self.field: None if self.nothing is not None and not text else text}


@dataclass(frozen=True)
class SpelledPart(OneField):
    """A value a person may spell wrongly: what was typed stays, with what to write instead."""

    said: Said = ""
    kind: ClassVar[str]
    write: ClassVar[Callable[[Any], str]]
    read_text: ClassVar[Callable[[str], object]]
    wanted: ClassVar[Said]

    def draw(self, node: Node, place: Place, desk: Desk) -> Iterable[Control]:
        below = place.below(self.field)
        typed = desk.typed.get(below.path)
        shown = typed.text if typed else type(self).write(getattr(node, self.field))
        yield Control(self.kind, below.path, str(self.said), shown, faults=desk.faults_at(below.path))

    def read(self, so_far: Mapping[str, Any], blank: Node, place: Place, posted: Posted) -> dict[str, Any]:
        path = place.below(self.field).path
        text, found = posted.text(path), getattr(blank, self.field)
        if text is not None:
            try:
                found = type(self).read_text(text.strip())
            except ValueError:
                posted.refuse(path, text, str(self.wanted))
        return {self.field: found}


class DatePart(SpelledPart):
    """A calendar day."""

    kind, write, read_text = "date", dt.date.isoformat, read_date
    wanted = gettext_lazy("Write a day that exists, as 2026-01-31.")


class InstantPart(SpelledPart):
    """One instant, with its distance from UTC where it has one."""

    kind, write, read_text = "text", write_instant, read_instant
    wanted = gettext_lazy("Write a day and a time, as 2026-01-31 10:00.")


def days_before(today: dt.date, days: int) -> dt.date:
    """A day in the past to begin with."""
    return today - dt.timedelta(days=days)


def select(path: str, said: Said, value: str, pairs: Sequence[tuple[str, str]], desk: Desk) -> Control:
    """A choice of which one is chosen."""
    return Control("choice", path, str(said), value, chosen(pairs, value), faults=desk.faults_at(path))
